package io.b24hub.settings;

import io.b24hub.address.IpRange;
import java.util.List;

/**
 * What stands between Bitrix24 and the intake.
 *
 * @param trusted where proxies call from: only they are believed when they tell for whom they call
 * @param protocol whether every connection begins with a PROXY header
 */
public record ProxySettings(List<IpRange> trusted, boolean protocol) {

    /** Nothing: Bitrix24 calls the hub itself, or something hides that it does not. */
    public static final ProxySettings NONE = new ProxySettings(List.of(), false);

    public ProxySettings {
        trusted = List.copyOf(trusted);
    }
}
