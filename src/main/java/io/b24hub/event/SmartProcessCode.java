package io.b24hub.event;

/** Codes of smart-process events, which may carry the number of the process: {@code ONCRMDYNAMICITEMADD_147}. */
final class SmartProcessCode {

    private static final String START = "ONCRMDYNAMICITEM";

    private SmartProcessCode() {}

    /** The code without the number; any other code as it is. In upper case only. */
    static String base(String code) {
        int cut = code.lastIndexOf('_');
        boolean numbered = cut > 0 && code.startsWith(START) && isNumber(code, cut + 1);
        return numbered ? code.substring(0, cut) : code;
    }

    /** The code with a number, in place of the one it may have; any other code as it is. */
    static String numbered(String code, int entityTypeId) {
        return code.startsWith(START) ? base(code) + "_" + entityTypeId : code;
    }

    /** The number; 0 when the code has none. */
    static int number(String code) {
        int cut = code.lastIndexOf('_');
        return cut < 0 ? 0 : CrmEntities.typeId(code.substring(cut + 1));
    }

    private static boolean isNumber(String code, int start) {
        for (int i = start; i < code.length(); i++) {
            if (code.charAt(i) < '0' || code.charAt(i) > '9') {
                return false;
            }
        }
        return start < code.length();
    }
}
