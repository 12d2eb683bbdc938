/* The application put together: its screens, what is common to them, and what it begins with. */
#include "config.h"

#include "app/app.h"

#include "app/common.h"
#include "app/parts.h"

/* ---- what there is ---- */

#define DECLARE(id, record) extern const struct screen record;
SCREENS_EACH(DECLARE)
#undef DECLARE

#define PUT(id, record) [SCREEN_##id] = &record,
static const struct screen *const screens[SCREENS] = {SCREENS_EACH(PUT)};
#undef PUT

const struct app_parts *app_parts(void)
{
    static const struct app_parts parts = {
        .screens = screens,
        .keys = common_keys,
        .commands = common_commands,
    };
    return &parts;
}

struct app *app_new(const struct app_host *host, const struct app_settings *settings, int columns,
                    int rows)
{
    struct app *app = app_make(app_parts(), host, settings, columns, rows);
    app_begin_with(app, SCREEN_BROWSER);
    return app;
}

/* ---- what it begins with ---- */

static bool is_good_for(struct document *document, enum model_id model, const char *const *sets,
                        int set_count, struct strbuf *problem)
{
    document_put_settings(document, sets, set_count);
    if (document->is_trace)
        return true;
    if (document->errors) {
        strbuf_adds(problem, document->errors);
        return false;
    }
    if (model != MODEL_COUNT)
        document_choose_model(document, model);
    return document_compiles(document, document->model, true, problem);
}

bool app_open_scenario(struct app *app, const char *path, enum model_id model,
                       const char *const *sets, int set_count, struct strbuf *problem)
{
    if (!app_open(app, path, problem))
        return false;
    if (!is_good_for(app_document(app), model, sets, set_count, problem)) {
        app_close(app);
        return false;
    }
    app_begin_with(app, SCREEN_PLAYER);
    return true;
}

void app_open_trace(struct app *app, const char *path)
{
    app_close(app);
    document_open_trace(app_document(app), path);
    app_begin_with(app, SCREEN_PLAYER);
}

void app_open_program(struct app *app, const char *path)
{
    app_close(app);
    document_open_program(app_document(app), path);
    app_begin_with(app, SCREEN_PLAYER);
}

bool app_open_beside(struct app *app, const char *path, const char *const *others, int count,
                     struct strbuf *problem)
{
    if (!app_open(app, path, problem))
        return false;
    for (int i = 0; i < count; i++)
        document_put_beside(app_document(app), others[i]);
    app_begin_with(app, SCREEN_COMPARE);
    return true;
}

bool app_open_compare(struct app *app, const char *path, struct strbuf *problem)
{
    if (!app_open(app, path, problem))
        return false;
    const struct document *document = app_document(app);
    if (document->errors || document->is_trace) {
        if (document->is_trace)
            strbuf_addf(problem, "%s is a saved trace: there is nothing to run", path);
        else
            strbuf_adds(problem, document->errors);
        app_close(app);
        return false;
    }
    app_begin_with(app, SCREEN_COMPARE);
    return true;
}
