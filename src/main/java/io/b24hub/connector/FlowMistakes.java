package io.b24hub.connector;

import java.util.List;
import org.apache.camel.ExpressionEvaluationException;
import org.apache.camel.ExpressionIllegalSyntaxException;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.InvalidPayloadRuntimeException;
import org.apache.camel.InvalidPropertyException;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.NoSuchHeaderException;
import org.apache.camel.NoSuchHeaderOrPropertyException;
import org.apache.camel.NoSuchLanguageException;
import org.apache.camel.NoSuchPropertyException;
import org.apache.camel.NoSuchVariableException;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.RuntimeExchangeException;
import org.apache.camel.TypeConversionException;
import org.apache.camel.ValidationException;
import org.apache.camel.component.bean.MethodNotFoundException;

/**
 * Camel's ways to say that the route, or what it was fed, is wrong. The same input fails the same way tomorrow.
 * Stateless.
 */
final class FlowMistakes {

    private static final List<Class<? extends Throwable>> KINDS = List.of(
            ExpressionEvaluationException.class,
            ExpressionIllegalSyntaxException.class,
            InvalidPayloadException.class,
            InvalidPayloadRuntimeException.class,
            InvalidPropertyException.class,
            MethodNotFoundException.class,
            NoSuchBeanException.class,
            NoSuchEndpointException.class,
            NoSuchHeaderException.class,
            NoSuchHeaderOrPropertyException.class,
            NoSuchLanguageException.class,
            NoSuchPropertyException.class,
            NoSuchVariableException.class,
            NoTypeConversionAvailableException.class,
            ResolveEndpointFailedException.class,
            TypeConversionException.class,
            ValidationException.class);

    private FlowMistakes() {}

    static boolean matches(Throwable failure) {
        return KINDS.stream().anyMatch(kind -> kind.isInstance(failure)) || isMissingParameter(failure);
    }

    /** camel-sql (4.17.0) has no type of its own for a value that a statement names and the body does not have. */
    private static boolean isMissingParameter(Throwable failure) {
        return failure instanceof RuntimeExchangeException
                && String.valueOf(failure.getMessage()).startsWith("Cannot find key [");
    }
}
