#include "config.h"

#include "cli/trials.h"

#include <stdlib.h>

#include "cli/cli.h"
#include "tell/tell.h"

static char *refusal_of(const struct facts *facts)
{
    struct strbuf words = STRBUF_INIT;
    struct tell tell = tell_to(facts->timeline, &words);

    if (!trace_ending_is_refusal(facts->stats->ending))
        return NULL;
    tell_why_ended(&tell, facts->stats);
    return strbuf_detach(&words);
}

/* Runs, without judging. */
static int run_once(struct trials *trials, enum model_id model, struct strbuf *messages)
{
    struct trial *trial = &trials->under[model];
    struct trace *trace;
    int status;

    if (trial->run)
        return CLI_OK;
    status = cli_source_compile(trials->source, model, messages);
    if (status != CLI_OK)
        return status;
    trace = runner_run(trials->source, model, trials->sets, trials->set_count, trials->choice);
    if (!trace)
        return CLI_MACHINE;
    facts_take(&trial->facts, trace);
    trial->elapsed_ns = trial->facts.expect.elapsed_ns;
    trial->lost_ns = expect_is_busy(&trial->facts.expect) ? trial->facts.expect.lost_ns : 0;
    trial->refusal = refusal_of(&trial->facts);
    trial->run = true;
    return CLI_OK;
}

static int run_referred(struct trials *trials, enum model_id model, struct strbuf *messages)
{
    unsigned referred = expect_models_referred(trials->source->scenario, model);
    int status = CLI_OK;

    for (int other = 0; other < MODEL_COUNT && status == CLI_OK; other++)
        if ((referred & (1U << other)) && !runner_was_stopped())
            status = run_once(trials, other, messages);
    return status;
}

static void judge(struct trials *trials, enum model_id model)
{
    struct trial *trial = &trials->under[model];
    struct expect_facts *facts = &trial->facts.expect;

    for (int other = 0; other < MODEL_COUNT; other++) {
        const struct trial *run = &trials->under[other];

        facts->elapsed_under_ns[other] = run->run ? run->elapsed_ns : -1;
        facts->lost_under_ns[other] = run->lost_ns;
    }
    if (trial->judged)
        expect_report_release(&trial->report);
    expect_check(trials->source->scenario, model, facts, &trial->report);
    trial->judged = true;
}

int trials_run(struct trials *trials, enum model_id model, struct strbuf *messages)
{
    int status = CLI_OK;

    if (trials->with_referred)
        status = run_referred(trials, model, messages);
    if (status == CLI_OK)
        status = run_once(trials, model, messages);
    if (status == CLI_OK)
        judge(trials, model);
    return status;
}

void trials_drop(struct trials *trials, enum model_id model)
{
    facts_release(&trials->under[model].facts);
}

bool trial_is_as_expected(const struct trial *trial)
{
    return trial->judged && trial->report.failed == 0;
}

int trial_status(const struct trial *trial)
{
    if (trial_is_as_expected(trial))
        return CLI_OK;
    if (trial->facts.stats && trial->facts.stats->ending == TRACE_ENDING_SCHEDULE)
        return CLI_USAGE; /* it was no schedule of this program */
    return trial->refusal ? CLI_MACHINE : CLI_MISSED;
}

void trial_release(struct trial *trial)
{
    if (trial->judged)
        expect_report_release(&trial->report);
    facts_release(&trial->facts);
    free(trial->refusal);
    *trial = (struct trial){0};
}

void trials_release(struct trials *trials)
{
    for (int i = 0; i < MODEL_COUNT; i++)
        trial_release(&trials->under[i]);
}
