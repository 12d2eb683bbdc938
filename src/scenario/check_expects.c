#include "scenario/check.h"

#include "scenario/suggest.h"

static void check_expect(struct checked *checked, const struct tree_expect *expect,
                         struct report *report)
{
    const char *name = expect->name.text;
    bool value = expect->kind == TREE_EXPECT_VALUE;
    if (!name || (!value && expect->kind != TREE_EXPECT_LATE))
        return;
    const struct symbols *known = value ? &checked->shared : &checked->tasks;
    int index = symbols_get(known, name);
    if (index >= 0) {
        if (value)
            checked->shared_used[index] = true;
        return;
    }
    report_error(report, expect->name.place, "there is no %s `%s`",
                 value ? "shared variable" : "task", name);
    struct suggest suggest = suggest_for(name);
    if (report_wants_suggestion(report))
        suggest_offer_symbols(&suggest, known);
    if (suggest.best)
        report_hint(report, "did you mean `%s`?", suggest.best);
}

void check_expects(struct checked *checked, struct report *report)
{
    for (const struct tree_expect_block *block = checked->tree->expects; block; block = block->next)
        for (const struct tree_expect *expect = block->first; expect; expect = expect->next)
            check_expect(checked, expect, report);
}
