/* The measures of the compare view: what stands where, and how high each run is. A function of what
 * is compared and of the size of the screen. Private to comparison.c. */
#ifndef BATON_VIEW_COMPARISON_SHEET_H
#define BATON_VIEW_COMPARISON_SHEET_H

#include "paint/paint.h"
#include "grid/rect.h"
#include "view/comparison.h"

enum {
    SHEET_MARK = 2,  /* columns of the mark of the chosen run */
    SHEET_TOTAL = 9, /* columns of a total */
};

/* paint: the area that all runs share, without a grid and a timeline. */
struct sheet {
    const struct comparison *comparison;
    int columns, rows;
    struct rect head, axis, body, rule, legend, words, keys;
    bool narrow; /* the names of lanes stand below that of their run */
    int label_width, lane_column, lane_width;
    int words_column; /* of what is said in place of lanes */
    int totals;       /* how many of them have room */
    int64_t unit_ns;
    struct paint paint;
    struct strbuf difference;
    struct grid table; /* all of it, without the margins; empty where there is none */
};

/* The rows of a run. */
struct sheet_lines {
    int strips, more_strips; /* shown; in the last of them: so many more */
    int tasks, more_tasks;   /* shown one by one; the others as one */
    int device;
    int label; /* of its name, and of how it ended */
    int all;   /* and a blank one below a run that is open, where there is room */
};

void sheet_init(struct sheet *sheet, const struct comparison *comparison, int columns, int rows);
void sheet_release(struct sheet *sheet);
struct sheet_lines sheet_lines(const struct sheet *sheet, const struct comparison_run *run);
/* The row at which a run begins, of all of them; for `count`: how many rows there are. */
int sheet_top(const struct sheet *sheet, int run);
/* Rows above the first that is seen: at most; and as it is, within what is possible. */
int sheet_scroll_most(const struct sheet *sheet);
int sheet_scroll(const struct sheet *sheet);

/* It is over, whatever came of it. */
bool sheet_is_done(const struct comparison_run *run);
/* How it ended, if not well; "running" while it lasts. NULL: nothing to say. */
const char *sheet_ending(const struct comparison_run *run);
/* What is said in place of lanes, and in how many rows. */
const char *sheet_words(const struct sheet *sheet, const struct comparison_run *run,
                        enum grid_ink *ink);
int sheet_words_rows(const struct sheet *sheet, const struct comparison_run *run);

#endif
