#include "config.h"

#include "quiz/question.h"

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"

/* As the run was set. */
static void set_again(struct scenario *scenario, const struct trace *trace, struct diag_list *diags)
{
    const char *set;
    for (int i = 0; diags->errors == 0 && (set = trace_meta(trace, "set", i)); i++) {
        size_t len = strcspn(set, "=");
        char *line = mem_strndup(set, len);
        scenario_set(scenario, line, set + len + (set[len] == '='), diags);
        free(line);
    }
}

struct scenario *question_program(const struct trace *trace)
{
    struct diag_list diags = {0};
    size_t len = 0;
    const char *source = trace_source(trace, &len);
    if (!source || !len)
        return NULL;
    struct scenario *scenario = scenario_read(trace_source_name(trace), source, len, &diags);
    if (diags.errors == 0)
        set_again(scenario, trace, &diags);
    if (diags.errors) {
        scenario_free(scenario);
        scenario = NULL;
    }
    diag_release(&diags);
    return scenario;
}
