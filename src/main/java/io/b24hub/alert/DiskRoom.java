package io.b24hub.alert;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** Whether the disk of a folder has enough room. Thread-safe. */
public final class DiskRoom implements Supplier<Optional<String>> {

    private static final int MEGA = 20;

    private final Path folder;
    private final long least;

    /** @param least bytes that should be free */
    public DiskRoom(Path folder, long least) {
        this.folder = folder;
        this.least = least;
    }

    @Override
    public Optional<String> get() {
        long free = free();
        return free < least
                ? Optional.of("Only " + (free >> MEGA) + " MiB are free where the store is (" + folder + "); "
                        + (least >> MEGA)
                        + " MiB should be. When the disk is full, calls are answered 503 and nothing is"
                        + " stored. Make room, or forget earlier (hub.retention.*).")
                : Optional.empty();
    }

    private long free() {
        try {
            FileStore disk = Files.getFileStore(folder);
            return disk.getUsableSpace();
        } catch (IOException e) {
            throw new IllegalStateException("the free room of " + folder + " cannot be seen: " + e.getMessage(), e);
        }
    }
}
