package io.b24hub.component.bitrix24;

import java.util.List;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.model.WhenDefinition;
import org.apache.camel.processor.ChoiceProcessor;
import org.apache.camel.processor.FilterProcessor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Writes down what each {@code filter} and {@code choice} of a flow decided: {@code filter only-won: no},
 * {@code choice by-kind: lead}. One for the whole Camel context.
 *
 * <p>Camel 4.17.0 keeps no such record. A filter tells its result in a property when it has a name for it, so it gets one; a
 * choice asks the branches, so these are replaced by ones that tell. Nothing is evaluated twice.
 */
public final class Decisions implements InterceptStrategy {

    private static final String PREFIX = "CamelBitrix24Decided.";

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor next) {
        Processor origin = next == null ? target : next;
        String property = PREFIX + definition.getId();
        if (origin instanceof FilterProcessor filter) {
            if (filter.getStatusPropertyName() == null) {
                filter.setStatusPropertyName(property);
            }
            return new Told(target, "filter" + name(definition), filter.getStatusPropertyName());
        }
        if (origin instanceof ChoiceProcessor choice && definition instanceof ChoiceDefinition choices) {
            replaceBranches(context, choice, choices, property);
            return new Told(target, "choice" + name(definition), property);
        }
        return target;
    }

    private static void replaceBranches(
            CamelContext context, ChoiceProcessor choice, ChoiceDefinition choices, String property) {
        // a view of the processor's own array
        List<FilterProcessor> branches = choice.getFilters();
        List<WhenDefinition> whens = choices.getWhenClauses();
        for (int i = 0; i < branches.size(); i++) {
            // Camel leaves out branches that are disabled
            String when = whens.size() == branches.size() ? name(whens.get(i)).strip() : "";
            String yes = when.isEmpty() ? "when " + (i + 1) : when;
            String no = i < branches.size() - 1 ? "" : choice.getOtherwise() == null ? "none" : "otherwise";
            branches.set(i, new Branch(context, branches.get(i), property, yes, no));
        }
    }

    private static String name(NamedNode node) {
        return node instanceof OptionalIdentifiedDefinition<?> step && step.hasCustomIdAssigned()
                ? " " + step.getId()
                : "";
    }

    /** One {@code when}. */
    private static final class Branch extends FilterProcessor {

        private final String property;
        private final String yes;
        private final String no;

        /**
         * @param no what it means when this one does not match either; empty when others are still to be asked
         */
        Branch(CamelContext context, FilterProcessor replaced, String property, String yes, String no) {
            super(context, replaced.getPredicate(), replaced.getProcessor());
            this.property = property;
            this.yes = yes;
            this.no = no;
        }

        @Override
        public boolean matches(Exchange exchange) {
            boolean matches = super.matches(exchange);
            String decided = matches ? yes : no;
            if (!decided.isEmpty()) {
                exchange.setProperty(property, decided);
            }
            return matches;
        }
    }

    /** Takes a line of the trail before the step, and writes it when the decision is known. */
    private static final class Told extends DelegateAsyncProcessor {

        private final String label;
        private final String property;

        Told(Processor step, String label, String property) {
            super(step);
            this.label = label;
            this.property = property;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            return Trail.of(exchange)
                    .map(trail -> follow(exchange, callback, trail.lines().next()))
                    .orElseGet(() -> super.process(exchange, callback));
        }

        private boolean follow(Exchange exchange, AsyncCallback callback, TrailLines.Line line) {
            exchange.removeProperty(property);
            return super.process(exchange, doneSync -> {
                Object decided = exchange.getProperty(property);
                if (decided != null) {
                    line.write(label + ": " + word(decided));
                }
                callback.done(doneSync);
            });
        }

        private static String word(Object decided) {
            if (decided instanceof Boolean matched) {
                return matched ? "yes" : "no";
            }
            return decided.toString();
        }
    }
}
