#include "config.h"

#include "tell/tell.h"
#include "trace/recording.h"

enum {
    SEEN_MOST = 1 << 16, /* that are looked at */
    ROWS = 32,
};

/* How often it was seen in a line, in a call of that. */
struct row {
    uint32_t line, in;
    const char *function;
    int count;
};

struct rows {
    struct row row[ROWS];
    int count, all;
};

static void count_at(struct rows *rows, const struct trace *trace, uint32_t line, uint32_t in)
{
    int i = 0;
    rows->all++;
    while (i < rows->count && (rows->row[i].line != line || rows->row[i].in != in))
        i++;
    if (i == ROWS)
        return;
    if (i == rows->count)
        rows->row[rows->count++] =
            (struct row){.line = line, .in = in, .function = trace_function(trace, line)};
    rows->row[i].count++;
}

static int count_in(const struct rows *rows, const char *function)
{
    int count = 0;
    for (int i = 0; i < rows->count; i++)
        count += rows->row[i].function == function ? rows->row[i].count : 0;
    return count;
}

struct tell_where tell_seen(const struct timeline *timeline, uint32_t who, int64_t from_ns,
                            int64_t to_ns)
{
    struct rows rows = {.count = 0};
    uint32_t first = timeline_seen_before(timeline, from_ns),
             last = timeline_seen_before(timeline, to_ns);
    uint32_t step = (last - first) / SEEN_MOST + 1;
    for (uint32_t i = first; i < last; i += step) {
        const struct trace_event *event = trace_at(timeline->trace, timeline->seen[i]);
        if (event->who == who)
            count_at(&rows, timeline->trace, event->line, event->arg);
    }
    const struct row *best = NULL;
    int best_in = 0;
    for (int i = 0; i < rows.count; i++) {
        int in = count_in(&rows, rows.row[i].function);
        if (best && (in < best_in || (in == best_in && rows.row[i].count <= best->count)))
            continue;
        best = &rows.row[i];
        best_in = in;
    }
    if (!best)
        return (struct tell_where){.line = 0};
    bool mostly = rows.all > 1 && best_in * 2 > rows.all;
    return (struct tell_where){
        .line = best->line, .in = best->in, .stay = mostly ? TELL_STAY_MOSTLY : TELL_STAY_SEEN};
}
