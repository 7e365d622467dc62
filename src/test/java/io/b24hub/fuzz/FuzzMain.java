package io.b24hub.fuzz;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Fuzzes each target for some time, in a process of its own, from the corpus on; prints what was run and ends with 1 when
 * something was found. What the fuzzer keeps lies in {@code target/fuzz}.
 */
public final class FuzzMain {

    private static final Pattern EXECUTIONS = Pattern.compile("stat::number_of_executed_units:\\s*(\\d+)");
    private static final Pattern COVERAGE = Pattern.compile("cov: (\\d+)");
    /** What compares, or only takes time: the second reading of forms, suggestions for misspelt keys, times of schedules. */
    private static final String NOT_GUIDING =
            "io.b24hub.intake.NaiveForm:io.b24hub.settings.KnownKeys:com.cronutils.model.time.**";

    /** They look at each use of a pattern, and every pattern here is a constant. */
    private static final String WITHOUT = Stream.of("RegexInjection", "RegexRoadblocks")
            .map("com.code_intelligence.jazzer.sanitizers."::concat)
            .collect(Collectors.joining(":"));

    private static final Path KEPT = Path.of("target/fuzz");

    private FuzzMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int seconds = Integer.parseInt(args[0]);
        Set<FuzzTarget> targets = args.length == 1
                ? EnumSet.allOf(FuzzTarget.class)
                : Arrays.stream(args)
                        .skip(1)
                        .map(word -> FuzzTarget.valueOf(word.toUpperCase(Locale.ROOT)))
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(FuzzTarget.class)));
        System.out.printf("%-10s %12s %9s %9s  %s%n", "target", "executions", "coverage", "seconds", "result");
        long all = 0;
        boolean found = false;
        for (FuzzTarget target : targets) {
            Run run = run(target, seconds);
            System.out.printf(
                    "%-10s %12d %9d %9d  %s%n",
                    target.word(), run.executions, run.coverage, run.seconds, run.exit == 0 ? "nothing" : "FINDING");
            all += run.executions;
            found |= run.exit != 0;
        }
        System.out.printf("%-10s %12d%n", "all", all);
        if (found) {
            System.exit(1);
        }
    }

    private record Run(long executions, long coverage, long seconds, int exit) {}

    private static Run run(FuzzTarget target, int seconds) throws IOException, InterruptedException {
        Path kept = Files.createDirectories(KEPT.resolve(target.word()));
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx768m",
                "-Xss1m",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.type.getName(),
                "--instrumentation_includes=io.b24hub.**:com.cronutils.**:io.pebbletemplates.**",
                "--instrumentation_excludes=" + NOT_GUIDING,
                "--custom_hook_excludes=" + NOT_GUIDING,
                "--disabled_hooks=" + WITHOUT,
                "--trace=cov",
                "--reproducer_path=" + KEPT,
                "-artifact_prefix=" + KEPT + "/" + target.word() + "-",
                "-max_total_time=" + seconds,
                "-max_len=" + target.longest,
                "-timeout=60",
                "-rss_limit_mb=0",
                "-print_final_stats=1",
                kept.toString(),
                target.corpus().toString());
        long began = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        long executions = 0;
        long coverage = 0;
        StringBuilder log = new StringBuilder();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.append(line).append('\n');
                executions = last(EXECUTIONS, line, executions);
                coverage = last(COVERAGE, line, coverage);
            }
        }
        int exit = process.waitFor();
        Files.writeString(KEPT.resolve(target.word() + ".log"), log);
        return new Run(executions, coverage, (System.nanoTime() - began) / 1_000_000_000, exit);
    }

    private static long last(Pattern pattern, String line, long before) {
        Matcher matcher = pattern.matcher(line);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : before;
    }
}
