/* The mouse: a click moves the playhead or selects, a drag pans, the wheel zooms or scrolls. */
#include "config.h"

#include "app/player_private.h"

static struct view_hit hit_at(struct player_screen *play, const struct input *input)
{
    return view_hit(&play->view, input->row, input->column, app_columns(play->app),
                    app_rows(play->app));
}

static void seek(struct player_screen *play, int64_t t_ns)
{
    player_seek(&play->player, t_ns, app_now_ns(play->app));
    play_moved(play);
}

static void press_overlay(struct player_screen *play, const struct view_hit *hit)
{
    if (hit->place != VIEW_PLACE_OVERLAY)
        overlay_close(play);
    else if (play->view.overlay == VIEW_MENU)
        overlay_choose(play, hit->row);
}

/* At a question it answers. As in lists: a click chooses, on what is chosen already it opens. */
static void press_name(struct player_screen *play, int lane)
{
    if (play_mark_lane(play, lane))
        return;
    if (lane != VIEW_LANE_NONE && lane == play->view.lane)
        overlay_details(play);
    else
        play_select(play, lane);
}

static void press(struct player_screen *play, const struct input *input)
{
    struct view_hit hit = hit_at(play, input);
    if (play->view.overlay != VIEW_NOTHING) {
        press_overlay(play, &hit);
        return;
    }
    play->pressed = hit;
    play->is_pressed = true;
    play->dragged = false;
    play->drag_column = input->column;
    if (hit.place == VIEW_PLACE_TIMELINE && hit.t_ns < 0)
        press_name(play, hit.lane);
    else if (hit.place == VIEW_PLACE_MACHINE && hit.lane != VIEW_LANE_NONE)
        press_name(play, hit.lane);
    else if ((hit.place == VIEW_PLACE_OVERVIEW || hit.place == VIEW_PLACE_OUTPUT) && hit.t_ns >= 0)
        seek(play, hit.t_ns);
}

static void drag(struct player_screen *play, const struct input *input)
{
    if (!play->is_pressed)
        return;
    if (play->pressed.place == VIEW_PLACE_OVERVIEW) {
        struct view_hit hit = hit_at(play, input);
        if (hit.place == VIEW_PLACE_OVERVIEW && hit.t_ns >= 0)
            seek(play, hit.t_ns);
    } else if (play->pressed.place == VIEW_PLACE_TIMELINE && play->pressed.t_ns >= 0 &&
               input->column != play->drag_column) {
        view_pan(&play->view, play->drag_column - input->column, app_columns(play->app),
                 app_rows(play->app));
        play->drag_column = input->column;
        play->dragged = true;
        play->zoom = ZOOM_CHOSEN;
        play_keep_window(play);
    }
}

static void release(struct player_screen *play)
{
    if (play->is_pressed && !play->dragged && play->pressed.place == VIEW_PLACE_TIMELINE &&
        play->pressed.t_ns >= 0)
        seek(play, play->pressed.t_ns);
    play->is_pressed = false;
}

static void wheel(struct player_screen *play, const struct input *input, int direction)
{
    struct view_hit hit = hit_at(play, input);
    if (play->view.overlay == VIEW_MENU) {
        overlay_key(play, direction > 0 ? INPUT_DOWN : INPUT_UP);
    } else if (play->view.overlay != VIEW_NOTHING) {
        overlay_scroll(play, direction * 3);
    } else if (hit.place == VIEW_PLACE_TIMELINE) {
        view_zoom_at(&play->view, direction > 0 ? 1 / 1.5 : 1.5, input->column,
                     app_columns(play->app), app_rows(play->app));
        play->zoom = ZOOM_CHOSEN;
        play_keep_window(play);
    } else if (hit.place == VIEW_PLACE_SOURCE) {
        play_scroll_source(play, direction);
    } else if (hit.place == VIEW_PLACE_OUTPUT) {
        play_scroll_output(play, direction);
    }
}

void play_mouse(struct player_screen *play, const struct input *input)
{
    switch (input->mouse) {
    case INPUT_PRESS:
        press(play, input);
        break;
    case INPUT_DRAG:
        drag(play, input);
        break;
    case INPUT_RELEASE:
        release(play);
        break;
    case INPUT_WHEEL_UP:
        wheel(play, input, -1);
        break;
    case INPUT_WHEEL_DOWN:
        wheel(play, input, 1);
        break;
    default:
        break;
    }
}
