package io.b24hub.validate;

import io.b24hub.route.RouteFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Secrets that stand in route files. They are told of and never shown. Stateless. */
final class SecretRule {

    private static final Map<String, Pattern> SECRETS = new LinkedHashMap<>();
    private static final String NAMES =
            "(?:password|passwd|passphrase|secret|token|api[-_]?key|access[-_]?key|private[-_]?key)";
    /** A value that is neither a setting nor decided by an expression, nor a word that is no secret. */
    private static final String VALUE =
            "[\"']?(?:RAW\\()?(?!\\{\\{|\\$\\{|#|true\\b|false\\b|null\\b)([^\\s\"'&,}]{4,})";

    static {
        SECRETS.put("the token of a Telegram bot", Pattern.compile("\\b\\d{6,}:[A-Za-z0-9_-]{30,}"));
        SECRETS.put("the address of an incoming webhook", Pattern.compile("/rest/\\d+/[A-Za-z0-9]{10,}(?:/|\\b)"));
        SECRETS.put("a webhook's signing secret", Pattern.compile("\\bwhsec_[A-Za-z0-9+/=]{8,}"));
        SECRETS.put("a private key", Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----|\"private_key\"\\s*:"));
        SECRETS.put("a password in an address", Pattern.compile("://[^/\\s:@{}$\"']+:[^/\\s@{}$\"']{3,}@"));
        SECRETS.put(
                "a secret as an option",
                Pattern.compile("(?i)(?:[?&;][\\w.-]*" + NAMES + "=|(?:^\\s*(?:-\\s*)?|[{,]\\s*)[\"']?[\\w.-]*" + NAMES
                        + "[\"']?\\s*:\\s+)" + VALUE));
    }

    private SecretRule() {}

    static void look(RouteFile file, Remarks remarks) {
        List<String> lines = file.text().lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            int number = i + 1;
            SECRETS.entrySet().stream()
                    .filter(secret -> secret.getValue().matcher(line).find())
                    .findFirst()
                    .ifPresent(secret -> remarks.error(
                            file.name(),
                            number,
                            "this looks like " + secret.getKey() + "; route files are copied and shared",
                            "put it into application.properties as flow." + file.flow() + ".<name> and write {{flow."
                                    + file.flow() + ".<name>}} here, then replace the secret where it comes from"));
        }
    }

    /** A text without what looks like a secret. */
    static String masked(String text) {
        String masked = text;
        for (Pattern secret : SECRETS.values()) {
            masked = secret.matcher(masked).replaceAll("***");
        }
        return masked;
    }
}
