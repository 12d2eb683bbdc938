/* Which bodies are generators: those that `create` names, and those they call. A `yield` in one of
 * them hands control to the resumer; a body that yields values can be nothing else. */
#include "config.h"

#include "scenario/check.h"

#include "base/mem.h"

#include <stdlib.h>

/* Who calls whom, as pairs, and sorted into lists by one of the two ends. */
struct calls {
    int (*pairs)[2]; /* caller, callee */
    int count, room;
};

struct generators {
    struct checked *checked;
    struct report *report;
    struct calls calls;
    int body;
};

static void collect(void *arg, struct tree_stmt *stmt)
{
    struct generators *generators = arg;
    struct check_body *body = &generators->checked->bodies[generators->body];
    body->yields_values |= check_yields_value(stmt);
    if (stmt->kind != TREE_CALL && stmt->kind != TREE_RUN)
        return;
    int callee = symbols_get(&generators->checked->tasks, stmt->object.text);
    if (callee < 0)
        return;
    struct calls *calls = &generators->calls;
    MEM_GROW(calls->pairs, calls->count, calls->room);
    calls->pairs[calls->count][0] = generators->body;
    calls->pairs[calls->count++][1] = callee;
}

/* Spreads a mark along the calls, from the bodies that have it: from callers to callees (from = 0)
 * or back (from = 1). */
static void spread(const struct calls *calls, int from, bool *marked, int count)
{
    int *starts = mem_alloc((size_t)(count + 2) * sizeof *starts);
    int *ends = mem_alloc((size_t)(calls->count + 1) * sizeof *ends);
    int *stack = mem_alloc((size_t)(count + 1) * sizeof *stack);
    int depth = 0;
    for (int i = 0; i < calls->count; i++)
        starts[calls->pairs[i][from] + 2]++;
    for (int i = 2; i < count + 2; i++)
        starts[i] += starts[i - 1];
    for (int i = 0; i < calls->count; i++)
        ends[starts[calls->pairs[i][from] + 1]++] = calls->pairs[i][1 - from];
    for (int i = 0; i < count; i++)
        if (marked[i])
            stack[depth++] = i;
    while (depth > 0) {
        int at = stack[--depth];
        for (int i = starts[at]; i < starts[at + 1]; i++) {
            if (marked[ends[i]])
                continue;
            marked[ends[i]] = true;
            stack[depth++] = ends[i];
        }
    }
    free(starts);
    free(ends);
    free(stack);
}

static void mark_bodies(struct generators *generators)
{
    struct checked *checked = generators->checked;
    int count = checked->body_count;
    bool *marked = mem_alloc((size_t)count * sizeof *marked);
    for (int i = 0; i < count; i++)
        marked[i] = checked->bodies[i].created;
    spread(&generators->calls, 0, marked, count);
    for (int i = 0; i < count; i++) {
        checked->bodies[i].generator = marked[i];
        marked[i] = checked->bodies[i].yields_values;
    }
    spread(&generators->calls, 1, marked, count);
    for (int i = 0; i < count; i++)
        checked->bodies[i].yields_values = marked[i];
    free(marked);
}

static void check_stmt(void *arg, struct tree_stmt *stmt)
{
    struct generators *generators = arg;
    const struct checked *checked = generators->checked;
    const struct check_body *body = &checked->bodies[generators->body];
    if (check_yields_value(stmt) && !body->generator) {
        report_error(generators->report, stmt->place,
                     "`yield` with a value stands only in a generator");
        report_hint(generators->report, "nothing creates `%s`: g = create %s(...), then resume g",
                    body->task->name.text, body->task->name.text);
    }
    int index = stmt->kind == TREE_START ? symbols_get(&checked->tasks, stmt->object.text) : -1;
    if (index < 0 || !checked->bodies[index].generator || !checked->bodies[index].yields_values)
        return;
    report_error(generators->report, stmt->object.place,
                 "`%s` yields values: it cannot be started, only created", stmt->object.text);
    report_hint(generators->report, "g = create %s(...), then x = resume g", stmt->object.text);
}

static void check_self_start(const struct check_body *body, struct report *report)
{
    if (!body->starts_itself || !body->generator || !body->yields_values)
        return;
    report_error(report, body->task->name.place,
                 "`%s` yields values, but starts by itself: nobody resumes it",
                 body->task->name.text);
    report_hint(report, "with a task `main`, it alone starts by itself");
}

void check_generators(struct checked *checked, struct report *report)
{
    struct generators generators = {.checked = checked, .report = report};
    for (int i = 0; i < checked->body_count; i++) {
        generators.body = i;
        tree_each_stmt(&checked->bodies[i].task->body, collect, &generators);
    }
    mark_bodies(&generators);
    for (int i = 0; i < checked->body_count; i++) {
        generators.body = i;
        check_self_start(&checked->bodies[i], report);
        tree_each_stmt(&checked->bodies[i].task->body, check_stmt, &generators);
    }
    free(generators.calls.pairs);
}
