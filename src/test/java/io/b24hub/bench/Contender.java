package io.b24hub.bench;

import java.time.Duration;

/** One of those who are measured side by side. */
interface Contender extends AutoCloseable {

    String name();

    /** Puts load on it for some time, with so many calls on their way at any moment. */
    Measured load(int callers, Duration slice) throws Exception;

    /** Processor time that its process has used so far, in milliseconds. */
    long cpuMillis();

    @Override
    void close();
}
