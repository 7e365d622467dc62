package io.b24hub.reading;

import io.b24hub.bitrix.EntityReader;
import io.b24hub.bitrix.PortalCalls;
import io.b24hub.bitrix.ReadOutcome;
import io.b24hub.bitrix.ReadOutcome.Found;
import io.b24hub.bitrix.ReadPlan;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the contact and the company that an entity belongs to, side by side. One that is not set, is gone or may not be read
 * by the webhook's owner is an empty map, so that expressions in flows find nothing instead of failing; any other failure
 * fails the reading, because the flow asked for it.
 *
 * <p>Thread-safe.
 */
final class RelatedEntities {

    private static final Logger LOG = LoggerFactory.getLogger(RelatedEntities.class);

    private final EntityReader reader;

    RelatedEntities(String portal, PortalCalls calls) {
        reader = new EntityReader(portal, calls);
    }

    /** @param wanted words of {@link Wish} */
    CompletionStage<Map<String, Object>> of(Set<String> wanted, Map<String, Object> fields) {
        Map<String, CompletableFuture<ReadOutcome>> reads = new LinkedHashMap<>();
        for (String word : wanted) {
            id(word, fields).ifPresent(id -> reads.put(word, read(word, id).toCompletableFuture()));
        }
        return CompletableFuture.allOf(reads.values().toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> found(wanted, reads));
    }

    /** What a flow gets that asked for something of an entity that is gone. */
    static Map<String, Object> nothing(Set<String> wanted) {
        Map<String, Object> nothing = new TreeMap<>(Comparator.reverseOrder());
        wanted.forEach(word -> nothing.put(word, Map.of()));
        return nothing;
    }

    private static Map<String, Object> found(Set<String> wanted, Map<String, CompletableFuture<ReadOutcome>> reads) {
        Map<String, Object> found = nothing(wanted);
        reads.forEach((word, read) -> {
            ReadOutcome outcome = read.join();
            if (outcome instanceof Found entity) {
                found.put(word, entity.fields());
            } else if (outcome instanceof ReadOutcome.Unreadable unreadable) {
                LOG.info("A flow goes on without the related {}: {}", word, unreadable.reason());
            }
        });
        return found;
    }

    /** Older methods say {@code CONTACT_ID}, {@code crm.item.get} says {@code contactId}; others name an owner. */
    private static Optional<String> id(String word, Map<String, Object> fields) {
        boolean contact = word.equals(Wish.CONTACT);
        return number(fields.get(contact ? "CONTACT_ID" : "COMPANY_ID"))
                .or(() -> number(fields.get(contact ? "contactId" : "companyId")))
                .or(() -> Owner.in(fields)
                        .filter(owner -> owner.typeId() == (contact ? 3 : 4))
                        .map(Owner::id));
    }

    private static Optional<String> number(Object value) {
        return Optional.ofNullable(value).map(Object::toString).filter(Owner::isNumber);
    }

    private CompletionStage<ReadOutcome> read(String word, String id) {
        return reader.read(new ReadPlan("crm." + word + ".get", Map.of("id", id), "result"));
    }
}
