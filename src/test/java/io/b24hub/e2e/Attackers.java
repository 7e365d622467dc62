package io.b24hub.e2e;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Bare connections that do what no honest caller does. Closing it closes them all. */
final class Attackers implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 30_000;

    private final List<Socket> sockets = new ArrayList<>();
    private final ScheduledExecutorService metronome = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final int port;

    Attackers(int port) {
        this.port = port;
    }

    /** A connection. */
    Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        synchronized (sockets) {
            sockets.add(socket);
        }
        return socket;
    }

    List<Socket> connect(int count) throws IOException {
        List<Socket> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(connect());
        }
        return made;
    }

    /** Sends; false when the hub has closed the connection. */
    static boolean send(Socket socket, byte[] bytes) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static boolean send(Socket socket, String text) {
        return send(socket, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends the same again and again until the hub closes the connection or so many bytes are gone. Returns how many. */
    static long flood(Socket socket, byte[] bytes, long atMost) {
        long sent = 0;
        while (sent < atMost && send(socket, bytes)) {
            sent += bytes.length;
        }
        return sent;
    }

    /** Sends one byte to each connection now and then. */
    void trickle(List<Socket> to, char what, int everyMillis) {
        metronome.scheduleAtFixedRate(
                () -> to.forEach(socket -> send(socket, String.valueOf(what))),
                everyMillis,
                everyMillis,
                TimeUnit.MILLISECONDS);
    }

    /** Does something beside. */
    void meanwhile(Runnable task) {
        threads.execute(task);
    }

    /** Everything the hub says until it closes the connection; a reset ends it as well. */
    static String answer(Socket socket) {
        StringBuilder said = new StringBuilder();
        byte[] buffer = new byte[8192];
        try {
            for (int count = socket.getInputStream().read(buffer);
                    count >= 0;
                    count = socket.getInputStream().read(buffer)) {
                said.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
            }
        } catch (java.net.SocketTimeoutException e) {
            throw new UncheckedIOException("The hub did not close the connection; it said: " + said, e);
        } catch (IOException e) {
            return said.toString();
        }
        return said.toString();
    }

    /** What the hub says to one request on a connection of its own, which it must close. */
    String ask(byte[] request) throws IOException {
        Socket socket = connect();
        send(socket, request);
        return answer(socket);
    }

    String ask(String request) throws IOException {
        return ask(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() {
        metronome.shutdownNow();
        synchronized (sockets) {
            for (Socket socket : sockets) {
                try {
                    socket.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        threads.shutdownNow();
    }
}
