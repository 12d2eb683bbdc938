#include "config.h"

#include "app_host.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "check_main.h"
#include "grid/glyph.h"
#include "grid/palette.h"
#include "hand.h"

/* ---- what the application asks of it ---- */

static void put_string(char **place, const char *text)
{
    char *copy = text ? mem_strdup(text) : NULL;
    free(*place);
    *place = copy;
}

static void begin_run(struct host *self, int number)
{
    self->starts++;
    self->number = number;
    self->runs = true;
}

static void host_start(void *arg, const struct app_run *run)
{
    struct host *self = arg;
    struct strbuf sets = STRBUF_INIT;
    begin_run(self, run->number);
    self->model = run->model;
    put_string(&self->source, run->source);
    put_string(&self->name, run->name);
    for (int i = 0; i < run->set_count; i++)
        strbuf_addf(&sets, "%s%s", i ? " " : "", run->sets[i]);
    put_string(&self->sets, strbuf_str(&sets));
    strbuf_release(&sets);
}

static void host_open_trace(void *arg, int number, const char *path)
{
    struct host *self = arg;
    begin_run(self, number);
    put_string(&self->trace, path);
}

static void host_stop(void *arg)
{
    struct host *self = arg;
    self->stops++;
    self->runs = false;
}

struct host_file *host_find(struct host *self, const char *path)
{
    for (int i = 0; i < self->file_count; i++)
        if (strcmp(self->files[i].path, path) == 0)
            return &self->files[i];
    return NULL;
}

static int host_read(void *arg, const char *path, char **text, size_t *len)
{
    struct host *self = arg;
    const struct host_file *file = host_find(self, path);
    self->reads++;
    if (!file)
        return -ENOENT;
    if (!file->text)
        return file->error ? file->error : -EACCES;
    *text = mem_strdup(file->text);
    *len = strlen(file->text);
    return 0;
}

static void host_watch(void *arg, const char *path)
{
    struct host *self = arg;
    put_string(&self->watched, path);
}

static const char *host_unwatched(void *arg)
{
    return ((struct host *)arg)->unwatched;
}

static const char *host_edit(void *arg, const char *path, int line)
{
    struct host *self = arg;
    self->edits++;
    self->edit_line = line;
    put_string(&self->edited, path);
    return self->no_edit;
}

static const char *host_record(void *arg, const char *path)
{
    struct host *self = arg;
    self->recordings++;
    put_string(&self->recorded, path);
    return NULL;
}

static int host_write(void *arg, const char *path, const char *bytes, size_t len)
{
    struct host *self = arg;
    if (self->write_error)
        return self->write_error;
    put_string(&self->written_path, path);
    free(self->written);
    self->written = mem_strndup(bytes, len);
    return 0;
}

static void host_light(void *arg, bool light)
{
    struct host *self = arg;
    self->light = light;
}

static void host_mouse_on(void *arg, bool on)
{
    struct host *self = arg;
    self->mouse = on;
}

static void host_redraw(void *arg)
{
    struct host *self = arg;
    self->redraws++;
}

static void host_suspend(void *arg)
{
    struct host *self = arg;
    self->suspends++;
}

static void host_quit(void *arg)
{
    struct host *self = arg;
    self->quits++;
}

/* ---- beginning and end ---- */

void host_init(struct host *self)
{
    *self = (struct host){.now_ns = 1000 * NS_PER_S, .mouse = -1, .light = -1};
}

void host_put(struct host *self, const char *path, const char *text)
{
    struct host_file *file = host_find(self, path);
    if (!file) {
        ck_assert_int_lt(self->file_count, HOST_FILES_MOST);
        file = &self->files[self->file_count++];
    }
    *file = (struct host_file){path, text};
}

void host_begin_with(struct host *self, const struct app_settings *settings, int columns, int rows)
{
    struct app_settings own = *settings;
    struct app_host calls = {
        .arg = self,
        .start = host_start,
        .open_trace = host_open_trace,
        .stop = host_stop,
        .read = host_read,
        .watch = host_watch,
        .unwatched = host_unwatched,
        .edit = host_edit,
        .record = host_record,
        .write = host_write,
        .save = host_write,
        .mouse = host_mouse_on,
        .light = host_light,
        .redraw = host_redraw,
        .suspend = host_suspend,
        .quit = host_quit,
    };
    for (int i = 0; i < self->file_count; i++)
        self->scenarios[i] = (struct app_scenario){self->files[i].path, BROWSER_LESSONS};
    own.scenarios = self->scenarios;
    own.scenario_count = (size_t)self->file_count;
    self->columns = columns;
    self->rows = rows;
    self->app = app_new(&calls, &own, columns, rows);
}

void host_begin(struct host *self, int columns, int rows)
{
    host_begin_with(self, &(struct app_settings){.colours = GRID_256_COLOURS}, columns, rows);
}

void host_release(struct host *self)
{
    app_free(self->app);
    free(self->source);
    free(self->name);
    free(self->sets);
    free(self->watched);
    free(self->edited);
    free(self->recorded);
    free(self->trace);
    free(self->written_path);
    free(self->written);
    strbuf_release(&self->screen);
}

/* ---- keys ---- */

static const struct {
    const char *name;
    uint32_t key;
} names[] = {
    {"space", ' '},
    {"enter", INPUT_ENTER},
    {"esc", INPUT_ESC},
    {"tab", INPUT_TAB},
    {"shift-tab", INPUT_SHIFT_TAB},
    {"up", INPUT_UP},
    {"down", INPUT_DOWN},
    {"left", INPUT_LEFT},
    {"right", INPUT_RIGHT},
    {"shift-left", INPUT_SHIFT_LEFT},
    {"shift-right", INPUT_SHIFT_RIGHT},
    {"home", INPUT_HOME},
    {"end", INPUT_END},
    {"page-up", INPUT_PAGE_UP},
    {"page-down", INPUT_PAGE_DOWN},
    {"backspace", INPUT_BACKSPACE},
    {"delete", INPUT_DELETE},
    {"f1", INPUT_F1},
    {"f2", INPUT_F1 + 1},
    {"f4", INPUT_F1 + 3},
    {"f10", INPUT_F10},
};

static uint32_t key_of(const char *word)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].name, word) == 0)
            return names[i].key;
    if (strncmp(word, "ctrl-", 5) == 0)
        return INPUT_CTRL + (unsigned char)word[5];
    ck_assert_msg(strlen(word) == 1, "no key '%s'", word);
    return (unsigned char)word[0];
}

static void press(struct host *self, uint32_t key)
{
    struct input input = {.key = key};
    app_input(self->app, &input, self->now_ns);
}

static void type_words(struct host *self, const char *words)
{
    for (; *words; words++)
        press(self, *words == '_' ? ' ' : (unsigned char)*words);
}

/* Lets the clock go on, and ticks when the application wants to be called. */
static void turn_clock(struct host *self, int64_t ns)
{
    int64_t until = self->now_ns + ns;
    for (;;) {
        int64_t next = app_next_ns(self->app, self->now_ns);
        if (next < 0 || next > until)
            break;
        ck_assert_int_ge(next, self->now_ns);
        self->now_ns = next > self->now_ns ? next : next + 1;
        app_tick(self->app, self->now_ns);
    }
    self->now_ns = until;
    app_tick(self->app, self->now_ns);
}

static void play_word(struct host *self, char *word)
{
    char *star = strlen(word) > 2 ? strchr(word + 1, '*') : NULL;
    int times = star ? atoi(star + 1) : 1;
    if (*word == '@' && word[1]) {
        turn_clock(self, (int64_t)(atof(word + 1) * 1e6));
        return;
    }
    if (*word == '\'' && word[1]) {
        type_words(self, word + 1);
        return;
    }
    if (star)
        *star = '\0';
    while (times-- > 0)
        press(self, key_of(word));
}

void host_keys(struct host *self, const char *script)
{
    char *copy = mem_strdup(script), *rest = copy, *word;
    while ((word = strtok_r(rest, " ", &rest)))
        play_word(self, word);
    free(copy);
}

void host_paste(struct host *self, const char *text)
{
    for (; *text; text++) {
        struct input input = {.key = *text == '\n'   ? INPUT_ENTER
                                     : *text == '\t' ? INPUT_TAB
                                                     : (unsigned char)*text,
                              .pasted = true};
        app_input(self->app, &input, self->now_ns);
    }
}

void host_mouse(struct host *self, enum input_mouse mouse, int row, int column)
{
    struct input input = {.mouse = mouse, .row = row, .column = column};
    app_input(self->app, &input, self->now_ns);
}

void host_size(struct host *self, int columns, int rows)
{
    self->columns = columns;
    self->rows = rows;
    app_resize(self->app, columns, rows);
}

void host_give(struct host *self, struct trace *trace)
{
    struct story *story = story_new(trace, NULL, NULL);
    if (!story->live)
        self->runs = false;
    app_story(self->app, self->number, story, self->now_ns);
}

/* ---- the screen ---- */

static bool is_glyph(uint32_t rune, enum grid_ink ink)
{
    for (int i = 0; i < GLYPH_COUNT; i++)
        if (glyph_ink((enum glyph)i) == ink &&
            (rune == glyph_rune((enum glyph)i, false) || rune == glyph_rune((enum glyph)i, true)))
            return true;
    return false;
}

/* The ink of a mark stands out less than that of a text has to: no letter may have it. */
static void assert_letters_are_text(const struct grid *grid)
{
    for (int i = 0; i < grid->columns * grid->rows; i++) {
        const struct grid_cell *cell = &grid->cells[i];
        uint32_t rune = ' ';
        if (cell->len)
            utf8_decode(cell->bytes, cell->len, &rune);
        bool letter = rune < 0x80 ? isalnum((int)rune) : rune >= 0xa0 && rune < 0x2000;
        bool text = cell->style.ink >= INK_COUNT || !palette_is_mark(cell->style.ink);
        ck_assert_msg(text || !letter || rune == 0xb7 || is_glyph(rune, cell->style.ink),
                      "row %d, column %d: '%.*s' in the ink of a mark, %d", i / grid->columns,
                      i % grid->columns, cell->len, cell->bytes, cell->style.ink);
    }
}

const char *host_screen(struct host *self)
{
    struct grid grid;
    grid_init(&grid, self->columns, self->rows);
    app_draw(self->app, &grid, self->now_ns);
    assert_letters_are_text(&grid);
    strbuf_clear(&self->screen);
    grid_to_text(&grid, NULL, false, &self->screen);
    grid_release(&grid);
    return strbuf_str(&self->screen);
}

const char *host_last_row(struct host *self)
{
    host_screen(self);
    struct strbuf *screen = &self->screen;
    if (screen->len && screen->text[screen->len - 1] == '\n')
        screen->text[--screen->len] = '\0';
    const char *line = screen->len ? strrchr(screen->text, '\n') : NULL;
    return line ? line + 1 : strbuf_str(screen);
}

bool host_shows(struct host *self, const char *text)
{
    return strstr(host_screen(self), text) != NULL;
}

/* ---- the fixture ---- */

struct host host;
char *host_two_waits;

void host_setup(void)
{
    struct trace *trace = hand_two_coroutines();
    size_t len;
    const char *source = trace_source(trace, &len);
    host_two_waits = mem_strndup(source, len);
    trace_free(trace);
    host_init(&host);
    host_put(&host, HOST_PATH, host_two_waits);
}

void host_teardown(void)
{
    host_release(&host);
    free(host_two_waits);
}

void host_open(const struct app_settings *settings, int columns, int rows)
{
    struct strbuf problem = STRBUF_INIT;
    host_begin_with(&host, settings, columns, rows);
    ck_assert_msg(app_open_scenario(host.app, HOST_PATH, MODEL_COUNT, NULL, 0, &problem), "%s",
                  strbuf_str(&problem));
    strbuf_release(&problem);
}

void host_open_player(void)
{
    host_open(&(struct app_settings){.colours = GRID_256_COLOURS, .still = true}, 100, 30);
}

void host_open_run(void)
{
    host_open_player();
    host_give(&host, hand_two_coroutines());
}

void host_give_live(double until_us)
{
    struct trace *trace = hand_new("coroutines");
    trace_set_source(trace, HOST_PATH, host_two_waits, strlen(host_two_waits));
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .line = 4);
    hand_say(trace, 20, 1, "1 starts");
    hand_state(trace, 40, 1, TRACE_WAITING, TRACE_BY_IO, 1, 6);
    hand(trace, 50, LOOP_WAIT, .who = TRACE_LOOP);
    hand(trace, until_us, LOOP_WOKE, .who = TRACE_LOOP);
    trace_finish(trace);
    struct story *story = story_new(trace, NULL, NULL);
    story->live = true;
    app_story(host.app, host.number, story, host.now_ns);
}

const struct player *host_player(void)
{
    return host_view()->player;
}

const struct view *host_view(void)
{
    return app_shows(host.app, SCREEN_PLAYER);
}

const struct browser *host_browser(void)
{
    return app_shows(host.app, SCREEN_BROWSER);
}

const struct comparison *host_comparison(void)
{
    return app_shows(host.app, SCREEN_COMPARE);
}

const char *host_message(void)
{
    const char *message = app_message(host.app);
    return message ? message : "";
}
