#include "config.h"

#include "cli/explored_rows.h"

#include <string.h>

#include "cli/explored_end.h"
#include "scenario/schedule.h"

enum { MODEL_COLUMNS = 16, SCHEDULES_COLUMNS = 14, STATES_COLUMNS = 12 };

static void add_right(struct strbuf *out, const char *text, size_t columns)
{
    size_t len = strlen(text);

    strbuf_addn(out, ' ', len < columns ? columns - len : 1);
    strbuf_adds(out, text);
}

static const struct explore_end *first_bad(const struct exploration *it, int *count)
{
    const struct explore_end *first = NULL;

    *count = 0;
    for (int i = 0; i < it->end_count; i++) {
        if (it->ends[i].good)
            continue;
        first = first ? first : &it->ends[i];
        ++*count;
    }
    return first;
}

/* The one end; or how many there are, how many of them are bad, and how to come to the first. */
static void add_ends(const struct exploration *it, struct strbuf *out)
{
    int bad;
    const struct explore_end *first = first_bad(it, &bad);

    if (it->livelock)
        strbuf_adds(out, "can go on for ever; ");
    if (it->end_count == 1 && !bad) {
        explored_add_end(it, &it->ends[0], out);
        return;
    }
    strbuf_addf(out, "%d end%s", it->end_count, it->end_count == 1 ? "" : "s");
    if (!bad)
        return;
    strbuf_addf(out, ", %d not as expected: ", bad);
    explored_add_end(it, first, out);
    strbuf_adds(out, ", by ");
    schedule_print(&first->schedule, out);
}

static void add_row(const struct exploration *it, struct strbuf *out)
{
    struct strbuf number = STRBUF_INIT;

    strbuf_addf(out, "%-*s", MODEL_COLUMNS, model_name(it->model));
    if (it->refused) {
        strbuf_addf(out, "%s\n", it->refused);
        return;
    }
    if (it->schedules)
        explored_add_digits(&number, it->schedules);
    else
        strbuf_adds(&number, it->stop == EXPLORE_WHOLE ? "endless" : "no proof");
    add_right(out, strbuf_str(&number), SCHEDULES_COLUMNS);
    strbuf_clear(&number);
    explored_add_number(&number, it->states);
    add_right(out, strbuf_str(&number), STATES_COLUMNS);
    strbuf_adds(out, "   ");
    add_ends(it, out);
    strbuf_addch(out, '\n');
    strbuf_release(&number);
}

void explored_add_rows(struct exploration *const *all, int count, struct strbuf *out)
{
    strbuf_addf(out, "%-*s", MODEL_COLUMNS, "model");
    add_right(out, "schedules", SCHEDULES_COLUMNS);
    add_right(out, "states", STATES_COLUMNS);
    strbuf_adds(out, "   ends\n");
    for (int i = 0; i < count; i++)
        add_row(all[i], out);
}
