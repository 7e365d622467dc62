package io.b24hub.bench;

import io.b24hub.intake.GuessingLoad;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Runs the benchmarks that are named, or the shorter ones: {@code start}, {@code intake}, {@code code}, {@code rest}. Only
 * when they are named: {@code store}, {@code postgres}, {@code copy}, {@code storm}, {@code sheets},
 * {@code console}, {@code console-postgres}, {@code guessing}.
 */
final class BenchMain {

    private BenchMain() {}

    public static void main(String[] arguments) throws Exception {
        Locale.setDefault(Locale.ROOT);
        List<String> wanted = arguments.length == 0 ? List.of("start", "intake", "code", "rest") : List.of(arguments);
        BenchFolder folder = BenchFolder.create();
        for (String name : wanted) {
            switch (name) {
                case "start" -> new StartBench(folder).run();
                case "intake" -> new IntakeBench(folder).run();
                case "store" -> new StoreBench(folder).run();
                case "postgres" -> new PostgresBench(folder).run();
                case "copy" -> new CopyBench(folder).run();
                case "code" -> CodeBench.run(folder);
                case "rest" -> new RestBench(folder).run();
                case "sheets" -> new SheetsBench(folder).run();
                case "console" -> new ConsoleBench(folder, name).onSqlite();
                case "console-postgres" -> new ConsoleBench(folder, name).onPostgres();
                case "guessing" -> {
                    BenchReport report = new BenchReport(folder, "guessing");
                    GuessingLoad.run(200_000, Duration.ofSeconds(10), report::line);
                }
                case "storm" -> new StormBench(folder).run();
                default -> throw new IllegalArgumentException("There is no benchmark " + name);
            }
            folder.clean();
        }
    }
}
