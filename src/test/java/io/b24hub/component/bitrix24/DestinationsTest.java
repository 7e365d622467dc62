package io.b24hub.component.bitrix24;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class DestinationsTest {

    private final CamelContext camel = new DefaultCamelContext();

    private Optional<String> name(Destinations destinations, String uri) {
        Endpoint endpoint = camel.getEndpoint(uri);
        return destinations.of(endpoint, new DefaultExchange(camel));
    }

    @Test
    void a_running_step_has_the_name_that_was_found_in_the_flows_text() {
        Destinations found = new Destinations(Set.of(), Set.of("file:data/out", "mock"));

        assertThat(name(found, "file:data/out?fileName=x")).hasValue("file:data/out");
        assertThat(name(found, "mock:a")).hasValue("mock");
        assertThat(name(found, "direct:inside")).isEmpty();
    }

    @Test
    void an_address_that_an_expression_decided_counts_as_its_scheme() {
        Destinations found = new Destinations(Set.of(), Set.of("file"));

        assertThat(name(found, "file:data/decided")).hasValue("file");
    }

    @Test
    void the_authors_name_stands_for_every_step_and_of_several_the_one_that_fits() {
        Destinations one = new Destinations(Set.of("sales"), Set.of("file:data", "bitrix24:{portal}"));
        Destinations two = new Destinations(Set.of("file:data", "sales"), Set.of("file:data", "mock"));

        assertThat(one.all()).containsExactlyInAnyOrder("sales", "bitrix24:{portal}");
        assertThat(name(one, "file:data")).hasValue("sales");
        assertThat(name(two, "file:data")).hasValue("file:data");
        assertThat(name(two, "mock:a")).isEmpty();
    }
}
