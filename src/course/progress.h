/* How far a learner has come: plain text, a line each, to be read and mended by hand:
 *
 *     seen 01-two-waits
 *     solved two-waits-1
 *     quiz 01-two-waits 3/3
 *     last 09-loop-queue
 *
 * Lines of a kind that is not known are kept as they are. */
#ifndef BATON_COURSE_PROGRESS_H
#define BATON_COURSE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"
#include "course/course.h"

enum progress_kind { PROGRESS_SEEN, PROGRESS_SOLVED, PROGRESS_QUIZ, PROGRESS_LAST };

/* Embedded: zero it to begin; progress_release() at the end. */
struct progress {
    char **lines;
    int count, room;
};

void progress_read(struct progress *progress, const char *text, size_t len);
/* The file. */
void progress_format(const struct progress *progress, struct strbuf *out);
/* Says that it is so; `value` may be NULL, and takes the place of another one. Of PROGRESS_LAST
 * there is one. False if that was said already. */
bool progress_put(struct progress *progress, enum progress_kind kind, const char *name,
                  const char *value);
bool progress_has(const struct progress *progress, enum progress_kind kind, const char *name);
/* The value, "" for none; NULL: it was never said. Borrowed. */
const char *progress_value(const struct progress *progress, enum progress_kind kind,
                           const char *name);
/* What was open last, or NULL. Borrowed. */
const char *progress_last(const struct progress *progress);
void progress_release(struct progress *progress);

/* ---- along the course ---- */

int progress_solved_count(const struct progress *progress, const struct course *course);
/* The first lesson that was not seen; -1: all were. */
int progress_next_lesson(const struct progress *progress, const struct course *course);
/* The first exercise that is open, behind `from` (-1: from the start), then from the start; -1:
 * all are solved. */
int progress_next_exercise(const struct progress *progress, const struct course *course, int from);

#endif
