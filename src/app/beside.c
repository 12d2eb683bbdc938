#include "config.h"

#include "app/beside.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "scenario/scenario.h"
#include "trace/file.h"

char *beside_label(const char *path)
{
    static const char *const tails[] = {".trace", ".baton"};
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    size_t len = strlen(name);
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        size_t tail = strlen(tails[i]);
        if (len > tail && strcmp(name + len - tail, tails[i]) == 0)
            return mem_strndup(name, len - tail);
    }
    return mem_strdup(name);
}

/* The model that the text names first; MODEL_COUNT, with the first error appended, if it has one.
 */
static enum model_id first_model(const char *path, const char *text, size_t len,
                                 struct strbuf *problem)
{
    struct diag_list diags = {0};
    struct scenario *scenario = scenario_read(path, text, len, &diags);
    enum model_id model = MODEL_COUNT;
    if (diags.errors)
        document_first_error(&diags, problem);
    else if (scenario)
        model = scenario_model_at(scenario, 0);
    scenario_free(scenario);
    diag_release(&diags);
    return model;
}

bool beside_begin(struct job *job, const struct job_owner *owner, void *self, const char *path,
                  struct strbuf *problem)
{
    char *text = NULL;
    size_t len = 0;
    if (!document_load(job->host, path, &text, &len, problem))
        return false;
    bool is_trace = trace_file_is(text, len);
    enum model_id model = is_trace ? MODEL_COUNT : first_model(path, text, len, problem);
    if (is_trace)
        job_read_file(job, owner, self, path);
    else if (model != MODEL_COUNT)
        job_run_text(job, owner, self,
                     &(struct app_run){.name = path, .source = text, .len = len, .model = model});
    free(text);
    return is_trace || model != MODEL_COUNT;
}
