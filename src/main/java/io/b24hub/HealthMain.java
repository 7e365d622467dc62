package io.b24hub;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Asks the hub of this machine whether it is well, for containers without a shell: ends with 0 when it is, with 1 when it is
 * not or does not answer. Needs nothing but this class, so that it may run every few seconds.
 *
 * <p>{@code HUB_MANAGEMENT_PORT} in the environment says where, as it does for the hub.
 */
public final class HealthMain {

    private static final int USUAL_PORT = 9876;
    private static final int PATIENCE_MILLIS = 4_000;
    private static final String QUESTION = "GET /observe/health HTTP/1.0\r\nHost: localhost\r\n\r\n";
    private static final int STATUS_AT = "HTTP/1.1 ".length();
    private static final int STATUS_END = STATUS_AT + 3;

    private HealthMain() {}

    public static void main(String[] args) {
        String port = System.getenv("HUB_MANAGEMENT_PORT");
        System.exit(isWell(port == null || port.isBlank() ? USUAL_PORT : Integer.parseInt(port.strip())) ? 0 : 1);
    }

    /** Whether the hub whose management listens at this port of this machine says that it is up. */
    static boolean isWell(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(QUESTION.getBytes(StandardCharsets.US_ASCII));
            String line = new String(socket.getInputStream().readNBytes(STATUS_END), StandardCharsets.US_ASCII);
            return line.startsWith("HTTP/1.") && line.endsWith("200");
        } catch (IOException e) {
            return false;
        }
    }
}
