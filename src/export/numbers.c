#include "config.h"

#include "export/numbers.h"

#include <string.h>

#include "tell/words.h"

enum { MEMORY_TASKS = 50 }; /* with fewer, memory a task is mostly what there is once a run */

static struct strbuf *number_add(struct numbers *numbers, const char *name)
{
    struct number *number = &numbers->items[numbers->count++];
    *number = (struct number){.name = name};
    return &number->value;
}

static bool expects_memory(const struct export_report *report)
{
    for (int i = 0; report && i < report->count; i++)
        if (report->items[i].text && strncmp(report->items[i].text, "memory ", 7) == 0)
            return true;
    return false;
}

void numbers_take(struct numbers *numbers, const struct export_source *source)
{
    const struct stats *stats = source->stats;
    numbers->count = 0;
    words_time(number_add(numbers, "elapsed"), stats->elapsed_ns);
    words_time(number_add(numbers, "CPU"), stats->cpu_ns);
    words_count(number_add(numbers, "hand-offs"), stats->handoffs);
    words_count(number_add(numbers, "threads"), stats->threads);
    words_count(number_add(numbers, "in parallel"), stats->parallel);
    if (stats->looks)
        words_count(number_add(numbers, "looks in vain"), stats->looks);
    if (stats->late_ns > 0)
        words_time(number_add(numbers, "worst late"), stats->late_ns);
    if (stats->memory_per_task >= 0 &&
        (stats->task_count >= MEMORY_TASKS || expects_memory(source->report)))
        words_bytes(number_add(numbers, "memory a task"), stats->memory_per_task);
}

void numbers_release(struct numbers *numbers)
{
    for (int i = 0; i < numbers->count; i++)
        strbuf_release(&numbers->items[i].value);
    numbers->count = 0;
}
