package io.b24hub.intake;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Keeps count of the memory that bodies take, all callers together. When it is used up, the bodies that have been on their
 * way for longest give theirs up for a newcomer: an honest call is complete in a moment, and somebody who sends slowly on
 * purpose must not shut the door for everybody.
 *
 * <p>This class is thread-safe.
 */
final class HeldBytes {

    private final long limit;
    private final Set<Share> unfinished = new LinkedHashSet<>();
    private long now;

    HeldBytes(long limit) {
        this.limit = limit;
    }

    /**
     * A body begins.
     *
     * @param displaced runs at most once, on the thread of another caller, when this body has lost its bytes to it; must not
     *     block
     */
    synchronized Share begin(Runnable displaced) {
        Share share = new Share(displaced);
        unfinished.add(share);
        return share;
    }

    /** Gives the bytes of a body back that was kept. */
    synchronized void release(long bytes) {
        now -= bytes;
    }

    synchronized long now() {
        return now;
    }

    private synchronized boolean take(Share share, long bytes) {
        if (!unfinished.contains(share)) {
            return false;
        }
        Iterator<Share> oldest = unfinished.iterator();
        while (now + bytes > limit && oldest.hasNext()) {
            Share other = oldest.next();
            if (other != share && other.bytes > 0) {
                oldest.remove();
                now -= other.bytes;
                other.displaced.run();
            }
        }
        if (now + bytes > limit) {
            return false;
        }
        now += bytes;
        share.bytes += bytes;
        return true;
    }

    private synchronized void keep(Share share) {
        unfinished.remove(share);
    }

    private synchronized void giveBack(Share share) {
        if (unfinished.remove(share)) {
            now -= share.bytes;
        }
    }

    /** What one body takes while it comes. */
    final class Share {

        private final Runnable displaced;
        private long bytes;

        private Share(Runnable displaced) {
            this.displaced = displaced;
        }

        /** Takes so many bytes more; false when there is no room, or this body was displaced. */
        boolean take(long more) {
            return HeldBytes.this.take(this, more);
        }

        /** The body is complete; its bytes stay counted until {@link HeldBytes#release}. */
        void keep() {
            HeldBytes.this.keep(this);
        }

        /** The body does not come. */
        void giveBack() {
            HeldBytes.this.giveBack(this);
        }
    }
}
