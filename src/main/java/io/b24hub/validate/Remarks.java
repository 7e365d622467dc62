package io.b24hub.validate;

import io.b24hub.validate.Remark.Weight;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Collects remarks, each once, in the order of files and lines. Not thread-safe. */
final class Remarks {

    private final SortedSet<Remark> all = new TreeSet<>();

    void error(String file, int line, String reason, String suggestion) {
        add(file, line, Weight.ERROR, reason, suggestion);
    }

    void warning(String file, int line, String reason, String suggestion) {
        add(file, line, Weight.WARNING, reason, suggestion);
    }

    /** Says it once a file. */
    void note(String file, int line, String reason, String suggestion) {
        if (all.stream()
                .anyMatch(known -> known.weight() == Weight.NOTE
                        && known.file().equals(file)
                        && known.reason().equals(reason))) {
            return;
        }
        add(file, line, Weight.NOTE, reason, suggestion);
    }

    private void add(String file, int line, Weight weight, String reason, String suggestion) {
        // texts quote the file, which may hold secrets
        all.add(new Remark(file, line, weight, SecretRule.masked(reason), SecretRule.masked(suggestion)));
    }

    boolean hasError(String file) {
        return all.stream()
                .anyMatch(remark ->
                        remark.weight() == Weight.ERROR && remark.file().equals(file));
    }

    List<Remark> all() {
        return List.copyOf(all);
    }
}
