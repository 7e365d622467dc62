package io.b24hub.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One numbered step of a schema. Never edited after a release.
 *
 * @param number its place, from 1, without gaps
 * @param name file name
 * @param sql its statements
 */
public record Migration(int number, String name, String sql) {

    /** Reads a file that lies beside the classes, for example {@code sqlite/V001__initial.sql}. */
    public static Migration resource(int number, String path) {
        try (InputStream in = Migration.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("The hub was built without " + path);
            }
            String sql = new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
            return new Migration(number, path.substring(path.lastIndexOf('/') + 1), sql);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SHA-256 of the statements, hexadecimal. */
    public String checksum() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(sql.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
