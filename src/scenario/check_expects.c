#include "config.h"

#include "scenario/check.h"

#include "scenario/suggest.h"

#include <string.h>

/* The name is that of several, and does not say which. */
static const struct tree_line *is_several(const struct checked *checked, const char *name)
{
    int shared = symbols_get(&checked->shared, name), object = symbols_get(&checked->objects, name);
    const struct tree_line *line = shared >= 0   ? checked->shared_lines[shared]
                                   : object >= 0 ? checked->object_lines[object]
                                                 : NULL;
    return line && line->count && !strchr(name, '[') ? line : NULL;
}

/* A shared variable, or a semaphore. False: there is neither. */
static bool use_value(struct checked *checked, const char *name)
{
    int shared = symbols_get(&checked->shared, name), object = symbols_get(&checked->objects, name);
    if (is_several(checked, name))
        return false;
    if (shared >= 0) {
        checked->shared_used[shared] = true;
        return true;
    }
    if (object < 0 || checked->object_lines[object]->kind != TREE_SEMAPHORE)
        return false;
    checked->object_used[object] = true;
    return true;
}

static void no_such(struct report *report, const struct tree_expect *expect, const char *what,
                    const struct symbols *known)
{
    report_error(report, expect->name.place, "there is no %s `%s`", what, expect->name.text);
    struct suggest suggest = suggest_for(expect->name.text);
    if (report_wants_suggestion(report))
        suggest_offer_symbols(&suggest, known);
    if (suggest.best)
        report_hint(report, "did you mean `%s`?", suggest.best);
}

static void check_value(struct checked *checked, const struct tree_expect *expect,
                        struct report *report)
{
    const char *name = expect->name.text;
    const struct tree_line *several = is_several(checked, name);
    if (use_value(checked, name))
        return;
    if (!several) {
        no_such(report, expect, "shared variable or semaphore", &checked->shared);
        return;
    }
    report_error(report, expect->name.place, "there is no shared variable or semaphore `%s`", name);
    report_hint(report, "it is one of %s[1] to %s[%lld]", name, name, (long long)several->count);
}

void check_claim(struct checked *checked, const struct tree_expect *expect, struct report *report)
{
    const char *name = expect->name.text;
    if (!name)
        return;
    if (expect->kind == TREE_EXPECT_VALUE)
        check_value(checked, expect, report);
    if (expect->kind == TREE_EXPECT_LATE && symbols_get(&checked->tasks, name) < 0)
        no_such(report, expect, "task", &checked->tasks);
    if (expect->kind == TREE_EXPECT_ALONE && symbols_get(&checked->regions, name) < 0)
        no_such(report, expect, "region", &checked->regions);
}

/* ---- with ---- */

static const char *declared_word(enum tree_line_kind kind)
{
    return kind == TREE_SHARED ? "shared variable" : kind == TREE_CHANNEL ? "channel" : "semaphore";
}

static void unknown_declared(const struct checked *checked, const struct tree_line *line,
                             struct report *report)
{
    const struct symbols *known = line->kind == TREE_SHARED ? &checked->shared : &checked->objects;
    report_error(report, line->name.place, "there is no %s `%s`", declared_word(line->kind),
                 line->name.text);
    struct suggest suggest = suggest_for(line->name.text);
    if (report_wants_suggestion(report))
        suggest_offer_symbols(&suggest, known);
    if (suggest.best && strcmp(suggest.best, line->name.text) != 0)
        report_hint(report, "did you mean `%s`?", suggest.best);
}

static bool same_thing(const struct tree_line *a, const struct tree_line *b)
{
    return a->kind == b->kind && (!a->name.text || strcmp(a->name.text, b->name.text) == 0);
}

static bool stands_before(const struct tree_expect_block *block, const struct tree_setting *setting)
{
    const struct tree_setting *before = block->settings;
    while (before != setting && !same_thing(before->line, setting->line))
        before = before->next;
    return before != setting;
}

static void check_setting_of(const struct checked *checked, const struct tree_expect_block *block,
                             const struct tree_setting *setting, struct report *report)
{
    const struct tree_line *line = setting->line;
    if (line->kind == TREE_UNTIL && line->value && checked->main_task < 0)
        report_error(report, line->place, "there is no task `main`");
    else if (!check_can_set(checked, line))
        unknown_declared(checked, line, report);
    else if (stands_before(block, setting))
        report_error(report, line->place, "`%s` is set twice here", setting->name);
}

static bool has_setting(const struct tree_expect_block *block, enum tree_line_kind kind)
{
    for (const struct tree_setting *setting = block->settings; setting; setting = setting->next)
        if (setting->line->kind == kind)
            return true;
    return false;
}

/* Of all schedules, or some, only that can be said which is no matter of time. */
static void check_schedules(const struct tree_expect_block *block, struct report *report)
{
    if (block->schedules == TREE_ONE_SCHEDULE)
        return;
    const char *whose = block->schedules == TREE_ALL_SCHEDULES ? "all schedules" : "some schedule";
    if (has_setting(block, TREE_SCHEDULE))
        report_error(report, block->place, "it is expected of %s, and of one", whose);
    for (const struct tree_expect *expect = block->first; expect; expect = expect->next) {
        if (tree_is_untimed(expect))
            continue;
        report_error(report, expect->place, "this cannot be expected of %s", whose);
        report_hint(report, "what can be: value, result, output, order, never");
    }
}

void check_expects(struct checked *checked, struct report *report)
{
    for (const struct tree_expect_block *block = checked->tree->expects; block;
         block = block->next) {
        const struct tree_setting *setting = block->settings;
        for (; setting; setting = setting->next)
            check_setting_of(checked, block, setting, report);
        for (const struct tree_expect *expect = block->first; expect; expect = expect->next)
            check_claim(checked, expect, report);
        check_schedules(block, report);
    }
}
