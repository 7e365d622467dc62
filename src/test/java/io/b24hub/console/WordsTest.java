package io.b24hub.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.bitrix.CallLane;
import io.b24hub.delivery.BreakerState;
import io.b24hub.event.Origin;
import io.b24hub.intake.Refusal;
import io.b24hub.store.Attempt;
import io.b24hub.store.DeliveryState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

    private static final Pattern USED = Pattern.compile("t\\(\"([\\w.-]+[\\w-])\"");

    private final Words english = Words.in(Locale.ENGLISH);
    private final Words russian = Words.in(Words.RUSSIAN);

    @Test
    void both_languages_have_the_same_texts() {
        assertThat(new TreeSet<>(russian.names())).isEqualTo(new TreeSet<>(english.names()));
    }

    @Test
    void every_text_takes_the_same_values_in_both_languages() {
        Pattern place = Pattern.compile("\\{\\d}");
        for (String name : english.names()) {
            assertThat(place.matcher(russian.text(name))
                            .results()
                            .map(r -> r.group())
                            .sorted())
                    .as(name)
                    .containsExactlyElementsOf(place.matcher(english.text(name))
                            .results()
                            .map(r -> r.group())
                            .sorted()
                            .toList());
            assertThat(russian.text(name)).as(name).isNotBlank();
        }
    }

    @Test
    void every_text_that_a_template_names_is_there() throws IOException {
        List<String> used = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/io/b24hub/console"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".peb")).toList()) {
                Matcher matcher = USED.matcher(Files.readString(file));
                while (matcher.find()) {
                    used.add(matcher.group(1));
                }
            }
        }

        assertThat(used).hasSizeGreaterThan(100);
        assertThat(english.names()).containsAll(used);
    }

    @Test
    void every_word_of_the_hub_has_a_text() {
        List<String> names = new ArrayList<>();
        for (DeliveryState state : DeliveryState.values()) {
            names.add("state." + state.word());
        }
        for (Attempt.Result result : Attempt.Result.values()) {
            names.add("result." + result.word());
        }
        for (Origin origin : Origin.values()) {
            names.add("origin." + origin.word());
            names.add("verified." + origin.word());
        }
        for (BreakerState breaker : BreakerState.values()) {
            names.add("breaker." + breaker.word());
        }
        for (Refusal refusal : Refusal.values()) {
            names.add("refusal." + refusal.name().toLowerCase(Locale.ROOT));
        }
        for (CallLane lane : CallLane.values()) {
            names.add("portal.lane." + lane.name().toLowerCase(Locale.ROOT));
        }

        assertThat(english.names()).containsAll(names);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 'ru-RU,ru;q=0.9', ru",
        "'', 'de,ru;q=0.5', ru",
        "'', 'de', en",
        "'', '', en",
        "'', ';;;', en",
        "en, 'ru', en",
        "xx, 'ru', ru"
    })
    void the_language_is_the_chosen_one_or_what_the_browser_asks_for(String chosen, String accepted, String language) {
        assertThat(Words.best(chosen, accepted).getLanguage()).isEqualTo(language);
    }
}
