package io.b24hub.template;

import static io.b24hub.template.Folder.MOSCOW;
import static io.b24hub.template.Folder.NEW_YORK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.Origin;
import io.b24hub.event.Reading;
import io.b24hub.failure.WillNotHeal;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may stand in a template file, what it makes of hostile values, and how mistakes are told. */
class TemplateLanguageTest {

    private static final String HOSTILE = "<b>&\"' {{ 7*7 }} {% if %}";

    @TempDir
    private Path home;

    private Folder folder;

    @BeforeEach
    void prepare() {
        folder = new Folder(home);
    }

    @Test
    void values_are_escaped_for_telegram_and_never_taken_for_a_template() {
        Map<String, Object> model = Map.of("fields", Map.of("TITLE", HOSTILE));

        assertThat(render("html", "<b>{{ fields.TITLE }}</b>", model))
                .isEqualTo("<b>&lt;b&gt;&amp;&quot;' {{ 7*7 }} {% if %}</b>");
        assertThat(render("txt", "{{ fields.TITLE }}", model)).isEqualTo(HOSTILE);
        assertThat(render("row.yaml", "T: \"{{ fields.TITLE }}\"", model)).isEqualTo(Map.of("T", HOSTILE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ t | upper }}",
                "{{ t | short(200) }}",
                "{{ t | default('x') }}",
                "{{ '' | default(t) }}",
                "{{ t ~ t }}",
                "{{ true ? t : t }}",
                "{{ [t] | join(', ') }}",
                "{% set x = t %}{{ x }}",
                "{% for x in [t] %}{{ x }}{% endfor %}",
                "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(t) }}",
                "{{ t | link('shown') | upper }}",
                "{{ 'https://a.example' | link(t) }}",
                "{{ ('https://a.example/' ~ t) | link('x') }}",
                "{{ t | money(t) }}",
                "{{ 5 | money(t) }}",
                "{{ 5 | plural(t, t) }}",
                "{{ t | replace({'&': t}) }}",
                "{{ t | date }}{{ t | datetime }}{{ t | phone }}{{ t | number }}"
            })
    void no_filter_or_tag_lets_markup_of_a_value_through(String template) {
        String made = (String) render("html", template, Map.of("t", "<i>&\"<script>"));

        assertThat(made).isNotEmpty();
        assertThat(made.replaceAll("</?a( href=\"[^\"<>]*\")?>", "")).doesNotContain("<", ">", "\"");
        assertThat(made.replaceAll("(?i)&(lt|gt|amp|quot);", "")).doesNotContain("&");
    }

    @Test
    void a_link_is_one_in_html_and_a_text_elsewhere() {
        Map<String, Object> model =
                Map.of("link", "https://p.example/deal/?a=1&b=\"2", "title", "A & B", "bad", "javascript:alert(1)");

        assertThat(render("html", "{{ link | link(title) }}", model))
                .isEqualTo("<a href=\"https://p.example/deal/?a=1&amp;b=&quot;2\">A &amp; B</a>");
        assertThat(render("html", "{{ 'https://p.example/?a=1&b=2' | link(title) }}", model))
                .isEqualTo("<a href=\"https://p.example/?a=1&amp;b=2\">A &amp; B</a>");
        assertThat(render("html", "{{ bad | link(title) }}|{{ nothing | link(title) }}", model))
                .isEqualTo("A &amp; B|A &amp; B");
        assertThat(render("txt", "{{ 'https://p.example' | link(title) }}|{{ '' | link(title) }}", model))
                .isEqualTo("A & B (https://p.example)|A & B");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ fields.TITLE.class }}",
                "{{ fields.class.forName }}{{ fields.TITLE.bytes }}",
                "{{ event.entity.id.length }}",
                "{{ odd.path }}",
                "{{ odd.exists }}",
                "{{ vars.odd.parent }}",
                "{% for each in [1] %}{{ loop.class }}{% endfor %}",
                "{% for each in vars %}{{ each.class }}{% endfor %}"
            })
    void nothing_of_java_can_be_asked(String template) {
        Map<String, Object> model = Map.of(
                "fields", Map.of("TITLE", "x"),
                "event", Map.of("entity", Map.of("id", "1")),
                "odd", home.toFile(),
                "vars", Map.of("odd", home.toFile()));

        assertThatThrownBy(() -> render("txt", template, model))
                .isInstanceOfSatisfying(
                        WillNotHeal.class, e -> assertThat(e.advice()).contains("Correct the template"))
                .hasMessageContaining("messages/en/it.txt")
                .hasMessageContaining("line 1")
                .hasMessageContaining("denied");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{{ x | uper }}; 3; there is no filter \"uper\"; did you mean upper?",
                "{{ x | raw }}; 3; there is no filter \"raw\"; ?",
                "{{ entred('A', 'B') }}; 3; there is no function \"entred\"; did you mean entered?",
                "{% if x is emty %}{% endif %}; 3; there is no test \"emty\"; did you mean empty?",
                "{{ event.entered('A', 'B') }}; 3; cannot call entered(…); hasChanged",
                "{{ fields.TITLE.length() }}; 3; cannot call length(…); filters",
                "{% if x %}; 4; endif; ",
                "{{ x; 4; Unexpected; ",
                "{% include 'other' %}; 3; include; ",
                "{% extends x %}; 3; extends; ",
                "{% import x %}; 3; import; ",
                "{% autoescape false %}{{ x }}{% endautoescape %}; 3; autoescape; "
            })
    void a_mistake_is_told_with_file_line_and_remedy(String mistake, int line, String reason, String remedy) {
        folder.write("en/it.html", "fine\n{% set y = 1 %}\n" + mistake + "\n");

        assertThatThrownBy(() -> folder.files().demand("it", Optional.empty()))
                .isInstanceOfSatisfying(
                        BadTemplate.class, e -> assertThat(e.template()).isEqualTo("it"))
                .hasMessageStartingWith("messages/en/it.html, line " + line)
                .hasMessageContaining(reason == null ? "" : reason)
                .hasMessageContaining(remedy == null ? "" : remedy);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "A: \"{{ x }\" | 2 | ",
                "A: {{ x }} | 2 | needs quotes",
                "A: {value: x, type: money} | 2 | there is no type \"money\"; there are text, number, boolean, date, datetime",
                "A: {val: x} | 2 | a column has value and type, but no \"val\"",
                "A: {type: number} | 2 | the column \"A\" has no value",
                "Z: x | 2 | the column \"Z\" stands there twice",
                "A: \"{{ entred() }}\" | 2 | did you mean entered?"
            })
    void a_mistake_in_a_row_is_told_with_file_and_line(String mistake, int line, String reason) {
        folder.write("en/it.row.yaml", "Z: \"{{ z }}\"\n" + mistake + "\n");

        assertThatThrownBy(() -> folder.files().demand("it", Optional.empty()))
                .isInstanceOf(BadTemplate.class)
                .hasMessageStartingWith("messages/en/it.row.yaml, line " + line)
                .hasMessageContaining(reason == null ? "" : reason);
    }

    @Test
    void what_goes_wrong_while_it_is_filled_in_is_told_with_its_line() {
        assertThatThrownBy(() -> render("txt", "a\nb\n{{ x > 1 ? 'y' : 'n' }}", Map.of("x", "text")))
                .isInstanceOf(WillNotHeal.class)
                .hasMessageContaining("messages/en/it.txt")
                .hasMessageContaining("invalid operands");
    }

    @Test
    void lines_that_hold_only_tags_leave_no_blank_lines() {
        String template =
                "{# what it is\n   for #}\nA\n{% if no %}\nB\n{% elseif yes %}\n  {% for i in [1, 2] %}\n- {{ i }}\n"
                        + "  {% endfor %}{% endif %}\n\nC {% if yes %}D{% endif %}\nE\n{% if no %}\nF\n{% endif %}\n";

        assertThat(render("txt", template, Map.of("yes", true))).isEqualTo("A\n- 1\n- 2\n\nC D\nE");
    }

    @Test
    void a_file_of_windows_gives_the_same_message() {
        assertThat(render("txt", "A\r\n{% if yes %}\r\nB\r\n{% endif %}\r\nC\r\n", Map.of("yes", true)))
                .isEqualTo("A\nB\nC");
    }

    @Test
    void loops_know_their_round_and_maps_their_entries() {
        assertThat(render(
                        "txt",
                        "{% for e in m %}{{ loop.index }}{{ loop.first ? '!' : '' }} {{ e.key }}={{ e.value }}{{ loop.last ?"
                                + " '.' : ', ' }}{% endfor %}",
                        Map.of("m", new TreeMap<>(Map.of("a", 1, "b", 2)))))
                .isEqualTo("0! a=1, 1 b=2.");
    }

    @Test
    void functions_ask_the_event_of_the_message_or_the_one_they_are_given() {
        Bitrix24Event moved = event(Map.of("STAGE_ID", "WON"), Map.of("STAGE_ID", "NEW"), List.of("STAGE_ID"));
        Bitrix24Event same = event(Map.of("STAGE_ID", "NEW"), Map.of("STAGE_ID", "NEW"), List.of());
        String questions = "{{ entered('STAGE_ID', 'WON') }} {{ left('STAGE_ID', 'NEW') }} {{ hasChanged('STAGE_ID') }}"
                + " {{ changedTo('STAGE_ID', 'LOST,WON') }} {{ changedFromTo('STAGE_ID', 'NEW', 'WON') }}"
                + " {{ nothingChanged() }}";

        assertThat(render("txt", questions, Map.of("event", new EventView(moved))))
                .isEqualTo("true true true true true false");
        assertThat(render("txt", questions, Map.of("event", new EventView(same))))
                .isEqualTo("false false false false false true");
        assertThat(render("txt", questions, Map.of())).isEqualTo("false false false false false false");
        assertThat(render(
                        "txt",
                        "{% for e in events %}{{ entered('STAGE_ID', 'WON', e) }} {% endfor %}",
                        Map.of("events", List.of(new EventView(moved), new EventView(same)))))
                .isEqualTo("true false");
    }

    @Test
    void a_moment_can_be_compared_with_another() {
        String question = "{{ isBefore(a, b) }}";

        assertThat(render("txt", question, Map.of("a", "2026-03-11T17:28:46+03:00", "b", "2026-03-11T15:00:00Z")))
                .isEqualTo("true");
        assertThat(render("txt", question, Map.of("a", "2026-03-11T17:28:46+03:00", "b", "")))
                .isEqualTo("false");
    }

    @Test
    void a_row_keeps_the_order_of_its_columns_and_their_types() {
        folder.write("en/deals.row.yaml", """
                # a comment
                ID: {value: "{{ f.ID }}", type: number}
                Title: "{{ f.TITLE }}"
                Amount: {type: number, value: "{{ f.AMOUNT }}"}
                Odd: {value: "{{ f.TITLE }}", type: number}
                Closed: {value: "{{ f.CLOSED }}", type: boolean}
                Day: {value: "{{ f.WHEN }}", type: date}
                Moment: {value: "{{ f.WHEN }}", type: datetime}
                Note: |
                  {% if f.TITLE %}
                  of {{ f.TITLE }}
                  {% endif %}
                Fixed: 5
                Nothing: "{{ f.NOWHERE }}"
                """);
        Map<String, Object> fields = new LinkedHashMap<>(Map.of(
                "ID", "662", "TITLE", "=1+1", "AMOUNT", "1500.00", "CLOSED", "N", "WHEN", "2026-03-11T23:28:46+03:00"));

        @SuppressWarnings("unchecked")
        Map<String, Object> row = (Map<String, Object>) folder.render("deals", NEW_YORK, Map.of("f", fields));

        assertThat(row.keySet())
                .containsExactly("ID", "Title", "Amount", "Odd", "Closed", "Day", "Moment", "Note", "Fixed", "Nothing");
        assertThat(row)
                .containsEntry("ID", new BigDecimal("662"))
                .containsEntry("Title", "=1+1")
                .containsEntry("Amount", new BigDecimal("1500.00"))
                .containsEntry("Odd", "=1+1")
                .containsEntry("Closed", false)
                .containsEntry("Day", "2026-03-11")
                .containsEntry("Moment", "2026-03-11 16:28:46")
                .containsEntry("Note", "of =1+1")
                .containsEntry("Fixed", "5")
                .containsEntry("Nothing", "");
    }

    @Test
    void the_readers_language_is_taken_else_english_else_any() {
        folder.write("ru/a.txt", "ru {{ n | number }}")
                .write("en/a.txt", "en {{ n | number }}")
                .write("pt-BR/b.txt", "pt-BR")
                .write("pt/b.txt", "pt")
                .write("ru/c.txt", "ru {{ n | number }}");
        Map<String, Object> model = Map.of("n", "1500.5");

        assertThat(folder.render("a", MOSCOW, model)).isEqualTo("ru 1\u00a0500,5");
        assertThat(folder.render("a", place("fr"), model)).isEqualTo("en 1,500.5");
        assertThat(folder.render("b", place("pt-BR"), model)).isEqualTo("pt-BR");
        assertThat(folder.render("b", place("pt-PT"), model)).isEqualTo("pt");
        assertThat(folder.render("c", NEW_YORK, model)).isEqualTo("ru 1\u00a0500,5");
    }

    @Test
    void a_template_that_is_not_there_or_there_twice_is_a_mistake() {
        folder.write("en/a.txt", "x").write("en/a.html", "x").write("ru/b.txt", "x");

        assertThatThrownBy(() -> folder.files().demand("nowhere", Optional.empty()))
                .hasMessage(
                        "there is no template \"nowhere\": no file messages/<language>/nowhere.html, .txt or .row.yaml");
        assertThatThrownBy(() -> folder.files().demand("a", Optional.empty()))
                .hasMessageContaining("messages/en/a.html too");
        assertThatThrownBy(() -> folder.files().demand("b", Optional.of("en")))
                .hasMessage("there is no template \"b\" in the language \"en\", but in ru");
        assertThat(folder.files().problems()).extracting(BadTemplate::template).containsExactly("a");
    }

    @Test
    void a_message_without_end_is_no_message() {
        assertThatThrownBy(() -> render(
                        "txt",
                        "{% macro m(x) %}{{ x }}{{ x }}{{ x }}{{ x }}{{ x }}{{ x }}{{ x }}{{ x }}{{ x }}{{ x }}{% endmacro %}"
                                + "{{ m(m(m(m(m(m(m('x'))))))) }}",
                        Map.of()))
                .isInstanceOf(WillNotHeal.class)
                .hasMessageContaining("1000000");
    }

    private static PortalPlace place(String locale) {
        return new PortalPlace(Locale.forLanguageTag(locale), NEW_YORK.zone());
    }

    private static Bitrix24Event event(Map<String, Object> fields, Map<String, Object> before, List<String> changed) {
        Instant then = Instant.parse("2026-03-11T14:28:46Z");
        return new Bitrix24Event(
                        "1",
                        "main",
                        "ONCRMDEALUPDATE",
                        new EntityRef("deal", 2, "662"),
                        "",
                        then,
                        then,
                        Origin.WEBHOOK,
                        Map.of())
                .withReading(Reading.NONE.withFields(fields).withChanges(before, changed));
    }

    private Object render(String ending, String template, Map<String, Object> model) {
        Folder fresh = new Folder(home.resolve(ending));
        fresh.write("en/it." + ending, template);
        return fresh.render("it", NEW_YORK, model);
    }
}
