package io.b24hub.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SheetsRangeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "Deals!A:G       | 'Deals'!A1",
                "Deals!B2:C9     | 'Deals'!B2",
                "'My deals'!C:C  | 'My deals'!C1",
                "'It''s'!$B$3    | 'It''s'!B3",
                "A:G             | A1",
                "B7              | B7",
                "Журнал          | 'Журнал'!A1",
                "Deals!3:5       | 'Deals'!A3",
            })
    void the_cell_that_is_tried_is_the_first_of_the_range(String range, String cell) {
        assertThat(SheetsCheck.Range.of(range).cell()).isEqualTo(cell);
    }
}
