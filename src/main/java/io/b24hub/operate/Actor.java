package io.b24hub.operate;

/**
 * Who acts, as it is kept with every action.
 *
 * @param origin where from, and the person where that is known: {@code jmx}, {@code console ivan from
 *     192.0.2.1}, {@code command line}
 */
public record Actor(String origin) {

    /** The program itself, or a test. */
    public static final Actor LOCAL = new Actor("local");

    /** Somebody at a JMX console, which names nobody. */
    public static final Actor JMX = new Actor("jmx");

    private static final int LONGEST = 100;

    /**
     * Keeps it to one line of at most 100 characters.
     *
     * @throws IllegalArgumentException when nothing is left
     */
    public Actor {
        origin = Wording.oneLine(origin, LONGEST);
        if (origin.isEmpty()) {
            throw new IllegalArgumentException("An action needs to say where it comes from");
        }
    }

    /** A user of the console. */
    public static Actor http(String user) {
        return new Actor(("console " + user).strip());
    }

    /** A user of the HTTP API. */
    public static Actor api(String user) {
        return new Actor(("API " + user).strip());
    }

    /** A user of the command line. */
    public static Actor commandLine(String user) {
        return new Actor(("command line " + user).strip());
    }

    /** The same with the address it came from, which stands last whatever somebody calls himself. */
    public Actor from(String address) {
        String where = address.isEmpty() ? "" : " from " + Wording.oneLine(address, LONGEST / 2);
        return new Actor(Wording.oneLine(origin, LONGEST - where.length()) + where);
    }
}
