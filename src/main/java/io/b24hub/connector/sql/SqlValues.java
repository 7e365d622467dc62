package io.b24hub.connector.sql;

import io.b24hub.event.EventJson;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import org.apache.camel.component.sql.DefaultSqlPrepareStatementStrategy;

/**
 * Hands values to a statement, always as parameters and never as part of its text. Points in time become times with a zone;
 * lists and objects, which the portal gives for phones and the like, become JSON. Stateless.
 */
final class SqlValues extends DefaultSqlPrepareStatementStrategy {

    SqlValues(char separator) {
        super(separator);
    }

    @Override
    public void populateStatement(PreparedStatement statement, Iterator<?> values, int expected) throws SQLException {
        super.populateStatement(statement, values == null ? null : new Known(values), expected);
    }

    private record Known(Iterator<?> values) implements Iterator<Object> {

        @Override
        public boolean hasNext() {
            return values.hasNext();
        }

        @Override
        public Object next() {
            Object value = values.next();
            // the values of "IN" are an iterator, which stays one
            return known(value instanceof Map.Entry<?, ?> column ? column.getValue() : value);
        }

        private static Object known(Object value) {
            if (value instanceof Instant instant) {
                return instant.atOffset(ZoneOffset.UTC);
            }
            return value instanceof Map || value instanceof Collection ? EventJson.writeData(value) : value;
        }
    }
}
