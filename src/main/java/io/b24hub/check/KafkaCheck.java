package io.b24hub.check;

import io.b24hub.route.Destination;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks Kafka's brokers about topics. Publishes nothing and makes no topic. */
final class KafkaCheck implements DestinationCheck {

    private static final int PATIENCE_MILLIS = 6_000;
    /** Options of camel-kafka that say how to connect; Kafka's own names have dots for the capitals. */
    private static final List<String> SECURITY = List.of(
            "securityProtocol",
            "saslMechanism",
            "saslJaasConfig",
            "sslTruststoreLocation",
            "sslTruststorePassword",
            "sslTruststoreType",
            "sslKeystoreLocation",
            "sslKeystorePassword",
            "sslKeystoreType",
            "sslKeyPassword");

    private record Target(String topic, Map<String, Object> connection) {}

    private final Function<String, Optional<String>> settings;

    /** @param settings looks up what is set for the whole connector */
    KafkaCheck(Function<String, Optional<String>> settings) {
        this.settings = settings;
    }

    @Override
    public Set<String> schemes() {
        return Set.of("kafka");
    }

    @Override
    public void check(List<Use> uses, Findings.Area findings) {
        Set<Target> seen = new LinkedHashSet<>();
        for (Use use : uses) {
            Map<String, Object> connection = connection(use.destination());
            String topic = use.destination().path();
            if (Use.isOpen(topic)) {
                findings.skipped("kafka", "flow " + use.flow() + " decides at run time which topic");
            } else if (!connection.containsKey("bootstrap.servers")) {
                findings.fail("kafka topic " + topic, "no brokers are set", "Set hub.kafka.brokers.");
            } else if (seen.add(new Target(topic, connection))) {
                look(topic, connection, findings);
            }
        }
    }

    private Map<String, Object> connection(Destination to) {
        Map<String, Object> connection = new HashMap<>();
        option(to, "brokers").ifPresent(brokers -> connection.put("bootstrap.servers", brokers));
        SECURITY.forEach(name -> option(to, name).ifPresent(value -> connection.put(dotted(name), value)));
        return connection;
    }

    private Optional<String> option(Destination to, String name) {
        return Optional.of(to.option(name))
                .filter(value -> !value.isEmpty())
                .or(() -> settings.apply("camel.component.kafka." + name))
                .or(() -> settings.apply("camel.component.kafka.configuration." + name));
    }

    private static String dotted(String name) {
        return name.replaceAll("([A-Z])", ".$1").toLowerCase(Locale.ROOT);
    }

    private static void look(String topic, Map<String, Object> connection, Findings.Area findings) {
        String subject = "kafka topic " + topic;
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put("client.id", "b24hub-check");
        settings.put("request.timeout.ms", PATIENCE_MILLIS / 2);
        settings.put("default.api.timeout.ms", PATIENCE_MILLIS);
        settings.put("socket.connection.setup.timeout.ms", PATIENCE_MILLIS / 2);
        try (AdminClient kafka = AdminClient.create(settings)) {
            Map<String, TopicDescription> found = kafka.describeTopics(
                            List.of(topic), new DescribeTopicsOptions().includeAuthorizedOperations(true))
                    .allTopicNames()
                    .get(PATIENCE_MILLIS + 2_000, TimeUnit.MILLISECONDS);
            judge(subject, found, findings);
        } catch (ExecutionException e) {
            refused(subject, e.getCause(), findings);
        } catch (KafkaException e) {
            refused(subject, e.getCause() == null ? e : e.getCause(), findings);
        } catch (TimeoutException e) {
            refused(subject, e, findings);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            findings.warn(subject, "interrupted", "Run the check again.");
        }
    }

    private static void judge(String subject, Map<String, TopicDescription> found, Findings.Area findings) {
        found.values().forEach(topic -> judge(subject, topic, findings));
    }

    private static void judge(String subject, TopicDescription topic, Findings.Area findings) {
        Set<AclOperation> allowed =
                Optional.ofNullable(topic.authorizedOperations()).orElse(Set.of());
        String partitions = topic.partitions().size() + (topic.partitions().size() == 1 ? " partition" : " partitions");
        if (topic.partitions().stream()
                .anyMatch(p -> p.leader() == null || p.leader().isEmpty())) {
            findings.warn(subject, partitions + ", at least one without a leader", "Look after the brokers.");
        } else if (allowed.isEmpty()) {
            findings.ok(subject, partitions + "; that the hub may write is not proven");
        } else if (allowed.contains(AclOperation.WRITE) || allowed.contains(AclOperation.ALL)) {
            findings.ok(subject, partitions + ", may be written to");
        } else {
            findings.fail(subject, "the hub's Kafka user may not write to it", "Give this user the operation WRITE.");
        }
    }

    private static void refused(String subject, Throwable failure, Findings.Area findings) {
        if (failure instanceof UnknownTopicOrPartitionException) {
            findings.warn(
                    subject,
                    "the brokers answer; there is no such topic",
                    "Create it, unless the brokers make topics by themselves (auto.create.topics.enable).");
        } else if (failure instanceof AuthorizationException) {
            findings.fail(subject, findings.describe(failure), "Give the hub's Kafka user the right to this topic.");
        } else {
            findings.fail(
                    subject,
                    "the brokers do not answer: " + findings.describe(failure),
                    "Check hub.kafka.brokers, name service, firewall and the security settings.");
        }
    }
}
