package io.b24hub.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class A1RangeTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "Sheet1!B2:C3, Sheet1!B2:C3",
                "Sheet1!aa10, Sheet1!AA10",
                "Сделки!A:C, 'Сделки'!A1:C9",
                "Сделки!A2:C, 'Сделки'!A2:C9",
                "Sheet1!2:3, Sheet1!A2:Z3",
                "'It''s'!A1, 'It''s'!A1",
                "'a!b'!$A$1, 'a!b'!A1",
                "Sheet1, Sheet1!A1:Z9"
            })
    void reads_what_google_writes(String text, String printed) {
        A1Range range = A1Range.parse(text).within(9, 26);

        assertThat(range.text(range.sheet().orElseThrow())).isEqualTo(printed);
    }

    @Test
    void takes_cells_without_a_sheet_for_cells_and_other_words_for_a_sheet() {
        assertThat(A1Range.parse("B7").sheet()).isEmpty();
        assertThat(A1Range.parse("B:C").sheet()).isEmpty();
        assertThat(A1Range.parse("Log").sheet()).contains("Log");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Sheet1!", "Sheet1!:", "Sheet1!A0", "Sheet1!C3:A1", "'open!A1", "Sheet1!A1:B2:C3"})
    void refuses_what_is_no_range(String text) {
        assertThatThrownBy(() -> A1Range.parse(text)).hasMessage("Unable to parse range: " + text);
    }
}
