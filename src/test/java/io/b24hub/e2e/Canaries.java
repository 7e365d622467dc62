package io.b24hub.e2e;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Secrets that can be recognised wherever they turn up, in each form in which a program may write them. */
final class Canaries {

    private static final int HASHED = 6;

    private final Map<String, List<String>> forms = new LinkedHashMap<>();

    Canaries add(String name, String secret) {
        TreeSet<String> all = new TreeSet<>(List.of(secret, escaped(secret), ascii(secret)));
        String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        all.add(encoded);
        all.add(encoded.replace("+", "%20"));
        all.add(secret.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;"));
        // wherever it begins within what was encoded
        for (String before : List.of("", "x", "xx")) {
            byte[] bytes = (before + secret).getBytes(StandardCharsets.UTF_8);
            String base64 = Base64.getEncoder().withoutPadding().encodeToString(bytes);
            String sure = base64.substring(before.isEmpty() ? 0 : 4, base64.length() - 4);
            all.add(sure);
            all.add(sure.replace('+', '-').replace('/', '_'));
        }
        // a far side's own bytes are kept as Latin-1 where files are searched
        all.add(new String(secret.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
        forms.put(name, List.copyOf(all));
        return this;
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("/", "\\/");
    }

    private static String ascii(String text) {
        StringBuilder ascii = new StringBuilder();
        text.replace("\"", "\\\"")
                .chars()
                .forEach(c -> ascii.append(c < 128 ? Character.toString(c) : String.format("\\u%04x", c)));
        return ascii.toString();
    }

    /** What of it stands in a text, with what is around it. */
    List<String> in(String place, String text) {
        List<String> found = new ArrayList<>();
        forms.forEach((name, each) -> each.stream()
                .filter(form -> form.length() > HASHED && text.contains(form))
                .findFirst()
                .ifPresent(form -> {
                    int at = text.indexOf(form);
                    found.add(name + " in " + place + ": "
                            + text.substring(Math.max(0, at - 300), Math.min(text.length(), at + form.length() + 100)));
                }));
        return found;
    }

    /** The last form of every secret, to see that each would be found. */
    String planted() {
        return forms.values().stream().map(each -> each.get(each.size() - 1)).collect(Collectors.joining(" "));
    }

    int count() {
        return forms.size();
    }
}
