/* A host of the application for tests: files in memory, calls that are recorded, a clock that is
 * turned by hand, and keys in a small notation. */
#ifndef BATON_TESTS_APP_HOST_H
#define BATON_TESTS_APP_HOST_H

#include "base/strbuf.h"
#include "app/parts.h"
#include "view/browser.h"
#include "view/comparison.h"
#include "view/view.h"

enum { HOST_FILES_MOST = 80 };

struct host_file {
    const char *path, *text; /* borrowed; text NULL: cannot be read */
    int error;               /* then; 0: EACCES */
};

struct host {
    struct app *app;
    struct host_file files[HOST_FILES_MOST];
    int file_count, reads;
    struct app_scenario scenarios[HOST_FILES_MOST];
    int64_t now_ns;
    int columns, rows;
    /* the newest calls */
    int starts, number; /* runs and traces that were begun */
    enum model_id model;
    char *source, *name, *sets; /* of the newest run */
    int stops, quits, redraws, suspends, edits, edit_line;
    int mouse, light; /* -1: not called */
    bool runs;        /* between start and the last story, a failure or stop */
    char *watched, *edited, *trace, *recorded;
    int recordings;
    char *written_path, *written; /* the newest export */
    int write_error;
    const char *unwatched; /* why the file cannot be watched; NULL: it can */
    const char *no_edit;   /* what the editor's refusal says; NULL: it comes */
    struct strbuf screen;  /* by host_screen() */
};

void host_init(struct host *self);
void host_put(struct host *self, const char *path, const char *text);
struct host_file *host_find(struct host *self, const char *path);
/* Makes the application. All files are scenarios of the browser, in their order. */
void host_begin(struct host *self, int columns, int rows);
void host_begin_with(struct host *self, const struct app_settings *settings, int columns, int rows);
void host_release(struct host *self);

/* Words parted by blanks: a key each ("space", "right*3", "ctrl-c", "a"); "'goto 5" types the word,
 * with _ for a blank; "@500" turns the clock on by 500 ms and ticks as app_next_ns() says. */
void host_keys(struct host *self, const char *script);
/* Text that comes pasted; the line ends and tabs in it, too. */
void host_paste(struct host *self, const char *text);
void host_mouse(struct host *self, enum input_mouse mouse, int row, int column);
void host_size(struct host *self, int columns, int rows);
/* Ends the run that was begun with a story of a trace. */
void host_give(struct host *self, struct trace *trace);
/* The screen as text, until the next call. */
const char *host_screen(struct host *self);
/* The last row of it. */
const char *host_last_row(struct host *self);
/* True if the text stands on the screen. */
bool host_shows(struct host *self, const char *text);

/* ---- the fixture: a file, and a host that may open it ---- */

#define HOST_PATH "two-waits.baton"

extern struct host host;
extern char *host_two_waits; /* the source of the traces of hand.h */

void host_setup(void);
void host_teardown(void);
/* Plays the file: a run of it has begun. */
void host_open(const struct app_settings *settings, int columns, int rows);
void host_open_player(void);
/* … and is over. */
void host_open_run(void);
/* The first part of a run of it that lasts. */
void host_give_live(double until_us);

const struct player *host_player(void);
const struct view *host_view(void);
const struct browser *host_browser(void);
const struct comparison *host_comparison(void);
const char *host_message(void);

#define ck_says(words)                                                                             \
    ck_assert_msg(strstr(host_message(), words) != NULL, "the message is '%s'", host_message())

#endif
