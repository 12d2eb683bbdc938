/* Locks, semaphores and channels: how each stands after every event that changes it, and when which
 * task held it or waited for it. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "player/story_index.h"

enum { HOLDERS_MOST = 64 }; /* of a semaphore, who are remembered */

/* An object while the events are walked over. */
struct state {
    uint32_t holders[HOLDERS_MOST]; /* spells that are open, the newest last */
    int holder_count;
    int32_t held, waiting;
    uint32_t waited_until; /* as in story_object_entry */
};

struct maker {
    struct story_index *index;
    struct state *states;
    uint32_t *waits; /* by task: the spell in which it waits, or STORY_NONE */
    uint32_t task_count;
    size_t spell_room;
};

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
        .waited_until = state->waited_until};
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

static void wait_begin(struct maker *m, uint32_t task, uint32_t number, uint32_t event)
{
    m->waits[task] = spell_add(m, number * 2 + 1, task, event);
    m->states[number].waiting++;
    entry_add(m, number, event);
}

static void wait_end(struct maker *m, uint32_t task, uint32_t event)
{
    uint32_t at = m->waits[task];
    if (at == STORY_NONE)
        return;
    m->waits[task] = STORY_NONE;
    m->index->spells[at].to = event;
    uint32_t number = m->index->spells[at].key / 2;
    m->states[number].waiting--;
    m->states[number].waited_until = event;
    entry_add(m, number, event);
}

static bool waits_for_object(const struct trace_event *event)
{
    return event->kind == TRACE_STATE && event->detail == TRACE_LOCKED &&
           (event->reason == TRACE_BY_LOCK || event->reason == TRACE_BY_SEMAPHORE ||
            event->reason == TRACE_BY_SEND || event->reason == TRACE_BY_RECV);
}

static void on_task(struct maker *m, const struct trace_event *event, uint32_t at)
{
    if (event->who < 1 || event->who > m->task_count)
        return;
    wait_end(m, event->who, at);
    if (waits_for_object(event) && event->arg < (uint32_t)m->index->object_count)
        wait_begin(m, event->who, event->arg, at);
}

/* ---- holding ---- */

/* A trace may tell anything: spells are kept by task, and nobody's are those of whoever is none. */
static uint32_t task_of(const struct maker *m, const struct trace_event *event)
{
    return event->who <= m->task_count ? event->who : TRACE_NOBODY;
}

static void on_taken(struct maker *m, const struct trace_event *event, uint32_t at)
{
    struct state *state = &m->states[event->arg];
    uint32_t spell = spell_add(m, event->arg * 2, task_of(m, event), at);
    if (state->holder_count == HOLDERS_MOST) {
        memmove(state->holders, state->holders + 1, (HOLDERS_MOST - 1) * sizeof *state->holders);
        state->holder_count--;
    }
    state->holders[state->holder_count++] = spell;
    state->held++;
}

/* A semaphore may be released by somebody who does not hold it: then the oldest holder has it no
 * longer. */
static void on_released(struct maker *m, const struct trace_event *event, uint32_t at)
{
    struct state *state = &m->states[event->arg];
    int found = 0;
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

static void on_object(struct maker *m, const struct trace_event *event, uint32_t at)
{
    if (event->arg >= (uint32_t)m->index->object_count)
        return;
    if (event->kind == TRACE_OBJECT_TAKEN)
        on_taken(m, event, at);
    else if (event->kind == TRACE_OBJECT_RELEASED)
        on_released(m, event, at);
    else
        m->states[event->arg].held += event->kind == TRACE_SENT ? 1 : -1;
    entry_add(m, event->arg, at);
}

static void events_walk(struct maker *m, const struct trace *trace)
{
    for (size_t i = 0; i < m->index->event_count; i++) {
        const struct trace_event *event = trace_at(trace, i);
        switch (event->kind) {
        case TRACE_STATE:
        case TRACE_WAKE:
        case TRACE_TASK_END:
            on_task(m, event, (uint32_t)i);
            break;
        case TRACE_OBJECT_TAKEN:
        case TRACE_OBJECT_RELEASED:
        case TRACE_SENT:
        case TRACE_RECEIVED:
            on_object(m, event, (uint32_t)i);
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

static int objects_count(const struct trace *trace)
{
    int count = 0;
    while (trace_meta(trace, "object", count))
        count++;
    return count;
}

void story_objects_make(struct story *story)
{
    struct story_index *index = story->index;
    index->object_count = objects_count(story->trace);
    if (!index->object_count)
        return;
    struct maker m = {.index = index, .task_count = (uint32_t)trace_task_count(story->trace)};
    size_t objects = (size_t)index->object_count, tasks = (size_t)m.task_count + 1;
    index->objects = mem_alloc(objects * sizeof *index->objects);
    m.states = mem_alloc(objects * sizeof *m.states);
    m.waits = mem_realloc(NULL, tasks * sizeof *m.waits);
    memset(m.waits, 0xFF, tasks * sizeof *m.waits);
    for (int i = 0; i < index->object_count; i++) {
        index->objects[i].channel =
            strncmp(trace_meta(story->trace, "object", i), "channel", 7) == 0;
        m.states[i].waited_until = STORY_NONE;
    }
    events_walk(&m, story->trace);
    free(m.states);
    free(m.waits);
    spells_pass(index, m.task_count + 1, true);
    spells_pass(index, (uint32_t)objects * 2, false);
}

void story_objects_free(struct story_index *index)
{
    for (int i = 0; i < index->object_count; i++)
        free(index->objects[i].entries);
    free(index->objects);
    free(index->spells);
}
