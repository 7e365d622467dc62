package io.b24hub.intake;

import io.b24hub.settings.TlsFiles;
import io.b24hub.time.HubClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS at the intake without a proxy: 1.2 and 1.3, HTTP/1.1. The files are read at the start and again by {@link #renew};
 * connections that are open stay as they are, new ones get the new certificate. Files that cannot be used leave the old
 * certificate in place.
 *
 * <p>This class is thread-safe.
 */
public final class IntakeTls {

    private static final Logger LOG = LoggerFactory.getLogger(IntakeTls.class);
    private static final Set<String> VERSIONS = Set.of("TLSv1.2", "TLSv1.3");

    private final TlsFiles files;
    private final Vertx vertx;
    private volatile Certificate certificate;
    private String told = "";

    private IntakeTls(TlsFiles files, Vertx vertx, Certificate certificate) {
        this.files = files;
        this.vertx = vertx;
        this.certificate = certificate;
    }

    /**
     * Reads the files.
     *
     * @throws BadCertificate when they cannot be used, or the certificate is not valid now
     */
    public static IntakeTls open(TlsFiles files, Vertx vertx, HubClock clock) {
        Certificate certificate = Certificate.read(files, vertx);
        checkTime(files, certificate, clock.instant());
        return new IntakeTls(files, vertx, certificate);
    }

    private static void checkTime(TlsFiles files, Certificate certificate, Instant now) {
        if (now.isAfter(certificate.ends())) {
            throw new BadCertificate("The certificate in " + files.certificate() + " ended at " + certificate.ends());
        }
        if (now.isBefore(certificate.begins())) {
            throw new BadCertificate("The certificate in " + files.certificate() + " is valid from "
                    + certificate.begins() + " on only, and the hub's clock shows " + now);
        }
    }

    /** When the certificate in use ends. */
    public Instant ends() {
        return certificate.ends();
    }

    /** Has the options speak TLS. */
    HttpServerOptions secure(HttpServerOptions options) {
        // HTTP/2 would let one caller open hundreds of streams, and Bitrix24 sends a call a connection
        return options.setSsl(true)
                .setUseAlpn(false)
                .setEnabledSecureTransportProtocols(VERSIONS)
                .setKeyCertOptions(certificate.pem());
    }

    /**
     * Takes over changed files; does nothing when they are as they were.
     *
     * @param servers those that were opened with it
     */
    synchronized void renew(Collection<HttpServer> servers, Instant now) {
        try {
            Certificate read = Certificate.read(files, vertx);
            if (read.isSame(certificate)) {
                told = "";
                return;
            }
            checkTime(files, read, now);
            for (HttpServer server : servers) {
                IntakeServer.await(update(server, read), "The new certificate was not taken over");
            }
            certificate = read;
            told = "";
            LOG.info("The intake has a new certificate, valid until {}", read.ends());
        } catch (BadCertificate | IllegalStateException e) {
            if (!e.getMessage().equals(told)) {
                LOG.warn("The intake keeps the certificate it has, valid until {}: {}", ends(), e.getMessage());
            }
            told = e.getMessage();
        }
    }

    private Future<Boolean> update(HttpServer server, Certificate read) {
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setEnabledSecureTransportProtocols(VERSIONS)
                .setKeyCertOptions(read.pem());
        return server.updateSSLOptions(options.getSslOptions());
    }
}
