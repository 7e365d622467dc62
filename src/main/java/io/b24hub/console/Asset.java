package io.b24hub.console;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A file that pages refer to: read once, kept by browsers, asked for again when it has changed. Immutable. */
final class Asset {

    private final String type;
    private final byte[] content;
    private final String tag;

    Asset(String name, String type) {
        this.type = type;
        try (InputStream file = Asset.class.getResourceAsStream(name)) {
            content = file.readAllBytes();
            tag = '"'
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 12)
                    + '"';
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    void answer(RoutingContext context) {
        Replies.protect(context.response());
        context.response()
                .putHeader(HttpHeaders.ETAG, tag)
                .putHeader(HttpHeaders.CACHE_CONTROL, "max-age=60, must-revalidate");
        if (tag.equals(context.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
            context.response().setStatusCode(304).end();
        } else {
            context.response().putHeader(HttpHeaders.CONTENT_TYPE, type).end(Buffer.buffer(content));
        }
    }
}
