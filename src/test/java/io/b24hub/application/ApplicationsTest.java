package io.b24hub.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.b24hub.application.ApplicationStatus.State;
import io.b24hub.bitrix.ApplicationRest;
import io.b24hub.bitrix.HttpAnswer;
import io.b24hub.bitrix.HttpTransport;
import io.b24hub.bitrix.LeakyBucket;
import io.b24hub.emulator.Emulators;
import io.b24hub.emulator.Kind;
import io.b24hub.emulator.PortalApplication;
import io.b24hub.emulator.PortalEmulator;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.EventIds;
import io.b24hub.event.Origin;
import io.b24hub.intake.IntakeListener;
import io.b24hub.intake.Refusal;
import io.b24hub.settings.ApplicationSettings;
import io.b24hub.settings.BadSettings;
import io.b24hub.settings.BudgetSettings;
import io.b24hub.settings.Secret;
import io.b24hub.store.SqliteStore;
import io.b24hub.time.ManualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An emulated portal at the socket, a real store, and a clock of the test's. */
class ApplicationsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofSeconds(10);
    private static final Secret KEY = Secret.of("0123456789abcdef".repeat(4));
    private static final Pattern AUTH = Pattern.compile("\"auth\":\"([^\"]+)\"");

    @TempDir
    private Path dir;

    private final ManualClock clock = new ManualClock();
    private final Emulators emulators = new Emulators("127.0.0.1", Emulators.Ports.free(), clock, new Random(1));
    private final PortalEmulator portal = emulators.portal();
    private final PortalApplication application = portal.application();
    private final Secret first = Secret.of(application.install().refresh());
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Applications> running = new ArrayList<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private volatile Predicate<String> unsent = url -> false;
    private volatile Predicate<String> unanswered = url -> false;
    private Optional<SqliteStore> opened = Optional.empty();

    @AfterEach
    void close() {
        running.forEach(Applications::close);
        opened.ifPresent(SqliteStore::close);
        emulators.close();
    }

    private SqliteStore store() {
        portal.limit(10_000, 10_000);
        SqliteStore store = opened.orElseGet(() -> SqliteStore.open(dir.resolve("hub.db"), clock));
        opened = Optional.of(store);
        return store;
    }

    private Applications hub() {
        return hub(first, KEY);
    }

    private Applications hub(Secret refresh, Secret key) {
        URI address = URI.create(application.restUri().toString().replaceFirst("/rest/$", ""));
        Applications hub = new Applications(new Applications.Parts(
                Map.of(
                        "main",
                        new ApplicationSettings(
                                application.clientId(),
                                Secret.of(application.clientSecret()),
                                Optional.of(refresh),
                                address,
                                List.of(),
                                POLL,
                                application.tokenUri(),
                                key)),
                Map.of(
                        "main",
                        new ApplicationRest(
                                "main", address, transport(), new LeakyBucket(BudgetSettings.STANDARD, clock), clock)),
                store(),
                EventCatalogue.load(),
                new EventIds(clock, new Random()),
                clock,
                new SecureRandom(),
                event -> event.type().startsWith("ONCRMDEAL") ? List.of("deals") : List.of(),
                new IntakeListener() {
                    @Override
                    public void received(Bitrix24Event event, Collection<String> flows) {}

                    @Override
                    public void refused(String name, InetAddress from, Refusal reason) {}
                }));
        running.add(hub);
        return hub;
    }

    private HttpTransport transport() {
        return this::post;
    }

    private CompletionStage<HttpAnswer> post(String url, byte[] body) {
        calls.add(url.replaceFirst(".*/rest/", ""));
        Matcher auth = AUTH.matcher(new String(body, StandardCharsets.UTF_8));
        if (auth.find()) {
            tokens.add(auth.group(1));
        }
        if (unsent.test(url)) {
            return CompletableFuture.failedFuture(new IOException("the line is dead"));
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(answer -> {
                    if (unanswered.test(url)) {
                        throw new UncheckedIOException(new IOException("the answer is lost"));
                    }
                    return new HttpAnswer(answer.statusCode(), "application/json", answer.body(), Optional.empty());
                });
    }

    private static State state(Applications hub) {
        return status(hub).state();
    }

    private static ApplicationStatus status(Applications hub) {
        return hub.status().get(0);
    }

    private Applications started() {
        Applications hub = hub();
        hub.start();
        awaitState(hub, State.WORKING);
        return hub;
    }

    private static void awaitState(Applications hub, State state) {
        await().atMost(PATIENCE).until(() -> state(hub) == state);
    }

    private void change(long deal) {
        portal.records().update(Kind.DEAL, deal, Map.of("TITLE", "Changed at " + clock.instant()));
    }

    private List<Bitrix24Event> events() {
        return store().latest(1000).stream()
                .sorted(Comparator.comparing(Bitrix24Event::id))
                .toList();
    }

    /** Lets the hubs poll until so many events are stored and nothing waits in the portal. */
    private void awaitEvents(int count) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
            clock.advance(POLL);
            return events().size() >= count && application.waiting() == 0;
        });
        assertThat(events()).hasSize(count);
    }

    private Bitrix24Event online(String type) {
        return new Bitrix24Event(
                "1", "main", type, EntityRef.NONE, "58", clock.instant(), clock.instant(), Origin.WEBHOOK, Map.of());
    }

    @Test
    void what_changes_becomes_an_event_like_that_of_a_webhook_and_leaves_the_portal() {
        Applications hub = started();

        change(1);
        awaitEvents(1);
        change(1);
        awaitEvents(2);

        Bitrix24Event event = events().get(0);
        assertThat(event.type()).isEqualTo("ONCRMDEALUPDATE");
        assertThat(event.entity()).isEqualTo(new EntityRef("deal", 2, "1"));
        assertThat(event.data()).isEqualTo(Map.of("FIELDS", Map.of("ID", "1")));
        assertThat(event.origin()).isEqualTo(Origin.OFFLINE);
        assertThat(store().deliveries(event.id())).extracting("flow").containsExactly("deals");
        assertThat(status(hub).fetched()).isEqualTo(2);
        assertThat(status(hub).repeated()).isZero();
    }

    @Test
    void a_wake_up_call_makes_it_ask_at_once() {
        Applications hub = started();
        change(1);

        hub.heard(online("ONOFFLINEEVENT"));

        await().atMost(PATIENCE).until(() -> events().size() == 1);
    }

    @Test
    void a_hub_that_dies_between_the_commit_and_the_clearing_doubles_and_loses_nothing() {
        Applications dying = started();
        change(1);
        change(2);
        unsent = url -> url.contains("event.offline.clear");
        clock.advance(POLL);
        awaitState(dying, State.FAILING);
        assertThat(events()).hasSize(2);
        assertThat(application.waiting()).isEqualTo(2);
        dying.close();
        change(1);
        unsent = url -> false;

        Applications next = started();

        awaitEvents(3);
        assertThat(status(next).repeated()).isEqualTo(2);
        assertThat(status(next).fetched()).isEqualTo(1);
    }

    @Test
    void records_that_were_reserved_and_never_came_are_found() {
        Applications hub = started();
        change(1);
        unanswered = url -> url.contains("event.offline.get");
        clock.advance(POLL);
        awaitState(hub, State.FAILING);
        assertThat(events()).isEmpty();

        unanswered = url -> false;

        awaitEvents(1);
    }

    @Test
    void two_hubs_on_one_store_share_the_tokens_and_store_each_event_once() {
        Applications one = started();
        Applications two = started();
        for (long deal = 1; deal <= 30; deal++) {
            change(deal);
        }
        awaitEvents(30);

        application.expireTokens();
        for (long deal = 1; deal <= 30; deal++) {
            change(deal);
        }
        awaitEvents(60);

        assertThat(List.of(state(one), state(two))).doesNotContain(State.STOPPED);
        assertThat(status(one).fetched() + status(two).fetched()).isEqualTo(60);
    }

    @Test
    void a_token_that_expires_in_the_midst_of_the_work_is_renewed_and_the_next_start_goes_on_with_it() {
        Applications hub = started();
        change(1);
        application.expireTokens();

        awaitEvents(1);
        hub.close();
        clock.advance(Duration.ofHours(3));
        started();
        change(2);
        awaitEvents(2);

        assertThat(tokens.stream().distinct().count()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void revoked_tokens_stop_it_with_advice_until_the_application_is_installed_anew() {
        Applications hub = started();
        change(1);
        application.revokeTokens();
        clock.advance(POLL);
        awaitState(hub, State.STOPPED);
        assertThat(status(hub).trouble().orElseThrow()).contains("invalid_grant", "app-refresh-token");
        int before = calls.size();
        clock.advance(Duration.ofMinutes(10));
        assertThat(calls).hasSize(before);

        hub.take("main", Secret.of(application.install().refresh())).join();
        hub.heard(online("ONAPPINSTALL"));

        awaitState(hub, State.WORKING);
        awaitEvents(1);
        assertThat(status(hub).trouble()).isEmpty();
    }

    @Test
    void a_token_of_another_application_is_tried_and_does_no_harm() {
        Applications hub = started();

        hub.take("main", Secret.of("tokenofanotherapplication")).join();
        hub.heard(online("ONAPPUPDATE"));
        change(1);

        awaitEvents(1);
        assertThat(store().recall(AccessTokens.OFFERED, "main")).isEmpty();
        assertThat(state(hub)).isEqualTo(State.WORKING);
    }

    @Test
    void an_uninstalled_application_is_not_asked_for() {
        Applications hub = started();

        hub.heard(online("ONAPPUNINSTALL"));
        int before = calls.size();
        clock.advance(Duration.ofMinutes(10));

        assertThat(state(hub)).isEqualTo(State.STOPPED);
        assertThat(status(hub).trouble().orElseThrow()).contains("uninstalled");
        assertThat(calls).hasSize(before);
    }

    @Test
    void a_portal_that_cannot_reserve_is_listed() {
        application.extendedOffline(false);
        started();
        for (long deal = 1; deal <= 70; deal++) {
            application.queue("ONCRMDEALUPDATE", Map.of("FIELDS", Map.of("ID", String.valueOf(deal))));
        }

        awaitEvents(70);

        assertThat(events())
                .extracting(event -> Integer.parseInt(event.entity().id()))
                .isSorted();
        assertThat(calls).contains("event.offline.list.json");
    }

    @Test
    void what_is_no_event_is_put_aside_and_told() {
        Applications hub = started();
        application.queue("no name!", Map.of("FIELDS", Map.of("ID", "1")));
        change(2);

        await().atMost(PATIENCE).until(() -> {
            clock.advance(POLL);
            return events().size() == 1 && status(hub).unreadable() == 1;
        });

        assertThat(application.waiting()).isEqualTo(1);
        clock.advance(POLL);
        awaitState(hub, State.WORKING);
        assertThat(status(hub).unreadable()).isEqualTo(1);
    }

    @Test
    void a_wrong_key_is_said_at_the_start_and_destroys_nothing() {
        started().close();
        Optional<String> kept = store().recall(AccessTokens.SPACE, "main");
        Secret other = Secret.of("fedcba9876543210".repeat(4));

        assertThatThrownBy(() -> hub(first, other))
                .isInstanceOf(BadSettings.class)
                .hasMessageContaining("hub.secret-key")
                .hasMessageContaining("app-refresh-token");

        assertThat(store().recall(AccessTokens.SPACE, "main")).isEqualTo(kept);
        change(1);
        started();
        awaitEvents(1);
        Applications anew = hub(Secret.of(application.install().refresh()), other);
        anew.start();
        awaitState(anew, State.WORKING);
    }

    @Test
    void no_token_stands_in_the_store_in_clear() throws IOException {
        Applications hub = started();
        String offered = application.install().refresh();
        hub.take("main", Secret.of(offered)).join();
        application.expireTokens();
        change(1);
        awaitEvents(1);

        List<String> secrets = new ArrayList<>(tokens);
        secrets.addAll(List.of(first.reveal(), offered, application.clientSecret(), KEY.reveal()));
        assertThat(tokens).isNotEmpty();
        try (Stream<Path> files = Files.list(dir)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                secrets.forEach(secret -> assertThat(bytes.contains(secret)).isFalse());
            }
        }
        assertThat(hub.status().toString()).doesNotContain(secrets);
    }
}
