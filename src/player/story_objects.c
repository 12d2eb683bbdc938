/* Locks, semaphores and channels: how each stands after every event that changes it, and when which
 * task held it or waited for it.
 *
 * A lock is held by who took it. A unit of a semaphore is held by a `with` block only: of one that
 * `acquire` took nobody knows who has it, it may be a signal that was consumed. Its value counts
 * both. A unit that is handed over is gone from the moment its new task is woken. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "player/story_index.h"

enum {
    HOLDERS_MOST = 64,      /* of a semaphore, who are remembered */
    OBJECTS_MOST = 1 << 20, /* of all workers */
};

/* An object while the events are walked over. */
struct state {
    uint32_t holders[HOLDERS_MOST]; /* spells that are open, the newest last */
    int holder_count;
    int32_t held, waiting;
    uint32_t waited_until, given, received; /* as in story_object_entry */
    bool shut;
    int64_t value;
};

struct maker {
    struct story_index *index;
    const struct timeline *timeline;
    struct state *states;
    uint32_t *waits;   /* by place: the spell in which it waits, or STORY_NONE */
    uint32_t *gifts;   /* by task: 1 + the object it was woken with, until it has taken it */
    uint32_t *workers; /* by place */
    int64_t *looks;    /* by place: what it keeps asking for, woken or not; 0: for no object */
    uint32_t task_count, helper_count, pool_count;
    uint32_t objects_each, worker_count;
    size_t spell_room;
};

/* Who waits, from 1: tasks, callbacks on threads of their own, threads of the pool; 0: nobody that
 * there is. In the order of their actors. */
static uint32_t place_of(const struct maker *m, uint32_t who)
{
    if (who <= m->task_count)
        return who;
    if (who >= TRACE_HELPER && who < TRACE_HELPER + m->helper_count)
        return m->task_count + 1 + who - TRACE_HELPER;
    if (who >= TRACE_POOL && who < TRACE_POOL + m->pool_count)
        return m->task_count + m->helper_count + 1 + who - TRACE_POOL;
    return 0;
}

static uint32_t actor_at(const struct maker *m, uint32_t place)
{
    if (place <= m->task_count)
        return place;
    place -= m->task_count + 1;
    return place < m->helper_count ? TRACE_HELPER + place : TRACE_POOL + place - m->helper_count;
}

static uint32_t places_count(const struct maker *m)
{
    return m->task_count + m->helper_count + m->pool_count + 1;
}

/* The number of an object that an event of that place names: its worker's; STORY_NONE: none. */
static uint32_t number_of(const struct maker *m, uint32_t place, uint64_t object)
{
    uint32_t worker = m->workers[place];
    return object < m->objects_each ? worker * m->objects_each + (uint32_t)object : STORY_NONE;
}

static void entry_add(struct maker *m, uint32_t number, uint32_t event)
{
    struct story_object *object = &m->index->objects[number];
    const struct state *state = &m->states[number];
    uint32_t holder = state->holder_count ? state->holders[state->holder_count - 1] : STORY_NONE;
    MEM_GROW(object->entries, object->count, object->room);
    object->entries[object->count++] = (struct story_object_entry){
        .event = event,
        .held = state->held > 0 ? state->held : 0,
        .waiting = state->waiting,
        .holder_event = holder == STORY_NONE ? STORY_NONE : m->index->spells[holder].from,
        .waited_until = state->waited_until,
        .given = state->given,
        .received = state->received,
        .shut = state->shut,
        .value = state->value};
}

static uint32_t spell_add(struct maker *m, uint32_t key, uint32_t task, uint32_t event)
{
    struct story_index *index = m->index;
    MEM_GROW(index->spells, index->spell_count, m->spell_room);
    index->spells[index->spell_count] =
        (struct story_spell){.key = key, .task = task, .from = event, .to = STORY_NONE};
    return (uint32_t)index->spell_count++;
}

/* ---- waiting ---- */

static void wait_begin(struct maker *m, uint32_t place, uint32_t number, uint32_t event)
{
    uint32_t spell = spell_add(m, number * 2 + 1, place, event);
    if (m->waits[place] == STORY_NONE)
        m->waits[place] = spell;
    m->states[number].waiting++;
    entry_add(m, number, event);
}

/* Of a wait at several objects the spells stand behind one another. */
static void wait_end(struct maker *m, uint32_t place, uint32_t event)
{
    struct story_spell *spells = m->index->spells;
    uint32_t at = m->waits[place], from = at == STORY_NONE ? 0 : spells[at].from;
    m->waits[place] = STORY_NONE;
    for (; at < m->index->spell_count && spells[at].task == place && spells[at].from == from;
         at++) {
        spells[at].to = event;
        uint32_t number = spells[at].key / 2;
        m->states[number].waiting--;
        m->states[number].waited_until = event;
        entry_add(m, number, event);
    }
}

/* What a state waits for; who looks says what for. */
struct wants {
    uint16_t reason;
    uint32_t object;
};

static struct wants wants_of(const struct trace_event *event)
{
    bool waits = event->kind == TRACE_STATE && event->detail != TRACE_RUNNING;
    if (!waits)
        return (struct wants){TRACE_BY_NONE, 0};
    if (event->reason == TRACE_BY_LOOKING && event->value > 0)
        return (struct wants){trace_looking_reason(event->value),
                              trace_looking_object(event->value)};
    return (struct wants){event->reason, event->arg};
}

static bool is_object(uint16_t reason)
{
    return reason == TRACE_BY_LOCK || reason == TRACE_BY_SEMAPHORE || reason == TRACE_BY_SEND ||
           reason == TRACE_BY_RECV || reason == TRACE_BY_CONDITION;
}

/* What it waited for is its own before it has control again, unless it is cancelled before: a
 * callback's is its task's, as all that it takes. Of what a thread of the pool takes its task
 * tells. */
static void take_gift_back(struct maker *m, uint32_t task, uint32_t at)
{
    uint32_t number = m->gifts[task] - 1;
    if (!m->gifts[task])
        return;
    m->gifts[task] = 0;
    if (m->states[number].given == task)
        m->states[number].given = TRACE_NOBODY;
    m->states[number].value++;
    entry_add(m, number, at);
}

static void on_given(struct maker *m, const struct trace_event *event, uint32_t place, uint32_t at)
{
    uint32_t number = event->value < 0 ? STORY_NONE : number_of(m, place, (uint64_t)event->value);
    uint32_t task = timeline_owner(m->timeline, event->who);
    if (task > m->task_count)
        return;
    if (event->reason == TRACE_BY_CANCELLED && event->who == task)
        take_gift_back(m, task, at);
    if (event->reason != TRACE_BY_GOT_OBJECT || number == STORY_NONE ||
        m->index->objects[number].kind > NOW_SEMAPHORE)
        return;
    m->gifts[task] = number + 1;
    if (m->index->objects[number].kind == NOW_LOCK)
        m->states[number].given = task;
    m->states[number].value--;
    entry_add(m, number, at);
}

/* In a select it waits at several; the last bit stands for those that have none of their own. */
static void select_begin(struct maker *m, uint32_t place, uint32_t objects, uint32_t at)
{
    for (uint32_t bit = 0; bit < 31; bit++) {
        uint32_t number = objects >> bit & 1 ? number_of(m, place, bit) : STORY_NONE;
        if (number != STORY_NONE)
            wait_begin(m, place, number, at);
    }
}

/* Who looks says so with each look: it waits from the first one until it is woken. What it looks
 * for may be said by the first one only. */
static bool looks_on(struct maker *m, const struct trace_event *event, uint32_t place)
{
    int64_t *looks = &m->looks[place];
    bool is_look = event->kind == TRACE_STATE && event->reason == TRACE_BY_LOOKING;
    if (is_look && *looks && (event->value == 0 || event->value == *looks))
        return true;
    uint16_t reason = wants_of(event).reason;
    bool object = is_look && (is_object(reason) || reason == TRACE_BY_SELECT);
    if (event->kind != TRACE_WAKE)
        *looks = object ? event->value : 0;
    return false;
}

static void on_task(struct maker *m, const struct trace_event *event, uint32_t at)
{
    uint32_t place = place_of(m, event->who);
    if (!place || looks_on(m, event, place))
        return;
    wait_end(m, place, at);
    if (event->kind == TRACE_WAKE)
        on_given(m, event, place, at);
    struct wants wants = wants_of(event);
    if (wants.reason == TRACE_BY_SELECT)
        select_begin(m, place, wants.object, at);
    if (!is_object(wants.reason))
        return;
    uint32_t number = number_of(m, place, wants.object);
    if (number != STORY_NONE)
        wait_begin(m, place, number, at);
}

static void on_begin(struct maker *m, const struct trace_event *event)
{
    if (event->who >= 1 && event->who <= m->task_count && event->value >= 0 &&
        event->value < m->worker_count)
        m->workers[event->who] = (uint32_t)event->value;
}

/* ---- holding ---- */

/* A trace may tell anything: spells are kept by task, and nobody's are those of whoever is none. */
static uint32_t task_of(const struct maker *m, const struct trace_event *event)
{
    return event->who <= m->task_count ? event->who : TRACE_NOBODY;
}

static bool is_held(const struct maker *m, const struct trace_event *event, uint32_t number)
{
    return m->index->objects[number].kind == NOW_LOCK || event->detail != TRACE_TAKING_ALONE;
}

static void on_taken(struct maker *m, const struct trace_event *event, uint32_t number, uint32_t at)
{
    struct state *state = &m->states[number];
    uint32_t task = task_of(m, event);
    bool gift = m->gifts[task] == number + 1;
    state->given = TRACE_NOBODY;
    m->gifts[task] = gift ? 0 : m->gifts[task];
    state->value -= !gift;
    if (!is_held(m, event, number))
        return;
    uint32_t spell = spell_add(m, number * 2, task, at);
    if (state->holder_count == HOLDERS_MOST) {
        memmove(state->holders, state->holders + 1, (HOLDERS_MOST - 1) * sizeof *state->holders);
        state->holder_count--;
    }
    state->holders[state->holder_count++] = spell;
    state->held++;
}

/* A semaphore may be released by somebody who does not hold it: in a trace that does not tell,
 * then, the oldest holder has it no longer. */
static void on_released(struct maker *m, const struct trace_event *event, uint32_t number,
                        uint32_t at)
{
    struct state *state = &m->states[number];
    int found = 0;
    state->value++;
    if (!is_held(m, event, number))
        return;
    state->held -= state->held > 0;
    if (!state->holder_count)
        return;
    for (int i = 0; i < state->holder_count; i++)
        if (m->index->spells[state->holders[i]].task == task_of(m, event))
            found = i;
    m->index->spells[state->holders[found]].to = at;
    state->holder_count--;
    memmove(state->holders + found, state->holders + found + 1,
            (size_t)(state->holder_count - found) * sizeof *state->holders);
}

/* ---- channels ---- */

static void on_sent(struct maker *m, uint32_t number, uint32_t at)
{
    struct story_object *object = &m->index->objects[number];
    MEM_GROW(object->sends, object->send_count, object->send_room);
    object->sends[object->send_count++] = at;
    m->states[number].held++;
}

/* Of two that send at the same time, the one that says so last may be first in the channel: what is
 * taken out tells. */
static void on_received(struct maker *m, const struct trace *trace, uint32_t number, int64_t value)
{
    struct story_object *object = &m->index->objects[number];
    struct state *state = &m->states[number];
    size_t first = state->received, at = first;
    if (first == object->send_count)
        return;
    while (at < object->send_count && trace_at(trace, object->sends[at])->value != value)
        at++;
    if (at < object->send_count) {
        uint32_t sent = object->sends[at];
        memmove(object->sends + first + 1, object->sends + first,
                (at - first) * sizeof *object->sends);
        object->sends[first] = sent;
    }
    state->received++;
    state->held--;
}

static void on_object(struct maker *m, const struct trace *trace, const struct trace_event *event,
                      uint32_t at)
{
    uint32_t number = number_of(m, place_of(m, event->who), event->arg);
    if (number == STORY_NONE)
        return;
    if (event->kind == TRACE_OBJECT_TAKEN)
        on_taken(m, event, number, at);
    else if (event->kind == TRACE_OBJECT_RELEASED)
        on_released(m, event, number, at);
    else if (event->kind == TRACE_SHUT)
        m->states[number].shut = true;
    else if (m->index->objects[number].units == 0)
        return; /* a channel that holds nothing, as what is sent through it */
    else if (event->kind == TRACE_SENT)
        on_sent(m, number, at);
    else
        on_received(m, trace, number, event->value);
    entry_add(m, number, at);
}

static void events_walk(struct maker *m, const struct trace *trace)
{
    for (size_t i = 0; i < m->index->event_count; i++) {
        const struct trace_event *event = trace_at(trace, i);
        switch (event->kind) {
        case TRACE_TASK_BEGIN:
            on_begin(m, event);
            break;
        case TRACE_STATE:
        case TRACE_WAKE:
        case TRACE_TASK_END:
            on_task(m, event, (uint32_t)i);
            break;
        case TRACE_OBJECT_TAKEN:
        case TRACE_OBJECT_RELEASED:
        case TRACE_SENT:
        case TRACE_RECEIVED:
        case TRACE_SHUT:
            on_object(m, trace, event, (uint32_t)i);
            break;
        default:
            break;
        }
    }
}

/* ---- spells in order ---- */

static uint32_t key_of(const struct story_spell *spell, bool by_task)
{
    return by_task ? spell->task : spell->key;
}

/* Counts, then puts each where it belongs: stable, so two passes sort by key and then task, and
 * leave the order of time. */
static void spells_pass(struct story_index *index, uint32_t keys, bool by_task)
{
    size_t *starts = mem_alloc(((size_t)keys + 1) * sizeof *starts);
    struct story_spell *sorted = mem_realloc(NULL, (index->spell_count + 1) * sizeof *sorted);
    for (size_t i = 0; i < index->spell_count; i++)
        starts[key_of(&index->spells[i], by_task) + 1]++;
    for (uint32_t i = 0; i < keys; i++)
        starts[i + 1] += starts[i];
    for (size_t i = 0; i < index->spell_count; i++)
        sorted[starts[key_of(&index->spells[i], by_task)]++] = index->spells[i];
    free(index->spells);
    free(starts);
    index->spells = sorted;
}

/* ---- all of them ---- */

static enum now_kind kind_of(const struct trace *trace, int object)
{
    static const enum now_kind kinds[] = {
        [TRACE_LOCK] = NOW_LOCK,       [TRACE_SEMAPHORE] = NOW_SEMAPHORE,
        [TRACE_CHANNEL] = NOW_CHANNEL, [TRACE_CONDITION] = NOW_CONDITION,
        [TRACE_BARRIER] = NOW_BARRIER, [TRACE_OTHER_OBJECT] = NOW_OTHER,
    };
    return kinds[trace_object_kind(trace, object)];
}

static void object_make(struct maker *m, const struct trace *trace, uint32_t number)
{
    int of = (int)(number % m->objects_each);
    struct story_object *object = &m->index->objects[number];
    const char *units = trace_meta(trace, "units", of);
    struct strbuf name = STRBUF_INIT;
    object->kind = kind_of(trace, of);
    strbuf_adds(&name, object->kind == NOW_OTHER ? trace_meta(trace, "object", of)
                                                 : trace_object_name(trace, of));
    if (m->worker_count > 1)
        strbuf_addf(&name, " (worker %u)", number / m->objects_each + 1);
    object->name = strbuf_detach(&name);
    object->units = units ? strtoll(units, NULL, 10) : -1;
    m->states[number].value = object->units;
    m->states[number].waited_until = STORY_NONE;
}

/* A thread of the pool does not tell of which worker it is. */
static void threads_count(struct maker *m)
{
    const struct timeline *timeline = m->timeline;
    for (int i = timeline->first_task + timeline->task_count; i < timeline->lane_count; i++) {
        const struct timeline_lane *lane = &timeline->lanes[i];
        if (lane->kind == LANE_HELPER)
            m->helper_count = lane->actor - TRACE_HELPER + 1;
        else if (lane->kind == LANE_POOL && m->worker_count == 1)
            m->pool_count = lane->actor - TRACE_POOL + 1;
    }
}

/* A trace may tell anything: of more objects than there can be it is as if one worker had them. */
static uint32_t workers_of(const struct trace *trace, uint32_t objects_each)
{
    uint32_t count = trace_worker_count(trace);
    return (uint64_t)count * objects_each <= OBJECTS_MOST ? count : 1;
}

void story_objects_make(struct story *story)
{
    struct story_index *index = story->index;
    struct maker m = {.index = index,
                      .timeline = story->timeline,
                      .task_count = (uint32_t)trace_task_count(story->trace),
                      .objects_each = (uint32_t)trace_meta_count(story->trace, "object")};
    m.worker_count = workers_of(story->trace, m.objects_each);
    uint32_t objects = m.objects_each * m.worker_count;
    if (!objects)
        return;
    threads_count(&m);
    size_t places = places_count(&m);
    index->object_count = (int)objects;
    index->objects = mem_alloc(objects * sizeof *index->objects);
    m.states = mem_alloc(objects * sizeof *m.states);
    m.waits = mem_realloc(NULL, places * sizeof *m.waits);
    m.gifts = mem_alloc(places * sizeof *m.gifts);
    m.workers = mem_alloc(places * sizeof *m.workers);
    m.looks = mem_alloc(places * sizeof *m.looks);
    memset(m.waits, 0xFF, places * sizeof *m.waits);
    for (uint32_t i = 0; i < objects; i++)
        object_make(&m, story->trace, i);
    events_walk(&m, story->trace);
    free(m.states);
    free(m.waits);
    free(m.gifts);
    free(m.workers);
    free(m.looks);
    spells_pass(index, places_count(&m), true);
    spells_pass(index, objects * 2, false);
    for (size_t i = 0; i < index->spell_count; i++)
        index->spells[i].task = actor_at(&m, index->spells[i].task);
}

void story_objects_free(struct story_index *index)
{
    for (int i = 0; i < index->object_count; i++) {
        free(index->objects[i].entries);
        free(index->objects[i].sends);
        free(index->objects[i].name);
    }
    free(index->objects);
    free(index->spells);
}
