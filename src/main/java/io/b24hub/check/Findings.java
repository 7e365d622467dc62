package io.b24hub.check;

import io.b24hub.check.Finding.Verdict;
import io.b24hub.connector.SafeText;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;

/** Collects what is found, cleaned of secrets. Not thread-safe. */
final class Findings {

    /** Findings of one area. */
    final class Area {

        private final String name;

        private Area(String name) {
            this.name = name;
        }

        void ok(String subject, String words) {
            add(subject, Verdict.OK, words, "");
        }

        void warn(String subject, String words, String remedy) {
            add(subject, Verdict.WARN, words, remedy);
        }

        void fail(String subject, String words, String remedy) {
            add(subject, Verdict.FAIL, words, remedy);
        }

        void skipped(String subject, String words) {
            add(subject, Verdict.SKIPPED, words, "");
        }

        private void add(String subject, Verdict verdict, String words, String remedy) {
            all.add(new Finding(name, safe.clean(subject), verdict, safe.clean(words), safe.clean(remedy)));
        }

        /** A failure in words fit for people: of the causes, the one that says most. */
        String describe(Throwable failure) {
            Throwable telling = failure;
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof UnknownHostException
                        || cause instanceof UnresolvedAddressException
                        || cause instanceof SSLException) {
                    telling = cause;
                }
            }
            return safe.describe(telling);
        }
    }

    private final SafeText safe;
    private final List<Finding> all = new ArrayList<>();

    Findings(SafeText safe) {
        this.safe = safe;
    }

    Area area(String name) {
        return new Area(name);
    }

    List<Finding> all() {
        return List.copyOf(all);
    }
}
