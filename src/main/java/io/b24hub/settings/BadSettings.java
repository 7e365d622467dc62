package io.b24hub.settings;

import io.b24hub.failure.HubException;
import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used. Lists every problem at once; never shows a secret. */
public final class BadSettings extends HubException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public BadSettings(List<Problem> problems) {
        super(problems.stream()
                .map(Problem::toString)
                .collect(Collectors.joining(
                        "\n",
                        "The configuration has " + problems.size() + (problems.size() == 1 ? " problem" : " problems")
                                + ":\n",
                        "")));
        this.problems = List.copyOf(problems);
    }

    /** All of them. */
    public List<Problem> problems() {
        return problems;
    }

    /**
     * One problem.
     *
     * @param key the setting
     * @param reason what is wrong with it
     * @param example what would work, as a whole line of the properties file
     */
    public record Problem(String key, String reason, String example) {

        @Override
        public String toString() {
            return "  " + key + ": " + reason + "\n      for example  " + example;
        }
    }
}
