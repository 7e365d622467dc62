package io.b24hub.settings;

import io.b24hub.address.IpRange;
import java.util.List;
import java.util.Set;

/**
 * Where the calls of a portal may come from.
 *
 * @param mode what happens to calls from elsewhere
 * @param lists the lists of Bitrix24 that count; empty for none
 * @param own addresses that count besides
 */
public record SourceSettings(SourceMode mode, Set<SourceList> lists, List<IpRange> own) {

    /** Anywhere. */
    public static final SourceSettings OFF = new SourceSettings(SourceMode.OFF, Set.of(), List.of());

    public SourceSettings {
        lists = Set.copyOf(lists);
        own = List.copyOf(own);
    }
}
