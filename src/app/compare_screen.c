/* The compare view: the models of the open file, run one after another. */
#include "base/mem.h"
#include "base/utf8.h"
#include "trace/corner.h"
#include "app/app_private.h"

#include <stdlib.h>
#include <string.h>

/* ---- beginning and end ---- */

static void drop_run(struct app_compare *compare, int index)
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

void compare_close(struct app *app)
{
    struct app_compare *compare = &app->compare;
    if (app->job.purpose == JOB_COMPARE)
        job_stop(app);
    for (int i = 0; i < compare->contrast.count; i++)
        drop_run(compare, i);
    strbuf_release(&compare->progress);
    free(compare->sets);
    free(compare->text);
    *compare = (struct app_compare){0};
}

static char *sets_of(const struct app_file *file)
{
    struct strbuf words = STRBUF_INIT;
    settings_words(&file->settings, &words);
    return strbuf_detach(&words);
}

/* What is compared is what the open file says now. */
static bool is_current(const struct app *app)
{
    const struct app_compare *compare = &app->compare;
    const struct app_file *file = &app->file;
    char *sets = sets_of(file);
    bool same = compare->is_open && compare->len == file->len &&
                memcmp(compare->text, file->text, file->len) == 0 &&
                strcmp(compare->sets, sets) == 0;
    free(sets);
    return same;
}

static void begin(struct app *app)
{
    struct app_compare *compare = &app->compare;
    const struct app_file *file = &app->file;
    bool table = compare->contrast.table;
    compare_close(app);
    compare->is_open = true;
    compare->sets = sets_of(file);
    compare->text = mem_strndup(file->text, file->len);
    compare->len = file->len;
    compare->contrast.count = scenario_model_count(file->scenario);
    for (int i = 0; i < compare->contrast.count; i++) {
        compare->models[i] = scenario_model_at(file->scenario, i);
        compare->runs[i].label = model_name(compare->models[i]);
        if (compare->models[i] == file->model)
            compare->contrast.chosen = i;
    }
    compare->contrast.runs = compare->runs;
    compare->contrast.table = table && contrast_corners(&compare->contrast);
}

static bool refuses(struct app *app)
{
    if (app->file.is_trace)
        app_say(app, "this is a saved trace: there are no other runs to compare it with");
    else if (app->file.errors)
        app_say(app, "the file has an error in line %d: nothing can be run", app->file.error_line);
    return app->file.is_trace || app->file.errors;
}

void compare_open(struct app *app)
{
    struct app_player *play = &app->play;
    if (refuses(app))
        return;
    if (!is_current(app))
        begin(app);
    if (play->current && !play->current->blank && !play->current->story->live)
        compare_offer(app, play->current);
    app_push(app, KEYS_COMPARE);
}

/* ---- runs ---- */

static bool is_of_this(const struct app_compare *compare, const struct reel *reel)
{
    size_t len = 0;
    const char *source = trace_source(reel->story->trace, &len);
    return source && len == compare->len && memcmp(source, compare->text, len) == 0 &&
           strcmp(reel->sets, compare->sets) == 0;
}

static void put(struct app_compare *compare, int index, struct reel *reel)
{
    int corner = corner_of(model_name(compare->models[index]));
    drop_run(compare, index);
    compare->reels[index] = reel;
    compare->runs[index].story = reel->story;
    if (corner < 0)
        return;
    corner_words_add(corner, reel->story->timeline, reel->story->stats, &compare->happened[index]);
    compare->runs[index].happened = strbuf_str(&compare->happened[index]);
}

void compare_offer(struct app *app, struct reel *reel)
{
    struct app_compare *compare = &app->compare;
    for (int i = 0; i < compare->contrast.count; i++)
        if (compare->models[i] == reel->model && !compare->reels[i] && !compare->runs[i].running &&
            is_of_this(compare, reel))
            put(compare, i, reel_hold(reel));
}

void compare_next(struct app *app)
{
    struct app_compare *compare = &app->compare;
    if (!app->file.scenario)
        return;
    if (!is_current(app))
        begin(app);
    if (app->job.purpose != JOB_NONE)
        return; /* the player's run, too, is let end: it may be one of these */
    for (int i = 0; i < compare->contrast.count; i++) {
        if (compare->reels[i] || compare->problems[i])
            continue;
        compare->runs[i].running = true;
        job_start(app, JOB_COMPARE, compare->models[i], i);
        return;
    }
}

static void scroll_to_chosen(struct app *app)
{
    struct contrast *contrast = &app->compare.contrast;
    compare_sync(app);
    contrast->scroll = contrast_scroll_for(contrast, app->columns, app->rows);
}

/* All runs are open, as long as all of it fits: a strip alone shows little. */
static void open_if_room(struct app *app)
{
    struct app_compare *compare = &app->compare;
    if (compare->folded)
        return;
    for (int i = 0; i < compare->contrast.count; i++)
        compare->runs[i].open = true;
    compare_sync(app);
    bool fits = !contrast_scroll_most(&compare->contrast, app->columns, app->rows);
    for (int i = 0; i < compare->contrast.count; i++)
        compare->runs[i].open = fits;
}

void compare_again(struct app *app)
{
    int chosen = app->compare.contrast.chosen;
    if (refuses(app))
        return;
    job_stop(app);
    begin(app);
    compare_choose(app, chosen);
    compare_next(app);
}

void compare_story(struct app *app, struct story *story)
{
    struct app_compare *compare = &app->compare;
    if (story->live) {
        story_free(story);
        return;
    }
    int index = app->job.index;
    put(compare, index, reel_new(story, compare->models[index], compare->sets));
    open_if_room(app);
}

void compare_failed(struct app *app, const char *problem)
{
    struct app_compare *compare = &app->compare;
    int index = app->job.index;
    struct strbuf line = STRBUF_INIT;
    utf8_add_safe(&line, problem, strcspn(problem, "\n"));
    drop_run(compare, index);
    compare->problems[index] = strbuf_detach(&line);
    compare->runs[index].problem = compare->problems[index];
}

/* ---- drawing ---- */

static void make_progress(struct app *app)
{
    struct app_compare *compare = &app->compare;
    strbuf_clear(&compare->progress);
    if (app->job.purpose != JOB_NONE)
        strbuf_addf(&compare->progress, "%s: %s", model_name(app->job.model), app->job.words);
}

void compare_sync(struct app *app)
{
    struct app_compare *compare = &app->compare;
    struct contrast *contrast = &compare->contrast;
    make_progress(app);
    contrast->runs = compare->runs;
    contrast->title = app->file.scenario ? scenario_title(app->file.scenario) : "";
    contrast->ascii = app_is_ascii(app);
    contrast->colours = app->settings.colours;
    contrast->progress = compare->progress.len ? compare->progress.text : NULL;
    contrast->message = app->prompt.kind != PROMPT_NONE ? strbuf_str(&app->prompt_text)
                        : app->message.len              ? app->message.text
                                                        : NULL;
}

void compare_draw(struct app *app, struct grid *grid)
{
    compare_sync(app);
    if (app->help)
        overlay_draw_help(app, grid);
    else
        contrast_draw(&app->compare.contrast, grid);
}

/* ---- actions ---- */

void compare_choose(struct app *app, int row)
{
    struct contrast *contrast = &app->compare.contrast;
    if (row >= contrast->count)
        row = contrast->count - 1;
    contrast->chosen = row < 0 ? 0 : row;
    scroll_to_chosen(app);
}

void compare_scroll(struct app *app, int by)
{
    struct contrast *contrast = &app->compare.contrast;
    compare_sync(app);
    int most = contrast_scroll_most(contrast, app->columns, app->rows);
    int to = contrast->scroll + by;
    contrast->scroll = to > most ? most : to;
    if (contrast->scroll < 0)
        contrast->scroll = 0;
}

void compare_enter(struct app *app)
{
    struct app_compare *compare = &app->compare;
    int chosen = compare->contrast.chosen;
    if (chosen >= compare->contrast.count)
        return;
    if (!compare->reels[chosen]) {
        app_say(app, "%s: %s", compare->runs[chosen].label,
                compare->problems[chosen] ? compare->problems[chosen] : "not run yet");
        return;
    }
    play_show(app, compare->reels[chosen]);
    app_push_over(app, KEYS_PLAYER);
}

void act_run_choose(struct app *app, const struct key_press *press)
{
    compare_choose(app, app->compare.contrast.chosen + press->direction * press->argument);
}

void act_run_enter(struct app *app, const struct key_press *press)
{
    (void)press;
    compare_enter(app);
}

void act_run_fold(struct app *app, const struct key_press *press)
{
    struct app_compare *compare = &app->compare;
    int chosen = compare->contrast.chosen;
    (void)press;
    compare->folded = true;
    if (chosen < compare->contrast.count)
        compare->runs[chosen].open = !compare->runs[chosen].open;
    scroll_to_chosen(app);
}

void act_run_fold_all(struct app *app, const struct key_press *press)
{
    struct app_compare *compare = &app->compare;
    bool any = false;
    (void)press;
    compare->folded = true;
    for (int i = 0; i < compare->contrast.count; i++)
        any = any || compare->runs[i].open;
    for (int i = 0; i < compare->contrast.count; i++)
        compare->runs[i].open = !any;
    scroll_to_chosen(app);
}

void act_run_table(struct app *app, const struct key_press *press)
{
    struct contrast *contrast = &app->compare.contrast;
    (void)press;
    compare_sync(app);
    if (!contrast_corners(contrast)) {
        app_say(app, "none of these models has a corner in the table: blocking or not, "
                     "synchronous or not");
        return;
    }
    contrast->table = !contrast->table;
    contrast->scroll = 0;
    scroll_to_chosen(app);
}

void act_run_page(struct app *app, const struct key_press *press)
{
    compare_scroll(app, press->direction * (app->rows > 8 ? app->rows - 6 : 2));
}
