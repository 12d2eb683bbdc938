/* Which blocks of expectations a run is judged by, and for which settings the file has some. */
#include "config.h"

#include "scenario/expect.h"

#include <string.h>

#include "scenario/expect_private.h"
#include "scenario/scenario_private.h"

static bool is_for(const struct scenario *scenario, const struct tree_expect_block *block,
                   enum model_id model)
{
    if (block->for_all)
        return true;
    return (block->models >> model & 1) && scenario_names_model(scenario, model);
}

/* True if the file with the block's settings has these values. */
static bool has_values(const struct scenario *scenario, const struct tree_expect_block *block,
                       const struct check_values *values)
{
    const struct checked *checked = &scenario->checked;
    struct check_values with;
    check_values_with(checked, block, &with);
    bool equal = check_values_equal(checked, &with, values);
    check_values_release(&with);
    return equal;
}

static bool has_settings_now(const struct scenario *scenario, const struct tree_expect_block *block)
{
    if (block->schedules == TREE_SOME_SCHEDULE)
        return false;
    return block->settings && has_values(scenario, block, &scenario->checked.now);
}

struct expect_selection expect_select(const struct scenario *scenario, enum model_id model)
{
    struct expect_selection selection = {scenario, model, false};
    const struct tree_expect_block *block = scenario->tree.expects;
    for (; block && !selection.by_settings; block = block->next)
        selection.by_settings = is_for(scenario, block, model) && has_settings_now(scenario, block);
    return selection;
}

bool expect_applies(const struct expect_selection *selection, const struct tree_expect_block *block)
{
    if (!is_for(selection->scenario, block, selection->model) ||
        block->schedules == TREE_SOME_SCHEDULE)
        return false;
    return selection->by_settings ? has_settings_now(selection->scenario, block) : !block->settings;
}

/* ---- the settings that blocks name ---- */

static bool same_values(const struct scenario *scenario, const struct tree_expect_block *a,
                        const struct tree_expect_block *b)
{
    struct check_values values;
    check_values_with(&scenario->checked, a, &values);
    bool same = has_values(scenario, b, &values);
    check_values_release(&values);
    return same;
}

/* What stands before the block, or the file itself, has its settings already. */
static bool is_known(const struct scenario *scenario, const struct tree_expect_block *block)
{
    const struct tree_expect_block *before = scenario->tree.expects;
    if (block->schedules != TREE_ONE_SCHEDULE) /* whoever searches all runs none */
        return true;
    while (before != block &&
           (before->schedules != TREE_ONE_SCHEDULE || !same_values(scenario, before, block)))
        before = before->next;
    return before != block || has_values(scenario, block, &scenario->checked.own);
}

const struct tree_expect_block *expect_next_settings(const struct scenario *scenario,
                                                     const struct tree_expect_block *after)
{
    const struct tree_expect_block *block = after ? after->next : scenario->tree.expects;
    while (block && is_known(scenario, block))
        block = block->next;
    return block;
}

bool expect_names_settings(const struct scenario *scenario, enum model_id model,
                           const struct tree_expect_block *settings)
{
    for (const struct tree_expect_block *block = settings; block; block = block->next)
        if (block->schedules == TREE_ONE_SCHEDULE && is_for(scenario, block, model) &&
            same_values(scenario, settings, block))
            return true;
    return false;
}

/* ---- of all schedules, or some ---- */

const struct tree_expect_block *expect_next_schedules(const struct scenario *scenario,
                                                      enum model_id model,
                                                      const struct tree_expect_block *after)
{
    const struct tree_expect_block *block = after ? after->next : scenario->tree.expects;
    while (block && (block->schedules == TREE_ONE_SCHEDULE || !is_for(scenario, block, model)))
        block = block->next;
    return block;
}

bool expect_is_of_schedules(const struct scenario *scenario, enum model_id model,
                            const struct tree_expect_block *block)
{
    bool now = has_values(scenario, block, &scenario->checked.now);
    return block->schedules != TREE_ONE_SCHEDULE && is_for(scenario, block, model) && now;
}

bool expect_is_livelock(const struct tree_expect_block *block)
{
    const struct tree_expect *only = block->first;
    return block->schedules == TREE_SOME_SCHEDULE && only && !only->next &&
           only->kind == TREE_EXPECT_RESULT && strcmp(only->name.text, "timeout") == 0;
}
