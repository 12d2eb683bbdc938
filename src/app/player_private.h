/* The player's state, for the files of its name only; the others know player_screen (screens.h).
 *
 *     player_screen.c    the record: coming and going, input, time, drawing
 *     player_mouse.c     what the mouse does
 *     player_commands.c  the table of its commands, and what they do
 *     player_keys.c      the table of its keys, and what they do
 *     player_overlay.c   what stands over the panes: menus, details, the help
 *     player_run.c       which run is shown
 *     player_window.c    which part of it: the view, its window
 *
 * A file calls those that stand below it. */
#ifndef BATON_APP_PLAYER_PRIVATE_H
#define BATON_APP_PLAYER_PRIVATE_H

#include "app/screen.h"
#include "player/player.h"
#include "view/view.h"

enum player_zoom { ZOOM_FIRST, ZOOM_FIT, ZOOM_CHOSEN };

struct player_home { /* the timeline's window, and for which size of the screen */
    struct view_window window;
    struct view_window anchor; /* the one that was chosen: pages are counted from it */
    int top_lane;
    int columns, rows;
};

struct player_screen;
typedef void player_choose_fn(struct player_screen *play, int value);

struct player_menu {
    player_choose_fn *choose;
    char **items;
    int *values;
    int count;
};

struct player_screen {
    struct app *app;
    struct reel *current; /* NULL: it has not come up yet */
    struct reel *before;  /* or NULL */
    struct reel *pending; /* a run whose story does not reach the playhead yet; or NULL */
    /* of the run that is on its way, if the job is ours */
    bool again;       /* the same once more, so that the run before stays what it is */
    bool shown;       /* its story is on the screen */
    int64_t taken_ns; /* since then the newest */
    struct player player;
    struct view view;
    enum player_zoom zoom;
    int64_t zoom_end_ns; /* how long the run was when the zoom was chosen for it */
    struct player_home home;
    struct player_menu menu;
    struct view_key *help;
    char *failure; /* why the first run did not come about; or NULL */
    char *search;
    int64_t ticked_ns; /* when it was looked at last whether something moves */
    /* the mouse since a button went down */
    struct view_hit pressed;
    bool is_pressed, dragged;
    int drag_column;
};

/* ---- player_window.c ---- */

/* The view borrows texts and stories: to be called after each change of them, before a view_
 * function sees it. */
void play_sync(struct player_screen *play);
/* The window that suits the run: where none was chosen. */
void play_first_window(struct player_screen *play);
/* The same for one that lasts, now and then. */
void play_grow_window(struct player_screen *play);
/* After a window was chosen. */
void play_keep_window(struct player_screen *play);
/* The same, but pages are counted from where they were. */
void play_keep_place(struct player_screen *play);
/* Turns to the page that the playhead is on. */
void play_page(struct player_screen *play);
/* After each move of the playhead. */
void play_moved(struct player_screen *play);
void play_resized(struct player_screen *play);
/* The picture of the machine in place of the lanes, or these again. */
void play_show_machine(struct player_screen *play, bool on);
/* False if there is no such lane. */
bool play_select(struct player_screen *play, int lane);

/* ---- player_run.c ---- */

/* Nothing has run yet: the document alone. */
void play_begin(struct player_screen *play);
/* Runs the document; says what hinders it. `again`: the same once more. */
void play_run(struct player_screen *play, bool again);
void play_choose_model(struct player_screen *play, enum model_id model);
/* Reads the document, a saved trace. */
void play_read(struct player_screen *play);
/* A run that is there already. */
void play_show(struct player_screen *play, struct reel *reel);
/* The document has changed since the run that is shown. */
bool play_is_outdated(const struct player_screen *play);

/* ---- player_overlay.c ---- */

/* Nothing stands over the panes any more. */
void overlay_close(struct player_screen *play);
/* True if the key was for what stands over the panes. */
bool overlay_key(struct player_screen *play, uint32_t key);
void overlay_scroll(struct player_screen *play, int by);
/* Takes the rows. */
void overlay_help(struct player_screen *play, struct view_key *rows);
void overlay_details(struct player_screen *play);
void overlay_models(struct player_screen *play);
void overlay_objects(struct player_screen *play);
/* A row of the menu that is open. */
void overlay_choose(struct player_screen *play, int row);
void overlay_release_menu(struct player_menu *menu);

/* ---- player_keys.c ---- */

extern const struct key_row player_keys[];

app_line_fn play_goto, play_search; /* a time; a text */
void play_scroll_source(struct player_screen *play, int direction);
void play_scroll_output(struct player_screen *play, int direction);

/* ---- player_commands.c ---- */

extern const struct command player_commands[];

/* ---- player_mouse.c ---- */

void play_mouse(struct player_screen *play, const struct input *input);

#endif
