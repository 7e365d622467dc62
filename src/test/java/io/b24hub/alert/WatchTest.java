package io.b24hub.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.time.ManualClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchTest {

    private final ManualClock clock = new ManualClock();
    private final List<String> alerts = new ArrayList<>();
    private final List<String> changes = new ArrayList<>();
    private Optional<String> trouble = Optional.empty();

    private Watch watch(Watched... watched) {
        return new Watch(
                List.of(watched),
                alert -> alerts.add(alert.kind().word()),
                alert -> changes.add(alert.kind().word() + ": " + alert.text()),
                clock,
                Runnable::run);
    }

    private Sign disk() {
        return new Sign(AlertKind.DISK_LOW, new Alert(AlertKind.DISK_ENOUGH, "disk", "room"), () -> trouble);
    }

    @Test
    void trouble_is_told_at_every_look_and_a_change_once() {
        Watch watch = watch(disk());
        watch.start();
        trouble = Optional.of("little");
        clock.advance(Watch.PERIOD.multipliedBy(3));
        trouble = Optional.empty();
        clock.advance(Watch.PERIOD.multipliedBy(3));

        // the first end is for trouble that a hub before this one told
        assertThat(alerts).containsExactly("disk-enough", "disk-low", "disk-low", "disk-low", "disk-enough");
        assertThat(changes).containsExactly("disk-low: little", "disk-enough: room");
    }

    @Test
    void one_that_cannot_be_looked_at_keeps_the_others_from_nothing() {
        trouble = Optional.of("little");
        watch(
                        (told, changed) -> {
                            throw new IllegalStateException("the disk is gone");
                        },
                        disk())
                .start();

        assertThat(alerts).containsExactly("disk-low");
    }

    @Test
    void looks_no_more_when_closed() {
        trouble = Optional.of("little");
        Watch watch = watch(disk());
        watch.start();
        watch.close();
        clock.advance(Watch.PERIOD.multipliedBy(3));

        assertThat(alerts).hasSize(1);
    }

    @Test
    void a_disk_is_low_below_the_limit_only(@TempDir Path dir) {
        assertThat(new DiskRoom(dir, 1).get()).isEmpty();
        assertThat(new DiskRoom(dir, 1L << 50).get().orElseThrow())
                .contains("MiB are free", dir.toString(), "1073741824 MiB should be");
    }
}
