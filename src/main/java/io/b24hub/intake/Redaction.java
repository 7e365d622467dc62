package io.b24hub.intake;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Takes credentials out of what a call says. Bot events carry a second set of tokens inside {@code data}, as
 * {@code BOT.<id>}, {@code COMMAND.<id>} or {@code bot.auth}.
 */
public final class Redaction {

    // compared without case, underscores and dashes: access_token, accessToken and ACCESS-TOKEN are one
    private static final Set<String> SECRET = Set.of(
            "auth",
            "token",
            "accesstoken",
            "refreshtoken",
            "applicationtoken",
            "apptoken",
            "eventtoken",
            "authtoken",
            "clientsecret",
            "password");

    private Redaction() {}

    /** The same value without secret keys at any depth. Returns its argument when there are none. */
    public static Object of(Object value) {
        if (value instanceof Map<?, ?> map) {
            return ofMap(map);
        }
        return value instanceof List<?> list ? ofList(list) : value;
    }

    private static Object ofMap(Map<?, ?> map) {
        boolean changed = false;
        Map<String, Object> kept = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String key = (String) entry.getKey();
            if (isSecret(key)) {
                changed = true;
                continue;
            }
            Object value = of(entry.getValue());
            changed |= value != entry.getValue();
            kept.put(key, value);
        }
        return changed ? Collections.unmodifiableMap(kept) : map;
    }

    private static Object ofList(List<?> list) {
        boolean changed = false;
        List<Object> kept = new ArrayList<>(list.size());
        for (Object item : list) {
            Object value = of(item);
            changed |= value != item;
            kept.add(value);
        }
        return changed ? Collections.unmodifiableList(kept) : list;
    }

    private static boolean isSecret(String key) {
        if (key.length() < 4 || key.length() > 24) {
            return false;
        }
        return SECRET.contains(key.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT));
    }
}
