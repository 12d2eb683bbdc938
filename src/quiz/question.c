#include "config.h"

#include "quiz/question_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* The statement of a line that asks. */
struct search {
    uint32_t line;
    const struct tree_stmt *found;
};

static void look_for(void *arg, struct tree_stmt *stmt)
{
    struct search *search = arg;
    if (stmt->kind == TREE_ASK && stmt->place.line == search->line)
        search->found = stmt;
}

static const struct tree_question *asked_at(const struct question_run *run, uint32_t line)
{
    struct search search = {.line = line};
    if (!run->scenario || !line)
        return NULL;
    for (const struct tree_task *task = scenario_tree(run->scenario)->tasks; task;
         task = task->next)
        tree_each_stmt(&task->body, look_for, &search);
    return search.found ? search.found->question : NULL;
}

void question_make(struct question *question, const struct question_run *run, uint32_t event)
{
    const struct trace *trace = run->timeline->trace;
    const struct trace_event *ask = trace_at(trace, event);
    size_t len = 0;
    const char *text = trace_text(trace, event, &len);
    *question = (struct question){.event = event,
                                  .who = ask->who,
                                  .line = ask->line,
                                  .t_ns = ask->time_ns - trace_origin(trace),
                                  .text = mem_strndup(text ? text : "", len),
                                  .right = {.choice = -1},
                                  .why = mem_strdup("")};
    const struct tree_question *asked = asked_at(run, ask->line);
    if (ask->detail == QUESTION_BY_QUIZ || (asked && asked->kind == TREE_QUESTION_NEXT))
        question_make_next(question, run);
    else if (asked && asked->kind == TREE_QUESTION_OUTPUT)
        question_make_output(question, run);
    else if (asked)
        question_make_measured(question, run, asked);
}

void question_release(struct question *question)
{
    for (int i = 0; i < question->choice_count; i++)
        free(question->choices[i].text);
    free(question->text);
    free(question->variable);
    free(question->why);
    *question = (struct question){0};
}
