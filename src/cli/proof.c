#include "config.h"

#include "cli/proof.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/result.h"
#include "explore/explore.h"
#include "scenario/expect.h"
#include "scenario/program.h"
#include "scenario/tree.h"

enum { TOLD_MOST = 8 };

/* ---- the facts of an end ---- */

static int split_lines(char *text, struct expect_said **said)
{
    int count = 0, room = 0;

    *said = NULL;
    for (char *end; (end = strchr(text, '\n')); text = end + 1) {
        *end = '\0';
        MEM_GROW(*said, count, room);
        (*said)[count] = (struct expect_said){count, text};
        count++;
    }
    return count;
}

static void check_end(const struct source *source, const struct tree_expect_block *block,
                      const struct exploration *found, const struct explore_end *end,
                      struct expect_report *report)
{
    char *text = mem_strdup(end->said ? end->said : "");
    struct expect_said *said;
    struct expect_facts facts = {
        .result = end->result,
        .said_count = split_lines(text, &said),
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
    expect_check_end(source->scenario, block, &facts, report);
    free(said);
    free(text);
}

/* ---- of all ---- */

static void tell_schedule(struct proof *proof, const struct schedule *schedule)
{
    strbuf_adds(&proof->words, "--schedule ");
    schedule_print(schedule, &proof->words);
    strbuf_addch(&proof->words, '\n');
}

static void tell_broken(struct proof *proof, const struct expect_report *report,
                        const struct explore_end *end)
{
    for (int i = 0; i < report->count; i++) {
        if (report->outcomes[i].verdict == EXPECT_OK)
            continue;
        result_add_outcome(&proof->words, &report->outcomes[i]);
        strbuf_adds(&proof->words, ", by ");
        tell_schedule(proof, &end->schedule);
    }
}

static void tell_livelock(struct proof *proof, const struct explore_livelock *livelock)
{
    strbuf_adds(&proof->words, "a livelock: after ");
    schedule_print(&livelock->schedule, &proof->words);
    strbuf_adds(&proof->words, " it can go round for ever by ");
    schedule_print(&livelock->loop, &proof->words);
    strbuf_addch(&proof->words, '\n');
}

static void prove_all(struct proof *proof, const struct source *source,
                      const struct tree_expect_block *block, const struct exploration *found)
{
    int broken = 0;

    for (int i = 0; i < found->end_count; i++) {
        struct expect_report report;

        check_end(source, block, found, &found->ends[i], &report);
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

static void prove_some(struct proof *proof, const struct source *source,
                       const struct tree_expect_block *block, const struct exploration *found)
{
    const struct explore_end *best = NULL;

    for (int i = 0; i < found->end_count; i++) {
        const struct explore_end *end = &found->ends[i];
        struct expect_report report;

        check_end(source, block, found, end, &report);
        if (!report.failed && (!best || end->preemptions < best->preemptions))
            best = end;
        expect_report_release(&report);
    }
    proof->holds = best != NULL;
    proof->open = !best && found->stop != EXPLORE_WHOLE;
    if (best)
        tell_schedule(proof, &best->schedule);
    else if (!proof->open)
        strbuf_adds(&proof->words, "no schedule ends so\n");
}

/* ---- both ---- */

static int refuse(const struct source *source, const struct exploration *found,
                  struct strbuf *messages)
{
    strbuf_addf(messages, "%s:", source->name);
    if (found->refused_line)
        strbuf_addf(messages, "%u:", found->refused_line);
    strbuf_addf(messages, " under %s: %s\n", model_name(found->model), found->refused);
    return CLI_USAGE;
}

int proof_find(struct proof *proof, struct source *source, enum model_id model,
               const struct tree_expect_block *block, struct strbuf *messages)
{
    struct explore_options options = {0};
    struct exploration *found = NULL;
    const struct program *program;
    int status = cli_source_compile(source, model, messages);

    *proof = (struct proof){0};
    if (status != CLI_OK)
        return status;
    program = scenario_compile(source->scenario, model, &source->diags);
    options.within_ns = program->settings.limit_ns;
    found = explore(source->scenario, model, &options, &source->diags);
    if (!found)
        return CLI_USAGE;
    if (found->refused)
        status = refuse(source, found, messages);
    else if (block->schedules == TREE_ALL_SCHEDULES)
        prove_all(proof, source, block, found);
    else
        prove_some(proof, source, block, found);
    exploration_free(found);
    return status;
}

void proof_release(struct proof *proof)
{
    strbuf_release(&proof->words);
    *proof = (struct proof){0};
}
