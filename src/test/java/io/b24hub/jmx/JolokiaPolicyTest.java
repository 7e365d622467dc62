package io.b24hub.jmx;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.TestHub;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jolokia.server.core.restrictor.policy.PolicyRestrictor;
import org.jolokia.server.core.util.HttpMethod;
import org.jolokia.server.core.util.RequestType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code docker/hawtio/jolokia-policy.xml} lets through, asked of Jolokia's own reader of policies. A command in its
 * {@code commands} is allowed on every MBean whatever {@code allow} says, so it has neither read nor exec.
 */
@Timeout(60)
class JolokiaPolicyTest {

    private static final Path POLICY = Path.of("docker/hawtio/jolokia-policy.xml");

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private PolicyRestrictor policy;

    @TempDir
    private Path dir;

    @BeforeEach
    void read() throws IOException {
        try (InputStream text = Files.newInputStream(POLICY)) {
            policy = new PolicyRestrictor(text);
        }
    }

    @Test
    void no_command_but_looking_for_names_is_allowed_everywhere() {
        for (RequestType type : RequestType.values()) {
            assertThat(policy.isTypeAllowed(type))
                    .as(type.name())
                    .isEqualTo(Set.of(RequestType.LIST, RequestType.SEARCH, RequestType.VERSION)
                            .contains(type));
        }
    }

    @Test
    void the_hubs_own_beans_can_be_read_and_operated() throws Exception {
        try (TestHub hub = TestHub.in(dir).start()) {
            Set<ObjectName> own = server.queryNames(new ObjectName("io.b24hub:*"), null);
            assertThat(own)
                    .extracting(name -> name.getKeyProperty("type"))
                    .contains("Hub", "Intake", "Store", "Portal");
            for (ObjectName name : own) {
                for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
                    assertThat(policy.isAttributeReadAllowed(name, attribute.getName()))
                            .isTrue();
                }
                for (MBeanOperationInfo operation : server.getMBeanInfo(name).getOperations()) {
                    assertThat(policy.isOperationAllowed(name, operation.getName()))
                            .isTrue();
                }
            }
        }
    }

    @Test
    void of_camel_everything_can_be_read_and_nothing_done() throws Exception {
        try (TestHub hub = TestHub.in(dir).start()) {
            Set<ObjectName> camel = server.queryNames(new ObjectName("org.apache.camel:*"), null);
            assertThat(camel).hasSizeGreaterThan(5);
            for (ObjectName name : camel) {
                for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
                    assertThat(policy.isAttributeReadAllowed(name, attribute.getName()))
                            .isTrue();
                    assertThat(policy.isAttributeWriteAllowed(name, attribute.getName()))
                            .as("write %s of %s", attribute.getName(), name)
                            .isFalse();
                }
                for (MBeanOperationInfo operation : server.getMBeanInfo(name).getOperations()) {
                    if (!operation.getName().matches("dumpRoutes?(Stats)?AsXml")) {
                        assertThat(policy.isOperationAllowed(name, operation.getName()))
                                .as("%s of %s", operation.getName(), name)
                                .isFalse();
                    }
                }
            }
        }
    }

    @Test
    void routes_are_shown_as_they_are_written_and_not_with_their_settings_filled_in() throws Exception {
        ObjectName context = new ObjectName("org.apache.camel:context=b24hub,type=context,name=\"b24hub\"");

        assertThat(policy.isOperationAllowed(context, "dumpRoutesAsXml()")).isTrue();
        assertThat(policy.isOperationAllowed(context, "dumpRoutesAsXml(boolean)"))
                .isFalse();
        assertThat(policy.isOperationAllowed(context, "dumpRoutesAsXml(boolean,boolean)"))
                .isFalse();
        assertThat(policy.isOperationAllowed(context, "dumpRoutesAsXml(boolean,boolean,boolean)"))
                .isFalse();
    }

    @Test
    void everything_else_in_the_process_is_closed() throws Exception {
        ObjectName own = new ObjectName("io.b24hub:*");
        ObjectName camel = new ObjectName("org.apache.camel:*");
        int asked = 0;
        for (ObjectName name : server.queryNames(null, null)) {
            if (own.apply(name) || camel.apply(name)) {
                continue;
            }
            for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
                assertThat(policy.isAttributeReadAllowed(name, attribute.getName()))
                        .as("read %s of %s", attribute.getName(), name)
                        .isFalse();
                assertThat(policy.isAttributeWriteAllowed(name, attribute.getName()))
                        .as("write %s of %s", attribute.getName(), name)
                        .isFalse();
                asked++;
            }
            for (MBeanOperationInfo operation : server.getMBeanInfo(name).getOperations()) {
                assertThat(policy.isOperationAllowed(name, operation.getName()))
                        .as("%s of %s", operation.getName(), name)
                        .isFalse();
                asked++;
            }
        }
        assertThat(asked).isGreaterThan(100);
        assertThat(policy.isOperationAllowed(new ObjectName("java.lang:type=Memory"), "gc"))
                .isFalse();
        assertThat(policy.isAttributeReadAllowed(new ObjectName("java.lang:type=Runtime"), "SystemProperties"))
                .isFalse();
        assertThat(policy.isOperationAllowed(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"), "vmSystemProperties"))
                .isFalse();
        assertThat(policy.isOperationAllowed(new ObjectName("ch.qos.logback.classic:Name=default"), "reloadByURL"))
                .isFalse();
    }

    @Test
    void only_this_machine_asks_and_no_page_of_another_site() {
        assertThat(policy.isRemoteAccessAllowed("127.0.0.1")).isTrue();
        assertThat(policy.isRemoteAccessAllowed("192.0.2.7")).isFalse();
        assertThat(policy.isOriginAllowed("http://127.0.0.1:8778", true)).isTrue();
        assertThat(policy.isOriginAllowed("https://example.com", true)).isFalse();
        assertThat(policy.isHttpMethodAllowed(HttpMethod.GET)).isTrue();
    }
}
