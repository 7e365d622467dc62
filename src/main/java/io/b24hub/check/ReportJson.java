package io.b24hub.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a report for scripts. */
public final class ReportJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ReportJson() {}

    /** {@code exitCode}, {@code usable}, {@code restCalls} by portal, and {@code findings} in order; indented. */
    public static String of(Report report) {
        List<Map<String, String>> findings =
                report.findings().stream().map(ReportJson::finding).toList();
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("exitCode", report.exitCode());
        whole.put("usable", report.usable());
        whole.put("restCalls", report.restCalls());
        whole.put("findings", findings);
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(whole);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A report could not be written as JSON", e);
        }
    }

    private static Map<String, String> finding(Finding finding) {
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put("area", finding.area());
        shown.put("subject", finding.subject());
        shown.put("verdict", finding.verdict().name());
        shown.put("words", finding.words());
        shown.put("remedy", finding.remedy());
        return shown;
    }
}
