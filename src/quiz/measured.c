/* What is measured as an expectation measures it: when something is said, how long it takes, how it
 * ends, what a variable is at the end, and which claim of the file holds. */
#include "config.h"

#include "quiz/question_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "quiz/facts.h"
#include "scenario/expect.h"
#include "tell/tell.h"

/* ---- times ---- */

static void make_at(struct question *question, const struct question_run *run,
                    const struct tree_question *asked)
{
    const struct stats *stats = run->stats;
    const char *text = asked->said->parts->literal;
    struct strbuf why = STRBUF_INIT;
    int at = 0;
    while (at < stats->said_count && strcmp(stats->said[at].text, text) != 0)
        at++;
    if (at < stats->said_count) {
        int64_t t_ns = stats->said[at].t_ns;
        question_say_control(run, stats->said[at].who, t_ns, &why);
        question_answer(question, (struct question_answer){.choice = -1, .value = t_ns}, t_ns,
                        &why);
    } else if (question_is_over(run)) {
        question_answer(question, (struct question_answer){.choice = -1, .never = true},
                        run->timeline->end_ns, &why);
    }
    strbuf_release(&why);
}

/* The task that ended last. */
static const struct timeline_lane *last_to_end(const struct timeline *timeline)
{
    const struct timeline_lane *last = NULL;
    for (int i = 0; i < timeline->task_count; i++) {
        const struct timeline_lane *lane = &timeline->lanes[timeline->first_task + i];
        if (timeline_has_end(lane) && (!last || lane->end_ns > last->end_ns))
            last = lane;
    }
    return last;
}

static void make_elapsed(struct question *question, const struct question_run *run)
{
    struct strbuf why = STRBUF_INIT;
    struct tell tell = tell_to(run->timeline, &why);
    const struct timeline_lane *last = last_to_end(run->timeline);
    if (last) {
        strbuf_adds(&why, timeline_actor_name(run->timeline, last->actor));
        strbuf_addch(&why, ' ');
        tell_lane_end(&tell, last);
    }
    question_answer(question,
                    (struct question_answer){.choice = -1, .value = run->stats->elapsed_ns},
                    run->timeline->end_ns, &why);
}

/* ---- at the end ---- */

static void make_result(struct question *question, const struct question_run *run)
{
    struct strbuf why = STRBUF_INIT;
    struct tell tell = tell_to(run->timeline, &why);
    int right = -1;
    for (int i = 0; i < question->choice_count; i++)
        if (strcmp(question->choices[i].text, trace_result_name(run->stats->result)) == 0)
            right = i;
    tell_why_ended(&tell, run->stats);
    if (right >= 0)
        question_answer(question, (struct question_answer){.choice = right}, run->timeline->end_ns,
                        &why);
    strbuf_release(&why);
}

/* Who wrote the variable last, if that is in the record. */
static void say_written(const struct question_run *run, const char *name, struct strbuf *why)
{
    const struct trace *trace = run->timeline->trace;
    struct tell tell = tell_to(run->timeline, why);
    for (size_t i = trace_count(trace); i-- > 0;) {
        const struct trace_event *event = trace_at(trace, i);
        const char *written =
            event->kind == TRACE_SHARED_WRITE ? trace_shared_name(trace, (int)event->arg) : NULL;
        if (!written || strcmp(written, name) != 0)
            continue;
        tell_access(&tell, (uint32_t)i);
        return;
    }
}

static void make_value(struct question *question, const struct question_run *run,
                       const struct tree_question *asked)
{
    const struct stats *stats = run->stats;
    for (int i = 0; i < stats->value_count; i++) {
        struct strbuf why = STRBUF_INIT;
        if (strcmp(stats->values[i].name, asked->name.text) != 0)
            continue;
        say_written(run, asked->name.text, &why);
        question_answer(question,
                        (struct question_answer){.choice = -1, .value = stats->values[i].value},
                        run->timeline->end_ns, &why);
        return;
    }
}

static void make_choose(struct question *question, const struct question_run *run,
                        const struct tree_question *asked)
{
    struct expect_facts facts;
    struct expect_choice choice;
    struct strbuf why = STRBUF_INIT;
    quiz_facts_take(&facts, run->stats);
    expect_choose(run->scenario, &facts, asked, &choice);
    utf8_add_safe(&why, choice.actual, strlen(choice.actual));
    if (choice.right >= 0)
        question_answer(question, (struct question_answer){.choice = choice.right},
                        question_told_ns(run, question), &why);
    strbuf_release(&why);
    free(choice.actual);
    quiz_facts_release(&facts);
}

static void add_results(struct question *question)
{
    for (enum trace_result r = TRACE_RESULT_OK; r < TRACE_RESULT_STOPPED; r++)
        question_add_choice(question, trace_result_name(r), TRACE_NOBODY);
}

void question_make_measured(struct question *question, const struct question_run *run,
                            const struct tree_question *asked)
{
    bool over = question_is_over(run), exact = asked->kind == TREE_QUESTION_VALUE;
    question->within = asked->within >= 0 ? asked->within : exact ? 0 : TREE_WITHIN_PERCENT;
    question->kind = asked->kind == TREE_QUESTION_VALUE ? QUESTION_NUMBER
                     : asked->kind == TREE_QUESTION_AT || asked->kind == TREE_QUESTION_ELAPSED
                         ? QUESTION_DURATION
                         : QUESTION_CHOICE;
    if (exact)
        question->variable = mem_strdup(asked->name.text);
    for (const struct tree_choice *choice = asked->choices; choice; choice = choice->next)
        question_add_choice(question, choice->text, TRACE_NOBODY);
    if (asked->kind == TREE_QUESTION_RESULT)
        add_results(question);
    if (asked->kind == TREE_QUESTION_AT)
        make_at(question, run, asked);
    else if (over && asked->kind == TREE_QUESTION_ELAPSED)
        make_elapsed(question, run);
    else if (over && asked->kind == TREE_QUESTION_RESULT)
        make_result(question, run);
    else if (over && asked->kind == TREE_QUESTION_VALUE)
        make_value(question, run, asked);
    else if (over)
        make_choose(question, run, asked);
}
