/* The run that is on its way. */
#include "app/app_private.h"

#include <stdio.h>

/* What was on its way ends without a word: what it gave so far stays as it is. */
static void forget(struct app *app)
{
    struct app_player *play = &app->play;
    if (app->job.purpose == JOB_COMPARE)
        app->compare.runs[app->job.index].running = false;
    if (app->job.purpose == JOB_PLAYER && app->job.shown && play->current)
        play->current->story->live = false;
    reel_drop(play->pending);
    play->pending = NULL;
    app->job.purpose = JOB_NONE;
}

static void begin(struct app *app, enum job_purpose purpose, int index, const char *words)
{
    forget(app);
    app->job = (struct app_job){.purpose = purpose, .number = ++app->numbers, .index = index};
    snprintf(app->job.words, sizeof app->job.words, "%s", words);
}

void job_start(struct app *app, enum job_purpose purpose, enum model_id model, int index)
{
    const struct app_file *file = &app->file;
    begin(app, purpose, index, "starting");
    app->job.model = model;
    app->host.start(app->host.arg, &(struct app_run){
                                       .number = app->job.number,
                                       .name = file->path,
                                       .source = file->text,
                                       .len = file->len,
                                       .model = model,
                                       .sets = (const char *const *)file->settings.items,
                                       .set_count = file->settings.count,
                                   });
}

void job_open_trace(struct app *app)
{
    begin(app, JOB_PLAYER, 0, "reading");
    app->host.open_trace(app->host.arg, app->job.number, app->file.path);
}

void job_stop(struct app *app)
{
    if (app->job.purpose == JOB_NONE)
        return;
    app->host.stop(app->host.arg);
    forget(app);
}
