package io.b24hub.check;

import io.b24hub.settings.HookSettings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Connects to the servers behind secret addresses, as {@link HttpCheck} does. Sends no request: a message would appear. */
final class HookCheck implements DestinationCheck {

    private final Map<String, HookSettings> hooks;

    HookCheck(Map<String, HookSettings> hooks) {
        this.hooks = hooks;
    }

    @Override
    public Set<String> schemes() {
        return Set.of("hook");
    }

    @Override
    public void check(List<Use> uses, Findings.Area findings) {
        Set<String> names = new TreeSet<>();
        uses.forEach(use -> names.add(use.destination().path().replaceFirst("^//", "")));
        Map<String, String> byServer = new TreeMap<>();
        for (String name : names) {
            if (!hooks.containsKey(name)) {
                findings.fail("hook:" + name, "has no address", "Set hub.hook." + name + ".url.");
            } else {
                byServer.merge(hooks.get(name).server().toString(), "hook:" + name, (a, b) -> a + ", " + b);
            }
        }
        byServer.forEach((server, whose) -> HttpCheck.connect(
                whose + " at ",
                server.substring(0, server.indexOf(':')),
                server.replaceFirst("^[a-z]+://", ""),
                findings));
    }
}
