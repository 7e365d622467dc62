package io.b24hub.connector.sheets;

import com.google.api.services.sheets.v4.model.ValueRange;
import io.b24hub.failure.WillNotHeal;
import java.util.List;
import org.apache.camel.Message;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.DataTypeTransformer;
import org.apache.camel.spi.Transformer;

/**
 * {@code transformDataType: google-sheets:row}: makes a list body the row that {@code google-sheets:data/append} takes.
 * Thread-safe.
 *
 * <p>Not a type converter: a {@code ValueRange} is a {@code Map}, and a converter from {@code List} to it would break
 * every {@code ${x[0][NAME]}} on a list.
 */
@DataTypeTransformer(name = "google-sheets:row", description = "Makes a list one row of a Google sheet")
public final class SheetsRowTransformer extends Transformer {

    @Override
    public void transform(Message message, DataType from, DataType to) {
        Object body = message.getBody();
        if (body instanceof ValueRange) {
            return;
        }
        if (!(body instanceof List<?> row)) {
            throw new WillNotHeal(
                    "A row of a sheet must be a list, and the message body is "
                            + (body == null ? "empty" : "a " + body.getClass().getSimpleName()),
                    "Set the body to a list of cells before this step.");
        }
        message.setBody(SheetsRow.of(row));
    }
}
