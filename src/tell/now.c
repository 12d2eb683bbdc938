/* What stands in columns at a moment: what each task does, and below it who waits in front of what.
 * There may be little room, so each is said in a richer or a shorter way, and the caller takes the
 * first that fits. */
#include "config.h"

#include <string.h>

#include "tell/lock.h"
#include "tell/reason.h"

/* ---- a task ---- */

/* Where there is little room, for the reasons one sees most; TELL_NONE for the others. */
static enum sentence brief_row(uint8_t reason)
{
    switch (reason) {
    case TRACE_BY_IO:
        return TELL_BRIEF_IO;
    case TRACE_BY_STARTING:
        return TELL_BRIEF_STARTING;
    case TRACE_BY_AWAIT_ALL:
        return TELL_BRIEF_AWAIT_ALL;
    case TRACE_BY_GROUP:
        return TELL_BRIEF_GROUP;
    case TRACE_BY_OFFLOAD:
        return TELL_BRIEF_OFFLOAD;
    case TRACE_BY_CALLBACKS:
        return TELL_BRIEF_CALLBACKS;
    case TRACE_BY_LOCK:
        return TELL_BRIEF_LOCK;
    case TRACE_BY_SEMAPHORE:
        return TELL_BRIEF_SEMAPHORE;
    case TRACE_BY_CONDITION:
        return TELL_BRIEF_CONDITION;
    case TRACE_BY_SEND:
        return TELL_BRIEF_SEND;
    case TRACE_BY_RECV:
        return TELL_BRIEF_RECV;
    case TRACE_BY_SELECT:
        return TELL_BRIEF_SELECT;
    default:
        return TELL_NONE;
    }
}

enum sentence tell_kept_under(const char *model)
{
    static const struct {
        const char *model;
        enum sentence kept;
    } rows[] = {
        {"blocking", TELL_KEPT_THE_THREAD},     {"polling", TELL_KEPT_ITS_PLACE},
        {"async-blocking", TELL_KEPT_CALLBACK}, {"callbacks", TELL_KEPT_CALLBACK},
        {"coroutines", TELL_KEPT_ITS_STACK},    {"gil", TELL_KEPT_ITS_THREAD},
        {"threads", TELL_KEPT_ITS_THREAD},      {"processes", TELL_KEPT_ITS_PROCESS},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].model, model) == 0)
            return rows[i].kept;
    return TELL_NONE;
}

static enum sentence state_row(const struct tell_standing *standing)
{
    static const enum sentence states[TRACE_STATE_COUNT] = {
        [TRACE_RUNNING] = TELL_NOW_RUNS,       [TRACE_POLLING] = TELL_NOW_POLLS,
        [TRACE_BLOCKED] = TELL_NOW_IS_BLOCKED, [TRACE_WAITING] = TELL_NOW_WAITS,
        [TRACE_LOCKED] = TELL_NOW_IS_LOCKED,   [TRACE_READY] = TELL_NOW_IS_READY,
        [TRACE_ENDED] = TELL_NOW_ENDED,
    };
    static const enum sentence ends[] = {
        [TRACE_END_OK] = TELL_NOW_ENDED,
        [TRACE_END_FAILED] = TELL_NOW_FAILED,
        [TRACE_END_CANCELLED] = TELL_NOW_CANCELLED,
        [TRACE_END_CRASHED] = TELL_NOW_CRASHED,
    };
    uint8_t end = standing->lane->end;
    enum sentence brief = standing->item ? brief_row(standing->item->reason) : TELL_NONE;
    if (!standing->ended && standing->state == TRACE_LOCKED && brief && brief != TELL_BRIEF_LOCK)
        return brief; /* what is no lock is called none, however little room there is */
    if (!standing->ended)
        return states[standing->state];
    if (standing->lane->lost)
        return TELL_NOW_CRASHED_TOO;
    return end <= TRACE_END_CRASHED ? ends[end] : TELL_IS_UNKNOWN;
}

static void brief_say(struct tell *tell, const struct tell_standing *standing)
{
    enum sentence id = brief_row(standing->item->reason);
    if (id)
        tell_say_bare(tell, id, &(struct tell_args){.who = standing->lane->actor});
    else
        reason_say_now(tell, standing->lane->actor, standing->item);
}

static bool keeps(const struct tell_standing *standing)
{
    return standing->kept && (standing->state == TRACE_WAITING || standing->state == TRACE_LOCKED ||
                              standing->state == TRACE_BLOCKED);
}

static void kept_say(struct tell *tell, const struct tell_standing *standing, bool brief)
{
    struct tell_args args = {.who = standing->lane->actor, .kept = standing->kept};
    args.number = brief ? 0 : standing->variables;
    if (args.number > 0)
        args.kept = args.number == 1 ? TELL_KEPT_VARIABLES_ONE : TELL_KEPT_VARIABLES;
    tell_join(tell, TELL_JOIN_COMMA);
    tell_say_bare(tell, TELL_KEEPS, &args);
}

void tell_standing(struct tell *tell, const struct tell_standing *standing, enum tell_how how)
{
    uint32_t who = standing->lane->actor;
    bool ready = standing->state == TRACE_READY;
    if (how == TELL_STATE || standing->ended || !standing->item || !standing->item->reason ||
        standing->state <= TRACE_POLLING) {
        tell_say_bare(tell, state_row(standing), &(struct tell_args){.who = who});
        return;
    }
    if (how == TELL_BRIEF) {
        brief_say(tell, standing);
        return;
    }
    if (ready) {
        tell_say_bare(tell, TELL_NOW_IS_READY, &(struct tell_args){.who = who});
        tell_join(tell, TELL_JOIN_BECAUSE);
    }
    if (how == TELL_RICH && standing->item->reason == TRACE_BY_LOCK && !ready)
        reason_say_for_lock(tell, who, standing->item, standing->t_ns);
    else if (how == TELL_RICH && !ready)
        tell_interval(tell, standing->lane, standing->item);
    else
        reason_say_now(tell, who, standing->item);
    if (how < TELL_REASON && keeps(standing))
        kept_say(tell, standing, how == TELL_WITH_KEPT_BRIEF);
}

/* ---- queues ---- */

static void queue_say(struct tell *tell, enum sentence empty, enum sentence some,
                      const struct tell_queue *queue, int named)
{
    struct tell_names names = {
        .brief = true, .more = (int64_t)queue->count, .at_least = queue->of_first > 0};
    for (size_t i = 0; i < queue->count && (int)i < named && i < TELL_NAMES_MOST; i++) {
        if (queue->who[i] == TRACE_NOBODY)
            break;
        names.who[names.count++] = queue->who[i];
        names.more--;
    }
    tell_say(tell, queue->count ? some : empty,
             &(struct tell_args){.names = &names, .n = queue->of_first});
}

void tell_queues(struct tell *tell, const struct tell_queue *ready, const struct tell_queue *device,
                 int named)
{
    /* Of a callback on its task's lane it is not known when it could go on: no task is. */
    queue_say(tell, ready->of_first ? TELL_QUEUE_UNSEEN : TELL_QUEUE_EMPTY, TELL_QUEUE, ready,
              named);
    if (!device)
        return;
    tell_join(tell, TELL_JOIN_NEXT);
    queue_say(tell, TELL_DEVICE_EMPTY, TELL_DEVICE_QUEUE, device, named);
}

void tell_gil(struct tell *tell, uint32_t holder, const struct tell_queue *wants, uint32_t asked_by,
              int64_t asked_ns, int named)
{
    tell_say(tell, holder == TRACE_NOBODY ? TELL_GIL_IS_FREE : TELL_GIL_IS_HELD,
             &(struct tell_args){.who = holder});
    tell_join(tell, TELL_JOIN_NEXT);
    queue_say(tell, wants->of_first ? TELL_GIL_WANTED_UNSEEN : TELL_GIL_WANTED_EMPTY,
              TELL_GIL_WANTED, wants, named);
    if (asked_by == TRACE_NOBODY)
        return;
    tell_join(tell, TELL_JOIN_NEXT);
    SAY(tell, GIL_ASKED, .who = asked_by, .for_ns = asked_ns);
}

/* ---- objects ---- */

static enum sentence lock_row(const struct tell *tell, const struct tell_object *object)
{
    static const struct lock_rows rows = {TELL_OBJECT_HELD, TELL_OBJECT_HELD_ENDED,
                                          TELL_OBJECT_HELD_CRASHED};
    if (object->holder != TRACE_NOBODY)
        return lock_row_at(tell->timeline, &rows, object->holder, object->t_ns);
    return object->given ? TELL_OBJECT_GIVEN : TELL_OBJECT_FREE;
}

static void lock_say(struct tell *tell, const struct tell_object *object, struct tell_args *args)
{
    args->who = object->holder != TRACE_NOBODY ? object->holder : object->given;
    args->for_ns = object->t_ns - object->since_ns;
    tell_say(tell, lock_row(tell, object), args);
}

static void some_say(struct tell *tell, enum sentence one, enum sentence some,
                     const struct tell_queue *queue, int named)
{
    queue_say(tell, TELL_NONE, queue->count == 1 ? one : some, queue, named);
}

static void semaphore_say(struct tell *tell, const struct tell_object *object,
                          struct tell_args *args, int named)
{
    args->number = object->value;
    tell_say(tell, object->known ? TELL_OBJECT_VALUE : TELL_OBJECT_VALUE_UNKNOWN, args);
    if (!object->holders.count)
        return;
    tell_join(tell, TELL_JOIN_NEXT);
    some_say(tell, TELL_OBJECT_HOLDER, TELL_OBJECT_HOLDERS, &object->holders, named);
}

/* As many values as names. */
static void channel_say(struct tell *tell, const struct tell_object *object, struct tell_args args,
                        int named)
{
    struct tell_values values = object->values;
    args.number = values.count + values.more;
    args.values = &values;
    if (values.count > named) {
        values.more += values.count - named;
        values.count = named;
    }
    tell_say(tell, values.count ? TELL_OBJECT_HOLDS_THESE : TELL_OBJECT_HOLDS, &args);
    if (!object->shut)
        return;
    tell_join(tell, TELL_JOIN_NEXT);
    tell_join(tell, TELL_OBJECT_CLOSED);
}

static void meeting_say(struct tell *tell, const struct tell_object *object, struct tell_args *args)
{
    args->number = (int64_t)object->waits.count;
    args->number2 = object->value;
    tell_say(tell,
             object->kind != TELL_BARRIER ? TELL_OBJECT_CONDITION
             : object->value < 0          ? TELL_OBJECT_MEETING /* a program's own */
                                          : TELL_OBJECT_BARRIER,
             args);
}

void tell_object(struct tell *tell, const struct tell_object *object, int named)
{
    struct tell_args args = {.text = object->name, .len = strlen(object->name)};
    args.t_ns = object->t_ns;
    if (object->kind == TELL_LOCK)
        lock_say(tell, object, &args);
    else if (object->kind == TELL_SEMAPHORE)
        semaphore_say(tell, object, &args, named);
    else if (object->kind == TELL_OTHER)
        tell_say(tell, TELL_OBJECT_OTHER, &args);
    else if (object->kind == TELL_CONDITION || object->kind == TELL_BARRIER)
        meeting_say(tell, object, &args);
    else
        channel_say(tell, object, args, named);
    tell_join(tell, TELL_JOIN_NEXT);
    if (object->waits.count)
        some_say(tell, TELL_OBJECT_WAITS_ONE, TELL_OBJECT_WAITS, &object->waits, named);
    else
        tell_join(tell, TELL_OBJECT_WAITS_NOBODY);
}
