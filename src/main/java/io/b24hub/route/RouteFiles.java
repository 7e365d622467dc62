package io.b24hub.route;

import io.b24hub.delivery.FlowRegistry;
import io.b24hub.store.FlowRecord;
import io.b24hub.store.HubStore;
import io.b24hub.time.HubClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the running routes in step with the files of a folder, file by file. A file that cannot be used changes nothing:
 * its last good text goes on, other files do not notice, and what its flows want stays registered, so that no event
 * passes them by. An edit counts when two looks in a row saw it.
 *
 * <p>Camel's own live reload is not used: in 4.17.0 it stops all routes at each edit, or leaves the edited one down after
 * an error.
 *
 * <p>Thread-safe.
 */
public final class RouteFiles implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RouteFiles.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final Path dir;
    private final CamelRoutes routes;
    private final FlowLedger ledger;
    private final HubClock clock;
    private final NeededSettings needed;
    private final Function<String, Optional<String>> settings;
    private final Function<RouteFile, List<RouteProblem>> remarks;
    private final Map<String, LoadedFile> files = new LinkedHashMap<>();
    private final SettledFiles settled = new SettledFiles();
    private final ExecutorService watcher =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "b24hub-routes"));
    private BooleanSupplier neighbours = () -> false;
    private volatile boolean watching;
    private boolean reconciled;

    /**
     * @param dir the routes folder
     * @param context started, with all components
     * @param byScheme settings that a connector needs, by its scheme
     * @param settings looks a setting up
     * @param remarks what else there is to say of an edited file that was taken over
     */
    public RouteFiles(
            Path dir,
            CamelContext context,
            HubStore store,
            FlowRegistry flows,
            HubClock clock,
            Map<String, List<String>> byScheme,
            Function<String, Optional<String>> settings,
            Function<RouteFile, List<RouteProblem>> remarks) {
        this.dir = dir;
        this.routes = new CamelRoutes(context);
        this.ledger = new FlowLedger(store, flows);
        this.clock = clock;
        this.needed = new NeededSettings(byScheme, settings);
        this.settings = settings;
        this.remarks = remarks;
    }

    /**
     * Loads all files, once.
     *
     * @return what cannot be used, in order of the files
     * @throws BadRoutes when the folder cannot be read
     */
    public synchronized List<RouteProblem> load() {
        List<RouteFile> found;
        try {
            found = RouteFile.in(dir);
        } catch (IOException e) {
            throw new BadRoutes(List.of(new RouteProblem(dir.toString(), 0, e.getMessage())));
        }
        settled.look(found);
        found.forEach(this::take);
        reconcile();
        return files.values().stream().flatMap(file -> file.problem().stream()).toList();
    }

    /**
     * Lets something that routes are built on take over its own edits each time this one looks.
     *
     * @param edited says whether anything was changed; then files that could not be used are tried again
     */
    public synchronized void alongside(BooleanSupplier edited) {
        neighbours = edited;
    }

    /** Takes over edits from now on, looking once a second. */
    public void watch() {
        watching = true;
        lookAgain();
    }

    /** For people, a line a file: what runs, what waits for settings, what is broken. */
    public synchronized List<String> report() {
        return files.values().stream()
                .filter(file -> file.problem().isPresent()
                        || !file.file().isSupport() && !file.file().isTemplates())
                .map(LoadedFile::line)
                .toList();
    }

    /** Stops looking; an edit that is being taken over is finished first. */
    @Override
    public void close() {
        watching = false;
        synchronized (this) {
            watcher.shutdown();
        }
    }

    private void lookAgain() {
        clock.runIn(POLL, () -> {
            try {
                watcher.execute(this::look);
            } catch (RejectedExecutionException e) {
                LOG.debug("Route files are not followed any more", e);
            }
        });
    }

    private void look() {
        try {
            List<RouteFile> now = RouteFile.in(dir);
            synchronized (this) {
                if (watching) {
                    follow(now);
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("Route files cannot be followed: {}. Trying again in a second", e.getMessage());
        }
        if (watching) {
            lookAgain();
        }
    }

    private void follow(List<RouteFile> now) {
        settled.look(now);
        boolean again = neighbours.getAsBoolean();
        ChangedGround ground = new ChangedGround(routes);
        for (String name : List.copyOf(files.keySet())) {
            if (settled.gone(name)) {
                reconciled = false;
                ground.note(name);
                drop(files.remove(name));
                LOG.info("Route file {} was deleted; its routes have stopped", name);
            }
        }
        for (RouteFile file : now) {
            LoadedFile known = files.get(file.name());
            if (settled.changed(file, known == null ? "" : known.file().text())
                    || again && known != null && known.problem().isPresent()) {
                reconciled = false;
                ground.note(file.name());
                take(file);
                ground.note(file.name());
                tell(files.get(file.name()));
                if (!files.get(file.name()).routes().isEmpty()) {
                    remarks.apply(file).forEach(remark -> LOG.warn("Route file {}", remark));
                }
            }
        }
        known().stream().filter(ground::carries).forEach(file -> {
            take(file);
            if (files.get(file.name()).problem().isPresent()) {
                tell(files.get(file.name()));
            }
        });
        if (!reconciled) {
            reconcile();
        }
    }

    private static void tell(LoadedFile file) {
        String line = file.line().replaceFirst("^(\\w+)\\s+", "$1: ");
        if (file.problem().isPresent()) {
            LOG.error(
                    "Route file {}. {}",
                    line,
                    file.routes().isEmpty() ? "Nothing of it runs" : "Its last good text goes on");
        } else {
            LOG.info("Route file {}", line);
        }
    }

    /** Brings one file's newest text into force, or keeps the last good one. */
    private void take(RouteFile file) {
        Optional<LoadedFile> before = Optional.ofNullable(files.get(file.name()));
        Optional<RouteFile> good = before.flatMap(LoadedFile::running);
        List<String> running = before.map(LoadedFile::routes).orElse(List.of());
        try {
            List<String> missing = needed.missing(file, routes.templatesOf(file, known()));
            boolean off = file.isSwitchedOff(settings);
            if (!missing.isEmpty() && !off && good.isPresent()) {
                throw new RouteMistake(
                        file.lineOf(missing.get(0)),
                        "it needs settings that are not set: " + String.join(", ", missing));
            }
            if (!missing.isEmpty() || off) {
                routes.remove(running);
                routes.forget(file.name());
                files.put(file.name(), new LoadedFile(file, Optional.empty(), List.of(), missing, Optional.empty()));
                return;
            }
            ParsedFile parsed = routes.parse(file, idsOfOthers(file));
            files.put(file.name(), swapped(file, good, running, parsed));
        } catch (Exception | LinkageError e) {
            // not understood: nothing was touched. The parser's own text quotes the file, which may hold passwords
            LOG.debug(
                    "Route file {} is not understood: {}",
                    file.name(),
                    e.getClass().getName());
            files.put(
                    file.name(),
                    new LoadedFile(file, good, running, List.of(), Optional.of(ProblemFinder.of(file, e))));
        }
    }

    private List<RouteFile> known() {
        return files.values().stream().map(LoadedFile::file).toList();
    }

    private LoadedFile swapped(RouteFile file, Optional<RouteFile> good, List<String> running, ParsedFile parsed) {
        try {
            routes.remove(running);
            List<String> added = routes.add(parsed);
            added.stream()
                    .flatMap(id -> routes.doubts(id, file).stream())
                    .forEach(doubt -> LOG.warn("Route file {}", doubt));
            return new LoadedFile(file, Optional.of(file), added, List.of(), Optional.empty());
        } catch (Exception | LinkageError e) {
            LOG.debug(
                    "Route file {} cannot be used: {}",
                    file.name(),
                    e.getClass().getName());
            routes.forget(file.name());
            Optional<RouteProblem> problem = Optional.of(ProblemFinder.of(file, e));
            Optional<List<String>> restored = good.flatMap(this::restored);
            return new LoadedFile(file, restored.flatMap(ids -> good), restored.orElse(List.of()), List.of(), problem);
        }
    }

    private Optional<List<String>> restored(RouteFile good) {
        try {
            return Optional.of(routes.add(routes.parse(good, idsOfOthers(good))));
        } catch (Exception | LinkageError e) {
            LOG.error("The last good text of a route file does not load any more: {}", ProblemFinder.of(good, e));
            return Optional.empty();
        }
    }

    private void drop(LoadedFile file) {
        try {
            routes.remove(file.routes());
        } catch (Exception e) {
            LOG.error("Routes of {} cannot be stopped", file.file().name(), e);
        }
        routes.forget(file.file().name());
    }

    private Map<String, String> idsOfOthers(RouteFile file) {
        Map<String, String> ids = new HashMap<>();
        files.forEach((name, other) -> {
            if (!name.equals(file.name())) {
                other.routes().forEach(id -> ids.put(id, name));
            }
        });
        return ids;
    }

    private void reconcile() {
        List<FlowRecord> running = new ArrayList<>();
        Set<String> broken = new HashSet<>();
        for (LoadedFile file : files.values()) {
            file.routes()
                    .forEach(id -> routes.flow(id, file.file(), clock.instant()).ifPresent(running::add));
            if (file.problem().isPresent()) {
                broken.add(file.file().name());
            }
        }
        ledger.reconcile(running, broken);
        reconciled = true;
    }
}
