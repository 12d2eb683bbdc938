#include "config.h"

#include "cli/facts.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/sanitizer.h"
#include "trace/parallel.h"

static void take_said(struct expect_facts *expect, const struct stats *stats)
{
    struct expect_said *said = mem_alloc((stats->said_count + 1) * sizeof *said);

    for (int i = 0; i < stats->said_count; i++)
        said[i] = (struct expect_said){stats->said[i].t_ns, stats->said[i].text};
    expect->said = said;
    expect->said_count = stats->said_count;
}

static void take_late(struct expect_facts *expect, const struct stats *stats)
{
    struct expect_late *late = mem_alloc((stats->task_count + 1) * sizeof *late);

    for (int i = 0; i < stats->task_count; i++)
        late[i] = (struct expect_late){stats->tasks[i].name, stats->tasks[i].late_ns};
    expect->late = late;
    expect->late_count = stats->task_count;
}

static void take_values(struct expect_facts *expect, const struct stats *stats)
{
    const char **names = mem_alloc((stats->value_count + 1) * sizeof *names);
    int64_t *values = mem_alloc((stats->value_count + 1) * sizeof *values);

    for (int i = 0; i < stats->value_count; i++) {
        names[i] = stats->values[i].name;
        values[i] = stats->values[i].value;
    }
    expect->value_names = names;
    expect->values = values;
    expect->value_count = stats->value_count;
}

void facts_take(struct facts *facts, struct trace *trace)
{
    struct timeline *timeline = timeline_new(trace);
    struct stats *stats = stats_new(timeline);
    struct expect_facts *expect = &facts->expect;

    *facts = (struct facts){.trace = trace, .timeline = timeline, .stats = stats};
    *expect = (struct expect_facts){
        .result = trace_result_name(stats->result),
        .elapsed_ns = stats->elapsed_ns,
        .cpu_ns = stats->cpu_ns,
        .handoffs = stats->handoffs,
        .parallel = stats->parallel,
        .looks = stats->looks,
        .memory_per_task = stats->memory_per_task,
        .late_ns = stats->late_ns,
        .lost_ns = stats->delay_ns,
        .slowed = BATON_TSAN,
    };
    const char *cores = trace_meta(trace, "cores", 0);
    expect->cores = cores ? strtoll(cores, NULL, 10) : 0;
    if (expect_is_busy(expect))
        expect->able = parallel_able(timeline);
    take_said(expect, stats);
    take_late(expect, stats);
    take_values(expect, stats);
    for (int i = 0; i < MODEL_COUNT; i++)
        expect->elapsed_under_ns[i] = -1;
}

void facts_release(struct facts *facts)
{
    struct expect_facts *expect = &facts->expect;

    free((void *)expect->said);
    free((void *)expect->late);
    free((void *)expect->value_names);
    free((void *)expect->values);
    stats_free(facts->stats);
    timeline_free(facts->timeline);
    trace_free(facts->trace);
    *facts = (struct facts){0};
}
