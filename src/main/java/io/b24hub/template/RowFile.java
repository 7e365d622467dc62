package io.b24hub.template;

import io.b24hub.template.RowTemplate.Column;
import io.b24hub.template.RowTemplate.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads a {@code .row.yaml}: column names, each with a text to fill in, or with {@code value} and {@code type}. */
final class RowFile {

    private static final String SHAPE =
            "a row file is a list of columns, each on a line: Title: \"{{ fields.TITLE }}\"";

    private final MessageFile file;
    private final TemplateLanguage language;

    RowFile(MessageFile file, TemplateLanguage language) {
        this.file = file;
        this.language = language;
    }

    /** @throws BadTemplate naming file, line and reason */
    RowTemplate compile() {
        if (!(root() instanceof MappingNode columns) || columns.getValue().isEmpty()) {
            throw BadTemplate.in(file, 1, SHAPE);
        }
        Set<String> names = new HashSet<>();
        List<Column> compiled = new ArrayList<>();
        for (NodeTuple column : columns.getValue()) {
            String name = scalar(column.getKeyNode()).getValue();
            if (!names.add(name)) {
                throw BadTemplate.in(file, line(column.getKeyNode()), "the column \"" + name + "\" stands there twice");
            }
            compiled.add(column(name, column.getValueNode()));
        }
        return new RowTemplate(file, List.copyOf(compiled));
    }

    private Node root() {
        try {
            // {{ x }} without quotes is a map whose key is a map; it is told as what it was meant to be
            return new Compose(
                            LoadSettings.builder().setAllowNonScalarKeys(true).build())
                    .composeString(file.text())
                    .orElseThrow(() -> BadTemplate.in(file, 0, "the file is empty; " + SHAPE));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            throw BadTemplate.in(
                    file,
                    line,
                    "this is not YAML: " + e.getProblem() + "; a text that begins with {{ needs quotes around it");
        } catch (YamlEngineException e) {
            throw BadTemplate.in(file, 0, "this is not YAML: " + e.getMessage());
        }
    }

    private Column column(String name, Node node) {
        if (!(node instanceof MappingNode details)) {
            return new Column(name, Type.TEXT, text(scalar(node)));
        }
        Type type = Type.TEXT;
        Optional<CompiledText> value = Optional.empty();
        for (NodeTuple detail : details.getValue()) {
            ScalarNode key = scalar(detail.getKeyNode());
            ScalarNode told = scalar(detail.getValueNode());
            switch (key.getValue()) {
                case "value" -> value = Optional.of(text(told));
                case "type" -> type = type(told);
                default ->
                    throw BadTemplate.in(
                            file, line(key), "a column has value and type, but no \"" + key.getValue() + "\"");
            }
        }
        return new Column(
                name,
                type,
                value.orElseThrow(() -> BadTemplate.in(file, line(node), "the column \"" + name + "\" has no value")));
    }

    private Type type(ScalarNode told) {
        return Type.of(told.getValue())
                .orElseThrow(() -> BadTemplate.in(
                        file,
                        line(told),
                        "there is no type \"" + told.getValue() + "\"; there are "
                                + Arrays.stream(Type.values()).map(Type::word).collect(Collectors.joining(", "))));
    }

    private CompiledText text(ScalarNode node) {
        boolean below = node.getScalarStyle() == ScalarStyle.LITERAL || node.getScalarStyle() == ScalarStyle.FOLDED;
        return language.compile(file, node.getValue(), line(node) + (below ? 1 : 0));
    }

    private ScalarNode scalar(Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar;
        }
        throw BadTemplate.in(
                file, line(node), "here must stand a text; one that begins with {{ needs quotes around it");
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }
}
