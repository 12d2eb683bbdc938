/* The compare view: the models of the open document, run one after another; and the files that
 * stand beside it. A document that is a saved trace, or a recording, is one run itself. */
#include "config.h"

#include "app/beside.h"
#include "app/screen.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "export/compare.h"
#include "export/table.h"
#include "tell/corner.h"
#include "view/comparison.h"

#include <stdlib.h>
#include <string.h>

enum { RUNS_MOST = MODEL_COUNT + DOCUMENT_BESIDE_MOST };

struct compare_screen {
    struct app *app;
    struct comparison comparison;
    struct comparison_run runs[RUNS_MOST];
    enum model_id models[RUNS_MOST]; /* MODEL_COUNT: a file's */
    char *paths[RUNS_MOST];          /* of a file; NULL: it is a model of the document */
    char *labels[RUNS_MOST];         /* of a file */
    struct reel *reels[RUNS_MOST];
    char *problems[RUNS_MOST];
    struct strbuf happened[RUNS_MOST];
    struct strbuf titles; /* of the runs, where there are files */
    int running;          /* index of the run that is on its way, if the job is ours */
    struct strbuf progress;
    char *sets; /* that the runs were made with; NULL: there are none yet */
    char *text; /* of the document they were made of */
    size_t len;
    int beside;  /* how many of the files beside it are among them */
    bool folded; /* somebody chose what is open */
};

static const struct job_owner runs_owner;

/* ---- what is compared ---- */

static void drop_run(struct compare_screen *compare, int index)
{
    reel_drop(compare->reels[index]);
    free(compare->problems[index]);
    strbuf_release(&compare->happened[index]);
    compare->reels[index] = NULL;
    compare->problems[index] = NULL;
    compare->runs[index].story = NULL;
    compare->runs[index].problem = NULL;
    compare->runs[index].happened = NULL;
    compare->runs[index].running = false;
}

/* All of the runs. */
static void clear(struct compare_screen *compare)
{
    if (job_is_of(app_job(compare->app), compare))
        job_stop(app_job(compare->app));
    for (int i = 0; i < compare->comparison.count; i++) {
        drop_run(compare, i);
        free(compare->paths[i]);
        free(compare->labels[i]);
    }
    strbuf_release(&compare->titles);
    strbuf_release(&compare->progress);
    free(compare->sets);
    free(compare->text);
    *compare = (struct compare_screen){.app = compare->app};
}

static char *sets_of(const struct document *document)
{
    struct strbuf words = STRBUF_INIT;
    settings_words(&document->settings, &words);
    return strbuf_detach(&words);
}

/* What is compared is what the document says now. */
static bool is_current(const struct compare_screen *compare)
{
    const struct document *document = app_document(compare->app);
    char *sets = sets_of(document);
    bool same = compare->sets && compare->len == document->len &&
                (!document->len || memcmp(compare->text, document->text, document->len) == 0) &&
                strcmp(compare->sets, sets) == 0;
    free(sets);
    return same;
}

static bool has_files(const struct compare_screen *compare)
{
    int count = compare->comparison.count;
    return count && compare->paths[count - 1];
}

static void add_file(struct compare_screen *compare, const char *path)
{
    int index = compare->comparison.count++;
    compare->models[index] = MODEL_COUNT;
    compare->paths[index] = mem_strdup(path);
    compare->labels[index] = beside_label(path);
    compare->runs[index] = (struct comparison_run){.label = compare->labels[index]};
}

/* Those that were put beside the document since. */
static void add_files(struct compare_screen *compare)
{
    const struct document *document = app_document(compare->app);
    while (compare->beside < document->beside_count)
        add_file(compare, document->beside[compare->beside++]);
    if (has_files(compare))
        compare->comparison.table = false;
}

static void begin(struct compare_screen *compare)
{
    const struct document *document = app_document(compare->app);
    struct comparison *comparison = &compare->comparison;
    bool table = comparison->table;
    clear(compare);
    compare->sets = sets_of(document);
    compare->text = mem_strndup(document->len ? document->text : "", document->len);
    compare->len = document->len;
    if (document->scenario)
        comparison->count = scenario_model_count(document->scenario);
    else
        add_file(compare, document->path);
    for (int i = 0; i < comparison->count && document->scenario; i++) {
        compare->models[i] = scenario_model_at(document->scenario, i);
        compare->runs[i].label = model_name(compare->models[i]);
        if (compare->models[i] == document->model)
            comparison->chosen = i;
    }
    comparison->runs = compare->runs;
    comparison->table = table && comparison_corners(comparison);
    add_files(compare);
}

static bool refuses(struct compare_screen *compare)
{
    const struct document *document = app_document(compare->app);
    struct strbuf why = STRBUF_INIT;
    if (document->is_trace && !document->beside_count) {
        app_say(compare->app,
                "this is a %s: ':compare FILE' puts another one, or a lesson, beside it",
                document->is_program ? "program of your own" : "saved trace");
        return true;
    }
    if (document->is_trace)
        return false;
    bool runnable = document_is_runnable(document, &why);
    app_say_words(compare->app, &why);
    return !runnable;
}

/* ---- runs ---- */

static bool is_of_this(const struct compare_screen *compare, const struct reel *reel)
{
    size_t len = 0;
    const char *source = trace_source(reel->story->trace, &len);
    return source && len == compare->len && memcmp(source, compare->text, len) == 0 &&
           strcmp(reel->sets, compare->sets) == 0;
}

static void put(struct compare_screen *compare, int index, struct reel *reel)
{
    int corner = compare->paths[index] ? -1 : corner_of(model_name(compare->models[index]));
    drop_run(compare, index);
    compare->reels[index] = reel;
    compare->runs[index].story = reel->story;
    if (corner < 0)
        return;
    struct tell tell = tell_to(reel->story->timeline, &compare->happened[index]);
    tell_corner(&tell, corner, reel->story->stats);
    compare->runs[index].happened = strbuf_str(&compare->happened[index]);
}

/* A run that another screen has: it need not be run again. */
static void offer(void *self, struct reel *reel)
{
    struct compare_screen *compare = self;
    for (int i = 0; i < compare->comparison.count; i++)
        if (!compare->paths[i] && compare->models[i] == reel->model && !compare->reels[i] &&
            !compare->runs[i].running && is_of_this(compare, reel))
            put(compare, i, reel_hold(reel));
}

/* The recording, or the saved run, that the document is; it may be another one now. */
static void take_own(struct compare_screen *compare, struct reel *reel)
{
    for (int i = 0; i < compare->comparison.count; i++)
        if (compare->reels[i] == reel)
            return; /* one of these was played */
    if (!compare->runs[0].running)
        put(compare, 0, reel_hold(reel));
}

/* Begins with one of them; why it cannot is kept in its place. */
static void run_one(struct compare_screen *compare, int index)
{
    struct job *job = app_job(compare->app);
    struct strbuf problem = STRBUF_INIT;
    compare->runs[index].running = true;
    compare->running = index;
    if (!compare->paths[index]) {
        job_run(job, &runs_owner, compare, app_document(compare->app), compare->models[index]);
    } else if (index == 0) { /* the document itself: a program's recording has no file */
        job_read(job, &runs_owner, compare, app_document(compare->app));
    } else if (!beside_begin(job, &runs_owner, compare, compare->paths[index], &problem)) {
        drop_run(compare, index);
        compare->problems[index] = strbuf_detach(&problem);
        compare->runs[index].problem = compare->problems[index];
    }
    strbuf_release(&problem);
}

/* Runs the next model, or reads the next file, if none is on its way. */
static void run_next(void *self)
{
    struct compare_screen *compare = self;
    const struct document *document = app_document(compare->app);
    struct job *job = app_job(compare->app);
    if (!document->scenario && !document->is_trace)
        return;
    if (!is_current(compare))
        begin(compare);
    if (job->owner)
        return; /* the player's run, too, is let end: it may be one of these */
    for (int i = 0; i < compare->comparison.count && !job->owner; i++)
        if (!compare->reels[i] && !compare->problems[i])
            run_one(compare, i);
}

/* ---- drawing ---- */

static void make_progress(struct compare_screen *compare)
{
    const struct job *job = app_job(compare->app);
    strbuf_clear(&compare->progress);
    if (job_is_of(job, compare))
        strbuf_addf(&compare->progress, "%s: %s", compare->runs[compare->running].label,
                    job->words);
    else if (job->owner)
        strbuf_addf(&compare->progress, "%s: %s", model_name(job->model), job->words);
}

/* Each once: of files they may be different ones. */
static void make_titles(struct compare_screen *compare)
{
    strbuf_clear(&compare->titles);
    for (int i = 0; i < compare->comparison.count; i++) {
        const struct reel *reel = compare->reels[i];
        bool said = !reel || !*reel->story->stats->title;
        for (int j = 0; j < i && !said; j++)
            said = compare->reels[j] &&
                   strcmp(compare->reels[j]->story->stats->title, reel->story->stats->title) == 0;
        if (!said)
            strbuf_addf(&compare->titles, "%s%s", compare->titles.len ? ", " : "",
                        reel->story->stats->title);
    }
}

/* The view borrows texts: to be called before a comparison_ function sees it. */
static void sync(struct compare_screen *compare)
{
    struct app *app = compare->app;
    const struct document *document = app_document(app);
    struct comparison *comparison = &compare->comparison;
    size_t cursor;
    const char *prompt = app_prompt(app, &cursor);
    make_progress(compare);
    comparison->runs = compare->runs;
    comparison->title = document->scenario ? scenario_title(document->scenario) : "";
    if (has_files(compare)) {
        make_titles(compare);
        comparison->title = strbuf_str(&compare->titles);
    }
    comparison->ascii = app_is_ascii(app);
    comparison->colours = app_settings(app)->colours;
    comparison->progress = compare->progress.len ? compare->progress.text : NULL;
    comparison->message = prompt ? prompt : app_message(app);
}

static void draw(void *self, struct grid *grid)
{
    struct compare_screen *compare = self;
    sync(compare);
    comparison_draw(&compare->comparison, grid);
}

static const void *shows(const void *self)
{
    const struct compare_screen *compare = self;
    return &compare->comparison;
}

/* ---- what is seen of it ---- */

static void scroll_to_chosen(struct compare_screen *compare)
{
    struct comparison *comparison = &compare->comparison;
    sync(compare);
    comparison->scroll =
        comparison_scroll_for(comparison, app_columns(compare->app), app_rows(compare->app));
}

static void choose(struct compare_screen *compare, int row)
{
    struct comparison *comparison = &compare->comparison;
    if (row >= comparison->count)
        row = comparison->count - 1;
    comparison->chosen = row < 0 ? 0 : row;
    scroll_to_chosen(compare);
}

static int scroll_most(struct compare_screen *compare)
{
    sync(compare);
    return comparison_scroll_most(&compare->comparison, app_columns(compare->app),
                                  app_rows(compare->app));
}

static void scroll(struct compare_screen *compare, int by)
{
    struct comparison *comparison = &compare->comparison;
    int most = scroll_most(compare), to = comparison->scroll + by;
    comparison->scroll = to > most ? most : to;
    if (comparison->scroll < 0)
        comparison->scroll = 0;
}

/* As many runs are open, from the first, as fit with all of the others: a strip alone shows little.
 */
static void open_if_room(struct compare_screen *compare)
{
    if (compare->folded)
        return;
    for (int i = 0; i < compare->comparison.count; i++)
        compare->runs[i].open = false;
    for (int i = 0; i < compare->comparison.count; i++) {
        compare->runs[i].open = true;
        if (scroll_most(compare)) {
            compare->runs[i].open = false;
            return;
        }
    }
}

/* ---- what becomes of a run ---- */

static void take_story(void *self, struct story *story)
{
    struct compare_screen *compare = self;
    int index = compare->running;
    if (story->live) {
        story_free(story);
        return;
    }
    bool is_file = compare->paths[index] != NULL;
    struct reel *reel = reel_new(story, compare->models[index], is_file ? "" : compare->sets);
    if (is_file)
        reel_name(reel, compare->labels[index]);
    put(compare, index, reel);
    open_if_room(compare);
}

static void take_failure(void *self, const char *problem)
{
    struct compare_screen *compare = self;
    int index = compare->running;
    struct strbuf line = STRBUF_INIT;
    utf8_add_safe(&line, problem, strcspn(problem, "\n"));
    drop_run(compare, index);
    compare->problems[index] = strbuf_detach(&line);
    compare->runs[index].problem = compare->problems[index];
}

static void forget(void *self)
{
    struct compare_screen *compare = self;
    compare->runs[compare->running].running = false;
}

static const struct job_owner runs_owner = {take_story, take_failure, forget};

/* ---- coming and going ---- */

static void *open_screen(struct app *app)
{
    struct compare_screen *compare = mem_alloc(sizeof *compare);
    compare->app = app;
    return compare;
}

static void close_screen(void *self)
{
    clear(self);
    free(self);
}

static bool enter(void *self, struct reel *run)
{
    struct compare_screen *compare = self;
    app_refresh(compare->app);
    if (refuses(compare))
        return false;
    if (run) /* it may be one of these */
        reel_hold(run);
    if (!is_current(compare))
        begin(compare);
    add_files(compare);
    if (run && !run->story->live && app_document(compare->app)->is_trace)
        take_own(compare, run);
    else if (run && !run->story->live)
        offer(compare, run);
    reel_drop(run);
    return true;
}

static void run_again(void *self, bool same)
{
    struct compare_screen *compare = self;
    int chosen = compare->comparison.chosen;
    if (refuses(compare))
        return;
    job_stop(app_job(compare->app));
    begin(compare);
    choose(compare, chosen);
    run_next(compare);
}

static void changed(void *self, enum screen_change what)
{
    struct compare_screen *compare = self;
    const struct document *document = app_document(compare->app);
    if (what == SCREEN_REREAD && document->errors && app_top(compare->app) == SCREEN_COMPARE)
        app_say(compare->app, "the file has an error in line %d", document->error_line);
}

static struct reel *chosen_run(void *self)
{
    struct compare_screen *compare = self;
    int chosen = compare->comparison.chosen;
    return chosen < compare->comparison.count ? compare->reels[chosen] : NULL;
}

static void play_chosen(struct compare_screen *compare)
{
    int chosen = compare->comparison.chosen;
    if (chosen >= compare->comparison.count)
        return;
    if (compare->reels[chosen])
        app_push_over(compare->app, SCREEN_PLAYER);
    else
        app_say(compare->app, "%s: %s", compare->runs[chosen].label,
                compare->problems[chosen] ? compare->problems[chosen] : "not run yet");
}

/* The mouse: a click chooses; on what is chosen already it opens. */
static bool input(void *self, const struct input *what)
{
    struct compare_screen *compare = self;
    struct comparison *comparison = &compare->comparison;
    if (what->key != INPUT_NONE)
        return false;
    if (input_wheel(what))
        scroll(compare, input_wheel(what) * 3);
    if (what->mouse != INPUT_PRESS)
        return true;
    sync(compare);
    int row = comparison_hit(comparison, what->row, what->column, app_columns(compare->app),
                             app_rows(compare->app));
    if (row < 0 || row >= comparison->count)
        return true;
    if (row == comparison->chosen)
        play_chosen(compare);
    else
        choose(compare, row);
    return true;
}

/* ---- exports ---- */

/* The table as it is seen: of two runs for one corner the chosen one. */
static void add_table(const struct compare_screen *compare, const struct export_options *options,
                      struct strbuf *out)
{
    struct table_run corners[CORNERS];
    for (int corner = 0; corner < CORNERS; corner++) {
        const struct comparison_run *run = comparison_corner(&compare->comparison, corner);
        corners[corner] = (struct table_run){run && run->story ? run->story->trace : NULL,
                                             run ? "It has not run yet." : COMPARISON_NOT_NAMED};
    }
    table_text(corners, options, out);
}

static bool export_to(void *self, const struct export_format *format,
                      const struct export_options *options, struct strbuf *out)
{
    const struct compare_screen *compare = self;
    struct compare_item items[RUNS_MOST];
    bool json = strcmp(format->name, "json") == 0;
    int count = 0;
    if (!json && strcmp(format->name, "text") != 0) {
        app_say(compare->app,
                "several runs are exported as screen, text or json; enter plays one of them");
        return false;
    }
    for (int i = 0; i < compare->comparison.count; i++)
        if (compare->reels[i])
            items[count++] = (struct compare_item){.label = compare->runs[i].label,
                                                   .trace = compare->runs[i].story->trace};
    if (!count)
        app_say(compare->app, "nothing has run yet");
    else if (json)
        compare_json(items, count, out);
    else if (compare->comparison.table)
        add_table(compare, options, out);
    else
        compare_text(items, count, options, out);
    return count > 0;
}

/* ---- keys ---- */

static void select_run(void *self, const struct key_press *press)
{
    struct compare_screen *compare = self;
    choose(compare, compare->comparison.chosen + press->direction * press->argument);
}

static void scroll_page(void *self, const struct key_press *press)
{
    struct compare_screen *compare = self;
    int rows = app_rows(compare->app);
    scroll(compare, press->direction * (rows > 8 ? rows - 6 : 2));
}

static void play(void *self, const struct key_press *press)
{
    play_chosen(self);
}

static void fold(void *self, const struct key_press *press)
{
    struct compare_screen *compare = self;
    int chosen = compare->comparison.chosen;
    compare->folded = true;
    if (chosen < compare->comparison.count)
        compare->runs[chosen].open = !compare->runs[chosen].open;
    scroll_to_chosen(compare);
}

static void fold_all(void *self, const struct key_press *press)
{
    struct compare_screen *compare = self;
    bool any = false;
    compare->folded = true;
    for (int i = 0; i < compare->comparison.count; i++)
        any = any || compare->runs[i].open;
    for (int i = 0; i < compare->comparison.count; i++)
        compare->runs[i].open = !any;
    scroll_to_chosen(compare);
}

static void table(void *self, const struct key_press *press)
{
    struct compare_screen *compare = self;
    struct comparison *comparison = &compare->comparison;
    sync(compare);
    if (has_files(compare)) {
        app_say(compare->app, "a table of four is of the models of one scenario");
        return;
    }
    if (!comparison_corners(comparison)) {
        app_say(compare->app, "none of these models has a corner in the table: blocking or not, "
                              "synchronous or not");
        return;
    }
    comparison->table = !comparison->table;
    comparison->scroll = 0;
    scroll_to_chosen(compare);
}

static const char choosing[] = "choosing";

static const struct key_row keys[] = {
    {.back = {INPUT_UP, 'k', INPUT_SHIFT_TAB},
     .keys = {INPUT_DOWN, 'j', INPUT_TAB},
     .shown = "↑ ↓ k j",
     .plain = "up down k j",
     .words = "select a run",
     .group = choosing,
     .act = select_run,
     .argument = 1},
    {.back = {INPUT_HOME},
     .keys = {INPUT_END},
     .shown = "home end",
     .words = "the first, the last",
     .group = choosing,
     .act = select_run,
     .argument = RUNS_MOST},
    {.back = {INPUT_PAGE_UP},
     .keys = {INPUT_PAGE_DOWN},
     .shown = "page",
     .words = "scroll",
     .group = choosing,
     .act = scroll_page},
    {.keys = {INPUT_ENTER},
     .shown = "enter",
     .words = "play this run",
     .group = choosing,
     .act = play},
    {.keys = {'o', ' '},
     .shown = "o space",
     .words = "open or fold its lanes",
     .group = choosing,
     .act = fold},
    {.keys = {'O', 'a'},
     .shown = "O a",
     .words = "of all runs",
     .group = choosing,
     .act = fold_all},
    {.keys = {'t'},
     .shown = "t",
     .words = "a table of four, a list",
     .group = choosing,
     .act = table},
    {.words = NULL},
};

const struct screen compare_screen = {
    .keys = keys,
    .is_of_document = true,
    .open = open_screen,
    .close = close_screen,
    .enter = enter,
    .arrive = run_next,
    .idle = run_next,
    .input = input,
    .rerun = run_again,
    .changed = changed,
    .offered = offer,
    .draw = draw,
    .run = chosen_run,
    .export_to = export_to,
    .shows = shows,
};
