package io.b24hub.camelcli;

import io.b24hub.manage.ManagementServer;
import io.b24hub.manage.StatusReader;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.console.DevConsole.MediaType;
import org.apache.camel.console.DevConsoleRegistry;
import org.apache.camel.spi.CliConnectorFactory;
import org.apache.camel.util.json.JsonObject;

/**
 * Opens a hub to Camel's own tools, or keeps it closed to them.
 */
public final class CamelTools {

    /** Consoles that tell how it goes; those that act, or print addresses, properties, beans or messages, are left out. */
    private static final List<String> SERVED = List.of(
            HubConsole.ID,
            FlowsConsole.ID,
            BudgetConsole.ID,
            "blocked",
            "context",
            "health",
            "inflight",
            "memory",
            "route",
            "thread",
            "top");

    private static final String PATH = "/q/dev/";

    private CamelTools() {}

    /**
     * Decides before Camel starts.
     *
     * @param wanted whether it is open
     * @param stop ends the hub
     */
    public static void prepare(CamelContext context, boolean wanted, String version, Runnable stop) {
        context.getCamelContextExtension()
                .addContextPlugin(CliConnectorFactory.class, new HubConnector.Factory(wanted, version, stop));
        if (wanted) {
            // a tracer that stands by costs little; it records when somebody asks it to
            context.setBacklogTracingStandby(true);
            context.setDevConsole(true);
        }
    }

    /** Adds the hub's own consoles to Camel's, and shows them and harmless ones of Camel on the management listener. */
    public static void open(CamelContext context, StatusReader status, ManagementServer management) {
        DevConsoleRegistry consoles = context.getCamelContextExtension().getContextPlugin(DevConsoleRegistry.class);
        context.getRegistry().bind("b24hub-status", status);
        // harmless where Camel has found them by itself
        List.of(new HubConsole(), new FlowsConsole(), new BudgetConsole()).forEach(consoles::register);
        SERVED.forEach(id -> {
            management.show(PATH + id, "text/plain; charset=utf-8", () -> text(consoles, id));
            management.show(PATH + id + ".json", "application/json; charset=utf-8", () -> json(consoles, id));
        });
    }

    private static String text(DevConsoleRegistry consoles, String id) {
        return consoles.resolveById(id).call(MediaType.TEXT, Map.of()).toString();
    }

    private static String json(DevConsoleRegistry consoles, String id) {
        return ((JsonObject) consoles.resolveById(id).call(MediaType.JSON, Map.of())).toJson();
    }
}
