package io.b24hub.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.b24hub.emulator.PortalBooks.Entry;
import io.b24hub.emulator.PortalBooks.Fate;
import io.b24hub.emulator.PortalBooks.What;
import io.b24hub.time.ManualClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PortalBooksTest {

    private final ManualClock clock = new ManualClock();
    private final Emulators emulators = new Emulators("127.0.0.1", Emulators.Ports.free(), clock, new Random(1));
    private final PortalEmulator portal = emulators.portal();
    private final PortalRecords records = portal.records();
    private final PortalBooks books = portal.books();
    private final Web web = new Web();

    @BeforeEach
    void send_to_the_sink() {
        portal.webhook().sendTo(URI.create(emulators.sink().baseUri() + "/hook"));
    }

    @AfterEach
    void close() {
        emulators.close();
    }

    @Test
    void tell_every_change_and_what_became_of_its_event() {
        long deal = records.add(Kind.DEAL, Map.of("TITLE", "x"));
        clock.advance(Duration.ofSeconds(5));
        records.update(Kind.DEAL, deal, Map.of("TITLE", "y"));
        records.update(Kind.DEAL, deal, Map.of("STAGE_ID", "WON"));
        records.update(Kind.DEAL, deal, Map.of("CATEGORY_ID", "1"));
        records.delete(Kind.DEAL, deal);
        settle();

        List<Entry> entries = books.entries();

        assertThat(entries)
                .extracting(Entry::what)
                .containsExactly(What.ADDED, What.UPDATED, What.STAGE_MOVED, What.FUNNEL_MOVED, What.DELETED);
        assertThat(entries).extracting(Entry::stage).containsExactly("NEW", "NEW", "WON", "C1:NEW", "C1:NEW");
        assertThat(entries)
                .extracting(Entry::fate)
                .containsExactly(Fate.ACCEPTED, Fate.ACCEPTED, Fate.ACCEPTED, Fate.SILENT, Fate.ACCEPTED);
        assertThat(entries.get(0).at()).isEqualTo(clock.instant().minusSeconds(5));
        assertThat(entries.get(3).event()).isEmpty();
        assertThat(entries.get(4).event()).isEqualTo("ONCRMDEALDELETE");
    }

    @Test
    void tell_apart_why_an_event_was_not_heard() {
        emulators.sink().faults().add(Fault.status(503));
        records.add(Kind.LEAD, Map.of());
        settle();
        emulators.sink().faults().add(Fault.reset());
        records.add(Kind.LEAD, Map.of());
        settle();
        portal.queue().suffer(new Losses(1, Duration.ZERO, 1));
        records.add(Kind.LEAD, Map.of());
        portal.queue().suffer(Losses.NONE);
        portal.webhook().sendNowhere();
        records.add(Kind.LEAD, Map.of());

        assertThat(books.entries())
                .extracting(Entry::fate)
                .containsExactly(Fate.REFUSED, Fate.FAILED, Fate.DROPPED, Fate.NOBODY);
        assertThat(books.fates()).containsEntry(Fate.DROPPED, 1L).hasSize(4);
    }

    @Test
    void held_events_overtake_each_other_and_keep_the_time_of_their_change() {
        portal.queue().suffer(new Losses(0, Duration.ofMinutes(2), 3));
        Instant begin = clock.instant();
        for (int i = 0; i < 20; i++) {
            records.add(Kind.CONTACT, Map.of("NAME", "n" + i));
            clock.advance(Duration.ofSeconds(1));
        }

        assertThat(portal.queue().underWay()).isPositive();
        for (int i = 0; i < 120; i++) {
            clock.advance(Duration.ofSeconds(1));
            settleSent();
        }
        settle();

        List<String> bodies =
                emulators.sink().received().stream().map(Received::body).toList();
        List<Long> times = bodies.stream()
                .map(body -> Long.parseLong(String.valueOf(PhpForm.decode(body).get("ts"))))
                .toList();
        assertThat(times).hasSize(20).isNotEqualTo(times.stream().sorted().toList());
        assertThat(times.stream().sorted().toList().get(0)).isEqualTo(begin.getEpochSecond());
        assertThat(Set.copyOf(times)).hasSize(20);
        assertThat(books.entries()).allMatch(entry -> entry.fate() == Fate.ACCEPTED);
        assertThat(books.entries()).allMatch(entry -> entry.held() > 0 && entry.held() <= 120_000);
    }

    @Test
    void loses_the_asked_for_share_and_the_same_ones_again() {
        List<Fate> first = fatesOfAThousand(7);
        List<Fate> again = fatesOfAThousand(7);
        List<Fate> other = fatesOfAThousand(8);

        assertThat(first.stream().filter(Fate.DROPPED::equals).count()).isBetween(30L, 75L);
        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
        assertThatThrownBy(() -> new Losses(5, Duration.ZERO, 1)).hasMessageContaining("0 to 1");
    }

    @Test
    void can_be_asked_over_http() {
        post("losses", "{\"percent\":100}");
        long deal = records.add(Kind.DEAL, Map.of("TITLE", "x"));
        post("losses", "{\"percent\":0}");
        records.update(Kind.DEAL, deal, Map.of("STAGE_ID", "WON"));
        records.add(Kind.TASK, Map.of("TITLE", "x"));
        settle();

        JsonNode all = books("");
        JsonNode lost = books("?fate=dropped");
        JsonNode moves = books("?kind=deal&id=" + deal + "&what=stage_moved");

        assertThat(all.get("found").asInt()).isEqualTo(3);
        assertThat(all.at("/fates/dropped").asInt()).isEqualTo(1);
        assertThat(all.at("/fates/accepted").asInt()).isEqualTo(2);
        assertThat(lost.at("/changes/0/what").asText()).isEqualTo("added");
        assertThat(lost.at("/changes")).hasSize(1);
        assertThat(moves.at("/changes/0/stage").asText()).isEqualTo("WON");
        assertThat(moves.at("/changes/0/event").asText()).isEqualTo("ONCRMDEALUPDATE");
        assertThat(web.postJson(portal.baseUri() + "/_emulator/losses", "{\"percent\":500}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void a_business_day_is_the_same_for_the_same_seed_and_knows_all_kinds_of_change() {
        List<String> first = dayOf(5);
        List<String> again = dayOf(5);
        List<String> other = dayOf(6);

        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    @Test
    void a_business_day_is_busy_at_day_and_quiet_at_night() {
        clock.advance(Duration.ofHours(12)); // midnight after a Sunday
        portal.queue().suffer(new Losses(1, Duration.ZERO, 1));
        portal.day().start(Duration.ofSeconds(20), 5);
        clock.advance(Duration.ofHours(24));
        portal.day().stop();
        long before = books.entries().size();
        clock.advance(Duration.ofHours(1));

        List<Entry> entries = books.entries();

        assertThat(entries).hasSize((int) before);
        assertThat(entries.stream().map(Entry::what).collect(Collectors.toSet()))
                .isEqualTo(EnumSet.allOf(What.class));
        assertThat(entries.stream().map(Entry::kind).collect(Collectors.toSet()))
                .isEqualTo(EnumSet.complementOf(EnumSet.of(Kind.USER)));
        assertThat(between(entries, 0, 6) * 5).isLessThan(between(entries, 10, 16));
    }

    private static long between(List<Entry> entries, int fromHour, int toHour) {
        return entries.stream()
                .map(entry -> PortalTime.here(entry.at()).getHour())
                .filter(hour -> hour >= fromHour && hour < toHour)
                .count();
    }

    private static List<String> dayOf(long seed) {
        ManualClock itsClock = new ManualClock();
        try (Emulators its = new Emulators("127.0.0.1", Emulators.Ports.free(), itsClock, new Random(1))) {
            its.portal().day().start(Duration.ofMinutes(2), seed);
            itsClock.advance(Duration.ofHours(10));
            return its.portal().books().entries().stream()
                    .map(entry -> entry.at() + " " + entry.kind() + " " + entry.id() + " " + entry.what())
                    .toList();
        }
    }

    private List<Fate> fatesOfAThousand(long seed) {
        portal.queue().suffer(new Losses(0.05, Duration.ZERO, seed));
        int before = books.entries().size();
        for (int i = 0; i < 1_000; i++) {
            records.update(Kind.DEAL, 1, Map.of("TITLE", "t" + i));
        }
        settle();
        return books.entries().stream().skip(before).map(Entry::fate).toList();
    }

    private void settle() {
        await().until(() -> portal.queue().underWay() == 0);
    }

    private void settleSent() {
        await().until(() -> {
            WebhookSender.Tally tally = portal.webhook().tally();
            return tally.sent() == tally.accepted() + tally.refused() + tally.failed();
        });
    }

    private void post(String path, String json) {
        assertThat(web.postJson(portal.baseUri() + "/_emulator/" + path, json).statusCode())
                .isEqualTo(200);
    }

    private JsonNode books(String query) {
        return Web.json(web.get(portal.baseUri() + "/_emulator/books" + query));
    }
}
