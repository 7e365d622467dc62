package io.b24hub.bench;

import java.util.Collection;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the benchmarks of single classes. */
final class CodeBench {

    private CodeBench() {}

    static void run(BenchFolder folder) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include("io\\.b24hub\\.bench\\..*Speed")
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        BenchReport report = new BenchReport(folder, "code");
        report.line("%-34s %12s %10s", "", "ns/call", "+- 99.9 %");
        for (RunResult result : results) {
            report.line(
                    "%-34s %,12.0f %,10.0f",
                    result.getParams().getBenchmark().replaceFirst(".*\\.(\\w+\\.\\w+)$", "$1"),
                    result.getPrimaryResult().getScore(),
                    result.getPrimaryResult().getScoreError());
        }
    }
}
