#include "config.h"

#include "explore/proof.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "explore/explore.h"
#include "scenario/expect.h"
#include "scenario/program.h"
#include "scenario/scenario.h"
#include "scenario/tree.h"

enum { TOLD_MOST = 8 };

/* ---- the facts of an end ---- */

void explore_check_end(struct scenario *scenario, const struct tree_expect_block *block,
                       const struct exploration *found, const struct explore_end *end,
                       struct expect_report *report)
{
    char *text = mem_strdup(end->said ? end->said : "");
    struct expect_said *said;
    struct expect_facts facts = {
        .result = end->result,
        .said_count = expect_said_lines(text, &said),
        .value_names = found->names,
        .values = end->values,
        .value_count = found->first_region,
        .region_names = found->names + found->first_region,
        .regions = end->values + found->first_region,
        .region_count = found->name_count - found->first_region,
        .memory_per_task = -1,
    };

    facts.said = said;
    for (int i = 0; i < MODEL_COUNT; i++)
        facts.elapsed_under_ns[i] = -1;
    expect_check_end(scenario, block, &facts, report);
    free(said);
    free(text);
}

/* ---- of all ---- */

static void tell_schedule(struct explore_proof *proof, const struct schedule *schedule)
{
    strbuf_adds(&proof->words, schedule->moves ? "--schedule " : "any schedule");
    schedule_print(schedule, &proof->words);
    strbuf_addch(&proof->words, '\n');
}

static void add_outcome(struct strbuf *out, const struct expect_outcome *outcome)
{
    if (outcome->line) /* without: `result ok`, expected where no result is named */
        strbuf_addf(out, "line %u: ", outcome->line);
    strbuf_addf(out, "%s: %s", outcome->text, outcome->actual);
}

static void tell_broken(struct explore_proof *proof, const struct expect_report *report,
                        const struct explore_end *end)
{
    for (int i = 0; i < report->count; i++) {
        if (report->outcomes[i].verdict == EXPECT_OK)
            continue;
        add_outcome(&proof->words, &report->outcomes[i]);
        strbuf_adds(&proof->words, ", by ");
        tell_schedule(proof, &end->schedule);
    }
}

static void tell_livelock(struct explore_proof *proof, const struct explore_livelock *livelock)
{
    strbuf_adds(&proof->words,
                livelock->schedule.moves ? "a livelock: after " : "a livelock: from the start");
    schedule_print(&livelock->schedule, &proof->words);
    strbuf_adds(&proof->words, " it can go round for ever by ");
    schedule_print(&livelock->loop, &proof->words);
    strbuf_addch(&proof->words, '\n');
}

static void prove_all(struct explore_proof *proof, struct scenario *scenario,
                      const struct tree_expect_block *block, const struct exploration *found)
{
    int broken = 0;

    for (int i = 0; i < found->end_count; i++) {
        struct expect_report report;

        explore_check_end(scenario, block, found, &found->ends[i], &report);
        if (report.failed && broken++ < TOLD_MOST)
            tell_broken(proof, &report, &found->ends[i]);
        expect_report_release(&report);
    }
    if (broken > TOLD_MOST)
        strbuf_addf(&proof->words, "and by %d more ends\n", broken - TOLD_MOST);
    if (found->livelock)
        tell_livelock(proof, found->livelock);
    proof->open = !broken && !found->livelock && found->stop != EXPLORE_WHOLE;
    proof->holds = !broken && !found->livelock && !proof->open;
}

/* ---- of some ---- */

/* Each of the claims may hold of some schedule: all of them do of none. */
static void tell_none(struct explore_proof *proof, const struct tree_expect_block *block)
{
    const struct tree_expect *first = block->first;

    if (!first) /* what is expected without saying so */
        return;
    strbuf_addf(&proof->words, "line %u: ", first->place.line);
    for (const struct tree_expect *it = first; it; it = it->next)
        strbuf_addf(&proof->words, "%s%s",
                    it == first ? ""
                    : it->next  ? ", "
                                : " and ",
                    it->written);
    strbuf_adds(&proof->words,
                first->next ? ": no schedule ends with all of that\n" : ": no schedule ends so\n");
}

static void prove_some(struct explore_proof *proof, struct scenario *scenario,
                       const struct tree_expect_block *block, const struct exploration *found)
{
    const struct explore_end *best = NULL;

    for (int i = 0; i < found->end_count; i++) {
        const struct explore_end *end = &found->ends[i];
        struct expect_report report;

        explore_check_end(scenario, block, found, end, &report);
        if (!report.failed && (!best || end->preemptions < best->preemptions))
            best = end;
        expect_report_release(&report);
    }
    bool loops = !best && found->livelock && expect_is_livelock(block);

    proof->holds = best || loops;
    proof->open = !proof->holds && found->stop != EXPLORE_WHOLE;
    if (proof->holds)
        tell_schedule(proof, best ? &best->schedule : &found->livelock->schedule);
    else if (!proof->open)
        tell_none(proof, block);
}

/* ---- both ---- */

void explore_prove(struct explore_proof *proof, struct scenario *scenario, enum model_id model,
                   const struct tree_expect_block *block, struct diag_list *diags)
{
    const struct program *program = scenario_compile(scenario, model, diags);
    struct explore_options options = {.within_ns = program ? program->settings.limit_ns : 0};
    struct exploration *found = program ? explore(scenario, model, &options, diags) : NULL;
    *proof = (struct explore_proof){.open = true};
    if (!found)
        return;
    if (found->refused) {
        if (found->refused_line)
            strbuf_addf(&proof->words, "line %u: ", found->refused_line);
        strbuf_addf(&proof->words, "%s\n", found->refused);
    } else if (block->schedules == TREE_ALL_SCHEDULES) {
        prove_all(proof, scenario, block, found);
    } else {
        prove_some(proof, scenario, block, found);
    }
    exploration_free(found);
}

void explore_proof_release(struct explore_proof *proof)
{
    strbuf_release(&proof->words);
    *proof = (struct explore_proof){0};
}
