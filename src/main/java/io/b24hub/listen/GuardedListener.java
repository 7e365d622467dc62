package io.b24hub.listen;

import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.SocketAddress;
import java.util.List;

/** A listening socket that hands on only connections which its guests have room for. Lives on one event loop. */
final class GuardedListener extends NioServerSocketChannel {

    private final Guests guests;

    GuardedListener(Guests guests) {
        this.guests = guests;
    }

    @Override
    protected void doBind(SocketAddress local) throws Exception {
        super.doBind(local);
        guests.watch(localAddress());
    }

    @Override
    protected int doReadMessages(List<Object> accepted) throws Exception {
        int count = super.doReadMessages(accepted);
        if (count > 0) {
            int last = accepted.size() - 1;
            SocketChannel channel = (SocketChannel) accepted.get(last);
            if (!guests.admit(channel)) {
                accepted.remove(last);
                channel.unsafe().closeForcibly();
            }
        }
        return count;
    }

    @Override
    protected void doClose() throws Exception {
        guests.leave();
        super.doClose();
    }
}
