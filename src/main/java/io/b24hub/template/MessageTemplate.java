package io.b24hub.template;

import java.util.Map;

/** A message: text without blank lines at its ends. */
record MessageTemplate(MessageFile file, CompiledText text) implements Template {

    @Override
    public String render(Map<String, Object> model, PortalPlace place) {
        return text.render(model, place).strip();
    }
}
