package io.b24hub.bitrix;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.b24hub.bitrix.RestAnswer.Bad;
import io.b24hub.bitrix.RestAnswer.Good;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The batches among the recorded answers: what is an object here is a list there. */
class BatchAnswerTest {

    private static final Path FOLDER = Path.of("src/test/resources/bitrix24/responses");
    private static final ErrorTable ERRORS = ErrorTable.load();

    @ParameterizedTest
    @CsvSource({
        "batch.success,get_user,user.current,result",
        "batch.success,get_department,department.get,result",
        "batch.partial-error,d1,crm.deal.get,result",
        "batch.partial-error,d2,crm.deal.get,GONE",
        "batch.all-failed-halt0,get_user,user.current,CONFIGURATION",
        "batch.all-failed-halt1,get_user,user.current,CONFIGURATION",
        "batch.all-failed-halt1,get_department,department.get,TEMPORARY",
        "batch.operation-limit-inside,a,crm.deal.get,result",
        "batch.operation-limit-inside,b,crm.deal.list,METHOD_PAUSED",
        "batch.list-index-full,1,crm.deal.get,result",
        "batch.list-index-gap,0,crm.deal.get,result",
        "batch.list-index-gap,1,crm.deal.get,GONE",
        "batch.list-index-gap,2,crm.deal.get,result",
        "batch.list-first-only,0,crm.deal.get,result",
        "batch.list-first-only,1,crm.deal.get,GONE",
        "batch.empty,c0,crm.deal.get,TEMPORARY"
    })
    void tells_what_became_of_each_command(String file, String key, String method, String expected) throws Exception {
        RestAnswer answer = new BatchAnswer(whole(file), ERRORS).of(key, method);

        if (expected.equals("result")) {
            assertThat(answer).isInstanceOf(Good.class);
        } else {
            assertThat(answer).isInstanceOfSatisfying(Bad.class, bad -> assertThat(
                            bad.error().errorClass())
                    .isEqualTo(RestErrorClass.valueOf(expected)));
        }
    }

    @Test
    void a_command_keeps_its_own_paging_and_time() throws Exception {
        BatchAnswer answer = new BatchAnswer(whole("batch.list-inside"), ERRORS);

        RestResult deals = ((Good) answer.of("deals", "crm.deal.list")).result();
        RestResult items = ((Good) answer.of("items", "crm.item.list")).result();

        assertThat(deals.next()).hasValue(50);
        assertThat(deals.total()).hasValue(120);
        assertThat(items.next()).isEmpty();
        assertThat(items.time()).containsKey("operating_reset_at");
    }

    @Test
    void a_batch_of_another_shape_says_nothing_of_any_command() {
        BatchAnswer answer = new BatchAnswer(
                new RestResult("odd", java.util.OptionalInt.empty(), java.util.OptionalLong.empty(), Map.of()), ERRORS);

        assertThat(answer.of("c0", "crm.deal.get")).isInstanceOf(Bad.class);
    }

    private static RestResult whole(String file) throws IOException {
        ObjectMapper json = new ObjectMapper();
        byte[] body = json.writeValueAsBytes(
                json.readTree(FOLDER.resolve(file + ".json").toFile()).get("body"));
        RestAnswer answer =
                new AnswerReader(ERRORS).read("batch", new HttpAnswer(200, "application/json", body, Optional.empty()));
        return ((Good) answer).result();
    }
}
