package io.b24hub.component.bitrix24;

import org.apache.camel.spi.Metadata;

/**
 * Headers and properties that the consumer sets. The {@code Camel} prefix makes Camel's header filters drop them where a
 * message leaves the hub; none of them carries a secret.
 */
public final class Bitrix24Constants {

    @Metadata(label = "consumer", description = "The hub's id of the event.", javaType = "String")
    public static final String EVENT_ID = "CamelBitrix24EventId";

    @Metadata(label = "consumer", description = "The event code in upper case.", javaType = "String")
    public static final String EVENT_TYPE = "CamelBitrix24EventType";

    @Metadata(label = "consumer", description = "The portal's name in the configuration.", javaType = "String")
    public static final String PORTAL = "CamelBitrix24Portal";

    @Metadata(
            label = "consumer",
            description = "The entity within its portal, for example deal:662; empty when the event names none.",
            javaType = "String")
    public static final String ENTITY = "CamelBitrix24Entity";

    @Metadata(
            label = "consumer",
            description = "The number of this delivery. It stays the same when the delivery is tried again.",
            javaType = "Long")
    public static final String DELIVERY_ID = "CamelBitrix24DeliveryId";

    @Metadata(label = "consumer", description = "Which attempt this is, from 1.", javaType = "Integer")
    public static final String ATTEMPT = "CamelBitrix24Attempt";

    /** Exchange property: the event, as last enriched; kept when a step replaces the body. */
    public static final String EVENT_PROPERTY = "CamelBitrix24Event";

    private Bitrix24Constants() {}
}
