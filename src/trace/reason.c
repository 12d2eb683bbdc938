#include "trace/reason.h"

#include <stddef.h>

#include "base/utf8.h"
#include "trace/words.h"

/* What the object of a reason is. */
enum about { ABOUT_NOTHING, ABOUT_REQUEST, ABOUT_ACTOR, ABOUT_OBJECT };

/* In `got` and `is`: %w who, %o the object, %s since when. `is` NULL: the words of event.h. */
struct reason_row {
    enum about about;
    const char *is;  /* behind the actor's name: why it is in its state */
    const char *got; /* a clause: why it got control; NULL: %w and `is` */
};

static const struct reason_row rows[TRACE_REASON_COUNT] = {
    [TRACE_BY_STARTED] = {ABOUT_NOTHING, "runs: its first turn", "%w has its first turn"},
    [TRACE_BY_ANSWER] = {ABOUT_REQUEST, "runs: its answer%o was there", "%w's answer%o came at %s"},
    [TRACE_BY_TIMER] = {ABOUT_NOTHING, "runs: its sleep was over", "%w's sleep was over at %s"},
    [TRACE_BY_TURN] = {ABOUT_NOTHING, "runs: its turn came again", "it is %w's turn again"},
    [TRACE_BY_WOKEN] = {ABOUT_ACTOR, "goes on: %o woke it", "%o woke %w at %s"},
    [TRACE_BY_GOT_OBJECT] = {ABOUT_OBJECT, "goes on: it got %o", "%w got %o"},
    [TRACE_BY_GOT_GIL] = {ABOUT_NOTHING, "got the lock of the interpreter",
                          "%w got the lock of the interpreter"},
    [TRACE_BY_RESUMED] = {ABOUT_ACTOR, "was resumed by %o", "%o resumed %w"},
    [TRACE_BY_RETURNED] = {ABOUT_ACTOR, "has control back from %o", "%o gave control back to %w"},
    [TRACE_BY_CLOSED] = {ABOUT_ACTOR, "was closed by %o", "%o closed %w"},
    [TRACE_BY_OFFLOADED] = {ABOUT_NOTHING, "goes on: its offloaded block ended",
                            "%w's offloaded block ended at %s"},
    [TRACE_BY_CALLED_BACK] = {ABOUT_NOTHING, "goes on: its last callback ended",
                              "%w's last callback ended"},
    [TRACE_BY_CALLBACK] = {ABOUT_REQUEST, "runs its callback%o",
                           "it is the turn of %w's callback%o"},
    [TRACE_BY_GOT_CORE] = {ABOUT_NOTHING, "got a core", "%w got a core"},
    [TRACE_BY_IO] = {ABOUT_REQUEST, "waits for the device%o", NULL},
    [TRACE_BY_AWAIT] = {ABOUT_ACTOR, "awaits %o", NULL},
    [TRACE_BY_LOCK] = {ABOUT_OBJECT, "waits for %o", NULL},
    [TRACE_BY_SEMAPHORE] = {ABOUT_OBJECT, "waits for %o", NULL},
    [TRACE_BY_SEND] = {ABOUT_OBJECT, "waits for room in %o", NULL},
    [TRACE_BY_RECV] = {ABOUT_OBJECT, "waits for something in %o", NULL},
    [TRACE_BY_RESUME] = {ABOUT_ACTOR, "resumed %o", NULL},
    [TRACE_BY_CLOSE] = {ABOUT_ACTOR, "closed %o", NULL},
    [TRACE_BY_GEN_YIELD] = {ABOUT_ACTOR, "yielded to %o", NULL},
    [TRACE_BY_STARTING] = {ABOUT_NOTHING, "waits for its first turn", NULL},
    [TRACE_BY_CHILD] = {ABOUT_ACTOR, "runs %o first", NULL},
    [TRACE_BY_GIL] = {ABOUT_ACTOR, "waits for the lock of the interpreter, which %o has", NULL},
    [TRACE_BY_GIL_DROPPED] = {ABOUT_ACTOR, "dropped the lock of the interpreter: %o asked for it",
                              NULL},
    [TRACE_BY_PREEMPTED] = {ABOUT_NOTHING, "lost its core: the kernel took it away", NULL},
    [TRACE_BY_OFF_CPU] = {ABOUT_NOTHING, "lost its core: its thread was off the CPU", NULL},
    [TRACE_BY_LOOKING] = {ABOUT_REQUEST, "keeps asking%o", "%w looks again%o"},
    [TRACE_BY_MEANWHILE] = {ABOUT_REQUEST, "does its own work meanwhile",
                            "%w does its own work while it waits"},
    [TRACE_BY_REST] = {ABOUT_NOTHING, "left the rest of it with the loop", NULL},
    [TRACE_BY_ANSWERED] = {ABOUT_REQUEST, "is ready: its answer%o is there, it has not been told",
                           "%w's answer%o came at %s"},
    [TRACE_BY_SLEPT] = {ABOUT_NOTHING, "is ready: its sleep is over, it has not been told",
                        "%w's sleep was over at %s"},
};

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
        if (*template == 'w')
            strbuf_adds(out, timeline_actor_name(fill->timeline, fill->actor));
        else if (*template == 'o')
            about_add(fill->timeline, fill->about, fill->object, out);
        else
            words_time(out, fill->since_ns);
    }
}

/* The holder of a lock stands in the value of the event that began the wait. */
static void lock_holder_add(const struct timeline *timeline, const struct timeline_interval *item,
                            struct strbuf *out)
{
    const struct trace_event *event = trace_at(timeline->trace, item->event);
    if (item->reason != TRACE_BY_LOCK || event->kind != TRACE_STATE || event->value <= 0 ||
        event->value > trace_task_count(timeline->trace))
        return;
    strbuf_addf(out, ", which %s holds", trace_task_name(timeline->trace, (int)event->value));
}

void reason_add(const struct timeline *timeline, const struct timeline_interval *item,
                struct strbuf *out)
{
    const struct reason_row *row = &rows[item->reason < TRACE_REASON_COUNT ? item->reason : 0];
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

void got_reason_add(const struct timeline *timeline, uint32_t actor,
                    const struct timeline_interval *item, const struct timeline_interval *ready,
                    int64_t since_ns, struct strbuf *out)
{
    if (ready && says_less(item->reason) && rows[ready->reason].got)
        item = ready;
    const struct reason_row *row = &rows[item->reason < TRACE_REASON_COUNT ? item->reason : 0];
    struct fill fill = {.timeline = timeline,
                        .actor = actor,
                        .object = item->object,
                        .about = row->about,
                        .since_ns = since_ns};
    if (row->got) {
        fill_add(row->got, &fill, out);
        return;
    }
    strbuf_adds(out, timeline_actor_name(timeline, actor));
    strbuf_addch(out, ' ');
    reason_add(timeline, item, out);
}
