package io.b24hub.bitrix;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Any bytes as an answer of a portal: a status, then a body. They are understood or told as an error, nothing else. */
public final class AnswerFuzz {

    private static final ErrorTable ERRORS = ErrorTable.load();
    private static final AnswerReader READER = new AnswerReader(ERRORS);
    private static final int[] STATUSES = {200, 400, 401, 403, 404, 429, 500, 503, 302, 204};
    private static final List<String> METHODS = List.of("batch", "crm.deal.get", "crm.deal.list", "crm.item.update");

    private AnswerFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) {
            return;
        }
        int status = STATUSES[Math.floorMod(data[0], STATUSES.length)];
        byte[] body = Arrays.copyOfRange(data, 1, data.length);
        for (String method : METHODS) {
            RestAnswer answer = READER.read(method, new HttpAnswer(status, "application/json", body, Optional.empty()));
            if (answer instanceof RestAnswer.Bad bad && bad.error().errorClass() == null) {
                throw new IllegalStateException("an error without a class");
            }
            if (answer instanceof RestAnswer.Good good) {
                ListPage.entity(good.result());
                BatchAnswer batch = new BatchAnswer(good.result(), ERRORS);
                batch.of("c0", "crm.deal.get");
                batch.of("c1", "crm.deal.list");
            }
        }
    }
}
