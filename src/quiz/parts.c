#include "config.h"

#include "quiz/question_private.h"

#include <stdlib.h>

#include "base/mem.h"
#include "tell/tell.h"

int question_add_choice(struct question *question, const char *text, uint32_t task)
{
    int at = question->choice_count;
    if (at == QUESTION_CHOICES_MAX)
        return -1;
    question->choices[at] = (struct question_choice){.text = mem_strdup(text), .task = task};
    question->choice_count++;
    return at;
}

bool question_is_over(const struct question_run *run)
{
    return run->stats->ended || !trace_horizon(run->timeline->trace);
}

/* Who gave control up, and was the next one to have it: nobody had it in between. */
static bool has_it_again(const struct timeline_interval *item)
{
    if (item->object != item[-1].object || item[-1].state != TRACE_RUNNING ||
        item->event == item[-1].event)
        return false;
    switch (item->reason) {
    case TRACE_BY_TURN:
    case TRACE_BY_ANSWER:
    case TRACE_BY_TIMER:
    case TRACE_BY_WOKEN:
    case TRACE_BY_GOT_OBJECT:
    case TRACE_BY_OFFLOADED:
        return true;
    default:
        return false;
    }
}

bool question_takes(const struct timeline *timeline, const struct timeline_lane *strip,
                    uint32_t index)
{
    const struct timeline_interval *item = &strip->items[index];
    uint32_t owner = timeline_owner(timeline, item->object);
    if (owner == TRACE_NOBODY || owner >= TRACE_FIRST_OTHER)
        return false;
    return timeline_takes(strip, index) || (index && has_it_again(item));
}

void question_answer(struct question *question, struct question_answer right, int64_t reveal_ns,
                     struct strbuf *why)
{
    if (why->len && why->text[why->len - 1] == '.')
        why->text[--why->len] = '\0';
    question->known = true;
    question->right = right;
    question->reveal_ns = reveal_ns;
    free(question->why);
    question->why = strbuf_detach(why);
}

void question_say_control(const struct question_run *run, uint32_t who, int64_t t_ns,
                          struct strbuf *why)
{
    const struct timeline *timeline = run->timeline;
    struct tell tell = tell_to(timeline, why);
    for (int s = 0; s < timeline->strip_count; s++) {
        const struct timeline_lane *strip = &timeline->lanes[s];
        long at = timeline_find(strip, t_ns);
        if (at < 0 || strip->items[at].object != who)
            continue;
        tell_handoff(&tell, (struct handoff){s, timeline_taken(strip, (uint32_t)at)});
        return;
    }
}

int64_t question_told_ns(const struct question_run *run, const struct question *question)
{
    const struct trace *trace = run->timeline->trace;
    for (size_t i = question->event + 1; i < trace_count(trace); i++) {
        const struct trace_event *event = trace_at(trace, i);
        if (event->kind == TRACE_NOTE)
            return event->time_ns - trace_origin(trace);
        if (event->kind == TRACE_RUN_END)
            break;
    }
    return run->timeline->end_ns;
}
