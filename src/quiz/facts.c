#include "config.h"

#include "quiz/facts.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/sanitizer.h"
#include "trace/parallel.h"

static void take_said(struct expect_facts *facts, const struct stats *stats)
{
    struct expect_said *said = mem_alloc(((size_t)stats->said_count + 1) * sizeof *said);
    for (int i = 0; i < stats->said_count; i++)
        said[i] = (struct expect_said){stats->said[i].t_ns, stats->said[i].text};
    facts->said = said;
    facts->said_count = stats->said_count;
}

static void take_late(struct expect_facts *facts, const struct stats *stats)
{
    struct expect_late *late = mem_alloc(((size_t)stats->task_count + 1) * sizeof *late);
    for (int i = 0; i < stats->task_count; i++)
        late[i] = (struct expect_late){stats->tasks[i].name, stats->tasks[i].late_ns};
    facts->late = late;
    facts->late_count = stats->task_count;
}

static void take_values(struct expect_facts *facts, const struct stats *stats)
{
    const char **names = mem_alloc(((size_t)stats->value_count + 1) * sizeof *names);
    int64_t *values = mem_alloc(((size_t)stats->value_count + 1) * sizeof *values);
    for (int i = 0; i < stats->value_count; i++) {
        names[i] = stats->values[i].name;
        values[i] = stats->values[i].value;
    }
    facts->value_names = names;
    facts->values = values;
    facts->value_count = stats->value_count;
}

static void take_regions(struct expect_facts *facts, const struct stats *stats)
{
    const char **names = mem_alloc(((size_t)stats->region_count + 1) * sizeof *names);
    int64_t *most = mem_alloc(((size_t)stats->region_count + 1) * sizeof *most);
    for (int i = 0; i < stats->region_count; i++) {
        names[i] = stats->regions[i].name;
        most[i] = stats->regions[i].most;
    }
    facts->region_names = names;
    facts->regions = most;
    facts->region_count = stats->region_count;
}

void quiz_facts_take(struct expect_facts *facts, const struct stats *stats)
{
    *facts = (struct expect_facts){
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
    const char *cores = trace_meta(stats->timeline->trace, "cores", 0);
    facts->cores = cores ? strtoll(cores, NULL, 10) : 0;
    if (expect_is_busy(facts))
        facts->able = parallel_able(stats->timeline);
    take_said(facts, stats);
    take_late(facts, stats);
    take_values(facts, stats);
    take_regions(facts, stats);
    for (int i = 0; i < MODEL_COUNT; i++)
        facts->elapsed_under_ns[i] = -1;
}

void quiz_facts_release(struct expect_facts *facts)
{
    free((void *)facts->said);
    free((void *)facts->late);
    free((void *)facts->value_names);
    free((void *)facts->values);
    free((void *)facts->region_names);
    free((void *)facts->regions);
    *facts = (struct expect_facts){0};
}
