/* What variables, semaphores and channels hold, where it changes. */
#include "config.h"

#include "export/html_play.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "player/now.h"

enum {
    SHARED_MOST = 64,
    WORKERS_MOST = 64,
    OBJECTS_MOST = 64,
    OWN_MOST = 16,
    OWN_TASKS_MOST = 1000, /* of the first so many their own are told */
};

/* One value that is followed: of a task, or of all (TRACE_NOBODY) that a worker has. */
struct slot {
    uint32_t task;
    uint32_t worker; /* whose it is where each has its own, from 1; 0: of all */
    char *name;
    int words;       /* that were written last, or -1 */
    int64_t seen_ns; /* when it was there last */
    struct html_column t, column;
    struct strbuf items;
};

struct slots {
    struct html_play *play;
    struct slot *items;
    int count, room;
    int first;       /* of the task that is looked at, or of all */
    uint32_t worker; /* that is looked at */
};

static struct slot *slot_of(struct slots *slots, uint32_t task, const char *name)
{
    for (int i = slots->first; i < slots->count; i++)
        if (slots->items[i].task == task && slots->items[i].worker == slots->worker &&
            strcmp(slots->items[i].name, name) == 0)
            return &slots->items[i];
    MEM_GROW(slots->items, slots->count, slots->room);
    struct slot *slot = &slots->items[slots->count++];
    *slot = (struct slot){.task = task,
                          .worker = slots->worker,
                          .name = mem_strdup(name),
                          .words = -1,
                          .items = STRBUF_INIT};
    return slot;
}

static void put(struct slots *slots, uint32_t task, const char *name, const struct strbuf *text,
                int64_t t_ns)
{
    struct slot *slot = slot_of(slots, task, name);
    int words = html_words_number(&slots->play->words, strbuf_str(text));
    if (words != slot->words) {
        html_column_add(&slot->items, &slot->t, t_ns);
        html_column_add(&slot->items, &slot->column, words);
    }
    slot->words = words;
    slot->seen_ns = t_ns;
}

/* A body that has returned has taken its variables with it. */
static void gone_put(struct slots *slots, uint32_t task, int64_t t_ns)
{
    for (int i = slots->first; i < slots->count; i++)
        if (slots->items[i].task == task && slots->items[i].seen_ns < t_ns)
            put(slots, task, slots->items[i].name, &(struct strbuf)STRBUF_INIT, t_ns);
}

static void value_put(struct slots *slots, uint32_t task, const struct now_value *value,
                      int64_t t_ns)
{
    const struct trace *trace = slots->play->story->trace;
    struct strbuf text = STRBUF_INIT;
    if (!value->known)
        strbuf_addch(&text, '?');
    else if (value->kind == TRACE_VALUE_INT)
        strbuf_addf(&text, "%lld", (long long)value->value);
    else if (value->kind == TRACE_VALUE_OBJECT)
        strbuf_adds(&text, trace_object_name(trace, (int)value->value));
    else
        strbuf_adds(&text, trace_task_name(trace, (int)value->value));
    put(slots, task, value->name, &text, t_ns);
    strbuf_release(&text);
}

static void objects_put(struct slots *slots, int64_t t_ns)
{
    const struct story *story = slots->play->story;
    for (int i = 0; i < now_object_count(story) && i < OBJECTS_MOST; i++) {
        struct now_object now = now_object(story, i, t_ns);
        struct strbuf text = STRBUF_INIT;
        if (now.kind == NOW_CHANNEL)
            now_channel_add(story, i, t_ns, "[]", &text);
        else if (now.kind == NOW_SEMAPHORE && now.known)
            strbuf_addf(&text, "%lld", (long long)now.value);
        if (text.len)
            put(slots, TRACE_NOBODY, now_object_name(story, i), &text, t_ns);
        strbuf_release(&text);
    }
}

/* As a process sees them, which has its own copies. */
static void copies_put(struct slots *slots, uint32_t task, int64_t t_ns)
{
    const struct story *story = slots->play->story;
    for (int i = 0; i < now_shared_count(story) && i < SHARED_MOST; i++) {
        struct now_value value = now_shared(story, i, task, t_ns);
        value_put(slots, task, &value, t_ns);
    }
}

static void shared_put(struct slots *slots, int64_t t_ns)
{
    const struct story *story = slots->play->story;
    uint32_t workers = trace_worker_count(story->trace);
    for (uint32_t worker = 0; worker < workers && worker < WORKERS_MOST; worker++) {
        slots->worker = workers > 1 ? worker + 1 : 0;
        for (int i = 0; i < now_shared_count(story) && i < SHARED_MOST; i++) {
            struct now_value value = now_shared_of(story, i, worker, t_ns);
            value_put(slots, TRACE_NOBODY, &value, t_ns);
        }
    }
    slots->worker = 0;
}

static void own_put(struct slots *slots, uint32_t task, int64_t t_ns)
{
    const struct story *story = slots->play->story;
    struct now_value values[OWN_MOST], sent = {0}, yielded = {0};
    if (now_shared_are_copies(story))
        copies_put(slots, task, t_ns);
    size_t count = now_variables(story, task, t_ns, values, OWN_MOST);
    for (size_t i = 0; i < count; i++)
        value_put(slots, task, &values[i], t_ns);
    now_exchange(story, task, t_ns, &sent, &yielded);
    sent.name = "sent";
    yielded.name = "yielded";
    if (sent.known)
        value_put(slots, task, &sent, t_ns);
    if (yielded.known)
        value_put(slots, task, &yielded, t_ns);
    gone_put(slots, task, t_ns);
}

static void moment_put(struct slots *slots, int64_t t_ns)
{
    if (!now_shared_are_copies(slots->play->story))
        shared_put(slots, t_ns);
    objects_put(slots, t_ns);
}

/* Slots of a task stand behind one another. */
static void task_put(struct slots *slots, uint32_t task)
{
    const struct html_play *play = slots->play;
    slots->first = slots->count;
    for (size_t i = 0; i < play->touched[task].count; i++)
        own_put(slots, task, play->moments[play->touched[task].moments[i]]);
}

static void tasks_put(struct slots *slots)
{
    const struct story *story = slots->play->story;
    const struct timeline *timeline = story->timeline;
    if (!now_tells_values(story))
        return;
    for (int i = 0; i < timeline->task_count && i < OWN_TASKS_MOST; i++)
        task_put(slots, timeline->lanes[timeline->first_task + i].actor);
}

void html_play_values(struct html_play *play)
{
    struct slots slots = {.play = play};
    for (size_t i = 0; i < play->count; i++)
        moment_put(&slots, play->moments[i]);
    tasks_put(&slots);
    html_member(play->out, "values");
    strbuf_addch(play->out, '[');
    for (int i = 0; i < slots.count; i++) {
        struct slot *slot = &slots.items[i];
        strbuf_addf(play->out, "%s{\"task\":%d,\"worker\":%u,\"name\":%d,\"items\":\"%s\"}",
                    i ? ",\n" : "", slot->task == TRACE_NOBODY ? 0 : (int)slot->task,
                    (unsigned)slot->worker, html_words_number(&play->words, slot->name),
                    strbuf_str(&slot->items));
        strbuf_release(&slot->items);
        free(slot->name);
    }
    strbuf_addch(play->out, ']');
    free(slots.items);
}
