/* What the places of the machine are called, and what stands beside a task that is in one. */
#include "config.h"

#include "player/machine.h"

#include <string.h>

#include "base/utf8.h"
#include "trace/recording.h"

enum { HOLDERS_NAMED = 3 };

/* ---- places ---- */

const char *machine_label(const struct story *story, enum machine_shape shape,
                          enum machine_place place)
{
    static const char *const front[] = {[MACHINE_LOOP] = "RUNNING",
                                        [MACHINE_THREAD] = "THREAD",
                                        [MACHINE_GIL] = "THE GIL",
                                        [MACHINE_CORES] = "CORES"};
    static const char *const labels[MACHINE_PLACES] = {
        [MACHINE_READY] = "READY",     [MACHINE_ROUND] = "ASK IN TURN",
        [MACHINE_WANTS] = "WANT IT",   [MACHINE_WORKER] = "NO WORKER",
        [MACHINE_QUEUED] = "QUEUE",    [MACHINE_SERVED] = "POOL",
        [MACHINE_DEVICE] = "DEVICE",   [MACHINE_CLOCK] = "CLOCK",
        [MACHINE_OBJECT] = "LOCKS",    [MACHINE_TASKS] = "AWAIT",
        [MACHINE_PAUSED] = "PAUSED",   [MACHINE_OTHER] = "ELSEWHERE",
        [MACHINE_UNTOLD] = "NOT TOLD",
    };
    if (place == MACHINE_RUNS)
        return front[shape];
    return place == MACHINE_DEVICE && trace_is_recording(story->trace) ? "CALL" : labels[place];
}

const char *machine_kind_label(enum now_kind kind)
{
    static const char *const kinds[] = {
        [NOW_LOCK] = "LOCK",      [NOW_SEMAPHORE] = "SEM",   [NOW_CHANNEL] = "CHANNEL",
        [NOW_CONDITION] = "COND", [NOW_BARRIER] = "BARRIER", [NOW_OTHER] = ""};
    return kinds[kind];
}

/* ---- tasks ---- */

static void request_add(const struct story *story, const struct machine_chip *chip, size_t columns,
                        bool ascii, struct strbuf *out)
{
    const struct timeline_request *request =
        chip->reason == TRACE_BY_IO ? timeline_request_of(story->timeline, chip->object) : NULL;
    size_t len = 0;
    const char *text = request ? trace_text(story->trace, request->event, &len) : NULL;
    if (chip->reason == TRACE_BY_CALL && chip->object <= INT32_MAX) {
        text = trace_meta(story->trace, "call", (int)chip->object);
        len = text ? strlen(text) : 0;
    }
    if (text && len)
        utf8_add_clipped(out, text, len, columns, ascii);
}

static const char *awaited_words(uint8_t reason)
{
    switch (reason) {
    case TRACE_BY_AWAIT_ALL:
        return "all of its tasks";
    case TRACE_BY_AWAIT_ANY:
    case TRACE_BY_AWAIT_FIRST:
        return "the first";
    case TRACE_BY_GROUP:
        return "its group";
    case TRACE_BY_CALLBACKS:
        return "its callbacks";
    default:
        return NULL;
    }
}

static void awaited_add(const struct machine_chip *chip, struct strbuf *out)
{
    const char *words = awaited_words(chip->reason);
    if (words)
        strbuf_adds(out, words);
    else if (chip->object >= 1 && chip->object < TRACE_FIRST_OTHER)
        strbuf_addf(out, "for %u", (unsigned)chip->object);
}

/* How one has control. */
static void running_add(enum machine_shape shape, const struct machine_chip *chip,
                        struct strbuf *out)
{
    if (chip->state == TRACE_BLOCKED)
        strbuf_adds(out, "in a call");
    else if (chip->state == TRACE_POLLING)
        strbuf_adds(out, "asks again");
    else if (chip->state == TRACE_READY && shape != MACHINE_GIL)
        strbuf_adds(out, "stopped by the kernel");
}

void machine_note_add(const struct story *story, enum machine_shape shape,
                      const struct machine_chip *chip, size_t columns, bool ascii,
                      struct strbuf *out)
{
    if (chip->place == MACHINE_RUNS)
        running_add(shape, chip, out);
    else if (chip->place == MACHINE_DEVICE || chip->place == MACHINE_ROUND)
        request_add(story, chip, columns, ascii, out);
    else if (chip->place == MACHINE_TASKS)
        awaited_add(chip, out);
}

bool machine_is_timed(enum machine_shape shape, const struct machine_chip *chip)
{
    if (chip->place == MACHINE_TASKS || chip->place == MACHINE_PAUSED)
        return false;
    return chip->place != MACHINE_RUNS || shape == MACHINE_GIL || chip->state == TRACE_BLOCKED;
}

const char *machine_thread_words(uint8_t state)
{
    return state == TRACE_RUNNING  ? "computes"
           : state == TRACE_LOCKED ? "waits for a lock"
           : state == TRACE_READY  ? "is ready"
                                   : "in a call";
}

/* ---- locks, semaphores, channels ---- */

static void holders_add(const struct story *story, int object, int64_t t_ns, struct strbuf *out)
{
    uint32_t holders[HOLDERS_NAMED];
    struct now_object now = now_object(story, object, t_ns);
    size_t count = now_object_holders(story, object, t_ns, holders, HOLDERS_NAMED);
    for (size_t i = 0; i < count; i++)
        strbuf_addf(out, "%s%u", i ? ", " : "", (unsigned)holders[i]);
    if (now.held > (int)count && count)
        strbuf_addf(out, " +%d", now.held - (int)count);
    if (count)
        strbuf_adds(out, count > 1 || now.held > 1 ? " have it" : " has it");
}

void machine_object_add(const struct story *story, int object, int64_t t_ns, struct strbuf *out)
{
    struct now_object now = now_object(story, object, t_ns);
    size_t before = out->len;
    if (now.kind == NOW_CHANNEL)
        now_channel_add(story, object, t_ns, "()", out);
    else
        holders_add(story, object, t_ns, out);
    if (now.kind == NOW_SEMAPHORE && now.known)
        strbuf_addf(out, "%s%lld free", out->len > before ? ", " : "", (long long)now.value);
    if (now.kind == NOW_BARRIER && now.value >= 0)
        strbuf_addf(out, "%d of %lld", now.waiting, (long long)now.value);
    else if (now.kind == NOW_BARRIER) /* a program's own: for how many it waits nobody says */
        strbuf_addf(out, "%d there", now.waiting);
}

bool machine_waits_for(const struct story *story, int object, uint32_t actor, int64_t t_ns)
{
    return now_relation(story, object, actor, t_ns, t_ns + 1) == NOW_WAITS;
}

/* ---- a deadlock ---- */

const char *machine_edge_object(const struct story *story, const struct machine_edge *edge)
{
    if (edge->object == TRACE_EDGE_WORKER)
        return "a free worker";
    if (edge->object == TRACE_EDGE_POOL)
        return "pool thread";
    return edge->object >= 0 ? trace_object_name(story->trace, edge->object) : NULL;
}
