package io.b24hub.console;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A small plot of the last hour, ready to be drawn into a box of 300 by 60.
 *
 * @param line the path of the line
 * @param area the path of what lies below it
 * @param highest the largest value
 */
record Plot(String line, String area, double highest) {

    static final int WIDTH = 300;
    static final int HEIGHT = 60;

    private static final int POINTS = 120;

    /** Of several values that share a point the largest is drawn: a short peak is what one looks for. */
    static Plot of(List<Sample> samples, ToDoubleFunction<Sample> value) {
        int each = Math.max(1, (samples.size() + POINTS - 1) / POINTS);
        int points = (samples.size() + each - 1) / each;
        double[] values = new double[points];
        for (int i = 0; i < samples.size(); i++) {
            values[i / each] = Math.max(values[i / each], value.applyAsDouble(samples.get(i)));
        }
        double highest = 0;
        for (double one : values) {
            highest = Math.max(highest, one);
        }
        return draw(values, highest);
    }

    private static Plot draw(double[] values, double highest) {
        if (values.length < 2) {
            return new Plot("", "", highest);
        }
        StringBuilder line = new StringBuilder();
        double step = (double) WIDTH / (values.length - 1);
        for (int i = 0; i < values.length; i++) {
            double height = highest == 0 ? 0 : values[i] / highest * (HEIGHT - 4);
            line.append(i == 0 ? 'M' : 'L')
                    .append(String.format(Locale.ROOT, "%.1f %.1f", i * step, HEIGHT - 1 - height));
        }
        return new Plot(line.toString(), line + "L" + WIDTH + " " + HEIGHT + "L0 " + HEIGHT + "Z", highest);
    }
}
