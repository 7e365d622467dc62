package io.b24hub.settings;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where events come in, and the limits of one call.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 takes a free one
 * @param maxBody largest accepted body in bytes; beyond it the answer is 413
 * @param bodyTimeout how long a caller may take to send its body
 * @param maxPending calls that may wait for the store at one time; beyond it the answer is 503
 * @param identicalWindow identical bytes within this time are one event; zero switches the check off
 * @param publicUrl how Bitrix24 reaches the intake, up to {@code /bitrix24/}; only {@code b24hub check} asks for it
 * @param tls the certificate; empty for plain HTTP, behind a proxy
 * @param proxies who may tell for whom it calls
 * @param connections how many callers at one time; holds for the management listener too
 */
public record IntakeSettings(
        String host,
        int port,
        int maxBody,
        Duration bodyTimeout,
        int maxPending,
        Duration identicalWindow,
        Optional<URI> publicUrl,
        Optional<TlsFiles> tls,
        ProxySettings proxies,
        ConnectionSettings connections) {

    /** Without TLS and proxies, with the standard limits of connections. */
    public IntakeSettings(
            String host,
            int port,
            int maxBody,
            Duration bodyTimeout,
            int maxPending,
            Duration identicalWindow,
            Optional<URI> publicUrl) {
        this(
                host,
                port,
                maxBody,
                bodyTimeout,
                maxPending,
                identicalWindow,
                publicUrl,
                Optional.empty(),
                ProxySettings.NONE,
                ConnectionSettings.STANDARD);
    }
}
