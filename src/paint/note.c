#include "config.h"

#include "paint/note.h"

#include "base/utf8.h"
#include "tell/tell.h"

void note_put(struct paint *paint, int row, const struct stats *stats,
              const struct stats_task *task, int end)
{
    const struct timeline_lane *lane = timeline_lane_of(paint->timeline, task->task);
    struct strbuf note = STRBUF_INIT;
    struct tell tell = tell_to(stats->timeline, &note);
    tell_note(&tell, stats, task);
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
        struct tell tell = tell_to(stats->timeline, &note);
        tell_note(&tell, stats, &stats->tasks[i]);
        any = note.len > 0;
        strbuf_release(&note);
    }
    return any;
}
