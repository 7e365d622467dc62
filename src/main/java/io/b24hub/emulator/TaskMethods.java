package io.b24hub.emulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code tasks.task.*}. Thread-safe. */
final class TaskMethods {

    private final PortalRecords records;

    TaskMethods(PortalRecords records) {
        this.records = records;
    }

    void addTo(Map<String, RestMethod> methods) {
        methods.put("tasks.task.get", this::task);
        methods.put("tasks.task.list", this::tasks);
        methods.put("tasks.task.add", this::addTask);
        methods.put("tasks.task.update", this::updateTask);
        methods.put("tasks.task.delete", this::deleteTask);
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
        ListQuery query = new ListQuery(
                params.withDefault("order", Map.of("ID", "desc")),
                name -> name.equals("REAL_STATUS") ? "STATUS" : name);
        ListQuery.Page page = query.run(records, Kind.TASK);
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
}
