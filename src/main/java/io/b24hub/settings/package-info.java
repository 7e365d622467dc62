/**
 * What can be configured, read once at the start into records and checked together: {@link
 * io.b24hub.settings.HubSettings} is the whole of it.
 */
package io.b24hub.settings;
