package io.b24hub.template;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.extension.core.DisallowExtensionCustomizerBuilder;
import io.pebbletemplates.pebble.lexer.LexerImpl;
import io.pebbletemplates.pebble.lexer.Syntax;
import io.pebbletemplates.pebble.lexer.Token;
import io.pebbletemplates.pebble.loader.StringLoader;
import io.pebbletemplates.pebble.node.ForNode;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.io.StringReader;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The language of templates: Pebble, cut down to what a message needs. A template stands alone, calls no method of Java,
 * and cannot switch escaping off. Names of filters and functions are checked when it is compiled.
 *
 * <p>Thread-safe.
 */
final class TemplateLanguage {

    /** More than any far side takes; a loop that never ends fails here. */
    private static final int MOST_CHARACTERS = 1_000_000;

    private static final String TELEGRAM = "telegram";
    private static final List<String> NO_TAGS = List.of(
            "autoescape",
            "block",
            "cache",
            "embed",
            "extends",
            "filter",
            "flush",
            "from",
            "import",
            "include",
            "parallel");
    private static final List<String> NO_FILTERS =
            List.of("abbreviate", "base64decode", "base64encode", "nl2br", "numberformat", "raw", "sha256");

    private final PebbleEngine html = engine(true);
    private final PebbleEngine plain = engine(false);

    private static PebbleEngine engine(boolean html) {
        return new PebbleEngine.Builder()
                .loader(new StringLoader())
                .cacheActive(false)
                .strictVariables(false)
                .autoEscaping(html)
                .addEscapingStrategy(TELEGRAM, HtmlText::escape)
                .defaultEscapingStrategy(TELEGRAM)
                .methodAccessValidator(TemplateLanguage::mayAsk)
                .newLineTrimming(false)
                .maxRenderedSize(MOST_CHARACTERS)
                .defaultLocale(Locale.ENGLISH)
                .registerExtensionCustomizer(new DisallowExtensionCustomizerBuilder()
                        .disallowedTokenParserTags(NO_TAGS)
                        .disallowedFilterKeys(NO_FILTERS)
                        .disallowedFunctionKeys(List.of("range"))
                        .build())
                .extension(new MessageWords(html))
                .build();
    }

    /**
     * A message knows maps, lists and texts; whatever else got into it cannot be asked. The engine itself asks the entries of
     * a map, and the counter of a loop, by their methods.
     */
    private static boolean mayAsk(Object asked, Method method) {
        if (asked instanceof Map.Entry) {
            return method.getName().equals("getKey") || method.getName().equals("getValue");
        }
        return method.getDeclaringClass().getEnclosingClass() == ForNode.class;
    }

    /** Compiles a whole file. */
    CompiledText compile(MessageFile file) {
        return compile(file, file.text(), 1);
    }

    /**
     * Compiles a part of a file.
     *
     * @param firstLine the line of the file on which the part begins
     * @throws BadTemplate naming file, line and reason
     */
    CompiledText compile(MessageFile file, String text, int firstLine) {
        PebbleEngine engine = file.kind() == MessageFile.Kind.HTML ? html : plain;
        // a comment of so many lines gives every message the file's line numbers
        String placed = (firstLine > 1 ? "{#" + "\n".repeat(firstLine - 1) + "#}" : "") + OwnLines.without(text);
        try {
            PebbleTemplate template = engine.getTemplate(placed);
            new NameCheck(engine.getExtensionRegistry()).check(file, tokens(engine, placed));
            return new CompiledText(file, template);
        } catch (NumberFormatException e) {
            // Pebble 4.0.0 lets it through and says no line
            throw BadTemplate.in(file, 0, "a number in it is too large");
        } catch (ClassCastException e) {
            // the same, for 'text'(1)
            throw BadTemplate.in(file, 0, "something that is no function is called as one");
        } catch (PebbleException e) {
            throw BadTemplate.in(file, e.getLineNumber() == null ? 0 : e.getLineNumber(), e.getPebbleMessage());
        }
    }

    private static List<Token> tokens(PebbleEngine engine, String text) {
        Syntax syntax = engine.getSyntax();
        return new LexerImpl(
                        syntax,
                        engine.getExtensionRegistry().getUnaryOperators().values(),
                        engine.getExtensionRegistry().getBinaryOperators().values())
                .tokenize(new StringReader(text), "")
                .getTokens();
    }
}
