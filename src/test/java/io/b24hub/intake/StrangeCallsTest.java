package io.b24hub.intake;

import static io.b24hub.intake.Door.dealUpdate;
import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EventCatalogue;
import io.b24hub.event.EventIds;
import io.b24hub.settings.PortalSettings;
import io.b24hub.settings.Secret;
import io.b24hub.settings.SignatureSettings;
import io.b24hub.time.ManualClock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Right tokens in strange hands, and what a gateway signs. */
class StrangeCallsTest {

    private static final String KEY = "a-key-of-the-gateway";

    private final RecordingStore store = new RecordingStore();
    private final ManualClock clock = new ManualClock();
    private final List<String> heard = new ArrayList<>();

    @Test
    void tells_of_a_right_token_with_the_member_of_another_account() {
        EventIntake intake = intake(Door.portal(List.of(Door.TOKEN), Optional.of("member-2"), false));

        int strange = send(intake, dealUpdate("1", Door.TOKEN), "192.0.2.1");
        send(intake, dealUpdate("1", "wrong"), "192.0.2.1");

        assertThat(strange).isEqualTo(403);
        assertThat(heard).singleElement().asString().matches("member main [0-9a-f]{8}");
    }

    @Test
    void takes_what_the_gateway_signed_in_any_of_the_usual_ways_and_nothing_else() throws Exception {
        EventIntake intake = intake(signed(Optional.of(new SignatureSettings("X-Signature", List.of(Secret.of(KEY))))));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Door.bytes(KEY), "HmacSHA256"));
        byte[] code = mac.doFinal(Door.bytes(dealUpdate("1", Door.TOKEN)));
        String hex = HexFormat.of().formatHex(code);
        String base64 = Base64.getEncoder().encodeToString(code);

        assertThat(intake.signatureHeader("main")).hasValue("X-Signature");
        for (String right :
                List.of(hex, hex.toUpperCase(java.util.Locale.ROOT), "sha256=" + hex, base64, "sha256=" + base64)) {
            assertThat(signed(intake, List.of(right))).as(right).isEqualTo(200);
        }
        for (List<String> wrong : List.of(
                List.<String>of(),
                List.of(""),
                List.of(hex, hex),
                List.of(hex.substring(1)),
                List.of("sha1=" + hex),
                List.of("0".repeat(64)),
                List.of("not a signature"))) {
            assertThat(signed(intake, wrong)).as(wrong.toString()).isEqualTo(403);
        }
        assertThat(heard).hasSize(7).containsOnly("refused WRONG_SIGNATURE");
    }

    @Test
    void a_signature_does_not_stand_for_the_token() throws Exception {
        EventIntake intake = intake(signed(Optional.of(new SignatureSettings("X-Signature", List.of(Secret.of(KEY))))));
        byte[] body = Door.bytes(dealUpdate("1", "wrong"));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Door.bytes(KEY), "HmacSHA256"));

        Answer answer = intake.receive(
                        call(body, "192.0.2.1", List.of(HexFormat.of().formatHex(mac.doFinal(body)))))
                .toCompletableFuture()
                .join();

        assertThat(answer.status()).isEqualTo(403);
        assertThat(heard).containsExactly("refused WRONG_TOKEN");
    }

    private static PortalSettings signed(Optional<SignatureSettings> signature) {
        PortalSettings plain = Door.portal(List.of(Door.TOKEN), Optional.empty(), false);
        return plain.accepting(plain.tokens(), signature, plain.robotSecret());
    }

    private int signed(EventIntake intake, List<String> signatures) {
        return intake.receive(call(Door.bytes(dealUpdate("1", Door.TOKEN)), "192.0.2.1", signatures))
                .toCompletableFuture()
                .join()
                .status();
    }

    private int send(EventIntake intake, String form, String address) {
        return intake.receive(call(Door.bytes(form), address, List.of()))
                .toCompletableFuture()
                .join()
                .status();
    }

    private static Call call(byte[] body, String address, List<String> signatures) {
        try {
            return new Call("main", Optional.empty(), "", body, InetAddress.getByName(address), signatures);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private EventIntake intake(PortalSettings portal) {
        return new EventIntake(
                Map.of("main", portal),
                Door.settings(1 << 20, 100, Duration.ZERO),
                store,
                EventCatalogue.load(),
                new EventIds(clock, new Random(1)),
                clock,
                event -> List.of("flow"),
                new IntakeListener() {
                    @Override
                    public void received(Bitrix24Event event, Collection<String> flows) {}

                    @Override
                    public void refused(String name, InetAddress client, Refusal reason) {
                        if (reason == Refusal.WRONG_SIGNATURE
                                || heard.isEmpty()
                                        && reason == Refusal.WRONG_TOKEN
                                        && portal.signature().isPresent()) {
                            heard.add("refused " + reason);
                        }
                    }

                    @Override
                    public void strangeMember(String name, String fingerprint) {
                        heard.add("member " + name + " " + fingerprint);
                    }
                });
    }
}
