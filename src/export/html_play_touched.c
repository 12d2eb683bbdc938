/* At which moments a task may have changed: when something began in its lane, or an event named it.
 * So what is asked of each task costs in proportion to what happened to it, and not to all. */
#include "config.h"

#include "base/sort.h"
#include "export/html_play.h"

#include <stdlib.h>

#include "base/mem.h"
#include "player/now.h"
#include "trace/times.h"

struct touching {
    const struct html_play *play;
    struct html_touched *touched;
    size_t *room;
    uint32_t tasks;
};

static void touch(struct touching *t, uint32_t task, size_t moment)
{
    if (task == TRACE_NOBODY || task > t->tasks || moment >= t->play->count)
        return;
    struct html_touched *one = &t->touched[task];
    if (one->count && one->moments[one->count - 1] == moment)
        return;
    MEM_GROW(one->moments, one->count, t->room[task]);
    one->moments[one->count++] = (uint32_t)moment;
}

/* The first moment at t or behind it. */
static size_t moment_at(const struct html_play *play, int64_t t_ns)
{
    return TIMES_UNTIL(play->moments, play->count, t_ns - 1);
}

static void events_touch(struct touching *t)
{
    const struct story *story = t->play->story;
    int64_t origin_ns = trace_origin(story->trace);
    size_t moment = 0;
    for (size_t i = 0; i < trace_count(story->trace); i++) {
        const struct trace_event *event = trace_at(story->trace, i);
        while (moment < t->play->count && t->play->moments[moment] < event->time_ns - origin_ns)
            moment++;
        touch(t, timeline_owner(story->timeline, event->who), moment);
        touch(t, event->arg, moment);
    }
}

static void lane_touch(struct touching *t, const struct timeline_lane *lane)
{
    touch(t, lane->actor, moment_at(t->play, lane->start_ns));
    for (uint32_t i = 0; i < lane->count; i++)
        touch(t, lane->actor, moment_at(t->play, timeline_item(lane, i)->from_ns));
    touch(t, lane->actor, moment_at(t->play, lane->end_ns));
    touch(t, lane->actor, t->play->count - 1);
}

static int by_number(const void *a, const void *b)
{
    uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
    return (one > other) - (one < other);
}

static void order(struct html_touched *one)
{
    size_t count = 0;
    if (one->count)
        sort_stable(one->moments, one->count, sizeof *one->moments, by_number);
    for (size_t i = 0; i < one->count; i++)
        if (!count || one->moments[i] != one->moments[count - 1])
            one->moments[count++] = one->moments[i];
    one->count = count;
}

void html_play_touched(struct html_play *play)
{
    const struct timeline *timeline = play->story->timeline;
    uint32_t tasks = (uint32_t)trace_task_count(timeline->trace);
    struct touching t = {.play = play, .tasks = tasks};
    play->touched = t.touched = mem_alloc((tasks + 1) * sizeof *t.touched);
    t.room = mem_alloc((tasks + 1) * sizeof *t.room);
    events_touch(&t);
    for (int i = 0; i < timeline->lane_count; i++)
        if (timeline->lanes[i].kind == LANE_TASK)
            lane_touch(&t, &timeline->lanes[i]);
    for (uint32_t task = 0; task <= tasks; task++)
        order(&t.touched[task]);
    free(t.room);
}

void html_play_touched_release(struct html_play *play)
{
    uint32_t tasks = (uint32_t)trace_task_count(play->story->trace);
    for (uint32_t task = 0; task <= tasks; task++)
        free(play->touched[task].moments);
    free(play->touched);
}
