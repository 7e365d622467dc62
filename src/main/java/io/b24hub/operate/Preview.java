package io.b24hub.operate;

import io.b24hub.store.DeliveryRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a change would do, before it is done.
 *
 * @param bound hand it to {@link Operations#run}; then these deliveries are changed, and none that came later
 * @param count how many deliveries it is about; at least, when it is not whole
 * @param sample the newest of them, at most {@value Operations#SAMPLE}
 * @param takes about how long the flows need for them afterwards, at their rate and pace; empty when that is not known, or
 *     when nothing would run
 * @param whole whether all were looked at that it may be about. The change is about all that fit in any case
 */
public record Preview(Bound bound, long count, List<DeliveryRecord> sample, Optional<Duration> takes, boolean whole) {

    public Preview {
        sample = List.copyOf(sample);
    }
}
