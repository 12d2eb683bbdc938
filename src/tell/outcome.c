/* In what runs differ besides their times: what shared variables are in the end. The first run is
 * held against the first of the others that differs. */
#include "config.h"

#include "tell/outcome.h"

#include <string.h>

#include "tell/say.h"

enum { VALUES_NAMED = 2 };

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

/* Of one variable; false: it is the same in all of them. */
static bool value_say(struct tell *tell, const struct difference_run *first,
                      const struct difference_run *runs, int count, const struct stats_value *value)
{
    for (int i = 0; i < count; i++) {
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

void outcome_say(struct tell *tell, const struct difference_run *runs, int count)
{
    const struct difference_run *first = first_ended(runs, count);
    int named = 0;
    if (!first)
        return;
    for (int i = 0; i < first->stats->value_count && named < VALUES_NAMED; i++)
        named += value_say(tell, first, runs, count, &first->stats->values[i]);
}
