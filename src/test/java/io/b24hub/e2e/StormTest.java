package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.b24hub.HubRig;
import io.b24hub.emulator.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** More events than a chat takes: from the portal's calls to the texts in the chat. */
@Timeout(180)
class StormTest {

    private static final String FLOW = """
            - route:
                id: deals-to-group
                from:
                  uri: bitrix24:ONCRMDEALADD
                  parameters:
                    maxBehind: 20s
                  steps:
                    - to: bitrix24:read?names=false
                    - split:
                        simple: "${body}"
                        aggregationStrategy: rows
                        steps:
                          - setBody:
                              simple: "${list(${body.fields[TITLE]})}"
                    - setBody:
                        simple: "digest ${header.CamelBitrix24Digest} of ${header.CamelBitrix24BatchSize}\\n${join(;)}"
                    - to: telegram:bots?chatId=%d
            """;

    private static final Pattern LINE = Pattern.compile("\\[Deal \\d+]");
    private static final int DEALS = 1000;
    /** Calls of the portal on their way to the hub; more would be given up while they wait for a connection. */
    private static final int SENDING = 64;

    @Test
    void a_thousand_deals_are_some_forty_messages_with_a_line_for_each(@TempDir Path home) throws Exception {
        Path routes = Files.createDirectories(home.resolve("routes/flows"));
        Files.writeString(routes.resolve("deals-to-group.camel.yaml"), FLOW.formatted(HubRig.SALES_CHAT));
        try (HubRig rig = new HubRig(home);
                CapturedLog log = new CapturedLog(Map.of())) {
            List<Long> deals = IntStream.range(0, DEALS)
                    .mapToObj(i -> rig.far().portal().records().add(Kind.DEAL, Map.of("TITLE", "Deal " + i)))
                    .toList();
            // six times as fast as Telegram's own
            rig.set("hub.routes.dir", home.resolve("routes").toString())
                    .set("hub.telegram.group-rate", "2/s")
                    .start();

            send(rig, deals);
            await().atMost(Duration.ofSeconds(90)).until(() -> lines(rig).size() >= DEALS);
            rig.settle();

            assertThat(lines(rig))
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, DEALS)
                            .mapToObj(i -> "[Deal " + i + "]")
                            .toList());
            assertThat(messages(rig))
                    .hasSizeLessThan(50)
                    .anyMatch(message -> message.startsWith("digest true of 40"))
                    .first()
                    .asString()
                    .startsWith("digest false of 1");
            assertThat(says(log, "Flow deals-to-group falls behind:")).isTrue();
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> says(log, "Flow deals-to-group keeps up again and goes on as usual:"));
        }
    }

    private static void send(HubRig rig, List<Long> deals) throws InterruptedException {
        Semaphore sending = new Semaphore(SENDING);
        for (Long deal : deals) {
            sending.acquire();
            rig.far()
                    .portal()
                    .webhook()
                    .send("ONCRMDEALADD", Map.of("FIELDS", Map.of("ID", deal)))
                    .whenComplete((call, failure) -> sending.release());
        }
    }

    private static boolean says(CapturedLog log, String text) {
        return log.lines().stream().anyMatch(line -> line.text().contains(text));
    }

    private static List<String> messages(HubRig rig) {
        return rig.far().telegram().messages(HubRig.SALES_CHAT);
    }

    private static List<String> lines(HubRig rig) {
        return messages(rig).stream()
                .flatMap(message -> LINE.matcher(message).results().map(MatchResult::group))
                .toList();
    }
}
