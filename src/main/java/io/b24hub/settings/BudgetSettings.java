package io.b24hub.settings;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a portal allows. A leaky bucket: each call pours in one drop, and so many drops drain a second; Bitrix24 answers
 * 503 when it overflows. And computing time: a method that used more of it within ten minutes is blocked.
 *
 * @param capacity drops the bucket holds (50; Enterprise 250)
 * @param perSecond drops that drain a second (2; Enterprise 5); 0 means no limit, as on premise
 * @param operatingLimit computing time of one method within ten minutes; zero: nothing is slowed down before it is blocked
 */
public record BudgetSettings(int capacity, double perSecond, Duration operatingLimit) {

    /** What the documentation of 2026 names; the portal does not tell its own. */
    public static final Duration USUAL_OPERATING_LIMIT = Duration.ofSeconds(480);

    /** Every cloud plan but Enterprise. */
    public static final BudgetSettings STANDARD = new BudgetSettings(50, 2);

    /** The Enterprise plan. */
    public static final BudgetSettings ENTERPRISE = new BudgetSettings(250, 5);

    /** On premise: nothing is counted. */
    public static final BudgetSettings UNLIMITED = new BudgetSettings(1, 0);

    private static final Pattern OWN = Pattern.compile("([1-9]\\d{0,5})/((?!0+(?:\\.0+)?$)\\d{1,4}(?:\\.\\d{1,3})?)");

    /** With the usual computing time. */
    public BudgetSettings(int capacity, double perSecond) {
        this(capacity, perSecond, USUAL_OPERATING_LIMIT);
    }

    /**
     * Reads the name of a plan, or numbers of one's own.
     *
     * @param plan {@code standard}, {@code enterprise}, {@code on-premise}, or drops and drops a second: {@code 100/4.5}
     */
    static BudgetSettings of(String plan) {
        Matcher numbers = OWN.matcher(plan);
        if (numbers.matches()) {
            return new BudgetSettings(Integer.parseInt(numbers.group(1)), Double.parseDouble(numbers.group(2)));
        }
        return switch (plan) {
            case "standard" -> STANDARD;
            case "enterprise" -> ENTERPRISE;
            case "on-premise" -> UNLIMITED;
            default ->
                throw new IllegalArgumentException("is \"" + plan
                        + "\", but must be standard or enterprise or on-premise, or calls at once and calls a second,"
                        + " like 100/4.5");
        };
    }

    /** The same bucket with another limit of computing time. */
    public BudgetSettings withOperatingLimit(Duration limit) {
        return new BudgetSettings(capacity, perSecond, limit);
    }

    /** Whether calls are counted at all. */
    public boolean limited() {
        return perSecond > 0;
    }
}
