package io.b24hub.component.bitrix24;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.settings.Secret;
import java.util.List;
import org.junit.jupiter.api.Test;

class WebhookSignatureTest {

    private static final Secret PUBLISHED = Secret.of("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    /** The example that the libraries of Standard Webhooks are tested with (github.com/standard-webhooks, 2026-11). */
    @Test
    void signs_as_the_published_example() {
        String signature = WebhookSignature.of(
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1614265330,
                "{\"test\": 2432232314}".getBytes(UTF_8),
                List.of(PUBLISHED));

        assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void signs_once_with_each_secret() {
        Secret other = Secret.of("b3RoZXItc2VjcmV0LW90aGVyLXNlY3JldC0wMQ==");
        byte[] body = "{}".getBytes(UTF_8);

        String both = WebhookSignature.of("id", 1, body, List.of(PUBLISHED, other));

        assertThat(both.split(" "))
                .containsExactly(
                        WebhookSignature.of("id", 1, body, List.of(PUBLISHED)),
                        WebhookSignature.of("id", 1, body, List.of(other)))
                .doesNotHaveDuplicates();
    }
}
