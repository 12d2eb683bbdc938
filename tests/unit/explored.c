#include "config.h"

#include "explored.h"

#include <check.h>
#include <string.h>

#include "base/diag.h"
#include "base/strbuf.h"
#include "scenario_text.h"

struct scenario *scenario;
struct exploration *found;

void explore_under(const char *text, enum model_id model)
{
    struct diag_list diags = {0};
    scenario = text_read_good(text);
    found = explore(scenario, model, &(struct explore_options){0}, &diags);
    ck_assert_ptr_nonnull(found);
    diag_release(&diags);
}

void done(void)
{
    exploration_free(found);
    scenario_free(scenario);
}

const struct explore_end *end_with(const char *result, int64_t value)
{
    for (int i = 0; i < found->end_count; i++)
        if (strcmp(found->ends[i].result, result) == 0 &&
            (!found->name_count || found->ends[i].values[0] == value))
            return &found->ends[i];
    ck_abort_msg("no end %s with %lld", result, (long long)value);
    return NULL;
}

void assert_line(const char *line, const struct schedule *schedule)
{
    struct strbuf text = STRBUF_INIT;
    schedule_print(schedule, &text);
    ck_assert_str_eq(line, strbuf_str(&text));
    strbuf_release(&text);
}
