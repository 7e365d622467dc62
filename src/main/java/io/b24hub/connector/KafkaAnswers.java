package io.b24hub.connector;

import io.b24hub.connector.Verdict.Hopeless;
import io.b24hub.connector.Verdict.Retry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * What Kafka's errors mean. Everything not named here is retried, an unknown topic too: brokers create topics, and
 * forget them while they start. Stateless.
 */
final class KafkaAnswers {

    private static final int DEEPEST = 50;

    private KafkaAnswers() {}

    /** Whether Kafka's client has tried again by itself until its time was up. */
    static boolean triedLongEnough(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (cause instanceof TimeoutException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    static Verdict judge(KafkaException failure, String described) {
        String reason = "Kafka refused the record: " + described;
        if (failure instanceof RecordTooLargeException || failure instanceof RecordBatchTooLargeException) {
            return new Hopeless(
                    reason, "Send less, or raise max.request.size here and message.max.bytes at the broker.");
        }
        if (failure instanceof AuthorizationException) {
            return new Hopeless(reason, "Give the hub's Kafka user the right to write to this topic.");
        }
        if (failure instanceof AuthenticationException) {
            return new Hopeless(reason, "Check the user, password or certificate for Kafka.");
        }
        if (failure instanceof InvalidTopicException) {
            return new Hopeless(reason, "Check the topic's name: Kafka allows letters, digits, dot, _ and -.");
        }
        if (failure instanceof SerializationException) {
            return new Hopeless(
                    reason, "Convert the body to text or bytes before the kafka: step; split a list of events first.");
        }
        return new Retry(reason);
    }
}
