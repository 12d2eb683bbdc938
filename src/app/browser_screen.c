/* The browser: which scenarios there are, and which of them the filter leaves. A file is read when
 * it may be seen, or when the filter has to look into it: so the start does not wait for all. */
#include "config.h"

#include "app/goal.h"
#include "app/screen.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "view/browser.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    struct browser_row row;
    bool was_read;
    char note[48]; /* "quiz 3/3  last" */
    char *title, *about, *models, *error, *text, *question, *goal;
};

struct browser_screen {
    struct app *app;
    struct entry *entries;
    int entry_count;
    const struct browser_row **shown;
    struct browser browser;
    struct strbuf filter;
    char **heads; /* of the chapters */
    struct strbuf progress;
};

/* ---- what stands in a row ---- */

static void forget_texts(struct entry *entry)
{
    free(entry->title);
    free(entry->about);
    free(entry->models);
    free(entry->error);
    free(entry->text);
    free(entry->question);
    free(entry->goal);
    entry->text = entry->question = entry->goal = NULL;
    entry->row.source = entry->row.question = entry->row.goal = NULL;
    entry->title = entry->about = entry->models = entry->error = NULL;
    entry->row.title = entry->row.about = entry->row.models = "";
    entry->row.error = NULL;
    entry->was_read = false;
}

static char *models_of(const struct scenario *scenario)
{
    struct strbuf models = STRBUF_INIT;
    for (int i = 0; i < scenario_model_count(scenario); i++)
        strbuf_addf(&models, "%s%s", i ? ", " : "", model_name(scenario_model_at(scenario, i)));
    return strbuf_detach(&models);
}

/* The question that the file asks first, without what stands behind it. NULL: it asks nothing. */
static char *question_of(const char *text)
{
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        const char *word = line + strspn(line, " ");
        if (word > line && strncmp(word, "ask \"", 5) == 0)
            return mem_strndup(word + 5, strcspn(word + 5, "\"\n"));
    }
    return NULL;
}

/* What is to be found by who is the scheduler; NULL: nothing is. */
static char *goal_of(const struct scenario *scenario)
{
    struct strbuf words = STRBUF_INIT;
    goal_add_all(scenario, scenario_model_at(scenario, 0), &words);
    if (words.len)
        strbuf_adds(&words, ", by a schedule of yours: s in the player");
    return words.len ? strbuf_detach(&words) : NULL;
}

static void take_scenario(struct entry *entry, const char *text, size_t len)
{
    struct diag_list diags = {0};
    struct scenario *scenario = scenario_read(entry->row.path, text, len, &diags);
    if (diags.errors) {
        struct strbuf line = STRBUF_INIT;
        document_first_error(&diags, &line);
        entry->row.error = entry->error = strbuf_detach(&line);
    } else {
        entry->row.title = entry->title = mem_strdup(scenario_title(scenario));
        entry->row.about = entry->about = mem_strdup(scenario_about(scenario));
        entry->row.models = entry->models = models_of(scenario);
        entry->row.goal = entry->goal = goal_of(scenario);
    }
    scenario_free(scenario);
    diag_release(&diags);
}

static void read_entry(struct browser_screen *pick, struct entry *entry)
{
    const struct app_host *host = app_host(pick->app);
    char *text = NULL;
    size_t len = 0;
    if (entry->was_read || entry->row.is_exercise)
        return;
    entry->was_read = true;
    int error = host->read(host->arg, entry->row.path, &text, &len);
    if (error < 0)
        entry->row.error = entry->error = mem_strdup(file_reason(error));
    else
        take_scenario(entry, text, len);
    if (text && !entry->error) {
        entry->row.source = entry->text = text;
        entry->row.question = entry->question = question_of(text);
    } else {
        free(text);
    }
}

/* ---- the filter ---- */

static bool has_word(const char *text, const char *word, size_t len)
{
    for (; *text; text++) {
        size_t i = 0;
        while (i < len && tolower((unsigned char)text[i]) == tolower((unsigned char)word[i]))
            i++;
        if (i == len)
            return true;
    }
    return false;
}

/* True if each word of the filter stands somewhere in the row. */
static bool passes(const struct browser_row *row, const char *filter)
{
    while (*(filter += strspn(filter, " "))) {
        size_t len = strcspn(filter, " ");
        if (!has_word(row->name, filter, len) && !has_word(row->title, filter, len) &&
            !has_word(row->about, filter, len) && !has_word(row->models, filter, len) &&
            !(row->source && has_word(row->source, filter, len)))
            return false;
        filter += len;
    }
    return true;
}

/* True if they stand in what it is called. */
static bool is_called(const struct browser_row *row, const char *filter)
{
    while (*(filter += strspn(filter, " "))) {
        size_t len = strcspn(filter, " ");
        if (!has_word(row->name, filter, len) && !has_word(row->title, filter, len))
            return false;
        filter += len;
    }
    return true;
}

/* What is chosen stays chosen if it is still there. */
static void filter_rows(struct browser_screen *pick)
{
    struct browser *browser = &pick->browser;
    const struct browser_row *chosen =
        browser->chosen < browser->count ? pick->shown[browser->chosen] : NULL;
    const char *filter = strbuf_str(&pick->filter);
    browser->count = browser->chosen = 0;
    for (int i = 0; i < pick->entry_count; i++) {
        if (*filter)
            read_entry(pick, &pick->entries[i]);
        if (!passes(&pick->entries[i].row, filter))
            continue;
        if (&pick->entries[i].row == chosen)
            browser->chosen = browser->count;
        pick->shown[browser->count++] = &pick->entries[i].row;
    }
    browser->rows = pick->shown;
    browser->filter = filter;
}

/* What is called so is meant before what only speaks of it. */
static void choose_called(struct browser_screen *pick)
{
    struct browser *browser = &pick->browser;
    const char *filter = strbuf_str(&pick->filter);
    int i = 0;
    if (browser->count && is_called(pick->shown[browser->chosen], filter))
        return;
    while (i < browser->count && !is_called(pick->shown[i], filter))
        i++;
    if (i < browser->count)
        browser->chosen = i;
}

static void type(void *self, uint32_t rune)
{
    struct browser_screen *pick = self;
    char bytes[4];
    if (pick->filter.len > 200 || (rune == ' ' && !pick->filter.len))
        return;
    strbuf_add(&pick->filter, bytes, utf8_encode(rune, bytes));
    filter_rows(pick);
    choose_called(pick);
}

static void cut(void *self, const struct key_press *press)
{
    struct browser_screen *pick = self;
    struct strbuf *filter = &pick->filter;
    if (!filter->len)
        return;
    do
        filter->len--;
    while (filter->len && ((unsigned char)filter->text[filter->len] & 0xC0) == 0x80);
    filter->text[filter->len] = '\0';
    filter_rows(pick);
}

/* ---- coming and going ---- */

/* The number of the entry of a file in the course; -1: it is no lesson of it. */
static int lesson_of(const struct browser_screen *pick, const struct entry *entry)
{
    if (entry->row.group != BROWSER_LESSONS || entry->row.is_exercise)
        return -1;
    return course_find_lesson(app_learner(pick->app)->course, entry->row.name);
}

static void add_file(struct browser_screen *pick, int file, const char *head)
{
    const struct catalog *catalog = app_catalog(pick->app);
    struct entry *entry = &pick->entries[pick->entry_count++];
    entry->row = (struct browser_row){.name = catalog->names[file],
                                      .path = catalog->scenarios[file].path,
                                      .group = catalog->scenarios[file].group,
                                      .head = head};
    forget_texts(entry);
}

static void add_exercise(struct browser_screen *pick, int at, const char *head)
{
    const struct course_exercise *exercise = &app_learner(pick->app)->course->exercises[at];
    struct entry *entry = &pick->entries[pick->entry_count++];
    entry->row = (struct browser_row){.name = exercise->id,
                                      .title = exercise->title,
                                      .about = exercise->text,
                                      .models = "",
                                      .path = "",
                                      .head = head,
                                      .is_exercise = true,
                                      .exercise = at};
}

/* A chapter's lessons as far as they are there, each with its exercises. */
static void add_chapter(struct browser_screen *pick, int number, bool *is_taken)
{
    const struct course *course = app_learner(pick->app)->course;
    const struct course_chapter *chapter = &course->chapters[number];
    const struct catalog *catalog = app_catalog(pick->app);
    struct strbuf head = STRBUF_INIT;
    strbuf_addf(&head, "%d. %s", number + 1, chapter->title);
    pick->heads[number] = strbuf_detach(&head);
    for (int i = chapter->first; i < chapter->first + chapter->count; i++) {
        const struct course_lesson *lesson = &course->lessons[i];
        for (int file = 0; file < catalog->count; file++) {
            if (is_taken[file] || catalog->scenarios[file].group != BROWSER_LESSONS ||
                strcmp(catalog->names[file], lesson->name) != 0)
                continue;
            is_taken[file] = true;
            add_file(pick, file, pick->heads[number]);
            for (int k = 0; k < lesson->count; k++)
                add_exercise(pick, lesson->first + k, pick->heads[number]);
        }
    }
}

static void mark_exercise(struct browser_row *row, const struct learner *learner)
{
    const char *name = learner->course->exercises[row->exercise].name;
    row->done = progress_has(&learner->progress, PROGRESS_SOLVED, name);
    row->begun = !row->done && learner_has_copy(learner, name);
    row->note = row->begun ? "open" : NULL;
}

static void mark_lesson(struct entry *entry, const struct progress *progress, bool is_next)
{
    struct browser_row *row = &entry->row;
    const char *quiz = progress_value(progress, PROGRESS_QUIZ, row->name);
    const char *last = progress_last(progress);
    const char *place = is_next ? "next" : last && strcmp(last, row->name) == 0 ? "last" : "";
    row->done = progress_has(progress, PROGRESS_SEEN, row->name);
    snprintf(entry->note, sizeof entry->note, "%s%.16s%s%s", quiz ? "quiz " : "", quiz ? quiz : "",
             quiz && *place ? "  " : "", place);
    row->note = entry->note[0] ? entry->note : NULL;
}

/* What was seen and solved, how its quiz came out, which is next, and which was open last. */
static void mark_rows(struct browser_screen *pick)
{
    const struct learner *learner = app_learner(pick->app);
    const struct course *course = learner->course;
    const struct progress *progress = &learner->progress;
    const char *last = progress_last(progress);
    int next = progress_next_lesson(progress, course);
    strbuf_clear(&pick->progress);
    if (!course->exercise_count)
        return;
    for (int i = 0; i < pick->entry_count; i++) {
        struct browser_row *row = &pick->entries[i].row;
        int lesson = lesson_of(pick, &pick->entries[i]);
        if (row->is_exercise)
            mark_exercise(row, learner);
        if (lesson >= 0)
            mark_lesson(&pick->entries[i], progress, lesson == next);
    }
    strbuf_addf(&pick->progress, "%d of %d solved", progress_solved_count(progress, course),
                course->exercise_count);
    if (last)
        strbuf_addf(&pick->progress, "  last %s", last);
    if (next >= 0)
        strbuf_addf(&pick->progress, "  next %s", course->lessons[next].name);
    pick->browser.progress = strbuf_str(&pick->progress);
}

/* One begins where one was. */
static void choose_last(struct browser_screen *pick)
{
    const char *last = progress_last(&app_learner(pick->app)->progress);
    for (int i = 0; last && i < pick->browser.count; i++)
        if (strcmp(pick->shown[i]->name, last) == 0 && pick->shown[i]->group == BROWSER_LESSONS)
            pick->browser.chosen = i;
}

static void *open_screen(struct app *app)
{
    struct browser_screen *pick = mem_alloc(sizeof *pick);
    const struct catalog *catalog = app_catalog(app);
    const struct course *course = app_learner(app)->course;
    size_t room = (size_t)(catalog->count + course->exercise_count + 1);
    bool *is_taken = mem_alloc(room * sizeof *is_taken);
    pick->app = app;
    pick->entries = mem_alloc(room * sizeof *pick->entries);
    pick->shown = mem_alloc(room * sizeof *pick->shown);
    pick->heads = mem_alloc((size_t)(course->chapter_count + 1) * sizeof *pick->heads);
    for (int i = 0; i < course->chapter_count; i++)
        add_chapter(pick, i, is_taken);
    for (int i = 0; i < catalog->count; i++)
        if (!is_taken[i])
            add_file(pick, i, NULL);
    free(is_taken);
    pick->browser.all = pick->entry_count;
    for (int i = 0; i < pick->entry_count; i++)
        pick->browser.exercises += pick->entries[i].row.is_exercise;
    pick->browser.docs = catalog->docs;
    mark_rows(pick);
    filter_rows(pick);
    choose_last(pick);
    return pick;
}

static void close_screen(void *self)
{
    struct browser_screen *pick = self;
    for (int i = 0; i < pick->entry_count; i++)
        if (!pick->entries[i].row.is_exercise)
            forget_texts(&pick->entries[i]);
    for (int i = 0; i < app_learner(pick->app)->course->chapter_count; i++)
        free(pick->heads[i]);
    free(pick->heads);
    strbuf_release(&pick->progress);
    free(pick->entries);
    free(pick->shown);
    strbuf_release(&pick->filter);
    free(pick);
}

static void arrive(void *self)
{
    struct browser_screen *pick = self;
    app_close(pick->app);
    mark_rows(pick);
}

static void file_changed(void *self, const char *path)
{
    struct browser_screen *pick = self;
    for (int i = 0; i < pick->entry_count; i++)
        if (strcmp(pick->entries[i].row.path, path) == 0)
            forget_texts(&pick->entries[i]);
}

/* ---- drawing ---- */

/* The chosen row is on the screen, so the others on it are at most its height away. */
static void read_visible(struct browser_screen *pick)
{
    int rows = app_rows(pick->app);
    int from = pick->browser.chosen - rows, to = pick->browser.chosen + rows;
    for (int i = from < 0 ? 0 : from; i < pick->browser.count && i <= to; i++) {
        size_t at = (size_t)((const char *)pick->shown[i] - (const char *)pick->entries) /
                    sizeof *pick->entries;
        read_entry(pick, &pick->entries[at]);
    }
}

static void draw(void *self, struct grid *grid)
{
    struct browser_screen *pick = self;
    read_visible(pick);
    pick->browser.ascii = app_is_ascii(pick->app);
    pick->browser.message = app_message(pick->app);
    browser_draw(&pick->browser, grid);
}

static const void *shows(const void *self)
{
    const struct browser_screen *pick = self;
    return &pick->browser;
}

/* ---- what is done with the list ---- */

static void choose(struct browser_screen *pick, int to)
{
    struct browser *browser = &pick->browser;
    if (to >= browser->count)
        to = browser->count - 1;
    browser->chosen = to < 0 ? 0 : to;
}

static const struct browser_row *chosen_row(struct browser_screen *pick)
{
    const struct browser *browser = &pick->browser;
    if (browser->chosen >= browser->count) {
        app_say(pick->app, browser->all ? "no scenario is left: esc clears the filter"
                                        : "there is no scenario here");
        return NULL;
    }
    return pick->shown[browser->chosen];
}

static bool open_chosen(struct browser_screen *pick)
{
    const struct browser_row *row = chosen_row(pick);
    struct strbuf problem = STRBUF_INIT;
    bool good = row && app_open(pick->app, row->path, &problem);
    app_say_words(pick->app, &problem);
    return good;
}

static void play_chosen(struct browser_screen *pick)
{
    const struct browser_row *row =
        pick->browser.chosen < pick->browser.count ? pick->shown[pick->browser.chosen] : NULL;
    if (row && row->is_exercise)
        app_open_exercise(pick->app, row->exercise);
    else if (open_chosen(pick))
        app_push(pick->app, SCREEN_PLAYER);
}

/* The mouse: a click chooses; on what is chosen already it opens. */
static bool input(void *self, const struct input *what)
{
    struct browser_screen *pick = self;
    struct browser *browser = &pick->browser;
    if (what->key != INPUT_NONE)
        return false;
    if (input_wheel(what))
        choose(pick, browser->chosen + input_wheel(what));
    if (what->mouse != INPUT_PRESS)
        return true;
    int row =
        browser_hit(browser, what->row, what->column, app_columns(pick->app), app_rows(pick->app));
    if (row < 0 || row >= browser->count)
        return true;
    if (row == browser->chosen)
        play_chosen(pick);
    else
        choose(pick, row);
    return true;
}

/* ---- keys ---- */

static void move(void *self, const struct key_press *press)
{
    struct browser_screen *pick = self;
    choose(pick, pick->browser.chosen + press->direction * press->argument);
}

static void move_page(void *self, const struct key_press *press)
{
    struct browser_screen *pick = self;
    int rows = app_rows(pick->app), page = rows > 12 ? rows / 2 : 5;
    choose(pick, pick->browser.chosen + press->direction * page);
}

static void move_to_edge(void *self, const struct key_press *press)
{
    struct browser_screen *pick = self;
    choose(pick, press->direction < 0 ? 0 : pick->browser.count);
}

static void play(void *self, const struct key_press *press)
{
    play_chosen(self);
}

static void compare(void *self, const struct key_press *press)
{
    struct browser_screen *pick = self;
    const struct browser_row *row = chosen_row(pick);
    if (row && row->is_exercise) {
        app_say(pick->app, "an exercise has nothing to compare yet: enter begins it");
        return;
    }
    if (row && open_chosen(pick) && !app_push(pick->app, SCREEN_COMPARE))
        app_close(pick->app); /* it has an error, which was said */
}

static void edit(void *self, const struct key_press *press)
{
    struct browser_screen *pick = self;
    const struct app_host *host = app_host(pick->app);
    const struct browser_row *row = chosen_row(pick);
    const char *problem = NULL;
    if (row && row->is_exercise) {
        if (app_open_exercise(pick->app, row->exercise))
            app_edit(pick->app);
        return;
    }
    if (row && learner_lesson_at(app_learner(pick->app), app_catalog(pick->app), row->path)) {
        if (app_open_copy(pick->app, row->name, row->path))
            app_edit(pick->app);
        return;
    }
    if (row)
        problem = host->edit(host->arg, row->path, 1);
    if (problem)
        app_say(pick->app, "%s", problem);
}

static void back(void *self, const struct key_press *press)
{
    struct browser_screen *pick = self;
    if (!pick->filter.len) {
        app_back(pick->app);
        return;
    }
    strbuf_clear(&pick->filter);
    filter_rows(pick);
}

static const char choosing[] = "choosing", runs[] = "runs", general[] = "screen";

static const struct key_row keys[] = {
    {.back = {INPUT_UP, KEY_CTRL('p')},
     .keys = {INPUT_DOWN, KEY_CTRL('n')},
     .shown = "↑ ↓",
     .plain = "up down",
     .words = "last, next scenario",
     .group = choosing,
     .act = move,
     .argument = 1},
    {.back = {INPUT_PAGE_UP},
     .keys = {INPUT_PAGE_DOWN},
     .shown = "page",
     .words = "a page up, down",
     .group = choosing,
     .act = move_page},
    {.back = {INPUT_HOME},
     .keys = {INPUT_END},
     .shown = "home end",
     .words = "the first, the last",
     .group = choosing,
     .act = move_to_edge},
    {.keys = {INPUT_BACKSPACE},
     .shown = "letters",
     .words = "filter by these words",
     .group = choosing,
     .act = cut},
    {.keys = {INPUT_ENTER},
     .shown = "enter",
     .words = "play; do the exercise",
     .group = runs,
     .act = play},
    {.keys = {INPUT_F1 + 1},
     .shown = "F2",
     .words = "compare its models",
     .group = runs,
     .act = compare},
    {.keys = {INPUT_F1 + 3, KEY_CTRL('e')},
     .shown = "F4 ctrl-e",
     .words = "edit it",
     .group = runs,
     .act = edit},
    {.keys = {INPUT_ESC},
     .shown = "esc",
     .words = "no filter; then quit",
     .group = general,
     .act = back},
    {.words = NULL},
};

const struct screen browser_screen = {
    .keys = keys,
    .open = open_screen,
    .close = close_screen,
    .arrive = arrive,
    .input = input,
    .typed = type,
    .file_changed = file_changed,
    .draw = draw,
    .shows = shows,
};
