package kickoff;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

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
 *
 * <p>{@code KickoffGuard.warmed(handler, prime)} also calls {@code prime.run(context)} once in each
 * container, at its first ping, in a thread of its own.
 */
public class KickoffGuard {
    // The longest hold, whatever a ping says: a held container serves no live request.
    private static final long LONGEST_HOLD_MS = 5_000;
    // The longest wait for a prime. The warmer waits 25 s for an answer, a start included.
    private static final long LONGEST_PRIME_MS = 10_000;
    // A ping is answered this long before the function's timeout, which would end the container.
    private static final long SPARE_MS = 500;
    // The longest ping in bytes. A longer event goes to business code unread.
    private static final int MOST_PING_BYTES = 4_096;
    // The most characters of a prime's failure in an answer.
    private static final int MOST_CHARACTERS = 200;
    // The runtime's own hooks of SnapStart. Its customers' library, org.crac, calls them too.
    private static final String HOOKS = "com.amazonaws.services.lambda.crac.";

    /** Opens connections or loads classes. Its failure is logged and reported in the answer. */
    @FunctionalInterface
    public interface Prime {
        void run(Context context) throws Exception;
    }

    /** The state of one execution environment. */
    static final class Container {
        final AtomicReference<String> id = new AtomicReference<>();
        private final AtomicBoolean entered = new AtomicBoolean();
        private final AtomicBoolean primed = new AtomicBoolean();
        private volatile Long served;
    }

    private final Prime prime;
    // Referenced here because the runtime keeps its hooks in a weak map.
    private final Object restored;
    volatile Container container = new Container();

    KickoffGuard(Prime prime) {
        this.prime = prime;
        restored = "snap-start".equals(initialization()) ? followRestores() : null;
    }

    /** Wrap a handler. The guard answers pings; other events reach the handler unchanged. */
    public static RequestHandler<Map<String, Object>, Object> warmed(
            RequestHandler<Map<String, Object>, ?> handler) {
        return warmed(handler, null);
    }

    /** Wrap a handler. The guard answers pings; other events reach the handler unchanged. */
    public static RequestStreamHandler warmed(RequestStreamHandler handler) {
        return warmed(handler, null);
    }

    /** Wrap a handler, with a prime. */
    public static RequestHandler<Map<String, Object>, Object> warmed(
            RequestHandler<Map<String, Object>, ?> handler, Prime prime) {
        return new KickoffGuard(prime).guard(handler);
    }

    /** Wrap a handler, with a prime. */
    public static RequestStreamHandler warmed(RequestStreamHandler handler, Prime prime) {
        return new KickoffGuard(prime).guard(handler);
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
                container.served = now();
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
                container.served = now();
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
        return container.entered.compareAndSet(false, true);
    }

    /** Run the prime if it has not run, hold the container, and return the answer to a ping. */
    private Map<String, Object> answer(boolean first, Map<?, ?> ping, Context context) {
        long begun = now();
        Container here = container;
        here.id.compareAndSet(null, UUID.randomUUID().toString());
        double left = context == null ? Double.MAX_VALUE : context.getRemainingTimeInMillis() - SPARE_MS;
        Map<String, Object> words = new LinkedHashMap<>();
        words.put("container", here.id.get());
        words.put("first", first);
        words.put("init", initialization());
        words.put("idle_ms", here.served == null ? null : Math.max(0, begun - here.served));
        if (prime != null && here.primed.compareAndSet(false, true)) {
            String failure = runPrime(context, (long) Math.min(LONGEST_PRIME_MS, left));
            if (failure != null) {
                words.put("prime_error", failure.substring(0, Math.min(MOST_CHARACTERS, failure.length())));
            }
        }
        words.put("held_ms", hold(begun, ping.get("hold_until"), left));
        return words;
    }

    /** Run the prime; return its failure in words. */
    private String runPrime(Context context, long limit) {
        FutureTask<Object> task = new FutureTask<>(() -> {
            prime.run(context);
            return null;
        });
        Thread thread = new Thread(task, "kickoff-prime");
        thread.setDaemon(true);
        thread.start();
        Throwable failure;
        try {
            task.get(Math.max(0, limit), TimeUnit.MILLISECONDS);
            return null;
        } catch (ExecutionException failed) {
            failure = failed.getCause();
        } catch (TimeoutException late) {
            failure = new TimeoutException("still running after " + limit + " ms");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            failure = interrupted;
        }
        System.err.println("kickoff: prime failed: " + failure);
        failure.printStackTrace();
        return failure.toString();
    }

    /** Wait until an instant in epoch ms; return the time held since {@code begun} in ms. */
    private long hold(long begun, Object until, double left) {
        if (!(until instanceof Number)) {
            return 0;
        }
        double wait = Math.min(Math.min(((Number) until).doubleValue() - begun, LONGEST_HOLD_MS), left);
        if (!(wait > 0)) { // true for NaN as well
            return 0;
        }
        long rest = (long) Math.ceil(wait - (now() - begun));
        try {
            if (rest > 0) {
                sleep(rest);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return Math.max(0, (long) Math.min(wait, now() - begun));
    }

    /** Forget all invocations after each restore: SnapStart clones the memory. Return the hook. */
    private Object followRestores() {
        try {
            Class<?> resource = Class.forName(HOOKS + "Resource");
            Object hook = Proxy.newProxyInstance(resource.getClassLoader(), new Class<?>[] {resource},
                    (self, method, arguments) -> {
                        switch (method.getName()) {
                            case "afterRestore":
                                container = new Container();
                                return null;
                            case "hashCode":
                                return System.identityHashCode(self);
                            case "equals":
                                return self == arguments[0];
                            default:
                                return null;
                        }
                    });
            Object hooks = Class.forName(HOOKS + "Core").getMethod("getGlobalContext").invoke(null);
            Class.forName(HOOKS + "Context").getMethod("register", resource).invoke(hooks, hook);
            return hook;
        } catch (ReflectiveOperationException absent) {
            return null; // not in Lambda
        }
    }

    private static String initialization() {
        return System.getenv().getOrDefault("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
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
        return words.entrySet().stream()
                .map(word -> quoted(word.getKey()) + ":" + written(word.getValue()))
                .collect(Collectors.joining(",", "{\"kickoff\":{", "}}"));
    }

    private static String written(Object value) {
        return value instanceof String ? quoted((String) value) : String.valueOf(value);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char mark : text.toCharArray()) {
            if (mark == '"' || mark == '\\') {
                quoted.append('\\').append(mark);
            } else {
                quoted.append(mark < ' ' ? String.format("\\u%04x", (int) mark) : mark);
            }
        }
        return quoted.append('"').toString();
    }
}
