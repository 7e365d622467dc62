package io.b24hub.validate;

import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Language;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Simple expressions that cannot be understood, which Camel finds only when it builds the route. Not thread-safe. */
final class SimpleRule {

    /** Steps whose expression is a condition. */
    private static final Set<String> CONDITIONS =
            Set.of("filter", "when", "validate", "onWhen", "handled", "continued", "retryWhile", "completionPredicate");

    private final Language simple;
    private final Settings settings;

    /** @param context built, not started */
    SimpleRule(CamelContext context, Settings settings) {
        this.simple = context.resolveLanguage("simple");
        this.settings = settings;
    }

    void look(YamlFile file, Remarks remarks) {
        walk(file.name(), file.root(), "", remarks);
        file.addresses(file.root()).stream()
                .filter(address -> address.scheme().equals("bitrix24") || address.kind() == Address.Kind.DYNAMIC)
                .forEach(address -> {
                    address.options()
                            .values()
                            .forEach(option -> expression(file.name(), option.line(), option.value(), remarks));
                    expression(file.name(), address.line(), address.text(), remarks);
                });
    }

    private void walk(String file, Node node, String owner, Remarks remarks) {
        if (node instanceof SequenceNode list) {
            list.getValue().forEach(item -> walk(file, item, owner, remarks));
            return;
        }
        Nodes.entries(node).forEach((key, value) -> {
            if (key.equals("simple")) {
                Node text = Nodes.child(value, "expression").orElse(value);
                Nodes.text(text).ifPresent(words -> check(file, Nodes.line(text), words, owner, remarks));
            } else if (key.equals("log")) {
                Node text = Nodes.child(value, "message").orElse(value);
                Nodes.text(text).ifPresent(words -> expression(file, Nodes.line(text), words, remarks));
                walk(file, value, key, remarks);
            } else {
                walk(file, value, key.equals("expression") ? owner : key, remarks);
            }
        });
    }

    private void check(String file, int line, String text, String owner, Remarks remarks) {
        if (CONDITIONS.contains(owner)) {
            String filled = plain(text);
            if (!filled.startsWith("resource:")) {
                report(file, line, text, () -> simple.createPredicate(filled), remarks);
            }
        } else {
            expression(file, line, text, remarks);
        }
    }

    private void expression(String file, int line, String text, Remarks remarks) {
        String filled = plain(text);
        if (filled.contains("${") && !filled.startsWith("resource:")) {
            report(file, line, text, () -> simple.createExpression(filled), remarks);
        }
    }

    /** Camel fills settings in before it reads an expression. */
    private String plain(String text) {
        return Settings.PLACEHOLDER.matcher(settings.fill(text)).replaceAll("1");
    }

    private static void report(String file, int line, String text, Runnable reading, Remarks remarks) {
        try {
            reading.run();
        } catch (RuntimeException e) {
            String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
            remarks.error(
                    file, line, "the expression " + shown.replace("\n", " ") + " is wrong: " + reason(e), hint(text));
        }
    }

    /** The first line of what Camel says; the others draw the expression once more. */
    private static String reason(Throwable failure) {
        return Optional.ofNullable(failure.getMessage())
                .flatMap(message ->
                        message.lines().filter(each -> !each.isBlank()).findFirst())
                .map(first -> first.replaceFirst(" at location \\d+.*", "").strip())
                .orElse("it cannot be read");
    }

    private static String hint(String text) {
        long open = text.chars().filter(c -> c == '{').count();
        long closed = text.chars().filter(c -> c == '}').count();
        return open == closed ? "" : open > closed ? "a closing brace is missing" : "a closing brace is too many";
    }
}
