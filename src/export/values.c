#include "config.h"

#include "export/values.h"

#include <assert.h>

enum { WORKERS_TOLD = 8 };

int values_count(const struct stats *stats)
{
    int count = stats->value_count;
    for (int i = 0; i < stats->other_count; i++)
        count += stats->others[i].worker < WORKERS_TOLD;
    return count;
}

static const struct stats_value *other_at(const struct stats *stats, int at)
{
    for (int i = 0; i < stats->other_count; i++)
        if (stats->others[i].worker < WORKERS_TOLD && at-- == 0)
            return &stats->others[i];
    return NULL;
}

int64_t values_at(const struct stats *stats, int at, struct strbuf *name)
{
    const struct stats_value *value =
        at < stats->value_count ? &stats->values[at] : other_at(stats, at - stats->value_count);
    assert(value); /* `at` is below values_count() */
    strbuf_adds(name, value->name);
    if (stats->other_count)
        strbuf_addf(name, " (worker %u)", (unsigned)value->worker + 1);
    return value->value;
}

int values_workers_more(const struct stats *stats)
{
    int workers = 0;
    for (int i = 0; i < stats->other_count; i++)
        if ((int)stats->others[i].worker >= workers)
            workers = (int)stats->others[i].worker + 1;
    return workers > WORKERS_TOLD ? workers - WORKERS_TOLD : 0;
}

void values_each(const struct stats *stats, values_fn *row, void *arg)
{
    struct strbuf name = STRBUF_INIT, value = STRBUF_INIT;
    int count = values_count(stats), more = values_workers_more(stats);
    for (int i = 0; i < count; i++) {
        strbuf_clear(&name);
        strbuf_clear(&value);
        strbuf_addf(&value, "= %lld", (long long)values_at(stats, i, &name));
        row(arg, strbuf_str(&name), strbuf_str(&value));
    }
    strbuf_clear(&value);
    strbuf_addf(&value, "%d more worker%s", more, more > 1 ? "s" : "");
    if (more)
        row(arg, NULL, strbuf_str(&value));
    strbuf_release(&name);
    strbuf_release(&value);
}
