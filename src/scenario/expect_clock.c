#include "config.h"

#include "base/mem.h"
#include "scenario/expect_private.h"

#include <stdlib.h>
#include <string.h>

/* Names that have a time in them, over all tasks: a body's variable and a shared one may have the
 * same name only if it is the same. */
struct times {
    const char **names;
    int count, room;
    bool grew;
};

static bool is_known(const struct times *times, const char *name)
{
    for (int i = 0; i < times->count; i++)
        if (strcmp(times->names[i], name) == 0)
            return true;
    return false;
}

/* Sums and differences keep their unit; what a comparison gives has none. */
static bool is_time(const struct times *times, const struct tree_expr *expr)
{
    switch (expr->kind) {
    case TREE_NOW:
        return true;
    case TREE_NAME:
        return is_known(times, expr->name);
    case TREE_NEG:
        return is_time(times, expr->left);
    case TREE_ADD:
    case TREE_SUB:
        return is_time(times, expr->left) || is_time(times, expr->right);
    default:
        return false;
    }
}

static void note_assigned(void *arg, struct tree_stmt *stmt)
{
    struct times *times = arg;
    bool assigns =
        stmt->kind == TREE_ASSIGN || stmt->kind == TREE_ASSIGN_ADD || stmt->kind == TREE_ASSIGN_SUB;
    if (!assigns || is_known(times, stmt->target.text) || !is_time(times, stmt->value))
        return;
    MEM_GROW(times->names, times->count, times->room);
    times->names[times->count++] = stmt->target.text;
    times->grew = true;
}

/* The shortest time that a statement of the file names, so far; of an expression, its unit. */
static void note_duration(void *arg, struct tree_expr *expr)
{
    int64_t *shortest_ns = arg;
    bool names = expr->kind == TREE_DURATION || expr->kind == TREE_DURATION_EXPR;
    if (names && expr->value > 0 && (*shortest_ns < 0 || expr->value < *shortest_ns))
        *shortest_ns = expr->value;
}

static void note_durations(void *arg, struct tree_stmt *stmt)
{
    if (stmt->kind != TREE_COMPUTE)
        tree_each_expr(stmt, note_duration, arg);
}

int64_t expect_shortest_ns(const struct scenario *scenario)
{
    int64_t shortest_ns = -1;
    for (const struct tree_task *task = scenario->tree.tasks; task; task = task->next)
        tree_each_stmt(&task->body, note_durations, &shortest_ns);
    return shortest_ns;
}

/* Whether the parts could make the text: of an expression nobody knows what it gives. */
static bool could_be(const struct tree_text_part *part, const char *text)
{
    if (!part)
        return !*text;
    if (part->literal) {
        size_t len = strlen(part->literal);
        return strncmp(text, part->literal, len) == 0 && could_be(part->next, text + len);
    }
    for (; *text; text++)
        if (could_be(part->next, text))
            return true;
    return could_be(part->next, text);
}

struct sayer {
    const char *text;
    bool found;
};

static void note_said(void *arg, struct tree_stmt *stmt)
{
    struct sayer *sayer = arg;
    if (stmt->kind == TREE_SAY && stmt->text && !sayer->found)
        sayer->found = could_be(stmt->text->parts, sayer->text);
}

bool expect_is_sayable(const struct scenario *scenario, const struct tree_expect *expect)
{
    for (int i = 0; i < expect->text_count; i++) {
        struct sayer sayer = {.text = expect->texts[i].parts->literal};
        for (const struct tree_task *task = scenario->tree.tasks; task; task = task->next)
            tree_each_stmt(&task->body, note_said, &sayer);
        if (!sayer.found)
            return false;
    }
    return true;
}

struct counter {
    const char *name;
    bool found;
};

static void note_counted(void *arg, struct tree_stmt *stmt)
{
    struct counter *counter = arg;
    counter->found |=
        stmt->kind == TREE_ASSIGN_ADD && strcmp(stmt->target.text, counter->name) == 0;
}

bool expect_is_counted(const struct scenario *scenario, const char *name)
{
    struct counter counter = {.name = name};
    for (const struct tree_task *task = scenario->tree.tasks; task; task = task->next)
        tree_each_stmt(&task->body, note_counted, &counter);
    return counter.found;
}

bool expect_is_of_clock(const struct scenario *scenario, const char *name)
{
    struct times times = {0};
    do {
        times.grew = false;
        for (const struct tree_task *task = scenario->tree.tasks; task; task = task->next)
            tree_each_stmt(&task->body, note_assigned, &times);
    } while (times.grew);
    bool found = is_known(&times, name);
    free(times.names);
    return found;
}
