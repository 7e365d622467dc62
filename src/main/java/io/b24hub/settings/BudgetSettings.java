package io.b24hub.settings;

/**
 * A leaky bucket: each call pours in one drop, and so many drops drain a second. Bitrix24 answers 503 when it overflows.
 *
 * @param capacity drops the bucket holds (50; Enterprise 250)
 * @param perSecond drops that drain a second (2; Enterprise 5); 0 means no limit, as on premise
 */
public record BudgetSettings(int capacity, double perSecond) {

    /** Every cloud plan but Enterprise. */
    public static final BudgetSettings STANDARD = new BudgetSettings(50, 2);

    /** The Enterprise plan. */
    public static final BudgetSettings ENTERPRISE = new BudgetSettings(250, 5);

    /** On premise: nothing is counted. */
    public static final BudgetSettings UNLIMITED = new BudgetSettings(1, 0);

    /** Whether calls are counted at all. */
    public boolean limited() {
        return perSecond > 0;
    }
}
