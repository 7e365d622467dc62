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

    @Metadata(
            label = "consumer",
            description = "How many events the body holds, for a flow with batchSize above 1 or maxBehind; such a"
                    + " flow has none of the headers of single events.",
            javaType = "Integer")
    public static final String BATCH_SIZE = "CamelBitrix24BatchSize";

    @Metadata(
            label = "producer",
            description = "How many rows the list has over all pages, after a REST method that tells it; with"
                    + " variableReceive=x, the variable header:x.CamelBitrix24Total.",
            javaType = "Long")
    public static final String TOTAL = "CamelBitrix24Total";

    @Metadata(
            label = "consumer",
            description = "Whether the body holds more events than usual because the flow has fallen behind; only for a"
                    + " flow with maxBehind.",
            javaType = "Boolean")
    public static final String DIGEST = "CamelBitrix24Digest";

    @Metadata(
            label = "consumer",
            description = "In a digest: how many deliveries wait behind it, as far as they were counted: 1000 and more"
                    + " may be more.",
            javaType = "Integer")
    public static final String WAITING = "CamelBitrix24Waiting";

    /** Exchange property: the event, as last enriched; kept when a step replaces the body; absent in a batch. */
    public static final String EVENT_PROPERTY = "CamelBitrix24Event";

    /** Exchange property: threads for what goes on after a REST call; only flows with very many deliveries have own ones. */
    static final String THREADS_PROPERTY = "CamelBitrix24Threads";

    private Bitrix24Constants() {}
}
