package io.b24hub.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventPatternTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ONCRMDEALADD | ONCRMDEALADD | true",
                "oncrmdealadd | ONCRMDEALADD | true",
                "ONCRMDEALADD | onCrmDealAdd | true",
                "ONCRMDEALADD | ONCRMDEALADDX | false",
                "ONCRMDEALADD | ONCRMDEAL | false",
                "ONCRMDEAL* | ONCRMDEALUPDATE | true",
                "ONCRMDEAL* | ONCRMDEAL | true",
                "ONCRMDEAL* | ONCRMLEADADD | false",
                "*ADD | ONTASKADD | true",
                "*ADD | ONTASKADDED | false",
                "ONCRM*UPDATE | ONCRMLEADUPDATE | true",
                "*TASK*COMMENT* | ONTASKCOMMENTADD | true",
                "* | ROBOT | true",
                "ONTASKADD, oncrmlead* | ONCRMLEADDELETE | true",
                "ONTASKADD,ONTASKUPDATE | ONTASKDELETE | false",
                "CATALOG.*.ON.ADD | CATALOG.PRICE.ON.ADD | true",
                "CATALOG.*.ON.ADD | CATALOGXPRICEXONXADD | false",
                "ONCRMDYNAMICITEMADD | ONCRMDYNAMICITEMADD_147 | true",
                "ONCRMDYNAMICITEMADD_147 | ONCRMDYNAMICITEMADD_147 | true",
                "ONCRMDYNAMICITEMADD_147 | ONCRMDYNAMICITEMADD_148 | false",
                "ONCRMDYNAMICITEMADD_147 | ONCRMDYNAMICITEMADD | false",
                "ONCRMDYNAMICITEMADD | ONCRMDYNAMICITEMUPDATE_147 | false",
                "ONCRMDEALADD | ONCRMDEALADD_147 | false"
            })
    void matches(String pattern, String type, boolean expected) {
        assertThat(EventPattern.parse(pattern).matches(type)).isEqualTo(expected);
    }

    @Test
    void lists_the_names_without_a_wildcard() {
        assertThat(EventPattern.parse("ontaskadd, ONCRM*,*, ONTASKUPDATE").exactNames())
                .containsExactly("ONTASKADD", "ONTASKUPDATE");
    }

    @Test
    void is_written_in_one_way() {
        EventPattern pattern = EventPattern.parse(" ontaskadd , ONCRM* ");

        assertThat(pattern).hasToString("ONTASKADD,ONCRM*");
        assertThat(EventPattern.parse(pattern.toString())).isEqualTo(pattern).hasSameHashCodeAs(pattern);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", ",", "A,,B", "A,", ",A"})
    void refuses_what_names_nothing(String pattern) {
        assertThatThrownBy(() -> EventPattern.parse(pattern)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void names_the_illegal_character() {
        assertThatThrownBy(() -> EventPattern.parse("ONTASKADD,ON-TASK"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ON-TASK")
                .hasMessageContaining("'-'");
    }

    @Test
    void many_stars_do_not_take_for_ever() {
        EventPattern pattern = EventPattern.parse("*A".repeat(40) + "*B");

        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertThat(pattern.matches("A".repeat(100)))
                .isFalse());
    }
}
