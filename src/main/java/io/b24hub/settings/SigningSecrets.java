package io.b24hub.settings;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What flows sign with, {@code flow.<id>.signing-secret}. Immutable; holds secrets only wrapped.
 *
 * @param ofFlows by the flow's id, as the key names it; the Base64 of each secret, without {@code whsec_}
 */
public record SigningSecrets(Map<String, List<Secret>> ofFlows) {

    /** Nothing is signed. */
    public static final SigningSecrets NONE = new SigningSecrets(Map.of());

    public SigningSecrets {
        ofFlows = Map.copyOf(ofFlows);
    }

    /**
     * The secrets of a flow; several while they are being replaced, none when it does not sign. What the environment names
     * is found under the id in small letters with dashes.
     */
    public List<Secret> of(String flow) {
        String plain = flow.toLowerCase(Locale.ROOT).replace('.', '-').replace('_', '-');
        return ofFlows.getOrDefault(flow, ofFlows.getOrDefault(plain, List.of()));
    }

    Collection<Secret> all() {
        return ofFlows.values().stream().flatMap(List::stream).toList();
    }
}
