/* What the files of the application share. One file is open at a time; the player and the compare
 * view show runs of it. At most one run is on its way: the job. */
#ifndef BATON_APP_APP_PRIVATE_H
#define BATON_APP_APP_PRIVATE_H

#include "player/player.h"
#include "app/app.h"
#include "app/keys.h"
#include "app/prompt.h"
#include "app/reel.h"
#include "app/settings.h"
#include "view/browser.h"
#include "view/contrast.h"
#include "view/view.h"

enum { APP_STACK_MOST = 4, APP_FRAME_MS = 33 };

/* ---- the file that is open ---- */

struct app_file {
    char *path; /* NULL: none is open */
    bool is_trace;
    char *text; /* as it was read last */
    size_t len;
    struct scenario *scenario; /* of the text; NULL if it has errors */
    char *errors;              /* diagnostics; NULL if it has none */
    int error_line;
    enum model_id model;
    bool model_chosen; /* by the user: else it is the first that the file names */
    struct settings settings;
};

/* ---- the run that is on its way ---- */

enum job_purpose { JOB_NONE, JOB_PLAYER, JOB_COMPARE };

struct app_job {
    enum job_purpose purpose;
    int number;
    int index; /* JOB_COMPARE: of the run */
    enum model_id model;
    bool again;     /* JOB_PLAYER: the same once more, so that the run before stays what it is */
    bool shown;     /* JOB_PLAYER: its story is on the screen */
    char words[64]; /* "running 1.2 s" */
};

/* ---- screens ---- */

enum app_zoom { ZOOM_FIRST, ZOOM_FIT, ZOOM_CHOSEN };

struct app_home { /* the timeline's window, and for which size of the screen */
    struct view_window window;
    struct view_window anchor; /* the one that was chosen: pages are counted from it */
    int top_lane;
    int columns, rows;
};

enum app_menu_kind { MENU_MODELS, MENU_OBJECTS };

struct app_menu {
    enum app_menu_kind kind;
    char **items;
    int *values;
    int count;
};

struct app_player {
    struct reel *current; /* NULL: the player is not open */
    struct reel *before;  /* or NULL */
    struct reel *pending; /* a run whose story does not reach the playhead yet; or NULL */
    struct player player;
    struct view view;
    enum app_zoom zoom;
    int64_t zoom_end_ns; /* how long the run was when the zoom was chosen for it */
    struct app_home home;
    struct app_menu menu;
    char *failure; /* why the first run did not come about; or NULL */
    char *search;
    bool was_moving; /* the baton's mark was on its way at the last frame */
    /* the mouse since a button went down */
    struct view_hit pressed;
    bool is_pressed, dragged;
    int drag_column;
};

struct app_compare {
    bool is_open;
    struct contrast contrast;
    struct contrast_run runs[MODEL_COUNT];
    enum model_id models[MODEL_COUNT];
    struct reel *reels[MODEL_COUNT];
    char *problems[MODEL_COUNT];
    struct strbuf happened[MODEL_COUNT];
    struct strbuf progress;
    char *sets; /* that the runs were made with */
    char *text; /* of the file they were made of */
    size_t len;
    bool folded; /* somebody chose what is open */
};

struct app_entry {
    struct browser_row row;
    bool was_read;
    char *name, *title, *about, *models, *error;
};

struct app_browser {
    struct app_entry *entries;
    int entry_count;
    const struct browser_row **shown;
    struct browser browser;
    struct strbuf filter;
};

struct app {
    struct app_host host;
    struct app_settings settings;
    int columns, rows;
    int64_t now_ns;  /* of the last input or tick */
    int64_t tick_ns; /* of the last tick */
    bool stale;
    bool ended; /* quit was asked for */
    bool mouse;
    bool movement;
    bool large;
    enum key_screen stack[APP_STACK_MOST];
    int depth;
    struct app_file file;
    struct app_job job;
    int numbers; /* of runs so far */
    struct app_player play;
    struct app_compare compare;
    struct app_browser browser;
    struct prompt prompt;
    struct strbuf prompt_text, message;
    size_t prompt_cursor;  /* in prompt_text */
    struct view_key *help; /* of the screen that shows it; NULL: the help is closed */
    int help_scroll;       /* outside of the player */
};

/* ---- app.c ---- */

enum key_screen app_screen(const struct app *app);
/* One that stands right under the top is gone back to. */
void app_push(struct app *app, enum key_screen screen);
void app_push_over(struct app *app, enum key_screen screen);
/* To the screen before; out of the first one: quits. */
void app_back(struct app *app);
/* What is said in the last line until the next key. */
void app_say(struct app *app, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Its ASCII, if block and box characters cannot be drawn. */
bool app_is_ascii(const struct app *app);

/* ---- app_file.c ---- */

/* Opens a file instead of the one that is open; its errors are in app->file. False, with a sentence
 * appended, if it cannot be read; nothing has changed then. */
bool file_open(struct app *app, const char *path, struct strbuf *problem);
void file_close(struct app *app);
/* Reads and compiles the text with the settings, for a model. False with one line appended, or, if
 * `full`, with diagnostics. */
bool file_compiles(const struct app_file *file, const struct settings *settings,
                   enum model_id model, bool full, struct strbuf *problem);
/* Reads it again after a change, and shows what became of it. */
void file_read_again(struct app *app);
/* The first diagnostic in one line. */
void file_first_line(const struct diag_list *diags, struct strbuf *out);

/* ---- app_job.c ---- */

/* Starts a run of the open file; the one before it is forgotten. */
void job_start(struct app *app, enum job_purpose purpose, enum model_id model, int index);
void job_open_trace(struct app *app);
void job_stop(struct app *app);

/* ---- app_player.c ---- */

/* The player is on top now: opens it, at 0, with nothing run yet, and runs the file; runs it again
 * if it has changed meanwhile. */
void play_arrive(struct app *app);
void play_close(struct app *app);
/* Runs the open file for the player; says what hinders it. `again`: the same once more. */
void play_run(struct app *app, bool again);
/* A run that is there already. */
void play_show(struct app *app, struct reel *reel);
void play_story(struct app *app, struct story *story);
void play_failed(struct app *app, const char *problem);
/* After each move of the playhead; after a window was chosen. */
void play_moved(struct app *app);
void play_keep_window(struct app *app);
/* The same, but pages are counted from where they were. */
void play_keep_place(struct app *app);
/* Turns to the page that the playhead is on. */
void play_page(struct app *app);
void play_resized(struct app *app);
/* The view borrows texts and stories: to be called after each change of them, before a view_
 * function sees it. */
void play_sync(struct app *app);
void play_draw(struct app *app, struct grid *grid);
bool play_select(struct app *app, int lane);
/* The line of the source where the holder is; the first if nobody holds control. */
int play_line(const struct app *app);
void play_search(struct app *app, const char *text, int direction);
bool play_goto(struct app *app, const char *words);

/* ---- app_overlay.c ---- */

void menu_release(struct app_menu *menu);
void overlay_close(struct app *app);
/* True if the key was for what stands over the panes. */
bool overlay_key(struct app *app, uint32_t key);
void overlay_models(struct app *app);
void overlay_objects(struct app *app);
void overlay_choose(struct app *app, int row);
void overlay_help(struct app *app);
void overlay_scroll(struct app *app, int by);
/* The help of a screen that is no view. */
void overlay_draw_help(const struct app *app, struct grid *grid);

/* ---- app_mouse.c ---- */

void mouse_input(struct app *app, const struct input *input);

/* ---- app_browser.c ---- */

void pick_open(struct app *app);
void pick_release(struct app *app);
void pick_draw(struct app *app, struct grid *grid);
void pick_type(struct app *app, uint32_t rune);
void pick_filter_cut(struct app *app);
bool pick_filter_clear(struct app *app);
void pick_move(struct app *app, int to);
void pick_play(struct app *app);
void pick_edit(struct app *app);
/* The scenario may have changed. */
void pick_forget(struct app *app, const char *path);
/* The path of a scenario that the browser knows by this name; NULL. */
const char *pick_path(const struct app *app, const char *name);

/* ---- app_compare.c ---- */

void compare_open(struct app *app);
void compare_close(struct app *app);
/* Runs the next model, if none is on its way. */
void compare_next(struct app *app);
void compare_again(struct app *app);
void compare_story(struct app *app, struct story *story);
void compare_failed(struct app *app, const char *problem);
/* As play_sync(). */
void compare_sync(struct app *app);
void compare_draw(struct app *app, struct grid *grid);
void compare_choose(struct app *app, int row);
void compare_scroll(struct app *app, int by);
void compare_enter(struct app *app);
/* A run of the player's that is over: it need not be run for the comparison. */
void compare_offer(struct app *app, struct reel *reel);

/* ---- app_export.c ---- */

/* Writes what the words say: a format and a file, or a file whose name tells the format. */
void export_command(struct app *app, const char *words);
/* The same for a line in which only a file is asked for. */
void export_path(struct app *app, const char *words);

/* ---- commands.c ---- */

void command_run(struct app *app, const char *line);
/* The n-th way (from 0, round and round) to go on with a line; false if there is none. */
bool command_complete(struct app *app, const char *line, int n, struct strbuf *out);
/* Rows for the help; returns how many. With `rows` NULL, only counts. */
int command_help(struct view_key *rows);
void command_choose_model(struct app *app, enum model_id model);
void command_choose_object(struct app *app, int object);
void command_open(struct app *app, const char *name);
void command_movement(struct app *app, bool on);
void command_mouse(struct app *app, bool on);

/* ---- the actions of the keys ---- */

key_action act_toggle, act_step, act_start, act_end, act_tenth, act_speed, act_longest, act_cause,
    act_next_hit, act_prompt;
key_action act_zoom, act_fit, act_pan, act_axis, act_curtain, act_lane, act_cycle, act_details,
    act_objects, act_scroll_source, act_scroll_output;
key_action act_models, act_run, act_compare, act_edit, act_large, act_movement, act_mouse, act_help,
    act_redraw, act_suspend, act_back, act_quit;
key_action act_pick, act_pick_page, act_pick_edge, act_pick_play, act_pick_compare, act_pick_cut,
    act_pick_back;
key_action act_run_choose, act_run_enter, act_run_fold, act_run_fold_all, act_run_page,
    act_run_table;

#endif
