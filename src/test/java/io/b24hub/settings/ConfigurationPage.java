package io.b24hub.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The reference of all settings, made of what application.properties says of them and of what {@link KnownKeys} knows, so
 * that neither is written twice.
 */
final class ConfigurationPage {

    private static final Path SHIPPED = Path.of("application.properties");
    private static final Pattern TITLE = Pattern.compile("^# --- (.*?) -+$");
    private static final Pattern SETTING = Pattern.compile("^#?((?:hub|flow)\\.[a-z0-9.-]+) =(.*)$");

    private static final String HEAD = """
            # Configuration

            <!-- Made of application.properties and KnownKeys: mvn -q test -Dtest=ConfigurationPageTest -Dpages=write -->

            Settings stand in `application.properties` in the folder in which the hub runs. Everything has a default but the
            token of your outgoing webhook. What cannot be used stops the start with exit code 2, and every problem is named at
            once; so is a key that means nothing. `b24hub check` tries the values out.

            """;

    private static final String LEGEND = """

            *Secret*: shown nowhere, neither in the log nor by a command. It may come from the environment or from a file of its
            own. `<name>` is a name of yours. How flows are tuned in their own files is another page: [flows.md](flows.md).
            """;

    private final StringBuilder page = new StringBuilder(HEAD);
    private final List<String> words = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private final List<String> flowLines = new ArrayList<>();
    private boolean inTable;

    private ConfigurationPage() {}

    /** The whole page. */
    static String text() throws IOException {
        ConfigurationPage made = new ConfigurationPage();
        for (String line : Files.readAllLines(SHIPPED)) {
            made.read(line);
        }
        made.endGroup();
        made.endTable();
        return made.page.toString();
    }

    private void read(String line) {
        Matcher title = TITLE.matcher(line);
        Matcher setting = SETTING.matcher(line);
        if (title.matches()) {
            endGroup();
            endTable();
            page.append("\n## ").append(capital(title.group(1))).append("\n\n");
        } else if (setting.matches()) {
            take(setting.group(1), line);
        } else if (line.startsWith("#") && line.length() > 1) {
            if (!keys.isEmpty()) {
                endGroup();
            }
            words.add(line.substring(1).strip());
        } else {
            endGroup();
        }
    }

    private void take(String key, String line) {
        if (key.startsWith("hub.")) {
            keys.add(key.replace("hub.portal.main.", "hub.portal.<name>.")
                    .replace("hub.hook.sales.", "hub.hook.<name>."));
        } else {
            flowLines.addAll(words.stream().map(word -> "# " + word).toList());
            words.clear();
            flowLines.add(line);
        }
    }

    private void endGroup() {
        if (!keys.isEmpty()) {
            if (!inTable) {
                page.append("| setting | default | for example | |\n|---|---|---|---|\n");
                inTable = true;
            }
            page.append("| ")
                    .append(lines(key -> "`" + key + "`"))
                    .append(" | ")
                    .append(lines(ConfigurationPage::standard))
                    .append(" | ")
                    .append(lines(ConfigurationPage::example))
                    .append(" | ")
                    .append(plain(String.join(" ", words)))
                    .append(" |\n");
        } else if (!words.isEmpty() && flowLines.isEmpty()) {
            page.append(paragraph());
        }
        words.clear();
        keys.clear();
    }

    /** The text before the first title names the file; what follows is said of all settings. */
    private String paragraph() {
        String text = String.join(" ", words).replace("this file", "application.properties");
        if (text.startsWith("b24hub:")) {
            return "";
        }
        return plain(text) + "\n" + (text.startsWith("Any key can come") ? LEGEND : "");
    }

    private void endTable() {
        if (!flowLines.isEmpty()) {
            page.append("```properties\n").append(String.join("\n", flowLines)).append("\n```\n");
            flowLines.clear();
        }
        inTable = false;
    }

    private String lines(Function<String, String> value) {
        return keys.stream().map(value).collect(Collectors.joining("<br>"));
    }

    private static String standard(String key) {
        String standard = KnownKeys.defaultOf(key);
        return KnownKeys.isSecret(key) ? "*secret*" : standard.isEmpty() ? "–" : "`" + standard + "`";
    }

    private static String example(String key) {
        String line = KnownKeys.exampleOf(key);
        return "`" + line.substring(line.indexOf(" = ") + 3) + "`";
    }

    private static String plain(String text) {
        return text.replace("<", "&lt;").replace("|", "\\|");
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
