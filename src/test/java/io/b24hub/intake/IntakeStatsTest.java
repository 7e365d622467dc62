package io.b24hub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.b24hub.time.ManualClock;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class IntakeStatsTest {

    private static final InetAddress CALLER = InetAddress.getLoopbackAddress();

    private final ManualClock clock = new ManualClock();
    private final IntakeStats stats = new IntakeStats(clock);
    private final Logger logger = (Logger) LoggerFactory.getLogger(IntakeStats.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
    }

    @Test
    void counts_by_reason() {
        stats.refused("main", CALLER, Refusal.WRONG_TOKEN);
        stats.refused("main", CALLER, Refusal.WRONG_TOKEN);
        stats.refused("", CALLER, Refusal.UNKNOWN_PORTAL);
        stats.repeated("main");

        assertThat(stats.refused(Refusal.WRONG_TOKEN)).isEqualTo(2);
        assertThat(stats.refused(Refusal.UNKNOWN_PORTAL)).isEqualTo(1);
        assertThat(stats.refused(Refusal.TOO_LARGE)).isZero();
        assertThat(stats.repeated()).isEqualTo(1);
        assertThat(stats.accepted()).isZero();
    }

    @Test
    void logs_each_reason_once_a_minute() {
        for (int i = 0; i < 1000; i++) {
            stats.refused("main", CALLER, Refusal.WRONG_TOKEN);
        }
        stats.refused("main", CALLER, Refusal.TOO_LARGE);
        clock.advance(Duration.ofMinutes(1));
        stats.refused("main", CALLER, Refusal.WRONG_TOKEN);

        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .hasSize(3)
                .allMatch(line -> line.contains("from 127.0.0.1 for portal main"))
                .last()
                .asString()
                .contains("1001 such calls");
    }
}
