package io.b24hub.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A kept-alive connection with at most one call on its way. One thread sends, then another may read. */
final class Connection implements AutoCloseable {

    private final SocketChannel channel;
    private final ByteBuffer answer = ByteBuffer.allocate(16_384);
    private volatile long intended;

    private Connection(SocketChannel channel) {
        this.channel = channel;
    }

    static Connection open(int port, Selector selector) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        Connection connection = new Connection(channel);
        channel.register(selector, SelectionKey.OP_READ, connection);
        return connection;
    }

    /**
     * Sends a call.
     *
     * @param time the nano time its answer time counts from
     */
    void send(byte[] call, long time) throws IOException {
        answer.clear();
        intended = time;
        ByteBuffer bytes = ByteBuffer.wrap(call);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Reads what is there; true when the answer is complete. */
    boolean read() throws IOException {
        if (channel.read(answer) < 0) {
            throw new EOFException("The server closed a connection");
        }
        return AnswerReader.isComplete(answer);
    }

    boolean ok() {
        return AnswerReader.isOk(answer);
    }

    long intended() {
        return intended;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
