package io.b24hub.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.b24hub.settings.TlsFiles;
import io.b24hub.time.ManualClock;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateTest {

    private static final Vertx VERTX = Vertx.vertx();

    @TempDir
    private static Path dir;

    private static TestCertificate one;

    private final Path certificate = dir.resolve("fullchain.pem");
    private final Path key = dir.resolve("privkey.pem");

    @BeforeAll
    static void make() {
        one = TestCertificate.create(dir, 90);
    }

    @AfterAll
    static void close() {
        VERTX.close();
    }

    private Certificate read() {
        return Certificate.read(new TlsFiles(certificate, key), VERTX);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void a_certificate_and_its_key_are_taken(String algorithm) {
        TestCertificate made = TestCertificate.create(dir, algorithm, "-1d", 90);
        made.write(certificate, key);

        Certificate read = read();

        assertThat(Duration.between(read.begins(), read.ends())).isEqualTo(Duration.ofDays(90));
    }

    @Test
    void the_key_of_another_certificate_is_refused() {
        one.write(certificate, key);
        TestCertificate.create(dir, 90).write(dir.resolve("other.pem"), key);
        refused(this::read, "hub.intake.tls-key: " + key + " is not the key of", "CN=127.0.0.1");

        TestCertificate.create(dir, "RSA", "-1d", 90).write(dir.resolve("other.pem"), key);
        refused(this::read, certificate + " and " + key + " cannot be used", "does not match");
    }

    @Test
    void files_that_are_missing_swapped_broken_or_encrypted_are_refused_by_name() throws Exception {
        one.write(certificate, key);
        Files.delete(key);
        refused(this::read, "hub.intake.tls-key: " + key + " cannot be read (there is no such file)");

        one.write(key, certificate);
        refused(this::read, "hub.intake.tls-certificate: " + certificate + " is not PEM with a line \"-----BEGIN CERT");

        one.write(certificate, key);
        Files.writeString(certificate, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        refused(this::read, certificate + " and " + key + " cannot be used");

        one.write(certificate, key);
        Files.writeString(key, "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
        refused(this::read, "hub.intake.tls-key: " + key + " is encrypted", "openssl pkey");
    }

    @Test
    void what_has_ended_or_not_begun_is_refused_at_the_start() {
        one.write(certificate, key);
        Instant end = read().ends();
        TlsFiles files = new TlsFiles(certificate, key);

        refused(() -> IntakeTls.open(files, VERTX, new ManualClock(end.plusSeconds(1))), "ended at " + end);
        refused(
                () -> IntakeTls.open(files, VERTX, new ManualClock(end.minus(Duration.ofDays(100)))),
                "is valid from",
                "the hub's clock shows");
        assertThat(IntakeTls.open(files, VERTX, new ManualClock(end.minusSeconds(60)))
                        .ends())
                .isEqualTo(end);
    }

    private static void refused(ThrowingCallable reading, String... words) {
        assertThatThrownBy(reading)
                .isInstanceOf(BadCertificate.class)
                .hasMessageContainingAll(words)
                .hasMessageNotContaining("AAAA");
    }
}
