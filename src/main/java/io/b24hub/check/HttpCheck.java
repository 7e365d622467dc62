package io.b24hub.check;

import io.b24hub.route.Destination;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Connects to HTTP destinations and shakes hands over TLS. Sends no request: whoever is there would take it for real. */
final class HttpCheck implements DestinationCheck {

    private static final int PATIENCE_MILLIS = 5_000;

    @Override
    public Set<String> schemes() {
        return Set.of("http", "https");
    }

    @Override
    public void check(List<Use> uses, Findings.Area findings) {
        Set<String> seen = new LinkedHashSet<>();
        for (Use use : uses) {
            Destination to = use.destination();
            String authority = to.path().replaceFirst("^/*", "").split("[/?#]", 2)[0];
            if (authority.isEmpty() || Use.isOpen(authority)) {
                findings.skipped(to.scheme(), "flow " + use.flow() + " decides at run time where to");
            } else if (seen.add(to.scheme() + "://" + authority)) {
                connect("", to.scheme(), authority, findings);
            }
        }
    }

    /** @param whose stands before the address in what is found; may be empty */
    static void connect(String whose, String scheme, String authority, Findings.Area findings) {
        URI address;
        try {
            address = URI.create(scheme + "://" + authority);
        } catch (IllegalArgumentException e) {
            findings.fail(scheme, "the address is malformed", "Correct the flow's address.");
            return;
        }
        if (address.getHost() == null) {
            findings.fail(scheme, "the address has no host", "Correct the flow's address.");
            return;
        }
        boolean tls = scheme.equals("https");
        int port = address.getPort() >= 0 ? address.getPort() : tls ? 443 : 80;
        String subject = whose + scheme + "://" + address.getHost() + (address.getPort() >= 0 ? ":" + port : "");
        try (Socket socket = new Socket()) {
            InetSocketAddress there = new InetSocketAddress(address.getHost(), port);
            if (there.isUnresolved()) {
                throw new UnknownHostException();
            }
            socket.connect(there, PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            if (tls) {
                shakeHands(socket, address.getHost(), port);
            }
            findings.ok(subject, (tls ? "connects, certificate trusted" : "connects") + "; no request was sent");
        } catch (IOException e) {
            findings.fail(
                    subject,
                    "no connection: " + findings.describe(e),
                    "Check address, name service, firewall" + (tls ? " and certificate." : "."));
        }
    }

    private static void shakeHands(Socket socket, String host, int port) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        try (SSLSocket secured = (SSLSocket) factory.createSocket(socket, host, port, true)) {
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
            secured.startHandshake();
        }
    }
}
