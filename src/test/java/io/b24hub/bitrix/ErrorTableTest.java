package io.b24hub.bitrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.b24hub.bitrix.ErrorTable.Row;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorTableTest {

    private static final ErrorTable TABLE = ErrorTable.load();

    /** code | status | method | text | expected class, then "?" when a second look is due. */
    private static final List<String> EXPECTED = List.of(
            "QUERY_LIMIT_EXCEEDED|503|crm.deal.get|Too many requests|RATE_LIMIT",
            "query_limit_exceeded|200|crm.deal.get||RATE_LIMIT",
            "OPERATION_TIME_LIMIT|429|crm.deal.list|Method is blocked|METHOD_PAUSED",
            "OPERATION_TIME_LIMIT|200|crm.deal.list|inside a batch|METHOD_PAUSED",
            "OVERLOAD_LIMIT|503|profile|REST API is blocked due to overload|PORTAL_STOPPED",
            "NO_AUTH_FOUND|401|profile|Wrong authorization data|PORTAL_STOPPED",
            "INVALID_CREDENTIALS|403|profile|Invalid request credentials|PORTAL_STOPPED",
            "INVALID_CREDENTIALS|401|profile|Invalid request credentials|PORTAL_STOPPED",
            "expired_token|401|profile|has expired|PORTAL_STOPPED",
            "PORTAL_DELETED|500|profile|Portal was deleted|PORTAL_STOPPED",
            "PORTAL_DELETED|410|profile|Portal was deleted|PORTAL_STOPPED",
            "PAYMENT_REQUIRED|401|profile|Payment required|PORTAL_STOPPED",
            "ERROR_OAUTH|401|profile|words|PORTAL_STOPPED",
            "invalid_token|401|crm.deal.get|words|PORTAL_STOPPED?",
            "authorization_error|401|crm.deal.get|words|PORTAL_STOPPED?",
            "APPLICATION_NOT_FOUND|401|crm.deal.get|words|PORTAL_STOPPED?",
            "ACCESS_DENIED|403|crm.deal.get|REST API is available only on commercial plans|PORTAL_STOPPED",
            "ACCESS_DENIED|403|voximplant.statistic.get|Access denied!|NO_ACCESS",
            "ACCESS_DENIED|403|crm.deal.get|Доступ запрещен|PORTAL_STOPPED?",
            "ACCESS_DENIED|400|crm.item.get|Доступ запрещен|NO_ACCESS",
            "ACCESS_DENIED|200|sign.b2e.document.get|Access denied!|NO_ACCESS",
            "insufficient_scope|403|crm.deal.get|words|CONFIGURATION",
            "insufficient_scope|401|crm.deal.get|words|CONFIGURATION",
            "user_access_error|403|crm.deal.get|words|CONFIGURATION",
            "allowed_only_intranet_user|403|crm.item.get|words|CONFIGURATION",
            "WRONG_AUTH_TYPE|403|event.get|words|CONFIGURATION",
            "ERROR_METHOD_NOT_FOUND|404|crm.deal.gett|Method not found!|CONFIGURATION",
            "INVALID_REQUEST|400|profile|Https required|CONFIGURATION",
            "METHOD_CONFIRM_WAITING|401|user.get|Waiting for confirmation|CONFIGURATION",
            "METHOD_CONFIRM_DENIED|403|user.get|words|CONFIGURATION",
            "ERROR_BATCH_LENGTH_EXCEEDED|400|batch|Max batch length exceeded|PERMANENT",
            "ERROR_BATCH_METHOD_NOT_ALLOWED|405|batch|words|PERMANENT",
            "INTERNAL_SERVER_ERROR|500|crm.deal.get|words|TEMPORARY",
            "ERROR_UNEXPECTED_ANSWER|500|crm.deal.get|words|TEMPORARY",
            "NOT_FOUND|400|crm.item.get|Элемент не найден|GONE",
            "|400|crm.deal.get|Not found|GONE",
            "|400|crm.lead.get|Not found.|GONE",
            "|400|crm.deal.get|Access denied.|NO_ACCESS",
            "|400|crm.deal.get|ID is not defined or invalid.|PERMANENT",
            "1021|400|booking.v1.booking.get|Booking not found|GONE",
            "0|400|crm.type.get|Смарт-процесс не найден|GONE",
            "0|400|crm.item.update|Что-то не так|PERMANENT",
            "200540400001|400|sale.order.get|order is not exists|GONE",
            "200040300010|400|catalog.product.get|Access Denied|NO_ACCESS",
            "100|400|tasks.task.get|Invalid value {}|PERMANENT",
            "ERROR_CORE|400|task.commentitem.get|512/TE/ITEM_NOT_FOUND_OR_NOT_ACCESSIBLE.<br>|GONE",
            "ERROR_CODE|400|task.commentitem.get|512/TE/ITEM_NOT_FOUND_OR_NOT_ACCESSIBLE.<br>|GONE",
            "ERROR_CORE|400|user.get|Access denied|NO_ACCESS",
            "ERROR_CORE|400|some.thing.get|Thing not found|GONE",
            "ERROR_CORE|400|crm.deal.update|Contact not found|PERMANENT",
            "ERROR_ARGUMENT|400|tasks.task.get|Argument 'id' is null or empty|PERMANENT",
            "INVALID_ARG_VALUE|400|crm.item.list|Invalid filter|PERMANENT",
            "WRONG_ENCODING|400|crm.deal.get|words|PERMANENT",
            "ERROR_MANIFEST_IS_NOT_AVAILABLE|404|profile|words|PERMANENT",
            "NEVER_SEEN|429|crm.deal.get|words|RATE_LIMIT",
            "NEVER_SEEN|401|crm.deal.get|words|PORTAL_STOPPED?",
            "NEVER_SEEN|403|crm.deal.get|words|NO_ACCESS",
            "NEVER_SEEN|404|crm.deal.get|words|CONFIGURATION",
            "NEVER_SEEN|408|crm.deal.get|words|TEMPORARY",
            "NEVER_SEEN|503|crm.deal.get|words|TEMPORARY",
            "NEVER_SEEN|400|crm.deal.update|Access denied to the thing|NO_ACCESS",
            "4711|400|some.thing.get|Thing not found|GONE",
            "4711|400|some.thing.get|thing is not exists|GONE",
            "4711|400|some.thing.update|Field not found|PERMANENT",
            "NEVER_SEEN|200|crm.deal.get|words|PERMANENT");

    static Stream<String> expected() {
        return EXPECTED.stream();
    }

    static Stream<Row> rows() {
        return TABLE.rows().stream();
    }

    @ParameterizedTest
    @MethodSource("expected")
    void puts_errors_into_classes(String line) {
        String[] part = line.split("\\|");

        RestError error = TABLE.classify(part[2], Integer.parseInt(part[1]), part[0], part[3]);

        assertThat(error.errorClass() + (error.confirm() ? "?" : "")).isEqualTo(part[4]);
        assertThat(error.advice()).endsWith(".");
    }

    @Test
    void every_code_of_the_table_is_expected_above() {
        Set<String> tested = EXPECTED.stream()
                .map(line -> line.substring(0, line.indexOf('|')))
                .collect(Collectors.toCollection(() -> new TreeSet<>(String.CASE_INSENSITIVE_ORDER)));

        assertThat(TABLE.rows())
                .flatExtracting(row -> row.code().stream().toList())
                .allMatch(tested::contains);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void no_row_hides_behind_an_earlier_one(Row row) {
        String method = row.method()
                .map(m -> m.startsWith("*") ? "some.thing" + m.substring(1) : m.replace("*", "thing.get"))
                .orElse("some.thing.update");
        int status = Integer.parseInt(row.status().orElse("400").replace("xx", "02"));

        RestError error = TABLE.classify(
                method, status, row.code().orElse("NEVER_SEEN"), row.text().orElse("words"));

        assertThat(error.errorClass()).isEqualTo(row.errorClass());
        assertThat(error.advice()).isEqualTo(row.advice());
    }

    @Test
    void reads_codes_that_are_numbers_or_objects() {
        assertThat(TABLE.classify("sale.order.get", 400, 200540400001L, "").errorClass())
                .isEqualTo(RestErrorClass.GONE);
        assertThat(TABLE.classify("crm.type.get", 400, 0L, "").errorClass()).isEqualTo(RestErrorClass.GONE);

        RestError object = TABLE.classify("tasks.task.get", 403, Map.of("code", "BITRIX_X", "message", "No"), "");
        assertThat(object.code()).isEqualTo("BITRIX_X");
        assertThat(object.text()).isEqualTo("No");
        assertThat(object.errorClass()).isEqualTo(RestErrorClass.NO_ACCESS);
    }
}
