/* What is printed next: one of the lines that the file says, or nothing.
 *
 * A line with braces stands there as it is written, unless all that can be in them is known: the
 * number of a task that there is several times, and what the starts of a task hand over. */
#include "config.h"

#include "quiz/question_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "scenario/check.h"

enum { LINES_MAX = QUESTION_CHOICES_MAX - 2, VALUES_MAX = 8 };

/* A line that may be said. */
struct sayable {
    char *text;
    uint32_t line;
    bool written; /* as it stands in the file: its braces may be anything */
    bool said;    /* before the question */
};

struct sayables {
    const struct question_run *run;
    const struct check_body *body; /* the one that is looked at */
    struct sayable *items;
    int count, room;
};

/* ---- the lines of the file ---- */

static void add(struct sayables *list, char *text, uint32_t line, bool written)
{
    for (int i = 0; i < list->count; i++)
        if (strcmp(list->items[i].text, text) == 0) {
            free(text);
            return;
        }
    MEM_GROW(list->items, list->count, list->room);
    list->items[list->count++] = (struct sayable){.text = text, .line = line, .written = written};
}

/* The values that a parameter has: integers at each start. */
struct values {
    const char *task;
    int param; /* which of its parameters */
    int64_t items[VALUES_MAX];
    int count;
    bool known;
};

static void collect_value(void *arg, struct tree_stmt *stmt)
{
    struct values *values = arg;
    bool uses = stmt->kind == TREE_START || stmt->kind == TREE_CALL || stmt->kind == TREE_RUN ||
                stmt->kind == TREE_CREATE;
    if (!uses || !stmt->object.text || strcmp(stmt->object.text, values->task) != 0)
        return;
    const struct tree_arg *given = stmt->args;
    for (int i = 0; given && i < values->param; i++)
        given = given->next;
    if (!given || given->expr->kind != TREE_INT || values->count == VALUES_MAX) {
        values->known = false;
        return;
    }
    values->items[values->count++] = given->expr->value;
}

/* Whether a body gives the variable another value. */
struct changes {
    const char *name;
    bool found;
};

static void look_for_change(void *arg, struct tree_stmt *stmt)
{
    struct changes *changes = arg;
    if (stmt->target.text && strcmp(stmt->target.text, changes->name) == 0)
        changes->found = true;
}

static bool values_of_param(const struct sayables *list, const char *name, struct values *values)
{
    const struct checked *checked = scenario_checked(list->run->scenario);
    int at = 0;
    const struct tree_param *param = list->body->task->params;
    for (; param && strcmp(param->name.text, name) != 0; param = param->next)
        at++;
    struct changes changes = {.name = name};
    tree_each_stmt(&list->body->task->body, look_for_change, &changes);
    if (!param || changes.found)
        return false;
    *values = (struct values){.task = list->body->task->name.text, .param = at, .known = true};
    for (int i = 0; i < checked->body_count; i++)
        tree_each_stmt(&checked->bodies[i].task->body, collect_value, values);
    return values->known && values->count;
}

static bool values_of_self(const struct sayables *list, struct values *values)
{
    int64_t copies = list->body->task->copies.value;
    if (!list->body->starts_itself || list->body->used || !list->body->task->copies.place.line ||
        copies > VALUES_MAX)
        return false;
    *values = (struct values){.count = (int)copies};
    for (int i = 0; i < values->count; i++)
        values->items[i] = i + 1;
    return true;
}

/* All the braces of the text are one and the same name, whose values are known. */
static bool values_of_text(const struct sayables *list, const struct tree_text *text,
                           struct values *values)
{
    const struct tree_expr *expr = NULL;
    for (const struct tree_text_part *part = text->parts; part; part = part->next) {
        if (!part->expr)
            continue;
        bool same =
            !expr || (expr->kind == part->expr->kind &&
                      (expr->kind == TREE_SELF || strcmp(expr->name, part->expr->name) == 0));
        if ((part->expr->kind != TREE_SELF && part->expr->kind != TREE_NAME) || !same)
            return false;
        expr = part->expr;
    }
    if (!expr)
        return false;
    if (expr->kind == TREE_SELF)
        return values_of_self(list, values);
    return values_of_param(list, expr->name, values);
}

static char *with_value(const struct tree_text *text, int64_t value)
{
    struct strbuf out = STRBUF_INIT;
    for (const struct tree_text_part *part = text->parts; part; part = part->next) {
        if (part->literal)
            strbuf_adds(&out, part->literal);
        else
            strbuf_addf(&out, "%lld", (long long)value);
    }
    return strbuf_detach(&out);
}

static void add_said(void *arg, struct tree_stmt *stmt)
{
    struct sayables *list = arg;
    struct values values;
    if (stmt->kind != TREE_SAY || !stmt->text)
        return;
    if (!stmt->text->written)
        add(list, with_value(stmt->text, 0), stmt->place.line, false);
    else if (!values_of_text(list, stmt->text, &values))
        add(list, mem_strdup(stmt->text->written), stmt->place.line, true);
    else
        for (int i = 0; i < values.count; i++)
            add(list, with_value(stmt->text, values.items[i]), stmt->place.line, false);
}

static void collect(struct sayables *list)
{
    const struct checked *checked = scenario_checked(list->run->scenario);
    for (int i = 0; i < checked->body_count; i++) {
        list->body = &checked->bodies[i];
        tree_each_stmt(&list->body->task->body, add_said, list);
    }
}

/* ---- what is said ---- */

static bool stands_for(const struct sayable *sayable, const struct stats_said *said)
{
    return sayable->written ? sayable->line == said->line : strcmp(sayable->text, said->text) == 0;
}

static void mark_said(struct sayables *list, int64_t t_ns)
{
    const struct stats *stats = list->run->stats;
    for (int i = 0; i < stats->said_count && stats->said[i].t_ns <= t_ns; i++)
        for (int k = 0; k < list->count; k++)
            list->items[k].said |=
                !list->items[k].written && stands_for(&list->items[k], &stats->said[i]);
}

/* Those that were not said yet come first, where there is no room for all. */
static void add_choices(struct question *question, const struct sayables *list)
{
    bool all = list->count <= LINES_MAX + 1;
    for (int i = 0; i < list->count; i++)
        if (all || (!list->items[i].said && question->choice_count < LINES_MAX))
            question->choices[question_add_choice(question, list->items[i].text, TRACE_NOBODY)]
                .quoted = true;
    if (!all)
        question_add_choice(question, "another line", TRACE_NOBODY);
    question_add_choice(question, "nothing more", TRACE_NOBODY);
}

static int choice_of(const struct question *question, const struct sayables *list,
                     const struct stats_said *said)
{
    for (int i = 0; i < list->count; i++) {
        if (!stands_for(&list->items[i], said))
            continue;
        for (int k = 0; k < question->choice_count; k++)
            if (strcmp(question->choices[k].text, list->items[i].text) == 0)
                return k;
    }
    return list->count > LINES_MAX + 1 ? question->choice_count - 2 : -1;
}

static void find_answer(struct question *question, const struct sayables *list)
{
    const struct stats *stats = list->run->stats;
    struct strbuf why = STRBUF_INIT;
    int at = stats_said_until(stats, question->t_ns);
    if (at < stats->said_count) {
        const struct stats_said *said = &stats->said[at];
        int choice = choice_of(question, list, said);
        question_say_control(list->run, said->who, said->t_ns, &why);
        if (choice >= 0)
            question_answer(question, (struct question_answer){.choice = choice}, said->t_ns, &why);
    } else if (question_is_over(list->run)) {
        question_answer(question, (struct question_answer){.choice = question->choice_count - 1},
                        list->run->timeline->end_ns, &why);
    }
    strbuf_release(&why);
}

void question_make_output(struct question *question, const struct question_run *run)
{
    struct sayables list = {.run = run};
    question->kind = QUESTION_CHOICE;
    collect(&list);
    mark_said(&list, question->t_ns);
    add_choices(question, &list);
    find_answer(question, &list);
    for (int i = 0; i < list.count; i++)
        free(list.items[i].text);
    free(list.items);
}
