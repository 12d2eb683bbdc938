/* The player's state, for the files of its name only; the others know player_screen (screens.h).
 *
 *     player_screen.c    the record: coming and going, input, time, drawing
 *     player_mouse.c     what the mouse does
 *     player_commands.c  the table of its commands, and what they do
 *     player_keys.c      the table of its keys, and what they do
 *     player_chooser.c   the user as the scheduler
 *     player_overlay.c   what stands over the panes: menus, details, the help
 *     player_python.c    the program in Python
 *     player_run.c       which run is shown
 *     player_question.c  how a question is answered
 *     player_window.c    which part of it: the view, its window
 *     player_replies.c   what was answered, and what is told of it
 *     player_level.c     the goal of a file, and whether it was reached
 *     player_hint.c      what a search says to the scheduler
 *     player_ending.c    at the end of a run: what was expected, and where to go
 *
 * A file calls those that stand below it. */
#ifndef BATON_APP_PLAYER_PRIVATE_H
#define BATON_APP_PLAYER_PRIVATE_H

#include "app/screen.h"
#include "player/player.h"
#include "quiz/question.h"
#include "scenario/schedule.h"
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

/* What was said to an ask. */
struct player_reply {
    size_t number; /* the how-many-th ask of the run, from 0 */
    struct question question;
    bool answered; /* else the class has */
    bool looked;   /* what comes had been seen before */
    struct question_answer answer;
    bool has_hands;
    int hands[QUESTION_CHOICES_MAX]; /* for each choice */
};

struct player_replies {
    struct player_reply *items;
    int count, room;
    /* of which run */
    int64_t origin_ns;
    enum model_id model;
    const struct story *story; /* of which all is known that is known … */
    size_t events;             /* … with so many events: the next one may stand at its place */
    int64_t seen_ns;           /* so far it was seen, of this run or of one before */
    /* the question that is open */
    bool open;
    size_t number;
    struct question asked;
    int marked; /* a choice, or -1 */
    bool has_hands;
    int hands[QUESTION_CHOICES_MAX];
    /* what the view borrows */
    struct view_question shown;
    struct strbuf choice_words[QUESTION_CHOICES_MAX];
    const char *choices[QUESTION_CHOICES_MAX];
    char **told;
    int told_count, told_room;
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
    bool hid;            /* the curtain was down when the window was made */
    struct player_home home;
    struct player_replies replies;
    struct strbuf judged;             /* what was expected of the run, for the view */
    const struct story *judged_story; /* of which */
    struct player_menu menu;
    struct view_key *help;
    char *failure; /* why the first run did not come about; or NULL */
    char *search;
    bool chooses;       /* the user is the scheduler … */
    bool statements;    /* … and a move of his is a whole statement … */
    bool returns;       /* … and waits for a condition may return by themselves */
    bool hinted;        /* the level's hint in words was told */
    struct strbuf goal; /* what is to be found by a schedule, for the view */
    bool shows_python;
    struct play_python *python; /* of the run that is shown; NULL: not made yet */
    int64_t ticked_ns;          /* when it was looked at last whether something moves */
    /* the mouse since a button went down */
    struct view_hit pressed;
    bool is_pressed, dragged;
    int drag_column;
};

/* ---- player_replies.c ---- */

/* Finds the question that is open, what is known of answers, and what is told at the playhead. */
void replies_sync(struct player_screen *play);
/* The open question is answered; NULL: by the class. */
void replies_add(struct player_screen *play, const struct question_answer *answer);
/* Its first answer counts, and is wrong. */
bool replies_is_wrong(const struct player_replies *replies, int index);
/* How many of the questions that came up were answered rightly; false: none was answered so that it
 * counts. */
bool replies_score(const struct player_replies *replies, int *right, int *all);
/* The playhead is at the end of a run with answers. */
bool replies_are_over(const struct player_screen *play);
void replies_release(struct player_replies *replies);

/* ---- player_question.c ---- */

/* True if the key was for a question: a digit, enter, space. */
bool play_digit(struct player_screen *play, uint32_t key);
bool play_enter(struct player_screen *play);
bool play_space(struct player_screen *play);
/* True if the lane's task is a choice: it is marked. */
bool play_mark_lane(struct player_screen *play, int lane);
/* Asks how many hands there are for each choice. */
void play_hands(struct player_screen *play);
/* What comes was seen: an answer behind that is none. */
void play_looked(struct player_screen *play);

/* ---- player_chooser.c ---- */

/* The user is the scheduler, or no more. */
void chooser_toggle(struct player_screen *play);
/* Rows of the table of keys: they hold while the user is. A digit is whose move it is; hints by the
 * row's argument: the way, which ends, how many schedules. */
bool chooser_is_on(const void *self);
void chooser_choose(void *self, const struct key_press *press);
void chooser_statements(void *self, const struct key_press *press);
void chooser_returns(void *self, const struct key_press *press);
void chooser_type(void *self, const struct key_press *press);
void chooser_take_back(void *self, const struct key_press *press);
void chooser_hint(void *self, const struct key_press *press);
/* `:schedule LINE`; empty: none. */
void chooser_set(struct player_screen *play, const char *text);
/* ---- player_hint.c ---- */

/* Each searches, for a second at most, what can follow those moves, and says it: the shortest way
 * to a goal of the file, or to a bad end; how many ends are left, and which; how much there is. */
void hint_say_way(struct player_screen *play, const struct schedule *line);
void hint_say_ends(struct player_screen *play, const struct schedule *line);
void hint_say_all(struct player_screen *play, const struct schedule *line);
/* With how many preemptions a goal can be reached at least; how many the schedule has. -1: it is
 * not known. */
int hint_fewest(struct player_screen *play);
int hint_preemptions(struct player_screen *play, const struct schedule *line);
/* Whether all that can follow those moves is a loop. */
bool hint_loops(struct player_screen *play, const struct schedule *line);
/* How many moves from the end of the line on the lane makes until its statement is done; lane 0:
 * how many of the last are of one statement. 1 where that is not known. */
int hint_statement(struct player_screen *play, const struct schedule *line, uint32_t lane);

/* ---- player_level.c ---- */

/* What the view says of the goal. */
void level_sync(struct player_screen *play);
/* Of a forced run: whether it came to what some schedule is expected to come to. If it did, that is
 * kept. */
void level_judge(struct player_screen *play, struct strbuf *out);

/* ---- player_ending.c ---- */

/* What was expected of a run that is over, and where to go from it. */
void ending_sync(struct player_screen *play);
/* True if it led to an exercise, to the next lesson: the state is gone then. */
bool ending_exercise(struct player_screen *play);
bool ending_next(struct player_screen *play);

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
/* The picture of the machine, or the program in Python, in place of the lanes; or these again. */
void play_show_machine(struct player_screen *play, bool on);
void play_show_python(struct player_screen *play, bool on);
/* What tenths and percents are of: the run, or what the axis spans under the curtain. */
int64_t play_whole_ns(const struct player_screen *play);
/* False if there is no such lane. */
bool play_select(struct player_screen *play, int lane);

/* ---- player_python.c ---- */

/* What the view borrows of it, made if need be. */
void python_sync(struct player_screen *play);
/* Another run is shown: it is made anew when it is asked for. */
void python_drop(struct player_screen *play);

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
