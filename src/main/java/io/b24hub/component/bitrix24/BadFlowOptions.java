package io.b24hub.component.bitrix24;

import io.b24hub.failure.HubException;
import java.util.List;
import java.util.stream.Collectors;

/** A flow's {@code bitrix24:} address asks for what cannot be. Names everything that is wrong with it at once. */
public final class BadFlowOptions extends HubException {

    private static final long serialVersionUID = 1L;

    private final String firstOption;
    private final transient List<Problem> problems;

    BadFlowOptions(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining(". ")));
        firstOption = problems.get(0).option();
        this.problems = List.copyOf(problems);
    }

    /** Everything that is wrong. */
    List<Problem> problems() {
        return problems;
    }

    /** The option that the first problem is about; empty when it is about the events. */
    public String firstOption() {
        return firstOption;
    }

    /**
     * One thing that is wrong.
     *
     * @param option the option's name; empty for the events
     * @param text what is wrong with it, and what would work
     */
    record Problem(String option, String text) {

        @Override
        public String toString() {
            return text;
        }
    }
}
