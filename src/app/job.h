/* What is on its way: a run of the document, or the reading of a saved trace. One at a time.
 * Whoever starts it gets what comes of it, by functions of his own. Not thread safe. */
#ifndef BATON_APP_JOB_H
#define BATON_APP_JOB_H

#include <stdbool.h>
#include <stdint.h>

#include "app/document.h"
#include "app/host.h"
#include "player/story.h"

/* What becomes of a job, for the `self` that was handed in with it. */
struct job_owner {
    /* Given. Often: the newest part of a run that lasts; at last one that is not live. */
    void (*story)(void *self, struct story *story);
    void (*failed)(void *self, const char *problem);
    /* It was stopped, or another took its place: nothing more comes of it. */
    void (*forgotten)(void *self);
};

/* To be read by anybody; changed only by the functions below. */
struct job {
    const struct app_host *host;   /* borrowed */
    const struct job_owner *owner; /* NULL: nothing is on its way */
    void *self;                    /* the owner's */
    int number;                    /* names it, among all there were */
    enum model_id model;
    char words[64]; /* "running 1.2 s" */
};

/* Embedded. */
void job_init(struct job *job, const struct app_host *host);
/* Each: the one before is forgotten. */
void job_run(struct job *job, const struct job_owner *owner, void *self,
             const struct document *document, enum model_id model);
/* A text of its own. What stands in *run is copied, but for the number. */
void job_run_text(struct job *job, const struct job_owner *owner, void *self,
                  const struct app_run *run);
void job_read(struct job *job, const struct job_owner *owner, void *self,
              const struct document *document);
/* Another trace that was saved. */
void job_read_file(struct job *job, const struct job_owner *owner, void *self, const char *path);
void job_stop(struct job *job);
bool job_is_of(const struct job *job, const void *self);

/* ---- the host's answers ---- */

/* False: it is of one that is forgotten. */
bool job_is_awaited(const struct job *job, int number);
/* For one that is awaited. A story that is not live ends the job, and so does a failure: that is so
 * before the owner hears of it. */
void job_story(struct job *job, struct story *story);
void job_failed(struct job *job, const char *problem);
/* True if the words have changed. */
bool job_progress(struct job *job, const char *what, int percent, int64_t elapsed_ns);

#endif
