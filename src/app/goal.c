#include "config.h"

#include "app/goal.h"

#include "scenario/expect.h"
#include "scenario/tree.h"

#include <string.h>

const struct tree_expect_block *goal_next(const struct scenario *scenario, enum model_id model,
                                          const struct tree_expect_block *block)
{
    do
        block = expect_next_schedules(scenario, model, block);
    while (block && (block->schedules != TREE_SOME_SCHEDULE || block->settings));
    return block;
}

static const char *result_words(const char *name)
{
    static const struct {
        const char *name, *words;
    } results[] = {{"deadlock", "a deadlock"},
                   {"failed", "a failure"},
                   {"crash", "a crash"},
                   {"timeout", "a loop that nothing leads out of"}};
    for (size_t i = 0; i < sizeof results / sizeof results[0]; i++)
        if (strcmp(results[i].name, name) == 0)
            return results[i].words;
    return name;
}

void goal_add(const struct tree_expect_block *block, struct strbuf *out)
{
    for (const struct tree_expect *it = block->first; it; it = it->next) {
        const char *words = it->written;
        if (it->kind == TREE_EXPECT_RESULT)
            words = result_words(it->name.text);
        else if (it->kind == TREE_EXPECT_VALUE)
            words += strlen("value ");
        strbuf_addf(out, "%s%s", it == block->first ? "" : ", ", words);
    }
}

void goal_add_all(const struct scenario *scenario, enum model_id model, struct strbuf *out)
{
    const struct tree_expect_block *block = NULL;
    bool some = goal_next(scenario, model, NULL) != NULL;
    for (int count = 0; (block = expect_next_schedules(scenario, model, block));) {
        if (block->settings || some != (block->schedules == TREE_SOME_SCHEDULE))
            continue;
        strbuf_adds(out, count++ ? " or " : "");
        strbuf_adds(out, some ? "" : "anything but ");
        goal_add(block, out);
    }
}
