/* The program of the run that is shown, in Python: made when it is asked for, and anew for another
 * run. */
#include "config.h"

#include "app/player_private.h"
#include "base/diag.h"
#include "base/mem.h"
#include "python/python.h"

#include <stdlib.h>
#include <string.h>

struct play_python {
    enum model_id model;
    char *text;
    struct view_python_line *lines;
    struct view_python view;
};

/* What the run was given other values for. */
static void set_values(const struct trace *trace, struct scenario *scenario)
{
    for (int i = 0; i < trace_meta_count(trace, "set"); i++) {
        struct diag_list problems = {0};
        char *line = mem_strdup(trace_meta(trace, "set", i));
        char *value = strchr(line, '=');
        if (value) {
            *value = '\0';
            scenario_set(scenario, line, value + 1, &problems);
        }
        diag_release(&problems);
        free(line);
    }
}

static bool translate(const struct trace *trace, enum model_id model, struct strbuf *out,
                      struct play_python *python)
{
    struct diag_list problems = {0};
    size_t len = 0;
    const char *source = trace_source(trace, &len);
    struct scenario *scenario = scenario_read("", source ? source : "", len, &problems);
    bool good = source && !problems.errors && model != MODEL_COUNT;
    set_values(trace, scenario);
    good = good && scenario_compile(scenario, model, &problems) &&
           python_translate(scenario, model, out, &problems);
    if (good) {
        struct python_line *lines;
        python->text = strbuf_detach(out);
        python->view.count = python_lines(scenario, python->text, &lines);
        python->lines = mem_alloc(((size_t)python->view.count + 1) * sizeof *python->lines);
        for (int i = 0; i < python->view.count; i++)
            python->lines[i] = (struct view_python_line){lines[i].text, lines[i].len,
                                                         lines[i].number, lines[i].is_comment};
        free(lines);
    } else if (problems.count) {
        diag_format(&problems, "", source ? source : "", len, out);
    }
    scenario_free(scenario);
    diag_release(&problems);
    return good;
}

static struct play_python *make(const struct story *story, enum model_id model)
{
    struct play_python *python = mem_alloc(sizeof *python);
    struct strbuf out = STRBUF_INIT;
    *python = (struct play_python){.model = model};
    if (!translate(story->trace, model, &out, python)) {
        python->text = out.len ? strbuf_detach(&out) : mem_strdup("There is no program to show.");
        python->view.problem = python->text;
    }
    python->view.lines = python->lines;
    strbuf_release(&out);
    return python;
}

void python_drop(struct player_screen *play)
{
    struct play_python *python = play->python;
    play->python = NULL;
    play->view.python = NULL;
    if (!python)
        return;
    free(python->text);
    free(python->lines);
    free(python);
}

void python_sync(struct player_screen *play)
{
    struct view *view = &play->view;
    if (!play->shows_python) {
        view->python = NULL;
        return;
    }
    if (!play->python || play->python->model != view->model_id) {
        python_drop(play);
        play->python = make(play->current->story, view->model_id);
    }
    view->python = &play->python->view;
}
