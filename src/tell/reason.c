#include "tell/reason.h"

#include <stddef.h>
#include <string.h>

#include "base/utf8.h"
#include "tell/words.h"

enum { EVENTS_BACK = 4096 }; /* for who took a lock */

/* What the object of a reason is. */
enum about { ABOUT_NOTHING, ABOUT_REQUEST, ABOUT_ACTOR, ABOUT_OBJECT };

/* In `got` and `is`: %w who, %p whose, %o the object, %s since when. `is` NULL: the words of
 * event.h. */
struct reason_row {
    enum about about;
    const char *is;  /* behind the actor's name: why it is in its state */
    const char *got; /* a clause: why it got control; NULL: %w and `is` */
};

static const struct reason_row rows[TRACE_REASON_COUNT] = {
    [TRACE_BY_STARTED] = {ABOUT_NOTHING, "runs: its first turn", "%w has its first turn"},
    [TRACE_BY_ANSWER] = {ABOUT_REQUEST, "runs: its answer%o was there", "%p answer%o came at %s"},
    [TRACE_BY_TIMER] = {ABOUT_NOTHING, "runs: its sleep was over", "%p sleep was over at %s"},
    [TRACE_BY_TURN] = {ABOUT_NOTHING, "runs: its turn came again", "it is %p turn again"},
    [TRACE_BY_WOKEN] = {ABOUT_ACTOR, "goes on: %o woke it", "%o woke %w at %s"},
    [TRACE_BY_GOT_OBJECT] = {ABOUT_OBJECT, "goes on: it got %o", "%w got %o"},
    [TRACE_BY_GOT_GIL] = {ABOUT_NOTHING, "got the lock of the interpreter",
                          "%w got the lock of the interpreter"},
    [TRACE_BY_RESUMED] = {ABOUT_ACTOR, "was resumed by %o", "%o resumed %w"},
    [TRACE_BY_RETURNED] = {ABOUT_ACTOR, "has control back from %o", "%o yielded to %w"},
    [TRACE_BY_THROWN] = {ABOUT_ACTOR, "has a failure from %o", "%o threw a failure into %w"},
    [TRACE_BY_CLOSED] = {ABOUT_ACTOR, "was closed by %o", "%o closed %w"},
    [TRACE_BY_OFFLOADED] = {ABOUT_NOTHING, "goes on: its offloaded block ended",
                            "%p offloaded block ended at %s"},
    [TRACE_BY_CALLED_BACK] = {ABOUT_NOTHING, "goes on: its last callback ended",
                              "%p last callback ended"},
    [TRACE_BY_CALLBACK] = {ABOUT_REQUEST, "runs its callback%o",
                           "%p answer%o came at %s: its callback runs"},
    [TRACE_BY_GOT_CORE] = {ABOUT_NOTHING, "got a core", "%w got a core"},
    [TRACE_BY_IO] = {ABOUT_REQUEST, "waits for the device%o", NULL},
    [TRACE_BY_AWAIT] = {ABOUT_ACTOR, "awaits %o", NULL},
    [TRACE_BY_LOCK] = {ABOUT_OBJECT, "waits for %o", NULL},
    [TRACE_BY_SEMAPHORE] = {ABOUT_OBJECT, "waits for %o", NULL},
    [TRACE_BY_SEND] = {ABOUT_OBJECT, "waits for room in %o", NULL},
    [TRACE_BY_RECV] = {ABOUT_OBJECT, "waits for something in %o", NULL},
    [TRACE_BY_RESUME] = {ABOUT_ACTOR, "resumed %o", NULL},
    [TRACE_BY_THROW] = {ABOUT_ACTOR, "threw a failure into %o", NULL},
    [TRACE_BY_CLOSE] = {ABOUT_ACTOR, "closed %o", NULL},
    [TRACE_BY_GEN_YIELD] = {ABOUT_ACTOR, "yielded to %o", NULL},
    [TRACE_BY_STARTING] = {ABOUT_NOTHING, "waits for its first turn", NULL},
    [TRACE_BY_CHILD] = {ABOUT_ACTOR, "started %o and waits for its end", NULL},
    [TRACE_BY_GIL] = {ABOUT_ACTOR, "waits for the lock of the interpreter, which %o has", NULL},
    [TRACE_BY_GIL_DROPPED] = {ABOUT_ACTOR, "dropped the lock of the interpreter: %o asked for it",
                              NULL},
    [TRACE_BY_PREEMPTED] = {ABOUT_NOTHING, "was stopped by the kernel", NULL},
    [TRACE_BY_OFF_CPU] = {ABOUT_NOTHING, "was off the CPU", NULL},
    [TRACE_BY_LOOKING] = {ABOUT_REQUEST, "keeps asking%o", "%w looks again%o"},
    [TRACE_BY_MEANWHILE] = {ABOUT_REQUEST, "has no answer%o yet", "%w looks again%o"},
    [TRACE_BY_REST] = {ABOUT_NOTHING, "left the rest of it with the loop", NULL},
    [TRACE_BY_ANSWERED] = {ABOUT_REQUEST, "is ready: its answer%o is there, it has not been told",
                           "%p answer%o came at %s"},
    [TRACE_BY_SLEPT] = {ABOUT_NOTHING, "is ready: its sleep is over, it has not been told",
                        "%p sleep was over at %s"},
};

/* Of a reason that is not known: that of none. */
static const struct reason_row *row_of(const struct timeline_interval *item)
{
    return &rows[item->reason < TRACE_REASON_COUNT ? item->reason : TRACE_BY_NONE];
}

void object_name_add(const struct timeline *timeline, uint32_t object, struct strbuf *out)
{
    const char *meta =
        object > INT32_MAX ? NULL : trace_meta(timeline->trace, "object", (int)object);
    size_t len = 0;
    while (meta && meta[len])
        len++;
    strbuf_adds(out, meta ? "the " : "something");
    utf8_add_safe(out, meta ? meta : "", len);
}

static void label_add(const struct timeline *timeline, uint32_t id, struct strbuf *out)
{
    const struct timeline_request *request = timeline_request_of(timeline, id);
    size_t len = 0;
    const char *label = request ? trace_text(timeline->trace, request->event, &len) : NULL;
    if (!label || !len)
        return;
    strbuf_adds(out, " (\"");
    utf8_add_safe(out, label, len);
    strbuf_adds(out, "\")");
}

static void about_add(const struct timeline *timeline, enum about about, uint32_t object,
                      struct strbuf *out)
{
    if (about == ABOUT_REQUEST)
        label_add(timeline, object, out);
    else if (about == ABOUT_OBJECT)
        object_name_add(timeline, object, out);
    else if (about == ABOUT_ACTOR)
        strbuf_adds(out, object ? timeline_actor_name(timeline, object) : "another");
}

struct fill {
    const struct timeline *timeline;
    uint32_t actor, object;
    enum about about;
    int64_t since_ns;
};

static void fill_add(const char *template, const struct fill *fill, struct strbuf *out)
{
    for (; *template; template ++) {
        if (*template != '%') {
            strbuf_addch(out, *template);
            continue;
        }
        template ++;
        const char *name = timeline_actor_name(fill->timeline, fill->actor);
        if (*template == 'w' || *template == 'p')
            strbuf_adds(out, name);
        if (*template == 'p')
            strbuf_adds(out, *name && name[strlen(name) - 1] == 's' ? "'" : "'s");
        if (*template == 'o')
            about_add(fill->timeline, fill->about, fill->object, out);
        if (*template == 's')
            words_time(out, fill->since_ns);
    }
}

/* Who held the lock when the wait for it began: the event says so, or else it is who took it last
 * and had not released it. 0: it is not known, or too long ago to be looked for. */
static uint32_t lock_holder(const struct timeline *timeline, const struct timeline_interval *item)
{
    const struct trace_event *wait = trace_at(timeline->trace, item->event);
    if (wait->kind == TRACE_STATE && wait->value > 0 &&
        wait->value <= trace_task_count(timeline->trace))
        return (uint32_t)wait->value;
    uint32_t at = item->event;
    for (int looked = 0; at-- > 0 && looked < EVENTS_BACK; looked++) {
        const struct trace_event *event = trace_at(timeline->trace, at);
        bool taken = event->kind == TRACE_OBJECT_TAKEN;
        if ((taken || event->kind == TRACE_OBJECT_RELEASED) && event->arg == item->object)
            return taken ? event->who : 0;
    }
    return 0;
}

static void lock_holder_add(const struct timeline *timeline, const struct timeline_interval *item,
                            struct strbuf *out)
{
    uint32_t holder = item->reason == TRACE_BY_LOCK ? lock_holder(timeline, item) : 0;
    if (holder)
        strbuf_addf(out, ", which %s holds", timeline_actor_name(timeline, holder));
}

void reason_add(const struct timeline *timeline, const struct timeline_interval *item,
                struct strbuf *out)
{
    const struct reason_row *row = row_of(item);
    struct fill fill = {.timeline = timeline, .object = item->object, .about = row->about};
    if (!row->is) {
        strbuf_adds(out, item->reason ? trace_reason_words(item->reason)
                                      : trace_state_name(item->state));
        return;
    }
    fill_add(row->is, &fill, out);
    lock_holder_add(timeline, item, out);
}

/* Got the lock, a core, a turn: that alone says little where the actor was waiting for something
 * that came. */
static bool says_less(uint8_t reason)
{
    return reason == TRACE_BY_GOT_GIL || reason == TRACE_BY_TURN || reason == TRACE_BY_GOT_CORE ||
           reason == TRACE_BY_NONE;
}

bool reason_is_turn_alone(const struct timeline_interval *item,
                          const struct timeline_interval *ready)
{
    bool turn = item->reason == TRACE_BY_GOT_GIL || item->reason == TRACE_BY_GOT_CORE ||
                item->reason == TRACE_BY_TURN;
    return turn && !(ready && row_of(ready)->got);
}

bool reason_is_answer(uint8_t reason)
{
    return reason == TRACE_BY_ANSWER || reason == TRACE_BY_ANSWERED || reason == TRACE_BY_CALLBACK;
}

/* The wait of the actor that was over at t_ns, or NULL. */
static const struct timeline_interval *wait_before(const struct timeline *timeline, uint32_t actor,
                                                   int64_t t_ns)
{
    const struct timeline_lane *lane = timeline_lane_of(timeline, actor);
    long at = lane ? timeline_find(lane, t_ns - 1) : -1;
    return at < 0 ? NULL : &lane->items[at];
}

/* Who was woken knows best by what it waited for: `main's wait for its group was over`. */
static const char *over_words(const struct timeline_interval *wait)
{
    switch (wait ? wait->reason : TRACE_BY_NONE) {
    case TRACE_BY_CHILD:
        return "%w goes on";
    case TRACE_BY_AWAIT:
        return "%p wait for %o was over at %s";
    case TRACE_BY_AWAIT_ALL:
        return "%p wait for all its tasks was over at %s";
    case TRACE_BY_AWAIT_ANY:
        return "%p wait for any of its tasks was over at %s";
    case TRACE_BY_GROUP:
        return "%p wait for its group was over at %s";
    case TRACE_BY_RECV:
        return "%w got something from %o";
    case TRACE_BY_SEND:
        return "%w had room in %o";
    default:
        return NULL;
    }
}

/* A turn after a look in vain is for the next look. */
static bool looks_again(const struct timeline_interval *item, const struct timeline_interval *wait)
{
    return item->reason == TRACE_BY_TURN && wait &&
           (wait->reason == TRACE_BY_MEANWHILE || wait->reason == TRACE_BY_LOOKING);
}

/* The one that it is about. */
static bool has_ended(const struct timeline *timeline, const struct timeline_interval *item)
{
    const struct timeline_lane *lane = timeline_lane_of(timeline, item->object);
    return lane && lane->ended && lane->end_ns <= item->from_ns;
}

void got_reason_add(const struct timeline *timeline, uint32_t actor,
                    const struct timeline_interval *item, const struct timeline_interval *ready,
                    int64_t since_ns, struct strbuf *out)
{
    const struct timeline_interval *wait =
        wait_before(timeline, actor, ready ? ready->from_ns : item->from_ns);
    if (ready && says_less(item->reason) && row_of(ready)->got)
        item = ready;
    else if (looks_again(item, wait))
        item = wait;
    const struct reason_row *row = row_of(item);
    bool woken = item->reason == TRACE_BY_WOKEN || item->reason == TRACE_BY_GOT_OBJECT;
    const char *over = woken ? over_words(wait) : NULL;
    if (over)
        row = row_of(wait);
    struct fill fill = {.timeline = timeline,
                        .actor = actor,
                        .object = over ? wait->object : item->object,
                        .about = row->about,
                        .since_ns = since_ns};
    const char *got = over ? over : row->got;
    if (item->reason == TRACE_BY_RETURNED && has_ended(timeline, item))
        got = "%o ended; %w has control back";
    if (got) {
        fill_add(got, &fill, out);
        return;
    }
    strbuf_adds(out, timeline_actor_name(timeline, actor));
    strbuf_addch(out, ' ');
    reason_add(timeline, item, out);
}
