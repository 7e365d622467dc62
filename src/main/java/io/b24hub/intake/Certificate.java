package io.b24hub.intake;

import io.b24hub.settings.TlsFiles;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

/**
 * A certificate with its key as the files held them at one moment, found to belong together. Immutable.
 *
 * @param pem what the server takes
 * @param begins valid from
 * @param ends valid until
 */
record Certificate(PemKeyCertOptions pem, Instant begins, Instant ends) {

    private static final String CERTIFICATE = "hub.intake.tls-certificate";
    private static final String KEY = "hub.intake.tls-key";
    private static final byte[] PROBE = {24};

    /**
     * Reads both files.
     *
     * @throws BadCertificate when they cannot be read, are not what they should be, or do not belong together
     */
    static Certificate read(TlsFiles files, Vertx vertx) {
        Buffer certificate = content(CERTIFICATE, files.certificate());
        Buffer key = content(KEY, files.key());
        PemKeyCertOptions pem =
                new PemKeyCertOptions().addCertValue(certificate).addKeyValue(key);
        X509KeyManager loaded = load(pem, files, vertx);
        String alias = Arrays.stream(new String[] {"RSA", "EC", "RSASSA-PSS", "EdDSA", "DSA"})
                .flatMap(type -> Optional.ofNullable(loaded.getServerAliases(type, null)).stream()
                        .flatMap(Arrays::stream))
                .findFirst()
                .orElseThrow(() -> new BadCertificate(
                        CERTIFICATE + ": " + files.certificate() + " has a certificate of an unknown kind"));
        X509Certificate first = loaded.getCertificateChain(alias)[0];
        if (!belongTogether(first.getPublicKey(), loaded.getPrivateKey(alias))) {
            throw new BadCertificate(KEY + ": " + files.key() + " is not the key of the first certificate in "
                    + files.certificate() + ", " + first.getSubjectX500Principal()
                    + ". The server's own certificate comes first, then those that lead to the authority.");
        }
        return new Certificate(
                pem, first.getNotBefore().toInstant(), first.getNotAfter().toInstant());
    }

    private static Buffer content(String setting, Path file) {
        try {
            return Buffer.buffer(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new BadCertificate(
                    setting + ": " + file + " cannot be read ("
                            + (Files.exists(file) ? "may this user read it?" : "there is no such file") + ")",
                    e);
        }
    }

    private static X509KeyManager load(PemKeyCertOptions pem, TlsFiles files, Vertx vertx) {
        checkIsPem(CERTIFICATE, files.certificate(), pem.getCertValue(), "CERTIFICATE-----");
        checkIsPem(KEY, files.key(), pem.getKeyValue(), "PRIVATE KEY-----");
        try {
            for (KeyManager each : pem.getKeyManagerFactory(vertx).getKeyManagers()) {
                if (each instanceof X509KeyManager loaded) {
                    return loaded;
                }
            }
            throw new GeneralSecurityException("there is no key in it");
        } catch (Exception e) {
            // the library throws what it likes; its words never hold the key
            throw new BadCertificate(
                    files.certificate() + " and " + files.key() + " cannot be used as certificate and key: "
                            + e.getMessage() + ". Both must be PEM; the key a PKCS#8, RSA or EC key.",
                    e);
        }
    }

    private static void checkIsPem(String setting, Path file, Buffer content, String wanted) {
        String text = content.toString();
        if (text.contains("ENCRYPTED")) {
            throw new BadCertificate(setting + ": " + file + " is encrypted; take the pass phrase off, for example with"
                    + " \"openssl pkey -in key.pem -out plain.pem\", and let only the hub's user read it");
        }
        if (!text.contains(wanted)) {
            throw new BadCertificate(setting + ": " + file + " is not PEM with a line \"-----BEGIN " + wanted + "\"");
        }
    }

    private static boolean belongTogether(PublicKey open, PrivateKey secret) {
        try {
            Signature signature = Signature.getInstance(
                    switch (secret.getAlgorithm()) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        case "DSA" -> "SHA256withDSA";
                        default -> secret.getAlgorithm();
                    });
            signature.initSign(secret);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(open);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // a key of another kind than the certificate's
        }
    }

    /** Whether the files held the same. */
    boolean isSame(Certificate other) {
        return pem.getCertValue().equals(other.pem.getCertValue())
                && pem.getKeyValue().equals(other.pem.getKeyValue());
    }
}
