package io.b24hub.cli;

import io.b24hub.event.EventCatalogue;
import io.b24hub.event.EventType;
import io.b24hub.settings.SettingsSource;
import io.b24hub.validate.NewFlow;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code b24hub new}: writes files to start from. */
@Command(
        name = "new",
        description = "Writes a file to start from.",
        mixinStandardHelpOptions = true,
        subcommands = NewCommand.Flow.class,
        footer = {"", "Exit codes: those of the command; 2 without one."})
final class NewCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Say what: b24hub new flow <id>");
    }

    /** {@code b24hub new flow}. */
    @Command(
            name = "flow",
            description =
                    "Writes the commented skeleton of a flow into routes/flows/ and says which settings it needs.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "For example: b24hub new flow new-contact-to-telegram --event ONCRMCONTACTADD --to telegram",
                "Never overwrites a file.",
                "",
                "Exit codes: 0 written, 2 not: the file is there already, or the id cannot be used."
            })
    static final class Flow implements Callable<Integer> {

        @Parameters(
                arity = "0..1",
                paramLabel = "<id>",
                description = "What to call it, for example new-contact-to-telegram. The file's name too.")
        private Optional<String> id = Optional.empty();

        @Option(
                names = "--event",
                paramLabel = "<events>",
                defaultValue = "ONCRMDEALADD",
                description = "Which events, with commas between them (default: ${DEFAULT-VALUE}).")
        private String event;

        @Option(
                names = "--to",
                paramLabel = "<destination>",
                defaultValue = "telegram",
                converter = Destination.class,
                description = "telegram, google-sheets, kafka, http, sql or file (default: ${DEFAULT-VALUE}).")
        private NewFlow.To to;

        @Option(
                names = "--routes",
                paramLabel = "<folder>",
                description = "Folder of the route files (default: hub.routes.dir of application.properties).")
        private Optional<Path> routes = Optional.empty();

        @Option(names = "--list-events", description = "Lists the events that Bitrix24 sends, and writes nothing.")
        private boolean list;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            EventCatalogue catalogue = EventCatalogue.load();
            if (list) {
                catalogue.types().forEach(type -> out.println(line(type)));
            } else {
                write(catalogue, out);
            }
            out.flush();
            return 0;
        }

        private static String line(EventType type) {
            return String.format(Locale.ROOT, "%-45s %s", type.event(), type.entity());
        }

        private void write(EventCatalogue catalogue, PrintWriter out) {
            String name = id.orElseThrow(() ->
                    new ParameterException(spec.commandLine(), "Name the flow, for example new-contact-to-telegram"));
            NewFlow flow = new NewFlow(name, event, to);
            SettingsSource settings = SettingsSource.of(RunCommand.PROPERTIES, Map.of());
            Path file = flow.write(routes.orElseGet(() -> ValidateCommand.folder(settings)));
            out.println("Wrote " + file);
            Stream.of(event.split(","))
                    .filter(each -> each.indexOf('*') < 0
                            && catalogue.find(each.strip()).isEmpty())
                    .forEach(each -> out.println("No known event is called " + each.strip()
                            + catalogue
                                    .closest(each)
                                    .map(known -> "; did you mean " + known + "?")
                                    .orElse("")
                            + " The flow waits for it all the same."));
            List<String> missing = flow.settings().stream()
                    .filter(key -> settings.find(key).isEmpty())
                    .toList();
            if (!missing.isEmpty()) {
                out.println();
                out.println("To switch it on, set in application.properties:");
                missing.forEach(key -> out.println("  " + key + " = "));
            }
            out.println();
            out.println("Then check it: b24hub validate");
        }
    }

    /** Destinations as people write them. */
    static final class Destination implements ITypeConverter<NewFlow.To>, Iterable<String> {

        @Override
        public NewFlow.To convert(String text) {
            return Arrays.stream(NewFlow.To.values())
                    .filter(each -> each.word().equalsIgnoreCase(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException(
                            "\"" + text + "\" is none of telegram, google-sheets, kafka, http, sql, file"));
        }

        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(NewFlow.To.values()).map(NewFlow.To::word).iterator();
        }
    }
}
