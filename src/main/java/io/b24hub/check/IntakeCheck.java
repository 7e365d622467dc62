package io.b24hub.check;

import io.b24hub.intake.IntakeRoutes;
import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import javax.net.ssl.SSLException;

/** Looks whether the public address leads to a hub's intake. */
final class IntakeCheck {

    private static final String SETTING = "hub.intake.public-url";

    private final Web web;
    private final Findings.Area findings;

    IntakeCheck(Web web, Findings.Area findings) {
        this.web = web;
        this.findings = findings;
    }

    void notAsked() {
        findings.skipped("public address", SETTING + " is not set");
    }

    /** @param running whether a hub has the store open */
    void check(URI address, Collection<String> portals, boolean running) {
        if (!"https".equals(address.getScheme())) {
            findings.warn(
                    "public address",
                    "is not https",
                    "Bitrix24 calls public https addresses with a trusted certificate only.");
        }
        String base = address.toString().replaceAll("/+$", "");
        for (String portal : portals) {
            look(URI.create(base + "/bitrix24/" + portal), address.getAuthority(), portal, running);
        }
    }

    private void look(URI address, String host, String portal, boolean running) {
        String subject = "/bitrix24/" + portal;
        try {
            Web.Page page = web.get(address);
            if (page.status() == 200 && page.body().equals(IntakeRoutes.GREETING)) {
                findings.ok(subject, host + " leads to a hub that knows this portal");
            } else if (!running) {
                notRunning(subject, host + " answered HTTP " + page.status());
            } else if (page.status() / 100 == 3) {
                findings.fail(
                        subject,
                        host + " redirects, HTTP " + page.status() + "; Bitrix24's events would be lost",
                        "Give the address that needs no redirect, or pass calls on in the proxy.");
            } else {
                findings.fail(
                        subject,
                        host + " answered HTTP " + page.status() + ", and it was not the hub"
                                + (page.status() == 404 ? ", or one that does not know this portal" : ""),
                        "Let the proxy pass /bitrix24/ on to the hub's port, path and method unchanged.");
            }
        } catch (SSLException e) {
            findings.fail(
                    subject,
                    "the certificate of " + host + " is not trusted: " + findings.describe(e),
                    "Bitrix24 calls addresses with a publicly trusted certificate only.");
        } catch (IOException e) {
            if (running) {
                findings.warn(
                        subject,
                        host + " cannot be reached from here: " + findings.describe(e),
                        "Some networks do not let machines inside reach their own public address; try from outside.");
            } else {
                notRunning(subject, host + " cannot be reached from here: " + findings.describe(e));
            }
        }
    }

    private void notRunning(String subject, String words) {
        findings.skipped(subject, words + "; no hub runs on this store: start it, then check again");
    }
}
