/* The choices of an `ask … choose`: which one is right in a run. */
#include "config.h"

#include "scenario/expect_private.h"

#include <stdlib.h>
#include <string.h>

/* What became of the claims: how many there are of each verdict, and which hold. */
struct tally {
    const struct scenario *scenario;
    const struct expect_facts *facts;
    const struct tree_question *question;
    enum expect_verdict verdicts[TREE_CHOICES_MAX];
    int count[EXPECT_NOT_CHECKED + 1];
    struct strbuf held, missed; /* the claims that hold, and the others: what was seen of each */
};

/* `parallel 1` says what was seen already. */
static bool ends_with(const char *claim, const char *seen)
{
    size_t len = strlen(claim), most = strlen(seen);
    return most && most < len && claim[len - most - 1] == ' ' &&
           strcmp(claim + len - most, seen) == 0;
}

/* What was seen is said once, if it is the same of several. An answer is told without an excuse:
 * what others took of the processor. */
static void add_seen(struct strbuf *out, const struct tree_expect *claim, bool held,
                     const struct strbuf *actual)
{
    const char *text = strbuf_str(actual), *excuse = strstr(text, "; others took ");
    struct strbuf seen = STRBUF_INIT;
    if (!(held && ends_with(claim->written, text)))
        strbuf_addf(&seen, " (%.*s)", excuse ? (int)(excuse - text) : (int)strlen(text), text);
    if (held)
        strbuf_addf(out, "%s%s", out->len ? "; " : "", claim->written);
    else
        strbuf_addf(out, out->len ? ", nor is %s" : "%s is not so", claim->written);
    if (!out->text || !strstr(out->text, strbuf_str(&seen)))
        strbuf_adds(out, strbuf_str(&seen));
    strbuf_release(&seen);
}

static void tally_claims(struct tally *tally)
{
    int at = 0;
    for (const struct tree_choice *choice = tally->question->choices; choice;
         choice = choice->next, at++) {
        struct strbuf actual = STRBUF_INIT;
        if (!choice->claim)
            continue;
        enum expect_verdict found =
            expect_check_one(choice->claim, tally->scenario, tally->facts, &actual);
        tally->verdicts[at] = found;
        tally->count[found]++;
        add_seen(found == EXPECT_OK ? &tally->held : &tally->missed, choice->claim,
                 found == EXPECT_OK, &actual);
        strbuf_release(&actual);
    }
}

static int index_of(const struct tally *tally, bool with_claim)
{
    int at = 0;
    for (const struct tree_choice *choice = tally->question->choices; choice;
         choice = choice->next, at++)
        if (with_claim ? choice->claim && tally->verdicts[at] == EXPECT_OK : !choice->claim)
            return at;
    return -1;
}

/* Nothing holds: whether that is so for what others took of the run, or was not measured. */
static enum expect_verdict verdict_of_none(const struct tally *tally)
{
    static const enum expect_verdict open[] = {EXPECT_BUSY, EXPECT_FEW_CORES, EXPECT_NOT_CHECKED};
    for (size_t i = 0; i < sizeof open / sizeof *open; i++)
        if (tally->count[open[i]])
            return open[i];
    return index_of(tally, false) >= 0 ? EXPECT_OK : EXPECT_FAILED;
}

static void decide(struct tally *tally, struct expect_choice *choice)
{
    struct strbuf actual = STRBUF_INIT;
    int held = tally->count[EXPECT_OK];
    *choice = (struct expect_choice){.right = -1, .verdict = EXPECT_OK};
    if (held == 1) {
        choice->right = index_of(tally, true);
        strbuf_adds(&actual, strbuf_str(&tally->held));
    } else if (held > 1) {
        choice->verdict = expect_is_busy(tally->facts) ? EXPECT_BUSY : EXPECT_FAILED;
        strbuf_addf(&actual, "%d hold: %s", held, strbuf_str(&tally->held));
    } else {
        choice->verdict = verdict_of_none(tally);
        /* Whatever others took: in this run it is so. */
        choice->right = choice->verdict == EXPECT_NOT_CHECKED ? -1 : index_of(tally, false);
        strbuf_adds(&actual, strbuf_str(&tally->missed));
    }
    choice->actual = strbuf_detach(&actual);
}

void expect_choose(const struct scenario *scenario, const struct expect_facts *facts,
                   const struct tree_question *question, struct expect_choice *choice)
{
    struct expect_facts known = expect_know_cores(scenario, facts);
    struct tally tally = {.scenario = scenario, .facts = &known, .question = question};
    tally_claims(&tally);
    decide(&tally, choice);
    strbuf_release(&tally.held);
    strbuf_release(&tally.missed);
}
