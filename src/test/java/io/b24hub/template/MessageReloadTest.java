package io.b24hub.template;

import static io.b24hub.template.Folder.NEW_YORK;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edits of template files while flows use them. */
class MessageReloadTest {

    @TempDir
    private Path home;

    private Folder folder;

    @BeforeEach
    void use_one() {
        folder = new Folder(home).write("en/a.txt", "old");
        assertThat(text()).isEqualTo("old");
        assertThat(folder.files().takeOver()).isFalse();
        folder.files().takeOver();
    }

    @Test
    void an_edit_counts_when_two_looks_in_a_row_saw_it() {
        folder.write("en/a.txt", "half");
        assertThat(folder.files().takeOver()).isFalse();
        assertThat(text()).isEqualTo("old");

        folder.write("en/a.txt", "whole");
        assertThat(folder.files().takeOver()).isFalse();
        assertThat(text()).isEqualTo("old");

        assertThat(folder.files().takeOver()).isTrue();
        assertThat(text()).isEqualTo("whole");
        assertThat(folder.files().takeOver()).isFalse();
    }

    @Test
    void a_broken_edit_leaves_the_last_good_text_until_it_is_mended() {
        folder.write("en/a.txt", "{{ x | nonsense }}");
        settle();
        assertThat(text()).isEqualTo("old");

        folder.delete("en/a.txt");
        settle();
        assertThat(text()).isEqualTo("old");

        folder.write("en/a.txt", "mended");
        settle();
        assertThat(text()).isEqualTo("mended");
    }

    @Test
    void without_looking_nothing_changes() {
        folder.write("en/a.txt", "new");

        assertThat(text()).isEqualTo("old");
    }

    @Test
    void another_language_that_comes_is_used() {
        folder.write("fr/a.txt", "nouveau");
        settle();

        assertThat(folder.render("a", new PortalPlace(Locale.FRENCH, NEW_YORK.zone()), Map.of()))
                .isEqualTo("nouveau");
    }

    private void settle() {
        folder.files().takeOver();
        assertThat(folder.files().takeOver()).isTrue();
    }

    private Object text() {
        return folder.render("a", NEW_YORK, Map.of());
    }
}
