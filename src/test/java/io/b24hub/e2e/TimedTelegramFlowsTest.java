package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.b24hub.HubRig;
import io.b24hub.emulator.Kind;
import io.b24hub.emulator.PortalRecords;
import io.b24hub.time.ManualClock;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The project's flows to Telegram that speak at times of day, in a hub whose clock the test moves. */
@Timeout(120)
class TimedTelegramFlowsTest {

    private static final String OVERDUE = "overdue-tasks-to-telegram";
    private static final String DIGEST = "daily-digest-to-telegram";
    private static final DateTimeFormatter ENGLISH = DateTimeFormatter.ofPattern("MMM d, yyyy, h:mm a", Locale.ENGLISH);

    /** The next time of the daily digest; all that the emulated portal makes during a test lies in its window. */
    private final Instant nine = nextNine();

    @TempDir
    private Path home;

    private ManualClock clock;
    private HubRig rig;

    private static Instant nextNine() {
        // a margin, because the test itself takes a while
        Instant now = Instant.now().plus(Duration.ofMinutes(5));
        Instant today = now.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofHours(9));
        return today.isAfter(now) ? today : today.plus(Duration.ofDays(1));
    }

    private HubRig rig(Instant start) {
        clock = new ManualClock(start);
        rig = new HubRig(home).clock(clock).set("hub.portal.main.time-zone", "UTC");
        return rig;
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void tasks_that_become_overdue_are_told_of_in_one_message_and_once() {
        rig(Instant.parse("2099-03-02T09:01:00Z"));
        long late = task("<b>Late</b>", "2099-03-02T12:05:00+03:00", "2");
        task("done", "2099-03-02T12:05:00+03:00", "5");
        task("earlier", "2099-03-02T12:00:00+03:00", "2");
        long alsoLate = task("Too", "2099-03-02T12:15:00+03:00", "3");
        task("later", "2099-03-02T12:31:00+03:00", "3");
        rig.start();
        begun(OVERDUE);

        clock.advance(Duration.ofMinutes(14));
        until(() -> messages().size() == 1);
        clock.advance(Duration.ofMinutes(15));
        until(() -> ended(OVERDUE) == 2);

        assertThat(messages())
                .containsExactly("⏰ <b>2 tasks are overdue</b>\n• " + taskLink(late, "&lt;b&gt;Late&lt;/b&gt;")
                        + ", Mar 2, 2099, 9:05 AM, Мария Иванова\n• " + taskLink(alsoLate, "Too")
                        + ", Mar 2, 2099, 9:15 AM, Мария Иванова");
        assertThat(rig.ends()).contains(OVERDUE + " delivered", OVERDUE + " filtered");
    }

    @Test
    void the_daily_digest_tells_the_numbers_of_its_window_in_seven_calls() {
        rig(nine.minus(Duration.ofMinutes(1))).without(OVERDUE);
        String longAgo = "2020-01-01T10:00:00+03:00";
        records().add(Kind.LEAD, Map.of("TITLE", "old", "DATE_CREATE", longAgo));
        records()
                .add(
                        Kind.DEAL,
                        Map.of("TITLE", "old", "STAGE_ID", "WON", "DATE_CREATE", longAgo, "MOVED_TIME", longAgo));
        records().add(Kind.CALL, Map.of("CALL_ID", "old", "CALL_START_DATE", longAgo));
        records().add(Kind.DEAL, Map.of("TITLE", "lost", "STAGE_ID", "LOSE"));
        records().add(Kind.CALL, Map.of("CALL_ID", "new", "CALL_TYPE", "3", "CALL_FAILED_CODE", "603-S"));
        rig.start();
        begun(DIGEST);

        clock.advance(Duration.ofMinutes(1));
        until(() -> !messages().isEmpty());

        long leads = count(Kind.LEAD, row -> !"old".equals(row.get("TITLE")));
        long deals = count(Kind.DEAL, row -> !"old".equals(row.get("TITLE")));
        long won = count(Kind.DEAL, TimedTelegramFlowsTest::won);
        long lost = count(Kind.DEAL, row -> "F".equals(row.get("STAGE_SEMANTIC_ID")));
        long calls = count(Kind.CALL, row -> !"old".equals(row.get("CALL_ID")));
        long missed = count(
                Kind.CALL,
                row -> !"old".equals(row.get("CALL_ID"))
                        && !"1".equals(row.get("CALL_TYPE"))
                        && !"200".equals(row.get("CALL_FAILED_CODE")));
        long overdue = count(Kind.TASK, this::overdue);
        assertThat(List.of(leads, deals, won, lost, calls, missed, overdue)).doesNotContain(0L);
        List<String> lines = messages().get(0).lines().toList();
        assertThat(lines)
                .hasSize(7)
                .contains(
                        "New leads: <b>" + leads + "</b>",
                        "New deals: <b>" + deals + "</b>",
                        "Lost: " + lost,
                        "Calls: " + calls + ", <b>" + missed + " missed</b>",
                        "⏰ " + overdue + (overdue == 1 ? " task is overdue" : " tasks are overdue"));
        assertThat(lines.get(0))
                .isEqualTo("<b><a href=\"" + rig.far().portal().baseUri() + "\">The day in numbers</a></b>, "
                        + english(nine.minus(Duration.ofDays(1))) + " – " + english(nine));
        assertThat(lines.get(3).split(", (?=[^0-9])", 2)[0]).isEqualTo("Won: <b>" + won + "</b>");
        assertThat(lines.get(3).split(", ", 2)[1].split(" \\+ "))
                .containsExactlyInAnyOrder(money("RUB", "RUB\u00a0"), money("EUR", "€"), money("USD", "$"));
        assertThat(rig.far().portal().received())
                .extracting(call -> call.path().replaceFirst(".*/", ""))
                .filteredOn(method -> method.matches(".*\\.(list|statistic\\.get)\\.json|batch\\.json"))
                .containsExactly(
                        "crm.lead.list.json",
                        "crm.deal.list.json",
                        "crm.deal.list.json",
                        "crm.deal.list.json",
                        "voximplant.statistic.get.json",
                        "voximplant.statistic.get.json",
                        "tasks.task.list.json");
    }

    private static boolean won(Map<String, Object> deal) {
        return "S".equals(deal.get("STAGE_SEMANTIC_ID")) && !"old".equals(deal.get("TITLE"));
    }

    private boolean overdue(Map<String, Object> task) {
        return task.get("DEADLINE") instanceof String deadline
                && !"5".equals(task.get("STATUS"))
                && !OffsetDateTime.parse(deadline).toInstant().isAfter(nine);
    }

    private String money(String currency, String sign) {
        BigDecimal sum = records().all(Kind.DEAL).stream()
                .filter(TimedTelegramFlowsTest::won)
                .filter(deal -> currency.equals(deal.get("CURRENCY_ID")))
                .map(deal -> new BigDecimal(String.valueOf(deal.get("OPPORTUNITY"))))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        NumberFormat format = NumberFormat.getNumberInstance(Locale.ENGLISH);
        format.setMinimumFractionDigits(2);
        return sign + format.format(sum);
    }

    @Test
    void each_portal_has_its_own_digest_that_says_whose_it_is() {
        rig(nine.minus(Duration.ofMinutes(1)));
        rig.set("hub.portals", "main,shop")
                .set("hub.portal.shop.tokens", "another-token-for-the-shop")
                .set("hub.portal.shop.webhook-url", rig.far().portal().restUri().toString())
                .set("hub.portal.shop.locale", "ru")
                .set("hub.portal.shop.time-zone", "UTC")
                .start();
        begun(DIGEST);

        clock.advance(Duration.ofMinutes(1));
        until(() -> messages().size() == 2);

        assertThat(messages())
                .anyMatch(text -> text.contains(">The day in numbers</a></b> of main, "))
                .anyMatch(text -> text.contains(">Итоги дня</a></b> (shop), "));
    }

    private long task(String title, String deadline, String status) {
        return records()
                .add(Kind.TASK, Map.of("TITLE", title, "DEADLINE", deadline, "STATUS", status, "RESPONSIBLE_ID", "2"));
    }

    private String taskLink(long task, String text) {
        return "<a href=\"" + rig.far().portal().baseUri() + "/company/personal/user/2/tasks/task/view/" + task + "/\">"
                + text + "</a>";
    }

    private long count(Kind kind, Predicate<Map<String, Object>> which) {
        return records().all(kind).stream().filter(which).count();
    }

    private long ended(String flow) {
        return rig.ends().stream().filter(end -> end.startsWith(flow + " ")).count();
    }

    /** Waits until the hub has written down where a flow begins. */
    private void begun(String flow) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> rig.hub().store().recall("timer", "main/" + flow).isPresent());
    }

    /** Moves the clock in small steps until something has happened, as the hub itself waits for moments. */
    private void until(BooleanSupplier condition) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    clock.advance(Duration.ofMillis(100));
                    return condition.getAsBoolean();
                });
    }

    private PortalRecords records() {
        return rig.far().portal().records();
    }

    private List<String> messages() {
        return rig.far().telegram().messages(HubRig.DAY_CHAT);
    }

    private static String english(Instant at) {
        return ENGLISH.format(at.atOffset(ZoneOffset.UTC));
    }
}
