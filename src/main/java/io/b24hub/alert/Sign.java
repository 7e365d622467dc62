package io.b24hub.alert;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Trouble that lasts and can be seen. Used by one thread. */
public final class Sign implements Watched {

    private final AlertKind begins;
    private final Alert end;
    private final Supplier<Optional<String>> trouble;
    private Optional<Boolean> before = Optional.empty();

    /**
     * @param begins the kind while there is trouble
     * @param end what is told when there is none any more
     * @param trouble what is wrong; empty when nothing is
     */
    public Sign(AlertKind begins, Alert end, Supplier<Optional<String>> trouble) {
        this.begins = begins;
        this.end = end;
        this.trouble = trouble;
    }

    @Override
    public void look(Consumer<Alert> alerts, Consumer<Alert> changes) {
        Optional<Alert> now = trouble.get().map(text -> new Alert(begins, end.subject(), text));
        now.ifPresent(alerts);
        if (now.isEmpty() && before.orElse(true)) {
            alerts.accept(end);
        }
        if (now.isPresent() != before.orElse(false)) {
            changes.accept(now.orElse(end));
        }
        before = Optional.of(now.isPresent());
    }
}
