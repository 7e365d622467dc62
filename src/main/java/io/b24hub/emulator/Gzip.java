package io.b24hub.emulator;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;

/** Unpacks bodies that a client has packed, as Google's does. Stateless. */
final class Gzip {

    private static final int LARGEST = 16 * 1024 * 1024;

    private Gzip() {}

    /** At most the first 16 MiB. */
    static byte[] unpacked(byte[] packed) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return in.readNBytes(LARGEST);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
