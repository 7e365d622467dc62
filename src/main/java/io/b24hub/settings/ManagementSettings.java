package io.b24hub.settings;

/**
 * Where operators look: health and, later, metrics and the console. Apart from intake, on loopback unless told otherwise.
 *
 * @param host address to listen on
 * @param port port to listen on
 */
public record ManagementSettings(String host, int port) {}
