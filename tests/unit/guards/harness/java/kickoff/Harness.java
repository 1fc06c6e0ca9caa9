package kickoff;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.crac.Core;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Drives the guard: reads one step a line on standard input, writes its result as a line. */
final class Harness {
    /** Invokes a handler with an event as Lambda passes it, JSON. */
    interface Invocation {
        Object of(String event, Context context) throws IOException;
    }

    private static final String PING = "{\"kickoff\": {\"ping\": \"w\"}}";

    private final List<Object> reached = new ArrayList<>();
    private final List<Object> naps = new ArrayList<>();
    private final List<Object> primed = new ArrayList<>();
    private boolean untouched;
    private long now = 1_796_473_200_000L;
    private Object passed;
    private Invocation invocation;

    public static void main(String[] args) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        Harness harness = null;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Map<?, ?> said = (Map<?, ?>) Json.read(line);
            if (said.get("guard") != null) {
                boolean stream = said.get("guard").equals("stream");
                harness = new Harness(stream, (Boolean) said.get("real"), (String) said.get("prime"));
            }
            System.out.println(Json.write(said.containsKey("ask") ? asked(said) : harness.step(said)));
        }
    }

    private Harness(boolean stream, boolean real, String kind) {
        KickoffGuard.Prime prime = kind == null ? null : context -> prime(kind, context);
        KickoffGuard guard = real ? new KickoffGuard(prime) : new Bent(prime);
        if (stream) {
            RequestStreamHandler handler = guard.guard((in, out, context) -> {
                String event = new String(in.readAllBytes(), UTF_8);
                untouched = event.equals(passed);
                out.write(Json.write(business(Json.read(event))).getBytes(UTF_8));
            });
            invocation = (event, context) -> {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                passed = event;
                handler.handleRequest(new ByteArrayInputStream(event.getBytes(UTF_8)), out, context);
                return Json.read(out.toString(UTF_8));
            };
        } else {
            RequestHandler<Map<String, Object>, Object> handler = guard.guard(
                    (RequestHandler<Map<String, Object>, Map<String, Object>>) (event, context) -> {
                        untouched = event == passed;
                        return business(event);
                    });
            invocation = (event, context) -> {
                Map<String, Object> members = map(Json.read(event));
                passed = members;
                return serialized(handler.handleRequest(members, context));
            };
        }
    }

    /** Return an answer as AWS's serializer writes it: without the nulls of maps. */
    private static Object serialized(Object answer) {
        if (!(answer instanceof Map)) {
            return answer;
        }
        Map<Object, Object> written = new LinkedHashMap<>();
        ((Map<?, ?>) answer).forEach((key, value) -> {
            if (value != null) {
                written.put(key, serialized(value));
            }
        });
        return written;
    }

    private void prime(String kind, Context context) throws InterruptedException {
        if (kind.equals("hangs")) {
            Thread.sleep(Long.MAX_VALUE);
        }
        if (kind.equals("fails")) {
            throw new NoClassDefFoundError("no \"route\" to\nthe database");
        }
        if (kind.equals("slow")) {
            Thread.sleep(100);
        }
        now += 300;
        primed.add(context);
    }

    private Map<String, Object> step(Map<?, ?> said) throws IOException {
        now += (Long) said.get("passes");
        naps.clear();
        reached.clear();
        primed.clear();
        untouched = true;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, UTF_8));
        Long remaining = (Long) said.get("remaining");
        Context context = remaining == null ? null : remaining::intValue;
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("answer", null);
        told.put("error", null);
        try {
            told.put("answer", invocation.of((String) said.get("text"), context));
        } catch (IllegalStateException failure) {
            told.put("error", failure.getMessage());
        }
        told.put("reached", reached);
        told.put("untouched", untouched);
        told.put("naps", naps);
        told.put("primed", primed.stream().map(each -> each == context).collect(Collectors.toList()));
        told.put("logged", log.toString(UTF_8));
        return told;
    }

    private Map<String, Object> business(Object event) {
        reached.add(event);
        if (event instanceof Map) {
            Map<?, ?> members = (Map<?, ?>) event;
            now += members.containsKey("takes") ? (Long) members.get("takes") : 0;
            if (members.containsKey("fail")) {
                throw new IllegalStateException((String) members.get("fail"));
            }
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("served", event);
        return answer;
    }

    private static Object asked(Map<?, ?> said) {
        switch ((String) said.get("ask")) {
            case "names":
                return names();
            case "restored":
                return restored();
            default:
                return together();
        }
    }

    /** Ping a container twice before and twice after a restore; return its answers. */
    private static List<Object> restored() {
        RequestHandler<Map<String, Object>, Object> handler =
                KickoffGuard.warmed((RequestHandler<Map<String, Object>, Object>) (event, context) -> event);
        List<Object> answers = new ArrayList<>();
        for (int half = 0; half < 2; half++) {
            answers.add(handler.handleRequest(map(Json.read(PING)), null));
            handler.handleRequest(map(Json.read("{\"order\": 7}")), null);
            answers.add(handler.handleRequest(map(Json.read(PING)), null));
            Core.getGlobalContext().restore();
        }
        return answers;
    }

    /** Count the names of a guard after wrapping a handler, an event, a ping, and a ping. */
    private static List<Object> names() {
        KickoffGuard guard = new KickoffGuard(null);
        List<Object> counts = new ArrayList<>();
        RequestHandler<Map<String, Object>, Object> handler =
                guard.guard((RequestHandler<Map<String, Object>, Object>) (event, context) -> event);
        counts.add(guard.container.id.get() == null ? 0 : 1);
        for (String event : List.of("{\"order\": 7}", PING, PING)) {
            handler.handleRequest(map(Json.read(event)), null);
            counts.add(guard.container.id.get() == null ? 0 : 1);
        }
        return counts;
    }

    /** Send one container eight pings at once, as on Managed Instances; return its answers. */
    private static List<Object> together() {
        RequestHandler<Map<String, Object>, Object> handler =
                KickoffGuard.warmed((RequestHandler<Map<String, Object>, Object>) (event, context) -> event);
        Map<String, Object> ping = map(Json.read(PING));
        return IntStream.range(0, 8).parallel()
                .mapToObj(each -> handler.handleRequest(ping, null)).collect(Collectors.toList());
    }

    @SuppressWarnings("unchecked") // the runtime does not check it either
    private static Map<String, Object> map(Object event) {
        return (Map<String, Object>) event;
    }

    /** A clock that moves only in sleep and by the `passes` of a step. */
    private final class Bent extends KickoffGuard {
        Bent(KickoffGuard.Prime prime) {
            super(prime);
        }

        @Override
        long now() {
            return now;
        }

        @Override
        void sleep(long milliseconds) {
            naps.add(milliseconds);
            now += milliseconds;
        }
    }
}
