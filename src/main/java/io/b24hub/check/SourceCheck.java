package io.b24hub.check;

import io.b24hub.settings.HubSettings;
import io.b24hub.settings.PortalSettings;
import io.b24hub.settings.SourceList;
import io.b24hub.settings.SourceMode;
import io.b24hub.source.BadList;
import io.b24hub.source.ListFetch;
import io.b24hub.source.PublishedList;
import java.io.IOException;
import java.net.URI;
import java.util.EnumSet;
import java.util.Set;

/** Looks whether the lists of Bitrix24's addresses can be had, and whether the hub will see who calls. */
final class SourceCheck {

    private static final String TRUSTED = "hub.intake.trusted-proxies";

    private final HubSettings settings;
    private final Findings.Area findings;
    private final ListFetch fetch = new ListFetch();

    SourceCheck(HubSettings settings, Findings.Area findings) {
        this.settings = settings;
        this.findings = findings;
    }

    void check() {
        Set<SourceList> lists = EnumSet.noneOf(SourceList.class);
        for (PortalSettings portal : settings.portals().values()) {
            lists.addAll(portal.sources().lists());
            mode(portal);
        }
        lists.forEach(this::list);
        if (settings.portals().values().stream()
                .anyMatch(portal -> portal.sources().mode() != SourceMode.OFF)) {
            proxies();
        }
    }

    private void mode(PortalSettings portal) {
        String subject = "calls of " + portal.name();
        switch (portal.sources().mode()) {
            case OFF -> findings.skipped(subject, "may come from any address");
            case WARN -> findings.ok(subject, "from strange addresses are taken and told of");
            case ENFORCE -> findings.ok(subject, "from strange addresses are refused");
        }
    }

    private void list(SourceList list) {
        URI address = settings.sourceLists().get(list);
        String subject = "list " + list.word();
        try {
            findings.ok(
                    subject, PublishedList.read(fetch.get(address)).size() + " addresses of Bitrix24 at " + address);
        } catch (IOException e) {
            findings.warn(
                    subject,
                    address + " cannot be had: " + findings.describe(e),
                    "Let the hub reach it, or set " + list.setting() + " to a copy. Until it was read once, calls from"
                            + " any address are taken.");
        } catch (BadList e) {
            findings.warn(
                    subject,
                    address + " is no list of addresses: " + e.getMessage(),
                    "Set " + list.setting() + " to where the list is.");
        }
    }

    /** A certificate of its own means that Bitrix24 calls the hub itself, or through a proxy that passes TLS on. */
    private void proxies() {
        boolean trusts = !settings.intake().proxies().trusted().isEmpty();
        boolean behind = settings.intake().tls().isEmpty();
        if (trusts) {
            findings.ok("proxies", "callers' addresses come from " + TRUSTED);
        } else if (behind) {
            findings.warn(
                    "proxies",
                    "the hub has no certificate, so it is behind a proxy, which it does not trust: every call seems to"
                            + " come from the proxy, and counts as strange",
                    "Set " + TRUSTED + " to the addresses that the proxy calls from.");
        } else {
            findings.ok("proxies", "none; the hub is called directly");
        }
    }
}
