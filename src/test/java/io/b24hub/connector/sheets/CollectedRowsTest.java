package io.b24hub.connector.sheets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CollectedRowsTest {

    private final CamelContext camel = new DefaultCamelContext();

    @BeforeEach
    void start() throws Exception {
        camel.getRegistry().bind("rows", new CollectedRows());
        camel.start();
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString("rows.camel.yaml", """
                        - route:
                            id: maps
                            from:
                              uri: direct:maps
                              steps:
                                - split:
                                    simple: "${body}"
                                    aggregationStrategy: rows
                                    steps:
                                      - filter:
                                          simple: "${body[n]} > 1"
                                          steps:
                                            - setBody:
                                                simple: "${map(ID,${body[n]},Title,x)}"
                        - route:
                            id: lists
                            from:
                              uri: direct:lists
                              steps:
                                - split:
                                    simple: "${body}"
                                    aggregationStrategy: rows
                                    steps:
                                      - filter:
                                          simple: "${body} > 1"
                                          steps:
                                            - setBody:
                                                simple: "${list(${body},x)}"
                        """));
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @Test
    void parts_that_became_maps_are_collected_in_their_order_and_dropped_ones_are_not() {
        Object rows = camel.createProducerTemplate()
                .requestBody("direct:maps", List.of(Map.of("n", 3), Map.of("n", 1), Map.of("n", 2)));

        assertThat((List<?>) rows).hasSize(2).allMatch(Map.class::isInstance);
        assertThat(rows.toString()).isEqualTo("[{ID=3, Title=x}, {ID=2, Title=x}]");
    }

    @Test
    void parts_that_became_lists_are_collected_as_before() {
        Object rows = camel.createProducerTemplate().requestBody("direct:lists", List.of(3, 1, 2));

        assertThat(rows.toString()).isEqualTo("[[3, x], [2, x]]");
    }

    @Test
    void nothing_is_left_of_a_batch_that_was_dropped_as_a_whole() {
        Object rows = camel.createProducerTemplate().requestBody("direct:maps", List.of(Map.of("n", 0)));

        assertThat(rows).isEqualTo(List.of());
    }
}
