package io.b24hub.camelcli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.b24hub.manage.HubStatus;
import java.util.List;
import org.apache.camel.spi.annotations.DevConsole;

/** The hub: its door, its store, what is on hold. */
@DevConsole(name = HubConsole.ID, displayName = "b24hub", description = "The hub at a glance")
public final class HubConsole extends StatusConsole {

    static final String ID = "b24hub";

    public HubConsole() {
        super(ID, "b24hub", "The hub at a glance");
    }

    @Override
    void write(HubStatus now, StringBuilder text) {
        line(text, "Version: %s, since %s, %d instance(s)", now.version(), now.startedAt(), now.instances());
        line(text, "Running: %d%s", now.running(), now.drained() ? ", drained: begins nothing more" : "");
        HubStatus.Intake intake = now.intake();
        line(
                text,
                "Events: %d, %d in the last minute, %d repeated calls",
                intake.accepted(),
                intake.lastMinute(),
                intake.repeated());
        line(
                text,
                "Answers: half within %d ms, 99 of 100 within %d ms",
                intake.typicalAnswer().toMillis(),
                intake.slowAnswer().toMillis());
        line(text, "Refused: %s", intake.refused());
        line(
                text,
                "Store: %d bytes%s, %d commits",
                now.store().contentBytes(),
                now.store().over() ? ", over its limit" : "",
                now.commits().commits());
        now.holds().forEach(hold -> line(text, "On hold: %s %s: %s", hold.kind().word(), hold.name(), hold.reason()));
    }

    @Override
    ObjectNode part(ObjectNode whole) {
        return whole.remove(List.of("flows", "destinations", "portals"));
    }
}
