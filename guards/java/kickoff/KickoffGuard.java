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
 * Answers kickoff's pings, so that they warm a function without reaching its business code.
 *
 * <p>Copy this file into your sources, and wrap the handler in the class that Lambda is told of:
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
 * <p>A {@code RequestStreamHandler} is wrapped in the same way. A handler of typed events would not
 * see a ping, for the runtime drops the words its type lacks: let it read the stream,
 * {@code KickoffGuard.warmed((in, out, context) ->
 * json.writeValue(out, pricing.handleRequest(json.readValue(in, Order.class), context)))}.
 */
public class KickoffGuard {
    // Whatever a payload says, a container is not kept from live requests for longer than this.
    private static final long LONGEST_HOLD_MS = 5_000;
    // A function that times out loses its container: stop holding this long before.
    private static final long SPARE_MS = 500;
    // No ping is longer; a longer event is business without a look inside.
    private static final int MOST_PING_BYTES = 4_096;

    // Nothing of its own yet: SnapStart clones the memory as it is before the first invocation.
    final AtomicReference<String> container = new AtomicReference<>();
    private volatile Long served;

    KickoffGuard() {}

    /** Wrap a handler: pings are answered here, every other event goes to it untouched. */
    public static RequestHandler<Map<String, Object>, Object> warmed(
            RequestHandler<Map<String, Object>, ?> handler) {
        return new KickoffGuard().guard(handler);
    }

    /** Wrap a handler: pings are answered here, every other event goes to it untouched. */
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

    /** Note an invocation; say whether it is the first. */
    private boolean enter() {
        return container.get() == null && container.compareAndSet(null, UUID.randomUUID().toString());
    }

    /** Hold, then answer a ping. */
    private Map<String, Object> answer(boolean first, Map<?, ?> ping, Context context) {
        Map<String, Object> words = new LinkedHashMap<>();
        words.put("container", container.get());
        words.put("first", first);
        words.put("init", System.getenv().getOrDefault("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"));
        words.put("idle_ms", served == null ? null : Math.max(0, now() - served));
        words.put("held_ms", hold(ping.get("hold_until"), context));
        return words;
    }

    /** Wait until an instant in epoch milliseconds, within the cap; return the milliseconds held. */
    private long hold(Object until, Context context) {
        if (!(until instanceof Number)) {
            return 0;
        }
        long begun = now();
        double wait = Math.min(((Number) until).doubleValue() - begun, LONGEST_HOLD_MS);
        if (context != null) {
            wait = Math.min(wait, context.getRemainingTimeInMillis() - SPARE_MS);
        }
        if (!(wait > 0)) { // NaN, too, is no hold
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

    /** The words of an event that is exactly a ping, {"kickoff": {"ping": "<wave id>", ...}}; or null. */
    private static Map<?, ?> ping(Map<?, ?> event) {
        if (event == null || event.size() != 1 || !(event.get("kickoff") instanceof Map)) {
            return null;
        }
        Map<?, ?> words = (Map<?, ?>) event.get("kickoff");
        return words.get("ping") instanceof String ? words : null;
    }

    /** The members of a JSON object; none of another value. Lambda takes only JSON for an event. */
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

    /** Where the string that begins at an index ends. */
    private static int endOfString(String json, int begin) {
        int at = begin + 1;
        while (at < json.length() && json.charAt(at) != '"') {
            at += json.charAt(at) == '\\' ? 2 : 1;
        }
        return at;
    }

    /** What a guard needs to know of a value: an object, a string, a number; null of all others. */
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
