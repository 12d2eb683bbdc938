/* Which part of the run is seen: the window and its pages, the selected lane; and what the view
 * borrows. */
#include "config.h"

#include "app/player_private.h"

/* ---- what the view borrows ---- */

void play_sync(struct player_screen *play)
{
    struct app *app = play->app;
    const struct document *document = app_document(app);
    struct view *view = &play->view;
    const struct reel *shown = play->current;
    bool waits = shown->blank && document->model != MODEL_COUNT;
    enum model_id model = waits ? document->model : shown->model;
    view->scenario = shown->scenario;
    view->model = waits ? model_name(model) : shown->label;
    view->model_id = model;
    view->before = play->before ? play->before->story : NULL;
    view->before_model = play->before ? play->before->label : NULL;
    view->clock_ns = app_now_ns(app);
    view->ascii = app_is_ascii(app);
    view->large = app_settings(app)->large;
    view->errors = document->errors ? document->errors : play->failure;
    view->file = app_file_words(app);
    view->message = app_message(app);
    view->prompt = app_prompt(app, &view->prompt_cursor);
    view->recording = job_is_of(app_job(app), play) ? app_job(app)->words : NULL;
    replies_sync(play);
    level_sync(play);
    ending_sync(play);
    python_sync(play);
}

/* ---- the window ---- */

void play_keep_place(struct player_screen *play)
{
    play->home.window = play->view.window;
    play->home.top_lane = play->view.top_lane;
    play->home.columns = app_columns(play->app);
    play->home.rows = app_rows(play->app);
}

void play_keep_window(struct player_screen *play)
{
    play->home.anchor = play->view.window;
    play_keep_place(play);
}

void play_first_window(struct player_screen *play)
{
    if (play->zoom == ZOOM_FIRST)
        view_first_zoom(&play->view, app_columns(play->app), app_rows(play->app));
    else if (play->zoom == ZOOM_FIT)
        view_fit(&play->view, app_columns(play->app), app_rows(play->app));
    play->zoom_end_ns = play->current->story->end_ns;
    play->home.anchor = play->view.window;
}

/* With the curtain down a fitted window follows the playhead: it spans what is known. At the end
 * that is the whole run, and all of it is shown, however close its hand-offs are. */
static void fit_again(struct player_screen *play)
{
    bool hides = player_hides(&play->player), time = play->view.window.axis == VIEW_TIME;
    bool fits = play->zoom == ZOOM_FIT || (play->zoom == ZOOM_FIRST && time);
    if ((hides || play->hid) && fits)
        play_first_window(play);
    if (!hides && play->hid && fits && !play->current->story->live) {
        view_fit(&play->view, app_columns(play->app), app_rows(play->app));
        play->home.anchor = play->view.window;
    }
    play->hid = hides;
}

void play_page(struct player_screen *play)
{
    fit_again(play);
    view_page(&play->view, &play->home.anchor, app_columns(play->app), app_rows(play->app));
    view_show_lane(&play->view, app_columns(play->app), app_rows(play->app));
    play_keep_place(play);
}

/* Of a run that lasts, the zoom that suits it changes all the time: it is made anew each time the
 * run is twice as long, and at its end. */
void play_grow_window(struct player_screen *play)
{
    const struct story *story = play->current->story;
    if (!story->live || story->end_ns / 2 >= play->zoom_end_ns)
        play_first_window(play);
}

void play_moved(struct player_screen *play)
{
    struct view *view = &play->view;
    view->source_scroll = view->output_scroll = 0;
    if (view->overlay == VIEW_DETAILS)
        view->overlay_scroll = 0;
    play_page(play);
}

/* A window for another size, made from the one that was chosen: so a resize there and back shows
 * the same screen again. */
void play_resized(struct player_screen *play)
{
    play_sync(play);
    play->view.window = play->home.window;
    play->view.top_lane = play->home.top_lane;
    if (app_columns(play->app) == play->home.columns && app_rows(play->app) == play->home.rows)
        return;
    struct view_window anchor = play->home.anchor;
    play_first_window(play);
    view_follow(&play->view, app_columns(play->app), app_rows(play->app));
    view_show_lane(&play->view, app_columns(play->app), app_rows(play->app));
    play->home.anchor = anchor;
}

void play_show_machine(struct player_screen *play, bool on)
{
    play->view.machine = on;
    play->shows_python = play->shows_python && !on;
    play_sync(play);
    play_page(play);
}

void play_show_python(struct player_screen *play, bool on)
{
    play->shows_python = on;
    play->view.machine = play->view.machine && !on;
    play_sync(play);
    play_page(play);
}

int64_t play_whole_ns(const struct player_screen *play)
{
    return player_hides(&play->player) ? view_whole_ns(&play->view) : play->current->story->end_ns;
}

/* ---- the selected lane ---- */

bool play_select(struct player_screen *play, int lane)
{
    struct view *view = &play->view;
    if (lane < 0 || lane >= play->current->story->timeline->lane_count)
        return false;
    view->lane = lane;
    if (view->overlay == VIEW_DETAILS)
        view->overlay_scroll = 0;
    view_show_lane(view, app_columns(play->app), app_rows(play->app));
    play_keep_place(play);
    return true;
}
