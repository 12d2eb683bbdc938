/* The browser: scenarios to choose from, with what one shows. A pure function of the struct and of
 * the size of the screen. */
#ifndef BATON_VIEW_BROWSER_H
#define BATON_VIEW_BROWSER_H

#include <stdbool.h>

#include "grid/grid.h"

/* Where a scenario is from; they stand in this order, each group under a heading. */
enum browser_group { BROWSER_LESSONS, BROWSER_OWN, BROWSER_COPIES, BROWSER_HERE };

struct browser_row {
    const char *name;  /* "01-two-waits" */
    const char *title; /* "" if the file has an error */
    const char *about;
    const char *models; /* "coroutines, blocking" */
    const char *path;
    const char *error; /* the first one, or NULL */
    enum browser_group group;
    const char *head;     /* of a part of a group, in place of its name; NULL */
    const char *note;     /* "next", "quiz 3/3": at the end of the row; NULL */
    bool done;            /* seen, or solved */
    bool begun;           /* there is a copy of one's own */
    bool is_exercise;     /* of the lesson above it */
    int exercise;         /* its number in the course */
    const char *goal;     /* what is to be found by a schedule; NULL */
    const char *question; /* the first that it asks, in place of `about`; NULL */
    const char *source;   /* its text, of which the first lines are shown; NULL */
};

/* All borrowed. */
struct browser {
    const struct browser_row *const *rows; /* those that the filter leaves, in order */
    int count, all;
    int exercises; /* among all */
    int chosen;
    const char *filter;   /* what was typed, "" for none */
    const char *message;  /* in the last row, in place of the keys; NULL */
    const char *keys;     /* "enter play  ? help"; NULL: the usual ones */
    const char *progress; /* "3 of 71 solved  next 14-task-group"; NULL: there is no course */
    const char *docs;     /* the folder with the pages to read; NULL: they are not here */
    bool ascii;
};

void browser_draw(const struct browser *browser, struct grid *grid);
/* The row of the list at a row of the screen, or -1. */
int browser_hit(const struct browser *browser, int row, int column, int columns, int rows);
/* How many rows of the list are seen at once: what page up and page down go by; 1 or more. */
int browser_page(const struct browser *browser, int columns, int rows);

#endif
