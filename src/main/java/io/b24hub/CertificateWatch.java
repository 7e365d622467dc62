package io.b24hub;

import io.b24hub.alert.Alert;
import io.b24hub.alert.AlertKind;
import io.b24hub.alert.Watched;
import io.b24hub.time.HubClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Looks whether the intake's certificate is to be renewed, and tells when it has few days left. Used by one thread. */
final class CertificateWatch implements Watched {

    private static final int[] DAYS = {0, 1, 7, 14};

    private final Runnable renew;
    private final Supplier<Instant> ends;
    private final HubClock clock;
    private String before = "";

    /**
     * @param renew takes over files that changed
     * @param ends when the certificate in use ends
     */
    CertificateWatch(Runnable renew, Supplier<Instant> ends, HubClock clock) {
        this.renew = renew;
        this.ends = ends;
        this.clock = clock;
    }

    @Override
    public void look(Consumer<Alert> alerts, Consumer<Alert> changes) {
        renew.run();
        Optional<Alert> alert = alert();
        alert.ifPresent(alerts);
        alert.filter(now -> !now.occasion().equals(before)).ifPresent(changes);
        before = alert.map(Alert::occasion).orElse("");
    }

    private Optional<Alert> alert() {
        Instant end = ends.get();
        Duration left = Duration.between(clock.instant(), end);
        for (int days : DAYS) {
            if (left.compareTo(Duration.ofDays(days)) <= 0) {
                String when = end.truncatedTo(ChronoUnit.SECONDS).toString();
                String text = days == 0
                        ? "The intake's certificate ended at " + when + "; Bitrix24 calls it no more."
                        : "The intake's certificate ends at " + when + ", in less than "
                                + (days == 1 ? "a day" : days + " days") + ".";
                return Optional.of(new Alert(
                        AlertKind.CERTIFICATE,
                        "intake",
                        text
                                + " Put the new one into the files of hub.intake.tls-certificate and hub.intake.tls-key; the"
                                + " hub takes it over by itself.",
                        Optional.empty(),
                        days + "d/" + when));
            }
        }
        return Optional.empty();
    }
}
