package io.b24hub.settings;

/**
 * When the hub tells of itself.
 *
 * @param diskFree bytes that should be free where the store is; 0 to look at no disk
 */
public record AlertSettings(long diskFree) {}
