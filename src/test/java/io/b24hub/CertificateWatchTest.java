package io.b24hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.alert.Alert;
import io.b24hub.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CertificateWatchTest {

    private final ManualClock clock = new ManualClock();
    private final AtomicReference<Instant> end =
            new AtomicReference<>(clock.instant().plus(Duration.ofDays(16)));
    private final AtomicReference<Instant> renewed = new AtomicReference<>();
    private final CertificateWatch watch = new CertificateWatch(
            () -> {
                if (renewed.get() != null) {
                    end.set(renewed.get());
                }
            },
            end::get,
            clock);
    private final Set<String> occasions = new LinkedHashSet<>();
    private final List<String> changes = new ArrayList<>();

    private void look() {
        watch.look(
                alert -> occasions.add(alert.occasion()),
                alert -> changes.add(alert.text().replaceAll(".*(in less than [^.]*|ended)\\b.*", "$1")));
    }

    private void lookFor(int days) {
        for (int hours = 0; hours < 24 * days; hours++) {
            clock.advance(Duration.ofHours(1));
            look();
        }
    }

    @Test
    void the_end_is_told_ahead_and_when_it_has_come() {
        lookFor(18);

        assertThat(changes)
                .containsExactly("in less than 14 days", "in less than 7 days", "in less than a day", "ended");
        assertThat(occasions).hasSize(4).allSatisfy(each -> assertThat(each).endsWith("d/" + end.get()));
    }

    @Test
    void a_new_certificate_ends_it_and_is_told_of_anew() {
        lookFor(5);
        assertThat(changes).hasSize(1);

        renewed.set(clock.instant().plus(Duration.ofDays(20)));
        lookFor(5);
        assertThat(changes).hasSize(1);
        lookFor(5);

        assertThat(changes).containsExactly("in less than 14 days", "in less than 14 days");
        assertThat(occasions).hasSize(2);
    }

    @Test
    void one_that_lasts_is_not_told_of() {
        end.set(clock.instant().plus(Duration.ofDays(90)));
        look();

        List<Alert> alerts = new ArrayList<>();
        watch.look(alerts::add, alerts::add);
        assertThat(alerts).isEmpty();
    }
}
