package io.b24hub.component.bitrix24;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.TestHub;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowStepsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    telegram://bots?chatId=-100123                        | telegram:-100123
                    telegram:bots?chatId=${header.chat}                   | telegram
                    telegram:bots                                         | telegram
                    google-sheets:data/append?spreadsheetId=1AbC&range=A  | google-sheets:1AbC
                    kafka:deals?brokers=one:9092,two:9092                 | kafka:one:9092,two:9092/deals
                    https://example.com:8443/hook?token=secret            | https://example.com:8443
                    https://user:secret@example.com/hook                  | https://example.com
                    http:example.com/${body.id}                           | http://example.com
                    http://${header.host}/x                               | http
                    file:data/out?fileName=x                              | file:data/out
                    file://data/out?fileName=x                            | file:data/out
                    file:/srv/out                                         | file:/srv/out
                    file:///srv/out                                       | file:/srv/out
                    kafka://deals?brokers=one%3A9092                      | kafka:one:9092/deals
                    sql:select 1                                          | sql
                    """)
    void names_a_far_side_without_anything_secret(String uri, String name) {
        assertThat(DestinationName.of(uri)).isEqualTo(name);
    }

    @Test
    void finds_every_step_that_leaves_the_hub(@TempDir Path dir) {
        try (TestHub hub = TestHub.in(dir)
                .set("flow.many.chat", "-100777")
                .set("hub.portals", "main,other")
                .set("hub.portal.other.tokens", "token-of-the-other-portal")
                .route("support/sub.camel.yaml", """
                        - route:
                            id: sub
                            from:
                              uri: direct:sub
                              steps:
                                - to: file:out/{{flow.many.chat}}?fileName=x
                                - to: direct:sub
                        """)
                .route("flows/many.camel.yaml", """
                        - route:
                            id: many
                            from:
                              uri: bitrix24:*
                              steps:
                                - to: bitrix24:read
                                - log: inside
                                - choice:
                                    when:
                                      - simple: "${body.gone}"
                                        steps:
                                          - to:
                                              uri: http://127.0.0.1:1/hook
                                              parameters: {httpMethod: POST}
                                    otherwise:
                                      steps:
                                        - toD: mock:${header.x}
                                        - to: bitrix24:crm.deal.get?id=1&portal=other
                                - doTry:
                                    steps: [{recipientList: {constant: 'mock:a,stub:b'}}]
                                    doCatch:
                                      - exception: [java.lang.Exception]
                                        steps: [{enrich: {constant: 'file:in'}}]
                                - to: direct:sub
                        """)
                .start()) {
            assertThat(new FlowSteps(hub.context()).destinations("many"))
                    .containsExactlyInAnyOrder(
                            "bitrix24:{portal}",
                            "bitrix24:other",
                            "http://127.0.0.1:1",
                            "mock",
                            "file:in",
                            "file:out/-100777");
        }
    }
}
