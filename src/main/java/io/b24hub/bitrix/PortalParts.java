package io.b24hub.bitrix;

import io.b24hub.time.HubClock;

/** What is known of one portal and shared by those who send its calls. */
record PortalParts(
        PortalAddress address,
        LeakyBucket bucket,
        PortalGate gate,
        OperatingLedger ledger,
        SharedReads shared,
        Traffic traffic,
        RestFailures failures,
        PortalNews news,
        CallWatch watch,
        HubClock clock) {}
