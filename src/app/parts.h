/* What the application is made of, so that it need not know it: handed in by start.c. */
#ifndef BATON_APP_PARTS_H
#define BATON_APP_PARTS_H

#include "app/screen.h"

struct app_parts {
    const struct screen *const *screens; /* by SCREEN_ID */
    const struct key_row *keys;          /* common */
    const struct command *commands;      /* common */
};

/* All there are. */
const struct app_parts *app_parts(void);

/* The keys that hold on a screen. `state`: its own; both may be NULL where nothing is pressed. */
struct key_set app_keys(const struct app_parts *parts, enum screen_id id, struct app *app,
                        void *state);
struct app *app_make(const struct app_parts *parts, const struct app_host *host,
                     const struct app_settings *settings, int columns, int rows);
/* The first screen, instead of the one there is. */
void app_begin_with(struct app *app, enum screen_id id);

/* ---- for tests ---- */

/* What a screen shows; NULL if it is not open. */
const void *app_shows(const struct app *app, enum screen_id id);
const struct prompt *app_typed(const struct app *app);

#endif
