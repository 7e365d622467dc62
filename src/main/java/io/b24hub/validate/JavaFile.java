package io.b24hub.validate;

import io.b24hub.route.RouteFile;
import io.b24hub.validate.Address.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can be seen in a route file in Java by its text. Stateless. */
final class JavaFile {

    private static final Pattern ADDRESS = Pattern.compile("\\b(from|to|toD|wireTap|poll)\\(\\s*\"([^\"]+)\"\\s*\\)");

    private JavaFile() {}

    /** Line to text, comments aside. */
    static Map<Integer, String> texts(RouteFile file) {
        Map<Integer, String> texts = new LinkedHashMap<>();
        List<String> lines = file.text().lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.startsWith("//") && !line.startsWith("*") && !line.startsWith("/*")) {
                texts.put(i + 1, line);
            }
        }
        return texts;
    }

    static List<Address> addresses(RouteFile file) {
        List<Address> addresses = new ArrayList<>();
        texts(file).forEach((line, text) -> {
            for (Matcher matcher = ADDRESS.matcher(text); matcher.find(); ) {
                Kind kind =
                        switch (matcher.group(1)) {
                            case "from" -> Kind.FROM;
                            case "toD" -> Kind.DYNAMIC;
                            default -> Kind.TO;
                        };
                addresses.add(Address.of(kind, matcher.group(2), line, Map.of()));
            }
        });
        return addresses;
    }
}
