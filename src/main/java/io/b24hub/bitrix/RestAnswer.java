package io.b24hub.bitrix;

import java.util.Optional;

/** An answer, understood. */
sealed interface RestAnswer {

    /** The call did what it should. */
    record Good(RestResult result) implements RestAnswer {}

    /** It did not, or nobody can tell. */
    record Bad(RestError error) implements RestAnswer {}

    /** The portal is elsewhere now; the call did not run. */
    record Moved(int status, Optional<String> location) implements RestAnswer {

        /** Says nothing of the location: it holds the webhook's secret. */
        @Override
        public String toString() {
            return "Moved[" + status + "]";
        }
    }
}
