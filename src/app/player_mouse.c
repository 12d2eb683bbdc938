/* The mouse: a click moves the playhead or selects, a drag pans, the wheel zooms or scrolls. */
#include "app/app_private.h"

static struct view_hit hit_at(struct app *app, const struct input *input)
{
    return view_hit(&app->play.view, input->row, input->column, app->columns, app->rows);
}

/* ---- the player ---- */

static void seek(struct app *app, int64_t t_ns)
{
    player_seek(&app->play.player, t_ns, app->now_ns);
    play_moved(app);
}

static void press_overlay(struct app *app, const struct view_hit *hit)
{
    if (hit->place != VIEW_PLACE_OVERLAY)
        overlay_close(app);
    else if (app->play.view.overlay == VIEW_MENU)
        overlay_choose(app, hit->row);
}

/* As in lists: a click chooses, on what is chosen already it opens. */
static void press_name(struct app *app, int lane)
{
    if (lane != VIEW_LANE_NONE && lane == app->play.view.lane)
        act_details(app, &(struct key_press){0});
    else
        play_select(app, lane);
}

static void press_player(struct app *app, const struct input *input)
{
    struct app_player *play = &app->play;
    struct view_hit hit = hit_at(app, input);
    if (play->view.overlay != VIEW_NOTHING) {
        press_overlay(app, &hit);
        return;
    }
    play->pressed = hit;
    play->is_pressed = true;
    play->dragged = false;
    play->drag_column = input->column;
    if (hit.place == VIEW_PLACE_TIMELINE && hit.t_ns < 0)
        press_name(app, hit.lane);
    else if ((hit.place == VIEW_PLACE_OVERVIEW || hit.place == VIEW_PLACE_OUTPUT) && hit.t_ns >= 0)
        seek(app, hit.t_ns);
}

static void drag_player(struct app *app, const struct input *input)
{
    struct app_player *play = &app->play;
    if (!play->is_pressed)
        return;
    if (play->pressed.place == VIEW_PLACE_OVERVIEW) {
        struct view_hit hit = hit_at(app, input);
        if (hit.place == VIEW_PLACE_OVERVIEW && hit.t_ns >= 0)
            seek(app, hit.t_ns);
    } else if (play->pressed.place == VIEW_PLACE_TIMELINE && play->pressed.t_ns >= 0 &&
               input->column != play->drag_column) {
        view_pan(&play->view, play->drag_column - input->column, app->columns, app->rows);
        play->drag_column = input->column;
        play->dragged = true;
        play->zoom = ZOOM_CHOSEN;
        play_keep_window(app);
    }
}

static void release_player(struct app *app)
{
    struct app_player *play = &app->play;
    if (play->is_pressed && !play->dragged && play->pressed.place == VIEW_PLACE_TIMELINE &&
        play->pressed.t_ns >= 0)
        seek(app, play->pressed.t_ns);
    play->is_pressed = false;
}

static void wheel_player(struct app *app, const struct input *input, int direction)
{
    struct app_player *play = &app->play;
    struct view_hit hit = hit_at(app, input);
    struct key_press press = {.direction = direction};
    if (play->view.overlay == VIEW_MENU) {
        overlay_key(app, direction > 0 ? INPUT_DOWN : INPUT_UP);
    } else if (play->view.overlay != VIEW_NOTHING) {
        overlay_scroll(app, direction * 3);
    } else if (hit.place == VIEW_PLACE_TIMELINE) {
        view_zoom_at(&play->view, direction > 0 ? 1 / 1.5 : 1.5, input->column, app->columns,
                     app->rows);
        play->zoom = ZOOM_CHOSEN;
        play_keep_window(app);
    } else if (hit.place == VIEW_PLACE_SOURCE) {
        act_scroll_source(app, &press);
    } else if (hit.place == VIEW_PLACE_OUTPUT) {
        act_scroll_output(app, &press);
    }
}

static void player_input(struct app *app, const struct input *input)
{
    switch (input->mouse) {
    case INPUT_PRESS:
        press_player(app, input);
        break;
    case INPUT_DRAG:
        drag_player(app, input);
        break;
    case INPUT_RELEASE:
        release_player(app);
        break;
    case INPUT_WHEEL_UP:
        wheel_player(app, input, -1);
        break;
    case INPUT_WHEEL_DOWN:
        wheel_player(app, input, 1);
        break;
    default:
        break;
    }
}

/* ---- lists ---- */

static int wheel_of(const struct input *input)
{
    return input->mouse == INPUT_WHEEL_UP ? -1 : input->mouse == INPUT_WHEEL_DOWN ? 1 : 0;
}

/* A click chooses; on what is chosen already it opens. */
static void browser_input(struct app *app, const struct input *input)
{
    struct browser *browser = &app->browser.browser;
    if (wheel_of(input)) {
        pick_move(app, browser->chosen + wheel_of(input));
        return;
    }
    if (input->mouse != INPUT_PRESS)
        return;
    int row = browser_hit(browser, input->row, input->column, app->columns, app->rows);
    if (row < 0 || row >= browser->count)
        return;
    if (row == browser->chosen)
        pick_play(app);
    else
        pick_move(app, row);
}

static void compare_input(struct app *app, const struct input *input)
{
    struct contrast *contrast = &app->compare.contrast;
    if (wheel_of(input)) {
        compare_scroll(app, wheel_of(input) * 3);
        return;
    }
    if (input->mouse != INPUT_PRESS)
        return;
    compare_sync(app);
    int row = contrast_hit(contrast, input->row, input->column, app->columns, app->rows);
    if (row < 0 || row >= contrast->count)
        return;
    if (row == contrast->chosen)
        compare_enter(app);
    else
        compare_choose(app, row);
}

void mouse_input(struct app *app, const struct input *input)
{
    if (input->mouse == INPUT_PRESS)
        strbuf_clear(&app->message);
    if (app->prompt.kind != PROMPT_NONE)
        return;
    if (app_screen(app) == KEYS_PLAYER)
        player_input(app, input);
    else if (app->help && wheel_of(input))
        overlay_scroll(app, wheel_of(input) * 3);
    else if (app->help && input->mouse == INPUT_PRESS)
        overlay_close(app);
    else if (app_screen(app) == KEYS_BROWSER)
        browser_input(app, input);
    else
        compare_input(app, input);
}
