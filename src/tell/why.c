#include "tell/tell.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "tell/why.h"
#include "tell/reason.h"
#include "trace/survey.h"
#include "trace/sweep.h"
#include "tell/words.h"

enum {
    LATE_NS = 500 * NS_PER_US, /* from here on, being late is worth a word */
    READY_BACK = 4096,         /* intervals, for since when one is ready */
    TASKS_MOST = 512,          /* that are looked at for what they wait for */
};

/* ---- what a lane did ---- */

const struct timeline_interval *explain_item_at(const struct timeline_lane *lane, int64_t t_ns)
{
    long at = lane ? timeline_find(lane, t_ns) : -1;
    return at < 0 ? NULL : &lane->items[at];
}

/* The first of the intervals up to t_ns in which the actor was ready without a break, or NULL. Who
 * is ready again and again without a turn is not followed for ever. */
static const struct timeline_interval *ready_since(const struct timeline_lane *lane, int64_t t_ns)
{
    long at = lane ? timeline_find(lane, t_ns - 1) : -1;
    const struct timeline_interval *first = NULL;
    for (int looked = 0; looked < READY_BACK && at >= 0; looked++, at--) {
        if (lane->items[at].state != TRACE_READY)
            break;
        first = &lane->items[at];
    }
    return first;
}

static bool is_task(uint32_t actor)
{
    return actor >= 1 && actor < TRACE_FIRST_OTHER;
}

static void name_add(const struct timeline *timeline, uint32_t actor, struct strbuf *out)
{
    strbuf_adds(out, timeline_actor_name(timeline, actor));
}

/* ---- hand-offs ---- */

static bool is_handoff(const struct timeline_lane *strip, uint32_t item)
{
    uint32_t before = item ? strip->items[item - 1].object : TRACE_NOBODY;
    return item < strip->count && strip->items[item].object != before;
}

/* One strip is in order already. */
static struct handoff *handoffs_of_strip(const struct timeline_lane *strip, size_t *count)
{
    struct handoff *list = mem_realloc(NULL, ((size_t)strip->handoffs + 1) * sizeof *list);
    uint32_t holder = TRACE_NOBODY;
    size_t found = 0;
    for (uint32_t i = 0; i < strip->count && found < strip->handoffs; i++) {
        if (strip->items[i].object == holder)
            continue;
        holder = strip->items[i].object;
        list[found++] = (struct handoff){0, i};
    }
    *count = found;
    return list;
}

struct handoff *handoffs_list(const struct timeline *timeline, size_t *count)
{
    if (timeline->strip_count == 1)
        return handoffs_of_strip(&timeline->lanes[0], count);
    size_t room = (size_t)timeline_handoffs(timeline), found = 0;
    struct handoff *list = mem_realloc(NULL, (room + 1) * sizeof *list);
    uint32_t *left = mem_alloc((size_t)timeline->strip_count * sizeof *left);
    struct sweep changes;
    for (int s = 0; s < timeline->strip_count; s++)
        left[s] = timeline->lanes[s].handoffs; /* the end of all is none */
    sweep_begin(&changes, timeline->lanes, timeline->strip_count, is_handoff);
    while (sweep_next(&changes))
        for (size_t i = 0; i < changes.count; i++) {
            const struct sweep_moment *change = &changes.moments[i];
            if (!left[change->lane])
                continue;
            left[change->lane]--;
            list[found++] = (struct handoff){(int)change->lane, change->item};
        }
    sweep_release(&changes);
    free(left);
    *count = found;
    return list;
}

static bool is_away(const struct timeline_interval *item)
{
    return item->state == TRACE_WAITING || item->state == TRACE_LOCKED ||
           item->state == TRACE_BLOCKED;
}

/* Whether explain_lost() speaks of the lock of the interpreter. */
static bool lost_lock(const struct timeline *timeline, uint32_t actor, int64_t t_ns)
{
    const struct timeline_lane *lane = timeline_lane_of(timeline, actor);
    const struct timeline_interval *item = explain_item_at(lane, t_ns);
    bool over = !item || (lane->ended && t_ns >= lane->end_ns);
    return timeline->has_gil && !over && (is_away(item) || item->reason == TRACE_BY_GIL_DROPPED);
}

void explain_lost(const struct timeline *timeline, uint32_t actor, int64_t t_ns, struct strbuf *out)
{
    const struct timeline_lane *lane = timeline_lane_of(timeline, actor);
    const struct timeline_interval *item = explain_item_at(lane, t_ns);
    name_add(timeline, actor, out);
    strbuf_addch(out, ' ');
    if (item && (!lane->ended || t_ns < lane->end_ns)) {
        if (timeline->has_gil && is_away(item))
            strbuf_adds(out, "gives up the lock of the interpreter and ");
        reason_add(timeline, item, out);
        return;
    }
    const char *how = lane && lane->ended ? trace_end_name(lane->end) : "ok";
    strbuf_adds(out, strcmp(how, "ok") == 0          ? "ended"
                     : strcmp(how, "cancelled") == 0 ? "was "
                                                     : "");
    strbuf_adds(out, strcmp(how, "ok") == 0 ? "" : how);
    if (strcmp(how, "cancelled") == 0)
        explain_place(timeline, lane->last_line, out);
}

/* The loops come first behind the tasks. */
static bool is_loop(const struct timeline *timeline, int lane)
{
    return lane < timeline->lane_count && timeline->lanes[lane].kind == LANE_LOOP;
}

/* The holder's own interval, which has the better reason, unless it was not told yet that it holds
 * control. */
static const struct timeline_interval *own_item(const struct timeline *timeline,
                                                const struct timeline_interval *item)
{
    const struct timeline_interval *own =
        explain_item_at(timeline_lane_of(timeline, item->object), item->from_ns);
    return own && own->state <= TRACE_BLOCKED ? own : item;
}

/* `one resumed two` is said once, not of both. */
static bool says_both(const struct timeline_interval *own, uint32_t before)
{
    switch (own->reason) {
    case TRACE_BY_RESUMED:
    case TRACE_BY_THROWN:
    case TRACE_BY_CLOSED:
    case TRACE_BY_RETURNED:
        return own->object == before;
    default:
        return false;
    }
}

/* The answer that made it able: told at once it would be that of `own`, else of its being ready. */
static const struct timeline_request *answer_of(const struct timeline *timeline,
                                                const struct timeline_interval *own,
                                                const struct timeline_interval *ready)
{
    const struct timeline_interval *item = reason_is_answer(own->reason) ? own : ready;
    if (!item || !reason_is_answer(item->reason))
        return NULL;
    const struct timeline_request *request = timeline_request_of(timeline, item->object);
    bool came = request && request->answered_ns >= 0 && request->answered_ns <= own->from_ns;
    return came ? request : NULL;
}

/* Who only looks, at its turn, is not late: nothing was ready before. */
static bool only_looks(const struct timeline_interval *own, const struct timeline_interval *ready)
{
    return own->reason == TRACE_BY_LOOKING ||
           (own->reason == TRACE_BY_TURN && ready && ready->reason == TRACE_BY_LOOKING);
}

static void got_add(const struct timeline *timeline, struct handoff handoff, struct strbuf *out)
{
    const struct timeline_lane *strip = &timeline->lanes[handoff.strip];
    const struct timeline_interval *item = &strip->items[handoff.index];
    const struct timeline_interval *own = own_item(timeline, item);
    const struct timeline_interval *ready =
        ready_since(timeline_lane_of(timeline, item->object), item->from_ns);
    const struct timeline_request *answer = answer_of(timeline, own, ready);
    int64_t since = answer ? answer->answered_ns : ready ? ready->from_ns : item->from_ns;
    uint32_t before = handoff.index ? strip->items[handoff.index - 1].object : TRACE_NOBODY;
    bool late = item->from_ns - since >= LATE_NS && !only_looks(own, ready);
    bool named = false;
    if (late && explain_worker(timeline, handoff, since, out))
        return;
    if (before != TRACE_NOBODY && !late && !says_both(own, before)) {
        explain_lost(timeline, before, item->from_ns, out);
        strbuf_adds(out, "; ");
        named = lost_lock(timeline, before, item->from_ns);
    }
    if (named && own->reason == TRACE_BY_GOT_GIL && reason_is_turn_alone(own, ready)) {
        name_add(timeline, item->object, out);
        strbuf_adds(out, " got it");
    } else {
        got_reason_add(timeline, item->object, own, ready, since, out);
    }
    if (late)
        explain_late(timeline, handoff, since, reason_is_turn_alone(own, ready), out);
}

bool explain_loop_sleeps(const struct timeline *timeline, int64_t t_ns)
{
    for (int i = timeline->first_task + timeline->task_count; is_loop(timeline, i); i++) {
        const struct timeline_interval *item = explain_item_at(&timeline->lanes[i], t_ns);
        if (item && item->state == TRACE_WAITING)
            return true;
    }
    return false;
}

/* What ends a sleep of the loop. */
static const char *ends_sleep(uint8_t reason)
{
    switch (reason) {
    case TRACE_BY_IO:
    case TRACE_BY_CALLBACKS:
    case TRACE_BY_MEANWHILE:
        return "an answer comes";
    case TRACE_BY_SLEEP:
        return "a sleep is over";
    case TRACE_BY_OFFLOAD:
        return "a thread of the pool is done";
    default:
        return NULL;
    }
}

static void awaited_add(const struct timeline *timeline, int64_t t_ns, struct strbuf *out)
{
    const char *found[3] = {NULL};
    size_t count = 0;
    for (int i = 0; i < timeline->task_count && i < TASKS_MOST && count < 3; i++) {
        const struct timeline_interval *item =
            explain_item_at(&timeline->lanes[timeline->first_task + i], t_ns);
        const char *ends = item && item->state == TRACE_WAITING ? ends_sleep(item->reason) : NULL;
        size_t at = 0;
        while (at < count && found[at] != ends)
            at++;
        if (ends && at == count)
            found[count++] = ends;
    }
    for (size_t i = 0; i < count; i++) {
        strbuf_adds(out, i == 0 ? "" : i + 1 < count ? ", " : " or ");
        strbuf_adds(out, found[i]);
    }
    strbuf_adds(out, count ? "" : "something comes");
}

/* Whether some task's wait is over though nobody has told it. */
static bool has_come(const struct timeline *timeline, int64_t t_ns)
{
    for (int i = 0; i < timeline->task_count && i < TASKS_MOST; i++) {
        const struct timeline_interval *item =
            explain_item_at(&timeline->lanes[timeline->first_task + i], t_ns);
        if (item && item->state == TRACE_READY &&
            (item->reason == TRACE_BY_ANSWERED || item->reason == TRACE_BY_SLEPT))
            return true;
    }
    return false;
}

void explain_loop(const struct timeline *timeline, int64_t t_ns, const char *call,
                  struct strbuf *out)
{
    if (has_come(timeline, t_ns)) {
        strbuf_addf(out, "loop asks the kernel%s what has come meanwhile", call);
        return;
    }
    strbuf_addf(out, "loop sleeps in the kernel%s until ", call);
    awaited_add(timeline, t_ns, out);
}

bool explain_on_cores(const struct timeline *timeline)
{
    return timeline->strip_count > 0 && strncmp(timeline->lanes[0].name, "core ", 5) == 0;
}

/* `named`: the lock of the interpreter is being talked of. A loop has some work to do before it
 * sleeps, so it is looked at in the middle, too. */
static void nobody_add(const struct timeline *timeline, const struct timeline_lane *lane,
                       const struct timeline_interval *item, bool named, struct strbuf *out)
{
    int64_t middle_ns = item->from_ns + (item->to_ns - item->from_ns) / 2;
    bool sleeps =
        explain_loop_sleeps(timeline, item->from_ns) || explain_loop_sleeps(timeline, middle_ns);
    bool cores = explain_on_cores(timeline);
    if (timeline->has_gil)
        strbuf_adds(out, named ? "nobody wants it" : "nobody wants the lock of the interpreter");
    else if (cores)
        strbuf_addf(out, "no task is on %s now", lane->name);
    else if (has_come(timeline, item->from_ns))
        strbuf_adds(out, "nobody has control");
    else
        strbuf_adds(out, "nobody is ready");
    if (!sleeps || cores || timeline->has_gil)
        return;
    strbuf_adds(out, ", and the ");
    explain_loop(timeline, item->from_ns, "", out);
}

void explain_handoff(const struct timeline *timeline, struct handoff handoff, struct strbuf *out)
{
    const struct timeline_lane *strip = &timeline->lanes[handoff.strip];
    const struct timeline_interval *item = &strip->items[handoff.index];
    if (item->object != TRACE_NOBODY) {
        got_add(timeline, handoff, out);
    } else {
        uint32_t before = strip->items[handoff.index - 1].object;
        explain_lost(timeline, before, item->from_ns, out);
        strbuf_adds(out, "; ");
        nobody_add(timeline, strip, item, lost_lock(timeline, before, item->from_ns), out);
    }
    strbuf_addch(out, '.');
}

/* ---- deadlock ---- */

static void edge_add(const struct timeline *timeline, const struct trace_event *edge,
                     struct strbuf *out)
{
    name_add(timeline, edge->who, out);
    if (edge->value < 0) {
        strbuf_adds(out, " awaits ");
        name_add(timeline, edge->arg, out);
        return;
    }
    strbuf_adds(out, " waits for ");
    object_name_add(timeline, (uint32_t)edge->value, out);
    if (is_task(edge->arg)) {
        strbuf_adds(out, ", which ");
        strbuf_adds(out, edge->arg == edge->who ? "it" : timeline_actor_name(timeline, edge->arg));
        strbuf_adds(out, edge->arg == edge->who ? " holds itself" : " holds");
    }
}

bool explain_deadlock(const struct timeline *timeline, struct strbuf *out)
{
    const struct trace *trace = timeline->trace;
    bool any = false;
    const struct survey *survey = trace_survey(trace);
    for (size_t i = 0; i < survey->cycle_count; i++) {
        const struct trace_event *event = trace_at(trace, survey->cycles[i]);
        size_t len;
        const char *text = trace_text(trace, survey->cycles[i], &len);
        if (event->kind == TRACE_CYCLE) {
            strbuf_adds(out, any ? "; " : "Deadlock: ");
            edge_add(timeline, event, out);
            any = true;
        } else if (event->kind == TRACE_DEADLOCK) {
            if (!any && text)
                utf8_add_safe(out, text, len);
            if (!any)
                return true;
            break;
        }
    }
    if (any)
        strbuf_addch(out, '.');
    return any;
}

/* ---- causes and intervals ---- */

uint32_t handoff_cause(const struct timeline *timeline, struct handoff handoff)
{
    const struct timeline_lane *strip = &timeline->lanes[handoff.strip];
    const struct timeline_interval *item = &strip->items[handoff.index];
    const struct timeline_interval *ready =
        ready_since(timeline_lane_of(timeline, item->object), item->from_ns);
    const struct timeline_request *answer =
        item->object ? answer_of(timeline, own_item(timeline, item), ready) : NULL;
    return answer ? answer->answered_event : ready ? ready->event : item->event;
}

static void loop_words_add(const struct timeline *timeline, const struct timeline_interval *item,
                           struct strbuf *out)
{
    if (item->state == TRACE_WAITING) {
        strbuf_adds(out, "in the kernel");
    } else if (item->state == TRACE_READY) {
        name_add(timeline, item->object, out);
        strbuf_adds(out, " has control");
    } else {
        strbuf_adds(out, "dispatches");
    }
}

void explain_interval(const struct timeline *timeline, const struct timeline_lane *lane,
                      const struct timeline_interval *item, struct strbuf *out)
{
    if (lane->kind == LANE_CONTROL) {
        name_add(timeline, item->object, out);
        if (item->object == TRACE_NOBODY || item->reason == TRACE_BY_NONE)
            return;
        strbuf_adds(out, ": ");
        reason_add(timeline, own_item(timeline, item), out);
    } else if (lane->kind == LANE_LOOP) {
        loop_words_add(timeline, item, out);
    } else if (lane->kind == LANE_DEVICE) {
        if (item->object)
            strbuf_addf(out, "serves %u", (unsigned)item->object);
        else
            strbuf_adds(out, "idle");
    } else if (lane->kind == LANE_POOL && item->state == TRACE_WAITING && !item->reason) {
        strbuf_adds(out, "idle");
    } else {
        reason_add(timeline, item, out);
    }
}
