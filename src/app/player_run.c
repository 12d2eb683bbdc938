/* Which run the player shows, and what stays when another takes its place. */
#include "config.h"

#include "app/player_private.h"
#include "base/clock.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* ---- what stays when the story changes: by name, for the numbers are others then ---- */

struct chosen {
    enum timeline_kind kind;
    char *lane;   /* or NULL */
    char *object; /* or NULL */
};

static struct chosen remember(const struct player_screen *play)
{
    struct chosen chosen = {0};
    const struct story *story = play->current->story;
    const struct timeline *timeline = story->timeline;
    if (play->view.lane >= 0 && play->view.lane < timeline->lane_count) {
        chosen.kind = timeline->lanes[play->view.lane].kind;
        chosen.lane = mem_strdup(timeline->lanes[play->view.lane].name);
    }
    if (play->view.object >= 0 && play->view.object < now_object_count(story))
        chosen.object = mem_strdup(now_object_name(story, play->view.object));
    return chosen;
}

static void choose_again(struct player_screen *play, struct chosen *chosen)
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
        if (strcmp(now_object_name(story, i), chosen->object) == 0)
            play->view.object = i;
    if (play->view.overlay == VIEW_DETAILS && play->view.lane == VIEW_LANE_NONE) {
        play->view.overlay = VIEW_NOTHING;
        play->view.overlay_scroll = 0;
    }
    free(chosen->lane);
    free(chosen->object);
}

/* ---- opening ---- */

static void open_with(struct player_screen *play, struct reel *reel)
{
    play->current = reel;
    player_init(&play->player, reel->story);
    play->player.movement = !app_settings(play->app)->still;
    view_init(&play->view, &play->player, app_columns(play->app), app_rows(play->app));
    play->view.colours = app_settings(play->app)->colours;
    play_sync(play);
    if (play->view.scenario && scenario_axis(play->view.scenario).handoffs)
        play->view.window.axis = VIEW_HANDOFFS;
    play_first_window(play);
    play_keep_window(play);
}

void play_begin(struct player_screen *play)
{
    const struct document *document = app_document(play->app);
    open_with(play, reel_blank(document->path, document->text, document->len));
}

bool play_is_outdated(const struct player_screen *play)
{
    const struct document *document = app_document(play->app);
    size_t len = 0;
    const char *source = trace_source(play->current->story->trace, &len);
    return !document->is_trace && !document->errors &&
           (len != document->len || (len && memcmp(source, document->text, len) != 0));
}

/* ---- what becomes of a run ---- */

/* Another reel is shown from now. */
static void take_reel(struct player_screen *play, struct reel *reel, bool again)
{
    struct reel *old = play->current;
    struct chosen chosen = remember(play);
    bool first = old->blank;
    player_take(&play->player, reel->story, app_now_ns(play->app));
    play->current = reel;
    python_drop(play);
    choose_again(play, &chosen);
    if (first || again) {
        reel_drop(old);
    } else {
        reel_drop(play->before);
        play->before = old;
    }
    play_sync(play);
    if (first && app_settings(play->app)->follow) {
        player_curtain(&play->player, false);
        player_follow(&play->player, app_now_ns(play->app));
    }
    if (play->chooses) /* where it stands */
        player_follow(&play->player, app_now_ns(play->app));
    play_first_window(play);
}

/* The next story of the run that is shown. */
static void take_more(struct player_screen *play, struct story *story)
{
    struct chosen chosen = remember(play);
    player_take(&play->player, story, app_now_ns(play->app));
    reel_update(play->current, story);
    choose_again(play, &chosen);
    play_sync(play);
    play_grow_window(play);
}

/* A run under another model begins at its beginning while the playhead is somewhere in the middle:
 * the old one stays until the new one has come as far. */
static bool is_there(const struct player_screen *play)
{
    const struct story *story = play->pending->story;
    return !story->live || play->current->blank || story->end_ns >= play->player.t_ns;
}

/* Without movement, a run that lasts is seen to go on once a second. */
static bool rests(const struct player_screen *play, const struct story *story, int64_t now_ns)
{
    return story->live && play->shown && !play->player.movement &&
           now_ns - play->taken_ns < NS_PER_S;
}

static void take_story(void *self, struct story *story)
{
    struct player_screen *play = self;
    int64_t now_ns = app_now_ns(play->app);
    if (rests(play, story, now_ns)) {
        story_free(story);
        return;
    }
    play->taken_ns = now_ns;
    struct strbuf sets = STRBUF_INIT;
    bool is_first = !play->pending && !play->shown;
    int64_t before_ns = play->player.t_ns;
    settings_words(&app_document(play->app)->settings, &sets);
    free(play->failure);
    play->failure = NULL;
    play_sync(play);
    if (is_first)
        play->pending = reel_new(story, app_job(play->app)->model, strbuf_str(&sets));
    else if (play->pending)
        reel_update(play->pending, story);
    else
        take_more(play, story);
    strbuf_release(&sets);
    if (play->pending && is_there(play)) {
        struct reel *reel = play->pending;
        play->pending = NULL;
        play->shown = true;
        take_reel(play, reel, play->again);
    }
    if (play->player.t_ns != before_ns || play->zoom != ZOOM_CHOSEN)
        play_page(play); /* else one may look at another part of it */
    if (!play->current->story->live)
        app_offer(play->app, play, play->current);
}

/* No more comes of it: what there is of it stays. */
static void forget(void *self)
{
    struct player_screen *play = self;
    if (play->shown)
        play->current->story->live = false;
    reel_drop(play->pending);
    play->pending = NULL;
}

static void take_failure(void *self, const char *problem)
{
    struct player_screen *play = self;
    forget(play);
    app_say(play->app, "%.*s", (int)strcspn(problem, "\n"), problem);
    if (!play->current->blank)
        return;
    free(play->failure);
    play->failure = mem_strdup(problem);
    play_sync(play);
}

static const struct job_owner owner = {take_story, take_failure, forget};

/* ---- runs ---- */

void play_read(struct player_screen *play)
{
    job_read(app_job(play->app), &owner, play, app_document(play->app));
    play->again = play->shown = false;
}

void play_run(struct player_screen *play, bool again)
{
    const struct document *document = app_document(play->app);
    struct strbuf problem = STRBUF_INIT;
    if (document_is_runnable(document, &problem) &&
        document_compiles(document, document->model, false, &problem)) {
        job_run(app_job(play->app), &owner, play, document, document->model);
        play->again = again;
        play->shown = false;
    }
    app_say_words(play->app, &problem);
}

void play_choose_model(struct player_screen *play, enum model_id model)
{
    struct document *document = app_document(play->app);
    struct strbuf problem = STRBUF_INIT;
    bool changed = app_refresh(play->app);
    if (!document_is_runnable(document, &problem)) {
        app_say_words(play->app, &problem);
    } else if (!document_compiles(document, model, false, &problem)) {
        app_say(play->app, "not under %s: %s", model_name(model), strbuf_str(&problem));
    } else {
        bool again = model == document->model && !play->current->blank && !changed;
        document_choose_model(document, model);
        play_run(play, again);
    }
    strbuf_release(&problem);
}

void play_show(struct player_screen *play, struct reel *reel)
{
    if (play->current == reel)
        return;
    if (!play->current) {
        open_with(play, reel_hold(reel));
        player_curtain(&play->player, false); /* the class has seen it all */
    } else {
        if (job_is_of(app_job(play->app), play))
            job_stop(app_job(play->app));
        take_reel(play, reel_hold(reel), false);
    }
    if (reel->model != MODEL_COUNT)
        document_choose_model(app_document(play->app), reel->model);
    play_page(play);
}
