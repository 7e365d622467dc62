package io.b24hub.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.Hub;
import io.b24hub.HubRig;
import io.b24hub.check.Finding.Verdict;
import io.b24hub.emulator.Emulators;
import io.b24hub.emulator.SheetsEmulator;
import io.b24hub.settings.SettingsSource;
import io.b24hub.time.SystemClock;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGeneratorFactory;

/** A check between emulated far sides, with the project's own route files. The Kafka flow is off. */
final class CheckRig implements AutoCloseable {

    private final Path home;
    private final SystemClock clock = new SystemClock();
    private final Emulators emulators;
    private final Map<String, String> settings;

    CheckRig(Path home) {
        this.home = home;
        emulators = new Emulators(
                "127.0.0.1",
                Emulators.Ports.free(),
                clock,
                RandomGeneratorFactory.getDefault().create(24));
        emulators.sheets().addSheet(SheetsEmulator.DEMO_SPREADSHEET, "Deals");
        emulators.sheets().addSheet(SheetsEmulator.DEMO_SPREADSHEET, "Calls");
        settings = HubRig.settingsOf(emulators, home);
        settings.put("flow.crm-to-kafka.enabled", "false");
    }

    Emulators far() {
        return emulators;
    }

    CheckRig set(String key, String value) {
        settings.put(key, value);
        return this;
    }

    CheckRig unset(String key) {
        settings.remove(key);
        return this;
    }

    Report run() {
        return new Preflight(SettingsSource.only(settings), home, Hub.neededSettings(), clock).run();
    }

    /** The only finding about a subject. */
    static Finding about(Report report, String subject) {
        assertThat(report.findings()).extracting(Finding::subject).contains(subject);
        return report.findings().stream()
                .filter(finding -> finding.subject().equals(subject))
                .reduce((a, b) -> {
                    throw new AssertionError("told twice: " + a + " and " + b);
                })
                .orElseThrow();
    }

    static void assertFinding(Report report, String subject, Verdict verdict, String... words) {
        Finding finding = about(report, subject);
        assertThat(finding.verdict()).as(finding.toString()).isEqualTo(verdict);
        List.of(words).forEach(word -> assertThat(finding.words() + " -> " + finding.remedy())
                .contains(word));
        if (verdict == Verdict.FAIL || verdict == Verdict.WARN) {
            assertThat(finding.remedy()).as("the remedy of " + finding).endsWith(".");
        }
    }

    @Override
    public void close() {
        emulators.close();
        clock.close();
    }
}
