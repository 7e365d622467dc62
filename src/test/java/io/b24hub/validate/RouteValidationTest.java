package io.b24hub.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.Hub;
import io.b24hub.route.BadRoutes;
import io.b24hub.settings.SettingsSource;
import io.b24hub.validate.Remark.Weight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RouteValidationTest {

    private static final Pattern YAML_BLOCK = Pattern.compile("(?m)^```yaml\\n(.*?)^```", Pattern.DOTALL);

    private static final Pattern WHOLE = Pattern.compile("(?m)^- (route|templatedRoute):");
    private static final Pattern MESSAGE = Pattern.compile("# routes/(messages/\\S+)");

    @TempDir
    private Path dir;

    private final Map<String, String> settings = new TreeMap<>(Map.of(
            "hub.portals", "main",
            "hub.telegram.token", "a-token",
            "hub.google.key-file", "key.json",
            "flow.a.chat-id", "-100"));

    private void write(String name, String text) throws IOException {
        Path file = dir.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private List<Remark> remarks() {
        return new RouteValidation(dir, Hub.neededSettings(), SettingsSource.only(settings))
                .all()
                .remarks();
    }

    /** A flow "a" with these steps; the first of them is in line 8. */
    private List<Remark> steps(String steps) throws IOException {
        write("flows/a.camel.yaml", """
                - route:
                    id: a
                    description: Tries.
                    from:
                      # ONCRMDEALADD
                      uri: bitrix24:ONCRMDEALADD
                      steps:
                """ + steps.indent(8));
        return remarks();
    }

    @Test
    void finds_nothing_wrong_with_the_flows_that_come_with_the_hub() {
        ValidationReport report =
                new RouteValidation(Path.of("routes"), Hub.neededSettings(), SettingsSource.only(Map.of())).all();

        assertThat(report.files()).isGreaterThan(6);
        assertThat(report.remarks())
                .allSatisfy(remark -> assertThat(remark.weight()).isEqualTo(Weight.NOTE))
                .anySatisfy(remark -> assertThat(remark.reason()).contains("flow.deal-won-to-telegram.chat-id"));
        assertThat(report.exitCode()).isZero();
    }

    static List<Path> documents() {
        return List.of(
                Path.of("README.md"),
                Path.of("routes/README.md"),
                Path.of("src/main/docs/flows.md"),
                Path.of("src/main/docs/connectors.md"),
                Path.of("src/main/docs/templates.md"));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void finds_nothing_wrong_with_what_the_documents_show(Path document) throws IOException {
        Matcher blocks = YAML_BLOCK.matcher(Files.readString(document));
        try (Stream<Path> shipped = Files.walk(Path.of("routes/messages"))) {
            for (Path message : shipped.filter(Files::isRegularFile).toList()) {
                write(Path.of("routes").relativize(message).toString(), Files.readString(message));
            }
        }
        write(
                "templates/t.camel.yaml",
                Files.readString(Path.of("routes/templates/deal-in-stage-to-telegram.camel.yaml")));
        List<String> names = new ArrayList<>();
        while (blocks.find()) {
            String block = blocks.group(1).replace("<id>", "snippet");
            String name = "snippet" + names.size();
            Matcher path = MESSAGE.matcher(block);
            if (path.lookingAt()) {
                write(path.group(1), block);
            } else {
                write("flows/" + name + ".camel.yaml", whole(name, block));
            }
            names.add(name);
        }

        assertThat(names).isNotEmpty();
        assertThat(remarks())
                .filteredOn(remark -> remark.weight() != Weight.NOTE)
                // documented as what does not come with the hub
                .filteredOn(remark -> !remark.reason().contains("\"aws2-s3:\" is not installed"))
                // the snippets are parts of files with other names
                .filteredOn(remark -> !remark.reason().contains("is not the name of the file"))
                .isEmpty();
    }

    /** A route of what a document shows: all of it, what it begins with, or some steps. */
    private static String whole(String name, String block) {
        if (WHOLE.matcher(block).find()) {
            return block;
        }
        if (block.startsWith("from:")) {
            String steps = block.contains("\n  steps:") ? "" : "  steps: [{log: x}]\n";
            return "- route:\n    id: " + name + "\n" + (block + steps).indent(4);
        }
        return "- route:\n    id: " + name + "\n    from:\n      uri: bitrix24:ONCRMDEALADD\n      steps:\n"
                + block.indent(8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            - setBodyy: {simple: x}                                   | 8 | no step "setBodyy"             | setBody?
            - set-body: {simple: x}                                   | 8 | no step "set-body"             | setBody?
            - stop                                                    | 8 | a step is a name with a colon  | stop: {}
            - filter: {simple: "${body.gone}", step: []}              | 8 | "filter" has no "step"         | steps?
            - to: {id: x}                                             | 8 | "to" needs uri                 | ``
            - log: {message: x, loggingLevel: WARM}                   | 8 | "loggingLevel" cannot be "WARM" | WARN?
            - idempotentConsumer: {constant: x, eager: yess}          | 8 | "eager" must be true or false  | ``
            - setBody: {simple: "${body.id"}                          | 8 | is wrong                       | closing brace is missing
            - setBody: {simple: "${bdy}"}                             | 8 | Unknown function: bdy          | ``
            - filter: {simple: "${body.id} ==", steps: [{log: x}]}    | 8 | is wrong                       | ``
            - log: "${foo}"                                           | 8 | Unknown function: foo          | ``
            - to: bitrix24:crm.deal.get?id=${body.id                  | 8 | is wrong                       | closing brace is missing
            - to: bitrix24:crm.deal.gte?id=1                          | 8 | no known REST method           | crm.deal.get?
            - to: bitrix24:CRM.deal.updat?id=1                        | 8 | no known REST method           | crm.deal.update?
            - to: bitrix24:raed                                       | 8 | no known REST method           | bitrix24:read?
            - to: bitrix24:read?relatd=contact                        | 8 | no option "relatd"             | related?
            - to: bitrix24:user.get?portal=mian                       | 8 | no portal "mian"               | hub.portals has main
            - to: telegram:bots?chatID=1                              | 8 | no option "chatID"             | chatId?
            - to: google-sheets:data/apend?spreadsheetId=1            | 8 | has no "data/apend"            | data/append?
            - to: file:data?fileExist=Apend                           | 8 | "fileExist" of file            | Append?
            - to: file:data?bufferSize=big                            | 8 | must be a whole number         | ``
            - to: kafak:topic                                         | 8 | no connector "kafak:"          | kafka?
            - to: "slack:general"                                     | 8 | "slack:" is not installed      | camel-slack
            - to: https://example.com/x?httpMetod=POST                | 8 | "httpMetod" is no option       | httpMethod?
            - setBody: {simple: "{{hub.intake.prot}}"}                | 8 | no setting hub.intake.prot     | hub.intake.port?
            - setBody: {simple: "{{hub.telegram.token}}"}             | 8 | is a secret                    | connectors have it
            - setBody: {simple: "{{flow.a.chatid2}}"}                 | 8 | flow.a.chatid2 is not set      | flow.a.chat-id
            """)
    void tells_what_is_wrong_where_and_what_was_meant(String step, int line, String reason, String suggestion)
            throws IOException {
        assertThat(steps(step)).anySatisfy(remark -> {
            assertThat(remark.file()).isEqualTo("flows/a.camel.yaml");
            assertThat(remark.line()).isEqualTo(line);
            assertThat(remark.reason()).contains(reason);
            assertThat(remark.suggestion()).contains(suggestion);
        });
    }

    @Test
    void lines_are_those_of_the_option_and_not_of_the_step() throws IOException {
        assertThat(steps("""
                - to:
                    id: here
                    uri: telegram:bots
                    # a comment with chatId and webPag
                    parameters:
                      chatId: "1"
                      chatIdd: "2"
                - log:
                    id: here
                    message: x
                """))
                .extracting(remark -> remark.line() + " " + remark.weight() + " " + remark.words())
                .containsExactly(
                        "14 ERROR there is no option \"chatIdd\" on telegram:. Suggestion: did you mean chatId?",
                        "16 ERROR the id \"here\" is there already, in line 9. Suggestion: give each step an id of its own");
    }

    @Test
    void an_unknown_method_or_event_is_a_doubt_and_no_error() throws IOException {
        write("flows/a.camel.yaml", """
                - route:
                    id: a
                    from:
                      uri: bitrix24:ONCRMDEALUPDAT,ONNOSUCH*,ONCRM*
                      steps:
                        - to: bitrix24:crm.something.newer
                        - to: bitrix24:sale.anything.at.all
                """);

        assertThat(remarks())
                .extracting(remark -> remark.line() + " " + remark.weight() + " " + remark.words())
                .containsExactly(
                        "4 WARNING no known event fits ONNOSUCH*",
                        "4 WARNING no known event is called ONCRMDEALUPDAT; the flow waits for it all the same. Suggestion:"
                                + " did you mean ONCRMDEALUPDATE?",
                        "6 WARNING no known REST method is called crm.something.newer; a portal may have newer ones");
    }

    @Test
    void the_options_of_a_flow_are_checked_all_at_once_with_their_lines() throws IOException {
        write("flows/a.camel.yaml", """
                - route:
                    id: a
                    from:
                      uri: bitrix24:ONCRMDEALADD
                      parameters:
                        merge: nonee
                        concurency: 2
                        batchWait: 10s
                        debounce: "{{flow.a.wait}}"
                      steps: [{to: "log:x"}]
                - route:
                    id: open
                    from:
                      uri: bitrix24:ONCRMDEALADD
                      parameters:
                        batchSize: "{{flow.a.size}}"
                        batchWait: 10s
                      steps: [{to: "log:y"}]
                """);

        assertThat(remarks())
                .filteredOn(remark -> remark.weight() == Weight.ERROR)
                .extracting(remark -> remark.line() + " " + remark.words())
                .satisfiesExactly(words -> assertThat(words).startsWith("6 merge=nonee"), words -> assertThat(words)
                        .startsWith("7 there is no option \"concurency\"")
                        .endsWith("did you mean concurrency?"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            - to: telegram:bots?chatId=1&authorizationToken=123456789:AAF-abcdefghijklmnopqrstuvwxyz012345 | AAF-abc  | Telegram bot
            - to: https://example.bitrix24.com/rest/1/abcdef0123456789/crm.deal.get                        | abcdef01 | incoming webhook
            # the key is whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD                                             | C2FVsBQI | signing secret
            - to: sql:select 1?password=hunter2hunter2                                                     | hunter2  | secret as an option
            - to: {uri: "https://example.com", parameters: {authPassword: hunter2hunter2}}                 | hunter2  | secret as an option
            - to: https://user:hunter2hunter2@example.com                                                  | hunter2  | password in an address
            - setBody: {constant: "-----BEGIN RSA PRIVATE KEY-----"}                                       | BEGIN    | private key
            """)
    void a_literal_secret_is_told_of_and_never_shown(String step, String secret, String what) throws IOException {
        List<Remark> remarks = steps(step + "\n- log: x");

        assertThat(remarks).anySatisfy(remark -> {
            assertThat(remark.line()).isEqualTo(8);
            assertThat(remark.weight()).isEqualTo(Weight.ERROR);
            assertThat(remark.reason()).contains(what);
            assertThat(remark.suggestion()).contains("{{flow.a.<name>}}");
        });
        assertThat(remarks).noneSatisfy(remark -> assertThat(remark.toString()).contains(secret));
    }

    @Test
    void settings_and_expressions_in_place_of_a_secret_are_none() throws IOException {
        settings.put("flow.a.password", "x");
        assertThat(steps("""
                - to: {uri: "https://example.com", parameters: {authPassword: "{{flow.a.password}}"}}
                - setHeader: {name: x-token, simple: "${body.id}"}
                - to: https://example.com?authUsername=me&authPassword={{flow.a.password}}
                - split: {tokenize: {token: ","}, steps: [{log: x}]}
                """)).isEmpty();
    }

    @Test
    void templates_and_flows_made_of_them_are_checked_with_their_values() throws IOException {
        settings.remove("hub.telegram.token");
        write("templates/t.camel.yaml", """
                - routeTemplate:
                    id: t
                    parameters:
                      - name: events
                      - name: chat
                    route:
                      from:
                        uri: "bitrix24:{{events}}"
                        steps:
                          - to:
                              uri: telegram:bots
                              parameters:
                                chatId: "{{chta}}"
                """);
        write("flows/made.camel.yaml", """
                - templatedRoute:
                    routeTemplateRef: t
                    routeId: made
                    parameters:
                      - {name: events, value: ONCRMDEALAD}
                      - {name: chat, value: "1"}
                """);

        assertThat(remarks())
                .extracting(remark -> remark.file() + ":" + remark.line() + " " + remark.words())
                .satisfiesExactly(
                        words -> assertThat(words)
                                .startsWith("flows/made.camel.yaml:2 no known event is called ONCRMDEALAD;"),
                        words -> assertThat(words).startsWith("flows/made.camel.yaml:2 hub.telegram.token is not set"),
                        words -> assertThat(words)
                                .startsWith("templates/t.camel.yaml:13 the template has no parameter \"chta\"")
                                .endsWith("did you mean {{chat}}?"));
    }

    @Test
    void what_people_type_and_what_would_decide_is_told_of() throws IOException {
        settings.put("hub.telegram.token", "x");

        assertThat(steps("""
                - toD: https://${body.fields[TITLE]}/hook
                - toD: telegram:bots?chatId=${body.portal}
                - setHeader: {name: CamelFileName, simple: "${body.data[FIELDS][TITLE]}.txt"}
                - setHeader: {name: CamelFileName, simple: "${body.id}.txt"}
                - setHeader: {name: "X-${body.fields[TITLE]}", constant: "1"}
                - setHeader: {name: X-Title, simple: "${body.fields[TITLE]}"}
                - to: file:data?fileName=${body.names[ASSIGNED_BY_ID]}.txt
                """))
                .filteredOn(remark -> remark.words().startsWith("what people type"))
                .extracting(remark -> remark.words().replaceFirst("\\. Suggestion.*", ""))
                .containsExactly(
                        "what people type becomes part of an address",
                        "what people type becomes what CamelFileName decides",
                        "what people type becomes the name of a header",
                        "what people type becomes part of a file's path");
    }

    @Test
    void a_template_that_is_not_there_is_told_with_the_nearest_one() throws IOException {
        settings.put("flow.a.template", "new-laed");
        write("messages/en/new-lead.html", "{{ fields.TITLE }}");
        write("messages/ru/new-lead.html", "{{ fields.TITLE }}");

        assertThat(steps("""
                - to: template:new-lead
                - to: template:new-lead?language=ru
                - toD: template:${body.type}
                - to: template:{{flow.a.template}}
                - to: template:receipt
                - to:
                    uri: template:new-lead
                    parameters:
                      language: de
                """))
                .extracting(remark -> remark.line() + " " + remark.weight() + " " + remark.words())
                .containsExactly(
                        "11 ERROR there is no template \"new-laed\". Suggestion: did you mean new-lead?",
                        "12 ERROR there is no template \"receipt\". Suggestion: write it as messages/en/receipt.html,"
                                + " .txt or .row.yaml",
                        "16 ERROR there is no template \"new-lead\" in the language \"de\". Suggestion: it is there in"
                                + " en, ru");
    }

    @Test
    void broken_templates_are_told_with_their_lines_whether_a_flow_uses_them_or_not() throws IOException {
        write("messages/en/used.html", "Hello\n{{ fields.TITLE | shrot(3) }}");
        write("messages/ru/used.html", "{% if fields.TITLE %}");
        write("messages/en/unused.row.yaml", "ID: 1\nID: 2\n");

        assertThat(steps("- to: template:used"))
                .extracting(Remark::toString)
                .satisfiesExactly(
                        words ->
                                assertThat(words).startsWith("messages/en/unused.row.yaml:2: error: the column \"ID\""),
                        words -> assertThat(words)
                                .startsWith("messages/en/used.html:2: error: ")
                                .contains("shrot"),
                        words -> assertThat(words).startsWith("messages/ru/used.html:1: error: "));
    }

    @Test
    void two_files_for_one_language_of_a_template_are_one_too_many() throws IOException {
        write("messages/en/new-lead.html", "Hello");
        write("messages/en/new-lead.txt", "Hello");

        assertThat(steps("- to: template:new-lead"))
                .extracting(Remark::toString)
                .containsExactly(
                        "messages/en/new-lead.txt: error: there is messages/en/new-lead.html too; a template has"
                                + " one file in each language");
    }

    @Test
    void what_only_loading_finds_is_told_too() throws IOException {
        String flow = "- route:\n    id: %s\n    from:\n      uri: bitrix24:ONCRMDEALADD\n      steps: [{log: x}]\n";
        write("support/s.camel.yaml", "- routeConfiguration: {id: gentle}\n");
        write("flows/a.camel.yaml", flow.formatted("a"));
        write("flows/b.camel.yaml", flow.formatted("a"));
        write(
                "flows/c.camel.yaml",
                flow.formatted("c").replace("    from", "    routeConfigurationId: gentel\n    from"));
        write("flows/d.camel.yaml", "- route: [");
        write("flows/e.camel.yaml", "route: {}");
        write(
                "flows/F.java",
                "public class F extends org.apache.camel.builder.RouteBuilder {\n"
                        + "  public void configure() {\n    from(\"bitrix24:ONCRMDEALAD\").id(\"f\").to(\"kafak:x\")\n  }\n}\n");

        assertThat(remarks())
                .extracting(remark -> remark.file() + ":" + remark.line() + " " + remark.words())
                .anyMatch(words -> words.startsWith("flows/b.camel.yaml:2 the route id \"a\" is taken already, by"))
                .anyMatch(words -> words.startsWith("flows/c.camel.yaml:3 there is no routeConfiguration \"gentel\"")
                        && words.contains("gentle"))
                .anyMatch(words -> words.startsWith("flows/d.camel.yaml:1 this is not YAML"))
                .anyMatch(words -> words.startsWith("flows/e.camel.yaml:1 a route file is a list"))
                .anyMatch(words -> words.startsWith("flows/F.java:3 ';' expected"))
                .anyMatch(words -> words.startsWith("flows/F.java:3 no known event is called ONCRMDEALAD"))
                .anyMatch(words -> words.startsWith("flows/F.java:3 there is no connector \"kafak:\""))
                .noneMatch(words -> words.startsWith("flows/a.camel.yaml"));
    }

    @Test
    void an_id_that_is_not_the_file_s_name_is_doubted() throws IOException {
        steps("- log: x");
        Files.move(dir.resolve("flows/a.camel.yaml"), dir.resolve("flows/b.camel.yaml"));

        assertThat(remarks())
                .extracting(Remark::toString)
                .containsExactly(
                        "flows/b.camel.yaml:2: warning: the id \"a\" is not the name of the file, by which people"
                                + " look for it. Suggestion: call it b, or rename the file; deliveries are remembered under the id");
    }

    @Test
    void the_report_says_it_to_people_and_to_programs() throws IOException {
        steps("- setBodyy: {simple: x}");
        ValidationReport report = new RouteValidation(dir, Hub.neededSettings(), SettingsSource.only(settings)).all();

        assertThat(report.exitCode()).isOne();
        assertThat(report.text("routes"))
                .isEqualTo("routes/flows/a.camel.yaml:8: error: there is no step \"setBodyy\". Suggestion: did you mean"
                        + " setBody?\n\n1 file: 1 error, no warnings, no notes.\n");
        JsonNode json = new ObjectMapper().readTree(report.json("routes"));
        assertThat(json.at("/errors").asInt()).isOne();
        assertThat(json.at("/remarks/0/file").asText()).isEqualTo("routes/flows/a.camel.yaml");
        assertThat(json.at("/remarks/0/line").asInt()).isEqualTo(8);
    }

    @Test
    void what_has_to_be_mended_stands_before_what_is_worth_knowing() throws IOException {
        steps("- to: hook:sales\n- setBodyy: {simple: x}");
        ValidationReport report = new RouteValidation(dir, Hub.neededSettings(), SettingsSource.only(settings)).all();

        assertThat(report.text("routes").lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line).contains("error: there is no step \"setBodyy\""),
                        line -> assertThat(line).contains("note: hub.hook.sales.url is not set"),
                        line -> assertThat(line).isEmpty(),
                        line -> assertThat(line).startsWith("1 file: 1 error, no warnings, 1 note."));
    }

    @Test
    void a_folder_that_is_not_there_is_named() {
        assertThatThrownBy(
                        () -> new RouteValidation(dir.resolve("none"), Map.of(), SettingsSource.only(settings)).all())
                .isInstanceOf(BadRoutes.class)
                .hasMessageContaining("none");
    }

    @Test
    void every_method_that_events_are_read_with_is_known() {
        RestMethods methods = new RestMethods();

        assertThat(io.b24hub.event.EventCatalogue.load().types())
                .allSatisfy(type -> type.read().ifPresent(read -> assertThat(methods.knows(read.method()))
                        .as(read.method())
                        .isTrue()));
        assertThat(methods.knows("crm.deal.gte")).isFalse();
    }

    @Test
    void the_connectors_that_are_there_come_from_the_jars_that_are_told() {
        ConnectorOptions connectors = new ConnectorOptions();

        for (String scheme : List.of("telegram", "google-sheets", "kafka", "http", "https", "file", "direct", "log")) {
            assertThat(connectors.artifact(scheme))
                    .hasValue(connectors.find(scheme).orElseThrow().model().getArtifactId());
        }
    }
}
