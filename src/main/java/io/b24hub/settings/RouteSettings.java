package io.b24hub.settings;

import java.nio.file.Path;

/**
 * Where the route files are and how they are treated.
 *
 * @param dir the folder
 * @param reload whether edits are taken over while the hub runs
 * @param stopOnBadFile whether a file that cannot be loaded stops the start; otherwise the hub starts without it and its
 *     events wait
 */
public record RouteSettings(Path dir, boolean reload, boolean stopOnBadFile) {}
