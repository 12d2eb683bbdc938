/* The learner: the course, how far he is, and his own copies of lessons and exercises. Files are
 * read and written by the host. Not thread safe. */
#ifndef BATON_APP_LEARNER_H
#define BATON_APP_LEARNER_H

#include <stdbool.h>
#include <stddef.h>

#include "app/app.h"
#include "base/strbuf.h"
#include "course/course.h"
#include "course/progress.h"

/* Embedded. To be read by anybody; changed only by the functions below, but for `exercise`. */
struct learner {
    const struct app_host *host; /* borrowed, as the next three */
    const struct course *course; /* may be empty, never NULL */
    const char *folder, *path;   /* of the copies; of the progress; NULL: nothing says where */
    char *answers;               /* the folder of the solutions; NULL: they are not installed */
    struct progress progress;
    int exercise; /* the one that is done: of the exercise screen */
};

void learner_init(struct learner *learner, const struct app_host *host,
                  const struct app_settings *settings);
void learner_release(struct learner *learner);

/* Says that it is so, and writes it. False, with a sentence appended, if it is not kept. */
bool learner_put(struct learner *learner, enum progress_kind kind, const char *name,
                 const char *value, struct strbuf *problem);
/* A lesson was opened. Whether that can be kept is not said. */
void learner_visit(struct learner *learner, const struct catalog *catalog, const char *path);
/* The name of the lesson that this is the file of: "14-task-group"; NULL: it is none, or the path
 * is NULL. */
const char *learner_lesson_at(const struct learner *learner, const struct catalog *catalog,
                              const char *path);

/* The exercise that is won by a schedule of that file, the lesson or the learner's copy; -1: there
 * is none. */
int learner_level_at(const struct learner *learner, const struct catalog *catalog,
                     const char *path);

/* The path of the learner's copy, which is made from the file at `from` if it is not there; with an
 * exercise it is what that begins with. *is_new may be NULL. NULL, with a sentence appended, if it
 * cannot be. */
char *learner_copy(struct learner *learner, const char *name, const char *from,
                   const struct course_exercise *exercise, bool *is_new, struct strbuf *problem);
/* It is there. */
bool learner_has_copy(const struct learner *learner, const char *name);
/* Makes it anew, of the exercise that is done; what was there is kept beside it. */
bool learner_reset(struct learner *learner, const char *path, const char *from,
                   struct strbuf *problem);
/* The text of a solution; NULL, with a sentence appended, if it is not there. */
char *learner_solution(struct learner *learner, const struct course_exercise *exercise,
                       struct strbuf *problem);

#endif
