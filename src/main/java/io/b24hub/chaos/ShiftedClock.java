package io.b24hub.chaos;

import io.b24hub.time.HubClock;
import io.b24hub.time.SystemClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** The wall clock and an offset, in milliseconds, that a file holds: whoever writes the file makes the clock jump. */
final class ShiftedClock implements HubClock, AutoCloseable {

    static final String FILE = "clock-offset";

    private static final Duration LOOK = Duration.ofMillis(50);

    private final SystemClock real = new SystemClock();
    private final Path file;
    private volatile Duration offset = Duration.ZERO;

    ShiftedClock(Path home) {
        file = home.resolve(FILE);
        look();
    }

    private void look() {
        try {
            if (Files.exists(file)) {
                offset = Duration.ofMillis(Long.parseLong(Files.readString(file).strip()));
            }
        } catch (IOException | NumberFormatException e) {
            // half written: the next look finds it whole
        }
        real.runIn(LOOK, this::look);
    }

    @Override
    public Instant instant() {
        return real.instant().plus(offset);
    }

    @Override
    public Scheduled runAt(Instant at, Runnable task) {
        return real.runIn(Duration.between(instant(), at), task);
    }

    @Override
    public void close() {
        real.close();
    }
}
