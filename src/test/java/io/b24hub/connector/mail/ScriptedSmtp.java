package io.b24hub.connector.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A mail server at the socket that refuses what a test wants refused, and remembers what it was told. */
public final class ScriptedSmtp implements AutoCloseable {

    /** Says nothing and keeps the connection. */
    public static final String SILENCE = "";

    private static final Map<String, String> GOOD = Map.of(
            "connect", "220 far.example ESMTP",
            "EHLO", "250-far.example\r\n250 AUTH PLAIN LOGIN",
            "AUTH", "235 2.7.0 welcome",
            "MAIL", "250 2.1.0 ok",
            "RCPT", "250 2.1.5 ok",
            "DATA", "354 go on",
            ".", "250 2.0.0 taken",
            "RSET", "250 ok",
            "QUIT", "221 bye");

    private final ServerSocket server;
    private final Map<String, String> script = new ConcurrentHashMap<>(GOOD);
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    public ScriptedSmtp() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    /** Answers a command ({@code connect}, {@code RCPT}, {@code .} for the end of the text) in another way. */
    public ScriptedSmtp answers(String command, String reply) {
        script.put(command, reply);
        return this;
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Every line that was received. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                daemon(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            say(socket, "connect");
            boolean text = false;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
                if (text && !line.equals(".")) {
                    continue;
                }
                String command = line.split("[ :]", 2)[0];
                String reply = say(socket, command);
                text = reply.startsWith("354");
                if (command.equals("QUIT")) {
                    return;
                }
            }
        } catch (IOException e) {
            // the other side went away
        }
    }

    private String say(Socket socket, String command) throws IOException {
        String reply = script.getOrDefault(command, "502 what?");
        if (!reply.equals(SILENCE)) {
            socket.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.UTF_8));
        }
        return reply;
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "scripted SMTP");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
