package io.b24hub.settings;

import io.b24hub.address.IpRange;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads where calls may come from, and through whom. Not thread-safe. */
final class SourcesReader {

    private static final String TRUSTED = "hub.intake.trusted-proxies";
    private static final String PROTOCOL = "hub.intake.proxy-protocol";
    private static final Set<SourceList> BOTH = Set.of(SourceList.values());

    private final CheckedValues values;

    SourcesReader(CheckedValues values) {
        this.values = values;
    }

    ProxySettings proxies() {
        List<IpRange> trusted = ranges(TRUSTED);
        boolean protocol = values.flag(PROTOCOL);
        if (protocol && trusted.isEmpty() && !values.told(TRUSTED)) {
            values.problem(
                    TRUSTED,
                    "is missing; with " + PROTOCOL + " it must name the proxies, or anybody could say where a call"
                            + " comes from");
        }
        return new ProxySettings(trusted, protocol);
    }

    /** Where the lists are read from. */
    Map<SourceList, URI> lists() {
        Map<SourceList, URI> lists = new EnumMap<>(SourceList.class);
        for (SourceList list : SourceList.values()) {
            values.parse(list.setting(), this::place).ifPresent(place -> lists.put(list, place));
        }
        return lists;
    }

    /** A file is found from the hub's home. */
    private URI place(String text) {
        try {
            URI uri = new URI(text);
            if ("file".equals(uri.getScheme())) {
                return values.file(uri.getSchemeSpecificPart()).toUri();
            }
        } catch (URISyntaxException | IllegalArgumentException e) {
            // said below
        }
        return Addresses.address(
                text, "is neither an http or https address without a user, query and fragment, nor file: and a path");
    }

    /**
     * Reads the settings of one portal.
     *
     * @param prefix of its settings
     * @param host of its incoming webhook, if there is one
     */
    SourceSettings of(String prefix, Optional<String> host) {
        SourceMode mode = mode(prefix + "source-addresses");
        Set<SourceList> lists = region(prefix + "source-region", host);
        List<IpRange> own = ranges(prefix + "allowed-addresses");
        if (lists.isEmpty() && own.isEmpty()) {
            if (mode == SourceMode.ENFORCE && !values.told(prefix + "allowed-addresses")) {
                values.problem(
                        prefix + "source-addresses",
                        "is enforce, but no address is allowed: set " + prefix + "source-region or " + prefix
                                + "allowed-addresses");
            }
            return SourceSettings.OFF;
        }
        return mode == SourceMode.OFF ? SourceSettings.OFF : new SourceSettings(mode, lists, own);
    }

    private SourceMode mode(String key) {
        if (values.find(key).isEmpty() && onlyThisMachineCalls()) {
            return SourceMode.OFF;
        }
        return SourceMode.valueOf(values.oneOf(key, "warn", "off", "enforce").toUpperCase(Locale.ROOT));
    }

    /** What listens on loopback sees nobody else, and believes nobody who calls for somebody else. */
    private boolean onlyThisMachineCalls() {
        return SettingsReader.isLoopback(values.text("hub.intake.host"))
                && values.list(TRUSTED).isEmpty();
    }

    private Set<SourceList> region(String key, Optional<String> host) {
        if (values.find(key).isEmpty()) {
            return host.map(SourcesReader::listsOf).orElse(BOTH);
        }
        return switch (values.oneOf(key, "world", "ru", "both", "none")) {
            case "world" -> Set.of(SourceList.WORLD);
            case "ru" -> Set.of(SourceList.RU);
            case "both" -> BOTH;
            default -> Set.of();
        };
    }

    /** Of a host that tells nothing, both: four addresses more are no harm, a missing one is. */
    private static Set<SourceList> listsOf(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        if (SettingsReader.isLoopback(lower.replaceAll("[\\[\\]]", ""))) {
            return Set.of(); // an emulated portal
        }
        if (lower.matches(".*\\.(ru|by|kz)")) {
            return Set.of(SourceList.RU);
        }
        return lower.matches(".*\\.bitrix24\\.[a-z.]+") ? Set.of(SourceList.WORLD) : BOTH;
    }

    private List<IpRange> ranges(String key) {
        return values.list(key).stream()
                .flatMap(text -> range(key, text).stream())
                .toList();
    }

    private Optional<IpRange> range(String key, String text) {
        Optional<IpRange> range = IpRange.parse(text);
        if (range.isEmpty()) {
            values.problem(key, "has \"" + text + "\", which is neither an address nor a range such as 10.0.0.0/8");
        }
        return range;
    }
}
