package io.b24hub.route;

import io.b24hub.component.bitrix24.BadFlowOptions;
import io.b24hub.template.BadTemplate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.ExpressionIllegalSyntaxException;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.util.URISupport;

/** Finds file, line and cause in what Camel throws. */
final class ProblemFinder {

    private static final Pattern LINE = Pattern.compile("line:? (\\d+)");
    private static final Pattern JAVA_LINE = Pattern.compile("\\.java:(\\d+): error: (.*)|\\[(\\d+),\\d+\\]\\s*(.*)");
    private static final Pattern LOCATION_LINE = Pattern.compile(":(\\d+)$");
    private static final Pattern UNKNOWN = Pattern.compile("Unknown parameters=\\[[\\[{]*([\\w.-]+)");

    private static final Pattern YAML_LINE =
            Pattern.compile("^\\s*(\\S.*?)\\s+in \\S+, line (\\d+), column \\d+", Pattern.MULTILINE);
    private static final Pattern NO_SCHEME = Pattern.compile("No endpoint could be found for: ([\\w+-]+)");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");
    private static final String UNKNOWN_NODE = "Unknown node id:";

    private ProblemFinder() {}

    static RouteProblem of(RouteFile file, Throwable failure) {
        Throwable root = root(failure);
        if (root instanceof RouteMistake mistake) {
            return new RouteProblem(file.name(), mistake.line(), mistake.getMessage());
        }
        if (root instanceof BadFlowOptions options) {
            int line =
                    options.firstOption().isEmpty() ? file.lineWith("bitrix24:") : file.lineOf(options.firstOption());
            return new RouteProblem(file.name(), line, options.getMessage());
        }
        if (root instanceof BadTemplate template) {
            return new RouteProblem(
                    file.name(), file.lineWith("template:" + template.template()), template.getMessage());
        }
        String message =
                Optional.ofNullable(root.getMessage()).orElse(root.getClass().getSimpleName());
        return unknownOption(file, failure, message)
                .or(() -> javaError(file, message))
                .or(() -> yamlError(file, message))
                .or(() -> expression(file, failure))
                .or(() -> scheme(file, message))
                .or(() -> percentSign(file, failure, message))
                .orElseGet(() -> new RouteProblem(file.name(), line(file, failure, message), firstLines(message)));
    }

    private static Optional<RouteProblem> javaError(RouteFile file, String message) {
        Matcher java = JAVA_LINE.matcher(message);
        if (!file.isJava() || !java.find()) {
            return Optional.empty();
        }
        String line = java.group(1) != null ? java.group(1) : java.group(3);
        String text = java.group(2) != null ? java.group(2) : java.group(4);
        return Optional.of(new RouteProblem(file.name(), Integer.parseInt(line), text));
    }

    /** The last place is where the reader stumbled; those before it say what it was about to read. */
    private static Optional<RouteProblem> yamlError(RouteFile file, String message) {
        Optional<RouteProblem> last = Optional.empty();
        for (Matcher yaml = YAML_LINE.matcher(message); yaml.find(); ) {
            String what = yaml.group(1).strip();
            String reason = what.startsWith(UNKNOWN_NODE)
                    ? "there is no step or key \""
                            + what.substring(UNKNOWN_NODE.length()).strip() + "\" here"
                    : "this is not YAML: " + what;
            last = Optional.of(new RouteProblem(file.name(), Integer.parseInt(yaml.group(2)), reason));
        }
        return last;
    }

    private static Optional<RouteProblem> expression(RouteFile file, Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof ExpressionIllegalSyntaxException illegal && illegal.getExpression() != null) {
                String expression = illegal.getExpression();
                return Optional.of(new RouteProblem(
                        file.name(),
                        file.lineWith(expression),
                        "the expression " + expression + " is wrong: " + firstLines(root(t).getMessage())));
            }
        }
        return Optional.empty();
    }

    private static Optional<RouteProblem> scheme(RouteFile file, String message) {
        Matcher scheme = NO_SCHEME.matcher(message);
        return scheme.find()
                ? Optional.of(new RouteProblem(
                        file.name(),
                        file.lineWith(scheme.group(1) + ":"),
                        "there is no connector \"" + scheme.group(1)
                                + ":\"; it is misspelt, or its Camel component is not installed"))
                : Optional.empty();
    }

    private static Optional<RouteProblem> percentSign(RouteFile file, Throwable failure, String message) {
        return message.startsWith("URLDecoder:")
                ? Optional.of(new RouteProblem(
                        file.name(),
                        line(file, failure, message),
                        "a percent sign stands in the name of a parameter, where only bitrix24: steps may have one, in"
                                + " brackets, as filter[%TITLE]"))
                : Optional.empty();
    }

    private static Optional<RouteProblem> unknownOption(RouteFile file, Throwable failure, String message) {
        Matcher unknown = UNKNOWN.matcher(message);
        return unknown.find()
                ? Optional.of(new RouteProblem(
                        file.name(), file.lineOf(unknown.group(1)), unknownOption(unknown.group(1), failure)))
                : Optional.empty();
    }

    private static String unknownOption(String option, Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof ResolveEndpointFailedException unresolved) {
                return "there is no option \"" + option + "\" on " + scheme(unresolved.getUri());
            }
        }
        return "there is no option \"" + option + "\"";
    }

    private static String scheme(String uri) {
        return uri.substring(0, uri.indexOf(':') + 1);
    }

    private static int line(RouteFile file, Throwable failure, String message) {
        Matcher inMessage = LINE.matcher(message);
        if (inMessage.find()) {
            return Integer.parseInt(inMessage.group(1));
        }
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof FailedToCreateRouteException route && route.getLocation() != null) {
                Matcher location = LOCATION_LINE.matcher(route.getLocation());
                if (location.find()) {
                    return Integer.parseInt(location.group(1));
                }
            }
        }
        Matcher quoted = QUOTED.matcher(message);
        return quoted.find() ? file.lineWith(quoted.group(1)) : 0;
    }

    /** What a person needs of a message: Camel's YAML errors go on with excerpts, and addresses may hold secrets. */
    private static String firstLines(String message) {
        String text = message.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .limit(2)
                .reduce((a, b) -> a + " " + b)
                .orElse(message);
        return URISupport.sanitizeUri(text.length() > 400 ? text.substring(0, 400) + "…" : text);
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }
}
