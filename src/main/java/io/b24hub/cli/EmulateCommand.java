package io.b24hub.cli;

import io.b24hub.emulator.Emulators;
import io.b24hub.emulator.PortalIdentity;
import io.b24hub.emulator.SheetsEmulator;
import io.b24hub.emulator.TelegramEmulator;
import io.b24hub.time.SystemClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code b24hub emulate}: the far sides alone, to point a hub or a test at. */
@Command(
        name = "emulate",
        description = "Runs emulators of a Bitrix24 portal, the Telegram Bot API, Google Sheets and an HTTP endpoint.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Each emulator explains itself at its address. They can be told to fail:",
            "  curl -d '{\"status\":429,\"seconds\":30,\"times\":2}' http://127.0.0.1:18082/_emulator/faults",
            "",
            "Runs until Ctrl-C. Exit codes: 2 it could not begin, for example because a port is taken."
        })
final class EmulateCommand implements Callable<Integer> {

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description = "Address to listen on (default: ${DEFAULT-VALUE}).")
    private String host;

    @Option(names = "--port", defaultValue = "18081", description = "First of four ports (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--send-to",
            paramLabel = "<address>",
            description = "Where the portal posts its events, for example http://127.0.0.1:8080/bitrix24/main.")
    private Optional<URI> handler;

    @Option(
            names = "--every",
            paramLabel = "<time>",
            defaultValue = "3s",
            converter = DemoCommand.Time.class,
            description = "How often something happens in the portal; 0 never (default: ${DEFAULT-VALUE}).")
    private Duration every;

    @Option(names = "--seed", description = "The same number gives the same portal and the same day.")
    private Optional<Long> seed;

    @Option(
            names = "--key-file",
            paramLabel = "<file>",
            description = "Writes a service account's key for the emulated Google to this file.")
    private Optional<Path> keyFile;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        RandomGenerator random =
                seed.map(RandomGeneratorFactory.getDefault()::create).orElseGet(RandomGenerator::getDefault);
        SystemClock clock = new SystemClock();
        Emulators emulators =
                new Emulators(host, new Emulators.Ports(port, port + 1, port + 2, port + 3), clock, random);
        // the sheets that the reference flows write to unless others are set
        emulators.sheets().addSheet(SheetsEmulator.DEMO_SPREADSHEET, "Deals");
        emulators.sheets().addSheet(SheetsEmulator.DEMO_SPREADSHEET, "Calls");
        if (keyFile.isPresent()) {
            emulators.sheets().writeKeyFile(keyFile.get());
        }
        tell(emulators, spec.commandLine().getOut());
        handler.ifPresent(address -> {
            emulators.portal().webhook().sendTo(address);
            if (!every.isZero()) {
                emulators.portal().life().start(every);
            }
        });
        Runtime.getRuntime().addShutdownHook(new Thread(emulators::close, "b24hub-emulators-stop"));
        waitForSignal();
        return HubCommand.KEEPS_RUNNING;
    }

    private static void tell(Emulators emulators, PrintWriter out) {
        PortalIdentity identity = emulators.portal().identity();
        out.println("Emulators, for development and tests only. Their secrets are the same everywhere:");
        out.println();
        out.println("  hub.portal.main.tokens      = " + identity.applicationToken());
        out.println("  hub.portal.main.webhook-url = " + emulators.portal().restUri());
        out.println("  hub.telegram.token          = " + TelegramEmulator.DEMO_TOKEN);
        out.println("  hub.telegram.base-uri       = " + emulators.telegram().baseUri());
        out.println("  hub.google.root-url         = " + emulators.sheets().baseUri() + " (key file: see --key-file)");
        out.println("  a spreadsheet id            = " + SheetsEmulator.DEMO_SPREADSHEET);
        out.println("  an HTTP endpoint            = " + emulators.sink().baseUri());
        out.println();
        out.println("Each explains itself at its address. Press Ctrl-C to end.");
        out.flush();
    }

    /** The emulators' threads are daemons; this one is not. */
    private static void waitForSignal() {
        new Thread(
                        () -> {
                            try {
                                Thread.currentThread().join();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "b24hub-emulators")
                .start();
    }
}
