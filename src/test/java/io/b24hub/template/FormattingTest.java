package io.b24hub.template;

import static io.b24hub.template.Folder.MOSCOW;
import static io.b24hub.template.Folder.NEW_YORK;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers, money, dates and the like, as readers of two languages in two time zones see them. Gaps are no-break spaces. */
class FormattingTest {

    @TempDir
    private Path home;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1234500; RUB; 1_234_500,00_₽; RUB_1,234,500.00",
                "1500.5; USD; 1_500,50_$; $1,500.50",
                "1500.00; EUR; 1_500,00_€; €1,500.00",
                "-10; USD; -10,00_$; -$10.00",
                "0; RUB; 0,00_₽; RUB_0.00",
                "1500.555; JPY; 1_501_¥; ¥1,501",
                "99.9; WTF; 99,90_WTF; WTF_99.90",
                "1500.00|RUB; ''; 1_500,00_₽; RUB_1,500.00",
                "1500.5; ''; 1_500,50; 1,500.50",
                "'по договорённости'; RUB; по договорённости; по договорённости",
                "''; RUB; ''; ''"
            })
    void money_has_the_sign_and_the_decimals_of_its_currency(String amount, String currency, String ru, String en) {
        Map<String, Object> model = Map.of("a", amount, "c", currency);

        assertThat(text("{{ a | money(c) }}", MOSCOW, model)).isEqualTo(ru.replace('_', '\u00a0'));
        assertThat(text("{{ a | money(c) }}", NEW_YORK, model)).isEqualTo(en.replace('_', '\u00a0'));
    }

    @Test
    void what_is_not_set_is_empty_in_every_filter() {
        Map<String, Object> model = new HashMap<>();
        model.put("x", null);

        assertThat(text(
                        "{% for v in [x, '', nowhere] %}[{{ v | money('RUB') }}{{ v | number }}{{ v | date }}{{ v | datetime }}"
                                + "{{ v | time }}{{ v | duration }}{{ v | short }}{{ v | phone }}{{ v | plural('a','b') }}"
                                + "{{ v | link }}{{ v.deeper.still }}]{% endfor %}",
                        MOSCOW, model))
                .isEqualTo("[][][]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"1234567.5; 1_234_567,5; 1,234,567.5", "1234.5000; 1_234,5; 1,234.5", "7; 7; 7", "abc; abc; abc"})
    void numbers_are_grouped(String number, String ru, String en) {
        assertThat(text("{{ n | number }}", MOSCOW, Map.of("n", number))).isEqualTo(ru.replace('_', '\u00a0'));
        assertThat(text("{{ n | number }}", NEW_YORK, Map.of("n", number))).isEqualTo(en);
    }

    @Test
    void json_numbers_are_not_printed_with_an_exponent() {
        assertThat(text(
                        "{{ n }} {{ m }} {{ n | number(0) }}",
                        NEW_YORK,
                        Map.of("n", PlainNumbers.of(12345678.5), "m", PlainNumbers.of(20000000d))))
                .isEqualTo("12345678.5 20000000 12,345,679");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "2026-03-11T17:28:46+03:00; 11.03.2026; 11.03.2026 17:28; Mar 11, 2026; Mar 11, 2026, 10:28 AM",
                "2026-01-01T00:30:00+03:00; 01.01.2026; 01.01.2026 00:30; Dec 31, 2025; Dec 31, 2025, 4:30 PM",
                "2026-03-11; 11.03.2026; 11.03.2026; Mar 11, 2026; Mar 11, 2026",
                "24.08.2023 13:19:39; 24.08.2023; 24.08.2023 13:19; Aug 24, 2023; Aug 24, 2023, 1:19 PM",
                "24.08.2023; 24.08.2023; 24.08.2023; Aug 24, 2023; Aug 24, 2023",
                "12/05/2024 01:48:41 pm; 12/05/2024 01:48:41 pm; 12/05/2024 01:48:41 pm; 12/05/2024 01:48:41 pm;"
                        + " 12/05/2024 01:48:41 pm",
                "завтра; завтра; завтра; завтра; завтра"
            })
    void dates_are_those_of_the_readers_time_zone(
            String sent, String ruDate, String ruBoth, String enDate, String enBoth) {
        Map<String, Object> model = Map.of("d", sent);

        assertThat(text("{{ d | date }}|{{ d | datetime }}", MOSCOW, model)).isEqualTo(ruDate + "|" + ruBoth);
        assertThat(text("{{ d | date }}|{{ d | datetime }}", NEW_YORK, model)).isEqualTo(enDate + "|" + enBoth);
    }

    @ParameterizedTest
    @CsvSource({"2026-03-20T03:00:00+03:00", "2024-09-09T02:00:00+02:00", "2026-03-20T00:00:00+03:00"})
    void a_pure_date_with_an_offset_stays_on_its_day_wherever_the_reader_is(String sent) {
        String day = sent.substring(0, 10);
        PortalPlace honolulu = new PortalPlace(Locale.ENGLISH, ZoneId.of("Pacific/Honolulu"));

        assertThat(Moments.isoDate(sent, honolulu.zone())).isEqualTo(day);
        assertThat(Moments.isoDate(sent, ZoneId.of("Pacific/Auckland"))).isEqualTo(day);
    }

    @Test
    void the_time_of_a_moment_is_that_of_the_readers_clock() {
        Map<String, Object> model = Map.of("t", Instant.parse("2026-07-01T21:05:00Z"));

        assertThat(text("{{ t | time }}", MOSCOW, model)).isEqualTo("00:05");
        assertThat(text("{{ t | time }}", NEW_YORK, model)).isEqualTo("5:05 PM");
        assertThat(text("{{ t | date }}", new PortalPlace(Locale.forLanguageTag("de"), ZoneId.of("UTC")), model))
                .isEqualTo("01.07.2026");
    }

    @ParameterizedTest
    @CsvSource({"0, 0:00", "25, 0:25", "65, 1:05", "3605, 1:00:05", "fast, fast"})
    void seconds_become_minutes_and_hours(String seconds, String shown) {
        assertThat(text("{{ s | duration }}", MOSCOW, Map.of("s", seconds))).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 сделок, 0 deals",
        "1, 1 сделка, 1 deal",
        "2, 2 сделки, 2 deals",
        "5, 5 сделок, 5 deals",
        "11, 11 сделок, 11 deals",
        "21, 21 сделка, 21 deals",
        "112, 112 сделок, 112 deals",
        "122, 122 сделки, 122 deals",
        "1.5, '1,5 сделки', 1.5 deals"
    })
    void what_is_counted_stands_in_the_form_that_the_number_wants(String n, String ru, String en) {
        assertThat(text("{{ n | plural('сделка', 'сделки', 'сделок') }}", MOSCOW, Map.of("n", n)))
                .isEqualTo(ru);
        assertThat(text("{{ n | plural('deal', 'deals') }}", NEW_YORK, Map.of("n", n)))
                .isEqualTo(en);
    }

    @Test
    void amounts_are_added_up_for_each_currency() {
        String template =
                "{% for total in deals | sumBy('OPPORTUNITY', 'CURRENCY_ID') %}{{ total.by }}={{ total.sum }};{% endfor %}";
        List<Map<String, Object>> deals = List.of(
                Map.of("OPPORTUNITY", "1500.10", "CURRENCY_ID", "RUB"),
                Map.of("OPPORTUNITY", 99.5, "CURRENCY_ID", "USD"),
                Map.of("OPPORTUNITY", "0.20", "CURRENCY_ID", "RUB"),
                Map.of("OPPORTUNITY", "soon", "CURRENCY_ID", "EUR"),
                Map.of());

        assertThat(text(template, MOSCOW, Map.of("deals", deals))).isEqualTo("RUB=1500.30;USD=99.5;EUR=0;=0;");
        assertThat(text(template, MOSCOW, Map.of("deals", "none"))).isEmpty();
        assertThat(text(template, MOSCOW, Map.of())).isEmpty();
    }

    @Test
    void a_list_is_counted_by_its_size() {
        assertThat(text("{{ l | plural('deal', 'deals') }}", NEW_YORK, Map.of("l", List.of("a", "b"))))
                .isEqualTo("2 deals");
    }

    @ParameterizedTest
    @CsvSource({
        "Насос, 10, Насос",
        "'Поставка насосов и труб', 20, Поставка насосов и…",
        "'Поставка, насосов', 12, Поставка…",
        "Оченьдлинноеслово, 10, Оченьдлин…",
        "'a\nb   c', 10, a b c",
        "😀😀😀😀😀, 4, 😀😀😀…"
    })
    void a_long_text_is_cut_at_a_word(String text, int length, String shown) {
        assertThat(text("{{ t | short(n) }}", MOSCOW, Map.of("t", text, "n", length)))
                .isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "+79061234567, +7 906 123-45-67",
        "79001112244, +7 900 111-22-44",
        "8 (900) 111-22-44, +7 900 111-22-44",
        "+14155552671, +1 415-555-2671",
        "+5454777777, +5454777777",
        "202, 202"
    })
    void telephone_numbers_have_gaps(String sent, String shown) {
        assertThat(text("{{ p | phone }}", MOSCOW, Map.of("p", sent))).isEqualTo(shown);
    }

    @Test
    void of_a_field_with_several_telephones_the_first_is_shown() {
        List<Map<String, Object>> phones =
                List.of(Map.of("VALUE", "+79061234567", "VALUE_TYPE", "WORK"), Map.of("VALUE", "+79060000000"));

        assertThat(text("{{ p | phone }}", MOSCOW, Map.of("p", phones))).isEqualTo("+7 906 123-45-67");
        assertThat(text("{{ p | phone }}", MOSCOW, Map.of("p", List.of()))).isEmpty();
    }

    @Test
    void amounts_that_are_texts_can_be_compared() {
        assertThat(text(
                        "{% for a in amounts %}{{ a | num > 100 ? 'y' : 'n' }}{% endfor %}",
                        NEW_YORK, Map.of("amounts", Arrays.asList("100.01", "99", "", null, "1500|RUB"))))
                .isEqualTo("ynnny");
    }

    private String text(String template, PortalPlace place, Map<String, Object> model) {
        Folder folder = new Folder(home);
        folder.write(place.locale().getLanguage() + "/it.txt", template);
        return (String) folder.render("it", place, model);
    }
}
