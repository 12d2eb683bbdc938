/* How a story is made: its parts, one after the other, or beside each other if it is long. */
#include "config.h"

#include "player/story.h"

#include <stdlib.h>

#include "base/mem.h"
#include "player/story_index.h"

static void handoffs_make(struct story *story)
{
    const struct timeline *timeline = story->timeline;
    story->handoffs = handoffs_list(timeline, &story->handoff_count);
    story->handoff_ns = mem_realloc(NULL, (story->handoff_count + 1) * sizeof(int64_t));
    for (size_t i = 0; i < story->handoff_count; i++) {
        struct handoff handoff = story->handoffs[i];
        story->handoff_ns[i] = timeline->lanes[handoff.strip].items[handoff.index].from_ns;
    }
}

/* The timeline is one pass of many; its percents are of that pass. */
static bool tell_lanes(void *arg, int percent)
{
    return trace_progress_tell(arg, (uint64_t)percent, 100);
}

/* Statistics, hand-offs and marks; false: it was given up. */
static bool moments_make(struct story *story, struct trace_progress *progress)
{
    enum { STATS = 70, MARKS = 95 };
    trace_progress_pass(progress, STATS);
    story->stats = stats_new(story->timeline);
    story->live = trace_horizon(story->trace) != 0 && !story->stats->ended;
    if (!trace_progress_tell(progress, 1, 1))
        return false;
    handoffs_make(story);
    trace_progress_pass(progress, MARKS);
    return story_marks_make(story, progress);
}

/* False: it was given up. */
static bool story_fill(struct story *story, struct trace_progress *progress)
{
    enum { LANES = 50 };
    struct story_indexing indexing;
    trace_progress_pass(progress, LANES);
    story->timeline = timeline_new_with(story->trace, tell_lanes, progress);
    if (!story->timeline)
        return false;
    story->end_ns = story->timeline->end_ns > 0 ? story->timeline->end_ns : 0;
    story_index_begin(story, &indexing);
    bool wanted = moments_make(story, progress);
    story_index_end(&indexing, wanted);
    return wanted;
}

struct story *story_new(struct trace *trace, trace_progress_fn *tell, void *arg)
{
    struct story *story = mem_alloc(sizeof *story);
    struct trace_progress progress;
    trace_progress_begin(&progress, tell, arg);
    story->trace = trace;
    if (story_fill(story, &progress) && trace_progress_end(&progress))
        return story;
    story_free(story);
    return NULL;
}

void story_free(struct story *story)
{
    if (!story)
        return;
    story_index_free(story->index);
    free(story->marks);
    free(story->handoffs);
    free(story->handoff_ns);
    stats_free(story->stats);
    timeline_free(story->timeline);
    trace_free(story->trace);
    free(story);
}
