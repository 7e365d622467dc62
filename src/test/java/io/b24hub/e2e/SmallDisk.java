package io.b24hub.e2e;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A real file system of a few megabytes, in memory, which a hub can fill. As root it is mounted for all to see; otherwise,
 * where the kernel allows it, in a namespace that the hub's process makes for itself, and that ends with it.
 */
public final class SmallDisk implements AutoCloseable {

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
    public static Optional<SmallDisk> at(Path folder, String size) {
        if (succeeds("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", folder.toString())) {
            return Optional.of(new SmallDisk(folder, true, size));
        }
        return succeeds("unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", folder.toString())
                ? Optional.of(new SmallDisk(folder, false, size))
                : Optional.empty();
    }

    /** Whether it outlives a process. */
    public boolean isShared() {
        return shared;
    }

    /** What a process that is to see it is started through. */
    public List<String> through() {
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
    public Path seenBy(ChildProcess process) {
        return shared ? folder : Path.of("/proc/" + process.pid() + "/root" + folder.toAbsolutePath());
    }

    /** Takes all the room that is left. */
    public void fill(ChildProcess process) {
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
    public void free(ChildProcess process) {
        try {
            Files.deleteIfExists(seenBy(process).resolve(BALLAST));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        if (shared) {
            succeeds("umount", folder.toString());
        }
    }
}
