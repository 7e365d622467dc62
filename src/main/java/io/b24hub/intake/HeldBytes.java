package io.b24hub.intake;

import java.util.concurrent.atomic.AtomicLong;

/** Keeps count of the memory that bodies take, all callers together. This class is thread-safe. */
final class HeldBytes {

    private final long limit;
    private final AtomicLong now = new AtomicLong();

    HeldBytes(long limit) {
        this.limit = limit;
    }

    /** Takes so many bytes, or none when that would pass the limit. */
    boolean take(long bytes) {
        if (now.addAndGet(bytes) > limit) {
            now.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    /** Gives bytes back. */
    void release(long bytes) {
        now.addAndGet(-bytes);
    }

    long now() {
        return now.get();
    }
}
