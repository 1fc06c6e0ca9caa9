package kickoff;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A reader and writer of JSON with the runtime's types: maps, lists, strings, numbers, booleans, nulls. */
final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    static Object read(String text) {
        return new Json(text).value();
    }

    static String write(Object value) {
        if (value instanceof Map) {
            return ((Map<?, ?>) value).entrySet().stream()
                    .map(entry -> write(entry.getKey()) + ":" + write(entry.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof List) {
            return ((List<?>) value).stream().map(Json::write).collect(Collectors.joining(",", "[", "]"));
        }
        if (value instanceof String) {
            String text = ((String) value).replace("\\", "\\\\").replace("\"", "\\\"");
            return "\"" + text.replace("\n", "\\n").replace("\t", "\\t") + "\"";
        }
        return String.valueOf(value);
    }

    private Object value() {
        switch (peek()) {
            case '{':
                return object();
            case '[':
                return array();
            case '"':
                return string();
            default:
                return literal();
        }
    }

    private Map<String, Object> object() {
        Map<String, Object> members = new LinkedHashMap<>();
        for (at++; peek() != '}'; ) {
            String key = string();
            peek();
            at++;
            members.put(key, value());
            at += peek() == ',' ? 1 : 0;
        }
        at++;
        return members;
    }

    private List<Object> array() {
        List<Object> items = new ArrayList<>();
        for (at++; peek() != ']'; at += peek() == ',' ? 1 : 0) {
            items.add(value());
        }
        at++;
        return items;
    }

    private String string() {
        StringBuilder read = new StringBuilder();
        peek();
        for (at++; text.charAt(at) != '"'; at++) {
            if (text.charAt(at) < ' ') {
                throw new IllegalArgumentException("JSON has no control characters in strings");
            }
            read.append(text.charAt(at) == '\\' ? escaped() : text.charAt(at));
        }
        at++;
        return read.toString();
    }

    private char escaped() {
        char mark = text.charAt(++at);
        if (mark == 'u') {
            return (char) Integer.parseInt(text.substring(at + 1, (at += 4) + 1), 16);
        }
        int control = "nrt".indexOf(mark);
        return control < 0 ? mark : "\n\r\t".charAt(control);
    }

    private Object literal() {
        int begin = at;
        while (at < text.length() && ",]}".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(begin, at).strip();
        if (word.equals("null")) {
            return null;
        }
        if (word.matches("true|false")) {
            return Boolean.valueOf(word);
        }
        return word.matches("-?\\d{1,18}") ? (Number) Long.valueOf(word) : Double.valueOf(word);
    }

    private char peek() {
        while (Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return text.charAt(at);
    }
}
