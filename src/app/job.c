#include "config.h"

#include "app/job.h"

#include "base/strbuf.h"

#include <stdio.h>
#include <string.h>

void job_init(struct job *job, const struct app_host *host)
{
    *job = (struct job){.host = host};
}

/* What was on its way ends without a word: what it gave so far stays as it is. */
static void forget(struct job *job)
{
    const struct job_owner *owner = job->owner;
    job->owner = NULL;
    if (owner)
        owner->forgotten(job->self);
}

static void begin(struct job *job, const struct job_owner *owner, void *self, const char *words)
{
    forget(job);
    job->owner = owner;
    job->self = self;
    job->number++;
    snprintf(job->words, sizeof job->words, "%s", words);
}

void job_run(struct job *job, const struct job_owner *owner, void *self,
             const struct document *document, enum model_id model)
{
    begin(job, owner, self, "starting");
    job->model = model;
    job->host->start(job->host->arg, &(struct app_run){
                                         .number = job->number,
                                         .name = document->path,
                                         .source = document->text,
                                         .len = document->len,
                                         .model = model,
                                         .sets = (const char *const *)document->settings.items,
                                         .set_count = document->settings.count,
                                     });
}

void job_run_text(struct job *job, const struct job_owner *owner, void *self,
                  const struct app_run *run)
{
    struct app_run numbered = *run;
    begin(job, owner, self, "starting");
    job->model = run->model;
    numbered.number = job->number;
    job->host->start(job->host->arg, &numbered);
}

void job_read(struct job *job, const struct job_owner *owner, void *self,
              const struct document *document)
{
    job_read_file(job, owner, self, document->path);
}

void job_read_file(struct job *job, const struct job_owner *owner, void *self, const char *path)
{
    begin(job, owner, self, "reading");
    job->model = MODEL_COUNT;
    job->host->open_trace(job->host->arg, job->number, path);
}

void job_stop(struct job *job)
{
    if (!job->owner)
        return;
    job->host->stop(job->host->arg);
    forget(job);
}

bool job_is_of(const struct job *job, const void *self)
{
    return job->owner && job->self == self;
}

/* ---- the host's answers ---- */

bool job_is_awaited(const struct job *job, int number)
{
    return job->owner && job->number == number;
}

void job_story(struct job *job, struct story *story)
{
    const struct job_owner *owner = job->owner;
    if (!story->live)
        job->owner = NULL;
    owner->story(job->self, story);
}

void job_failed(struct job *job, const char *problem)
{
    const struct job_owner *owner = job->owner;
    job->owner = NULL;
    owner->failed(job->self, problem);
}

bool job_progress(struct job *job, const char *what, int percent, int64_t elapsed_ns)
{
    struct strbuf words = STRBUF_INIT;
    if (percent >= 0)
        strbuf_addf(&words, "%s %d%%", what, percent);
    else
        strbuf_addf(&words, "%s %.1f s", what, (double)elapsed_ns / 1e9);
    bool changed = words.len < sizeof job->words && strcmp(job->words, strbuf_str(&words)) != 0;
    if (changed)
        memcpy(job->words, strbuf_str(&words), words.len + 1);
    strbuf_release(&words);
    return changed;
}
