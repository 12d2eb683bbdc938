/* A run as the application keeps it: its story, and how what it ran reads. The player and the
 * compare view may show the same one, so its holders are counted. Not thread safe. */
#ifndef BATON_APP_REEL_H
#define BATON_APP_REEL_H

#include <stdbool.h>
#include <stddef.h>

#include "player/story.h"
#include "scenario/scenario.h"

struct reel {
    int holders;
    struct story *story;
    struct scenario *scenario; /* NULL: its source is none, or has errors */
    enum model_id model;       /* MODEL_COUNT: not known here */
    char *sets;                /* "workers=4, device=2"; "" */
    char *label;               /* "gil", "gil, workers=4" */
    bool blank;                /* stands for a run that is not there yet */
};

/* Takes the story. One holder. `model`: MODEL_COUNT for what the trace says. */
struct reel *reel_new(struct story *story, enum model_id model, const char *sets);
/* Of a run that has not begun: an empty story with a source. */
struct reel *reel_blank(const char *name, const char *source, size_t len);
/* Says in its label, too, of which file it is. */
void reel_name(struct reel *reel, const char *file);
struct reel *reel_hold(struct reel *reel);
void reel_drop(struct reel *reel); /* may be NULL */
/* More of the same run: takes the story. Who borrowed the old one must let go of it before. */
void reel_update(struct reel *reel, struct story *story);

#endif
