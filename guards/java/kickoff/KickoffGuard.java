package kickoff;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A guard answers kickoff's pings: they warm a function and never reach its business code.
 *
 * <p>Copy this file into your sources, and wrap the handler in the class that Lambda calls:
 *
 * <pre>{@code
 * public class Warmed implements RequestHandler<Map<String, Object>, Object> {
 *     private final RequestHandler<Map<String, Object>, Object> guarded = KickoffGuard.warmed(new Pricing());
 *
 *     public Object handleRequest(Map<String, Object> event, Context context) {
 *         return guarded.handleRequest(event, context);
 *     }
 * }
 * }</pre>
 *
 * <p>Wrap a {@code RequestStreamHandler} in the same way. A handler of typed events does not see
 * pings, because the runtime drops fields that the type lacks. Let it read the stream:
 * {@code KickoffGuard.warmed((in, out, context) ->
 * json.writeValue(out, pricing.handleRequest(json.readValue(in, Order.class), context)))}.
 */
public class KickoffGuard {
    // The longest hold, whatever a ping says: a held container serves no live request.
    private static final long LONGEST_HOLD_MS = 5_000;
    // A hold ends this long before the function's timeout, which would end the container.
    private static final long SPARE_MS = 500;
    // The longest ping in bytes. A longer event goes to business code unread.
    private static final int MOST_PING_BYTES = 4_096;

    // Null until the first invocation: SnapStart clones the memory from before it.
    final AtomicReference<String> container = new AtomicReference<>();
    private volatile Long served;

    KickoffGuard() {}

    /** Wrap a handler. The guard answers pings; other events reach the handler unchanged. */
    public static RequestHandler<Map<String, Object>, Object> warmed(
            RequestHandler<Map<String, Object>, ?> handler) {
        return new KickoffGuard().guard(handler);
    }

    /** Wrap a handler. The guard answers pings; other events reach the handler unchanged. */
    public static RequestStreamHandler warmed(RequestStreamHandler handler) {
        return new KickoffGuard().guard(handler);
    }

    RequestHandler<Map<String, Object>, Object> guard(RequestHandler<Map<String, Object>, ?> handler) {
        return (event, context) -> {
            boolean first = enter();
            Map<?, ?> ping = ping(event);
            if (ping != null) {
                return Map.of("kickoff", answer(first, ping, context));
            }
            try {
                return handler.handleRequest(event, context);
            } finally {
                served = now();
            }
        };
    }

    RequestStreamHandler guard(RequestStreamHandler handler) {
        return (input, output, context) -> {
            boolean first = enter();
            byte[] event = input.readAllBytes();
            Map<?, ?> ping = ping(event);
            if (ping != null) {
                output.write(json(answer(first, ping, context)).getBytes(UTF_8));
                return;
            }
            try {
                handler.handleRequest(new ByteArrayInputStream(event), output, context);
            } finally {
                served = now();
            }
        };
    }

    long now() {
        return System.currentTimeMillis();
    }

    void sleep(long milliseconds) throws InterruptedException {
        Thread.sleep(milliseconds);
    }

    /** Record an invocation; return true for the first. */
    private boolean enter() {
        return container.get() == null && container.compareAndSet(null, UUID.randomUUID().toString());
    }

    /** Hold the container, then return the answer to a ping. */
    private Map<String, Object> answer(boolean first, Map<?, ?> ping, Context context) {
        Map<String, Object> words = new LinkedHashMap<>();
        words.put("container", container.get());
        words.put("first", first);
        words.put("init", System.getenv().getOrDefault("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"));
        words.put("idle_ms", served == null ? null : Math.max(0, now() - served));
        words.put("held_ms", hold(ping.get("hold_until"), context));
        return words;
    }

    /** Wait until an instant in epoch ms, at most LONGEST_HOLD_MS; return the time held in ms. */
    private long hold(Object until, Context context) {
        if (!(until instanceof Number)) {
            return 0;
        }
        long begun = now();
        double wait = Math.min(((Number) until).doubleValue() - begun, LONGEST_HOLD_MS);
        if (context != null) {
            wait = Math.min(wait, context.getRemainingTimeInMillis() - SPARE_MS);
        }
        if (!(wait > 0)) { // true for NaN as well
            return 0;
        }
        try {
            sleep((long) Math.ceil(wait));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return Math.max(0, now() - begun);
    }

    private static Map<?, ?> ping(byte[] event) {
        return event.length > MOST_PING_BYTES ? null : ping(members(new String(event, UTF_8).strip()));
    }

    /** Return the fields of a ping, {"kickoff": {"ping": "<wave id>", ...}}, or null. */
    private static Map<?, ?> ping(Map<?, ?> event) {
        if (event == null || event.size() != 1 || !(event.get("kickoff") instanceof Map)) {
            return null;
        }
        Map<?, ?> words = (Map<?, ?>) event.get("kickoff");
        return words.get("ping") instanceof String ? words : null;
    }

    /** Return the members of a JSON object; empty for other values. Lambda accepts only JSON events. */
    private static Map<String, Object> members(String json) {
        Map<String, Object> members = new HashMap<>();
        String key = null;
        int begun = 1;
        int depth = 0;
        for (int at = 0; at < json.length(); at++) {
            char mark = json.charAt(at);
            if (mark == '"') {
                at = endOfString(json, at);
            } else if (mark == '{' || mark == '[') {
                depth++;
            } else if (mark == ':' && depth == 1) {
                key = json.substring(begun, at).replace("\"", "").strip();
                begun = at + 1;
            } else if (mark == ',' || mark == '}' || mark == ']') {
                if (depth == 1) {
                    members.put(key, value(json.substring(begun, at).strip()));
                    begun = at + 1;
                }
                depth -= mark == ',' ? 0 : 1;
            }
        }
        return members;
    }

    /** Return the index of the closing quote of the string that begins at an index. */
    private static int endOfString(String json, int begin) {
        int at = begin + 1;
        while (at < json.length() && json.charAt(at) != '"') {
            at += json.charAt(at) == '\\' ? 2 : 1;
        }
        return at;
    }

    /** Return an object, string or number as the guard needs it; null for all other values. */
    private static Object value(String json) {
        if (json.startsWith("{")) {
            return members(json);
        }
        if (json.startsWith("\"")) {
            return json;
        }
        try {
            return Double.valueOf(json);
        } catch (NumberFormatException other) {
            return null;
        }
    }

    private static String json(Map<String, Object> words) {
        return String.format(
                "{\"kickoff\":{\"container\":\"%s\",\"first\":%s,\"init\":\"%s\",\"idle_ms\":%s,\"held_ms\":%s}}",
                words.values().toArray());
    }
}
