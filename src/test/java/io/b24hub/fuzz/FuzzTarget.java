package io.b24hub.fuzz;

import io.b24hub.bitrix.AnswerFuzz;
import io.b24hub.connector.GoogleAnswerFuzz;
import io.b24hub.connector.SafeTextFuzz;
import io.b24hub.connector.telegram.BotAnswerFuzz;
import io.b24hub.event.PatternFuzz;
import io.b24hub.intake.EventFuzz;
import io.b24hub.intake.FormFuzz;
import io.b24hub.manage.FiltersFuzz;
import io.b24hub.settings.SettingsFuzz;
import io.b24hub.template.TemplateFuzz;
import io.b24hub.timer.ScheduleFuzz;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;

/** What is fuzzed: code that reads what others wrote. */
enum FuzzTarget {
    FORM(2_048, FormFuzz.class, FormFuzz::fuzzerTestOneInput),
    EVENT(2_048, EventFuzz.class, EventFuzz::fuzzerTestOneInput),
    ANSWER(1_024, AnswerFuzz.class, AnswerFuzz::fuzzerTestOneInput),
    TELEGRAM(512, BotAnswerFuzz.class, BotAnswerFuzz::fuzzerTestOneInput),
    GOOGLE(1_024, GoogleAnswerFuzz.class, GoogleAnswerFuzz::fuzzerTestOneInput),
    SETTINGS(512, SettingsFuzz.class, SettingsFuzz::fuzzerTestOneInput),
    SCHEDULE(48, ScheduleFuzz.class, ScheduleFuzz::fuzzerTestOneInput),
    PATTERN(128, PatternFuzz.class, PatternFuzz::fuzzerTestOneInput),
    FILTERS(256, FiltersFuzz.class, FiltersFuzz::fuzzerTestOneInput),
    TEXT(512, SafeTextFuzz.class, SafeTextFuzz::fuzzerTestOneInput),
    TEMPLATE(512, TemplateFuzz.class, TemplateFuzz::fuzzerTestOneInput);

    private static final Path CORPUS = Path.of("src/test/resources/fuzz");

    /** The longest input, in bytes: long enough for what the code takes apart, and no longer, for the sake of speed. */
    final int longest;

    final Class<?> type;
    final Consumer<byte[]> input;

    FuzzTarget(int longest, Class<?> type, Consumer<byte[]> input) {
        this.longest = longest;
        this.type = type;
        this.input = input;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Inputs that are kept: seeds, and whatever once was a finding. */
    Path corpus() {
        return CORPUS.resolve(word());
    }
}
