package io.b24hub.connector.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.b24hub.failure.WillNotHeal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LongTextTest {

    @Test
    void a_text_that_fits_stays_as_it_is() {
        String text = "Сделка  выиграна \n\n 🎉 ";

        assertThat(parts(LongText.SPLIT, text, text.length())).containsExactly(text);
        assertThat(parts(LongText.CUT, text, text.length())).containsExactly(text);
        assertThat(parts(LongText.FAIL, text, text.length())).containsExactly(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a paragraph     | One two. Three¶¶Four five¶six     | One two. Three ~ Four five¶six",
                "a line          | One two. Three four¶Five six seven | One two. Three four ~ Five six seven",
                "a sentence      | One two three. Four five six seven | One two three. ~ Four five six seven",
                "a word          | One two three four five six seven  | One two three four ~ five six seven",
                "a quoted end    | Он сказал «да». А потом передумал  | Он сказал «да». ~ А потом передумал",
                "a character     | Onetwothreefourfivesixseveneight   | Onetwothreefourfives ~ ixseveneight"
            })
    void parts_a_text_at(String place, String text, String expected) {
        List<String> parts = parts(LongText.SPLIT, text.replace('¶', '\n'), 20);

        assertThat(String.join(" ~ ", parts).replace('\n', '¶')).as(place).isEqualTo(expected);
    }

    @Test
    void does_not_make_the_first_part_tiny_for_the_sake_of_a_paragraph() {
        assertThat(parts(LongText.SPLIT, "Hi\n\nthis goes on for quite a while", 20))
                .containsExactly("Hi\n\nthis goes on for", "quite a while");
    }

    @Test
    void never_cuts_through_a_pair_of_surrogates() {
        String text = "x" + "🎉".repeat(50);

        List<String> parts = parts(LongText.SPLIT, text, 20);

        assertThat(String.join("", parts)).isEqualTo(text);
        assertThat(parts).allSatisfy(part -> {
            assertThat(part.length()).isLessThanOrEqualTo(20);
            assertThat(part.codePoints()).noneMatch(c -> Character.getType(c) == Character.SURROGATE);
        });
        assertThat(parts(LongText.CUT, text, 20)).containsExactly("x" + "🎉".repeat(9) + "…");
    }

    @Test
    void drops_parts_of_white_space_alone() {
        assertThat(parts(LongText.SPLIT, "Begin" + " ".repeat(100) + "end", 20)).containsExactly("Begin", "end");
    }

    @Test
    void cuts_to_one_message_with_an_ellipsis() {
        assertThat(parts(LongText.CUT, "One two three four five six seven", 20)).containsExactly("One two three four…");
        assertThat(parts(LongText.CUT, "x".repeat(50), 20)).containsExactly("x".repeat(19) + "…");
    }

    @Test
    void refuses_a_long_text_when_told_so() {
        assertThatThrownBy(() -> parts(LongText.FAIL, "x".repeat(21), 20))
                .isInstanceOf(WillNotHeal.class)
                .hasMessageContaining("21 characters")
                .hasMessageContaining("takes 20");
    }

    @Test
    void counts_only_what_people_see_of_html() {
        String html = "<b>" + "&amp;".repeat(10) + "&#128075;&lt;</b> <a href=\"https://example.com/long\">x</a>";

        assertThat(MarkedText.html(html).seen()).isEqualTo("&".repeat(10) + "👋< x");
        assertThat(html(html, 20)).containsExactly(html);
    }

    @Test
    void closes_tags_at_the_end_of_a_part_and_opens_them_again() {
        String html = "<b>Bold <i>both one</i> two</b> plain <code>x&lt;y</code> <a href=\"u\">a link here</a>";

        assertThat(html(html, 12))
                .containsExactly(
                        "<b>Bold <i>both</i></b>",
                        "<b><i>one</i> two</b>",
                        "plain <code>x&lt;y</code> <a href=\"u\">a</a>",
                        "<a href=\"u\">link here</a>");
    }

    @Test
    void never_cuts_through_an_entity() {
        List<String> parts = html("&lt;".repeat(25), 10);

        assertThat(parts).containsExactly("&lt;".repeat(10), "&lt;".repeat(10), "&lt;".repeat(5));
    }

    @Test
    void leaves_what_is_no_markup_where_it_is() {
        assertThat(MarkedText.html("a < b && c > d <br/> <x> &copy; &;").seen())
                .isEqualTo("a < b && c > d <br/>  &copy; &;");
        assertThat(html("if a < b && c then d > e and so on", 20))
                .containsExactly("if a < b && c then d", "> e and so on");
    }

    @Test
    void loses_nothing_of_any_text_and_stays_within_the_limit() {
        Random random = new Random(7);
        for (int round = 0; round < 3_000; round++) {
            String html = randomHtml(random);
            String seen = MarkedText.html(html).seen();
            int most = 10 + random.nextInt(40);

            List<String> parts = html(html, most);

            StringBuilder all = new StringBuilder();
            for (String part : parts) {
                String visible = MarkedText.html(part).seen();
                assertThat(visible.length()).as(part).isLessThanOrEqualTo(most);
                assertBalanced(part);
                all.append(visible);
            }
            assertThat(all.toString().replaceAll("\\s", "")).as(html).isEqualTo(seen.replaceAll("\\s", ""));
        }
    }

    private static List<String> parts(LongText choice, String text, int most) {
        return choice.parts(MarkedText.plain(text), text, most, most);
    }

    private static List<String> html(String text, int most) {
        return LongText.SPLIT.parts(MarkedText.html(text), text, most, most);
    }

    private static String randomHtml(Random random) {
        List<String> words =
                List.of("a", "слово", "🎉", "&lt;", "&amp;&amp;", "end.", " ", "\n", "\n\n", "longlonglongword");
        List<String> tags = List.of("b", "i", "code", "a", "tg-spoiler");
        Deque<String> open = new ArrayDeque<>();
        StringBuilder html = new StringBuilder();
        for (int i = random.nextInt(60); i >= 0; i--) {
            int what = random.nextInt(10);
            if (what == 0 && open.size() < 4) {
                String tag = tags.get(random.nextInt(tags.size()));
                open.push(tag);
                html.append('<').append(tag).append(tag.equals("a") ? " href=\"x\">" : ">");
            } else if (what == 1 && !open.isEmpty()) {
                html.append("</").append(open.pop()).append('>');
            } else {
                html.append(words.get(random.nextInt(words.size()))).append(random.nextInt(3) == 0 ? " " : "");
            }
        }
        open.forEach(tag -> html.append("</").append(tag).append('>'));
        return html.toString();
    }

    private static void assertBalanced(String html) {
        Deque<String> open = new ArrayDeque<>();
        Matcher tag = Pattern.compile("<(/?)([a-z-]+)[^>]*>").matcher(html);
        while (tag.find()) {
            if (tag.group(1).isEmpty()) {
                open.push(tag.group(2));
            } else {
                assertThat(open.poll()).as(html).isEqualTo(tag.group(2));
            }
        }
        assertThat(open).as(html).isEmpty();
    }
}
