package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.b24hub.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three hubs on one database, killed and frozen at random, with a restart of the server in the middle: nothing that was
 * acknowledged is lost, the events of an entity arrive in order, what arrives twice was in hand when its hub was stopped,
 * and what was in hand is taken over in the documented time.
 */
@Tag("slow")
@Timeout(300)
class ClusterTest {

    private static final int HUBS = 3;
    private static final int STEPS = 8;
    private static final Duration LEASE = Duration.ofSeconds(3);

    /** A lease, and a quarter of it until another hub renews; the rest is for machines that have much to do. */
    private static final Duration TAKE_OVER = LEASE.plus(LEASE.dividedBy(4)).plusSeconds(4);

    @TempDir
    private Path home;

    private final Random random = new Random(42);
    private final PostgresServer server = PostgresServer.start();
    private final ClusterSink sink = new ClusterSink();
    private final List<ClusterHub> hubs = new ArrayList<>();
    private final List<Duration> takeOvers = new ArrayList<>();
    private ClusterSender sender;
    private int kills;
    private int freezes;
    private int inHand;

    @BeforeEach
    void startHubs() {
        String url = server.newSchema();
        for (int i = 0; i < HUBS; i++) {
            hubs.add(new ClusterHub(home.resolve("hub" + i), url, LEASE, sink.address()));
        }
        hubs.forEach(ClusterHub::start);
        hubs.forEach(ClusterHub::awaitOpen);
        sender = new ClusterSender(hubs.stream().map(ClusterHub::address).toList());
    }

    @AfterEach
    void stop() {
        sender.close();
        hubs.forEach(ClusterHub::close);
        sink.close();
        server.close();
    }

    @Test
    void nothing_is_lost_and_order_is_kept_while_hubs_and_database_fail() {
        sender.start();
        awaitProgress();

        for (int step = 0; step < STEPS; step++) {
            if (step == STEPS / 2) {
                server.down();
                awaitRefusals();
                server.up();
            } else {
                ClusterHub hub = hubs.get(random.nextInt(HUBS));
                if (random.nextBoolean()) {
                    kill(hub);
                } else {
                    freeze(hub);
                }
            }
            awaitProgress();
        }
        sender.close();
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(sink.missing(sender.acknowledged()))
                .as("acknowledged, not at the sink")
                .isEmpty());

        System.out.printf(
                "ClusterTest: %d kills, %d freezes, 1 restart of PostgreSQL; %d events acknowledged, %d calls not;"
                        + " 0 lost; %d in hand when stopped, %d arrived twice; taken over after %s%n",
                kills, freezes, sender.acknowledgedCount(), sender.refused(), inHand, sink.repeated(), takeOvers);
        assertThat(sink.outOfOrder()).as("overtaken").isEmpty();
        assertThat(sink.repeated())
                .as(() -> "arrived twice; the hubs say of their leases:\n" + ofLeases())
                .isLessThanOrEqualTo(inHand);
        assertThat(takeOvers).allSatisfy(time -> assertThat(time).isLessThan(TAKE_OVER));
        assertThat(sender.acknowledgedCount()).isGreaterThan(500);
        assertThat(kills).isPositive();
        assertThat(freezes).isPositive();
    }

    private String ofLeases() {
        return hubs.stream()
                .flatMap(hub -> hub.output().lines())
                .filter(line -> line.contains("lease") || line.contains("go on here"))
                .collect(Collectors.joining("\n"));
    }

    /** The cluster works: it takes events and delivers them. */
    private void awaitProgress() {
        int acknowledged = sender.acknowledgedCount() + 40 + random.nextInt(60);
        int arrived = sink.arrived() + 40;
        await().atMost(Duration.ofSeconds(40))
                .until(() -> sender.acknowledgedCount() > acknowledged && sink.arrived() > arrived);
    }

    private void awaitRefusals() {
        int refused = sender.refused() + 5;
        await().atMost(Duration.ofSeconds(20)).until(() -> sender.refused() > refused);
    }

    private void kill(ClusterHub hub) {
        hub.kill();
        kills++;
        awaitTakeOver(hub);
        hub.start();
        hub.awaitOpen();
    }

    private void freeze(ClusterHub hub) {
        hub.freeze();
        freezes++;
        awaitTakeOver(hub);
        hub.thaw();
    }

    private void awaitTakeOver(ClusterHub hub) {
        long stopped = System.nanoTime();
        inHand += hub.inHand();
        await().atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> hub.inHand() == 0);
        takeOvers.add(Duration.ofMillis((System.nanoTime() - stopped) / 1_000_000));
    }
}
