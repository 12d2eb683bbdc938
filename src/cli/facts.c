#include "config.h"

#include "cli/facts.h"

#include "quiz/facts.h"

void facts_take(struct facts *facts, struct trace *trace)
{
    struct timeline *timeline = timeline_new(trace);
    struct stats *stats = stats_new(timeline);

    *facts = (struct facts){.trace = trace, .timeline = timeline, .stats = stats};
    quiz_facts_take(&facts->expect, stats);
}

void facts_release(struct facts *facts)
{
    quiz_facts_release(&facts->expect);
    stats_free(facts->stats);
    timeline_free(facts->timeline);
    trace_free(facts->trace);
    *facts = (struct facts){0};
}
