/* A screen: a const record of functions, and a state of its own that only its files know. Screens
 * stand on one another in a stack; the one on top is seen and gets the keys. What one screen wants
 * of another goes through the application, by the other's SCREEN_ID.
 *
 * The second half is what a screen may ask of the application. */
#ifndef BATON_APP_SCREEN_H
#define BATON_APP_SCREEN_H

#include <stdbool.h>
#include <stdint.h>

#include "app/app.h"
#include "app/commands.h"
#include "app/document.h"
#include "app/job.h"
#include "app/keys.h"
#include "app/learner.h"
#include "app/prompt.h"
#include "app/reel.h"
#include "app/screens.h"
#include "export/export.h"

/* What all open screens are told of. */
enum screen_change {
    SCREEN_RESIZED,
    SCREEN_RESTYLED, /* app_settings() have changed */
    SCREEN_REREAD,   /* the document is another now */
};

/* Only `keys`, open(), close(), draw() and shows() have to be there. */
struct screen {
    /* For whoever tries its commands elsewhere: "the player: enter plays a run". */
    const char *where;
    const struct key_row *keys;
    const struct command *commands; /* NULL: none */
    /* Its state is closed with the document; else with the application, and a screen from which
     * documents are opened closes the last one when it arrives. */
    bool is_of_document;

    /* ---- coming and going ---- */

    /* Makes its state, when it comes up for the first time. */
    void *(*open)(struct app *app);
    void (*close)(void *self);
    /* Before it comes up over another screen, with the run that this one shows (borrowed), or NULL.
     * False, after it has said why, if it cannot. */
    bool (*enter)(void *self, struct reel *run);
    /* It is on top now: it came up, or what stood over it is gone. */
    void (*arrive)(void *self);
    /* It is on top, and the job that was on its way has ended. */
    void (*idle)(void *self);

    /* ---- what comes in while it is on top ---- */

    /* A key before the tables get it: true if it was for what stands over the screen. Or the mouse.
     */
    bool (*input)(void *self, const struct input *input);
    /* A character that is no key. Where there is this function, common keys that are letters do not
     * hold. */
    void (*typed)(void *self, uint32_t rune);
    /* Time passes: true if the screen differs now. */
    bool (*tick)(void *self, int64_t now_ns);
    /* When it will differ by itself; -1: not until somebody does something. The next frame comes at
     * `frame_ns` at the soonest. */
    int64_t (*next)(const void *self, int64_t now_ns, int64_t frame_ns);
    /* Runs the document again: as it was (`same`), or with something changed. Without this function
     * nothing is run here. */
    void (*rerun)(void *self, bool same);

    /* ---- what comes in while it is open, on top or not ---- */

    void (*changed)(void *self, enum screen_change what);
    /* A file, the document or another one. */
    void (*file_changed)(void *self, const char *path);
    /* A run that another screen has got to its end. */
    void (*offered)(void *self, struct reel *run);

    /* ---- what it shows ---- */

    void (*draw)(void *self, struct grid *grid);
    /* Takes the rows of the help and shows them over itself; NULL: takes away whatever stands over
     * it. Without this function the help is shown in its place. */
    void (*help)(void *self, struct view_key *rows);
    /* The run it shows, for a screen that comes up over it; NULL: none. */
    struct reel *(*run)(void *self);
    /* The line of the document that it is at, for the editor; 0: none. */
    int (*line)(const void *self);
    /* Appends what it shows, in a format. False, after it has said why, if it cannot. Without this
     * function only the text of the screen is exported. */
    bool (*export_to)(void *self, const struct export_format *format,
                      const struct export_options *options, struct strbuf *out);
    /* What it draws from, as view/ knows it (struct view, browser, comparison): tests look at it.
     */
    const void *(*shows)(const void *self);
};

/* ======== what a screen may ask of the application ======== */

/* ---- the stack ---- */

/* Brings a screen up: one that stands right under the top is gone back to. False if it cannot come,
 * which was said. */
bool app_push(struct app *app, enum screen_id id);
/* The same, never back. */
bool app_push_over(struct app *app, enum screen_id id);
/* To the screen before; out of the first one: quits. */
void app_back(struct app *app);
void app_quit(struct app *app);
enum screen_id app_top(const struct app *app);
/* Shows the help of the screen on top; or says what one command does. */
void app_help(struct app *app, const char *command);

/* ---- the last line ---- */

/* What is said there until the next key. */
void app_say(struct app *app, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same with words that are released; nothing if there are none. */
void app_say_words(struct app *app, struct strbuf *words);
/* Asks for a line: `done` gets it, unless whoever types gives up. */
typedef void app_line_fn(void *self, const char *line);
void app_ask(struct app *app, enum prompt_kind kind, app_line_fn *done, void *self);
/* The same with a beginning of it. */
void app_ask_from(struct app *app, enum prompt_kind kind, const char *text, app_line_fn *done,
                  void *self);
/* Does what a line behind `:` says; `self` is the application. */
app_line_fn app_command;
/* Reads "on", "off", or nothing: the other. False, after it has said so, if it is none of them. */
bool app_read_switch(struct app *app, const char *words, bool *on);
command_candidate app_switch_candidate;
/* What stands there; NULL: nothing is said, nothing is typed. */
const char *app_message(const struct app *app);
const char *app_prompt(const struct app *app, size_t *cursor);

/* ---- the document, the job, runs ---- */

/* Opens a file instead of the one that is open, with whose screens it is over: whoever calls it
 * from one of them has no state any more. False, with a sentence appended, if it cannot be read:
 * nothing has changed then. */
bool app_open(struct app *app, const char *path, struct strbuf *problem);
/* Ends the job, closes the document and its screens, and takes them off the stack. */
void app_close(struct app *app);
struct document *app_document(struct app *app);
/* The document, in the user's editor. */
void app_edit(struct app *app);
struct job *app_job(struct app *app);
/* Reads the document again, for it may have changed without having been noticed: before a run of
 * it. True if it is another now; says so if it cannot be read. */
bool app_refresh(struct app *app);
/* What is wrong with the document's file, in a few words; NULL: nothing. */
const char *app_file_words(const struct app *app);
/* Runs the document again, as the screen on top does; `same`: as it stands in the file now. */
void app_rerun(struct app *app, bool same);
/* A run that has ended, to all screens but the one of this state. */
void app_offer(struct app *app, const void *self, struct reel *run);
/* What the screen on top exports: see struct screen. */
bool app_export(struct app *app, const struct export_format *format,
                const struct export_options *options, struct strbuf *out);

/* ---- what is so for all screens ---- */

int64_t app_now_ns(const struct app *app); /* of the last input, tick, frame or answer */
int app_columns(const struct app *app);
int app_rows(const struct app *app);
const struct app_settings *app_settings(const struct app *app);
void app_change_settings(struct app *app, const struct app_settings *settings);
/* They say so. */
void app_set_movement(struct app *app, bool on);
void app_set_mouse(struct app *app, bool on);
void app_set_light(struct app *app, bool light);
bool app_mouse_is_on(const struct app *app);
/* Block and box characters cannot be drawn, or are not wanted. */
bool app_is_ascii(const struct app *app);
const struct catalog *app_catalog(const struct app *app);
const struct app_host *app_host(const struct app *app);
struct learner *app_learner(struct app *app);
/* Opens an exercise of the course, with the learner's copy: whoever calls it from a screen of the
 * document has no state any more. False, after it has said why, if that cannot be. */
bool app_open_exercise(struct app *app, int exercise);
/* The same of a lesson itself, in the player. */
bool app_open_lesson(struct app *app, int lesson);
/* Opens the learner's own copy of a lesson and shows it, after having made it, if need be; says
 * where it is. False, after it has said why, if that cannot be. */
bool app_open_copy(struct app *app, const char *lesson, const char *path);

#endif
