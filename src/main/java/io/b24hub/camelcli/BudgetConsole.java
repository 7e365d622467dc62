package io.b24hub.camelcli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.b24hub.bitrix.PortalState;
import io.b24hub.manage.HubStatus;
import java.util.List;
import org.apache.camel.spi.annotations.DevConsole;

/** What the portals still let the hub ask. */
@DevConsole(name = BudgetConsole.ID, displayName = "b24hub budget", description = "The portals' request limits")
public final class BudgetConsole extends StatusConsole {

    static final String ID = "b24hub-budget";

    public BudgetConsole() {
        super(ID, "b24hub budget", "The portals' request limits");
    }

    @Override
    void write(HubStatus now, StringBuilder text) {
        for (PortalState portal : now.portals()) {
            line(
                    text,
                    "%s: %s, %d calls under way, %d waiting",
                    portal.portal(),
                    portal.capacity() == 0
                            ? "no limit"
                            : String.format("bucket at %.1f of %d", portal.level(), portal.capacity()),
                    portal.onTheWay(),
                    portal.waiting().values().stream()
                            .mapToInt(Integer::intValue)
                            .sum());
            line(
                    text,
                    "    %d calls of flows in %d HTTP calls, %d answers shared, %d refused",
                    portal.carried(),
                    portal.sent(),
                    portal.shared(),
                    portal.refusals());
            portal.operating()
                    .forEach((method, seconds) -> line(text, "    %s: %.1f s in ten minutes", method, seconds));
            portal.paused().forEach((method, until) -> line(text, "    %s: left alone until %s", method, until));
            portal.stopped().ifPresent(advice -> line(text, "    stopped: %s", advice));
        }
    }

    @Override
    ObjectNode part(ObjectNode whole) {
        return whole.retain(List.of("at", "portals"));
    }
}
