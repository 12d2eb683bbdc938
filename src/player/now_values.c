/* What variables are at a moment: searches in what story_values.c has made. */
#include "config.h"

#include "player/now.h"

#include <stdlib.h>

#include "player/story_index.h"
#include "tell/tell.h"

enum { NAMES_MOST = 64, /* variables of a body */ BACK_MOST = 64 /* events of one moment */ };

bool now_tells_values(const struct story *story)
{
    return story->index->values.told;
}

int now_shared_count(const struct story *story)
{
    return story->index->values.shared_count;
}

bool now_shared_are_copies(const struct story *story)
{
    return story->index->values.copies;
}

/* The first of the cells [first, end) that is behind all of that key and variable before the event
 * `bound`. */
static size_t cells_until(const struct story_cell *cells, size_t first, size_t end, uint32_t key,
                          uint32_t variable, size_t bound)
{
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        const struct story_cell *cell = &cells[middle];
        bool before = cell->key != key             ? cell->key < key
                      : cell->variable != variable ? cell->variable < variable
                                                   : cell->event < bound;
        if (before)
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}

static struct now_value value_of(const struct story *story, const struct story_cell *cell,
                                 const char *name)
{
    const struct trace_event *event = trace_at(story->trace, cell->event);
    return (struct now_value){
        .name = name,
        .known = cell->known,
        .kind = event->kind == TRACE_ASSIGNED ? (enum trace_value)event->detail : TRACE_VALUE_INT,
        .value = event->value,
        .changed_ns = story_event_ns(story, cell->event)};
}

/* What the file says it begins with. */
static struct now_value initial_of(const struct story *story, int variable)
{
    const char *initial = trace_meta(story->trace, "initial", variable);
    return (struct now_value){.name = trace_shared_name(story->trace, variable),
                              .known = initial,
                              .value = initial ? strtoll(initial, NULL, 10) : 0,
                              .changed_ns = -1};
}

/* What was last known of the one of that key before t, or NULL. */
static const struct story_cell *shared_cell(const struct story *story, uint32_t key, int variable,
                                            int64_t t_ns)
{
    const struct story_values *values = &story->index->values;
    size_t at = cells_until(values->shared, 0, values->shared_cells, key, (uint32_t)variable,
                            story_events_until(story, t_ns));
    const struct story_cell *cell = at ? &values->shared[at - 1] : NULL;
    return cell && cell->key == key && cell->variable == (uint32_t)variable ? cell : NULL;
}

/* The event that made the task, or NULL. */
static const struct trace_event *made_by(const struct story *story, uint32_t task, int64_t *t_ns)
{
    const struct timeline_lane *lane = timeline_lane_of(story->timeline, task);
    uint32_t index = lane && lane->count ? lane->items[0].event : 0;
    const struct trace_event *event = lane && lane->count ? trace_at(story->trace, index) : NULL;
    if (!event || event->kind != TRACE_TASK_NEW || event->who != task)
        return NULL;
    int64_t at_ns = story_event_ns(story, index);
    *t_ns = at_ns < *t_ns ? at_ns : *t_ns;
    return event;
}

/* A process begins with copies of what its starter had then, or with what the file says; it is not
 * known of one that has run another task before. */
static struct now_value copy_of(const struct story *story, int variable, uint32_t task,
                                int64_t t_ns)
{
    enum { STARTERS_MOST = 64 };
    struct now_value value = initial_of(story, variable);
    bool kept = trace_meta(story->trace, "copies", 0) != NULL;
    for (int looked = 0; looked < STARTERS_MOST; looked++) {
        const struct story_cell *cell = shared_cell(story, task, variable, t_ns);
        if (cell) {
            value = value_of(story, cell, value.name);
            value.changed_ns = looked ? -1 : value.changed_ns;
            return value;
        }
        const struct trace_event *made = kept ? NULL : made_by(story, task, &t_ns);
        if (!made)
            break;
        if (made->arg == TRACE_NOBODY)
            return value;
        task = made->arg;
    }
    value.known = false;
    return value;
}

struct now_value now_shared_of(const struct story *story, int variable, uint32_t worker,
                               int64_t t_ns)
{
    const struct story_cell *cell = shared_cell(story, worker, variable, t_ns);
    return cell ? value_of(story, cell, trace_shared_name(story->trace, variable))
                : initial_of(story, variable);
}

struct now_value now_shared(const struct story *story, int variable, uint32_t task, int64_t t_ns)
{
    const struct story_values *values = &story->index->values;
    if (values->copies)
        return copy_of(story, variable, task, t_ns);
    bool known = task <= (uint32_t)trace_task_count(story->trace) && values->workers;
    return now_shared_of(story, variable, known ? values->workers[task] : 0, t_ns);
}

/* ---- of a body ---- */

/* The last of the task's before that event, or NULL. */
static const struct story_visit *visit_before(const struct story_visit *visits, size_t count,
                                              uint32_t task, size_t bound)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        bool before =
            visits[middle].task != task ? visits[middle].task < task : visits[middle].event < bound;
        if (before)
            low = middle + 1;
        else
            high = middle;
    }
    return low && visits[low - 1].task == task ? &visits[low - 1] : NULL;
}

struct list {
    const struct story *story;
    struct now_value *values;
    uint32_t variables[NAMES_MOST];
    size_t count, room;
};

static bool has(const struct list *list, uint32_t variable)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->variables[i] == variable)
            return true;
    return false;
}

/* In the order of the body, whatever it was found in. */
static void list_put(struct list *list, uint32_t variable, struct now_value value)
{
    size_t at = list->count;
    if (list->count == list->room || list->count == NAMES_MOST || has(list, variable))
        return;
    for (; at > 0 && list->variables[at - 1] > variable; at--) {
        list->variables[at] = list->variables[at - 1];
        list->values[at] = list->values[at - 1];
    }
    list->variables[at] = variable;
    list->values[at] = value;
    list->count++;
}

/* What the frame has before that event; blind: by name only. */
static void frame_list(struct list *list, uint32_t number, size_t bound, bool blind,
                       int64_t since_ns)
{
    const struct story_values *values = &list->story->index->values;
    const struct story_frame *frame = &values->frames[number];
    size_t at = frame->first, end = frame->first + frame->count;
    while (at < end) {
        uint32_t variable = values->own[at].variable;
        size_t next = cells_until(values->own, at, end, number, variable, SIZE_MAX);
        size_t last = cells_until(values->own, at, next, number, variable, bound);
        const char *name = trace_variable_name(list->story->trace, (int)variable);
        if (last > at) {
            struct now_value value = value_of(list->story, &values->own[last - 1], name);
            value.known = value.known && !blind;
            value.changed_ns = blind ? since_ns : value.changed_ns;
            list_put(list, variable, value);
        }
        at = next;
    }
}

size_t now_variables(const struct story *story, uint32_t task, int64_t t_ns,
                     struct now_value *found, size_t room)
{
    enum { WITHIN_MOST = 16 };
    const struct story_values *values = &story->index->values;
    size_t bound = story_events_until(story, t_ns);
    const struct story_visit *visit =
        visit_before(values->visits, values->visit_count, task, bound);
    struct list list = {.story = story, .values = found, .room = room};
    bool blind = false;
    uint32_t frame = visit ? visit->frame : STORY_NONE;
    for (int i = 0; frame != STORY_NONE && i < WITHIN_MOST; i++) {
        const struct story_frame *it = &values->frames[frame];
        int64_t since_ns = story_event_ns(story, it->from);
        /* Accesses are left out as long as it is blind: what is told of it meanwhile is old. */
        frame_list(&list, frame, bound, blind || it->blind, since_ns);
        blind = blind || it->blind;
        bound = it->from;
        frame = it->of;
    }
    return list.count;
}

/* ---- generators ---- */

void now_exchange(const struct story *story, uint32_t task, int64_t t_ns, struct now_value *sent,
                  struct now_value *yielded)
{
    const struct story_values *values = &story->index->values;
    size_t bound = story_events_until(story, t_ns);
    struct now_value *of[2] = {sent, yielded};
    sent->known = yielded->known = false;
    if (!values->told)
        return;
    for (int looked = 0; looked < 3; looked++) {
        const struct story_visit *last =
            visit_before(values->exchanges, values->exchange_count, task, bound);
        if (!last)
            return;
        struct now_value *value = of[last->frame];
        if (!value->known)
            *value = (struct now_value){.known = true,
                                        .value = trace_at(story->trace, last->event)->value,
                                        .changed_ns = story_event_ns(story, last->event)};
        bound = last->event;
    }
}

/* ---- what is news ---- */

int64_t now_changing_ns(const struct story *story, int64_t t_ns)
{
    size_t count = story_handoffs_until(story, t_ns - 1);
    return count ? story->handoff_ns[count - 1] : 0;
}

bool now_access(const struct story *story, int64_t t_ns, uint32_t *found,
                const struct update_lost **lost)
{
    size_t at = story_events_until(story, t_ns);
    for (int looked = 0; at-- > 0 && looked < BACK_MOST; looked++) {
        if (story_event_ns(story, at) != t_ns)
            return false;
        if (!tell_is_access(trace_at(story->trace, at)))
            continue;
        *found = (uint32_t)at;
        *lost = updates_of(&story->index->updates, (uint32_t)at);
        return true;
    }
    return false;
}

const struct update_lost *now_lost_lately(const struct story *story, int64_t t_ns)
{
    const struct updates *updates = &story->index->updates;
    size_t low = 0, high = updates->count, until = story_events_until(story, t_ns);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (updates->lost[middle].event < until)
            low = middle + 1;
        else
            high = middle;
    }
    const struct update_lost *last = low ? &updates->lost[low - 1] : NULL;
    bool lately = last && story_event_ns(story, last->event) >= now_changing_ns(story, t_ns);
    return lately ? last : NULL;
}
