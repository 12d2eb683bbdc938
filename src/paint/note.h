/* A few words beside a task's lane: what of it is worth a look. */
#ifndef BATON_PAINT_NOTE_H
#define BATON_PAINT_NOTE_H

#include "base/strbuf.h"
#include "paint/paint.h"
#include "trace/stats.h"

/* Draws it behind the end of the task's lane, if it fits before column `end` of the grid. */
void note_put(struct paint *paint, int row, const struct stats *stats,
              const struct stats_task *task, int end);
/* True if any of the first `count` tasks has one. */
bool notes_any(const struct stats *stats, int count);

#endif
