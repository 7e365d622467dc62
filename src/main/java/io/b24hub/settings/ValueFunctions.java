package io.b24hub.settings;

import java.util.Map;
import java.util.Optional;

/**
 * Answers what a value asks for: {@code {{hashicorp:secret/telegram#token}}} is the function {@code hashicorp} with what
 * follows the colon. Found as a service, so that the settings know nothing of who answers.
 *
 * <p>Implementations are stateless and thread-safe.
 */
public interface ValueFunctions {

    /**
     * Asks once; may wait for a server far away.
     *
     * @param function its name
     * @param argument what stands behind the colon
     * @param camel the settings that begin with {@code camel.}, where a vault's address and credentials stand
     * @return what it says, or empty when nobody has such a function
     * @throws RuntimeException when it has no answer; its text may hold anything
     */
    Optional<String> call(String function, String argument, Map<String, String> camel);
}
