package io.b24hub.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.emulator.PortalIdentity;
import io.b24hub.emulator.WebhookSender;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.EventType;
import io.b24hub.failure.HubException;
import io.b24hub.time.SystemClock;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code b24hub send}: posts events to a hub as Bitrix24 does. */
@Command(
        name = "send",
        description = "Posts an event to a hub as Bitrix24 does, with the configured application token.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  b24hub send ONCRMDEALUPDATE --id 662",
            "  b24hub send ONCRMDEALUPDATE --id 1-200 --count 2000          a burst: 200 deals, 10 times each",
            "  b24hub send ONVOXIMPLANTCALLEND --data CALL_TYPE=2 --data CALL_FAILED_CODE=304 --data PHONE_NUMBER=+49301234",
            "",
            "The hub cannot tell these events from real ones, and its flows deliver them.",
            "",
            "Exit codes: 0 the hub took all of them, 1 it refused some, 2 no hub answers."
        })
final class SendCommand implements Callable<Integer> {

    private static final Pattern IDS = Pattern.compile("(\\d{1,15})(?:-(\\d{1,15}))?");
    private static final int PARALLEL = 16;

    @Parameters(paramLabel = "<event>", description = "An event code, for example ONCRMDEALADD.")
    private String event;

    @Option(
            names = "--id",
            paramLabel = "<id>",
            defaultValue = "1",
            description = "The entity, or a range that is gone through again and again: 1-200 (default: 1).")
    private String ids;

    @Option(
            names = "--data",
            paramLabel = "<field>=<value>",
            description = "More of the event's data; nested with dots: FIELDS.ENTITY_TYPE_ID=1220.")
    private Map<String, String> more = new LinkedHashMap<>();

    @Option(names = "--count", paramLabel = "<n>", defaultValue = "1", description = "How many events (default: 1).")
    private int count;

    @Mixin
    private AsPortal as;

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PortalIdentity identity = as.identity();
        URI address = as.address();
        List<Map<String, Object>> events = events();
        Vertx vertx = Vertx.vertx();
        try (SystemClock clock = new SystemClock();
                WebhookSender sender = new WebhookSender(identity, vertx, clock)) {
            sender.sendTo(address);
            return send(sender, events, address);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private int send(WebhookSender sender, List<Map<String, Object>> events, URI address) {
        PrintWriter out = spec.commandLine().getOut();
        long began = System.nanoTime();
        Semaphore places = new Semaphore(PARALLEL);
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (Map<String, Object> data : events) {
            places.acquireUninterruptibly();
            answers.add(
                    sender.send(event.toUpperCase(Locale.ROOT), data).whenComplete((answer, no) -> places.release()));
        }
        CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new)).join();
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        WebhookSender.Tally tally = sender.tally();
        String where = address.getScheme() + "://" + address.getAuthority();
        out.println(json ? asJson(where, took, tally) : words(where, took, tally));
        out.flush();
        if (tally.failed() == tally.sent()) {
            throw new HubException("No hub answers at " + address.getAuthority() + ". Is it running?");
        }
        return tally.accepted() == tally.sent() ? 0 : ExplainCommand.NOT_FOUND;
    }

    private static String words(String where, Duration took, WebhookSender.Tally tally) {
        return tally.sent() + " sent to " + where + " in " + Table.time(took) + ": " + tally.accepted() + " accepted, "
                + tally.refused() + " refused, " + tally.failed() + " without answer";
    }

    private static String asJson(String where, Duration took, WebhookSender.Tally tally) {
        return new ObjectMapper()
                .createObjectNode()
                .put("to", where)
                .put("tookMillis", took.toMillis())
                .put("sent", tally.sent())
                .put("accepted", tally.accepted())
                .put("refused", tally.refused())
                .put("withoutAnswer", tally.failed())
                .toPrettyString();
    }

    private List<Map<String, Object>> events() {
        Matcher range = IDS.matcher(ids);
        if (!range.matches() || count < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--id is a number or a range such as 1-200, and --count at least 1");
        }
        long first = Long.parseLong(range.group(1));
        long last = range.group(2) == null ? first : Long.parseLong(range.group(2));
        String path = place();
        List<Map<String, Object>> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Map<String, Object> data = new LinkedHashMap<>();
            if (!path.isEmpty()) {
                put(data, path, Long.toString(first + i % Math.max(1, last - first + 1)));
            }
            more.forEach((field, value) -> put(data, field, value));
            events.add(data);
        }
        return events;
    }

    /** Where the id stands in the data, by the catalogue. */
    private String place() {
        EventCatalogue catalogue = EventCatalogue.load();
        EventType type = catalogue
                .find(event)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "There is no event " + event
                                + catalogue
                                        .closest(event)
                                        .map(near -> "; did you mean " + near + "?")
                                        .orElse("")));
        return type.idPath()
                .map(paths -> paths.split("\\|")[0].replaceFirst("^data\\.", ""))
                .orElse("");
    }

    @SuppressWarnings("unchecked") // only maps of this kind are put in
    private static void put(Map<String, Object> data, String path, Object value) {
        Map<String, Object> at = data;
        String[] names = path.split("\\.");
        for (int i = 0; i < names.length - 1; i++) {
            at = (Map<String, Object>) at.computeIfAbsent(names[i], name -> new LinkedHashMap<String, Object>());
        }
        at.put(names[names.length - 1], value);
    }
}
