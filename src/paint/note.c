#include "paint/note.h"

#include "base/utf8.h"
#include "tell/words.h"

static const char *join_of(const struct strbuf *out, size_t begin)
{
    return out->len > begin ? ", " : "";
}

/* There from the beginning, and yet it asked only when a tenth of the run was over, because it was
 * ready and others had control. */
static bool asked_late(const struct stats *stats, const struct stats_task *task)
{
    struct timeline_sums before = {0};
    if (task->first_ask_ns <= 0 || task->first_ask_ns * 10 <= stats->elapsed_ns ||
        task->start_ns * 20 >= stats->elapsed_ns)
        return false;
    timeline_sum(timeline_lane_of(stats->timeline, task->task), 0, task->first_ask_ns, &before);
    return before.ns[TRACE_READY] * 2 > task->first_ask_ns;
}

void note_add(const struct stats *stats, const struct stats_task *task, struct strbuf *out)
{
    size_t begin = out->len;
    if (task->looks) {
        words_count(out, task->looks);
        strbuf_adds(out, task->looks == 1 ? " look in vain" : " looks in vain");
    }
    if (asked_late(stats, task)) {
        strbuf_addf(out, "%sasked only at ", join_of(out, begin));
        words_time(out, task->first_ask_ns);
    }
    if (stats_is_late(stats, task->late_ns)) {
        strbuf_adds(out, join_of(out, begin));
        words_time(out, task->late_ns);
        strbuf_adds(out, " late");
    }
}

void note_put(struct paint *paint, int row, const struct stats *stats,
              const struct stats_task *task, int end)
{
    const struct timeline_lane *lane = timeline_lane_of(paint->timeline, task->task);
    struct strbuf note = STRBUF_INIT;
    note_add(stats, task, &note);
    int width = (int)utf8_width(strbuf_str(&note), note.len);
    int column = paint->column + paint_column(paint, lane->end_ns) + 3;
    if (note.len && column + width <= end)
        grid_put(paint->grid, row, column, strbuf_str(&note), note.len, width, paint->ascii,
                 (struct grid_style){.ink = INK_NOTE});
    strbuf_release(&note);
}

bool notes_any(const struct stats *stats, int count)
{
    bool any = false;
    for (int i = 0; i < count && !any; i++) {
        struct strbuf note = STRBUF_INIT;
        note_add(stats, &stats->tasks[i], &note);
        any = note.len > 0;
        strbuf_release(&note);
    }
    return any;
}
