package io.b24hub.template;

import static io.b24hub.template.Folder.MOSCOW;
import static io.b24hub.template.Folder.NEW_YORK;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.component.bitrix24.Bitrix24Constants;
import io.b24hub.component.bitrix24.EventBatch;
import io.b24hub.event.Bitrix24Event;
import io.b24hub.event.EntityRef;
import io.b24hub.event.Origin;
import io.b24hub.event.Reading;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The templates of the project, filled in with what portals answer, in both languages. */
class ShippedMessagesTest {

    private static final Path MESSAGES = Path.of("routes/messages");
    private static final String HOSTILE = "<b>&\"' {{ 7*7 }} =1+1";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final MessageFiles files = new MessageFiles(MESSAGES);

    static Stream<String> names() throws IOException {
        return MessageFile.in(MESSAGES).stream().map(MessageFile::template).distinct();
    }

    @Test
    void every_template_exists_in_both_languages_as_the_same_kind_and_can_be_used() throws IOException {
        List<MessageFile> all = MessageFile.in(MESSAGES);

        assertThat(files.problems()).isEmpty();
        assertThat(all).hasSizeGreaterThan(15);
        all.stream().collect(Collectors.groupingBy(MessageFile::template)).forEach((name, versions) -> {
            assertThat(versions).as(name).extracting(MessageFile::language).containsExactlyInAnyOrder("en", "ru");
            assertThat(versions)
                    .as(name)
                    .extracting(MessageFile::kind)
                    .containsOnly(versions.get(0).kind());
        });
    }

    @Test
    void every_template_is_tried_here() throws IOException {
        assertThat(names().toList())
                .containsExactlyInAnyOrderElementsOf(examples().keySet());
    }

    @ParameterizedTest
    @MethodSource("names")
    void each_says_what_it_should_in_both_languages(String name) {
        Object example = examples().get(name);

        assertThat(text(render(name, NEW_YORK, example))).isEqualTo(expected("en/" + name));
        assertThat(text(render(name, MOSCOW, example))).isEqualTo(expected("ru/" + name));
    }

    @ParameterizedTest
    @MethodSource("names")
    void each_can_do_with_nothing_and_with_hostile_values(String name) {
        Object empty = hollow(examples().get(name), Optional.empty());
        Object hostile = hollow(examples().get(name), Optional.of(HOSTILE));

        for (PortalPlace place : List.of(NEW_YORK, MOSCOW)) {
            assertThat(text(render(name, place, empty))).isNotBlank().doesNotContain("null");
            Object made = render(name, place, hostile);
            if (made instanceof String html) {
                String texts = html.replaceAll("</?(b|i|a( href=\"[^\"<>]*\")?)>", "");
                assertThat(texts).doesNotContain("<", ">", "\"").doesNotContain("49");
            }
        }
    }

    @Test
    void a_digest_tells_how_many_wait_behind_it() {
        Map<String, Object> model = Map.of("events", List.of(new EventView(deal())), "waiting", 1960);

        assertThat(fill("deals-digest", NEW_YORK, model)).startsWith("<b>1 deal</b>, 1,960 more waiting\n• <a ");
        assertThat(fill("deals-digest", MOSCOW, model)).startsWith("<b>1 сделка</b>, ещё 1\u00a0960 в очереди\n• <a ");
    }

    private String fill(String name, PortalPlace place, Map<String, Object> model) {
        return (String) files.find(name, Optional.empty(), place).render(model, place);
    }

    private static Map<String, Object> examples() {
        Map<String, Object> examples = new LinkedHashMap<>();
        Bitrix24Event deal = deal();
        examples.put("new-lead", lead());
        examples.put("deal-won", deal);
        examples.put("deal-stage", deal);
        examples.put("missed-call", call());
        examples.put("task", task());
        examples.put("deals", new EventBatch(List.of(deal, deal.withoutEntity())));
        examples.put("calls", call());
        examples.put("contacts", contact());
        examples.put("deals-digest", new EventBatch(manyDeals()));
        examples.put("leads-digest", new EventBatch(manyLeads()));
        examples.put("daily-digest", day());
        examples.put("ledger", ledger());
        examples.put("hub-alert", alert(Optional.empty()));
        examples.put("overdue-tasks", tasks());
        return examples;
    }

    private static Map<String, Object> ledger() {
        Map<String, Object> ledger = new LinkedHashMap<>();
        ledger.put("to", "2026-03-10");
        ledger.putAll(
                Map.of("changed", 120L, "heard", 117L, "healed", 2L, "late", 0L, "missed", 2L, "unexplained", 1L));
        Map<String, Object> moves = Map.of("type", "stage-2", "changed", 5L, "heard", 0L, "healed", 5L, "missed", 0L);
        Map<String, Object> deals = new LinkedHashMap<>(ledger);
        deals.put("type", "deal");
        ledger.put("rows", List.of(deals, moves));
        return ledger;
    }

    private static Map<String, Object> day() {
        Map<String, Object> day = new LinkedHashMap<>();
        day.put("date", "2026-03-11");
        day.put("leads", 12);
        day.put("deals", 1);
        day.put("won", List.of(won("1200000.00", "RUB"), won(99.5, "USD"), won("34500.00", "RUB")));
        day.put("lost", 0);
        day.put("calls", 1040);
        day.put("missed", "7");
        day.put("overdue", 21);
        return day;
    }

    private static Bitrix24Event alert(Optional<String> everywhere) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("KIND", everywhere.orElse("destination-open"));
        data.put("SUBJECT", everywhere.orElse("telegram:-100"));
        data.put("TEXT", everywhere.orElse("Destination telegram:-100 failed 5 times in a row."));
        data.put("COUNT", everywhere.orElse("21"));
        data.put("SINCE", everywhere.orElse("2026-03-11T09:00:00+00:00"));
        return new Bitrix24Event(
                "06F1Q3Z8J5V0K2",
                "main",
                "HUB",
                new EntityRef("hub", 0, everywhere.orElse("telegram:-100")),
                "",
                Instant.parse("2026-03-11T10:00:00Z"),
                Instant.parse("2026-03-11T10:00:00Z"),
                Origin.HUB,
                data);
    }

    private static Map<String, Object> won(Object amount, String currency) {
        return Map.of("OPPORTUNITY", amount, "CURRENCY_ID", currency);
    }

    private static Map<String, Object> tasks() {
        Map<String, Object> task = answer("tasks.task.get.success");
        Map<String, Object> another = new LinkedHashMap<>(task);
        another.put("responsible", Map.of());
        return Map.of("tasks", List.of(task, another));
    }

    private static Bitrix24Event lead() {
        Map<String, Object> fields = answer("crm.lead.get.success");
        fields.putAll(
                Map.of("NAME", "Анна", "LAST_NAME", "Ким", "COMPANY_TITLE", "ООО «Ёлка»", "OPPORTUNITY", "50000.00"));
        return event("ONCRMLEADADD", new EntityRef("lead", 1, "123"))
                .withReading(Reading.NONE
                        .withFields(fields)
                        .withNames(Map.of("SOURCE_ID", "Сайт", "ASSIGNED_BY_ID", "Мария Иванова"))
                        .withLink("https://example.bitrix24.ru/crm/lead/details/123/"));
    }

    private static Bitrix24Event deal() {
        return event("ONCRMDEALUPDATE", new EntityRef("deal", 2, "410"))
                .withReading(Reading.NONE
                        .withFields(answer("crm.deal.get.success"))
                        .withNames(Map.of(
                                "STAGE_ID",
                                "Сделка успешна",
                                "CATEGORY_ID",
                                "Продажи",
                                "ASSIGNED_BY_ID",
                                "Мария Иванова",
                                "SOURCE_ID",
                                "Обратный звонок"))
                        .withLink("https://example.bitrix24.ru/crm/deal/details/410/")
                        .withRelated(Map.of(
                                "contact", Map.of("NAME", "Пётр", "LAST_NAME", "Сидоров"),
                                "company", Map.of("TITLE", "ООО «Насосы & трубы»")))
                        .withChanges(Map.of("STAGE_ID", "NEW"), List.of("STAGE_ID")));
    }

    private static List<Bitrix24Event> manyDeals() {
        Bitrix24Event deal = deal();
        Bitrix24Event[] deals = new Bitrix24Event[43];
        Arrays.fill(deals, deal);
        deals[1] = deal.withoutEntity();
        return List.of(deals);
    }

    private static List<Bitrix24Event> manyLeads() {
        Bitrix24Event lead = lead();
        Bitrix24Event[] leads = new Bitrix24Event[41];
        Arrays.fill(leads, lead);
        leads[1] = lead.withoutEntity();
        return List.of(leads);
    }

    private static Bitrix24Event call() {
        return event("ONVOXIMPLANTCALLEND", new EntityRef("call", 0, "11018129443EB80D.1754478570.11438214"))
                .withReading(Reading.NONE
                        .withFields(answer("voximplant.statistic.get.success"))
                        .withNames(Map.of("PORTAL_USER_ID", "Мария Иванова"))
                        .withLink("https://example.bitrix24.ru/crm/contact/details/275/")
                        .withRelated(Map.of("contact", Map.of("NAME", "Пётр", "LAST_NAME", "Сидоров"))));
    }

    private static Bitrix24Event contact() {
        return event("ONCRMCONTACTUPDATE", new EntityRef("contact", 3, "43"))
                .withReading(Reading.NONE
                        .withFields(answer("crm.contact.get.success"))
                        .withNames(Map.of("SOURCE_ID", "Сайт", "ASSIGNED_BY_ID", "Мария Иванова")));
    }

    private static Bitrix24Event task() {
        Map<String, Object> fields = answer("tasks.task.get.success");
        fields.put("status", "3");
        return event("ONTASKUPDATE", new EntityRef("task", 0, "8017"))
                .withReading(Reading.NONE
                        .withFields(fields)
                        .withNames(Map.of("responsibleId", "Иван Петров", "createdBy", "Мария Иванова"))
                        .withLink("https://example.bitrix24.ru/company/personal/user/547/tasks/task/view/8017/"));
    }

    private static Bitrix24Event event(String type, EntityRef entity) {
        Instant then = Instant.parse("2026-03-11T14:28:46Z");
        return new Bitrix24Event("1", "main", type, entity, "", then, then, Origin.WEBHOOK, Map.of());
    }

    /** The same things with no values, or with the same value everywhere. */
    private static Object hollow(Object example, Optional<String> value) {
        if (example instanceof Bitrix24Event alert && alert.type().equals("HUB")) {
            return alert(Optional.of(value.orElse("")));
        } else if (example instanceof Bitrix24Event event) {
            Map<String, Object> fields = new LinkedHashMap<>();
            Map<String, String> names = new LinkedHashMap<>();
            event.fields().keySet().forEach(field -> fields.put(field, value.orElse(null)));
            value.ifPresent(text -> event.names().keySet().forEach(field -> names.put(field, text)));
            Map<String, Object> contact = new LinkedHashMap<>();
            value.ifPresent(text -> List.of("NAME", "LAST_NAME", "TITLE").forEach(field -> contact.put(field, text)));
            return event.withReading(Reading.NONE
                    .withFields(fields)
                    .withNames(names)
                    .withLink(
                            value.map(text -> "https://e.example/?\"><" + text).orElse(""))
                    .withRelated(Map.of("contact", contact, "company", contact))
                    .withChanges(fields, List.copyOf(fields.keySet())));
        } else if (example instanceof EventBatch batch) {
            return new EventBatch(batch.stream()
                    .map(event -> (Bitrix24Event) hollow(event, value))
                    .toList());
        }
        Map<String, Object> map = new LinkedHashMap<>();
        value.ifPresent(text -> ((Map<?, ?>) example).keySet().forEach(key -> map.put(key.toString(), text)));
        String text = value.orElse("");
        map.computeIfPresent("rows", (name, rows) -> List.of(Map.of("type", text, "changed", text)));
        map.computeIfPresent("won", (name, deals) -> List.of(won(text, text)));
        map.put(
                "tasks",
                List.of(Map.of("id", text, "title", text, "deadline", text, "responsible", Map.of("name", text))));
        return map;
    }

    private Object render(String name, PortalPlace place, Object body) {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            Exchange exchange = new DefaultExchange(context);
            exchange.getMessage().setBody(body);
            if (body instanceof Map) {
                exchange.setProperty(Bitrix24Constants.EVENT_PROPERTY, event("TIMER", EntityRef.NONE));
            }
            MessageModel model = new MessageModel(exchange);
            Template template = files.find(name, Optional.empty(), place);
            Map<String, Object> whole = model.whole();
            whole.put("portalAddress", "https://example.bitrix24.ru");
            return model.isList() && template instanceof RowTemplate
                    ? template.render(model.items().get(0), place)
                    : template.render(whole, place);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of a row, a line a column, with the type of what is not text. */
    private static String text(Object made) {
        if (made instanceof Map<?, ?> row) {
            return row.entrySet().stream()
                    .map(cell -> cell.getKey() + ": " + cell.getValue()
                            + (cell.getValue() instanceof String
                                    ? ""
                                    : " (" + cell.getValue().getClass().getSimpleName() + ")"))
                    .collect(Collectors.joining("\n"));
        }
        return made.toString();
    }

    private static String expected(String name) {
        try (InputStream file = ShippedMessagesTest.class.getResourceAsStream("/messages/" + name + ".txt")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).replaceFirst("\n$", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> answer(String name) {
        try (InputStream file =
                ShippedMessagesTest.class.getResourceAsStream("/bitrix24/responses/" + name + ".json")) {
            Object result =
                    ((Map<String, Object>) JSON.readValue(file, Map.class).get("body")).get("result");
            if (result instanceof List<?> list) {
                result = list.get(0);
            }
            Map<String, Object> fields = (Map<String, Object>) result;
            return new LinkedHashMap<>(fields.containsKey("task") ? (Map<String, Object>) fields.get("task") : fields);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
