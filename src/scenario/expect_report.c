/* All expectations that apply to a run, and what became of them. */
#include "config.h"

#include "base/mem.h"
#include "scenario/expect_private.h"

#include <stdlib.h>

struct collector {
    const struct scenario *scenario;
    const struct expect_facts *facts;
    struct expect_report *report;
    int room;
    bool names_result;
};

static void add(struct collector *collector, const struct expect_outcome *outcome)
{
    struct expect_report *report = collector->report;
    MEM_GROW(report->outcomes, report->count, collector->room);
    report->outcomes[report->count++] = *outcome;
    report->failed += outcome->verdict == EXPECT_FAILED;
    report->busy += outcome->verdict == EXPECT_BUSY;
    report->few_cores += outcome->verdict == EXPECT_FEW_CORES;
}

static void add_outcome(struct collector *collector, const struct tree_expect *expect)
{
    struct strbuf actual = STRBUF_INIT;
    enum expect_verdict found =
        expect_check_one(expect, collector->scenario, collector->facts, &actual);
    add(collector, &(struct expect_outcome){.line = expect->place.line,
                                            .text = expect->written,
                                            .actual = strbuf_detach(&actual),
                                            .verdict = found});
    collector->names_result |= expect->kind == TREE_EXPECT_RESULT;
}

static void add_outcomes(struct collector *collector, const struct tree_expect_block *block)
{
    for (const struct tree_expect *expect = block->first; expect; expect = expect->next)
        add_outcome(collector, expect);
}

/* ---- choices ---- */

static void add_choice(void *arg, struct tree_stmt *stmt)
{
    struct collector *collector = arg;
    struct expect_choice choice;
    if (!stmt->question || stmt->question->kind != TREE_QUESTION_CHOOSE)
        return;
    expect_choose(collector->scenario, collector->facts, stmt->question, &choice);
    add(collector, &(struct expect_outcome){.line = stmt->place.line,
                                            .text = stmt->question->written,
                                            .actual = choice.actual,
                                            .verdict = choice.verdict});
}

/* With other settings, or under a model that the file does not name, none may be right. */
static void add_choices(struct collector *collector, enum model_id model)
{
    const struct checked *checked = &collector->scenario->checked;
    if (!scenario_names_model(collector->scenario, model) ||
        !check_values_equal(checked, &checked->own, &checked->now))
        return;
    for (int i = 0; i < checked->body_count; i++)
        tree_each_stmt(&checked->bodies[i].task->body, add_choice, collector);
}

/* ---- all of it ---- */

/* What holds where no result is named. */
static const struct tree_expect result_ok = {.kind = TREE_EXPECT_RESULT,
                                             .compare = TREE_IS,
                                             .of_model = -1,
                                             .name = {.text = "ok"},
                                             .written = "result ok"};

/* It may end otherwise, the file says: so it need not end well. */
static bool some_names_result(const struct scenario *scenario, enum model_id model)
{
    const struct tree_expect_block *block = NULL;
    while ((block = expect_next_schedules(scenario, model, block)))
        for (const struct tree_expect *it = block->first; it; it = it->next)
            if (block->schedules == TREE_SOME_SCHEDULE && it->kind == TREE_EXPECT_RESULT)
                return true;
    return false;
}

void expect_check_end(const struct scenario *scenario, const struct tree_expect_block *block,
                      const struct expect_facts *facts, struct expect_report *report)
{
    *report = (struct expect_report){0};
    struct collector collector = {.scenario = scenario, .facts = facts, .report = report};
    add_outcomes(&collector, block);
    if (block->schedules == TREE_ALL_SCHEDULES && !collector.names_result)
        add_outcome(&collector, &result_ok);
}

void expect_check(const struct scenario *scenario, enum model_id model,
                  const struct expect_facts *facts, struct expect_report *report)
{
    *report = (struct expect_report){0};
    struct expect_facts known = expect_know_cores(scenario, facts);
    struct collector collector = {.scenario = scenario, .facts = &known, .report = report};
    struct expect_selection selection = expect_select(scenario, model);
    for (const struct tree_expect_block *block = scenario->tree.expects; block; block = block->next)
        if (expect_applies(&selection, block))
            add_outcomes(&collector, block);
    if (!collector.names_result && !some_names_result(scenario, model))
        add_outcome(&collector, &result_ok);
    add_choices(&collector, model);
}

void expect_report_release(struct expect_report *report)
{
    for (int i = 0; i < report->count; i++)
        free(report->outcomes[i].actual);
    free(report->outcomes);
    *report = (struct expect_report){0};
}

bool expect_has_any(const struct scenario *scenario, enum model_id model)
{
    struct expect_selection selection = expect_select(scenario, model);
    for (const struct tree_expect_block *block = scenario->tree.expects; block; block = block->next)
        if (block->first && expect_applies(&selection, block))
            return true;
    return false;
}

static unsigned models_of(const struct tree_expect_block *block)
{
    unsigned models = 0;
    for (const struct tree_expect *expect = block->first; expect; expect = expect->next)
        if (expect->of_model >= 0)
            models |= 1u << expect->of_model;
    return models;
}

unsigned expect_models_referred(const struct scenario *scenario, enum model_id model)
{
    struct expect_selection selection = expect_select(scenario, model);
    unsigned models = 0;
    for (const struct tree_expect_block *block = scenario->tree.expects; block; block = block->next)
        if (expect_applies(&selection, block))
            models |= models_of(block);
    return models;
}
