package io.b24hub.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;

/** All attributes of the hub's and Camel's beans, and what their dumping operations say. */
final class Jmx {

    private Jmx() {}

    static String everything() throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        StringBuilder text = new StringBuilder();
        List<ObjectName> names = new ArrayList<>(server.queryNames(new ObjectName("org.apache.camel:*"), null));
        names.addAll(server.queryNames(new ObjectName("io.b24hub*:*"), null));
        assertThat(names).hasSizeGreaterThan(20);
        for (ObjectName name : names) {
            text.append(name).append('\n');
            for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
                if (attribute.isReadable()) {
                    text.append(said(() -> server.getAttribute(name, attribute.getName())));
                }
            }
            for (MBeanOperationInfo operation : server.getMBeanInfo(name).getOperations()) {
                if (operation.getSignature().length == 0
                        && operation.getName().matches("(dump|list|browse|explain).*")) {
                    text.append(said(() -> server.invoke(name, operation.getName(), new Object[0], new String[0])));
                }
            }
        }
        return text.toString();
    }

    @FunctionalInterface
    private interface Asked {
        Object answer() throws JMException;
    }

    private static String said(Asked asked) {
        try {
            Object answer = asked.answer();
            return (answer instanceof Object[] many ? Arrays.deepToString(many) : String.valueOf(answer)) + "\n";
        } catch (JMException | RuntimeMBeanException e) {
            return e + "\n";
        }
    }
}
