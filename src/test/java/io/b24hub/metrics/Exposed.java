package io.b24hub.metrics;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a scrape holds: each metric's labels with their values.
 *
 * @param metrics name, label, values
 */
record Exposed(Map<String, Map<String, Set<String>>> metrics) {

    private static final Pattern SAMPLE = Pattern.compile("^([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    static Exposed in(String scrape) {
        Map<String, Map<String, Set<String>>> metrics = new HashMap<>();
        scrape.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            Matcher sample = SAMPLE.matcher(line);
            if (!sample.matches()) {
                throw new IllegalArgumentException("Not a sample: " + line);
            }
            Map<String, Set<String>> labels = metrics.computeIfAbsent(sample.group(1), name -> new HashMap<>());
            Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
            while (label.find()) {
                labels.computeIfAbsent(label.group(1), name -> new TreeSet<>()).add(label.group(2));
            }
        });
        return new Exposed(metrics);
    }

    Set<String> names() {
        return metrics.keySet();
    }

    Set<String> labels(String metric) {
        return metrics.get(metric).keySet();
    }

    Set<String> values(String metric, String label) {
        return metrics.get(metric).get(label);
    }
}
