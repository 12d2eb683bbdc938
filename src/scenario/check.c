#include "config.h"

#include "scenario/check.h"

#include <stdlib.h>

void check_tree(struct tree *tree, struct mem_arena *arena, struct report *report,
                struct checked *checked)
{
    checked->tree = tree;
    check_header(checked, arena, report);
    check_names(checked, report);
    check_expects(checked, report);
    check_questions(checked, report);
    check_kinds(checked, report);
    check_atomic(checked, report);
    check_generators(checked, report);
    check_models(checked, check_named_models(checked), report);
    if (report->errors == 0)
        check_warnings(checked, report);
}

void check_release(struct checked *checked)
{
    for (int i = 0; i < checked->body_count; i++) {
        symbols_release(&checked->bodies[i].slots);
        free(checked->bodies[i].locals);
    }
    symbols_release(&checked->tasks);
    symbols_release(&checked->shared);
    symbols_release(&checked->objects);
    symbols_release(&checked->regions);
    free(checked->region_names);
    free(checked->bodies);
    free(checked->shared_lines);
    free(checked->object_lines);
    free(checked->shared_names);
    free(checked->object_names);
    check_values_release(&checked->own);
    check_values_release(&checked->now);
    free(checked->shared_used);
    free(checked->object_used);
    free(checked->shared_guarded);
    *checked = (struct checked){0};
}
