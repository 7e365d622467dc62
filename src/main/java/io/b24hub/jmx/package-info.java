/**
 * The hub in JMX, for Hawtio and JConsole. Names are stable: {@code io.b24hub:type=Hub}, {@code type=Intake},
 * {@code type=Store}, {@code type=Portal,name=main}, {@code type=Flow,name=crm-to-kafka}, {@code type=Destination,name="…"}.
 */
package io.b24hub.jmx;
