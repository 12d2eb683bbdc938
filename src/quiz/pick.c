/* A moment is fair if whoever looks at the picture can know the answer:
 *
 *   - who stands in the loop's queue gets control in the order in which they came there;
 *   - with nobody in the queue it is the first whose answer comes or whose sleep is over, if the
 *     others come at least 5 ms, and ten times of how late the device was, later, whatever the
 * kernel had stopped meanwhile.
 *
 * At least two tasks can get control, and nothing is a race: of what came from outside since the
 * loop slept last (answers, ends of sleeps, arrivals, the pool) and comes about that moment each is
 * 5 ms from the next one, and from the moment itself. By that the answer is foretold; where the run
 * itself went otherwise, or the answer would be a first start, a callback, who looks again
 * (polling) or whom the kernel stopped, nothing is asked, and so in a run that has lost records,
 * has several strips, or runs its tasks one after the other.
 *
 * Of those the telling ones are asked: the more naive rules are wrong, the better. The rules: the
 * first in the file; who asked first; who ran last; the one behind (round robin). */
#include "config.h"

#include "quiz/pick.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/sort.h"
#include "quiz/question_private.h"
#include "tell/tell.h"
#include "trace/handoff.h"
#include "trace/times.h"
#include "trace/traits.h"

enum { TASKS_MAX = 64, LATE_TIMES = 10 };

#define APART_NS (5 * NS_PER_MS)

/* How a task can come to have control. */
enum way {
    WAY_NONE,   /* not by itself: another one has to do something first */
    WAY_QUEUE,  /* it is in the queue */
    WAY_DUE,    /* an answer, or the end of a sleep */
    WAY_UNKNOWN /* something comes, nobody knows when */
};

struct candidate {
    uint32_t task;
    enum way way;
    int64_t at_ns;   /* of its place in the queue; of what is due */
    uint32_t event;  /* of its place in the queue */
    int64_t due_ns;  /* in the queue for that; -1: for what a task did */
    int64_t late_ns; /* of what is due: how much later it was */
    int64_t asked_ns, ran_ns;
};

/* Something that comes from outside, and how much later than it was due. */
struct outside {
    int64_t t_ns, late_ns;
};

struct moment {
    const struct timeline *timeline;
    const struct outside *outside; /* in order */
    size_t outside_count;
    uint32_t index; /* of the interval of the strip that the question is about */
    uint32_t giver;
    int64_t t_ns; /* when it gives control up */
    struct candidate items[TASKS_MAX];
    int count;
};

/* ---- who can get control ---- */

static int64_t due_of_sleep(const struct timeline *timeline, const struct timeline_interval *item)
{
    const struct trace_event *event = trace_at(timeline->trace, item->event);
    if (event->kind != TRACE_STATE || event->reason != TRACE_BY_SLEEP || !event->value)
        return -1;
    return event->value - trace_origin(timeline->trace);
}

/* Of the device, or of how long a request queued there. */
static int64_t late_of(const struct timeline_request *request)
{
    int64_t late_ns = request->answered_ns - request->asked_ns - request->duration_ns;
    return late_ns > 0 ? late_ns : 0;
}

/* What is due for one who waits, or waited, in that interval; -1: not known. */
static int64_t due_of(const struct timeline *timeline, const struct timeline_interval *item,
                      int64_t *late_ns)
{
    const struct timeline_request *request;
    *late_ns = 0;
    if (item->reason == TRACE_BY_SLEEP)
        return due_of_sleep(timeline, item);
    if (item->reason != TRACE_BY_IO)
        return -1;
    request = timeline_request_of(timeline, item->object);
    if (!request || request->cancelled)
        return -1;
    *late_ns = late_of(request);
    return request->asked_ns + request->duration_ns;
}

static bool is_told_later(const struct timeline_interval *item)
{
    return item->reason == TRACE_BY_ANSWERED || item->reason == TRACE_BY_SLEPT;
}

/* In the queue: since when, and for what. */
static void stand_in_queue(struct candidate *candidate, const struct timeline *timeline,
                           const struct timeline_lane *lane, const struct timeline_interval *item)
{
    candidate->way = WAY_QUEUE;
    candidate->at_ns = item->from_ns;
    candidate->event = item->event;
    candidate->due_ns = -1;
    if (item == lane->items)
        return;
    if (is_told_later(item - 1))
        candidate->due_ns = item[-1].from_ns;
    else if (item[-1].state == TRACE_WAITING)
        candidate->due_ns = due_of(timeline, item - 1, &candidate->late_ns);
}

static void stand_waiting(struct candidate *candidate, const struct timeline *timeline,
                          const struct timeline_interval *item)
{
    switch (item->reason) {
    case TRACE_BY_IO:
    case TRACE_BY_SLEEP:
        candidate->at_ns = due_of(timeline, item, &candidate->late_ns);
        candidate->way = candidate->at_ns >= 0 ? WAY_DUE : WAY_UNKNOWN;
        break;
    case TRACE_BY_OFFLOAD:
    case TRACE_BY_SELECT:
    case TRACE_BY_CALLBACKS:
        candidate->way = WAY_UNKNOWN;
        break;
    default:
        candidate->way = WAY_NONE;
    }
}

static struct candidate candidate_of(const struct moment *moment, const struct timeline_lane *lane,
                                     const struct timeline_interval *item)
{
    struct candidate candidate = {.task = lane->actor, .ran_ns = -1, .asked_ns = item->from_ns};
    if (item->state == TRACE_READY && is_told_later(item)) {
        candidate.way = WAY_DUE; /* the loop has not looked yet, or has not come to it */
        candidate.at_ns = item->from_ns;
        if (item > lane->items)
            candidate.asked_ns = item[-1].from_ns;
        const struct timeline_request *request =
            item->reason == TRACE_BY_ANSWERED ? timeline_request_of(moment->timeline, item->object)
                                              : NULL;
        candidate.late_ns = request ? late_of(request) : 0;
    } else if (item->state == TRACE_READY && timeline_was_stopped(item->reason)) {
        candidate.way = WAY_UNKNOWN;
    } else if (item->state == TRACE_READY) {
        stand_in_queue(&candidate, moment->timeline, lane, item);
    } else {
        stand_waiting(&candidate, moment->timeline, item);
    }
    for (const struct timeline_interval *back = item; back >= lane->items; back--)
        if (back->state == TRACE_RUNNING) {
            candidate.ran_ns = back->to_ns;
            break;
        }
    return candidate;
}

/* False: there are too many to look at. */
static bool collect(struct moment *moment)
{
    const struct timeline *timeline = moment->timeline;
    for (int i = 0; i < timeline->task_count; i++) {
        const struct timeline_lane *lane = &timeline->lanes[timeline->first_task + i];
        const struct timeline_interval *item = timeline_at(lane, moment->t_ns);
        if (!item || item->state == TRACE_ENDED ||
            (timeline_has_end(lane) && lane->end_ns <= moment->t_ns))
            continue;
        if (moment->count == TASKS_MAX)
            return false;
        moment->items[moment->count++] = candidate_of(moment, lane, item);
    }
    return true;
}

/* ---- what is foretold ---- */

static bool is_before(const struct candidate *one, const struct candidate *other)
{
    if (one->way != other->way)
        return one->way == WAY_QUEUE;
    if (one->way == WAY_QUEUE)
        return one->event < other->event;
    return one->at_ns < other->at_ns;
}

static const struct candidate *foretell(const struct moment *moment)
{
    const struct candidate *first = NULL;
    for (int i = 0; i < moment->count; i++) {
        const struct candidate *candidate = &moment->items[i];
        if (candidate->way != WAY_QUEUE && candidate->way != WAY_DUE)
            continue;
        if (!first || is_before(candidate, first))
            first = candidate;
    }
    return first;
}

static int64_t apart_of(int64_t late_ns, int64_t other_late_ns)
{
    int64_t most_ns = late_ns > other_late_ns ? late_ns : other_late_ns;
    return most_ns * LATE_TIMES > APART_NS ? most_ns * LATE_TIMES : APART_NS;
}

/* How long the kernel had stopped tasks within a time: what was asked before and after is as much
 * further apart than it would be. */
static int64_t stopped_within(const struct timeline *timeline, int64_t from_ns, int64_t to_ns)
{
    int64_t sum_ns = 0;
    for (int i = 0; i < timeline->task_count; i++) {
        const struct timeline_lane *lane = &timeline->lanes[timeline->first_task + i];
        for (uint32_t k = timeline_behind(lane, from_ns);
             k < lane->count && lane->items[k].from_ns < to_ns; k++)
            if (lane->items[k].state == TRACE_READY && timeline_was_stopped(lane->items[k].reason))
                sum_ns += lane->items[k].to_ns - lane->items[k].from_ns;
    }
    return sum_ns;
}

static bool are_apart(const struct moment *moment, const struct candidate *one,
                      const struct candidate *other, int64_t one_ns, int64_t other_ns)
{
    bool later = other->asked_ns > one->asked_ns;
    int64_t from_ns = later ? one->asked_ns : other->asked_ns;
    int64_t to_ns = later ? other->asked_ns : one->asked_ns;
    int64_t gap_ns = other_ns - one_ns - stopped_within(moment->timeline, from_ns, to_ns);
    return gap_ns >= apart_of(one->late_ns, other->late_ns);
}

/* Whether `other` comes behind `first` in each run. */
static bool comes_behind(const struct moment *moment, const struct candidate *first,
                         const struct candidate *other)
{
    if (other->way == WAY_NONE)
        return true;
    if (other->way == WAY_UNKNOWN)
        return first->way == WAY_QUEUE && first->due_ns < 0;
    if (first->way == WAY_DUE)
        return are_apart(moment, first, other, first->at_ns, other->at_ns);
    int64_t first_ns = first->due_ns >= 0 ? first->due_ns : first->at_ns;
    if (other->way == WAY_DUE) /* it has to be behind what put the first one there */
        return first->due_ns < 0 || are_apart(moment, first, other, first_ns, other->at_ns);
    if (first->due_ns < 0 && other->due_ns < 0)
        return true; /* a task put both there, one after the other */
    return are_apart(moment, first, other, first_ns,
                     other->due_ns >= 0 ? other->due_ns : other->at_ns);
}

/* Nobody arrives from outside until then. */
static bool is_undisturbed(const struct moment *moment, int64_t until_ns)
{
    const struct trace *trace = moment->timeline->trace;
    size_t from = trace_count_until(trace, moment->t_ns);
    for (size_t i = from; i < trace_count(trace); i++) {
        const struct trace_event *event = trace_at(trace, i);
        if (event->time_ns - trace_origin(trace) > until_ns + APART_NS)
            break;
        if (event->kind == TRACE_TASK_NEW && !event->arg)
            return false;
    }
    return true;
}

/* Since when tasks have had control without a break. */
static int64_t burst_of(const struct moment *moment)
{
    const struct timeline_lane *strip = &moment->timeline->lanes[0];
    long at = timeline_find(strip, moment->t_ns - 1);
    while (at >= 0 && strip->items[at].object != TRACE_NOBODY)
        at--;
    return at >= 0 ? strip->items[at].to_ns : 0;
}

/* What began the burst is over; of all else that comes from outside nothing is close to another, or
 * to the moment. */
static bool is_no_race(const struct moment *moment)
{
    int64_t begin_ns = burst_of(moment);
    const struct outside *outside = moment->outside;
    size_t at = TIMES_UNTIL_OF(outside, t_ns, moment->outside_count, begin_ns - APART_NS);
    for (; at < moment->outside_count && outside[at].t_ns < moment->t_ns + APART_NS; at++) {
        int64_t t_ns = outside[at].t_ns;
        if (at &&
            t_ns - outside[at - 1].t_ns < apart_of(outside[at].late_ns, outside[at - 1].late_ns))
            return false;
        if (t_ns > begin_ns && moment->t_ns - t_ns < APART_NS)
            return false;
    }
    return true;
}

static bool is_fair(const struct moment *moment, const struct candidate *first)
{
    int possible = 0;
    if (!is_no_race(moment))
        return false;
    for (int i = 0; i < moment->count; i++) {
        const struct candidate *other = &moment->items[i];
        if (other != first && !comes_behind(moment, first, other))
            return false;
        if (other->way == WAY_QUEUE && moment->timeline->has_gil)
            return false; /* they race for the lock */
        possible += other->way == WAY_QUEUE || other->way == WAY_DUE;
    }
    return possible >= 2 &&
           is_undisturbed(moment, first->way == WAY_DUE ? first->at_ns : moment->t_ns);
}

/* ---- naive rules: each says who it would be; TRACE_NOBODY: nothing ---- */

static bool is_possible(const struct moment *moment, const struct candidate *candidate)
{
    return candidate->way != WAY_NONE && candidate->task != moment->giver;
}

static uint32_t first_in_file(const struct moment *moment)
{
    for (int i = 0; i < moment->count; i++)
        if (is_possible(moment, &moment->items[i]))
            return moment->items[i].task;
    return TRACE_NOBODY;
}

static uint32_t asked_first(const struct moment *moment)
{
    const struct candidate *found = NULL;
    for (int i = 0; i < moment->count; i++)
        if (is_possible(moment, &moment->items[i]) &&
            (!found || moment->items[i].asked_ns < found->asked_ns))
            found = &moment->items[i];
    return found ? found->task : TRACE_NOBODY;
}

static uint32_t ran_last(const struct moment *moment)
{
    const struct candidate *found = NULL;
    for (int i = 0; i < moment->count; i++)
        if (is_possible(moment, &moment->items[i]) &&
            (!found || moment->items[i].ran_ns > found->ran_ns))
            found = &moment->items[i];
    return found ? found->task : TRACE_NOBODY;
}

static uint32_t round_robin(const struct moment *moment)
{
    for (int i = 0; i < moment->count; i++)
        if (is_possible(moment, &moment->items[i]) && moment->items[i].task > moment->giver)
            return moment->items[i].task;
    return first_in_file(moment);
}

static int count_wrong(const struct moment *moment, uint32_t right)
{
    static uint32_t (*const rules[])(const struct moment *) = {first_in_file, asked_first, ran_last,
                                                               round_robin};
    int wrong = 0;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        wrong += rules[i](moment) != right;
    return wrong;
}

/* ---- what comes from outside ---- */

/* When, absolute; 0: it does not. */
static int64_t outside_ns(const struct trace_event *event)
{
    switch (event->kind) {
    case TRACE_ANSWERED:
        return event->value ? 0 : event->time_ns;
    case TRACE_STATE:
        return event->reason == TRACE_BY_SLEEP || event->reason == TRACE_BY_SELECT ? event->value
                                                                                   : 0;
    case TRACE_WAKE:
        return event->arg >= TRACE_POOL && event->arg < TRACE_DEVICE ? event->time_ns : 0;
    case TRACE_TASK_NEW:
        return event->arg ? 0 : event->time_ns;
    default:
        return 0;
    }
}

static int by_moment(const void *a, const void *b)
{
    const struct outside *one = a, *other = b;
    return one->t_ns < other->t_ns ? -1 : one->t_ns > other->t_ns;
}

/* The caller frees them. Those that are there when the run begins are one. */
static struct outside *collect_outside(const struct timeline *timeline, size_t *count)
{
    const struct trace *trace = timeline->trace;
    struct outside *list = NULL;
    int64_t origin = trace_origin(trace);
    size_t room = 0;
    *count = 0;
    for (size_t i = 0; i < trace_count(trace); i++) {
        const struct trace_event *event = trace_at(trace, i);
        int64_t t_ns = outside_ns(event);
        if (!t_ns || (event->kind == TRACE_TASK_NEW && t_ns - origin < APART_NS / LATE_TIMES))
            continue;
        const struct timeline_request *request =
            event->kind == TRACE_ANSWERED ? timeline_request_of(timeline, event->arg) : NULL;
        MEM_GROW(list, *count, room);
        list[(*count)++] = (struct outside){t_ns - origin, request ? late_of(request) : 0};
    }
    if (*count)
        sort_stable(list, *count, sizeof *list, by_moment);
    return list;
}

/* ---- the moments ---- */

/* Who had control before interval `index` of the strip, and until when; nobody, if that was the
 * beginning. */
static uint32_t giver_of(const struct timeline *timeline, const struct timeline_lane *strip,
                         uint32_t index, int64_t *t_ns, uint32_t *line)
{
    if (index && strip->items[index - 1].object == TRACE_NOBODY)
        index--;
    if (!index)
        return TRACE_NOBODY;
    const struct timeline_interval *item = &strip->items[index - 1];
    const struct timeline_lane *lane = timeline_lane_of(timeline, item->object);
    *t_ns = timeline_held_until(timeline, item);
    *line = item->line;
    if (!lane || lane->kind != LANE_TASK)
        return TRACE_NOBODY;
    /* The task itself says first when it gives control up, and where. */
    long at = timeline_find(lane, *t_ns - 1);
    while (at > 0 && lane->items[at].state != TRACE_RUNNING &&
           lane->items[at].from_ns > item->from_ns)
        at--;
    if (at >= 0 && lane->items[at].state == TRACE_RUNNING && lane->items[at].to_ns < *t_ns)
        *t_ns = lane->items[at].to_ns;
    if (at >= 0)
        *line = at + 1 < (long)lane->count ? lane->items[at + 1].line : lane->last_line;
    return item->object;
}

/* Reasons of who has control that a queue, or what is due, explains. */
static bool is_told(uint16_t reason)
{
    switch (reason) {
    case TRACE_BY_ANSWER:
    case TRACE_BY_TIMER:
    case TRACE_BY_TURN:
    case TRACE_BY_WOKEN:
    case TRACE_BY_GOT_OBJECT:
    case TRACE_BY_GOT_GIL:
        return true;
    default:
        return false;
    }
}

static bool look_at(struct moment *moment, struct quiz_pick *pick)
{
    const struct timeline *timeline = moment->timeline;
    const struct timeline_lane *strip = &timeline->lanes[0];
    const struct timeline_interval *item = &strip->items[moment->index];
    const struct timeline_interval *own = handoff_own(timeline, item);
    uint32_t line = 0;
    if (!is_told(own->reason) || own->state != TRACE_RUNNING)
        return false;
    moment->giver = giver_of(timeline, strip, moment->index, &moment->t_ns, &line);
    if (moment->giver == TRACE_NOBODY || moment->t_ns <= 1 || !collect(moment))
        return false;
    const struct candidate *first = foretell(moment);
    if (!first || first->task != item->object || !is_fair(moment, first))
        return false;
    const struct timeline_lane *lane = timeline_lane_of(timeline, moment->giver);
    *pick = (struct quiz_pick){.who = moment->giver,
                               .line = line,
                               .t_ns = moment->t_ns - 1,
                               .next = first->task,
                               .wrong = count_wrong(moment, first->task),
                               .reason = own->reason,
                               .ends = timeline_has_end(lane) && lane->end_ns <= moment->t_ns};
    return pick->wrong > 0;
}

static bool is_better(const struct quiz_pick *one, const struct quiz_pick *other)
{
    return one->wrong != other->wrong ? one->wrong > other->wrong : one->t_ns < other->t_ns;
}

/* One a cause and line: the better one stays. */
static void keep(struct quiz_pick *picks, int *count, int most, const struct quiz_pick *pick)
{
    int at = 0;
    while (at < *count && (picks[at].line != pick->line || picks[at].reason != pick->reason))
        at++;
    if (at < *count) {
        if (!is_better(pick, &picks[at]))
            return;
        memmove(&picks[at], &picks[at + 1], (size_t)(--*count - at) * sizeof *picks);
    }
    for (at = *count; at > 0 && is_better(pick, &picks[at - 1]); at--)
        if (at < most)
            picks[at] = picks[at - 1];
    if (at < most)
        picks[at] = *pick;
    if (*count < most)
        ++*count;
}

static int by_time(const void *a, const void *b)
{
    const struct quiz_pick *one = a, *other = b;
    return one->t_ns < other->t_ns ? -1 : one->t_ns > other->t_ns;
}

int quiz_pick(const struct timeline *timeline, const struct stats *stats, int most,
              struct quiz_pick *picks)
{
    int count = 0;
    if (timeline->strip_count != 1 || stats->lost || stats->looks ||
        trace_has_trait(timeline->trace, TRAIT_IN_TURN))
        return 0;
    most = most > QUIZ_PICKS_MAX ? QUIZ_PICKS_MAX : most;
    struct moment *moment = mem_alloc(sizeof *moment);
    size_t outside_count;
    struct outside *outside = collect_outside(timeline, &outside_count);
    const struct timeline_lane *strip = &timeline->lanes[0];
    for (uint32_t i = 0; i < strip->count; i++) {
        struct quiz_pick pick;
        if (!question_takes(timeline, strip, i))
            continue;
        *moment = (struct moment){
            .timeline = timeline, .outside = outside, .outside_count = outside_count, .index = i};
        if (look_at(moment, &pick))
            keep(picks, &count, most, &pick);
    }
    free(moment);
    free(outside);
    sort_stable(picks, (size_t)count, sizeof *picks, by_time);
    return count;
}

/* ---- the trace with the questions in it ---- */

static void ask(struct trace *trace, const struct timeline *timeline, const struct quiz_pick *pick)
{
    struct strbuf text = STRBUF_INIT;
    struct tell tell = tell_to(timeline, &text);
    strbuf_adds(&text, timeline_actor_name(timeline, pick->who));
    strbuf_adds(&text, pick->ends ? " ends here" : " gives control up here");
    tell_place(&tell, pick->line);
    strbuf_adds(&text, ". Who gets it next?");
    struct trace_event event = {.time_ns = pick->t_ns + trace_origin(timeline->trace),
                                .who = pick->who,
                                .kind = TRACE_ASK,
                                .detail = QUESTION_BY_QUIZ,
                                .line = pick->line};
    trace_add(trace, &event, text.text, text.len);
    strbuf_release(&text);
}

/* The run once more, its sources called by their names alone; `bare`: without questions and notes.
 */
static struct trace *copy_of(const struct trace *from, bool bare)
{
    struct trace *trace = trace_new();
    size_t len = 0;
    const char *source = trace_source(from, &len);
    trace_set_source(trace, path_base(trace_source_name(from)), source ? source : "", len);
    for (int file = 1; file < trace_source_count(from); file++) {
        source = trace_source_of(from, file, &len);
        trace_add_source(trace, path_base(trace_source_name_of(from, file)), source, len);
    }
    for (size_t i = 0; i < trace_count(from); i++) {
        const struct trace_event *event = trace_at(from, i);
        size_t text_len = 0;
        const char *text = trace_text(from, i, &text_len);
        if (!bare || (event->kind != TRACE_ASK && event->kind != TRACE_NOTE))
            trace_add(trace, event, text, text_len);
    }
    return trace;
}

struct trace *quiz_copy(const struct trace *from)
{
    struct trace *trace = copy_of(from, false);
    trace_finish(trace);
    return trace;
}

struct trace *quiz_trace(const struct timeline *timeline, const struct quiz_pick *picks, int count)
{
    struct trace *trace = copy_of(timeline->trace, true);
    for (int i = 0; i < count; i++)
        ask(trace, timeline, &picks[i]);
    trace_finish(trace);
    return trace;
}
