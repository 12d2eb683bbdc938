#include "config.h"

#include "base/clock.h"
#include "scenario/expect_private.h"

#include <inttypes.h>

/* Up to this share of the CPU time, what others took is noise. */
#define BUSY_SHARE 0.05

/* The machine counts the time of others in steps of so much: what is below may not be theirs. */
enum { STEP_NS = 10 * NS_PER_MS };

void expect_add_ms(struct strbuf *out, int64_t ns)
{
    double ms = (double)ns / NS_PER_MS;
    strbuf_addf(out, ms < 10 && ms > -10 ? "%.2f ms" : "%.1f ms", ms);
}

bool expect_is_busy(const struct expect_facts *facts)
{
    double lost_ns = (double)facts->lost_ns;
    return lost_ns > BUSY_SHARE * ((double)facts->cpu_ns + lost_ns);
}

bool expect_is_disturbed(const struct expect_facts *facts)
{
    return facts->lost_ns >= STEP_NS && expect_is_busy(facts);
}

static enum expect_verdict of_others(const struct expect_facts *facts, bool explained,
                                     struct strbuf *out)
{
    strbuf_adds(out, explained ? "; others took up to " : "; others took no more than ");
    expect_add_ms(out, facts->lost_ns);
    return explained ? EXPECT_BUSY : EXPECT_FAILED;
}

enum expect_verdict expect_excuse_cores(const struct expect_facts *facts,
                                        enum expect_verdict verdict, struct strbuf *out)
{
    if (!facts->lacks_cores || verdict != EXPECT_FAILED)
        return verdict;
    strbuf_addf(out, "; it needs %" PRId64 " cores", facts->lacks_cores);
    return EXPECT_FEW_CORES;
}

enum expect_verdict expect_excuse_time(const struct expect_facts *facts, double by_ns,
                                       struct strbuf *out)
{
    if (facts->slowed) {
        strbuf_adds(out, "; part of it is a sanitizer's");
        return EXPECT_NOT_CHECKED;
    }
    if (!expect_is_busy(facts))
        return EXPECT_FAILED;
    return of_others(facts, by_ns <= (double)facts->lost_ns, out);
}

enum expect_verdict expect_excuse_lines(const struct expect_facts *facts, int64_t shortest_ns,
                                        struct strbuf *out)
{
    if (shortest_ns < 0 || !expect_is_disturbed(facts))
        return EXPECT_FAILED;
    return of_others(facts, shortest_ns <= facts->lost_ns, out);
}

enum expect_verdict expect_excuse_order(const struct expect_facts *facts, int64_t by_ns,
                                        struct strbuf *out)
{
    if (!expect_is_disturbed(facts))
        return EXPECT_FAILED;
    strbuf_adds(out, ", ");
    expect_add_ms(out, by_ns);
    strbuf_adds(out, " from where it is expected");
    return of_others(facts, by_ns <= facts->lost_ns, out);
}

enum expect_verdict expect_excuse_count(const struct expect_facts *facts, enum tree_compare compare,
                                        int64_t actual, int64_t value, struct strbuf *out)
{
    if (!expect_is_disturbed(facts))
        return EXPECT_FAILED;
    double wanted_ns = (double)facts->cpu_ns + (double)facts->lost_ns;
    double more = (double)actual * wanted_ns, less = (double)actual * (double)facts->cpu_ns;
    bool explained = (compare == TREE_ABOVE && more > (double)value * (double)facts->cpu_ns) ||
                     (compare == TREE_BELOW && less < (double)value * wanted_ns);
    return of_others(facts, explained, out);
}
