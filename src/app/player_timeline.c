/* What changes how the run is shown: the window, the selected lane, scrolling. */
#include <string.h>

#include "app/app_private.h"
#include "view/layout.h"

static struct view *view_of(struct app *app)
{
    return &app->play.view;
}

static int lane_count(const struct app *app)
{
    return app->play.current->story->timeline->lane_count;
}

void act_zoom(struct app *app, const struct key_press *press)
{
    view_zoom(view_of(app), press->direction > 0 ? 2 : 0.5, app->columns, app->rows);
    app->play.zoom = ZOOM_CHOSEN;
    play_keep_window(app);
}

void act_fit(struct app *app, const struct key_press *press)
{
    (void)press;
    view_fit(view_of(app), app->columns, app->rows);
    app->play.zoom = ZOOM_FIT;
    play_keep_window(app);
}

void act_pan(struct app *app, const struct key_press *press)
{
    view_pan(view_of(app), press->direction * press->argument, app->columns, app->rows);
    app->play.zoom = ZOOM_CHOSEN;
    play_keep_window(app);
}

void act_axis(struct app *app, const struct key_press *press)
{
    struct view *view = view_of(app);
    (void)press;
    view_axis(view, view->window.axis == VIEW_TIME ? VIEW_HANDOFFS : VIEW_TIME, app->columns,
              app->rows);
    play_keep_window(app);
}

void act_curtain(struct app *app, const struct key_press *press)
{
    struct player *player = &app->play.player;
    (void)press;
    player_curtain(player, !player->curtain);
}

bool play_select(struct app *app, int lane)
{
    if (lane < 0 || lane >= lane_count(app))
        return false;
    view_of(app)->lane = lane;
    if (view_of(app)->overlay == VIEW_DETAILS)
        view_of(app)->overlay_scroll = 0;
    view_show_lane(view_of(app), app->columns, app->rows);
    play_keep_place(app);
    return true;
}

static int first_lane(const struct app *app)
{
    const struct timeline *timeline = app->play.current->story->timeline;
    return timeline->task_count ? timeline->first_task : 0;
}

void act_lane(struct app *app, const struct key_press *press)
{
    int lane = view_of(app)->lane;
    play_select(app, lane == VIEW_LANE_NONE ? first_lane(app) : lane + press->direction);
}

void act_cycle(struct app *app, const struct key_press *press)
{
    int count = lane_count(app), lane = view_of(app)->lane;
    if (!count)
        return;
    if (lane == VIEW_LANE_NONE)
        play_select(app, first_lane(app));
    else
        play_select(app, (lane + press->direction + count) % count);
}

void act_details(struct app *app, const struct key_press *press)
{
    (void)press;
    if (!lane_count(app)) {
        app_say(app, "there is no lane yet");
        return;
    }
    if (view_of(app)->lane == VIEW_LANE_NONE)
        play_select(app, first_lane(app));
    view_of(app)->overlay = VIEW_DETAILS;
    view_of(app)->overlay_scroll = 0;
}

void act_objects(struct app *app, const struct key_press *press)
{
    (void)press;
    overlay_objects(app);
}

/* Half the screen is a page of most panes. */
static int page_of(const struct app *app)
{
    return app->rows > 8 ? app->rows / 4 : 1;
}

static int count_lines(const char *text, size_t len)
{
    int lines = 1;
    for (size_t i = 0; i < len; i++)
        lines += text[i] == '\n';
    return lines;
}

/* Lines of what stands in the source's place that have no room there. */
static int source_rest(const struct app *app)
{
    struct layout layout;
    const struct view *view = &app->play.view;
    size_t len = view->errors ? strlen(view->errors) : 0;
    const char *text =
        view->errors ? view->errors : trace_source(app->play.current->story->trace, &len);
    layout_make(view, app->columns, app->rows, &layout);
    int rest = count_lines(text, len) - layout.panes[LAYOUT_SOURCE].rows;
    return rest > 0 ? rest : 0;
}

void act_scroll_source(struct app *app, const struct key_press *press)
{
    int most = source_rest(app);
    int to = view_of(app)->source_scroll + press->direction * page_of(app);
    view_of(app)->source_scroll = to > most ? most : to < -most ? -most : to;
}

static void scroll_output(struct app *app, int by)
{
    struct view *view = view_of(app);
    const struct story *story = app->play.current->story;
    int most = 0;
    size_t shown = story_marks_until(story, app->play.player.t_ns);
    for (size_t i = 0; i < shown && most < INT32_MAX; i++)
        most += story->marks[i].kind == STORY_SAY;
    view->output_scroll += by;
    if (view->output_scroll > most - 1)
        view->output_scroll = most - 1;
    if (view->output_scroll < 0)
        view->output_scroll = 0;
}

void act_scroll_output(struct app *app, const struct key_press *press)
{
    scroll_output(app, -press->direction);
}
