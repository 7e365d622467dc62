package io.b24hub.bitrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.bitrix.RestAnswer.Bad;
import io.b24hub.bitrix.RestAnswer.Good;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every answer in {@code bitrix24/responses}: the documented ones, and those derived from the REST module's source. */
class RecordedAnswersTest {

    /**
     * File, then what to expect: {@code good}; {@code found} or {@code gone} at a result path, with a name and value that
     * must be there; an error class; {@code moved}.
     */
    static final Map<String, String> EXPECTED = table("""
            app.info.no-application        NO_ACCESS
            app.info.success               found result ID
            batch.all-failed-halt0         good
            batch.all-failed-halt1         good
            batch.empty                    good
            batch.list-first-only          good
            batch.list-index-full          good
            batch.list-index-gap           good
            batch.list-inside              good
            batch.method-not-allowed       PERMANENT
            batch.operation-limit-inside   good
            batch.partial-error            good
            batch.success                  good
            batch.too-long                 PERMANENT
            booking.v1.booking.get.missing GONE
            booking.v1.booking.get.success found result.booking datePeriod
            calendar.event.getbyid.success found result ID
            catalog.product.get.access-denied NO_ACCESS
            crm.activity.get.access-denied NO_ACCESS
            crm.activity.get.success       found result OWNER_ID
            crm.category.list.success      good
            crm.company.get.not-found      GONE
            crm.company.get.success        found result TITLE
            crm.contact.get.not-found      GONE
            crm.contact.get.success        found result HONORIFIC
            crm.currency.list.success      good
            crm.deal.fields.success        good
            crm.deal.get.access-denied     NO_ACCESS
            crm.deal.get.bad-id            PERMANENT
            crm.deal.get.not-found         GONE
            crm.deal.get.success           found result STAGE_ID
            crm.deal.list.paged            good
            crm.deal.list.success          found result[0] TITLE
            crm.item.fields.success        good
            crm.item.get.access-denied     NO_ACCESS
            crm.item.get.dynamic.success   found result.item stageId
            crm.item.get.intranet-only     CONFIGURATION
            crm.item.get.not-found         GONE
            crm.item.get.success           found result.item id
            crm.item.list.success          found result.items[0] id
            crm.lead.get.not-found         GONE
            crm.lead.get.success           found result TITLE
            crm.quote.get.not-found        GONE
            crm.quote.get.success          found result STATUS_ID
            crm.status.list.success        good
            crm.timeline.comment.get.success found result ENTITY_ID
            crm.type.list.success          good
            crm.type.get.missing           GONE
            error.ACCESS_DENIED            PORTAL_STOPPED
            error.ERROR_ARGUMENT           PERMANENT
            error.ERROR_CORE               PERMANENT
            error.ERROR_MANIFEST_IS_NOT_AVAILABLE PERMANENT
            error.ERROR_METHOD_NOT_FOUND   CONFIGURATION
            error.ERROR_OAUTH              PORTAL_STOPPED
            error.ERROR_UNEXPECTED_ANSWER  TEMPORARY
            error.INTERNAL_SERVER_ERROR    TEMPORARY
            error.INVALID_ARG_VALUE        PERMANENT
            error.INVALID_CREDENTIALS      PORTAL_STOPPED
            error.INVALID_REQUEST          CONFIGURATION
            error.METHOD_CONFIRM_WAITING   CONFIGURATION
            error.NO_AUTH_FOUND            PORTAL_STOPPED
            error.OPERATION_TIME_LIMIT     METHOD_PAUSED
            error.OVERLOAD_LIMIT           PORTAL_STOPPED
            error.PAYMENT_REQUIRED         PORTAL_STOPPED
            error.PORTAL_DELETED           PORTAL_STOPPED
            error.QUERY_LIMIT_EXCEEDED     RATE_LIMIT
            error.WRONG_AUTH_TYPE          CONFIGURATION
            error.WRONG_ENCODING           PERMANENT
            error.expired_token            PORTAL_STOPPED
            error.html-429                 RATE_LIMIT
            error.insufficient_scope       CONFIGURATION
            error.redirect-302             moved
            error.user_access_error        CONFIGURATION
            event.get.success              good
            feature.get.success            found result value
            im.dialog.messages.get.success good
            method.get.success             found result isExisting
            profile.success                found result ADMIN
            sale.order.get.missing         GONE
            scope.success                  good
            server.time.success            good
            sign.b2e.document.get.error-with-200 NO_ACCESS
            task.commentitem.get.success   found result POST_MESSAGE
            task.commentitem.get.missing   GONE
            tasks.task.get.bad-parameter   PERMANENT
            tasks.task.get.chat            found result.task chatId
            tasks.task.get.missing         gone result.task
            tasks.task.get.success         found result.task title
            user.current.success           found result EMAIL
            user.get.missing               gone result[0]
            user.get.success               found result[0] NAME
            v3.error                       PERMANENT
            voximplant.statistic.get.access-denied NO_ACCESS
            voximplant.statistic.get.not-yet gone result[0]
            voximplant.statistic.get.success found result[0] CALL_ID
            """);

    private final AnswerReader reader = new AnswerReader(ErrorTable.load());

    static Stream<String> files() throws IOException {
        return RecordedAnswer.names().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("files")
    void understands_each(String name) throws IOException {
        String expected = EXPECTED.getOrDefault(name, "nothing: add this file to the table");
        String[] word = expected.split(" +");

        RestAnswer answer = read(name);

        if (answer instanceof Good good) {
            if (word[0].equals("good")) {
                return;
            }
            Optional<Map<String, Object>> entity = EntityReader.entityFrom(good.result(), word[1]);
            assertThat(entity.isPresent() ? "found" : "gone").isEqualTo(word[0]);
            entity.ifPresent(fields -> assertThat(fields).containsKey(word[2]));
        } else if (answer instanceof Bad bad) {
            assertThat(bad.error().errorClass().name()).isEqualTo(expected);
            assertThat(bad.error().confirm()).isFalse();
        } else {
            assertThat("moved").isEqualTo(expected);
        }
    }

    @Test
    void no_file_is_expected_that_does_not_exist() throws IOException {
        assertThat(RecordedAnswer.names()).isEqualTo(EXPECTED.keySet());
    }

    @Test
    void commands_of_a_batch_are_put_into_classes_by_the_same_table() throws IOException {
        assertThat(commandErrors("batch.partial-error", "crm.deal.get")).containsEntry("d2", RestErrorClass.GONE);
        assertThat(commandErrors("batch.list-index-gap", "crm.deal.get")).containsEntry("1", RestErrorClass.GONE);
        assertThat(commandErrors("batch.operation-limit-inside", "crm.deal.list"))
                .containsEntry("b", RestErrorClass.METHOD_PAUSED);
        assertThat(commandErrors("batch.all-failed-halt0", "user.current"))
                .containsEntry("get_user", RestErrorClass.CONFIGURATION);
    }

    @Test
    void keeps_numbers_pages_and_times() throws IOException {
        RestResult page = good("crm.deal.list.paged");
        assertThat(page.next()).hasValue(50);
        assertThat(page.total()).hasValue(120);
        assertThat(page.time()).containsKey("duration");

        RestResult last = good("crm.deal.list.success");
        assertThat(last.next()).isEmpty();
    }

    private Map<String, RestErrorClass> commandErrors(String file, String method) throws IOException {
        Map<?, ?> batch = (Map<?, ?>) good(file).result();
        Map<String, RestErrorClass> classes = new LinkedHashMap<>();
        ((Map<?, ?>) batch.get("result_error")).forEach((key, value) -> {
            Map<?, ?> error = (Map<?, ?>) value;
            RestError classified = ErrorTable.load()
                    .classify(method, 200, error.get("error"), (String) error.get("error_description"));
            classes.put((String) key, classified.errorClass());
        });
        return classes;
    }

    private RestResult good(String name) throws IOException {
        return ((Good) read(name)).result();
    }

    private RestAnswer read(String name) throws IOException {
        RecordedAnswer recorded = RecordedAnswer.of(name);
        return reader.read(
                recorded.method(),
                new HttpAnswer(
                        recorded.status(),
                        recorded.contentType(),
                        recorded.body(),
                        Optional.ofNullable(recorded.headers().get("Location"))));
    }

    private static Map<String, String> table(String lines) {
        return lines.lines()
                .map(line -> line.split(" +", 2))
                .collect(Collectors.toMap(word -> word[0], word -> word[1]));
    }
}
