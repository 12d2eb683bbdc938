/* The expectations, one by one: a check each. */
#include "config.h"

#include "scenario/expect.h"

#include "base/clock.h"
#include "scenario/expect_private.h"
#include "scenario/scenario_private.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

enum { SLACK_NS = 5 * NS_PER_MS, PERCENT = 100, KIB = 1024 };

/* ---- comparing ---- */

static bool holds(enum tree_compare compare, int64_t actual, int64_t value)
{
    switch (compare) {
    case TREE_IS:
        return actual == value;
    case TREE_IS_NOT:
        return actual != value;
    case TREE_BELOW:
        return actual < value;
    case TREE_AT_MOST:
        return actual <= value;
    case TREE_ABOVE:
        return actual > value;
    case TREE_AT_LEAST:
        return actual >= value;
    default:
        return false;
    }
}

static enum expect_verdict verdict(bool ok)
{
    return ok ? EXPECT_OK : EXPECT_FAILED;
}

static enum expect_verdict check_time(const struct tree_expect *expect,
                                      const struct expect_facts *facts, int64_t actual,
                                      struct strbuf *out)
{
    if (expect->compare == TREE_ABOUT_VALUE) {
        /* Within 100 % and more of it is known well enough in floating point; nothing overflows
         * there. */
        double allowed = (double)expect->value / PERCENT * (double)expect->within + SLACK_NS;
        double off = (double)actual - (double)expect->value;
        if (off > allowed)
            return expect_excuse_time(facts, off - allowed, out);
        return verdict(off >= -allowed);
    }
    if (holds(expect->compare, actual, expect->value))
        return EXPECT_OK;
    if (expect->compare != TREE_BELOW)
        return EXPECT_FAILED;
    return expect_excuse_time(facts, (double)actual - (double)expect->value, out);
}

/* The same of what passes on the cores side by side. */
static enum expect_verdict check_wall_time(const struct tree_expect *expect,
                                           const struct expect_facts *facts, int64_t actual,
                                           struct strbuf *out)
{
    enum expect_verdict found = check_time(expect, facts, actual, out);
    return actual > expect->value ? expect_excuse_cores(facts, found, out) : found;
}

/* A time of which others take, instead of adding to it: a lower bound may be missed by them. */
static enum expect_verdict missed_below(const struct tree_expect *expect,
                                        const struct expect_facts *facts, int64_t actual,
                                        enum expect_verdict found, struct strbuf *out)
{
    if (found != EXPECT_FAILED || expect->compare != TREE_ABOVE || facts->slowed)
        return found;
    return expect_excuse_time(facts, (double)expect->value - (double)actual, out);
}

/* ---- the expectations: each tells the verdict and says what was seen ---- */

/* Whether the share would be in its bound, had others taken nothing of the one run, or of the
 * other. */
static bool is_explained(const struct tree_expect *expect, const struct expect_facts *facts)
{
    int64_t other_ns = facts->elapsed_under_ns[expect->of_model];
    int64_t other_lost_ns = facts->lost_under_ns[expect->of_model];
    double bound = (double)expect->value / PERCENT;
    if (expect->compare == TREE_BELOW)
        return expect_is_busy(facts) &&
               (double)(facts->elapsed_ns - facts->lost_ns) < bound * (double)other_ns;
    return other_lost_ns > 0 &&
           (double)facts->elapsed_ns > bound * (double)(other_ns - other_lost_ns);
}

static enum expect_verdict check_share(const struct tree_expect *expect,
                                       const struct expect_facts *facts, struct strbuf *out)
{
    int64_t other = facts->elapsed_under_ns[expect->of_model];
    const char *name = model_name((enum model_id)expect->of_model);
    expect_add_ms(out, facts->elapsed_ns);
    if (other < 0) {
        strbuf_addf(out, "; it was not run under %s", name);
        return EXPECT_NOT_CHECKED;
    }
    bool below = expect->compare == TREE_BELOW;
    double percent = other > 0 ? (double)facts->elapsed_ns * PERCENT / (double)other : 0;
    strbuf_addf(out, ", %.1f%% of the ", percent);
    expect_add_ms(out, other);
    strbuf_addf(out, " under %s", name);
    if (other > 0 && (below ? percent < (double)expect->value : percent > (double)expect->value))
        return EXPECT_OK;
    enum expect_verdict found = EXPECT_FAILED;
    if (is_explained(expect, facts)) {
        strbuf_adds(out, "; others took up to ");
        expect_add_ms(out, below ? facts->lost_ns : facts->lost_under_ns[expect->of_model]);
        strbuf_adds(out, below ? "" : " of that");
        found = EXPECT_BUSY;
    }
    return below ? expect_excuse_cores(facts, found, out) : found;
}

static enum expect_verdict check_elapsed(const struct tree_expect *expect,
                                         const struct expect_facts *facts, struct strbuf *out)
{
    if (expect->of_model >= 0)
        return check_share(expect, facts, out);
    expect_add_ms(out, facts->elapsed_ns);
    return check_wall_time(expect, facts, facts->elapsed_ns, out);
}

static enum expect_verdict check_cpu(const struct tree_expect *expect,
                                     const struct expect_facts *facts, struct strbuf *out)
{
    expect_add_ms(out, facts->cpu_ns);
    enum expect_verdict found = check_time(expect, facts, facts->cpu_ns, out);
    return missed_below(expect, facts, facts->cpu_ns, found, out);
}

/* By how much a time in ms that is missed is longer than it may be; 0: that is not what is wrong.
 */
static int64_t late_by_ms(const struct tree_expect *expect, int64_t actual)
{
    if (expect->compare != TREE_BELOW && expect->compare != TREE_AT_MOST)
        return 0;
    return actual - expect->value + (expect->compare == TREE_BELOW);
}

/* Of a time that is too long, or of a count that is too small. */
static enum expect_verdict missed_value(const struct tree_expect *expect,
                                        const struct scenario *scenario,
                                        const struct expect_facts *facts, int64_t actual,
                                        struct strbuf *out)
{
    bool more = expect->compare == TREE_ABOVE || expect->compare == TREE_AT_LEAST;
    bool of_clock = expect_is_of_clock(scenario, expect->name.text);
    int64_t by_ms = late_by_ms(expect, actual);
    if (more && !of_clock && expect_is_counted(scenario, expect->name.text))
        return expect_excuse_count(facts, TREE_ABOVE, actual, expect->value, out);
    if (!of_clock || !by_ms)
        return EXPECT_FAILED;
    enum expect_verdict found = expect_excuse_time(facts, (double)by_ms * NS_PER_MS, out);
    return expect_excuse_cores(facts, found, out);
}

static enum expect_verdict check_value(const struct tree_expect *expect,
                                       const struct scenario *scenario,
                                       const struct expect_facts *facts, struct strbuf *out)
{
    for (int i = 0; i < facts->value_count; i++) {
        if (strcmp(facts->value_names[i], expect->name.text) != 0)
            continue;
        strbuf_addf(out, "%" PRId64, facts->values[i]);
        if (holds(expect->compare, facts->values[i], expect->value))
            return EXPECT_OK;
        return missed_value(expect, scenario, facts, facts->values[i], out);
    }
    strbuf_adds(out, "its value at the end is not known");
    return EXPECT_FAILED;
}

static enum expect_verdict check_alone(const struct tree_expect *expect,
                                       const struct expect_facts *facts, struct strbuf *out)
{
    for (int i = 0; i < facts->region_count; i++) {
        if (strcmp(facts->region_names[i], expect->name.text) != 0)
            continue;
        if (facts->regions[i] == 0)
            strbuf_adds(out, "nobody was in it");
        else
            strbuf_addf(out, "%" PRId64 " at once", facts->regions[i]);
        return verdict(facts->regions[i] <= 1);
    }
    strbuf_adds(out, "who was in it is not known");
    return EXPECT_FAILED;
}

/* Of who came first: a run that hangs, crashes or is stopped does not for that. */
static bool is_of_order(const char *result)
{
    return strcmp(result, "ok") == 0 || strcmp(result, "failed") == 0 ||
           strcmp(result, "deadlock") == 0;
}

static enum expect_verdict check_result(const struct tree_expect *expect,
                                        const struct scenario *scenario,
                                        const struct expect_facts *facts, struct strbuf *out)
{
    strbuf_adds(out, facts->result);
    if (strcmp(facts->result, expect->name.text) == 0)
        return EXPECT_OK;
    bool is_written = expect->place.line > 0; /* else a failure is one, whatever others do */
    if (!is_written || !is_of_order(facts->result) || !is_of_order(expect->name.text))
        return EXPECT_FAILED;
    return expect_excuse_lines(facts, expect_shortest_ns(scenario), out);
}

static enum expect_verdict check_count(const struct tree_expect *expect, int64_t actual,
                                       struct strbuf *out)
{
    strbuf_addf(out, "%" PRId64, actual);
    return verdict(holds(expect->compare, actual, expect->value));
}

/* Of what goes on while time passes. */
static enum expect_verdict check_pace(const struct tree_expect *expect,
                                      const struct expect_facts *facts, int64_t actual,
                                      struct strbuf *out)
{
    if (check_count(expect, actual, out) == EXPECT_OK)
        return EXPECT_OK;
    return expect_excuse_count(facts, expect->compare, actual, expect->value, out);
}

static enum expect_verdict check_handoffs(const struct tree_expect *expect,
                                          const struct expect_facts *facts, struct strbuf *out)
{
    return check_pace(expect, facts, facts->handoffs, out);
}

static enum expect_verdict check_parallel(const struct tree_expect *expect,
                                          const struct expect_facts *facts, struct strbuf *out)
{
    enum expect_verdict found = check_count(expect, facts->parallel, out);
    if (found != EXPECT_FAILED || facts->parallel >= expect->value)
        return found;
    if (facts->lacks_cores)
        return expect_excuse_cores(facts, found, out);
    if (facts->able < expect->value || !expect_is_busy(facts))
        return found;
    strbuf_adds(out, "; more were able to, but others had the core");
    return EXPECT_BUSY;
}

/* Who has no CPU does not look; each look that is missing would have taken the interval. */
static enum expect_verdict check_looks(const struct tree_expect *expect,
                                       const struct scenario *scenario,
                                       const struct expect_facts *facts, struct strbuf *out)
{
    int64_t interval_ns = scenario->checked.now.settings.poll_interval_ns;
    int64_t missing = expect->value - facts->looks + 1;
    if (expect->compare != TREE_ABOVE || missing <= 0)
        return check_pace(expect, facts, facts->looks, out);
    check_count(expect, facts->looks, out);
    return expect_excuse_time(facts, (double)missing * (double)interval_ns, out);
}

/* What was said too soon may have been said on another way. */
static enum expect_verdict check_at(const struct tree_expect *expect,
                                    const struct scenario *scenario,
                                    const struct expect_facts *facts, struct strbuf *out)
{
    const char *text = expect->texts[0].parts->literal;
    for (int i = 0; i < facts->said_count; i++) {
        if (strcmp(facts->said[i].text, text) != 0)
            continue;
        expect_add_ms(out, facts->said[i].t_ns);
        enum expect_verdict found = check_wall_time(expect, facts, facts->said[i].t_ns, out);
        if (found != EXPECT_FAILED || facts->said[i].t_ns > expect->value)
            return found;
        return expect_excuse_lines(facts, expect_shortest_ns(scenario), out);
    }
    strbuf_adds(out, "this was never said");
    if (!expect_is_sayable(scenario, expect))
        return EXPECT_FAILED;
    return expect_excuse_lines(facts, expect_shortest_ns(scenario), out);
}

/* "client" stands for all its instances: "client", "client 2" and so on. */
static bool is_instance(const char *shown, const char *task)
{
    size_t len = strlen(task);
    if (strncmp(shown, task, len) != 0)
        return false;
    return shown[len] == '\0' ||
           (shown[len] == ' ' && strspn(shown + len + 1, "0123456789") == strlen(shown + len + 1));
}

static enum expect_verdict check_late(const struct tree_expect *expect,
                                      const struct expect_facts *facts, struct strbuf *out)
{
    int64_t worst = expect->name.text ? 0 : facts->late_ns;
    const char *whose = NULL;
    for (int i = 0; expect->name.text && i < facts->late_count; i++) {
        const struct expect_late *late = &facts->late[i];
        if (!is_instance(late->task, expect->name.text) || (whose && late->worst_ns <= worst))
            continue;
        worst = late->worst_ns;
        whose = late->task;
    }
    expect_add_ms(out, worst);
    if (whose && strcmp(whose, expect->name.text) != 0)
        strbuf_addf(out, " (%s)", whose);
    enum expect_verdict found = check_wall_time(expect, facts, worst, out);
    return missed_below(expect, facts, worst, found, out);
}

static enum expect_verdict check_memory(const struct tree_expect *expect,
                                        const struct expect_facts *facts, struct strbuf *out)
{
    if (facts->memory_per_task < 0) {
        strbuf_adds(out, "it was not measured");
        return EXPECT_NOT_CHECKED;
    }
    strbuf_addf(out, "%.1f KiB a task", (double)facts->memory_per_task / KIB);
    return verdict(holds(expect->compare, facts->memory_per_task, expect->value));
}

static enum expect_verdict check_texts(const struct tree_expect *expect,
                                       const struct scenario *scenario,
                                       const struct expect_facts *facts, struct strbuf *out)
{
    int64_t by_ns = -1;
    if (expect_check_texts(expect, facts, &by_ns, out))
        return EXPECT_OK;
    if (by_ns >= 0 && by_ns <= facts->lost_ns)
        return expect_excuse_order(facts, by_ns, out);
    if (expect->kind != TREE_EXPECT_NEVER && !expect_is_sayable(scenario, expect))
        return EXPECT_FAILED; /* no time decides that */
    return expect_excuse_lines(facts, expect_shortest_ns(scenario), out);
}

struct expect_facts expect_know_cores(const struct scenario *scenario,
                                      const struct expect_facts *facts)
{
    struct expect_facts known = *facts;
    int64_t named = scenario->checked.now.settings.cores;
    known.lacks_cores = facts->cores && facts->cores < named ? named : 0;
    return known;
}

/* The table of expectations: -Wswitch says what is missing. */
enum expect_verdict expect_check_one(const struct tree_expect *expect,
                                     const struct scenario *scenario,
                                     const struct expect_facts *facts, struct strbuf *out)
{
    switch (expect->kind) {
    case TREE_EXPECT_ELAPSED:
        return check_elapsed(expect, facts, out);
    case TREE_EXPECT_CPU:
        return check_cpu(expect, facts, out);
    case TREE_EXPECT_OUTPUT:
    case TREE_EXPECT_OUTPUT_ANY_ORDER:
    case TREE_EXPECT_ORDER:
    case TREE_EXPECT_NEVER:
        return check_texts(expect, scenario, facts, out);
    case TREE_EXPECT_VALUE:
        return check_value(expect, scenario, facts, out);
    case TREE_EXPECT_ALONE:
        return check_alone(expect, facts, out);
    case TREE_EXPECT_RESULT:
        return check_result(expect, scenario, facts, out);
    case TREE_EXPECT_HANDOFFS:
        return check_handoffs(expect, facts, out);
    case TREE_EXPECT_PARALLEL:
        return check_parallel(expect, facts, out);
    case TREE_EXPECT_AT:
        return check_at(expect, scenario, facts, out);
    case TREE_EXPECT_LATE:
        return check_late(expect, facts, out);
    case TREE_EXPECT_LOOKS:
        return check_looks(expect, scenario, facts, out);
    case TREE_EXPECT_MEMORY:
        return check_memory(expect, facts, out);
    case TREE_EXPECT_KINDS:
        break;
    }
    assert(!"a kind of expectation");
    return EXPECT_FAILED;
}
