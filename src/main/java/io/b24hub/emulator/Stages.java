package io.b24hub.emulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Stages, funnels and sources of the portal. Immutable. */
final class Stages {

    /** Stages of funnel 0 in the order a deal passes them; funnel 1 has the same ones as {@code C1:NEW} and so on. */
    static final List<String> DEAL_PATH = List.of("NEW", "PREPARATION", "PREPAYMENT_INVOICE", "EXECUTING", "WON");

    private static final Map<String, String> DEAL = names(
            "NEW",
            "Новая",
            "PREPARATION",
            "Подготовка документов",
            "PREPAYMENT_INVOICE",
            "Счёт на предоплату",
            "EXECUTING",
            "В работе",
            "FINAL_INVOICE",
            "Финальный счёт",
            "WON",
            "Сделка успешна",
            "LOSE",
            "Сделка провалена");
    private static final Map<String, String> LEAD = names(
            "NEW",
            "Не обработан",
            "IN_PROCESS",
            "В работе",
            "PROCESSED",
            "Обработан",
            "CONVERTED",
            "Качественный лид",
            "JUNK",
            "Некачественный лид");
    private static final Map<String, String> ITEM = names(
            "NEW",
            "Начало",
            "PREPARATION",
            "Диагностика",
            "CLIENT",
            "Согласование",
            "SUCCESS",
            "Успех",
            "FAIL",
            "Провал");
    private static final Map<String, String> INVOICE =
            names("N", "Новый", "S", "Отправлен клиенту", "P", "Оплачен", "D", "Не оплачен");
    private static final Map<String, String> QUOTE =
            names("DRAFT", "Черновик", "SENT", "Отправлено клиенту", "APPROVED", "Принято", "DECLAINED", "Отклонено");
    private static final Map<String, String> SOURCES = names(
            "CALL",
            "Звонок",
            "WEB",
            "Веб-сайт",
            "EMAIL",
            "Электронная почта",
            "RECOMMENDATION",
            "По рекомендации",
            "TRADE_SHOW",
            "Выставка");

    private Stages() {}

    /** S for success, F for failure, P while it is in progress. */
    static String semantic(String stage) {
        return switch (stage.substring(stage.indexOf(':') + 1)) {
            case "WON", "CONVERTED", "SUCCESS", "APPROVED", "P" -> "S";
            case "LOSE", "JUNK", "FAIL", "APOLOGY", "DECLAINED", "D" -> "F";
            default -> "P";
        };
    }

    /** The first stage of a funnel of deals. */
    static String firstOf(String funnel) {
        return funnel.equals("0") ? "NEW" : "C" + funnel + ":NEW";
    }

    /** The funnel that a deal stage belongs to. */
    static String funnelOf(String stage) {
        return stage.startsWith("C") && stage.contains(":") ? stage.substring(1, stage.indexOf(':')) : "0";
    }

    /** Rows as {@code crm.status.list} has them. */
    static List<Map<String, Object>> statuses() {
        List<Map<String, Object>> rows = new ArrayList<>();
        addAll(rows, "STATUS", "", LEAD);
        addAll(rows, "DEAL_STAGE", "", DEAL);
        addAll(rows, "DEAL_STAGE_1", "C1:", DEAL);
        addAll(rows, "DYNAMIC_1220_STAGE_26", "DT1220_26:", ITEM);
        addAll(rows, "SOURCE", "", SOURCES);
        addAll(rows, "DEAL_TYPE", "", names("SALE", "Продажа", "SERVICE", "Сервисное обслуживание"));
        addAll(rows, "CONTACT_TYPE", "", names("CLIENT", "Клиенты", "SUPPLIER", "Поставщики", "PARTNER", "Партнёры"));
        addAll(rows, "COMPANY_TYPE", "", names("CUSTOMER", "Клиент", "SUPPLIER", "Поставщик", "PARTNER", "Партнёр"));
        addAll(rows, "INDUSTRY", "", names("IT", "Информационные технологии", "BANKING", "Банковские услуги"));
        addAll(rows, "EMPLOYEES", "", names("EMPLOYEES_1", "менее 50", "EMPLOYEES_2", "50-250"));
        addAll(rows, "QUOTE_STATUS", "", QUOTE);
        addAll(rows, "SMART_INVOICE_STAGE_1", "DT31_1:", INVOICE);
        return rows;
    }

    /** Rows as {@code crm.category.list} has them. */
    static List<Map<String, Object>> categories(long entityTypeId) {
        if (entityTypeId == Kind.DEAL.entityTypeId()) {
            return List.of(category(1, "Оптовые продажи", 200, 2, "N"), category(0, "Общая", 300, 2, "Y"));
        }
        if (entityTypeId == Kind.INVOICE.entityTypeId()) {
            return List.of(category(1, "Общая", 500, Kind.INVOICE.entityTypeId(), "Y"));
        }
        return entityTypeId == Kind.ITEM.entityTypeId()
                ? List.of(category(26, "Общая", 500, Kind.ITEM.entityTypeId(), "Y"))
                : List.of();
    }

    private static Map<String, Object> category(int id, String name, int sort, int entityTypeId, String isDefault) {
        Map<String, Object> category = new LinkedHashMap<>();
        category.put("id", id);
        category.put("name", name);
        category.put("sort", sort);
        category.put("entityTypeId", entityTypeId);
        category.put("isDefault", isDefault);
        return category;
    }

    private static void addAll(
            List<Map<String, Object>> rows, String entityId, String prefix, Map<String, String> statuses) {
        int sort = 10;
        for (Map.Entry<String, String> status : statuses.entrySet()) {
            String semantic = semantic(status.getKey());
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("ID", String.valueOf(101 + 2 * rows.size()));
            row.put("ENTITY_ID", entityId);
            row.put("STATUS_ID", prefix + status.getKey());
            row.put("NAME", status.getValue());
            row.put("NAME_INIT", status.getValue());
            row.put("SORT", String.valueOf(sort));
            row.put("SYSTEM", sort == 10 || !semantic.equals("P") ? "Y" : "N");
            row.put("CATEGORY_ID", null);
            row.put("SEMANTICS", semantic.equals("P") ? null : semantic);
            rows.add(row);
            sort += 10;
        }
    }

    private static Map<String, String> names(String... keysAndNames) {
        Map<String, String> names = new LinkedHashMap<>();
        for (int i = 0; i < keysAndNames.length; i += 2) {
            names.put(keysAndNames[i], keysAndNames[i + 1]);
        }
        return names;
    }
}
