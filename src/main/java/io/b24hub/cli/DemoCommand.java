package io.b24hub.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.b24hub.demo.Demo;
import io.b24hub.settings.Units;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code b24hub demo}: a hub between emulated far sides, telling what happens. */
@Command(
        name = "demo",
        description = "Shows the hub at work between an emulated portal, Telegram, Google Sheets and HTTP endpoint.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Uses the route files in routes/ and nothing of application.properties or the environment.",
            "",
            "Exit codes: 0 the time is over, 2 it could not begin."
        })
final class DemoCommand implements Callable<Integer> {

    @Option(
            names = "--every",
            paramLabel = "<time>",
            defaultValue = "3s",
            converter = Time.class,
            description = "How often something happens in the portal (default: ${DEFAULT-VALUE}).")
    private Duration every;

    @Option(
            names = "--for",
            paramLabel = "<time>",
            defaultValue = "0",
            converter = Time.class,
            description = "Ends by itself after this time; 0 runs until Ctrl-C (default).")
    private Duration length;

    @Option(
            names = "--routes",
            paramLabel = "<folder>",
            defaultValue = "routes",
            description = "Folder of the route files (default: ${DEFAULT-VALUE}).")
    private Path routes;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        quiet();
        Demo demo = new Demo(
                routes, every, RandomGenerator.getDefault(), spec.commandLine().getOut());
        if (length.isZero()) {
            Runtime.getRuntime().addShutdownHook(new Thread(demo::close, "b24hub-demo-stop"));
            return HubCommand.KEEPS_RUNNING;
        }
        CountDownLatch over = new CountDownLatch(1);
        over.await(length.toMillis(), TimeUnit.MILLISECONDS);
        demo.close();
        return 0;
    }

    /** The terminal tells what happens to events; the log would tell it twice. Of edited files only the log tells. */
    private static void quiet() {
        for (String name : List.of(org.slf4j.Logger.ROOT_LOGGER_NAME, "io.b24hub", "org.apache.camel")) {
            ((Logger) LoggerFactory.getLogger(name)).setLevel(Level.OFF);
        }
        ((Logger) LoggerFactory.getLogger("io.b24hub.route")).setLevel(Level.INFO);
    }

    /** Times as in application.properties. */
    static final class Time implements ITypeConverter<Duration> {

        @Override
        public Duration convert(String text) {
            return Units.duration(text);
        }
    }
}
