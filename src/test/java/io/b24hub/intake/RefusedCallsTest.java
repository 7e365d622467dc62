package io.b24hub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.time.ManualClock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusedCallsTest {

    private final ManualClock clock = new ManualClock();
    private final RefusedCalls calls = new RefusedCalls(clock);

    @Test
    void a_side_that_is_refused_too_often_waits_for_each_refusal_until_it_is_quiet() {
        for (int i = 0; i < RefusedCalls.FREE; i++) {
            assertThat(calls.refused("192.0.2.1").pause()).isZero();
        }

        assertThat(calls.isNoisy("192.0.2.1")).isTrue();
        assertThat(calls.refused("192.0.2.1").pause()).isEqualTo(RefusedCalls.PAUSE);
        assertThat(calls.refused("192.0.2.2").pause()).isZero();
        clock.advance(Duration.ofMinutes(1));
        assertThat(calls.isNoisy("192.0.2.1")).isFalse();
    }

    @Test
    void waiting_answers_are_bounded_for_a_side_and_in_all() {
        for (int side = 0; side < 50; side++) {
            for (int i = 0; i < RefusedCalls.FREE + RefusedCalls.WAITING_OF_ONE; i++) {
                calls.refused("192.0.2." + side);
            }
        }

        assertThat(calls.refused("192.0.2.0").close()).isTrue();
        assertThat(calls.now().slowed()).isEqualTo(RefusedCalls.WAITING);
        calls.answered("192.0.2.0");
        assertThat(calls.refused("192.0.2.0").pause()).isEqualTo(RefusedCalls.PAUSE);
    }

    @Test
    void remembers_ten_thousand_sides_and_no_more() {
        for (int i = 0; i < 2 * RefusedCalls.SIDES; i++) {
            calls.refused("side " + i);
        }

        assertThat(calls.remembered()).isEqualTo(RefusedCalls.SIDES);
    }

    @Test
    void who_guesses_gets_a_right_call_through_as_fast_as_any_other() throws Exception {
        Door door = Door.open();
        try (HttpDoor http = new HttpDoor(door)) {
            for (int i = 0; i < RefusedCalls.FREE; i++) {
                assertThat(http.post("/bitrix24/main", Door.bytes(Door.dealUpdate("1", "guess-" + i)))
                                .statusCode())
                        .isEqualTo(403);
            }

            // the clock stands, so this one's answer does not come
            var guess = http.postLater("/bitrix24/main", Door.bytes(Door.dealUpdate("1", "another")));
            int right = http.post("/bitrix24/main", Door.bytes(Door.dealUpdate("2", Door.TOKEN)))
                    .statusCode();

            assertThat(right).isEqualTo(200);
            org.awaitility.Awaitility.await().until(() -> door.intake.guessing().slowed() == 1);
            assertThat(guess).isNotDone();
            assertThat(door.intake.guessing().undecoded()).isEqualTo(1);
            assertThat(door.intake.guessing().noisy()).isEqualTo(1);
            door.clock.advance(RefusedCalls.PAUSE);
            assertThat(guess.get().statusCode()).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain-token", "tök en+&=%[]", "%41", "=", "a", "€"})
    void a_body_that_the_forms_check_would_let_in_always_passes_the_quick_look(String token) {
        Random random = new Random(7);
        String encoded = java.net.URLEncoder.encode(token, java.nio.charset.StandardCharsets.UTF_8);
        for (int i = 0; i < 2_000; i++) {
            String field = "auth[application_token]=" + (random.nextBoolean() ? encoded : percent(token));
            String name =
                    random.nextBoolean() ? field : field.replace("[", "%5B").replace("]", "%5d");
            String body = noise(random) + "&" + name + "&" + noise(random);
            boolean accepted = token.equals(
                    new FormDecoder().decode(Door.bytes(body)).get("auth") instanceof java.util.Map<?, ?> auth
                            ? auth.get("application_token")
                            : "");

            boolean passes = TokenScan.mayHold(Door.bytes(body), List.of(known(token)));

            assertThat(passes || !accepted).as(body).isTrue();
            assertThat(accepted).as(body).isTrue();
        }
    }

    @Test
    void a_body_without_a_token_does_not_pass_the_quick_look() {
        List<KnownToken> tokens = List.of(known("right-token"), known("other"));

        assertThat(TokenScan.mayHold(Door.bytes("a=b&auth[application_token]=right-tokeN&c"), tokens))
                .isFalse();
        assertThat(TokenScan.mayHold(Door.bytes("right-token=1&=&&a=right-token1&b=xright-token"), tokens))
                .isFalse();
        assertThat(TokenScan.mayHold(new byte[0], tokens)).isFalse();
        assertThat(TokenScan.mayHold(Door.bytes("a=right-token"), List.of())).isFalse();
    }

    @Test
    void sixty_four_bits_of_ipv6_are_one_side() throws Exception {
        assertThat(CallerSide.of(InetAddress.getByName("2001:db8:1:2:3::4")))
                .isEqualTo(CallerSide.of(InetAddress.getByName("2001:db8:1:2:ffff::1")))
                .isNotEqualTo(CallerSide.of(InetAddress.getByName("2001:db8:1:3::4")));
        assertThat(CallerSide.of(InetAddress.getByName("192.0.2.7"))).isEqualTo("192.0.2.7");
    }

    private static KnownToken known(String token) {
        return new KnownToken("main", io.b24hub.settings.Secret.of(token), "f", new RecordingStore());
    }

    private static String percent(String text) {
        StringBuilder all = new StringBuilder();
        for (byte b : Door.bytes(text)) {
            all.append(String.format("%%%02x", b & 0xff));
        }
        return all.toString();
    }

    private static String noise(Random random) {
        String letters = "ab%4=+&[]1";
        StringBuilder text = new StringBuilder("n");
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return Optional.of(text.toString()).get();
    }
}
