package io.b24hub.bench;

import java.util.List;
import java.util.Locale;

/** Runs the benchmarks that are named, or all of them: {@code start}, {@code intake}, {@code code}. */
final class BenchMain {

    private BenchMain() {}

    public static void main(String[] arguments) throws Exception {
        Locale.setDefault(Locale.ROOT);
        List<String> wanted = arguments.length == 0 ? List.of("start", "intake", "code") : List.of(arguments);
        BenchFolder folder = BenchFolder.create();
        for (String name : wanted) {
            switch (name) {
                case "start" -> new StartBench(folder).run();
                case "intake" -> new IntakeBench(folder).run();
                case "code" -> CodeBench.run(folder);
                default -> throw new IllegalArgumentException("There is no benchmark " + name);
            }
            folder.clean();
        }
    }
}
