/* In what runs differ besides their times: whether a task fails, what is said and in which order,
 * and what shared variables are in the end. The first run is held against the first of the others
 * that differs. */
#include "config.h"

#include "tell/outcome.h"

#include <ctype.h>
#include <string.h>

#include "tell/say.h"

enum { VALUES_NAMED = 2, LINES_MOST = 200 };

static bool ended(const struct difference_run *run)
{
    return run->stats->result == TRACE_RESULT_OK || run->stats->result == TRACE_RESULT_FAILED;
}

static void sentence_say(struct tell *tell, enum sentence id, const struct tell_args *args)
{
    if (tell->out->len)
        tell_join(tell, TELL_JOIN_SENTENCE);
    tell_say(tell, id, args);
    tell_join(tell, TELL_JOIN_END);
}

/* The first that came to its end; NULL: none did. */
static const struct difference_run *first_ended(const struct difference_run *runs, int count)
{
    for (int i = 0; i < count; i++)
        if (ended(&runs[i]))
            return &runs[i];
    return NULL;
}

static const struct stats_value *value_of(const struct stats *stats, const char *name)
{
    for (int i = 0; i < stats->value_count; i++)
        if (strcmp(stats->values[i].name, name) == 0)
            return &stats->values[i];
    return NULL;
}

/* Of one variable; false: it is the same in all of them, or a time. */
static bool value_say(struct tell *tell, const struct difference_run *first,
                      const struct difference_run *runs, int count, const struct stats_value *value)
{
    for (int i = 0; i < count && !value->of_clock; i++) {
        const struct stats_value *other =
            ended(&runs[i]) ? value_of(runs[i].stats, value->name) : NULL;
        if (!other || other->value == value->value)
            continue;
        sentence_say(tell, TELL_VALUES_DIFFER,
                     &(struct tell_args){.slow = first,
                                         .fast = &runs[i],
                                         .text = value->name,
                                         .len = strlen(value->name),
                                         .number = value->value,
                                         .number2 = other->value});
        return true;
    }
    return false;
}

/* ---- results ---- */

static void results_say(struct tell *tell, const struct difference_run *runs, int count)
{
    const struct difference_run *good = NULL, *bad = NULL;
    for (int i = count; i-- > 0;) {
        if (runs[i].stats->result == TRACE_RESULT_OK)
            good = &runs[i];
        else if (runs[i].stats->result == TRACE_RESULT_FAILED)
            bad = &runs[i];
    }
    if (good && bad)
        sentence_say(tell, TELL_RESULTS_DIFFER, &(struct tell_args){.slow = good, .fast = bad});
}

/* ---- what is said ---- */

/* Numbers aside: those are times, or values, of which more is said elsewhere. */
static bool reads_alike(const char *a, const char *b)
{
    for (;; a++, b++) {
        bool digits = isdigit((unsigned char)*a) && isdigit((unsigned char)*b);
        while (digits && isdigit((unsigned char)a[1]))
            a++;
        while (digits && isdigit((unsigned char)b[1]))
            b++;
        if (!digits && *a != *b)
            return false;
        if (!*a)
            return true;
    }
}

/* The first line of one that the other never says; NULL: there is none. */
static const char *lacked(const struct stats *says, const struct stats *lacks)
{
    for (int i = 0; i < says->said_count; i++) {
        bool found = false;
        for (int j = 0; j < lacks->said_count && !found; j++)
            found = reads_alike(says->said[i].text, lacks->said[j].text);
        if (!found)
            return says->said[i].text;
    }
    return NULL;
}

static int count_of(const struct stats *stats, const char *text)
{
    int count = 0;
    for (int i = 0; i < stats->said_count; i++)
        count += strcmp(stats->said[i].text, text) == 0;
    return count;
}

/* Each line as often in both. */
static bool says_the_same(const struct stats *one, const struct stats *other)
{
    for (int i = 0; i < one->said_count; i++)
        if (count_of(one, one->said[i].text) != count_of(other, one->said[i].text))
            return false;
    return one->said_count == other->said_count;
}

static bool lack_say(struct tell *tell, const struct difference_run *says,
                     const struct difference_run *lacks)
{
    const char *text = lacked(says->stats, lacks->stats);
    if (text)
        sentence_say(
            tell, TELL_LINES_LACK,
            &(struct tell_args){.slow = says, .fast = lacks, .text = text, .len = strlen(text)});
    return text != NULL;
}

static bool order_say(struct tell *tell, const struct difference_run *first,
                      const struct difference_run *other)
{
    const struct stats *one = first->stats, *two = other->stats;
    int at = 0;
    if (!says_the_same(one, two))
        return false;
    while (at < one->said_count && strcmp(one->said[at].text, two->said[at].text) == 0)
        at++;
    if (at == one->said_count)
        return false;
    sentence_say(tell, TELL_LINES_ORDER,
                 &(struct tell_args){.slow = first,
                                     .fast = other,
                                     .number = at + 1,
                                     .text = two->said[at].text,
                                     .len = strlen(two->said[at].text)});
    return true;
}

static void lines_say(struct tell *tell, const struct difference_run *first,
                      const struct difference_run *runs, int count)
{
    bool told = first->stats->said_count > LINES_MOST;
    for (int i = 0; i < count && !told; i++) {
        if (&runs[i] == first || !ended(&runs[i]) || runs[i].stats->said_count > LINES_MOST)
            continue;
        told = lack_say(tell, first, &runs[i]) || lack_say(tell, &runs[i], first) ||
               order_say(tell, first, &runs[i]);
    }
}

void outcome_say(struct tell *tell, const struct difference_run *runs, int count)
{
    const struct difference_run *first = first_ended(runs, count);
    int named = 0;
    if (!first)
        return;
    results_say(tell, runs, count);
    lines_say(tell, first, runs, count);
    for (int i = 0; i < first->stats->value_count && named < VALUES_NAMED; i++)
        named += value_say(tell, first, runs, count, &first->stats->values[i]);
}
