package io.b24hub.listen;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Hands on the next request of a connection when the one before it is answered, and reads no more until then. Vert.x (4.5)
 * would take in as many requests as come while it works on one.
 *
 * <p>Closes connections whose caller reads no answers. Answers requests whose path cannot be decoded, which Vert.x Web
 * would log as an error each time. Takes nothing behind a chunked request: how long that is, a proxy in front may see in
 * another way, for example by a {@code Content-Length} that came with it and that Netty drops, and what follows could be a
 * stranger's.
 *
 * <p>Stands between the HTTP codec and the compression of answers; lives on the connection's event loop.
 */
final class OneAtATime extends ChannelDuplexHandler {

    private final Optional<Guest> guest;
    private final Deque<Object> later = new ArrayDeque<>();
    /** Of the request at hand: there is one, its end was read, its answer's end was written. */
    private boolean asked;

    private boolean read;
    private boolean answered;
    private boolean last;
    private boolean refused;

    OneAtATime(Optional<Guest> guest) {
        this.guest = guest;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (refused) {
            ReferenceCountUtil.release(message);
        } else if (!later.isEmpty() || asked && read) {
            later.add(message);
            ctx.channel().config().setAutoRead(false);
        } else {
            handOn(ctx, message);
        }
    }

    private void handOn(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request) {
            if (last || !ctx.channel().isWritable()) {
                ReferenceCountUtil.release(message);
                ctx.close();
                return;
            }
            begin(request);
            if (!isDecodable(request.uri())) {
                ReferenceCountUtil.release(message);
                refuse(ctx);
                return;
            }
        }
        if (message instanceof LastHttpContent) {
            read = true;
            guest.ifPresent(Guest::sent);
        }
        ctx.fireChannelRead(message);
        goOn(ctx);
    }

    private void begin(HttpRequest request) {
        asked = true;
        read = false;
        answered = false;
        last = request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
        guest.ifPresent(Guest::asks);
    }

    private void refuse(ChannelHandlerContext ctx) {
        refused = true;
        DefaultFullHttpResponse answer =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.BAD_REQUEST);
        answer.headers()
                .set(HttpHeaderNames.CONTENT_LENGTH, 0)
                .set(HttpHeaderNames.CONNECTION, "close")
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'")
                .set(HttpHeaderNames.X_FRAME_OPTIONS, "DENY")
                .set("referrer-policy", "same-origin")
                .set("x-content-type-options", "nosniff");
        ctx.writeAndFlush(answer).addListener(written -> ctx.close());
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response) {
            boolean interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
            if (last && !interim) {
                response.headers().set(HttpHeaderNames.CONNECTION, "close");
            }
            answered |= !interim && message instanceof LastHttpContent;
        } else {
            answered |= message instanceof LastHttpContent;
        }
        ctx.write(message, promise);
        goOn(ctx);
    }

    // when a request is read and answered, in whichever order
    private void goOn(ChannelHandlerContext ctx) {
        if (!asked || !read || !answered) {
            return;
        }
        asked = false;
        if (last) {
            // what Vert.x wrote is not flushed yet; a caller that goes on sending would lose the answer to a reset
            guest.ifPresent(Guest::leaves);
        } else {
            guest.ifPresent(Guest::rests);
        }
        // not at once: Vert.x is in the middle of ending the one before, and each would stand on the stack of the last
        ctx.executor().execute(() -> next(ctx));
    }

    private void next(ChannelHandlerContext ctx) {
        if (asked) {
            return;
        }
        ctx.channel().config().setAutoRead(true);
        boolean any = false;
        while (!later.isEmpty() && !(asked && read)) {
            any = true;
            handOn(ctx, later.poll());
        }
        if (any) {
            ctx.fireChannelReadComplete();
        }
        if (!later.isEmpty()) {
            ctx.channel().config().setAutoRead(false);
        }
    }

    // an address on this server, as most send it or with the server in front
    private static boolean isDecodable(String uri) {
        if (!uri.startsWith("/") && !uri.contains("://")) {
            return false;
        }
        int end = uri.indexOf('?');
        int length = end < 0 ? uri.length() : end;
        for (int i = 0; i < length; i++) {
            if (uri.charAt(i) == '%' && (i + 2 >= length || !isHex(uri.charAt(i + 1)) || !isHex(uri.charAt(i + 2)))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHex(char c) {
        return c < 128 && Character.digit(c, 16) >= 0;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        drop();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        drop();
    }

    private void drop() {
        while (!later.isEmpty()) {
            ReferenceCountUtil.release(later.poll());
        }
    }
}
