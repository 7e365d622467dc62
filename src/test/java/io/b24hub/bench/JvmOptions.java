package io.b24hub.bench;

import java.util.List;

/** Options of the virtual machine for a hub on a small machine. The start script has the same. */
final class JvmOptions {

    static final List<String> RECOMMENDED =
            List.of("-XX:+UseSerialGC", "-Xms160m", "-Xmx256m", "-Xmn24m", "-Xss512k", "-XX:MetaspaceSize=64m");

    private JvmOptions() {}
}
