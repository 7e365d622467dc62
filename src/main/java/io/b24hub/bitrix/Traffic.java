package io.b24hub.bitrix;

import java.util.concurrent.atomic.LongAdder;

/** Counts of one portal's calls since the start. Thread-safe. */
final class Traffic {

    final LongAdder sent = new LongAdder();
    final LongAdder carried = new LongAdder();
    final LongAdder shared = new LongAdder();
    final LongAdder refusals = new LongAdder();
}
