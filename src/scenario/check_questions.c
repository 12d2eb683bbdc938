/* What an `ask` can be wrong in: the names in it, and whether the model lets it be asked. */
#include "config.h"

#include "scenario/check.h"

struct check_questions {
    struct checked *checked;
    struct report *report;
};

static void check_question(void *arg, struct tree_stmt *stmt)
{
    struct check_questions *check = arg;
    const struct tree_question *question = stmt->question;
    if (stmt->kind != TREE_ASK || !question)
        return;
    /* A value that is asked for is one that is expected: the same names. */
    struct tree_expect value = {.kind = TREE_EXPECT_VALUE, .name = question->name};
    if (question->kind == TREE_QUESTION_VALUE)
        check_claim(check->checked, &value, check->report);
    for (const struct tree_choice *choice = question->choices; choice; choice = choice->next)
        if (choice->claim)
            check_claim(check->checked, choice->claim, check->report);
}

void check_questions(struct checked *checked, struct report *report)
{
    struct check_questions check = {checked, report};
    for (int i = 0; i < checked->body_count; i++)
        tree_each_stmt(&checked->bodies[i].task->body, check_question, &check);
}
