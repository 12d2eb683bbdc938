#include "config.h"

#include "app/reel.h"

#include "base/diag.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static struct scenario *read_source(const struct trace *trace)
{
    struct diag_list diags = {0};
    size_t len = 0;
    const char *source = trace_source(trace, &len);
    const char *name = trace_source_name(trace);
    struct scenario *scenario =
        source && len ? scenario_read(name ? name : "", source, len, &diags) : NULL;
    if (diags.errors) {
        scenario_free(scenario);
        scenario = NULL;
    }
    diag_release(&diags);
    return scenario;
}

/* The settings as they are shown: a schedule is a line, and that it stands is said elsewhere. */
static void add_sets(const char *sets, struct strbuf *label)
{
    static const char schedule[] = "schedule=", stands[] = " stands";
    for (size_t len; *sets; sets += len + strspn(sets + len, ", ")) {
        len = strcspn(sets, ",");
        size_t shown = len;
        if (strncmp(sets, schedule, sizeof schedule - 1) != 0) {
            strbuf_adds(label, ", ");
            strbuf_add(label, sets, len);
            continue;
        }
        if (len >= sizeof stands - 1 &&
            strncmp(sets + len - (sizeof stands - 1), stands, sizeof stands - 1) == 0)
            shown -= sizeof stands - 1;
        if (shown < sizeof schedule || strncmp(sets + sizeof schedule - 1, stands + 1, 6) == 0)
            continue;
        strbuf_adds(label, ", schedule ");
        strbuf_add(label, sets + sizeof schedule - 1, shown - (sizeof schedule - 1));
    }
}

struct reel *reel_new(struct story *story, enum model_id model, const char *sets)
{
    struct reel *reel = mem_alloc(sizeof *reel);
    struct strbuf label = STRBUF_INIT;
    const char *name = trace_meta(story->trace, "model", 0);
    int known = name ? model_by_name(name) : -1;
    if (model == MODEL_COUNT && known >= 0)
        model = (enum model_id)known;
    if (model != MODEL_COUNT)
        name = model_name(model);
    strbuf_adds(&label, name ? name : "");
    add_sets(sets, &label);
    *reel = (struct reel){.holders = 1,
                          .story = story,
                          .scenario = read_source(story->trace),
                          .model = model,
                          .sets = mem_strdup(sets),
                          .label = strbuf_detach(&label)};
    return reel;
}

struct reel *reel_blank(const char *name, const char *source, size_t len)
{
    struct trace *trace = trace_new();
    trace_set_source(trace, name, source ? source : "", len);
    trace_finish(trace);
    struct reel *reel = reel_new(story_new(trace, NULL, NULL), MODEL_COUNT, "");
    reel->blank = true;
    reel->story->live = true; /* more will come */
    return reel;
}

void reel_name(struct reel *reel, const char *file)
{
    struct strbuf label = STRBUF_INIT;
    strbuf_addf(&label, "%s: %s", file, reel->label);
    free(reel->label);
    reel->label = strbuf_detach(&label);
}

struct reel *reel_hold(struct reel *reel)
{
    reel->holders++;
    return reel;
}

void reel_drop(struct reel *reel)
{
    if (!reel || --reel->holders > 0)
        return;
    story_free(reel->story);
    scenario_free(reel->scenario);
    free(reel->sets);
    free(reel->label);
    free(reel);
}

void reel_update(struct reel *reel, struct story *story)
{
    story_free(reel->story);
    reel->story = story;
}
