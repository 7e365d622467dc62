package io.b24hub.listen;

import io.b24hub.settings.ConnectionSettings;
import io.b24hub.time.HubClock;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ServerChannel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The connections of all listeners of one Vert.x. Vert.x itself (4.5) has no limit of their number, none on how slowly a
 * request's headers may come (its idle time begins anew with each byte), and none on requests that come before the one
 * before them is answered. These limits stand in the socket and in Netty's pipeline, below the public face of Vert.x.
 *
 * <p>Each listener has the limits for itself, so that callers at one do not shut the door of another.
 *
 * <p>This class is thread-safe.
 */
public final class Connections {

    /** The name that Vert.x gives to the last of the two handlers which turn bytes into requests and answers into bytes. */
    private static final String ENCODER = "httpEncoder";

    private final ConnectionSettings limits;
    private final Predicate<InetAddress> shared;
    private final HubClock clock;

    /** Loopback and private addresses are shared by many callers; the limit of one address does not hold for them. */
    public Connections(ConnectionSettings limits, HubClock clock) {
        this(limits, Connections::isNear, clock);
    }

    Connections(ConnectionSettings limits, Predicate<InetAddress> shared, HubClock clock) {
        this.limits = limits;
        this.shared = shared;
        this.clock = clock;
    }

    // a proxy's: behind one of these stand many callers, and strangers have none of them
    private static boolean isNear(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || address.getAddress().length == 16 && (address.getAddress()[0] & 0xfe) == 0xfc;
    }

    /** Makes a Vert.x whose listeners keep the limits. */
    public Vertx vertx() {
        return new VertxBuilder(new VertxOptions())
                .findTransport(new JDKTransport() {
                    @Override
                    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
                        return () -> new GuardedListener(new Guests(limits, shared, clock));
                    }
                })
                .init()
                .vertx();
    }

    /** Attends to a new HTTP/1 connection; for {@code HttpServer.connectionHandler}. */
    public static void attend(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            ChannelPipeline pipeline = base.channelHandlerContext().pipeline();
            Optional<Guest> guest =
                    Optional.ofNullable(pipeline.channel().attr(Guest.KEY).get());
            // before the compression of answers, which closes a connection that has brought 128 requests at once
            pipeline.addAfter(ENCODER, "one-at-a-time", new OneAtATime(guest));
        }
    }
}
