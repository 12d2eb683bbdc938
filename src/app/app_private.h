/* What app.c, the application itself, and app_input.c, which says whom a key is for, share. */
#ifndef BATON_APP_APP_PRIVATE_H
#define BATON_APP_APP_PRIVATE_H

#include "app/app.h"
#include "app/commands.h"
#include "app/help.h"
#include "app/keys.h"
#include "app/learner.h"
#include "app/parts.h"
#include "app/prompt.h"

enum { STACK_MOST = 8 };

struct app {
    const struct app_parts *parts;
    struct app_host host;
    struct app_settings settings;
    struct catalog catalog;
    struct learner learner;
    int columns, rows;
    int64_t now_ns;  /* of the last input, tick, frame or answer */
    int64_t tick_ns; /* of the last tick */
    bool stale;
    bool ended; /* quit was asked for */
    bool mouse;
    enum screen_id stack[STACK_MOST];
    int depth;
    void *states[SCREENS]; /* NULL: that screen is not open */
    struct document document;
    struct job job;
    struct help help; /* of a screen that does not show it itself */
    struct strbuf message;
    struct prompt prompt;
    app_line_fn *typed; /* gets the line of the prompt, with `typing` */
    void *typing;
    struct strbuf prompt_text;
    size_t prompt_cursor; /* in prompt_text */
    bool pasting;         /* pasted text has been typed since the last key */
    bool paste_gap;       /* and then a line of it has ended */
};

/* The screen that is seen, its state, and the keys that hold on it. */
const struct screen *app_top_screen(const struct app *app);
void *app_top_state(const struct app *app);
struct key_set app_top_keys(struct app *app);
/* Those that hold here, then those of the other screens, so that one that holds elsewhere is said
 * to. */
struct command_set app_all_commands(struct app *app);

#endif
