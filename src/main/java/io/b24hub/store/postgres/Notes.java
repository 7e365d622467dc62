package io.b24hub.store.postgres;

import io.b24hub.store.Hold;
import io.b24hub.store.Millis;
import io.b24hub.store.OperatorAction;
import io.b24hub.store.StoredRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** SQL of what people did and what is on hold. */
final class Notes {

    private static final String HOLD = """
            INSERT INTO hold (kind, name, since, until, reason, origin) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (kind, name) DO UPDATE
               SET since = excluded.since, until = excluded.until, reason = excluded.reason, origin = excluded.origin
            """;

    private static final String LIFT = "DELETE FROM hold WHERE kind = ? AND name = ?";

    private static final String HOLDS = "SELECT " + StoredRow.HOLD + " FROM hold ORDER BY kind, name";

    private static final String RECORD =
            "INSERT INTO action (at, origin, action, target, changed) VALUES (?, ?, ?, ?, ?)";

    private static final String ACTIONS =
            "SELECT at, origin, action, target, changed FROM action ORDER BY id DESC LIMIT ?";

    private static final String FORGET = """
            DELETE FROM action WHERE id IN
                (SELECT id FROM (SELECT id, at FROM action ORDER BY id LIMIT ?) oldest WHERE at < ?)
            """;

    private Notes() {}

    static int forgetActions(PgSession session, Instant before, int limit) throws SQLException {
        return session.update(FORGET, limit, Millis.notBefore(before));
    }

    static void hold(PgSession session, Hold hold) throws SQLException {
        session.update(
                HOLD,
                hold.kind().word(),
                hold.name(),
                Millis.at(hold.since()),
                hold.until().map(Millis::notBefore),
                PlainText.cut(hold.reason()),
                hold.origin());
    }

    static void lift(PgSession session, Hold.Kind kind, String name) throws SQLException {
        session.update(LIFT, kind.word(), name);
    }

    static List<Hold> holds(PgSession session) throws SQLException {
        return session.list(HOLDS, StoredRow::hold);
    }

    static void record(PgSession session, OperatorAction action) throws SQLException {
        session.update(
                RECORD,
                Millis.at(action.at()),
                action.origin(),
                action.action(),
                PlainText.cut(action.target()),
                action.changed());
    }

    static List<OperatorAction> actions(PgSession session, int limit) throws SQLException {
        return session.list(ACTIONS, Notes::readAction, Math.max(0, limit));
    }

    private static OperatorAction readAction(ResultSet row) throws SQLException {
        return new OperatorAction(
                Millis.read(row, 1), row.getString(2), row.getString(3), row.getString(4), row.getLong(5));
    }
}
