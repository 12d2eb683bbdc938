/* Expectations that are no matter of time: those by which an end can be judged of which nobody
 * knows when it came, and in which machine. */
#include "config.h"

#include "scenario/expect.h"

#include "scenario/expect_private.h"
#include "scenario/scenario_private.h"

#include <string.h>

static enum expect_said_kind what_said(const struct tree_expect *expect)
{
    switch (expect->kind) {
    case TREE_EXPECT_OUTPUT:
    case TREE_EXPECT_ORDER:
        return EXPECT_SAYS_ORDER;
    case TREE_EXPECT_OUTPUT_ANY_ORDER:
    case TREE_EXPECT_NEVER:
        return EXPECT_SAYS_WHICH;
    default:
        return EXPECT_SAYS_NOTHING;
    }
}

enum expect_said_kind expect_names(const struct scenario *scenario, enum model_id model,
                                   expect_name_fn *name, void *arg)
{
    struct expect_selection selection = expect_select(scenario, model);
    enum expect_said_kind said = EXPECT_SAYS_NOTHING;
    const struct tree_expect_block *block = scenario->tree.expects;
    for (; block; block = block->next) {
        if (!expect_applies(&selection, block) && !expect_is_of_schedules(scenario, model, block))
            continue;
        for (const struct tree_expect *it = block->first; it; it = it->next) {
            if (it->kind == TREE_EXPECT_VALUE)
                name(arg, it->name.text);
            said = what_said(it) > said ? what_said(it) : said;
        }
    }
    return said;
}

bool expect_holds(const struct scenario *scenario, enum model_id model,
                  const struct expect_facts *facts)
{
    struct expect_selection selection = expect_select(scenario, model);
    bool good = true, names_result = false;
    const struct tree_expect_block *block = scenario->tree.expects;
    for (; block; block = block->next) {
        bool of_all = block->schedules == TREE_ALL_SCHEDULES &&
                      expect_is_of_schedules(scenario, model, block);
        if (!of_all &&
            (block->schedules == TREE_SOME_SCHEDULE || !expect_applies(&selection, block)))
            continue;
        for (const struct tree_expect *it = block->first; it; it = it->next) {
            struct strbuf seen = STRBUF_INIT;
            names_result = names_result || it->kind == TREE_EXPECT_RESULT;
            if (tree_is_untimed(it))
                good = expect_check_one(it, scenario, facts, &seen) == EXPECT_OK && good;
            strbuf_release(&seen);
        }
    }
    return good && (names_result || strcmp(facts->result, "ok") == 0);
}
