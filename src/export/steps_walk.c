/* Every hand-off with its reason, and what happened in between, one after the other. */
#include "config.h"

#include "export/steps_walk.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tell/tell.h"
#include "trace/survey.h"
#include "trace/traits.h"

/* Between two hand-offs so many accesses to variables are told of; where there are more, a few, and
 * the others are counted. */
enum { ACCESSES_MOST = 8, ACCESSES_FEW = 3 };

/* Hand-offs, what was said, who crashed, and accesses to variables that several tasks use, in order
 * of time. */
struct steps {
    const struct export_source *source;
    steps_fn *step;
    void *arg;
    struct strbuf words; /* of the step */
    struct tell tell;    /* into them */
    int said, crash;     /* the next one */
    size_t event;        /* behind the last one that was looked at for accesses */
    bool *used;          /* by variable: several tasks use it */
    int used_count;
    struct updates updates;
    bool others;   /* there are regions or conditions */
    bool left_out; /* there were accesses that are not in the record */
};

/* ---- variables that several tasks use ---- */

static bool is_shared(const struct trace_event *event)
{
    return event->kind == TRACE_SHARED_READ || event->kind == TRACE_SHARED_WRITE;
}

/* Copies are each process's own. */
static void used_find(struct steps *steps)
{
    const struct trace *trace = steps->source->timeline->trace;
    const struct survey *survey = trace_survey(trace);
    int count = trace_meta_count(trace, "shared");
    if (!count || !survey->has_kind[TRACE_SHARED_WRITE] || trace_has_trait(trace, TRAIT_COPIES))
        return;
    uint32_t *first = mem_alloc((size_t)count * sizeof *first);
    steps->used = mem_alloc((size_t)count * sizeof *steps->used);
    steps->used_count = count;
    for (size_t i = 0; i < trace_count(trace); i++) {
        const struct trace_event *event = trace_at(trace, i);
        if (!is_shared(event) || event->arg >= (uint32_t)count)
            continue;
        if (!first[event->arg])
            first[event->arg] = event->who;
        steps->used[event->arg] = steps->used[event->arg] || first[event->arg] != event->who;
    }
    free(first);
}

static bool has_condition(const struct trace *trace)
{
    for (int i = 0; i < trace_meta_count(trace, "object"); i++)
        if (trace_object_kind(trace, i) == TRACE_CONDITION)
            return true;
    return false;
}

/* Whether there may be something of that kind to be told. */
static bool tells_any(const struct steps *steps)
{
    return steps->used || steps->others;
}

static bool is_told(const struct steps *steps, const struct trace_event *event)
{
    if (event->kind == TRACE_REGION_ENTERED || event->kind == TRACE_REGION_LEFT ||
        event->kind == TRACE_SIGNALLED)
        return true;
    return is_shared(event) && event->arg < (uint32_t)steps->used_count && steps->used[event->arg];
}

/* ---- steps ---- */

/* Its words were told. */
static void step_give(struct steps *steps, struct steps_item item)
{
    item.words = strbuf_str(&steps->words);
    steps->step(steps->arg, &item);
    strbuf_clear(&steps->words);
}

static void said_add(struct steps *steps, int64_t until_ns)
{
    const struct stats *stats = steps->source->stats;
    for (; steps->said < stats->said_count && stats->said[steps->said].t_ns < until_ns;
         steps->said++) {
        const struct stats_said *said = &stats->said[steps->said];
        tell_said(&steps->tell, said->who, said->text);
        step_give(steps,
                  (struct steps_item){
                      .kind = STEPS_SAID, .t_ns = said->t_ns, .line = said->line, .said = said});
    }
}

/* Who crashed and what was said. */
static void happened_add(struct steps *steps, int64_t until_ns)
{
    const struct stats *stats = steps->source->stats;
    for (; steps->crash < stats->crash_count && stats->crashes[steps->crash].t_ns <= until_ns;
         steps->crash++) {
        const struct stats_crash *crash = &stats->crashes[steps->crash];
        said_add(steps, crash->t_ns);
        tell_failure(&steps->tell, crash->event);
        step_give(steps, (struct steps_item){
                             .kind = STEPS_CRASH, .t_ns = crash->t_ns, .line = crash->line});
    }
    said_add(steps, until_ns);
}

static void access_add(struct steps *steps, uint32_t event, int64_t t_ns)
{
    const struct update_lost *lost = updates_of(&steps->updates, event);
    struct steps_item item = {.kind = STEPS_ACCESS, .t_ns = t_ns};
    item.line = trace_at(steps->source->timeline->trace, event)->line;
    tell_access(&steps->tell, event);
    step_give(steps, item);
    if (!lost)
        return;
    item.kind = STEPS_LOST;
    tell_update_lost(&steps->tell, lost);
    step_give(steps, item);
}

/* How many accesses come before t. */
static int64_t accesses_count(struct steps *steps, int64_t until_ns)
{
    const struct trace *trace = steps->source->timeline->trace;
    int64_t count = 0;
    for (size_t i = steps->event; tells_any(steps) && i < trace_count(trace); i++) {
        const struct trace_event *event = trace_at(trace, i);
        if (event->time_ns - trace_origin(trace) >= until_ns)
            break;
        count += is_told(steps, event);
        steps->left_out |= event->kind == TRACE_MARK && event->detail == TRACE_LEFT_SHARED;
    }
    return count;
}

/* All that comes before the next hand-off. */
static void between_add(struct steps *steps, int64_t until_ns)
{
    const struct trace *trace = steps->source->timeline->trace;
    int64_t count = accesses_count(steps, until_ns), told = 0, last_ns = 0;
    int64_t most = count > ACCESSES_MOST ? ACCESSES_FEW : ACCESSES_MOST;
    for (; tells_any(steps) && steps->event < trace_count(trace); steps->event++) {
        const struct trace_event *event = trace_at(trace, steps->event);
        int64_t t_ns = event->time_ns - trace_origin(trace);
        if (t_ns >= until_ns)
            break;
        if (!is_told(steps, event))
            continue;
        last_ns = t_ns;
        if (told == most)
            continue;
        happened_add(steps, t_ns);
        access_add(steps, (uint32_t)steps->event, t_ns);
        told++;
    }
    happened_add(steps, until_ns);
    if (count <= told)
        return;
    tell_accesses_more(&steps->tell, count - told, steps->left_out);
    step_give(steps, (struct steps_item){.kind = STEPS_MORE, .t_ns = last_ns});
}

static void handoff_add(struct steps *steps, struct handoff handoff)
{
    const struct timeline *timeline = steps->source->timeline;
    const struct timeline_lane *strip = &timeline->lanes[handoff.strip];
    const struct timeline_interval *item = &strip->items[handoff.index];
    between_add(steps, item->from_ns);
    tell_handoff(&steps->tell, handoff);
    step_give(steps, (struct steps_item){.kind = STEPS_HANDOFF,
                                         .t_ns = item->from_ns,
                                         .line = item->line,
                                         .handoff = handoff,
                                         .strip = timeline->strip_count > 1 ? strip->name : NULL,
                                         .who = timeline_actor_name(timeline, item->object)});
}

void steps_walk(const struct export_source *source, steps_fn *step, void *arg)
{
    struct steps steps = {.source = source, .step = step, .arg = arg};
    size_t count;
    steps.tell = tell_to(source->timeline, &steps.words);
    used_find(&steps);
    steps.others = trace_meta_count(source->timeline->trace, "region") > 0 ||
                   has_condition(source->timeline->trace);
    updates_find(source->timeline, &steps.updates);
    struct handoff *list = handoffs_list(source->timeline, &count);
    for (size_t i = 0; i < count; i++)
        handoff_add(&steps, list[i]);
    between_add(&steps, INT64_MAX);
    tell_last_step(&steps.tell, source->stats);
    step_give(&steps, (struct steps_item){.kind = STEPS_END, .t_ns = source->stats->elapsed_ns});
    free(list);
    free(steps.used);
    updates_release(&steps.updates);
    strbuf_release(&steps.words);
}
