/* How a run ended that did not end well: whom a crash took with it and whom it did not, who failed,
 * who waits for whom. */
#include <string.h>

#include "base/utf8.h"
#include "tell/tell.h"
#include "trace/stats.h"
#include "tell/words.h"

enum { NAMED = 3 };

/* ---- tasks with one result ---- */

static bool is_task_so(const struct stats *stats, int task, const char *result, bool ended)
{
    return (stats->tasks[task].end_ns >= 0) == ended &&
           strcmp(stats->tasks[task].result, result) == 0;
}

static int count_so(const struct stats *stats, const char *result, bool ended, int *first)
{
    int count = 0;
    for (int i = stats->task_count - 1; i >= 0; i--) {
        if (!is_task_so(stats, i, result, ended))
            continue;
        *first = i;
        count++;
    }
    return count;
}

/* "one", "one and two", "one, two, three and 4 more". */
static void names_add(const struct stats *stats, const char *result, bool ended, int count,
                      struct strbuf *out)
{
    int named = count < NAMED ? count : NAMED, told = 0;
    for (int i = 0; i < stats->task_count && told < named; i++) {
        if (!is_task_so(stats, i, result, ended))
            continue;
        words_between(out, told++, named, count > named);
        strbuf_adds(out, stats->tasks[i].name);
    }
    words_more(out, count - named);
}

static void place_add(const struct stats *stats, int task, struct strbuf *out)
{
    const struct timeline *timeline = stats->timeline;
    explain_place(timeline, timeline->lanes[timeline->first_task + task].last_line, out);
}

/* ---- how it ended ---- */

/* The others stood in the same memory. Of several crashes it is not known which was the end. */
static bool crash_add(const struct stats *stats, struct strbuf *out)
{
    int first, other, lost = count_so(stats, "crashed", false, &other);
    if (count_so(stats, "crashed", true, &first) != 1)
        return false;
    strbuf_adds(out, stats->tasks[first].name);
    strbuf_adds(out, " crashed");
    place_add(stats, first, out);
    strbuf_adds(out, ", and the whole program with it");
    if (lost) {
        strbuf_adds(out, ": ");
        names_add(stats, "crashed", false, lost, out);
        strbuf_adds(out, " never ended");
    }
    strbuf_addch(out, '.');
    return true;
}

static void failure_add(const struct stats *stats, int task, struct strbuf *out)
{
    const struct stats_task *one = &stats->tasks[task];
    size_t len = one->failure ? strlen(one->failure) : 0;
    strbuf_adds(out, one->name);
    strbuf_addf(out, " %s", one->result);
    place_add(stats, task, out);
    /* That of a crash is "crashed (SIGSEGV)". */
    if (len && strncmp(one->failure, one->result, strlen(one->result)) != 0) {
        strbuf_adds(out, ": ");
        utf8_add_safe(out, one->failure, len);
    }
}

/* One of them is told of, with the place; the others are counted. */
static bool failed_add(const struct stats *stats, struct strbuf *out)
{
    int first = stats->task_count, crash = stats->task_count, other;
    int crashed = count_so(stats, "crashed", true, &crash);
    int failed = count_so(stats, "failed", true, &first);
    int well = count_so(stats, "ok", true, &other);
    if (!crashed && !failed)
        return false;
    failure_add(stats, crash < first ? crash : first, out);
    if (crashed + failed > 1) {
        strbuf_adds(out, "; and ");
        words_count(out, crashed + failed - 1);
        strbuf_adds(out, crashed + failed > 2 ? " others, too" : " other, too");
    }
    if (well) {
        strbuf_adds(out, "; ");
        names_add(stats, "ok", true, well, out);
        strbuf_adds(out, " went on to the end");
    }
    strbuf_addch(out, '.');
    return true;
}

bool explain_end(const struct stats *stats, struct strbuf *out)
{
    if (explain_deadlock(stats->timeline, out))
        return true;
    if (stats->result == TRACE_RESULT_CRASH)
        return crash_add(stats, out);
    return stats->result == TRACE_RESULT_FAILED && failed_add(stats, out);
}
