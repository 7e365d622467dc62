package io.b24hub.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A real file system of a few megabytes, in memory, which a hub can fill. As root it is mounted for all to see; otherwise,
 * where the kernel allows it, in a namespace that the hub's process makes for itself, and that ends with it.
 */
final class SmallDisk implements AutoCloseable {

    private static final String BALLAST = "ballast";

    private final Path folder;
    private final boolean shared;
    private final String size;

    private SmallDisk(Path folder, boolean shared, String size) {
        this.folder = folder;
        this.shared = shared;
        this.size = size;
    }

    /**
     * Makes one.
     *
     * @param folder an empty folder
     * @param size as {@code mount} takes it, for example {@code 8m}
     * @return empty when this machine does not let us
     */
    static Optional<SmallDisk> at(Path folder, String size) {
        if (Commands.succeed("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", folder.toString())) {
            return Optional.of(new SmallDisk(folder, true, size));
        }
        return Commands.succeed("unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", folder.toString())
                ? Optional.of(new SmallDisk(folder, false, size))
                : Optional.empty();
    }

    /** Whether it outlives a process. */
    boolean isShared() {
        return shared;
    }

    /** What a process that is to see it is started through. */
    List<String> through() {
        return shared
                ? List.of()
                : List.of(
                        "unshare",
                        "-rm",
                        "sh",
                        "-c",
                        "mount -t tmpfs -o size=" + size + " tmpfs '" + folder + "' && exec \"$@\"",
                        "sh");
    }

    /** Where this process finds what the other one sees in the folder. */
    Path seenBy(JavaChild process) {
        return shared ? folder : Path.of("/proc/" + process.pid() + "/root" + folder.toAbsolutePath());
    }

    /** Takes all the room that is left. */
    void fill(JavaChild process) {
        byte[] block = new byte[4096];
        try (OutputStream file = Files.newOutputStream(seenBy(process).resolve(BALLAST))) {
            while (true) {
                file.write(block);
            }
        } catch (IOException e) {
            // full
        }
    }

    /** Gives the room back. */
    void free(JavaChild process) {
        try {
            Files.deleteIfExists(seenBy(process).resolve(BALLAST));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (shared) {
            Commands.succeed("umount", folder.toString());
        }
    }
}
