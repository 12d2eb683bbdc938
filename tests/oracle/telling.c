#include "config.h"

#include "telling.h"

#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "judge.h"
#include "player/now.h"
#include "tell/tell.h"
#include "trace/handoff.h"

enum {
    MOMENTS_MOST = 400,
    TASKS_MOST = 24, /* that are looked at at each moment */
    HANDOFFS_MOST = 4000,
    INTERVALS_MOST = 20000,
    ACCESSES_MOST = 1000,
    WRONG_MOST = 8, /* in one sentence */
};

struct hearing {
    const struct story *story;
    struct facts facts;
    struct telling telling;
    struct tally *tally;
    telling_wrong_fn *report;
    void *arg;
    struct tell tell;
    struct strbuf text, why;
    struct {
        enum sentence id;
        char why[200];
    } found[WRONG_MOST]; /* in the sentence that is being told */
    int found_count, wrong_count;
};

static void hear(void *arg, enum sentence id, const struct tell_args *args, bool bare,
                 const char *text, size_t len)
{
    struct hearing *h = arg;
    struct claim claim = {
        .facts = &h->facts, .telling = &h->telling, .args = args, .id = id, .why = &h->why};
    (void)bare;
    (void)text;
    (void)len;
    h->tally->heard[id]++;
    strbuf_clear(&h->why);
    enum verdict verdict = judge_claim(&claim);
    h->tally->judged[id] += verdict != VERDICT_UNKNOWN;
    if (verdict != VERDICT_FALSE)
        return;
    h->tally->wrong[id]++;
    h->wrong_count++;
    if (h->found_count == WRONG_MOST)
        return;
    h->found[h->found_count].id = id;
    strncpy(h->found[h->found_count].why, strbuf_str(&h->why), sizeof h->found[0].why - 1);
    h->found[h->found_count++].why[sizeof h->found[0].why - 1] = '\0';
}

static void begin(struct hearing *h, enum telling_of of, int64_t t_ns, uint32_t who)
{
    h->telling = (struct telling){
        .of = of, .t_ns = t_ns, .from_ns = t_ns, .to_ns = t_ns, .who = who, .core = -1};
    strbuf_clear(&h->text);
    h->found_count = 0;
}

/* The sentence is told. */
static void end(struct hearing *h)
{
    static const char *const words[TELLING_COUNT] = {
        [TELLING_HANDOFF] = "hand-off", [TELLING_INTERVAL] = "interval",
        [TELLING_MOMENT] = "moment",    [TELLING_STANDING] = "standing",
        [TELLING_MARK] = "mark",        [TELLING_REQUEST] = "request",
        [TELLING_END] = "end",          [TELLING_NOTE] = "note",
    };
    struct strbuf where = STRBUF_INIT;
    if (h->found_count && h->report) {
        strbuf_addf(&where, "%s at %lld ns", words[h->telling.of], (long long)h->telling.t_ns);
        if (h->telling.of == TELLING_INTERVAL || h->telling.of == TELLING_MARK)
            strbuf_addf(&where, " to %lld", (long long)h->telling.to_ns);
        if (h->telling.who && h->telling.who <= (uint32_t)h->facts.task_count)
            strbuf_addf(&where, " of %s", trace_task_name(h->story->trace, (int)h->telling.who));
    }
    for (int i = 0; i < h->found_count && h->report; i++)
        h->report(h->arg, strbuf_str(&where), strbuf_str(&h->text), h->found[i].id,
                  h->found[i].why);
    strbuf_release(&where);
}

/* ---- what is told ---- */

static void tell_handoffs(struct hearing *h)
{
    const struct story *story = h->story;
    size_t step = story->handoff_count / HANDOFFS_MOST + 1;
    for (size_t i = 0; i < story->handoff_count; i += step) {
        struct handoff handoff = story->handoffs[i];
        const struct timeline_lane *strip = &story->timeline->lanes[handoff.strip];
        const struct timeline_interval *item = &strip->items[handoff.index];
        begin(h, TELLING_HANDOFF, item->from_ns, item->object);
        h->telling.from_ns = item->from_ns;
        h->telling.to_ns = item->to_ns;
        h->telling.core = timeline_on_cores(story->timeline) ? (int)strip->actor : -1;
        tell_handoff(&h->tell, handoff);
        end(h);
    }
}

static bool is_untold(const struct timeline_interval *item)
{
    return item->reason == TRACE_BY_ANSWERED || item->reason == TRACE_BY_SLEPT;
}

static void tell_lanes(struct hearing *h)
{
    const struct timeline *timeline = h->story->timeline;
    size_t all = 0;
    for (int l = 0; l < timeline->lane_count; l++)
        all += timeline->lanes[l].count;
    size_t step = all / INTERVALS_MOST + 1;
    for (int l = 0; l < timeline->lane_count; l++) {
        const struct timeline_lane *lane = &timeline->lanes[l];
        for (size_t i = 0; i < lane->count; i += step) {
            const struct timeline_interval *item = timeline_item(lane, (uint32_t)i);
            begin(h, TELLING_INTERVAL, item->from_ns, lane->actor);
            if (lane->kind == LANE_CONTROL)
                h->telling.who = item->object;
            h->telling.to_ns = item->to_ns;
            tell_interval(&h->tell, lane, item);
            tell_spell(&h->tell, item->line, item->from_ns, item->to_ns - item->from_ns);
            end(h);
            if (!is_untold(item))
                continue;
            begin(h, TELLING_INTERVAL, item->from_ns, lane->actor);
            h->telling.to_ns = item->to_ns;
            tell_untold(&h->tell, lane, item);
            end(h);
        }
        if (lane->kind != LANE_TASK || !timeline_has_end(lane))
            continue;
        begin(h, TELLING_INTERVAL, lane->end_ns, lane->actor);
        tell_lane_end(&h->tell, lane);
        end(h);
    }
}

static void tell_tasks(struct hearing *h, int64_t t_ns)
{
    const struct story *story = h->story;
    const struct timeline *timeline = story->timeline;
    int count = timeline->task_count < TASKS_MOST ? timeline->task_count : TASKS_MOST;
    for (int i = 0; i < count; i++) {
        struct now_lane now = now_lane(story, timeline->first_task + i, t_ns);
        struct tell_standing standing = {.lane = now.lane,
                                         .item = now.item,
                                         .ended = now.ended,
                                         .state = now.state,
                                         .t_ns = t_ns};
        if (!now.begun)
            continue;
        for (int how = TELL_RICH; how <= TELL_STATE; how++) {
            begin(h, TELLING_STANDING, t_ns, now.lane->actor);
            tell_standing(&h->tell, &standing, how);
            end(h);
        }
    }
}

static struct tell_object object_at(const struct story *story, int number, int64_t t_ns)
{
    static const enum tell_object_kind kinds[] = {
        [NOW_LOCK] = TELL_LOCK,       [NOW_SEMAPHORE] = TELL_SEMAPHORE,
        [NOW_CHANNEL] = TELL_CHANNEL, [NOW_CONDITION] = TELL_CONDITION,
        [NOW_BARRIER] = TELL_BARRIER, [NOW_OTHER] = TELL_OTHER};
    struct now_object now = now_object(story, number, t_ns);
    struct tell_object object = {.name = now_object_name(story, number),
                                 .kind = kinds[now.kind],
                                 .holder = now.holder,
                                 .given = now.given,
                                 .t_ns = t_ns,
                                 .since_ns = now.since_ns,
                                 .shut = now.shut,
                                 .known = now.known,
                                 .value = now.value};
    object.waits.count = now.waiting > 0 ? (size_t)now.waiting : 0;
    now_object_waiters(story, number, t_ns, object.waits.who, TELL_NAMES_MOST);
    object.holders.count =
        now_object_holders(story, number, t_ns, object.holders.who, TELL_NAMES_MOST);
    if (object.holders.count == TELL_NAMES_MOST)
        object.holders.count = (size_t)now.held;
    object.values.count =
        (int)now_object_values(story, number, t_ns, object.values.values, TELL_VALUES_MOST);
    object.values.more = now.kind == NOW_CHANNEL ? now.held - object.values.count : 0;
    return object;
}

static void tell_below(struct hearing *h, int64_t t_ns)
{
    const struct story *story = h->story;
    struct tell_queue queue = {.of_first = now_queue_of_first(story)}, device = {0};
    int requests[TELL_NAMES_MOST];
    queue.count = now_queue(story, t_ns, queue.who, TELL_NAMES_MOST);
    device.count = now_requests(story, t_ns, requests, TELL_NAMES_MOST);
    for (size_t i = 0; i < device.count && i < TELL_NAMES_MOST; i++)
        device.who[i] = story->timeline->requests[requests[i]].who;
    begin(h, TELLING_STANDING, t_ns, 0);
    if (story->timeline->has_gil) {
        struct now_gil gil = now_gil(story, t_ns);
        tell_gil(&h->tell, gil.holder, &queue, gil.asked_by, t_ns - gil.asked_ns, TELL_NAMES_MOST);
    } else if (story->timeline->single_thread) {
        tell_queues(&h->tell, &queue, &device, TELL_NAMES_MOST);
    }
    end(h);
    for (int i = 0; i < now_object_count(story); i++) {
        struct tell_object object = object_at(story, i, t_ns);
        begin(h, TELLING_STANDING, t_ns, 0);
        h->telling.core = i;
        tell_object(&h->tell, &object, TELL_NAMES_MOST);
        end(h);
    }
}

static void tell_at(struct hearing *h, int64_t t_ns)
{
    begin(h, TELLING_MOMENT, t_ns, 0);
    tell_moment(&h->tell, t_ns);
    end(h);
    tell_tasks(h, t_ns);
    tell_below(h, t_ns);
}

/* At each moment at which something happens, and between it and the next, or at so many of them. */
static void tell_moments(struct hearing *h)
{
    const struct story *story = h->story;
    size_t count = 0, at = 0;
    for (int64_t t = story_event_after(story, -1); t >= 0 && count < 1000 * 1000; count++)
        t = story_event_after(story, t);
    size_t step = count / (MOMENTS_MOST / 2) + 1;
    for (int64_t t = story_event_after(story, -1); t >= 0 && t < story->end_ns; at++) {
        int64_t next = story_event_after(story, t);
        if (at % step == 0) {
            tell_at(h, t);
            if (next > t + 1)
                tell_at(h, t + (next - t) / 2);
        }
        t = next;
    }
}

static void tell_marks(struct hearing *h)
{
    const struct story *story = h->story;
    for (size_t i = 0; i < story->mark_count; i++) {
        const struct story_mark *mark = &story->marks[i];
        struct tell_stretch stretch = {.since_ns = mark->since_ns,
                                       .t_ns = mark->t_ns,
                                       .who = mark->who,
                                       .line = mark->line,
                                       .event = mark->event};
        begin(h, TELLING_MARK, mark->t_ns, mark->who);
        h->telling.from_ns = mark->since_ns;
        h->telling.to_ns = mark->t_ns;
        if (mark->kind == STORY_LATE)
            tell_was_late(&h->tell, &stretch);
        else if (mark->kind == STORY_HOLDS || mark->kind == STORY_KEEPS)
            tell_was_held(&h->tell, &stretch, mark->kind == STORY_HOLDS);
        else if (mark->kind == STORY_FAILURE)
            tell_failure(&h->tell, mark->event);
        end(h);
    }
    for (int i = 0; i < story->stats->said_count; i++) {
        const struct stats_said *said = &story->stats->said[i];
        begin(h, TELLING_MARK, said->t_ns, said->who);
        tell_said(&h->tell, said->who, said->text);
        end(h);
    }
}

static void tell_values(struct hearing *h)
{
    const struct trace *trace = h->story->trace;
    struct updates updates;
    int told = 0;
    for (size_t i = 0; i < trace_count(trace) && told < ACCESSES_MOST; i++) {
        const struct trace_event *event = trace_at(trace, i);
        if (!tell_is_access(event))
            continue;
        begin(h, TELLING_NOTE, facts_time(&h->facts, event), event->who);
        tell_access(&h->tell, (uint32_t)i);
        end(h);
        told++;
    }
    updates_find(h->story->timeline, &updates);
    for (size_t i = 0; i < updates.count && i < ACCESSES_MOST; i++) {
        const struct trace_event *event = trace_at(trace, updates.lost[i].event);
        begin(h, TELLING_NOTE, facts_time(&h->facts, event), event->who);
        tell_update_lost(&h->tell, &updates.lost[i]);
        end(h);
    }
    updates_release(&updates);
}

static void tell_rest(struct hearing *h)
{
    const struct stats *stats = h->story->stats;
    for (int i = 0; i < h->story->timeline->request_count; i++) {
        begin(h, TELLING_REQUEST, 0, h->story->timeline->requests[i].who);
        tell_request(&h->tell, &h->story->timeline->requests[i], "request");
        end(h);
    }
    for (int i = 0; i < stats->task_count; i++) {
        begin(h, TELLING_NOTE, h->story->end_ns, stats->tasks[i].task);
        tell_note(&h->tell, stats, &stats->tasks[i]);
        end(h);
        begin(h, TELLING_END, h->story->end_ns, stats->tasks[i].task);
        tell_task_failed(&h->tell, &stats->tasks[i]);
        end(h);
    }
    void (*const ends[])(struct tell *, const struct stats *) = {tell_why_ended, tell_last_step,
                                                                 tell_ended, tell_known, tell_lost};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        begin(h, TELLING_END, h->story->end_ns, 0);
        ends[i](&h->tell, stats);
        end(h);
    }
}

int telling_all(const struct story *story, struct tally *tally, telling_wrong_fn *wrong, void *arg)
{
    struct hearing h = {.story = story, .tally = tally, .report = wrong, .arg = arg};
    facts_make(&h.facts, story->trace);
    h.tell = tell_to(story->timeline, &h.text);
    h.tell.heard = hear;
    h.tell.arg = &h;
    tell_handoffs(&h);
    tell_lanes(&h);
    tell_moments(&h);
    tell_marks(&h);
    tell_values(&h);
    tell_rest(&h);
    facts_release(&h.facts);
    strbuf_release(&h.text);
    strbuf_release(&h.why);
    return h.wrong_count;
}
