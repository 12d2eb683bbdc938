/* The player: which run it shows, and what stays when another takes its place. */
#include "base/mem.h"
#include "base/utf8.h"
#include "app/app_private.h"

#include <stdlib.h>
#include <string.h>

/* ---- the window ---- */

void play_keep_place(struct app *app)
{
    struct app_player *play = &app->play;
    play->home.window = play->view.window;
    play->home.top_lane = play->view.top_lane;
    play->home.columns = app->columns;
    play->home.rows = app->rows;
}

void play_keep_window(struct app *app)
{
    app->play.home.anchor = app->play.view.window;
    play_keep_place(app);
}

void play_page(struct app *app)
{
    view_page(&app->play.view, &app->play.home.anchor, app->columns, app->rows);
    view_show_lane(&app->play.view, app->columns, app->rows);
    play_keep_place(app);
}

static void first_window(struct app *app)
{
    struct app_player *play = &app->play;
    if (play->zoom == ZOOM_FIRST)
        view_first_zoom(&play->view, app->columns, app->rows);
    else if (play->zoom == ZOOM_FIT)
        view_fit(&play->view, app->columns, app->rows);
    play->zoom_end_ns = play->current->story->end_ns;
    play->home.anchor = play->view.window;
}

/* Of a run that lasts, the zoom that suits it changes all the time: it is made anew each time the
 * run is twice as long, and at its end. */
static void grow_window(struct app *app)
{
    const struct story *story = app->play.current->story;
    if (!story->live || story->end_ns / 2 >= app->play.zoom_end_ns)
        first_window(app);
}

void play_moved(struct app *app)
{
    struct view *view = &app->play.view;
    view->source_scroll = view->output_scroll = 0;
    if (view->overlay == VIEW_DETAILS)
        view->overlay_scroll = 0;
    play_page(app);
}

/* A window for another size, made from the one that was chosen: so a resize there and back shows
 * the same screen again. */
void play_resized(struct app *app)
{
    struct app_player *play = &app->play;
    play_sync(app);
    play->view.window = play->home.window;
    play->view.top_lane = play->home.top_lane;
    if (app->columns == play->home.columns && app->rows == play->home.rows)
        return;
    struct view_window anchor = play->home.anchor;
    first_window(app);
    view_follow(&play->view, app->columns, app->rows);
    view_show_lane(&play->view, app->columns, app->rows);
    play->home.anchor = anchor;
}

/* ---- what the view borrows ---- */

void play_sync(struct app *app)
{
    struct app_player *play = &app->play;
    struct view *view = &play->view;
    const struct reel *shown = play->current;
    if (!shown)
        return;
    bool waits = shown->blank && app->file.model != MODEL_COUNT;
    view->scenario = shown->scenario;
    view->model = waits ? model_name(app->file.model) : shown->label;
    view->before = play->before ? play->before->story : NULL;
    view->before_model = play->before ? play->before->label : NULL;
    view->clock_ns = app->now_ns;
    view->ascii = app_is_ascii(app);
    view->large = app->large;
    view->errors = app->file.errors ? app->file.errors : play->failure;
    view->message = app->message.len ? app->message.text : NULL;
    view->prompt = app->prompt.kind != PROMPT_NONE ? strbuf_str(&app->prompt_text) : NULL;
    view->prompt_cursor = view->prompt ? app->prompt_cursor : 0;
    view->recording = app->job.purpose == JOB_PLAYER ? app->job.words : NULL;
}

void play_draw(struct app *app, struct grid *grid)
{
    play_sync(app);
    view_draw(&app->play.view, grid);
}

/* ---- what stays when the story changes: by name, for the numbers are others then ---- */

struct chosen {
    enum timeline_kind kind;
    char *lane;   /* or NULL */
    char *object; /* or NULL */
};

static struct chosen remember(const struct app_player *play)
{
    struct chosen chosen = {0};
    const struct story *story = play->current->story;
    const struct timeline *timeline = story->timeline;
    if (play->view.lane >= 0 && play->view.lane < timeline->lane_count) {
        chosen.kind = timeline->lanes[play->view.lane].kind;
        chosen.lane = mem_strdup(timeline->lanes[play->view.lane].name);
    }
    if (play->view.object >= 0 && play->view.object < now_object_count(story))
        chosen.object = mem_strdup(trace_object_name(story->trace, play->view.object));
    return chosen;
}

static void choose_again(struct app_player *play, struct chosen *chosen)
{
    const struct story *story = play->current->story;
    const struct timeline *timeline = story->timeline;
    play->view.lane = VIEW_LANE_NONE;
    play->view.object = VIEW_OBJECT_NONE;
    for (int i = 0; chosen->lane && i < timeline->lane_count; i++)
        if (timeline->lanes[i].kind == chosen->kind &&
            strcmp(timeline->lanes[i].name, chosen->lane) == 0)
            play->view.lane = i;
    for (int i = now_object_count(story) - 1; chosen->object && i >= 0; i--)
        if (strcmp(trace_object_name(story->trace, i), chosen->object) == 0)
            play->view.object = i;
    if (play->view.overlay == VIEW_DETAILS && play->view.lane == VIEW_LANE_NONE) {
        play->view.overlay = VIEW_NOTHING;
        play->view.overlay_scroll = 0;
    }
    free(chosen->lane);
    free(chosen->object);
}

/* ---- opening ---- */

static void open_with(struct app *app, struct reel *reel)
{
    struct app_player *play = &app->play;
    play_close(app);
    play->current = reel;
    player_init(&play->player, reel->story);
    play->player.movement = app->movement;
    view_init(&play->view, &play->player, app->columns, app->rows);
    play->view.colours = app->settings.colours;
    play_sync(app);
    first_window(app);
    play_keep_window(app);
}

static bool is_outdated(const struct app *app)
{
    size_t len = 0;
    const char *source = trace_source(app->play.current->story->trace, &len);
    return !app->file.is_trace && !app->file.errors &&
           (len != app->file.len || (len && memcmp(source, app->file.text, len) != 0));
}

void play_arrive(struct app *app)
{
    const struct app_file *file = &app->file;
    if (app->play.current) {
        if (is_outdated(app) && app->job.purpose == JOB_NONE)
            play_run(app, false);
        return;
    }
    open_with(app, reel_blank(file->path, file->text, file->len));
    if (file->is_trace)
        job_open_trace(app);
    else if (!file->errors)
        play_run(app, false);
}

void play_close(struct app *app)
{
    struct app_player *play = &app->play;
    if (app->job.purpose == JOB_PLAYER)
        job_stop(app);
    overlay_close(app);
    reel_drop(play->current);
    reel_drop(play->before);
    reel_drop(play->pending);
    menu_release(&play->menu);
    free(play->failure);
    free(play->search);
    *play = (struct app_player){0};
}

/* ---- runs ---- */

void play_run(struct app *app, bool again)
{
    struct app_file *file = &app->file;
    struct strbuf problem = STRBUF_INIT;
    if (file->is_trace) {
        app_say(app, "this is a saved trace: there is nothing to run");
    } else if (file->errors) {
        app_say(app, "the file has an error in line %d: nothing is run", file->error_line);
    } else if (!file_compiles(file, &file->settings, file->model, false, &problem)) {
        app_say(app, "%s", strbuf_str(&problem));
    } else {
        job_start(app, JOB_PLAYER, file->model, 0);
        app->job.again = again;
    }
    strbuf_release(&problem);
}

/* Another reel is shown from now. */
static void take_reel(struct app *app, struct reel *reel, bool again)
{
    struct app_player *play = &app->play;
    struct reel *old = play->current;
    struct chosen chosen = remember(play);
    bool first = old->blank;
    player_take(&play->player, reel->story, app->now_ns);
    play->current = reel;
    choose_again(play, &chosen);
    if (first || again) {
        reel_drop(old);
    } else {
        reel_drop(play->before);
        play->before = old;
    }
    play_sync(app);
    if (first && app->settings.follow) {
        player_curtain(&play->player, false);
        player_follow(&play->player, app->now_ns);
    }
    first_window(app);
}

/* The next story of the run that is shown. */
static void take_more(struct app *app, struct story *story)
{
    struct app_player *play = &app->play;
    struct chosen chosen = remember(play);
    player_take(&play->player, story, app->now_ns);
    reel_update(play->current, story);
    choose_again(play, &chosen);
    play_sync(app);
    grow_window(app);
}

/* A run under another model begins at its beginning while the playhead is somewhere in the middle:
 * the old one stays until the new one has come as far. */
static bool is_there(const struct app_player *play)
{
    const struct story *story = play->pending->story;
    return !story->live || play->current->blank || story->end_ns >= play->player.t_ns;
}

void play_story(struct app *app, struct story *story)
{
    struct app_player *play = &app->play;
    struct strbuf sets = STRBUF_INIT;
    bool is_first = !play->pending && !app->job.shown;
    int64_t before_ns = play->player.t_ns;
    settings_words(&app->file.settings, &sets);
    free(play->failure);
    play->failure = NULL;
    play_sync(app);
    if (is_first)
        play->pending =
            reel_new(story, app->file.is_trace ? MODEL_COUNT : app->job.model, strbuf_str(&sets));
    else if (play->pending)
        reel_update(play->pending, story);
    else
        take_more(app, story);
    strbuf_release(&sets);
    if (play->pending && is_there(play)) {
        struct reel *reel = play->pending;
        play->pending = NULL;
        app->job.shown = true;
        take_reel(app, reel, app->job.again);
    }
    if (play->player.t_ns != before_ns || play->zoom != ZOOM_CHOSEN)
        play_page(app); /* else one may look at another part of it */
    if (!play->current->story->live && app->compare.is_open)
        compare_offer(app, play->current);
}

void play_failed(struct app *app, const char *problem)
{
    struct app_player *play = &app->play;
    size_t first = strcspn(problem, "\n");
    reel_drop(play->pending);
    play->pending = NULL;
    if (app->job.shown)
        play->current->story->live = false;
    app_say(app, "%.*s", (int)first, problem);
    if (!play->current->blank)
        return;
    free(play->failure);
    play->failure = mem_strdup(problem);
    play_sync(app);
}

void play_show(struct app *app, struct reel *reel)
{
    struct app_player *play = &app->play;
    if (play->current == reel)
        return;
    if (!play->current) {
        open_with(app, reel_hold(reel));
        player_curtain(&play->player, false); /* the class has seen it all */
    } else {
        if (app->job.purpose == JOB_PLAYER)
            job_stop(app);
        take_reel(app, reel_hold(reel), false);
    }
    if (reel->model != MODEL_COUNT) {
        app->file.model = reel->model;
        app->file.model_chosen = true;
    }
    play_page(app);
}

int play_line(const struct app *app)
{
    const struct app_player *play = &app->play;
    if (app->file.errors)
        return app->file.error_line;
    if (!play->current)
        return 1;
    const struct story *story = play->current->story;
    const struct timeline *timeline = story->timeline;
    int64_t t_ns = play->player.t_ns;
    int selected = play->view.lane;
    for (int i = 0; i < timeline->strip_count; i++) {
        uint32_t holder = now_holder(story, i, t_ns);
        const struct timeline_lane *lane =
            holder == TRACE_NOBODY ? NULL : timeline_lane_of(timeline, holder);
        struct now_lane now = {0};
        if (lane)
            now = now_lane(story, (int)(lane - timeline->lanes), t_ns);
        if (now.line)
            return (int)now.line;
    }
    if (selected >= 0 && selected < timeline->lane_count) {
        struct now_lane now = now_lane(story, selected, t_ns);
        return now.line ? (int)now.line : 1;
    }
    return 1;
}
