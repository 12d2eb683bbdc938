#include "tell/why.h"

#include "tell/words.h"

enum {
    NAMES_MOST = 3,
    TASKS_MOST = 512, /* that are looked at for their states */
    CORES_MOST = 8,   /* that are told of */
};

/* Tasks in one state. */
struct names {
    const char *some[NAMES_MOST];
    int found;
};

/* The first TASKS_MOST tasks, by their state at t; `holder` (or nobody) is left out. */
struct states {
    struct names names[TRACE_STATE_COUNT];
    bool all;
};

static struct states states_at(const struct timeline *timeline, int64_t t_ns, uint32_t holder)
{
    struct states states = {.all = timeline->task_count <= TASKS_MOST};
    for (int i = 0; i < (states.all ? timeline->task_count : TASKS_MOST); i++) {
        const struct timeline_lane *lane = &timeline->lanes[timeline->first_task + i];
        const struct timeline_interval *item = explain_item_at(lane, t_ns);
        struct names *names = item && lane->actor != holder ? &states.names[item->state] : NULL;
        if (names && names->found < NAMES_MOST)
            names->some[names->found] = lane->name;
        if (names)
            names->found++;
    }
    return states;
}

/* `one is`, `one and two are`, `one, two, three and 5 more are` */
static void names_add(const struct states *states, enum trace_state state, struct strbuf *out)
{
    const struct names *names = &states->names[state];
    int named = names->found < NAMES_MOST ? names->found : NAMES_MOST;
    for (int i = 0; i < named; i++) {
        words_between(out, i, named, names->found > named);
        strbuf_adds(out, names->some[i]);
    }
    if (names->found > named) {
        strbuf_adds(out, states->all ? " and " : " and at least ");
        words_count(out, names->found - named);
        strbuf_adds(out, " more");
    }
    strbuf_adds(out, names->found == 1 ? " is" : " are");
}

/* The last hand-off of a strip up to t, or false. */
static bool handoff_at(const struct timeline *timeline, int s, int64_t t_ns, struct handoff *found)
{
    const struct timeline_lane *strip = &timeline->lanes[s];
    long at = timeline_find(strip, t_ns);
    uint32_t taken = at < 0 ? 0 : timeline_taken(strip, (uint32_t)at);
    if (at < 0 || (taken == 0 && strip->items[0].object == TRACE_NOBODY))
        return false;
    *found = (struct handoff){s, taken};
    return true;
}

static int64_t handoff_ns(const struct timeline *timeline, struct handoff handoff)
{
    return timeline->lanes[handoff.strip].items[handoff.index].from_ns;
}

/* The last one of all strips; of two at one moment the one that gave somebody control. */
static bool handoff_last(const struct timeline *timeline, int64_t t_ns, struct handoff *last)
{
    bool any = false;
    for (int s = 0; s < timeline->strip_count; s++) {
        struct handoff found;
        if (!handoff_at(timeline, s, t_ns, &found))
            continue;
        if (any && handoff_ns(timeline, found) < handoff_ns(timeline, *last))
            continue;
        bool holder = timeline->lanes[s].items[found.index].object != TRACE_NOBODY;
        if (any && !holder && handoff_ns(timeline, found) == handoff_ns(timeline, *last))
            continue;
        *last = found;
        any = true;
    }
    return any;
}

/* Under polling one keeps control to ask again. */
static void looks_add(const struct timeline *timeline, uint32_t holder, int64_t t_ns,
                      struct strbuf *out)
{
    const struct timeline_interval *own = explain_item_at(timeline_lane_of(timeline, holder), t_ns);
    if (!own || own->state != TRACE_POLLING) /* the kernel may have stopped it in the middle */
        return;
    bool asks = timeline_request_of(timeline, own->object) != NULL;
    strbuf_adds(out, asks ? " and looks for its answer" : " and looks again");
}

/* `two holds control on core 1 (compute, line 9)` */
static void holder_add(const struct timeline *timeline, int s, const struct timeline_interval *item,
                       int64_t t_ns, struct strbuf *out)
{
    strbuf_adds(out, timeline_actor_name(timeline, item->object));
    strbuf_adds(out, " holds control");
    strbuf_adds(out, item->state == TRACE_BLOCKED ? " inside a call" : "");
    if (item->state == TRACE_POLLING)
        looks_add(timeline, item->object, t_ns, out);
    if (!timeline->single_thread && !timeline->has_gil)
        strbuf_addf(out, " on %s", timeline->lanes[s].name);
    explain_place(timeline, item->line, out);
}

/* Its thread has control, and no core. */
static void off_core_add(const struct timeline *timeline, uint32_t holder, int64_t t_ns,
                         struct strbuf *out)
{
    const struct timeline_interval *own = explain_item_at(timeline_lane_of(timeline, holder), t_ns);
    if (!own || own->state != TRACE_READY)
        return;
    if (own->reason == TRACE_BY_PREEMPTED)
        strbuf_adds(out, ", but the kernel took its core away");
    else if (own->reason == TRACE_BY_OFF_CPU)
        strbuf_adds(out, ", but its thread is off the CPU");
}

/* Who holds the strip at t, or NULL. */
static const struct timeline_interval *held_at(const struct timeline *timeline, int s, int64_t t_ns)
{
    const struct timeline_interval *item = explain_item_at(&timeline->lanes[s], t_ns);
    return item && item->object != TRACE_NOBODY ? item : NULL;
}

/* Who could go on, but for the one who has the thread: by name where that is short. */
static void ready_add(const struct timeline *timeline, const struct timeline_interval *held,
                      int64_t t_ns, struct strbuf *out)
{
    struct states states = states_at(timeline, t_ns, held->object);
    int found = states.names[TRACE_READY].found;
    if (!found)
        return;
    strbuf_adds(out, "; ");
    if (found < NAMES_MOST) {
        names_add(&states, TRACE_READY, out);
    } else {
        strbuf_adds(out, states.all ? "" : "at least ");
        words_count(out, found);
        strbuf_adds(out, " others are");
    }
    strbuf_adds(out, held->state == TRACE_BLOCKED ? " ready and cannot run" : " ready");
}

/* Why the last one has control, and who has it now. */
static void held_add(const struct timeline *timeline, int64_t t_ns, struct strbuf *out)
{
    struct handoff last;
    int held = 0;
    if (handoff_last(timeline, t_ns, &last))
        explain_handoff(timeline, last, out);
    for (int s = 0; s < timeline->strip_count; s++) {
        const struct timeline_interval *item = held_at(timeline, s, t_ns);
        if (!item || held++ >= CORES_MOST)
            continue;
        strbuf_adds(out, held == 1 ? " Now " : ", ");
        holder_add(timeline, s, item, t_ns, out);
        off_core_add(timeline, item->object, t_ns, out);
        if (timeline->single_thread || timeline->has_gil)
            ready_add(timeline, item, t_ns, out);
    }
    strbuf_addch(out, '.');
    if (held > CORES_MOST)
        strbuf_addf(out, " %d more core%s busy.", held - CORES_MOST,
                    held - CORES_MOST == 1 ? " is" : "s are");
}

/* What the last one did who had it: "two ended. ". Returns who it was, or TRACE_NOBODY. */
static uint32_t last_add(const struct timeline *timeline, int64_t t_ns, struct strbuf *out)
{
    struct handoff last;
    if (!handoff_last(timeline, t_ns, &last) || !last.index)
        return TRACE_NOBODY;
    const struct timeline_interval *item = &timeline->lanes[last.strip].items[last.index];
    explain_lost(timeline, item[-1].object, item->from_ns, out);
    strbuf_adds(out, ". ");
    return item[-1].object;
}

/* Only the one waits of whom that was just said. */
static bool is_said(const struct states *states, const struct timeline_interval *last)
{
    int found = 0;
    for (int state = 0; state < TRACE_ENDED; state++)
        found += states->names[state].found;
    return last && last->state == TRACE_WAITING && found == 1;
}

/* What the tasks wait for that wait for an object. */
static const char *locked_words(const struct timeline *timeline, int64_t t_ns)
{
    uint16_t common = TRACE_BY_NONE;
    for (int i = 0; i < timeline->task_count && i < TASKS_MOST; i++) {
        const struct timeline_interval *item =
            explain_item_at(&timeline->lanes[timeline->first_task + i], t_ns);
        if (!item || item->state != TRACE_LOCKED)
            continue;
        uint16_t reason = item->reason == TRACE_BY_SEND ? TRACE_BY_RECV : item->reason;
        if (common != TRACE_BY_NONE && common != reason)
            return " waiting for locks, semaphores or channels";
        common = reason;
    }
    return common == TRACE_BY_SEMAPHORE ? " waiting for a semaphore"
           : common == TRACE_BY_RECV    ? " waiting for a channel"
                                        : " waiting for a lock";
}

static void nobody_add(const struct timeline *timeline, int64_t t_ns, struct strbuf *out)
{
    const struct {
        uint8_t state;
        const char *words;
    } rows[] = {{TRACE_WAITING, " waiting"},
                {TRACE_LOCKED, locked_words(timeline, t_ns)},
                {TRACE_READY, " ready"},
                {TRACE_BLOCKED, " blocked in a call"}};
    struct states states = states_at(timeline, t_ns, TRACE_NOBODY);
    bool any = false;
    uint32_t last = last_add(timeline, t_ns, out);
    bool said = is_said(&states, explain_item_at(timeline_lane_of(timeline, last), t_ns));
    strbuf_adds(out, "Nobody holds control");
    for (size_t i = 0; i < sizeof rows / sizeof *rows && !said; i++) {
        if (!states.names[rows[i].state].found)
            continue;
        strbuf_adds(out, any ? "; " : ": ");
        names_add(&states, rows[i].state, out);
        strbuf_adds(out, rows[i].words);
        any = true;
    }
    strbuf_addch(out, '.');
    if (!explain_loop_sleeps(timeline, t_ns))
        return;
    strbuf_adds(out, " The ");
    explain_loop(timeline, t_ns, " (epoll_wait)", out);
    strbuf_addch(out, '.');
}

void explain_moment(const struct timeline *timeline, int64_t t_ns, struct strbuf *out)
{
    for (int s = 0; s < timeline->strip_count; s++)
        if (held_at(timeline, s, t_ns)) {
            held_add(timeline, t_ns, out);
            return;
        }
    nobody_add(timeline, t_ns, out);
}
