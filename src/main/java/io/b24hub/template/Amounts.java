package io.b24hub.template;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.NumberFormat;
import java.util.Collection;
import java.util.Currency;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers and money as people of a language write them. What is no number stays as it is. Stateless. */
final class Amounts {

    private static final char NO_BREAK_SPACE = '\u00a0';
    private static final int MOST_DECIMALS = 6;

    /** How Bitrix24 writes user fields of the type money: {@code 1500.00|RUB}. */
    private static final Pattern WITH_CURRENCY = Pattern.compile("(-?\\d*\\.?\\d*)\\|([A-Za-z]{3})");

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d{1,30}(\\.\\d{0,30})?|\\.\\d{1,30})");

    private Amounts() {}

    /** The number itself; 0 for what is none. */
    static BigDecimal value(Object in) {
        return parse(in).orElse(BigDecimal.ZERO);
    }

    /** The number that a value is, or a text consists of; the size of a list. */
    static Optional<BigDecimal> parse(Object in) {
        if (in instanceof Collection<?> list) {
            return Optional.of(BigDecimal.valueOf(list.size()));
        }
        String text = withoutCurrency(in instanceof Double ? PlainNumbers.of(in) : in);
        return NUMBER.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    private static String withoutCurrency(Object in) {
        String text = Texts.of(in).strip();
        Matcher money = WITH_CURRENCY.matcher(text);
        return money.matches() ? money.group(1) : text;
    }

    /** @param decimals how many; negative for as many as there are, up to 6 */
    static String number(Object in, int decimals, Locale locale) {
        return parse(in)
                .map(value -> {
                    NumberFormat format = NumberFormat.getNumberInstance(locale);
                    format.setRoundingMode(RoundingMode.HALF_UP);
                    format.setMinimumFractionDigits(Math.max(0, decimals));
                    format.setMaximumFractionDigits(decimals < 0 ? MOST_DECIMALS : decimals);
                    return format.format(value);
                })
                .orElseGet(() -> Texts.of(in));
    }

    /**
     * With the currency's sign and its number of decimals; one that Java does not know with its code and two decimals.
     *
     * @param currency ISO 4217; empty for the one that the value itself names, or none
     */
    static String money(Object in, String currency, Locale locale) {
        Matcher own = WITH_CURRENCY.matcher(Texts.of(in).strip());
        String code = currency.isBlank() && own.matches() ? own.group(2) : currency.strip();
        return parse(in).map(value -> money(value, code, locale)).orElseGet(() -> Texts.of(in));
    }

    private static String money(BigDecimal value, String code, Locale locale) {
        Optional<Currency> known = currency(code);
        int decimals = known.map(Currency::getDefaultFractionDigits)
                .filter(digits -> digits >= 0)
                .orElse(2);
        if (code.isEmpty()) {
            return number(value, decimals, locale);
        }
        DecimalFormat format = (DecimalFormat) NumberFormat.getCurrencyInstance(locale);
        format.setRoundingMode(RoundingMode.HALF_UP);
        format.setMinimumFractionDigits(decimals);
        format.setMaximumFractionDigits(decimals);
        DecimalFormatSymbols symbols = format.getDecimalFormatSymbols();
        String sign = known.map(each -> each.getSymbol(locale)).orElse(code);
        boolean glued = format.toPattern().startsWith("¤") && Character.isLetter(sign.codePointBefore(sign.length()));
        symbols.setCurrencySymbol(glued ? sign + NO_BREAK_SPACE : sign);
        format.setDecimalFormatSymbols(symbols);
        return format.format(value).replace("\u00a0\u00a0", "\u00a0");
    }

    private static Optional<Currency> currency(String code) {
        try {
            return Optional.of(Currency.getInstance(code.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * A number and what is counted: {@code 5 deals}. Three forms are for Slavic languages (1 сделка, 2 сделки, 5 сделок),
     * two for others (1 deal, 5 deals).
     *
     * @param few with two forms, the one for all but one
     * @param many empty with two forms
     */
    static String plural(Object in, String one, String few, String many, Locale locale) {
        Optional<BigDecimal> value = parse(in);
        return value.map(count -> number(count, -1, locale) + " " + form(count.abs(), one, few, many))
                .orElseGet(() -> Texts.of(in));
    }

    private static String form(BigDecimal count, String one, String few, String many) {
        if (many.isEmpty()) {
            return count.compareTo(BigDecimal.ONE) == 0 ? one : few;
        }
        if (count.stripTrailingZeros().scale() > 0) {
            return few;
        }
        int hundred = count.remainder(BigDecimal.valueOf(100)).intValue();
        int ten = hundred % 10;
        if (hundred > 10 && hundred < 20 || ten == 0 || ten > 4) {
            return many;
        }
        return ten == 1 ? one : few;
    }
}
