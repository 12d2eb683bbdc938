#include "config.h"

#include "scenario/scenario.h"

#include "base/utf8.h"
#include "scenario/compile.h"
#include "scenario/parser.h"
#include "scenario/scenario_private.h"

#include <stdlib.h>
#include <string.h>

/* ---- reading ---- */

static struct tree_place place_of_byte(const char *source, size_t at)
{
    struct tree_place place = {1, 1, 1};
    for (size_t i = 0; i < at;) {
        uint32_t rune;
        if (source[i] == '\n') {
            place.line++;
            place.column = 0;
        }
        i += utf8_decode(source + i, at - i, &rune);
        place.column++;
    }
    return place;
}

/* A file that is no text gets one error, and is not read. */
static bool is_text(const struct scenario *scenario, struct report *report)
{
    if (scenario->len == 0) {
        report_error(report, (struct tree_place){0}, "this file is empty");
        report_hint(report, "a scenario begins with `scenario \"title\"`");
        return false;
    }
    const char *nul = memchr(scenario->source, '\0', scenario->len);
    if (nul) {
        size_t at = (size_t)(nul - scenario->source);
        report_error(report, place_of_byte(scenario->source, at),
                     "a NUL byte: this is no text file");
        return false;
    }
    size_t bad_at;
    if (!utf8_valid(scenario->source, scenario->len, &bad_at)) {
        report_error(report, place_of_byte(scenario->source, bad_at), "this is not UTF-8");
        report_hint(report, "save the file as UTF-8");
        return false;
    }
    return true;
}

struct scenario *scenario_read(const char *name, const char *source, size_t len,
                               struct diag_list *diags)
{
    struct scenario *scenario = mem_alloc(sizeof *scenario);
    struct report report = {.diags = diags};
    scenario->name = mem_arena_strndup(&scenario->arena, name, strlen(name));
    scenario->source = mem_arena_strndup(&scenario->arena, source, len);
    scenario->len = len;
    if (is_text(scenario, &report)) {
        parse_file(&scenario->arena, &report, scenario->source, len, &scenario->tree);
        check_tree(&scenario->tree, &scenario->arena, &report, &scenario->checked);
    } else {
        scenario->checked.title = scenario->checked.about = "";
    }
    report_release(&report);
    return scenario;
}

void scenario_free(struct scenario *scenario)
{
    if (!scenario)
        return;
    check_release(&scenario->checked);
    mem_arena_release(&scenario->program_arena);
    mem_arena_release(&scenario->arena);
    free(scenario);
}

/* ---- what stands in it ---- */

const char *scenario_title(const struct scenario *scenario)
{
    return scenario->checked.title;
}

const char *scenario_about(const struct scenario *scenario)
{
    return scenario->checked.about;
}

struct scenario_axis scenario_axis(const struct scenario *scenario)
{
    for (const struct tree_line *line = scenario->tree.lines; line; line = line->next)
        if (line->kind == TREE_AXIS)
            return (struct scenario_axis){.handoffs = line->value == 0, .span_ns = line->value};
    return (struct scenario_axis){0};
}

const char *scenario_source(const struct scenario *scenario, size_t *len)
{
    *len = scenario->len;
    return scenario->source;
}

const struct checked *scenario_checked(const struct scenario *scenario)
{
    return &scenario->checked;
}

const struct tree *scenario_tree(const struct scenario *scenario)
{
    return &scenario->tree;
}

int scenario_model_count(const struct scenario *scenario)
{
    return scenario->checked.model_count;
}

enum model_id scenario_model_at(const struct scenario *scenario, int index)
{
    return scenario->checked.models[index];
}

bool scenario_names_model(const struct scenario *scenario, enum model_id model)
{
    return check_named_models(&scenario->checked) >> model & 1;
}

/* ---- compiling ---- */

const struct program *scenario_compile(struct scenario *scenario, enum model_id model,
                                       struct diag_list *diags)
{
    struct report report = {.diags = diags};
    check_models(&scenario->checked, 1u << model, &report);
    bool lacks = report.errors > 0;
    report_release(&report);
    if (lacks)
        return NULL;
    if (scenario->checked.now.settings.schedule && model == MODEL_BLOCKING) {
        diag_add(diags, DIAG_ERROR, 0, 0, 1, "%s follows no schedule", model_name(model));
        diag_hint(diags, "there is only one under it");
        return NULL;
    }
    if (!scenario->program)
        scenario->program = compile_program(&scenario->checked, &scenario->program_arena);
    return scenario->program;
}
