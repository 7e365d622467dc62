package io.b24hub.chaos;

import io.b24hub.Hub;
import io.b24hub.settings.HubSettings;
import io.b24hub.settings.SettingsReader;
import io.b24hub.settings.SettingsSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * The hub of the current folder, as {@code b24hub run} starts it, but with a clock that can be made to jump. It does not
 * outlive whoever started it: it stops when its standard input ends.
 */
public final class ChaosHub {

    private ChaosHub() {}

    public static void main(String[] args) {
        SettingsSource source = SettingsSource.of(Path.of("application.properties"), Map.of());
        HubSettings settings = new SettingsReader(source, Path.of("")).read();
        Hub hub = Hub.start(settings, source, Hub.Listeners.NONE, new ShiftedClock(Path.of("")));
        Runtime.getRuntime().addShutdownHook(new Thread(hub::close, "b24hub-stop"));
        Thread watch = new Thread(() -> closeWithInput(hub), "b24hub-chaos-input");
        watch.setDaemon(true);
        watch.start();
    }

    private static void closeWithInput(Hub hub) {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // ended as well
        }
        hub.close();
    }
}
