package io.b24hub.template;

import java.util.Map;

/** A compiled template file. Thread-safe. */
interface Template {

    /** The file that it was made of. */
    MessageFile file();

    /**
     * Fills it in.
     *
     * @param model variables by name
     * @return a text; of a row, its cells by column
     * @throws io.b24hub.failure.WillNotHeal when the template asks for something impossible
     */
    Object render(Map<String, Object> model, PortalPlace place);
}
