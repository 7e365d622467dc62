package io.b24hub.source;

import static io.b24hub.source.SourceGuard.Verdict.KNOWN;
import static io.b24hub.source.SourceGuard.Verdict.REFUSED;
import static io.b24hub.source.SourceGuard.Verdict.STRANGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.b24hub.address.IpRange;
import io.b24hub.address.IpText;
import io.b24hub.settings.BudgetSettings;
import io.b24hub.settings.PortalSettings;
import io.b24hub.settings.SourceList;
import io.b24hub.settings.SourceMode;
import io.b24hub.settings.SourceSettings;
import io.b24hub.settings.SweepSettings;
import io.b24hub.source.SourceGuard.Verdict;
import io.b24hub.store.HubStore;
import io.b24hub.store.SqliteStore;
import io.b24hub.time.ManualClock;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SourcesTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    private Path dir;

    private final ManualClock clock = new ManualClock();
    private final ListServer world = new ListServer(clock);
    private final ListServer ru = new ListServer(clock);
    private final List<Sources> running = new ArrayList<>();
    private HubStore store;

    @BeforeEach
    void open() {
        store = SqliteStore.open(dir.resolve("hub.db"), clock);
        world.publish("3.217.33.54", "52.29.163.104");
        ru.publish("195.208.184.200", "89.208.230.2");
    }

    @AfterEach
    void close() {
        running.forEach(Sources::close);
        store.close();
        world.close();
        ru.close();
    }

    @Test
    void asks_at_the_start_and_then_every_five_to_ten_minutes() {
        start(enforced(SourceList.WORLD));

        pass(Duration.ofHours(5));

        assertThat(gaps(world)).hasSizeGreaterThan(30).allMatch(gap -> isBetween(gap, 5, 10));
        assertThat(gaps(world).stream().distinct().count())
                .as("different waits")
                .isGreaterThan(1);
        assertThat(ru.polls()).isEmpty();
    }

    @Test
    void judges_by_the_lists_of_the_portal() {
        Sources sources = start(enforced(SourceList.WORLD));

        assertThat(judged(sources, "3.217.33.54")).isEqualTo(KNOWN);
        assertThat(judged(sources, "195.208.184.200")).isEqualTo(REFUSED);
        assertThat(judged(start(enforced(SourceList.WORLD, SourceList.RU)), "195.208.184.200"))
                .isEqualTo(KNOWN);
        assertThat(judged(start(portal(SourceMode.WARN, SourceList.RU)), "6.6.6.6"))
                .isEqualTo(STRANGE);
    }

    @Test
    void own_addresses_count_besides() {
        Sources sources = start(new SourceSettings(
                SourceMode.ENFORCE,
                Set.of(SourceList.WORLD),
                List.of(IpRange.parse("203.0.113.0/24").orElseThrow())));

        assertThat(judged(sources, "203.0.113.7")).isEqualTo(KNOWN);
        assertThat(judged(sources, "3.217.33.54")).isEqualTo(KNOWN);
        assertThat(judged(sources, "203.0.114.7")).isEqualTo(REFUSED);
    }

    @Test
    void asks_nobody_when_no_portal_needs_a_list() {
        Sources off = start(SourceSettings.OFF);
        Sources own = start(new SourceSettings(
                SourceMode.ENFORCE,
                Set.of(),
                List.of(IpRange.parse("203.0.113.7").orElseThrow())));

        clock.advance(Duration.ofHours(1));

        assertThat(clock.waiting()).isZero();
        assertThat(world.polls()).isEmpty();
        assertThat(ru.polls()).isEmpty();
        assertThat(judged(off, "6.6.6.6")).isEqualTo(KNOWN);
        assertThat(judged(own, "6.6.6.6")).isEqualTo(REFUSED);
    }

    @Test
    void a_restart_asks_no_sooner_and_knows_the_last_good_list_at_once() {
        start(enforced(SourceList.WORLD)).close();
        running.clear();
        world.answer(503, "");

        clock.advance(MINUTE.multipliedBy(2));
        Sources again = sources(enforced(SourceList.WORLD));
        running.add(again);

        assertThat(judged(again, "3.217.33.54")).isEqualTo(KNOWN);
        assertThat(judged(again, "6.6.6.6")).isEqualTo(REFUSED);
        again.start();
        settle();
        assertThat(world.polls()).hasSize(1);
    }

    @Test
    void never_asks_more_than_once_a_minute_however_often_it_is_restarted() {
        world.answer(503, "");

        for (int i = 0; i < 60; i++) {
            start(enforced(SourceList.WORLD)).close();
            running.clear();
            clock.advance(Duration.ofSeconds(10));
        }

        assertThat(gaps(world)).hasSizeBetween(4, 10).allMatch(gap -> gap.compareTo(MINUTE) >= 0);
    }

    @Test
    void of_several_hubs_on_one_store_one_asks_and_all_know() {
        for (int i = 0; i < 4; i++) {
            running.add(sources(enforced(SourceList.WORLD)));
        }
        running.forEach(Sources::start);
        settle();
        pass(Duration.ofHours(1));
        world.publish("3.217.33.54", "52.29.163.104", "9.9.9.9");
        pass(MINUTE.multipliedBy(10));

        assertThat(gaps(world)).hasSizeGreaterThan(6).allMatch(gap -> isBetween(gap, 5, 10));
        assertThat(running).allMatch(sources -> judged(sources, "9.9.9.9") == KNOWN);
    }

    @Test
    void until_the_first_list_every_call_is_taken_and_a_person_is_told() {
        world.answer(404, "");
        Sources sources = start(enforced(SourceList.WORLD));

        assertThat(judged(sources, "6.6.6.6")).isEqualTo(KNOWN);
        assertThat(sources.trouble(SourceList.WORLD).orElseThrow())
                .contains("never read", "HTTP 404", "although source-addresses is enforce", "hub.source-list.world");
        assertThat(sources.status().get(0).complete()).isFalse();

        world.publish("3.217.33.54");
        pass(MINUTE.multipliedBy(2));

        assertThat(judged(sources, "6.6.6.6")).isEqualTo(REFUSED);
        assertThat(sources.trouble(SourceList.WORLD)).isEmpty();
        assertThat(sources.status().get(0).complete()).isTrue();
    }

    @Test
    void keeps_the_last_good_list_through_days_of_nonsense_and_tells_after_one() {
        Sources sources = start(enforced(SourceList.WORLD));
        String[] nonsense = {"", "<html>", "{\"nodes\":[]}", "{\"nodes\":[\"0.0.0.0/0\"]}", "x".repeat(1 << 21)};

        for (String each : nonsense) {
            world.answer(200, each);
            pass(MINUTE.multipliedBy(10));
        }
        world.play(exchange -> {
            exchange.getResponseHeaders().set("Location", "http://localhost:1/app.json");
            ListServer.send(exchange, 302, "");
        });
        pass(MINUTE.multipliedBy(10));

        assertThat(sources.status().get(0).lists().get(0).trouble()).contains("redirects elsewhere");
        assertThat(sources.trouble(SourceList.WORLD)).isEmpty();
        world.close();
        pass(Duration.ofHours(25));
        assertThat(sources.trouble(SourceList.WORLD).orElseThrow())
                .contains("read last at", "The last good one counts");
        assertThat(judged(sources, "3.217.33.54")).isEqualTo(KNOWN);
        assertThat(judged(sources, "6.6.6.6")).isEqualTo(REFUSED);
    }

    @Test
    void a_shrunken_list_locks_nobody_out() {
        Sources sources = start(enforced(SourceList.WORLD));
        world.publish("9.9.9.9");

        pass(Duration.ofHours(1));

        assertThat(judged(sources, "9.9.9.9")).isEqualTo(KNOWN);
        assertThat(judged(sources, "3.217.33.54")).isEqualTo(KNOWN);
        pass(Duration.ofHours(25));
        assertThat(judged(sources, "3.217.33.54")).isEqualTo(REFUSED);
    }

    @Test
    void follows_a_redirect_within_the_host() {
        world.play(exchange -> {
            boolean first = exchange.getRequestURI().getPath().equals("/app.json");
            exchange.getResponseHeaders().set("Location", "/moved.json");
            ListServer.send(exchange, first ? 301 : 200, first ? "" : "{\"nodes\":[\"3.217.33.54\"]}");
        });

        assertThat(judged(start(enforced(SourceList.WORLD)), "6.6.6.6")).isEqualTo(REFUSED);
    }

    @Test
    void reads_a_file() throws Exception {
        Path file = dir.resolve("list.json");
        Files.writeString(file, "{\"nodes\":[\"3.217.33.54\"]}");
        Sources sources = new Sources(
                List.of(portal(enforced(SourceList.WORLD))),
                Map.of(SourceList.WORLD, file.toUri()),
                store,
                clock,
                new Random(1));
        running.add(sources);
        sources.start();
        settle();

        assertThat(judged(sources, "3.217.33.54")).isEqualTo(KNOWN);
        assertThat(judged(sources, "6.6.6.6")).isEqualTo(REFUSED);
    }

    @Test
    void counts_strangers_that_were_taken() {
        Sources sources = start(portal(SourceMode.WARN, SourceList.WORLD));

        sources.guard("main").took(IpText.parse("6.6.6.6").orElseThrow());

        SourceStatus status = sources.status().get(0);
        assertThat(status.strange()).isEqualTo(1);
        assertThat(status.last().orElseThrow().from().getHostAddress()).isEqualTo("6.6.6.6");
        assertThat(status.addresses()).isEqualTo(2);
        assertThat(status.oldestRead()).contains(clock.instant());
    }

    private Sources start(SourceSettings settings) {
        Sources sources = sources(settings);
        running.add(sources);
        sources.start();
        settle();
        return sources;
    }

    private Sources sources(SourceSettings settings) {
        Map<SourceList, URI> addresses = Map.of(SourceList.WORLD, world.address(), SourceList.RU, ru.address());
        return new Sources(List.of(portal(settings)), addresses, store, clock, new Random(running.size()));
    }

    /** Moves the time in small steps, so that all have looked before it goes on. */
    private void pass(Duration time) {
        Instant end = clock.instant().plus(time);
        while (clock.instant().isBefore(end)) {
            clock.advance(MINUTE);
            settle();
        }
    }

    /** After a look the next one waits. */
    private void settle() {
        long looking =
                running.stream().filter(sources -> !sources.polled().isEmpty()).count();
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> clock.waiting() == looking);
    }

    private static List<Duration> gaps(ListServer server) {
        List<Instant> polls = server.polls();
        List<Duration> gaps = new ArrayList<>();
        for (int i = 1; i < polls.size(); i++) {
            gaps.add(Duration.between(polls.get(i - 1), polls.get(i)));
        }
        return gaps;
    }

    private static boolean isBetween(Duration gap, int least, int most) {
        return gap.compareTo(Duration.ofMinutes(least)) >= 0 && gap.compareTo(Duration.ofMinutes(most)) <= 0;
    }

    private static Verdict judged(Sources sources, String address) {
        return sources.guard("main").judge(IpText.parse(address).orElseThrow());
    }

    private static SourceSettings enforced(SourceList... lists) {
        return portal(SourceMode.ENFORCE, lists);
    }

    private static SourceSettings portal(SourceMode mode, SourceList... lists) {
        return new SourceSettings(mode, Set.of(lists), List.of());
    }

    private static PortalSettings portal(SourceSettings settings) {
        return new PortalSettings(
                "main",
                List.of(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                BudgetSettings.STANDARD,
                Locale.ENGLISH,
                ZoneOffset.UTC,
                settings,
                SweepSettings.OFF);
    }
}
