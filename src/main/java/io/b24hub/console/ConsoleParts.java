package io.b24hub.console;

import io.b24hub.manage.HubParts;
import io.b24hub.manage.StatusReader;
import io.b24hub.settings.ManagementSettings;
import io.b24hub.settings.ShownSetting;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What the console shows and steers.
 *
 * @param hub the running hub
 * @param status the hub at a glance
 * @param management who may enter
 * @param settings those in effect, without secrets
 * @param zone in which times are shown and read
 * @param random nobody can guess; makes the keys of sessions
 */
public record ConsoleParts(
        HubParts hub,
        StatusReader status,
        ManagementSettings management,
        Supplier<List<ShownSetting>> settings,
        ZoneId zone,
        RandomGenerator random) {}
