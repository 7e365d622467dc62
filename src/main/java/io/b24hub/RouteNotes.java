package io.b24hub;

import io.b24hub.route.RouteFile;
import io.b24hub.route.RouteFiles;
import io.b24hub.route.RouteProblem;
import io.b24hub.settings.SettingsSource;
import io.b24hub.validate.Remark;
import io.b24hub.validate.Remark.Weight;
import io.b24hub.validate.RouteValidation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the validation of route files tells a hub that starts, and one that takes over an edited file. At the start only what
 * is cheap is checked, and what the loading of the files does not find out by itself. Not thread-safe.
 */
final class RouteNotes {

    /** Speaks with the voice of the loader: people look for route files under its name. */
    private static final Logger LOG = LoggerFactory.getLogger(RouteFiles.class);

    private final Path dir;
    private final SettingsSource source;
    private Optional<RouteValidation> ofEdits = Optional.empty();

    RouteNotes(Path dir, SettingsSource source) {
        this.dir = dir;
        this.source = source;
    }

    private RouteValidation validation() {
        return new RouteValidation(dir, CamelRuntime.NEEDED, source);
    }

    /** The mistakes in files that are not switched off; tells of doubts in the log. */
    List<RouteProblem> mistakes() {
        List<Remark> remarks = validation().quick();
        remarks.stream()
                .filter(remark -> remark.weight() == Weight.WARNING)
                .forEach(remark -> LOG.warn("Route file {}", problem(remark)));
        return remarks.stream()
                .filter(remark -> remark.weight() == Weight.ERROR)
                .map(RouteNotes::problem)
                .toList();
    }

    /** Problems of files that could not be loaded, and mistakes in others; the former say it better. */
    static List<RouteProblem> together(List<RouteProblem> problems, List<RouteProblem> mistakes) {
        List<RouteProblem> all = new ArrayList<>(problems);
        mistakes.stream()
                .filter(mistake -> problems.stream()
                        .noneMatch(problem -> problem.file().equals(mistake.file())
                                && (problem.line() == mistake.line() || mistake.line() == 0)))
                .forEach(all::add);
        all.sort(Comparator.comparing(RouteProblem::file).thenComparingInt(RouteProblem::line));
        return all;
    }

    /** Tells the log of mistakes in files that run all the same; of those that do not, the report of all files tells. */
    static void tell(List<RouteProblem> problems, List<RouteProblem> unusable) {
        problems.stream()
                .filter(problem -> !unusable.contains(problem))
                .forEach(problem -> LOG.error("Route file {}", problem));
    }

    /** What there is to say of an edited file. */
    List<RouteProblem> of(RouteFile file) {
        // kept, because its tables take a moment to read
        RouteValidation validation = ofEdits.orElseGet(this::validation);
        ofEdits = Optional.of(validation);
        return validation.of(file).stream()
                .filter(remark -> remark.weight() != Weight.NOTE)
                .map(RouteNotes::problem)
                .toList();
    }

    private static RouteProblem problem(Remark remark) {
        return new RouteProblem(remark.file(), remark.line(), remark.words());
    }
}
