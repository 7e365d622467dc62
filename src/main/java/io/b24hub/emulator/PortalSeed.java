package io.b24hub.emulator;

import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Invents people, companies, sales and repairs. The same random source gives the same portal. */
final class PortalSeed {

    private static final List<String> NAMES =
            List.of("Анна", "Пётр", "Ольга", "Иван", "Мария", "Сергей", "Emma", "John", "Zoë", "Юлия");
    private static final List<String> LAST_NAMES =
            List.of("Щербакова", "Петренко", "Ким", "О'Нил", "Соловьёва", "Ёлкин", "Smith", "Müller", "Ахметов", "Жук");
    private static final List<String> COMPANIES = List.of(
            "ООО «Ромашка»",
            "АО «Северный ветер»",
            "Blue Harbour Ltd",
            "ИП Ёлкин А. Б.",
            "Müller & Söhne GmbH",
            "ТОО «Алатау»",
            "Кафе \"У моря\"",
            "R&D <Lab>");
    private static final List<String> GOODS = List.of(
            "Поставка кофемашин",
            "Website redesign",
            "Обслуживание серверов",
            "Монтаж вентиляции",
            "Лицензии на 50 мест",
            "Ремонт склада",
            "Office chairs & desks",
            "Обучение отдела продаж");
    private static final List<String> SOURCES = List.of("CALL", "WEB", "EMAIL", "RECOMMENDATION", "TRADE_SHOW");
    private static final List<String> CURRENCIES = List.of("RUB", "RUB", "RUB", "EUR", "USD");

    private final RandomGenerator random;

    PortalSeed(RandomGenerator random) {
        this.random = random;
    }

    /** Fills an empty portal without telling anybody. */
    void fill(PortalRecords records) {
        records.insert(Kind.USER, user("Пётр", "Петров", "Директор"));
        records.insert(Kind.USER, user("Мария", "Иванова", "Менеджер по продажам"));
        records.insert(Kind.USER, user("Иван", "Ёжиков", "Инженер"));
        records.insert(Kind.USER, user("Emma", "Brown", "Account manager"));
        for (int i = 0; i < 8; i++) {
            records.insert(Kind.COMPANY, company(i));
        }
        for (int i = 0; i < 20; i++) {
            records.insert(Kind.CONTACT, contact());
        }
        for (int i = 0; i < 15; i++) {
            records.insert(Kind.LEAD, lead());
        }
        for (int i = 0; i < 60; i++) {
            records.insert(Kind.DEAL, deal(i));
        }
        for (int i = 0; i < 8; i++) {
            records.insert(Kind.TASK, due(task(), records.now(), i));
            records.insert(Kind.ITEM, repair());
            records.insert(Kind.ACTIVITY, activity());
            records.insert(Kind.CALL, call());
        }
        for (int i = 0; i < 5; i++) {
            records.insert(Kind.QUOTE, offer(i));
            records.insert(Kind.INVOICE, offer(i));
        }
    }

    /** A quote or an invoice for a deal. */
    static Map<String, Object> offer(int number) {
        return new LinkedHashMap<>(Map.of(
                "TITLE", GOODS.get(number % GOODS.size()),
                "COMPANY_ID", String.valueOf(1 + number % 8),
                "OPPORTUNITY", String.valueOf((number + 1) * 12_500)));
    }

    Map<String, Object> lead() {
        Map<String, Object> lead = person();
        lead.put("TITLE", pick(GOODS) + ": заявка с сайта");
        lead.put("SOURCE_ID", pick(SOURCES));
        lead.put("OPPORTUNITY", amount());
        lead.put("CURRENCY_ID", pick(CURRENCIES));
        return lead;
    }

    Map<String, Object> contact() {
        Map<String, Object> contact = person();
        contact.put("COMPANY_ID", String.valueOf(1 + random.nextInt(8)));
        contact.put("POST", "Руководитель отдела закупок");
        return contact;
    }

    /** Every third one belongs to the funnel "Оптовые продажи". */
    Map<String, Object> deal(int number) {
        Map<String, Object> deal = new LinkedHashMap<>();
        deal.put("TITLE", pick(GOODS));
        deal.put("STAGE_ID", (number % 3 == 2 ? "C1:" : "") + pick(Stages.DEAL_PATH));
        deal.put("OPPORTUNITY", amount());
        deal.put("CURRENCY_ID", pick(CURRENCIES));
        deal.put("IS_MANUAL_OPPORTUNITY", "Y");
        deal.put("COMPANY_ID", String.valueOf(1 + random.nextInt(8)));
        deal.put("CONTACT_ID", String.valueOf(1 + random.nextInt(20)));
        deal.put("ASSIGNED_BY_ID", employee());
        deal.put("SOURCE_ID", pick(SOURCES));
        deal.put(FieldDescription.DELIVERY, FieldDescription.DELIVERY_IDS.get(number % 2));
        return deal;
    }

    Map<String, Object> task() {
        return new LinkedHashMap<>(Map.of(
                "TITLE",
                "Подготовить договор: " + pick(GOODS),
                "DESCRIPTION",
                "Согласовать сумму и [B]сроки[/B]",
                "RESPONSIBLE_ID",
                employee()));
    }

    /** Half of the tasks have a deadline, from three days ago on; the first of them is done. */
    private static Map<String, Object> due(Map<String, Object> task, String now, int number) {
        if (number % 2 == 0) {
            task.put(
                    "DEADLINE",
                    PortalTime.stamp(
                            OffsetDateTime.parse(now).plusDays(number - 3L).toInstant()));
            task.put("STATUS", number == 0 ? "5" : "2");
        }
        return task;
    }

    Map<String, Object> call() {
        String callId = "externalCall." + Long.toHexString(random.nextLong()) + "." + random.nextInt(1, 1_000_000_000);
        boolean missed = random.nextInt(4) == 0;
        Map<String, Object> call = new LinkedHashMap<>();
        call.put("CALL_ID", callId);
        call.put("CALL_TYPE", String.valueOf(1 + random.nextInt(2)));
        call.put("PHONE_NUMBER", phone());
        call.put("PORTAL_USER_ID", employee());
        call.put("CALL_DURATION", missed ? "0" : String.valueOf(10 + random.nextInt(600)));
        call.put("CALL_FAILED_CODE", missed ? "304" : "200");
        call.put("CALL_FAILED_REASON", missed ? "Call canceled" : "");
        call.put("CRM_ENTITY_ID", String.valueOf(1 + random.nextInt(20)));
        call.put("CRM_ACTIVITY_ID", String.valueOf(1 + random.nextInt(8)));
        return call;
    }

    private static Map<String, Object> user(String name, String lastName, String position) {
        Map<String, Object> user = new LinkedHashMap<>();
        user.put("ACTIVE", true);
        user.put("NAME", name);
        user.put("LAST_NAME", lastName);
        user.put("EMAIL", "user" + Math.abs(lastName.hashCode() % 1000) + "@example.com");
        user.put("WORK_POSITION", position);
        user.put("UF_DEPARTMENT", List.of(1));
        return user;
    }

    Map<String, Object> company(int number) {
        Map<String, Object> company = new LinkedHashMap<>();
        company.put("TITLE", COMPANIES.get(number % COMPANIES.size()));
        company.put("ASSIGNED_BY_ID", employee());
        company.put("REVENUE", String.valueOf(random.nextInt(1, 900) * 1_000_000L));
        return company;
    }

    Map<String, Object> repair() {
        return new LinkedHashMap<>(
                Map.of("TITLE", "Заявка: " + pick(GOODS), "ASSIGNED_BY_ID", employee(), "OPPORTUNITY", amount()));
    }

    Map<String, Object> activity() {
        return new LinkedHashMap<>(Map.of(
                "SUBJECT", "Исходящий звонок " + pick(NAMES) + " " + pick(LAST_NAMES),
                "OWNER_ID", String.valueOf(1 + random.nextInt(20)),
                "RESPONSIBLE_ID", employee()));
    }

    private Map<String, Object> person() {
        Map<String, Object> person = new LinkedHashMap<>();
        person.put("NAME", pick(NAMES));
        person.put("LAST_NAME", pick(LAST_NAMES));
        person.put("HAS_PHONE", "Y");
        person.put("ASSIGNED_BY_ID", employee());
        person.put(
                "PHONE",
                List.of(Map.of(
                        "ID",
                        String.valueOf(random.nextInt(100, 100_000)),
                        "VALUE_TYPE",
                        "WORK",
                        "VALUE",
                        phone(),
                        "TYPE_ID",
                        "PHONE")));
        return person;
    }

    private String phone() {
        return "+7906%07d".formatted(random.nextInt(10_000_000));
    }

    private String amount() {
        return random.nextInt(5, 2_000) + "000." + (random.nextBoolean() ? "00" : "50");
    }

    private String employee() {
        return String.valueOf(1 + random.nextInt(4));
    }

    <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
