package io.b24hub.operate;

import io.b24hub.settings.BadSettings;
import io.b24hub.settings.HubSettings;
import io.b24hub.settings.KnownKeys;
import io.b24hub.settings.PortalSettings;
import io.b24hub.settings.SettingsReader;
import io.b24hub.settings.SettingsSource;
import io.b24hub.time.HubClock;
import io.b24hub.time.HubClock.Scheduled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over other tokens and secrets of portals while the hub runs: by itself when the files that hold them have changed and
 * stayed so for two looks, and at once when somebody says so. Settings that cannot be used are not taken over at all, and the
 * hub keeps those it has. What was taken over, and what was refused, is kept with what people did; never a secret itself.
 *
 * <p>This class is thread-safe.
 */
public final class Reload implements AutoCloseable {

    /** How often it looks. */
    public static final Duration EVERY = Duration.ofSeconds(3);

    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);
    private static final Actor FILES = new Actor("settings files");
    private static final String ACTION = "reload";

    private final SettingsSource source;
    private final Function<PortalSettings, Outcome> takeOver;
    private final Operations operations;
    private final HubClock clock;
    private final Executor thread;
    private final Map<String, PortalSettings> running;
    private Object seen = "";
    private String told = "";
    private Scheduled next = () -> {};
    private boolean closed;

    /**
     * What a reload did.
     *
     * @param changes what was taken over, a phrase each, without secrets
     * @param atRestart keys that have another value now, which counts from the next start on
     */
    public record Outcome(List<String> changes, List<String> atRestart) {

        /** Nothing has changed. */
        public static final Outcome NOTHING = new Outcome(List.of(), List.of());

        public Outcome {
            changes = List.copyOf(changes);
            atRestart = List.copyOf(atRestart);
        }

        /** Both together. */
        public Outcome and(Outcome other) {
            List<String> allChanges = new ArrayList<>(changes);
            allChanges.addAll(other.changes);
            List<String> allKeys = new ArrayList<>(atRestart);
            other.atRestart.stream().filter(key -> !allKeys.contains(key)).forEach(allKeys::add);
            return new Outcome(allChanges, allKeys);
        }

        /** In words. */
        @Override
        public String toString() {
            return (changes.isEmpty() ? "nothing has changed" : String.join(", ", changes))
                    + (atRestart.isEmpty() ? "" : "; from the next start on: " + String.join(", ", atRestart));
        }
    }

    /**
     * @param source the settings that the hub was started with
     * @param portals those of them that may be replaced
     * @param takeOver takes over a portal that the hub has
     * @param thread may wait for files
     */
    public Reload(
            SettingsSource source,
            Map<String, PortalSettings> portals,
            Function<PortalSettings, Outcome> takeOver,
            Operations operations,
            HubClock clock,
            Executor thread) {
        this.source = source;
        this.takeOver = takeOver;
        this.operations = operations;
        this.clock = clock;
        this.thread = thread;
        running = new LinkedHashMap<>(portals);
        seen = Map.copyOf(running);
    }

    /** Begins to look by itself. */
    public synchronized void start() {
        if (!closed) {
            next = clock.runIn(EVERY, () -> thread.execute(this::look));
        }
    }

    /** Half a file is often a valid one, so what was seen counts when the next look sees it again. */
    private synchronized void look() {
        if (closed) {
            return;
        }
        Object before = seen;
        try {
            HubSettings read = read(source.again());
            seen = read.portals();
            if (Objects.equals(seen, before)) {
                told = "";
                if (!read.portals().equals(running)) {
                    keep(FILES, apply(read.portals()));
                }
            }
        } catch (BadSettings e) {
            seen = e.getMessage();
            if (Objects.equals(seen, before)) {
                tellOnce(e);
            }
        } catch (RuntimeException e) {
            LOG.warn("The settings could not be looked at: {}", e.getMessage());
        }
        start();
    }

    private void tellOnce(BadSettings e) {
        if (!e.getMessage().equals(told)) {
            LOG.warn("The changed settings are not taken over, the hub keeps those it has. {}", e.getMessage());
            operations.note(FILES, ACTION + " refused", e.getMessage());
        }
        told = e.getMessage();
    }

    /**
     * Takes over what the files hold now. Waits for them.
     *
     * @throws NotPossible when they cannot be used; nothing has changed then
     */
    public synchronized Outcome now(Actor actor) {
        try {
            SettingsSource again = source.again();
            HubSettings read = read(again);
            seen = read.portals();
            Outcome outcome = apply(read.portals()).and(atRestart(again));
            keep(actor, outcome);
            return outcome;
        } catch (BadSettings e) {
            operations.note(actor, ACTION + " refused", e.getMessage());
            throw new NotPossible("Nothing was taken over, the hub keeps what it has. " + e.getMessage());
        }
    }

    private HubSettings read(SettingsSource from) {
        return new SettingsReader(from, source.folder()).read();
    }

    private Outcome atRestart(SettingsSource again) {
        return new Outcome(
                List.of(),
                source.differing(again).stream()
                        .filter(key -> !KnownKeys.isReloaded(key))
                        .toList());
    }

    private Outcome apply(Map<String, PortalSettings> portals) {
        Outcome all = Outcome.NOTHING;
        for (PortalSettings portal : portals.values()) {
            if (running.containsKey(portal.name()) && !portal.equals(running.get(portal.name()))) {
                all = all.and(takeOver.apply(portal));
            }
        }
        running.clear();
        running.putAll(portals);
        return all;
    }

    private void keep(Actor actor, Outcome outcome) {
        LOG.info("Settings read again: {}", outcome);
        if (!actor.equals(FILES) || !outcome.changes().isEmpty()) {
            operations.note(actor, ACTION, outcome.toString());
        }
    }

    /** Looks no more. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        next.cancel();
    }
}
