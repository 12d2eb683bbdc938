/* Keys that are about runs, the file and the program as a whole. */
#include "app/app_private.h"

void act_models(struct app *app, const struct key_press *press)
{
    (void)press;
    overlay_models(app);
}

void act_run(struct app *app, const struct key_press *press)
{
    (void)press;
    if (app_screen(app) == KEYS_COMPARE)
        compare_again(app);
    else
        play_run(app, true);
}

void act_compare(struct app *app, const struct key_press *press)
{
    (void)press;
    compare_open(app);
}

void act_edit(struct app *app, const struct key_press *press)
{
    (void)press;
    if (app_screen(app) == KEYS_BROWSER)
        pick_edit(app);
    else if (app->file.is_trace)
        app_say(app, "this is a saved trace: there is no file to edit");
    else
        app->host.edit(app->host.arg, app->file.path, play_line(app));
}

void act_large(struct app *app, const struct key_press *press)
{
    (void)press;
    app->large = !app->large;
    app->play.view.large = app->large;
    play_resized(app);
    play_keep_window(app);
}

void command_movement(struct app *app, bool on)
{
    app->movement = app->play.player.movement = on;
    app_say(app, on ? "movement is on" : "movement is off");
}

void command_mouse(struct app *app, bool on)
{
    app->mouse = on;
    app->host.mouse(app->host.arg, on);
    app_say(app, on ? "the mouse is on" : "the mouse is off: the terminal selects text with it");
}

void act_movement(struct app *app, const struct key_press *press)
{
    (void)press;
    command_movement(app, !app->movement);
}

void act_mouse(struct app *app, const struct key_press *press)
{
    (void)press;
    command_mouse(app, !app->mouse);
}

void act_redraw(struct app *app, const struct key_press *press)
{
    (void)press;
    app->host.redraw(app->host.arg);
}

void act_suspend(struct app *app, const struct key_press *press)
{
    (void)press;
    app->host.suspend(app->host.arg);
}

void act_back(struct app *app, const struct key_press *press)
{
    (void)press;
    app_back(app);
}

void act_quit(struct app *app, const struct key_press *press)
{
    (void)press;
    app->ended = true;
    app->host.quit(app->host.arg);
}
