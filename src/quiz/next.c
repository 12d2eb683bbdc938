/* Who gets control next: the next task that does, never the loop.
 *
 * To choose from are the tasks that live, in the order in which they came to be, one more of those
 * that may still be started, and nobody. Where these are too many, the ones that were ready first
 * stand there, and `another task`. What stands there follows from what was before the question. */
#include "config.h"

#include "base/sort.h"
#include "quiz/question_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "scenario/check.h"
#include "tell/tell.h"
#include "trace/handoff.h"

enum { LISTED_MAX = QUESTION_CHOICES_MAX - 2 }; /* beside `another task` and `nobody more` */

/* ---- what may be started still ---- */

/* Where a task is started again: in which body, and whether the asker is past it. */
struct starts {
    const char *name; /* of the task */
    uint32_t behind;  /* a line of the body that is looked at: earlier ones are past, or 0 */
    bool in_loop, found;
};

static void look_in_block(struct starts *starts, const struct tree_block *block);

static void look_at(struct starts *starts, const struct tree_stmt *stmt)
{
    bool starts_one =
        stmt->kind == TREE_START || stmt->kind == TREE_CREATE || stmt->kind == TREE_RUN;
    if (starts_one && strcmp(stmt->object.text, starts->name) == 0 &&
        (starts->in_loop || stmt->place.line >= starts->behind))
        starts->found = true;
    bool before = starts->in_loop;
    starts->in_loop = before || stmt->kind == TREE_REPEAT || stmt->kind == TREE_WHILE ||
                      stmt->kind == TREE_REPEAT_RECV;
    look_in_block(starts, &stmt->body);
    look_in_block(starts, &stmt->handler);
    look_in_block(starts, &stmt->on_cancel);
    look_in_block(starts, &stmt->finally);
    for (const struct tree_branch *branch = stmt->branches; branch; branch = branch->next)
        look_in_block(starts, &branch->body);
    starts->in_loop = before;
}

static void look_in_block(struct starts *starts, const struct tree_block *block)
{
    for (const struct tree_stmt *stmt = block->first; stmt; stmt = stmt->next)
        if (stmt->object.text || stmt->body.first || stmt->branches)
            look_at(starts, stmt);
}

/* ---- the tasks ---- */

/* A task of the run, as the question sees it. */
struct living {
    uint32_t task;
    int declaration;  /* or -1 */
    int64_t ready_ns; /* since when it is ready; INT64_MAX: it is not */
    bool lives;
};

struct living_list {
    struct living *items;
    int count, room;
};

static void living_add(struct living_list *list, const struct trace_event *event)
{
    MEM_GROW(list->items, list->count, list->room);
    list->items[list->count++] = (struct living){
        .task = event->who, .declaration = (int)(event->value >> 32), .ready_ns = INT64_MAX};
}

static void living_look(struct living *living, const struct question *question,
                        const struct timeline *timeline)
{
    const struct timeline_lane *lane = timeline_lane_of(timeline, living->task);
    const struct timeline_interval *item = lane ? timeline_at(lane, question->t_ns) : NULL;
    living->lives = item && !(timeline_has_end(lane) && lane->end_ns <= question->t_ns);
    if (living->lives && item->state == TRACE_READY)
        living->ready_ns = item->from_ns;
}

/* Those that came to be up to the question. */
static void living_collect(struct living_list *list, const struct question *question,
                           const struct question_run *run)
{
    const struct trace *trace = run->timeline->trace;
    for (size_t i = 0; i <= question->event; i++)
        if (trace_at(trace, i)->kind == TRACE_TASK_NEW)
            living_add(list, trace_at(trace, i));
    for (int i = 0; i < list->count; i++)
        living_look(&list->items[i], question, run->timeline);
}

static int by_task(const void *a, const void *b)
{
    const struct living *one = a, *other = b;
    return one->task < other->task ? -1 : one->task > other->task;
}

static int by_ready(const void *a, const void *b)
{
    const struct living *one = a, *other = b;
    if (one->lives != other->lives)
        return one->lives ? -1 : 1;
    if (one->ready_ns != other->ready_ns)
        return one->ready_ns < other->ready_ns ? -1 : 1;
    return by_task(a, b);
}

/* ---- the choices ---- */

struct next {
    struct question *question;
    const struct question_run *run;
    struct living_list list;
    int declared[QUESTION_CHOICES_MAX]; /* one more of them is a choice: the declaration, or -1 */
    int another, nobody;                /* choices, or -1 */
};

static int count_of(const struct next *next, int declaration)
{
    int count = 0;
    for (int i = 0; i < next->list.count; i++)
        count += next->list.items[i].declaration == declaration;
    return count;
}

/* The line at which the only one alive of a body stands: it is past those before. 0: there are
 * several. */
static uint32_t line_of_only(const struct next *next, int declaration)
{
    const struct living *only = NULL;
    for (int i = 0; i < next->list.count; i++) {
        const struct living *living = &next->list.items[i];
        if (living->declaration != declaration || !living->lives)
            continue;
        if (only)
            return 0;
        only = living;
    }
    if (!only)
        return UINT32_MAX; /* none of them is there to start anything */
    if (timeline_owner(next->run->timeline, next->question->who) == only->task)
        return next->question->line;
    return 0;
}

/* Whether one more of a declared task may come to be: it arrives later, or one that lives may start
 * it. */
static bool may_come(const struct next *next, int declaration)
{
    const struct checked *checked = scenario_checked(next->run->scenario);
    const struct check_body *body = &checked->bodies[declaration];
    int64_t copies = body->task->copies.place.line ? body->task->copies.value : 1;
    if (body->starts_itself && count_of(next, declaration) < copies)
        return true;
    for (int i = 0; i < checked->body_count; i++) {
        struct starts starts = {.name = body->task->name.text, .behind = line_of_only(next, i)};
        /* A body that is called by one that lives may be on its way, too. */
        if (starts.behind == UINT32_MAX && !(checked->bodies[i].used && !count_of(next, i)))
            continue;
        if (starts.behind == UINT32_MAX)
            starts.behind = 0;
        look_in_block(&starts, &checked->bodies[i].task->body);
        if (starts.found)
            return true;
    }
    return false;
}

static void add_new(struct next *next)
{
    const struct checked *checked =
        next->run->scenario ? scenario_checked(next->run->scenario) : NULL;
    for (int i = 0; checked && i < checked->body_count; i++) {
        struct strbuf text = STRBUF_INIT;
        if (next->question->choice_count >= LISTED_MAX || !may_come(next, i))
            continue;
        strbuf_addf(&text, "%s%s", count_of(next, i) ? "another " : "a new ",
                    checked->bodies[i].task->name.text);
        int at = question_add_choice(next->question, strbuf_str(&text), TRACE_NOBODY);
        next->declared[at] = i;
        strbuf_release(&text);
    }
}

static void add_choices(struct next *next)
{
    struct living_list *list = &next->list;
    int lives = 0;
    for (int i = 0; i < list->count; i++)
        lives += list->items[i].lives;
    int listed = lives <= LISTED_MAX ? lives : LISTED_MAX - 1; /* and one that may come */
    if (listed < lives)
        sort_stable(list->items, (size_t)list->count, sizeof *list->items, by_ready);
    else
        sort_stable(list->items, (size_t)list->count, sizeof *list->items, by_task);
    for (int i = 0; i < list->count && next->question->choice_count < listed; i++)
        if (list->items[i].lives)
            question_add_choice(next->question,
                                timeline_actor_name(next->run->timeline, list->items[i].task),
                                list->items[i].task);
    add_new(next);
    if (listed < lives)
        next->another = question_add_choice(next->question, "another task", TRACE_NOBODY);
    next->nobody = question_add_choice(next->question, "nobody more", TRACE_NOBODY);
}

/* ---- the answer ---- */

/* The kernel has let go on whom it had stopped: that is no turn. */
static bool goes_on(const struct question_run *run, const struct timeline_lane *strip, uint32_t at)
{
    const struct timeline_interval *item = &strip->items[at];
    const struct timeline_interval *own = handoff_own(run->timeline, item);
    if (!timeline_was_stopped(own->reason))
        return false;
    while (at > 0 && strip->items[at - 1].object == TRACE_NOBODY)
        at--;
    return at > 0 && strip->items[at - 1].object == item->object;
}

/* The first interval of a strip behind the question with which a task takes control; its index, or
 * -1. */
static long taken_in(const struct next *next, const struct timeline_lane *strip)
{
    const struct timeline *timeline = next->run->timeline;
    long at = timeline_find(strip, next->question->t_ns);
    if (at < 0 && strip->count && strip->items[0].from_ns < next->question->t_ns)
        return -1;
    for (uint32_t i = at < 0 ? 0 : (uint32_t)at; i < strip->count; i++) {
        const struct timeline_interval *item = &strip->items[i];
        bool behind = item->from_ns >= next->question->t_ns && item->event > next->question->event;
        if (behind && question_takes(timeline, strip, i) && !goes_on(next->run, strip, i))
            return i;
    }
    return -1;
}

static bool find_taken(const struct next *next, struct handoff *handoff, int64_t *t_ns)
{
    const struct timeline *timeline = next->run->timeline;
    *t_ns = INT64_MAX;
    for (int s = 0; s < timeline->strip_count; s++) {
        const struct timeline_lane *strip = &timeline->lanes[s];
        long at = taken_in(next, strip);
        if (at < 0 || strip->items[at].from_ns >= *t_ns)
            continue;
        *t_ns = strip->items[at].from_ns;
        *handoff = (struct handoff){s, (uint32_t)at};
    }
    return *t_ns < INT64_MAX;
}

/* The choice that stands for a task: itself, one more of its kind, another one. */
static int choice_of(const struct next *next, uint32_t task)
{
    const struct question *question = next->question;
    const struct trace *trace = next->run->timeline->trace;
    for (int i = 0; i < question->choice_count; i++)
        if (question->choices[i].task == task)
            return i;
    for (size_t e = question->event + 1; e < trace_count(trace); e++) {
        const struct trace_event *event = trace_at(trace, e);
        if (event->kind != TRACE_TASK_NEW || event->who != task)
            continue;
        for (int i = 0; i < question->choice_count; i++)
            if (next->declared[i] == (int)(event->value >> 32))
                return i;
        break;
    }
    return next->another;
}

static void find_answer(struct next *next)
{
    struct strbuf why = STRBUF_INIT;
    struct tell tell = tell_to(next->run->timeline, &why);
    struct handoff handoff = {0};
    int64_t t_ns;
    if (find_taken(next, &handoff, &t_ns)) {
        uint32_t actor = next->run->timeline->lanes[handoff.strip].items[handoff.index].object;
        int choice = choice_of(next, timeline_owner(next->run->timeline, actor));
        tell_handoff(&tell, handoff);
        if (choice >= 0)
            question_answer(next->question, (struct question_answer){.choice = choice}, t_ns, &why);
    } else if (question_is_over(next->run)) {
        tell_why_ended(&tell, next->run->stats);
        question_answer(next->question, (struct question_answer){.choice = next->nobody},
                        next->run->timeline->end_ns, &why);
    }
    strbuf_release(&why);
}

void question_make_next(struct question *question, const struct question_run *run)
{
    struct next next = {.question = question, .run = run, .another = -1, .nobody = -1};
    question->kind = QUESTION_CHOICE;
    for (int i = 0; i < QUESTION_CHOICES_MAX; i++)
        next.declared[i] = -1;
    living_collect(&next.list, question, run);
    add_choices(&next);
    find_answer(&next);
    free(next.list.items);
}
