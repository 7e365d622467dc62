package io.b24hub.emulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Tasks, calls, activities, employees and the stage history. Thread-safe. */
final class OfficeMethods {

    private static final List<String> SCOPE = List.of("crm", "task", "telephony", "user", "user_basic");

    private final PortalRecords records;
    private final long owner;

    OfficeMethods(PortalRecords records, long owner) {
        this.records = records;
        this.owner = owner;
    }

    void addTo(Map<String, RestMethod> methods) {
        methods.put("profile", params -> profile());
        methods.put("scope", params -> RestResult.of(SCOPE));
        methods.put("server.time", params -> RestResult.of(records.now()));
        methods.put("method.get", params -> known(methods, params));
        methods.put("user.current", params -> RestResult.of(user(owner)));
        methods.put("user.get", this::users);
        methods.put("crm.stagehistory.list", this::stageHistory);
        methods.put("crm.activity.get", this::activity);
        methods.put("tasks.task.get", this::task);
        methods.put("tasks.task.list", this::tasks);
        methods.put("tasks.task.add", this::addTask);
        methods.put("tasks.task.update", this::updateTask);
        methods.put("tasks.task.delete", this::deleteTask);
        methods.put("voximplant.statistic.get", this::calls);
    }

    private Map<String, Object> user(long id) {
        return records.find(Kind.USER, id).orElseThrow(RestRefusal::notFound);
    }

    private RestResult profile() {
        Map<String, Object> owning = user(owner);
        Map<String, Object> profile = new LinkedHashMap<>();
        profile.put("ID", owning.get("ID"));
        profile.put("ADMIN", true);
        profile.put("NAME", owning.get("NAME"));
        profile.put("LAST_NAME", owning.get("LAST_NAME"));
        profile.put("PERSONAL_GENDER", "");
        profile.put("TIME_ZONE", "");
        return RestResult.of(profile);
    }

    private static RestResult known(Map<String, RestMethod> methods, RestParams params) {
        String name = params.text("name").toLowerCase(Locale.ROOT);
        boolean known = methods.containsKey(name) || name.equals("batch");
        return RestResult.of(Map.of("isExisting", known, "isAvailable", known));
    }

    /** Conditions stand in FILTER or, for the id, on the top level. */
    private RestResult users(RestParams params) {
        Map<String, Object> filter = new LinkedHashMap<>(params.map("filter"));
        params.value("ID").ifPresent(id -> filter.put("ID", id));
        ListQuery query = new ListQuery(
                new RestParams(
                        Map.of("filter", filter, "start", params.value("start").orElse(0))),
                UnaryOperator.identity());
        ListQuery.Page page = query.run(records.all(Kind.USER));
        return page.as(page.rows());
    }

    private RestResult stageHistory(RestParams params) {
        long type = params.number("entityTypeId").orElse(0);
        ListQuery query = new ListQuery(params, UnaryOperator.identity());
        ListQuery.Page page = query.run(records.moves().stream()
                .filter(move -> RestParams.parsed(move.get("ENTITY_TYPE_ID")).orElse(0) == type)
                .map(OfficeMethods::withoutType)
                .toList());
        return page.as(Map.of("items", page.rows().stream().map(query::cut).toList()));
    }

    private static Map<String, Object> withoutType(Map<String, Object> move) {
        Map<String, Object> shown = new LinkedHashMap<>(move);
        shown.remove("ENTITY_TYPE_ID");
        return shown;
    }

    private RestResult activity(RestParams params) {
        long id = params.number("id").orElseThrow(RestRefusal::badId);
        return RestResult.of(records.find(Kind.ACTIVITY, id).orElseThrow(RestRefusal::notFound));
    }

    /** A task that is missing, or that the caller may not see, is an empty list and no error. */
    private RestResult task(RestParams params) {
        long id = params.number("taskId")
                .orElseThrow(() ->
                        new RestRefusal(400, "100", "Could not find value for parameter {taskId} (internal error)"));
        return records.find(Kind.TASK, id)
                .map(row -> RestResult.of(Map.of("task", shownTask(row))))
                .orElseGet(() -> RestResult.of(List.of()));
    }

    private RestResult addTask(RestParams params) {
        long id = records.add(Kind.TASK, params.map("fields"));
        return RestResult.of(
                Map.of("task", shownTask(records.find(Kind.TASK, id).orElseThrow(RestRefusal::notFound))));
    }

    private RestResult updateTask(RestParams params) {
        long id = params.number("taskId").orElseThrow(RestRefusal::badId);
        if (!records.update(Kind.TASK, id, params.map("fields"))) {
            throw RestRefusal.notFound();
        }
        return RestResult.of(
                Map.of("task", shownTask(records.find(Kind.TASK, id).orElseThrow(RestRefusal::notFound))));
    }

    private RestResult deleteTask(RestParams params) {
        if (!records.delete(Kind.TASK, params.number("taskId").orElseThrow(RestRefusal::badId))) {
            throw RestRefusal.notFound();
        }
        return RestResult.of(Map.of("task", true));
    }

    private RestResult tasks(RestParams params) {
        // in a filter, STATUS also has made-up values such as "overdue"; REAL_STATUS is what is stored
        ListQuery query = new ListQuery(params, name -> name.equals("REAL_STATUS") ? "STATUS" : name);
        ListQuery.Page page = query.run(records.all(Kind.TASK));
        return page.as(Map.of(
                "tasks",
                page.rows().stream().map(row -> shownTask(query.cut(row))).toList()));
    }

    private Map<String, Object> shownTask(Map<String, Object> row) {
        Map<String, Object> task = new LinkedHashMap<>();
        row.forEach((field, value) -> task.put(ItemNames.camel(field), value));
        task.put("group", List.of());
        records.find(Kind.USER, RestParams.parsed(row.get("RESPONSIBLE_ID")).orElse(0))
                .ifPresent(user -> {
                    Map<String, Object> responsible = new LinkedHashMap<>();
                    responsible.put("id", user.get("ID"));
                    responsible.put("name", user.get("NAME") + " " + user.get("LAST_NAME"));
                    responsible.put("link", "/company/personal/user/" + user.get("ID") + "/");
                    responsible.put("workPosition", user.get("WORK_POSITION"));
                    task.put("responsible", responsible);
                });
        return task;
    }

    private RestResult calls(RestParams params) {
        Map<String, Object> renamed = new LinkedHashMap<>();
        renamed.put("filter", params.map("filter"));
        renamed.put("start", params.value("start").orElse(0));
        if (params.value("sort").isPresent()) {
            renamed.put("order", Map.of(params.text("sort"), params.text("order")));
        }
        ListQuery.Page page =
                new ListQuery(new RestParams(renamed), UnaryOperator.identity()).run(records.all(Kind.CALL));
        return page.as(page.rows());
    }
}
