package io.b24hub;

import java.util.Optional;

/** Which b24hub this is. */
public final class HubVersion {

    /** The version in the jar's manifest; {@code (not packaged)} without a jar. */
    public static final String NUMBER = Optional.ofNullable(
                    HubVersion.class.getPackage().getImplementationVersion())
            .orElse("(not packaged)");

    private HubVersion() {}
}
