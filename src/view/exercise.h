/* An exercise: what is to be done, what holds of it, and one's own file, with the solution beside
 * it if that is wanted. A pure function of the struct and of the size of the screen. */
#ifndef BATON_VIEW_EXERCISE_H
#define BATON_VIEW_EXERCISE_H

#include <stdbool.h>

#include "course/course.h"
#include "course/judge.h"
#include "grid/grid.h"

/* All borrowed. */
struct exercise_view {
    const struct course_exercise *exercise;
    const struct course_verdict *verdict;
    int solved, all;      /* of the course */
    bool is_solved;       /* this one, now or before */
    bool judged;          /* the verdict is of the file as it is now */
    const char *said;     /* what is expected, where that is asked; NULL: nothing was said */
    const char *progress; /* "coroutines: running 0.2 s"; NULL: nothing runs */
    const char *path;
    const char *text;     /* one's own */
    const char *solution; /* NULL: it is not shown */
    bool hint;
    const char *message; /* in the last row, in place of the keys; NULL */
    int scroll;          /* of the files */
    bool ascii;
};

void exercise_draw(const struct exercise_view *view, struct grid *grid);

#endif
