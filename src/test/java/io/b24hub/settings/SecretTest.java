package io.b24hub.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class SecretTest {

    private final Secret secret = Secret.of("k3x9v0q1");

    @Test
    void shows_itself_only_when_asked_by_name() {
        assertThat(secret.toString()).isEqualTo("xxxxxx");
        assertThat("token " + secret).doesNotContain("k3x9");
        assertThat(secret.reveal()).isEqualTo("k3x9v0q1");
    }

    @Test
    void is_equal_by_value() {
        assertThat(secret).isEqualTo(Secret.of("k3x9v0q1")).hasSameHashCodeAs(Secret.of("k3x9v0q1"));
        assertThat(secret).isNotEqualTo(Secret.of("k3x9v0q2")).isNotEqualTo("k3x9v0q1");
        assertThat(Set.of(secret)).contains(Secret.of("k3x9v0q1"));
    }

    @Test
    void matches_the_same_text_only() {
        assertThat(secret.matches("k3x9v0q1")).isTrue();
        assertThat(secret.matches("k3x9v0q")).isFalse();
        assertThat(secret.matches("")).isFalse();
        assertThat(Secret.of("ключ").matches("ключ")).isTrue();
    }
}
