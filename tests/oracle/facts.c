#include "config.h"

#include "facts.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { REQUESTS_MOST = 1 << 22 };

const struct trace_event *facts_event(const struct facts *facts, uint32_t index)
{
    return trace_at(facts->trace, index);
}

int64_t facts_time(const struct facts *facts, const struct trace_event *event)
{
    int64_t t = event->time_ns - facts->origin_ns;
    return t < 0 ? 0 : t;
}

/* ---- what is there ---- */

static struct actor *actor_add(struct facts *facts, uint32_t who)
{
    MEM_GROW(facts->actors, facts->actor_count, facts->actor_room);
    struct actor *actor = &facts->actors[facts->actor_count++];
    *actor = (struct actor){
        .who = who, .owner = who, .new_ns = -1, .begin_ns = -1, .end_ns = -1, .worker = -1};
    return actor;
}

const struct actor *facts_actor(const struct facts *facts, uint32_t who)
{
    if (who <= (uint32_t)facts->task_count)
        return who ? &facts->actors[who] : NULL;
    for (int i = facts->task_count + 1; i < facts->actor_count; i++)
        if (facts->actors[i].who == who)
            return &facts->actors[i];
    return NULL;
}

static struct actor *actor_of(struct facts *facts, uint32_t who)
{
    struct actor *actor = (struct actor *)facts_actor(facts, who);
    if (actor || who < TRACE_FIRST_OTHER)
        return actor;
    return actor_add(facts, who);
}

const struct request *facts_request(const struct facts *facts, uint32_t id)
{
    return id && id < facts->request_room && facts->requests[id].asked_ns >= 0
               ? &facts->requests[id]
               : NULL;
}

static struct request *request_of(struct facts *facts, uint32_t id)
{
    uint32_t room = facts->request_room;
    if (id == 0 || id >= REQUESTS_MOST)
        return NULL;
    if (id >= room) {
        facts->request_room = id * 2 + 64;
        facts->requests =
            mem_realloc(facts->requests, facts->request_room * sizeof *facts->requests);
        for (uint32_t i = room; i < facts->request_room; i++)
            facts->requests[i] = (struct request){
                .asked_ns = -1, .taken_ns = -1, .answered_ns = -1, .noticed_ns = -1};
    }
    return &facts->requests[id];
}

const struct object *facts_object(const struct facts *facts, uint32_t index)
{
    return index < (uint32_t)facts->object_count ? &facts->objects[index] : NULL;
}

static void objects_find(struct facts *facts)
{
    while (trace_meta(facts->trace, "object", facts->object_count))
        facts->object_count++;
    facts->objects = mem_alloc(((size_t)facts->object_count + 1) * sizeof *facts->objects);
    for (int i = 0; i < facts->object_count; i++) {
        const char *units = trace_meta(facts->trace, "units", i);
        facts->objects[i].meta = trace_meta(facts->trace, "object", i);
        facts->objects[i].units = units ? strtoll(units, NULL, 10) : -1;
    }
}

/* ---- reading ---- */

static void object_note(struct facts *facts, const struct trace_event *event, uint32_t index)
{
    struct object *object = (struct object *)facts_object(facts, event->arg);
    if (!object)
        return;
    MEM_GROW(object->events, object->event_count, object->event_room);
    object->events[object->event_count++] = index;
}

static void spell_end(struct actor *actor, int64_t t)
{
    if (actor->spell_count)
        actor->spells[actor->spell_count - 1].to_ns = t;
}

static void spell_add(struct actor *actor, const struct spell *spell)
{
    if (actor->end_ns >= 0)
        return;
    spell_end(actor, spell->from_ns);
    MEM_GROW(actor->spells, actor->spell_count, actor->spell_room);
    struct spell *added = &actor->spells[actor->spell_count++];
    *added = *spell;
    added->wait = spell->reason;
    added->what = spell->object;
    if (spell->reason == TRACE_BY_LOOKING && spell->value > 0) {
        added->wait = (uint16_t)spell->value;
        added->what = (uint32_t)(spell->value >> 16);
    }
}

static void core_in(struct facts *facts, const struct trace_event *event, int64_t t)
{
    MEM_GROW(facts->cores, facts->core_count, facts->core_room);
    facts->cores[facts->core_count++] = (struct core_spell){
        .from_ns = t, .to_ns = INT64_MAX, .tid = event->arg, .core = trace_event_core(event)};
}

static void core_out(struct facts *facts, const struct trace_event *event, int64_t t)
{
    for (int i = facts->core_count - 1; i >= 0; i--)
        if (facts->cores[i].tid == event->arg) {
            if (facts->cores[i].to_ns == INT64_MAX)
                facts->cores[i].to_ns = t;
            return;
        }
}

static void gil_freed(struct facts *facts, const struct trace_event *event, int64_t t)
{
    struct gil_spell *last = facts->gil_count ? &facts->gils[facts->gil_count - 1] : NULL;
    if (!last || last->freed || last->who != event->who)
        return;
    last->to_ns = t;
    last->freed = true;
    last->reason = event->reason;
}

/* The task says more behind that. */
static bool goes_on(const struct facts *facts, uint32_t who, uint32_t index)
{
    for (uint32_t i = index + 1; i < trace_count(facts->trace); i++) {
        const struct trace_event *event = trace_at(facts->trace, i);
        if (event->kind == TRACE_RUN_END)
            return false;
        if (event->who == who && (event->kind == TRACE_STATE || event->kind == TRACE_TASK_END))
            return true;
    }
    return false;
}

/* It says that it waits only when the run is over, for its core was taken: from that event. */
static bool says_later(const struct facts *facts, uint32_t who, struct spell *spell)
{
    for (uint32_t i = spell->event + 1; i < trace_count(facts->trace); i++) {
        const struct trace_event *event = trace_at(facts->trace, i);
        if (event->kind != TRACE_STATE || event->who != who)
            continue;
        if (event->detail != TRACE_LOCKED && event->reason != TRACE_BY_LOOKING)
            return false;
        spell->state = event->detail;
        spell->reason = event->reason;
        spell->object = event->arg;
        spell->value = event->value;
        spell->line = event->line;
        return true;
    }
    return false;
}

/* Who closes the circle of a deadlock waits, though the run may be over before it says so. */
static void read_cycle(struct facts *facts, struct actor *actor, const struct trace_event *event,
                       const struct spell *at)
{
    const struct spell *last = actor->spell_count ? &actor->spells[actor->spell_count - 1] : NULL;
    const char *meta =
        event->value < 0 ? NULL : trace_meta(facts->trace, "object", (int)event->value);
    struct spell spell = *at;
    if (!last || last->state != TRACE_RUNNING || !meta || goes_on(facts, actor->who, at->event))
        return;
    if (says_later(facts, actor->who, &spell)) {
        spell_add(actor, &spell);
        return;
    }
    spell.state = TRACE_LOCKED;
    bool meets = strncmp(meta, "condition ", 10) == 0 || meta[0] == 'b';
    spell.reason = meets            ? TRACE_BY_CONDITION
                   : meta[0] == 'l' ? TRACE_BY_LOCK
                   : meta[0] == 's' ? TRACE_BY_SEMAPHORE
                                    : TRACE_BY_RECV;
    spell.line = last->line;
    spell.object = (uint32_t)event->value;
    spell.value = 0;
    spell_add(actor, &spell);
}

static void read_end(struct actor *actor, const struct spell *at, uint8_t end)
{
    if (actor->end_ns >= 0)
        return;
    spell_end(actor, at->from_ns);
    actor->end_ns = at->from_ns;
    actor->end = end;
    actor->end_event = at->event;
}

static void event_note(struct actor *actor, uint32_t index)
{
    MEM_GROW(actor->events, actor->event_count, actor->event_room);
    actor->events[actor->event_count++] = index;
}

/* What is done on a thread of a callback is told of its task. */
static void note_deed(struct facts *facts, const struct trace_event *event, uint32_t index)
{
    if (event->kind == TRACE_STATE || event->kind == TRACE_WAKE || event->kind == TRACE_CANCELLED ||
        event->kind == TRACE_TASK_BEGIN || event->kind == TRACE_TASK_END ||
        event->kind == TRACE_TASK_NEW || event->kind == TRACE_THREAD || event->kind == TRACE_CYCLE)
        return;
    for (int i = facts->task_count + 1; i < facts->actor_count; i++) {
        struct actor *actor = &facts->actors[i];
        if (actor->owner != event->who || actor->owner == actor->who || actor->end_ns >= 0)
            continue;
        event_note(actor, index);
    }
}

static void read_task(struct facts *facts, struct actor *actor, const struct trace_event *event,
                      const struct spell *at)
{
    struct spell spell = *at;
    switch (event->kind) {
    case TRACE_TASK_NEW:
        if (actor->new_ns >= 0)
            return;
        actor->new_ns = at->from_ns;
        actor->created = event->detail == TRACE_BY_CREATED;
        spell.state = actor->created ? TRACE_WAITING : TRACE_READY;
        spell.reason = event->detail;
        spell_add(actor, &spell);
        break;
    case TRACE_TASK_BEGIN:
        actor->begin_ns = at->from_ns;
        actor->tid = event->arg;
        actor->worker = event->value;
        spell.state = TRACE_RUNNING;
        spell.reason = TRACE_BY_STARTED;
        spell_add(actor, &spell);
        break;
    case TRACE_CALLBACK_NEW:
        actor->owner = event->arg;
        actor->new_ns = at->from_ns;
        spell.state = TRACE_READY;
        spell.reason = TRACE_BY_STARTING;
        spell_add(actor, &spell);
        break;
    case TRACE_STATE:
        if (actor->owner != actor->who && event->detail == TRACE_ENDED) {
            read_end(actor, at, (uint8_t)event->value);
            return;
        }
        spell.state = event->detail;
        spell.reason = event->reason;
        spell_add(actor, &spell);
        break;
    case TRACE_THREAD:
        actor->tid = event->arg;
        break;
    case TRACE_CYCLE:
        read_cycle(facts, actor, event, at);
        break;
    case TRACE_TASK_END:
        read_end(actor, at, event->detail);
        break;
    default:
        break;
    }
}

static void read_request(struct facts *facts, const struct trace_event *event, int64_t t,
                         uint32_t index)
{
    struct request *request = request_of(facts, event->arg);
    if (!request)
        return;
    if (event->kind == TRACE_ASKED) {
        request->who = event->who;
        request->line = event->line;
        request->event = index;
        request->duration_ns = event->value;
        request->asked_ns = t;
    } else if (event->kind == TRACE_TAKEN && request->taken_ns < 0) {
        request->taken_ns = t;
    } else if (event->kind == TRACE_ANSWERED && request->answered_ns < 0) {
        request->answered_ns = t;
        request->cancelled = event->value != 0;
    } else if (event->kind == TRACE_NOTICED && request->noticed_ns < 0) {
        request->noticed_ns = t;
    }
}

static void read_event(struct facts *facts, const struct trace_event *event, uint32_t index)
{
    int64_t t = facts_time(facts, event);
    struct actor *actor = event->who ? actor_of(facts, event->who) : NULL;
    struct spell at = {.from_ns = t,
                       .to_ns = INT64_MAX,
                       .value = event->value,
                       .event = index,
                       .line = event->line,
                       .object = event->arg};
    if (actor) {
        event_note(actor, index);
        read_task(facts, actor, event, &at);
        note_deed(facts, event, index);
        if (actor->owner != actor->who && event->reason == TRACE_BY_CALLBACK)
            event_note(actor_of(facts, actor->owner), index);
    }
    switch (event->kind) {
    case TRACE_ASKED:
    case TRACE_TAKEN:
    case TRACE_ANSWERED:
    case TRACE_NOTICED:
        read_request(facts, event, t, index);
        break;
    case TRACE_OBJECT_TAKEN:
    case TRACE_OBJECT_RELEASED:
    case TRACE_SENT:
    case TRACE_RECEIVED:
        object_note(facts, event, index);
        break;
    case TRACE_GIL_GOT:
        MEM_GROW(facts->gils, facts->gil_count, facts->gil_room);
        facts->gils[facts->gil_count++] =
            (struct gil_spell){.from_ns = t, .to_ns = INT64_MAX, .who = event->who};
        facts->has_gil = true;
        break;
    case TRACE_GIL_FREED:
        gil_freed(facts, event, t);
        break;
    case TRACE_SCHED_IN:
        core_in(facts, event, t);
        facts->has_record = true;
        break;
    case TRACE_SCHED_OUT:
        core_out(facts, event, t);
        facts->has_record = true;
        break;
    case TRACE_LOOP_WAIT:
        facts->has_loop = true;
        break;
    case TRACE_RUN_END:
        facts->run_end = index;
        facts->end_ns = t;
        break;
    default:
        break;
    }
}

static bool is_one_of(const char *model, const char *const *names)
{
    for (; *names; names++)
        if (strcmp(model, *names) == 0)
            return true;
    return false;
}

/* There are several; in traces that do not say so, more than one loop does something: has tasks, or
 * sleeps. */
static bool has_workers(const struct facts *facts)
{
    int count = 0;
    for (int i = facts->task_count + 1; i < facts->actor_count; i++) {
        const struct actor *actor = &facts->actors[i];
        bool used = false;
        if (actor->who >= TRACE_POOL)
            continue;
        for (int k = 0; k < actor->event_count && !used; k++) {
            int kind = trace_at(facts->trace, actor->events[k])->kind;
            used = kind == TRACE_LOOP_WAIT || kind == TRACE_LOOP_WOKE;
        }
        for (int task = 1; task <= facts->task_count && !used; task++)
            used = facts->actors[task].worker == (int64_t)(actor->who - TRACE_LOOP);
        count += used;
    }
    return count > 1 || trace_worker_count(facts->trace) > 1;
}

void facts_make(struct facts *facts, const struct trace *trace)
{
    static const char *const single[] = {"blocking",  "polling",    "async-blocking",
                                         "callbacks", "coroutines", NULL};
    size_t count = trace_count(trace);
    *facts = (struct facts){.trace = trace,
                            .origin_ns = trace_origin(trace),
                            .run_end = UINT32_MAX,
                            .task_count = trace_task_count(trace)};
    facts->model = trace_meta(trace, "model", 0);
    facts->model = facts->model ? facts->model : "";
    facts->single_thread = is_one_of(facts->model, single);
    for (uint32_t i = 0; i <= (uint32_t)facts->task_count; i++)
        actor_add(facts, i);
    objects_find(facts);
    for (uint32_t i = 0; i < count && facts->run_end == UINT32_MAX; i++) {
        const struct trace_event *event = trace_at(trace, i);
        int64_t t = facts_time(facts, event);
        facts->end_ns = t > facts->end_ns ? t : facts->end_ns;
        read_event(facts, event, i);
    }
    facts->on_cores = facts->single_thread ? has_workers(facts) : !facts->has_gil;
    for (uint32_t i = 0; i < count; i++) /* then nobody knows who was on which core */
        if (trace_at(trace, i)->kind == TRACE_LOST)
            facts->has_losses = true;
    facts->has_record &= !facts->has_losses;
}

void facts_release(struct facts *facts)
{
    for (int i = 0; i < facts->actor_count; i++) {
        free(facts->actors[i].events);
        free(facts->actors[i].spells);
    }
    for (int i = 0; i < facts->object_count; i++)
        free(facts->objects[i].events);
    free(facts->actors);
    free(facts->requests);
    free(facts->objects);
    free(facts->cores);
    free(facts->gils);
}

/* ---- asking ---- */

/* The last spell that begins at or before t, or -1. */
static int spell_at(const struct actor *actor, int64_t t_ns)
{
    int low = 0, high = actor->spell_count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (actor->spells[middle].from_ns <= t_ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low - 1;
}

bool facts_has_ended(const struct actor *actor, int64_t t_ns)
{
    return actor->end_ns >= 0 && actor->end_ns <= t_ns;
}

const struct spell *facts_spell(const struct actor *actor, int64_t t_ns)
{
    int at = actor ? spell_at(actor, t_ns) : -1;
    return at < 0 || facts_has_ended(actor, t_ns) ? NULL : &actor->spells[at];
}

const struct spell *facts_spell_before(const struct actor *actor, int64_t t_ns)
{
    int at = actor ? spell_at(actor, t_ns - 1) : -1;
    return at < 0 || facts_has_ended(actor, t_ns - 1) ? NULL : &actor->spells[at];
}

/* The first of its events at or behind t. */
static int event_from(const struct facts *facts, const struct actor *actor, int64_t t_ns)
{
    int low = 0, high = actor->event_count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (facts_time(facts, trace_at(facts->trace, actor->events[middle])) < t_ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static const struct trace_event *find(const struct facts *facts, const struct actor *actor,
                                      enum trace_kind kind, int64_t arg, int64_t from_ns,
                                      int64_t to_ns, bool last)
{
    const struct trace_event *found = NULL;
    if (!actor)
        return NULL;
    for (int i = event_from(facts, actor, from_ns); i < actor->event_count; i++) {
        const struct trace_event *event = trace_at(facts->trace, actor->events[i]);
        if (facts_time(facts, event) > to_ns)
            break;
        if (event->kind != kind || (arg != FACTS_ANY && event->arg != (uint32_t)arg))
            continue;
        found = event;
        if (!last)
            break;
    }
    return found;
}

const struct trace_event *facts_find(const struct facts *facts, const struct actor *actor,
                                     enum trace_kind kind, int64_t arg, int64_t from_ns,
                                     int64_t to_ns)
{
    return find(facts, actor, kind, arg, from_ns, to_ns, false);
}

const struct trace_event *facts_find_last(const struct facts *facts, const struct actor *actor,
                                          enum trace_kind kind, int64_t arg, int64_t from_ns,
                                          int64_t to_ns)
{
    return find(facts, actor, kind, arg, from_ns, to_ns, true);
}

/* What is more by one kind and less by another, of one actor or of all. */
static int balance(const struct facts *facts, uint32_t index, uint32_t who, int64_t t_ns,
                   enum trace_kind more, enum trace_kind less)
{
    const struct object *object = facts_object(facts, index);
    int count = 0;
    for (int i = 0; object && i < object->event_count; i++) {
        const struct trace_event *event = trace_at(facts->trace, object->events[i]);
        if (facts_time(facts, event) > t_ns)
            break;
        if (!who || event->who == who)
            count += (event->kind == more) - (event->kind == less);
    }
    return count;
}

int facts_holds(const struct facts *facts, uint32_t object, uint32_t who, int64_t t_ns)
{
    return balance(facts, object, who, t_ns, TRACE_OBJECT_TAKEN, TRACE_OBJECT_RELEASED);
}

int facts_held(const struct facts *facts, uint32_t object, int64_t t_ns)
{
    return balance(facts, object, 0, t_ns, TRACE_OBJECT_TAKEN, TRACE_OBJECT_RELEASED);
}

int facts_holds_with(const struct facts *facts, uint32_t index, uint32_t who, int64_t t_ns)
{
    const struct object *object = facts_object(facts, index);
    int count = 0;
    for (int i = 0; object && i < object->event_count; i++) {
        const struct trace_event *event = trace_at(facts->trace, object->events[i]);
        if (facts_time(facts, event) > t_ns)
            break;
        if (event->who == who && event->detail != TRACE_TAKING_ALONE)
            count += (event->kind == TRACE_OBJECT_TAKEN) - (event->kind == TRACE_OBJECT_RELEASED);
    }
    return count;
}

int facts_granted(const struct facts *facts, uint32_t index, int64_t t_ns)
{
    int count = 0;
    for (int i = 1; i < facts->actor_count; i++) {
        const struct actor *actor = &facts->actors[i];
        bool granted = false;
        if (i > facts->task_count && actor->owner == actor->who) /* neither a task nor a callback */
            continue;
        for (int k = 0; k < actor->event_count; k++) {
            const struct trace_event *event = trace_at(facts->trace, actor->events[k]);
            if (facts_time(facts, event) > t_ns)
                break;
            bool got = event->kind == TRACE_WAKE && event->reason == TRACE_BY_GOT_OBJECT;
            bool took = event->kind == TRACE_OBJECT_TAKEN && event->arg == index;
            if (got && event->value == (int64_t)index)
                granted = true;
            else if (event->kind == TRACE_WAKE && event->reason == TRACE_BY_CANCELLED)
                granted = false;                            /* it was taken back */
            else if (took || event->kind == TRACE_TASK_END) /* what its callbacks take is other */
                granted = false;
        }
        count += granted;
    }
    return count;
}

int facts_in_channel(const struct facts *facts, uint32_t object, int64_t t_ns)
{
    if (object < (uint32_t)facts->object_count && facts->objects[object].units == 0)
        return 0;
    return balance(facts, object, 0, t_ns, TRACE_SENT, TRACE_RECEIVED);
}

static int gil_at(const struct facts *facts, int64_t t_ns)
{
    int low = 0, high = facts->gil_count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (facts->gils[middle].from_ns <= t_ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low - 1;
}

uint32_t facts_gil(const struct facts *facts, int64_t t_ns)
{
    int at = gil_at(facts, t_ns);
    return at >= 0 && facts->gils[at].to_ns > t_ns ? facts->gils[at].who : TRACE_NOBODY;
}

static uint32_t tid_of(const struct facts *facts, const struct actor *actor)
{
    if (actor->tid)
        return actor->tid;
    const struct actor *loop =
        actor->worker >= 0 ? facts_actor(facts, TRACE_LOOP + (uint32_t)actor->worker) : NULL;
    return loop ? loop->tid : 0;
}

int facts_core(const struct facts *facts, const struct actor *actor, int64_t t_ns)
{
    uint32_t tid = actor ? tid_of(facts, actor) : 0;
    for (int i = 0; tid && i < facts->core_count && facts->cores[i].from_ns <= t_ns; i++)
        if (facts->cores[i].tid == tid && facts->cores[i].to_ns > t_ns)
            return facts->cores[i].core;
    return -1;
}

static bool holds_control(const struct facts *facts, uint8_t state)
{
    return state == TRACE_RUNNING || state == TRACE_POLLING ||
           (state == TRACE_BLOCKED && facts->single_thread);
}

/* Two looks in a row, each for something else: one of them is a callback's. */
static bool looks_for_two(const struct spell *spell, const struct spell *before)
{
    return spell->reason == TRACE_BY_LOOKING && before->reason == TRACE_BY_LOOKING &&
           (spell->wait != before->wait || spell->what != before->what);
}

bool facts_hidden(const struct actor *actor, int64_t t_ns)
{
    if (actor->owner != actor->who)
        return false;
    for (int i = 0; i < actor->spell_count && actor->spells[i].from_ns <= t_ns; i++)
        if (actor->spells[i].reason == TRACE_BY_CALLBACK ||
            (i && looks_for_two(&actor->spells[i], &actor->spells[i - 1])))
            return true;
    return false;
}

bool facts_closes_circle(const struct facts *facts, const struct actor *actor, int64_t t_ns)
{
    int at = event_from(facts, actor, t_ns + 1) - 1;
    while (at >= 0 && trace_at(facts->trace, actor->events[at])->kind == TRACE_DEADLOCK)
        at--;
    return at >= 0 && trace_at(facts->trace, actor->events[at])->kind == TRACE_CYCLE;
}

/* It finds that by its clock later, in the same state. */
static bool is_in_gap(const struct facts *facts, const struct actor *actor, int64_t t_ns)
{
    for (int i = event_from(facts, actor, t_ns + 1); i < actor->event_count; i++) {
        const struct trace_event *event = trace_at(facts->trace, actor->events[i]);
        if (event->who != actor->who)
            continue;
        if (event->kind == TRACE_GAP)
            return facts_time(facts, event) - event->value <= t_ns;
        if (event->kind == TRACE_STATE || event->kind == TRACE_TASK_END)
            break;
    }
    return false;
}

bool facts_is_off(const struct facts *facts, const struct actor *actor, int64_t t_ns)
{
    if (facts->has_record)
        return facts_core(facts, actor, t_ns) < 0;
    return actor && is_in_gap(facts, actor, t_ns);
}

bool facts_has_control(const struct facts *facts, const struct actor *actor, int64_t t_ns)
{
    if (!actor)
        return false;
    if (facts->has_gil && !facts->single_thread)
        return facts_gil(facts, t_ns) == actor->who;
    const struct spell *spell = facts_spell(actor, t_ns);
    if (!spell || !holds_control(facts, spell->state))
        return false;
    if (!facts->on_cores)
        return true;
    return spell->state != TRACE_BLOCKED &&
           (facts_hidden(actor, t_ns) || !facts_is_off(facts, actor, t_ns));
}

/* ---- able ---- */

static void earlier(struct ability *over, const struct facts *facts, int by, int64_t t_ns,
                    const struct trace_event *cause)
{
    if (over->by && over->since_ns <= t_ns)
        return;
    over->by = by;
    over->since_ns = t_ns;
    over->cause = UINT32_MAX;
    if (cause)
        over->cause = (uint32_t)(cause - trace_at(facts->trace, 0));
}

/* Since when nothing but this wait: the end of the spell before in which it had control. What woke
 * it may be stamped before it says itself that it waits. */
static int64_t wait_since(const struct facts *facts, const struct actor *actor,
                          const struct spell *spell)
{
    while (spell > actor->spells && spell->reason == TRACE_BY_LOOKING &&
           spell[-1].reason == TRACE_BY_LOOKING) /* the first of its looks */
        spell--;
    if (facts->single_thread) /* what woke it did so behind that */
        return spell->from_ns;
    while (spell > actor->spells && !holds_control(facts, spell[-1].state))
        spell--;
    return spell > actor->spells ? spell[-1].from_ns : spell->from_ns;
}

/* A cancellation takes a moment: when it has reached its task, which wakes or says so; -1: never.
 */
static int64_t told_after(const struct facts *facts, const struct actor *actor, int64_t t_ns)
{
    for (int i = event_from(facts, actor, t_ns); i < actor->event_count; i++) {
        const struct trace_event *event = trace_at(facts->trace, actor->events[i]);
        if (event->kind == TRACE_WAKE || event->kind == TRACE_STATE ||
            event->kind == TRACE_TASK_END)
            return facts_time(facts, event);
    }
    return -1;
}

/* A timeout writes that when it has taken effect, so it ends no wait that comes behind it. The
 * failure of a task of a group does not end the wait for the others, nor one that comes later. Who
 * waits for his group after he was cancelled is on his way out. */
static const struct trace_event *cancelled_by_others(const struct facts *facts,
                                                     const struct actor *actor,
                                                     const struct spell *spell, int64_t from_ns,
                                                     int64_t to_ns)
{
    for (int i = event_from(facts, actor, from_ns); i < actor->event_count; i++) {
        const struct trace_event *event = trace_at(facts->trace, actor->events[i]);
        if (facts_time(facts, event) > to_ns)
            break;
        bool before = facts_time(facts, event) < spell->from_ns;
        bool group = spell->reason == TRACE_BY_GROUP;
        bool of_group =
            (event->detail == TRACE_CAUSE_BLOCK && (group || before)) || (group && before);
        if (event->kind == TRACE_CANCELLED && event->detail != TRACE_CAUSE_TIMEOUT && !of_group)
            return event;
    }
    return NULL;
}

/* Who has made the device give the request up: a cancellation of its task, or the time limit that
 * names it. NULL: the end of the run. */
static const struct trace_event *taken_back_by(const struct facts *facts, const struct actor *actor,
                                               const struct request *request, uint32_t id)
{
    for (int i = event_from(facts, actor, request->asked_ns); i < actor->event_count; i++) {
        const struct trace_event *event = trace_at(facts->trace, actor->events[i]);
        if (facts_time(facts, event) > request->answered_ns)
            break;
        if (event->kind == TRACE_CANCELLED &&
            (event->detail != TRACE_CAUSE_TIMEOUT || event->value == id))
            return event;
    }
    return NULL;
}

struct ability facts_over(const struct facts *facts, const struct actor *actor,
                          const struct spell *spell, int64_t until_ns)
{
    struct ability over = {.how = ABLE_NOT, .spell = spell, .cause = UINT32_MAX};
    const struct request *request = NULL;
    const struct trace_event *event;
    if (spell->wait == TRACE_BY_IO || spell->wait == TRACE_BY_MEANWHILE ||
        spell->wait == TRACE_BY_LOOKING)
        request = facts_request(facts, spell->what);
    if (request && request->answered_ns >= 0 && request->answered_ns <= until_ns &&
        !request->cancelled)
        earlier(&over, facts, BY_ANSWER, request->answered_ns, NULL);
    if ((spell->reason == TRACE_BY_SLEEP || spell->reason == TRACE_BY_SELECT) &&
        spell->value > facts->origin_ns && spell->value - facts->origin_ns <= until_ns)
        earlier(&over, facts, BY_SLEEP, spell->value - facts->origin_ns, NULL);
    int64_t since_ns = wait_since(facts, actor, spell);
    event = facts_find(facts, actor, TRACE_WAKE, FACTS_ANY, since_ns, until_ns);
    if (event)
        earlier(&over, facts, BY_WAKE, facts_time(facts, event), event);
    event = spell->reason == TRACE_BY_OFFLOAD && !facts->has_loop
                ? NULL /* its block goes on, and it with that */
                : cancelled_by_others(facts, actor, spell, since_ns, until_ns);
    if (event && request && facts_time(facts, event) < request->asked_ns)
        event = NULL; /* it was told of that where it has nothing to say, and asked behind it */
    int64_t told_ns = event ? told_after(facts, actor, facts_time(facts, event)) : -1;
    bool taken_back = request && request->cancelled && request->answered_ns >= 0;
    if (taken_back && !event)
        event = taken_back_by(facts, actor, request, spell->what);
    bool just_waits = told_ns <= spell->from_ns; /* which it says behind the cancellation */
    if (event && taken_back && (just_waits || request->answered_ns < told_ns))
        told_ns = request->answered_ns; /* that is its end */
    if (told_ns >= 0 && told_ns <= until_ns)
        earlier(&over, facts, BY_CANCEL, told_ns, event);
    const struct spell *next = spell + 1;
    int64_t in_vain_ns =
        next < actor->spells + actor->spell_count && next->reason == TRACE_BY_TIMED_OUT
            ? next->value - facts->origin_ns
            : 0;
    if (over.by && over.since_ns < in_vain_ns && in_vain_ns <= until_ns) {
        over.by = BY_CANCEL; /* what came before came in vain */
        over.since_ns = in_vain_ns;
    }
    if (over.by) {
        over.how = ABLE_READY;
        over.since_ns = over.since_ns > spell->from_ns ? over.since_ns : spell->from_ns;
    }
    return over;
}

/* What lies between a call that is over and the turn to go on behind it: a moment of bookkeeping.
 */
static bool is_between(const struct actor *actor, int at)
{
    return at > 0 && at + 1 < actor->spell_count && actor->spells[at].state == TRACE_RUNNING &&
           actor->spells[at + 1].reason == TRACE_BY_REST;
}

/* Ready behind a callback of its own: the wait that this one covered, or NULL. */
static const struct spell *covered_by(const struct actor *actor, int at)
{
    const struct spell *ready = &actor->spells[at];
    if (ready->reason != TRACE_BY_CANCELLED && ready->reason != TRACE_BY_TIMED_OUT)
        return NULL;
    while (--at >= 0)
        if (actor->spells[at].wait && actor->spells[at].state == TRACE_WAITING)
            return actor->spells[at].line == ready->line ? &actor->spells[at] : NULL;
    return NULL;
}

struct ability facts_ability(const struct facts *facts, const struct actor *actor, int64_t t_ns)
{
    struct ability able = {.how = ABLE_UNKNOWN, .cause = UINT32_MAX};
    int at = actor ? spell_at(actor, t_ns) : -1;
    if (at < 0)
        return able;
    if (facts_has_ended(actor, t_ns)) {
        able.how = ABLE_ENDED;
        return able;
    }
    const struct spell *spell = &actor->spells[at];
    able.spell = spell;
    if (spell->state != TRACE_BLOCKED && facts_has_control(facts, actor, t_ns)) {
        able.how = ABLE_ACTIVE;
        able.since_ns = spell->from_ns;
        return able;
    }
    able.how = ABLE_NOT;
    for (; at >= 0; at--) {
        spell = &actor->spells[at];
        if (spell->state == TRACE_READY) {
            able.how = ABLE_READY;
            able.since_ns = spell->from_ns;
            able.by = spell->reason == TRACE_BY_STARTING ? BY_START : BY_TURN;
            able.spell = spell;
            continue;
        }
        if (able.how == ABLE_READY && is_between(actor, at))
            continue;
        if (holds_control(facts, spell->state) && spell->state != TRACE_BLOCKED) {
            spell = able.how == ABLE_READY ? covered_by(actor, at + 1) : NULL;
            struct ability over = {0};
            if (spell)
                over = facts_over(facts, actor, spell, able.since_ns);
            if (over.by)
                return over;
            break;
        }
        /* It cannot have come later than it was ready for. */
        int64_t until_ns = able.how == ABLE_READY && able.since_ns < t_ns ? able.since_ns : t_ns;
        struct ability over = facts_over(facts, actor, spell, until_ns);
        if (over.by)
            return over;
        break;
    }
    /* In a call that holds the only thread, it has it. */
    if (able.how == ABLE_NOT && facts_has_control(facts, actor, t_ns))
        able.how = ABLE_ACTIVE;
    return able;
}
