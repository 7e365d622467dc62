package io.b24hub.validate;

import io.b24hub.template.MessageFiles;
import io.b24hub.validate.Address.Option;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Templates of messages and rows that cannot be used, and addresses of templates that are not there. Immutable. */
final class TemplateRule {

    private final MessageFiles files;
    private final Map<String, Set<String>> languages;

    TemplateRule(MessageFiles files) {
        this.files = files;
        this.languages = files.languages();
    }

    /** Looks at the templates themselves, those that no flow uses too. */
    void look(Remarks remarks) {
        files.problems().forEach(bad -> remarks.error(bad.file(), bad.line(), bad.reason(), ""));
    }

    void look(String file, Address address, Remarks remarks) {
        String name = address.path();
        if (!address.scheme().equals("template") || name.isEmpty() || Address.isOpen(name)) {
            return;
        }
        if (!languages.containsKey(name)) {
            String near = Spelling.didYouMean(name, languages.keySet());
            remarks.error(
                    file,
                    address.line(),
                    "there is no template \"" + name + "\"",
                    near.isEmpty() ? "write it as messages/en/" + name + ".html, .txt or .row.yaml" : near);
            return;
        }
        Optional.ofNullable(address.options().get("language"))
                .filter(language -> !Address.isOpen(language.value()))
                .ifPresent(language -> language(file, name, language, remarks));
    }

    private void language(String file, String name, Option language, Remarks remarks) {
        Set<String> known = languages.get(name);
        if (!known.contains(language.value())) {
            remarks.error(
                    file,
                    language.line(),
                    "there is no template \"" + name + "\" in the language \"" + language.value() + "\"",
                    "it is there in " + String.join(", ", known));
        }
    }
}
