#include "trace/explain.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "trace/reason.h"
#include "trace/survey.h"
#include "trace/sweep.h"
#include "trace/words.h"

enum {
    LATE_NS = 500 * NS_PER_US, /* from here on, being late is worth a word */
    NAMES_MOST = 3,
    LOOK_BACK = 64,        /* intervals, for who was in the way */
    READY_BACK = 4096,     /* intervals, for since when one is ready */
    TASKS_MOST = 512,      /* that are looked at for their states */
    CORES_MOST = 8,        /* that are told of */
    STATEMENT_MOST = 8192, /* lines of a scenario */
};

/* ---- what a lane did ---- */

static const struct timeline_interval *item_at(const struct timeline_lane *lane, int64_t t_ns)
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

/* The first word of a line of the scenario: what it does there. */
static void statement_add(const struct timeline *timeline, uint32_t line, struct strbuf *out)
{
    size_t len;
    const char *at = trace_source(timeline->trace, &len), *end = at + len;
    if (line > STATEMENT_MOST)
        return;
    for (uint32_t n = 1; n < line && at; n++) {
        at = memchr(at, '\n', (size_t)(end - at));
        at = at ? at + 1 : NULL;
    }
    while (at && at < end && *at == ' ')
        at++;
    const char *stop = at;
    while (stop && stop < end && isalpha((unsigned char)*stop))
        stop++;
    if (at && stop > at) {
        strbuf_add(out, at, (size_t)(stop - at));
        strbuf_adds(out, ", ");
    }
}

void explain_place(const struct timeline *timeline, uint32_t line, struct strbuf *out)
{
    if (!line)
        return;
    strbuf_adds(out, " (");
    statement_add(timeline, line, out);
    strbuf_addf(out, "line %u)", (unsigned)line);
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

/* What happened to the one who had control before. */
static void lost_add(const struct timeline *timeline, uint32_t actor, int64_t t_ns,
                     struct strbuf *out)
{
    const struct timeline_lane *lane = timeline_lane_of(timeline, actor);
    const struct timeline_interval *item = item_at(lane, t_ns);
    name_add(timeline, actor, out);
    strbuf_addch(out, ' ');
    if (item && (!lane->ended || t_ns < lane->end_ns)) {
        reason_add(timeline, item, out);
        return;
    }
    const char *how = lane && lane->ended ? trace_end_name(lane->end) : "ok";
    strbuf_adds(out, strcmp(how, "ok") == 0          ? "ended"
                     : strcmp(how, "cancelled") == 0 ? "was "
                                                     : "");
    strbuf_adds(out, strcmp(how, "ok") == 0 ? "" : how);
}

/* The loops come first behind the tasks. */
static bool is_loop(const struct timeline *timeline, int lane)
{
    return lane < timeline->lane_count && timeline->lanes[lane].kind == LANE_LOOP;
}

static const char *where(const struct timeline *timeline)
{
    if (timeline->has_gil)
        return "the lock was with ";
    if (is_loop(timeline, timeline->first_task + timeline->task_count))
        return "the loop was busy with ";
    return timeline->single_thread ? "the thread was busy with " : "the core was with ";
}

/* Who held the strip longest, in one go, between since_ns and interval `index`; not nobody, not
 * `actor` itself. */
static const struct timeline_interval *
holder_longest(const struct timeline_lane *strip, uint32_t index, uint32_t actor, int64_t since_ns)
{
    const struct timeline_interval *longest = NULL;
    int64_t longest_ns = 0;
    for (int looked = 0; index-- > 0 && looked < LOOK_BACK; looked++) {
        const struct timeline_interval *item = &strip->items[index];
        if (item->to_ns <= since_ns)
            break;
        int64_t ns = item->to_ns - (item->from_ns > since_ns ? item->from_ns : since_ns);
        if (item->object == TRACE_NOBODY || item->object == actor || ns <= longest_ns)
            continue;
        longest = item;
        longest_ns = ns;
    }
    return longest;
}

/* Who kept it from running since it was ready, unless that was over long before, and how late it
 * is. */
static void late_add(const struct timeline *timeline, struct handoff handoff, int64_t since_ns,
                     struct strbuf *out)
{
    const struct timeline_lane *strip = &timeline->lanes[handoff.strip];
    const struct timeline_interval *item = &strip->items[handoff.index];
    const struct timeline_interval *before =
        holder_longest(strip, handoff.index, item->object, since_ns);
    if (before && (item->from_ns - before->to_ns) * 2 < item->from_ns - since_ns) {
        strbuf_adds(out, "; ");
        strbuf_adds(out, where(timeline));
        name_add(timeline, before->object, out);
        explain_place(timeline, before->line, out);
        strbuf_adds(out, " until ");
        words_time(out, before->to_ns);
    }
    strbuf_adds(out, ": ");
    name_add(timeline, item->object, out);
    strbuf_adds(out, " is ");
    words_time(out, item->from_ns - since_ns);
    strbuf_adds(out, " late");
}

/* The holder's own interval, which has the better reason, unless it was not told yet that it holds
 * control. */
static const struct timeline_interval *own_item(const struct timeline *timeline,
                                                const struct timeline_interval *item)
{
    const struct timeline_interval *own =
        item_at(timeline_lane_of(timeline, item->object), item->from_ns);
    return own && own->state <= TRACE_BLOCKED ? own : item;
}

/* `one resumed two` is said once, not of both. */
static bool says_both(const struct timeline_interval *own, uint32_t before)
{
    return (own->reason == TRACE_BY_RESUMED || own->reason == TRACE_BY_CLOSED ||
            own->reason == TRACE_BY_RETURNED) &&
           own->object == before;
}

static void got_add(const struct timeline *timeline, struct handoff handoff, struct strbuf *out)
{
    const struct timeline_lane *strip = &timeline->lanes[handoff.strip];
    const struct timeline_interval *item = &strip->items[handoff.index];
    const struct timeline_interval *own = own_item(timeline, item);
    const struct timeline_interval *ready =
        ready_since(timeline_lane_of(timeline, item->object), item->from_ns);
    int64_t since = ready ? ready->from_ns : item->from_ns;
    uint32_t before = handoff.index ? strip->items[handoff.index - 1].object : TRACE_NOBODY;
    bool looks = own->reason == TRACE_BY_LOOKING; /* at its turn: nothing was ready before */
    bool late = item->from_ns - since >= LATE_NS && !looks;
    if (before != TRACE_NOBODY && !late && !says_both(own, before)) {
        lost_add(timeline, before, item->from_ns, out);
        strbuf_adds(out, "; ");
    }
    got_reason_add(timeline, item->object, own, ready, since, out);
    if (late)
        late_add(timeline, handoff, since, out);
}

/* Tasks in one state. */
struct names {
    struct strbuf text;
    int found;
};

static void name_in_state(struct names *names, const char *name)
{
    if (names->found < NAMES_MOST) {
        strbuf_adds(&names->text, names->found ? ", " : "");
        strbuf_adds(&names->text, name);
    }
    names->found++;
}

/* Names of the tasks by their state at t, of the first TASKS_MOST. */
static void names_by_state(const struct timeline *timeline, int64_t t_ns,
                           struct names names[TRACE_STATE_COUNT])
{
    bool all = timeline->task_count <= TASKS_MOST;
    for (int i = 0; i < (all ? timeline->task_count : TASKS_MOST); i++) {
        const struct timeline_lane *lane = &timeline->lanes[timeline->first_task + i];
        const struct timeline_interval *item = item_at(lane, t_ns);
        if (item)
            name_in_state(&names[item->state], lane->name);
    }
    for (int state = 0; state < TRACE_STATE_COUNT; state++) {
        if (names[state].found <= NAMES_MOST)
            continue;
        strbuf_adds(&names[state].text, all ? " and " : " and at least ");
        words_count(&names[state].text, names[state].found - NAMES_MOST);
        strbuf_adds(&names[state].text, " more");
    }
}

static bool loop_sleeps(const struct timeline *timeline, int64_t t_ns)
{
    for (int i = timeline->first_task + timeline->task_count; is_loop(timeline, i); i++) {
        const struct timeline_interval *item = item_at(&timeline->lanes[i], t_ns);
        if (item && item->state == TRACE_WAITING)
            return true;
    }
    return false;
}

static void nobody_add(const struct timeline *timeline, int strip, int64_t t_ns, struct strbuf *out)
{
    const struct timeline_lane *lane = &timeline->lanes[strip];
    if (!timeline->single_thread && !timeline->has_gil)
        strbuf_addf(out, "nobody of the scenario is on %s", lane->name);
    else if (timeline->has_gil)
        strbuf_adds(out, "nobody wants the lock of the interpreter");
    else if (loop_sleeps(timeline, t_ns) || loop_sleeps(timeline, t_ns + 50 * NS_PER_US))
        strbuf_adds(out,
                    "nobody is ready, and the loop sleeps in the kernel until an answer is there");
    else
        strbuf_adds(out, "nobody is ready");
}

void explain_handoff(const struct timeline *timeline, struct handoff handoff, struct strbuf *out)
{
    const struct timeline_lane *strip = &timeline->lanes[handoff.strip];
    const struct timeline_interval *item = &strip->items[handoff.index];
    if (item->object != TRACE_NOBODY) {
        got_add(timeline, handoff, out);
    } else {
        lost_add(timeline, strip->items[handoff.index - 1].object, item->from_ns, out);
        strbuf_adds(out, "; ");
        nobody_add(timeline, handoff.strip, item->from_ns, out);
    }
    strbuf_addch(out, '.');
}

static void moment_strip_add(const struct timeline *timeline, int s, int64_t t_ns,
                             struct strbuf *out)
{
    const struct timeline_lane *strip = &timeline->lanes[s];
    long at = timeline_find(strip, t_ns);
    if (at < 0 || strip->items[at].object == TRACE_NOBODY)
        return;
    const struct timeline_interval *item = &strip->items[at];
    name_add(timeline, item->object, out);
    strbuf_adds(out,
                item->state == TRACE_BLOCKED ? " holds control inside a call" : " holds control");
    if (!timeline->single_thread && !timeline->has_gil)
        strbuf_addf(out, " on %s", strip->name);
    explain_place(timeline, item->line, out);
    strbuf_adds(out, ". It has it because: ");
    explain_handoff(timeline, (struct handoff){s, timeline_taken(strip, (uint32_t)at)}, out);
}

/* What the last one did who had it: "two ended. ". */
static void last_add(const struct timeline *timeline, int64_t t_ns, struct strbuf *out)
{
    const struct timeline_lane *strip = &timeline->lanes[0];
    long at = timeline->strip_count == 1 ? timeline_find(strip, t_ns) : -1;
    if (at < 1 || strip->items[at].object != TRACE_NOBODY)
        return;
    lost_add(timeline, strip->items[at - 1].object, strip->items[at].from_ns, out);
    strbuf_adds(out, ". ");
}

static void moment_nobody_add(const struct timeline *timeline, int64_t t_ns, struct strbuf *out)
{
    static const struct {
        uint8_t state;
        const char *words;
    } rows[] = {{TRACE_WAITING, " waiting"},
                {TRACE_LOCKED, " waiting for a lock"},
                {TRACE_READY, " ready"},
                {TRACE_BLOCKED, " blocked in a call"}};
    struct names names[TRACE_STATE_COUNT] = {0};
    bool any = false;
    names_by_state(timeline, t_ns, names);
    last_add(timeline, t_ns, out);
    strbuf_adds(out, "Nobody holds control");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct names *some = &names[rows[i].state];
        if (!some->found)
            continue;
        strbuf_addf(out, "%s%s %s%s", any ? "; " : ": ", strbuf_str(&some->text),
                    some->found == 1 ? "is" : "are", rows[i].words);
        any = true;
    }
    for (int state = 0; state < TRACE_STATE_COUNT; state++)
        strbuf_release(&names[state].text);
    strbuf_addch(out, '.');
    if (loop_sleeps(timeline, t_ns))
        strbuf_adds(out, " The loop sleeps in the kernel (epoll_wait) until an answer is there.");
}

/* Whether somebody has that strip at t. */
static bool is_held(const struct timeline *timeline, int s, int64_t t_ns)
{
    const struct timeline_interval *item = item_at(&timeline->lanes[s], t_ns);
    return item && item->object != TRACE_NOBODY;
}

void explain_moment(const struct timeline *timeline, int64_t t_ns, struct strbuf *out)
{
    int held = 0;
    for (int s = 0; s < timeline->strip_count; s++) {
        if (!is_held(timeline, s, t_ns) || held++ >= CORES_MOST)
            continue;
        strbuf_adds(out, held > 1 ? " " : "");
        moment_strip_add(timeline, s, t_ns, out);
    }
    if (held > CORES_MOST)
        strbuf_addf(out, " %d more cores are busy.", held - CORES_MOST);
    if (!held)
        moment_nobody_add(timeline, t_ns, out);
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
    return ready ? ready->event : item->event;
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
