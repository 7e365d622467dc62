package io.b24hub.emulator;

import io.b24hub.time.HubClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Finds the method of a REST call, holds it against the limits, and wraps what it answers: result, total, next and the
 * {@code time} block, or an error envelope. Thread-safe.
 */
final class RestServer {

    private static final int LONGEST_BATCH = 50;
    private static final Duration ON_THE_WAY = Duration.ofMillis(30);

    private final HubClock clock;
    private final OperatingTime operating;
    private final Map<String, RestMethod> methods = new LinkedHashMap<>();
    private final Map<String, RestMethod> ofApplications = new LinkedHashMap<>();

    RestServer(
            HubClock clock, OperatingTime operating, PortalRecords records, PortalApplication application, long owner) {
        this.clock = clock;
        this.operating = operating;
        new CrmMethods(records).addTo(methods);
        new ItemMethods(records).addTo(methods);
        new TaskMethods(records).addTo(methods);
        new ActivityMethods(records).addTo(methods);
        new OfficeMethods(records, owner).addTo(methods);
        new DictionaryMethods().addTo(methods);
        application.addTo(ofApplications);
    }

    /**
     * Answers a call; throws {@link RestRefusal} when it fails as a whole.
     *
     * @param application whether it is made by an application, and not through a webhook
     */
    Map<String, Object> call(String name, RestParams params, boolean application) {
        String method = name.toLowerCase(Locale.ROOT);
        Map<String, Object> envelope = new LinkedHashMap<>();
        if (method.equals("batch")) {
            envelope.put("result", batch(params, application));
        } else {
            RestResult result = run(method, params, application);
            envelope.put("result", result.result());
            result.next().ifPresent(next -> envelope.put("next", next));
            result.total().ifPresent(total -> envelope.put("total", total));
        }
        envelope.put("time", time(method));
        return envelope;
    }

    static Map<String, Object> error(RestRefusal refusal) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("error", refusal.code());
        error.put("error_description", refusal.getMessage());
        return error;
    }

    private RestResult run(String method, RestParams params, boolean application) {
        if (!application && ofApplications.containsKey(method) && !methods.containsKey(method)) {
            throw RestRefusal.wrongAuthorization();
        }
        RestMethod known = ofApplications.getOrDefault(method, methods.get(method));
        if (known == null) {
            throw RestRefusal.unknownMethod();
        }
        if (operating.blocks(method)) {
            throw RestRefusal.timeUsedUp();
        }
        operating.charge(method);
        return known.call(params);
    }

    private Map<String, Object> batch(RestParams params, boolean application) {
        Map<String, Object> commands = params.map("cmd");
        if (commands.size() > LONGEST_BATCH) {
            throw new RestRefusal(400, "ERROR_BATCH_LENGTH_EXCEEDED", "Max batch length exceeded");
        }
        boolean halt = List.of("1", "true", "Y").contains(params.text("halt"));
        Map<String, Map<String, Object>> parts = new LinkedHashMap<>();
        for (String part : List.of("result", "result_error", "result_total", "result_next", "result_time")) {
            parts.put(part, new LinkedHashMap<>());
        }
        for (Map.Entry<String, Object> command : commands.entrySet()) {
            boolean done = runCommand(command.getKey(), String.valueOf(command.getValue()), application, parts);
            if (!done && halt) {
                break;
            }
        }
        Map<String, Object> result = new LinkedHashMap<>();
        parts.forEach((name, part) -> result.put(name, likePhp(part)));
        return result;
    }

    private boolean runCommand(
            String key, String command, boolean application, Map<String, Map<String, Object>> parts) {
        String line = command.contains("#") ? command.substring(0, command.indexOf('#')) : command;
        int question = line.indexOf('?');
        String method = (question < 0 ? line : line.substring(0, question)).toLowerCase(Locale.ROOT);
        try {
            if (method.equals("batch")) {
                throw new RestRefusal(405, "ERROR_BATCH_METHOD_NOT_ALLOWED", "Method is not allowed for batch usage");
            }
            RestParams params = RestParams.ofQuery(question < 0 ? "" : line.substring(question + 1));
            RestResult result = run(method, params, application);
            parts.get("result").put(key, result.result());
            result.total().ifPresent(total -> parts.get("result_total").put(key, total));
            result.next().ifPresent(next -> parts.get("result_next").put(key, next));
            parts.get("result_time").put(key, time(method));
            return true;
        } catch (RestRefusal refusal) {
            parts.get("result_error").put(key, error(refusal));
            return false;
        }
    }

    /** PHP has one type for both: a map with the keys 0 to n-1 becomes a list, an empty one too. */
    private static Object likePhp(Map<String, Object> map) {
        List<Object> list = new ArrayList<>();
        for (Map.Entry<String, Object> entry : map.entrySet()) {
            if (!entry.getKey().equals(String.valueOf(list.size()))) {
                return map;
            }
            list.add(entry.getValue());
        }
        return list;
    }

    private Map<String, Object> time(String method) {
        Instant start = clock.instant();
        Duration processing = operating.cost(method);
        Instant finish = start.plus(processing).plus(ON_THE_WAY);
        OperatingTime.Balance balance = operating.balance(method);
        Map<String, Object> time = new LinkedHashMap<>();
        time.put("start", seconds(start));
        time.put("finish", seconds(finish));
        time.put("duration", seconds(processing.plus(ON_THE_WAY)));
        time.put("processing", seconds(processing));
        time.put("date_start", PortalTime.stamp(start));
        time.put("date_finish", PortalTime.stamp(finish));
        time.put("operating_reset_at", balance.resetAt().getEpochSecond());
        time.put("operating", seconds(balance.used()));
        return time;
    }

    private static double seconds(Instant at) {
        return at.toEpochMilli() / 1000.0;
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
