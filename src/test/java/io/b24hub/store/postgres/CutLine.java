package io.b24hub.store.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A line to a server of this machine that can be cut: both ends lose their connections, and new ones are made at once. */
final class CutLine implements AutoCloseable {

    private final int far;
    private final ServerSocket door;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    CutLine(int far) {
        this.far = far;
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "cut-line");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket near = door.accept();
                Socket beyond = new Socket(InetAddress.getLoopbackAddress(), far);
                near.setTcpNoDelay(true);
                beyond.setTcpNoDelay(true);
                open.add(near);
                open.add(beyond);
                daemon(() -> carry(near, beyond));
                daemon(() -> carry(beyond, near));
            } catch (IOException e) {
                // closed, or the server is away: the next one may come through
            }
        }
    }

    private void carry(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // cut
        }
        open.remove(from);
        open.remove(to);
    }

    /** Breaks all connections. */
    void cut() {
        open.forEach(socket -> {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }
}
