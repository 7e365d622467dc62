package io.b24hub.jmx;

/** What JMX shows of the alarms; their text comes as notifications. */
public interface AlarmsMBean {

    /** Notifications sent since the start. */
    long getSent();

    /** The last one; empty before the first. */
    String getLast();
}
