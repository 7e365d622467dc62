package io.b24hub.store.postgres;

import io.b24hub.store.Claim;
import io.b24hub.store.Claimed;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Claims, and tells what was claimed in a transaction whose end is not known. Belongs to the writer's thread. */
final class ClaimBatch implements Batch<Claim, Claimed> {

    private final Claims claims;
    private final Supplier<String> token;
    private final Doubts doubts;
    private final List<Doubts.Taken> taken = new ArrayList<>(); // in the transaction that is open

    /** @param token what this process's claims bear */
    ClaimBatch(Claims claims, Supplier<String> token, Doubts doubts) {
        this.claims = claims;
        this.token = token;
        this.doubts = doubts;
    }

    @Override
    public List<Claimed> run(PgSession session, List<Claim> items) throws SQLException {
        String owner = token.get();
        List<Claimed> results = new ArrayList<>(items.size());
        for (Claim claim : items) {
            results.add(claims.claim(session, claim, owner));
        }
        for (Claimed claimed : results) {
            claimed.deliveries().forEach(delivery -> taken.add(Doubts.Taken.of(delivery, owner)));
        }
        return results;
    }

    @Override
    public void ended(Ending how) {
        switch (how) {
            case COMMITTED -> doubts.dispel(taken);
            case IN_DOUBT -> doubts.raise(taken);
            case UNDONE -> {}
        }
        taken.clear();
    }
}
