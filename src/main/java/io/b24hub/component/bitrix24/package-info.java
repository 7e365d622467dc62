/**
 * The Camel face of the hub: the {@code bitrix24:} scheme. As a consumer it starts a flow, as a producer it calls the
 * portal. Everything that can be done without Camel is done elsewhere.
 */
package io.b24hub.component.bitrix24;
