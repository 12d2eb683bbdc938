#include "config.h"

#include "app/learner.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "course/judge.h"

static const struct course no_course;

static void add_error(struct strbuf *problem, const char *path, int error)
{
    utf8_add_safe(problem, path, strlen(path));
    strbuf_addf(problem, ": %s", file_reason(error));
}

void learner_init(struct learner *learner, const struct app_host *host,
                  const struct app_settings *settings)
{
    char *text = NULL;
    size_t len = 0;
    *learner = (struct learner){.host = host,
                                .course = settings->course ? settings->course : &no_course,
                                .folder = settings->learner_folder,
                                .path = settings->progress_path};
    if (settings->docs) {
        struct strbuf folder = STRBUF_INIT;
        strbuf_addf(&folder, "%s/lessons/answers", settings->docs);
        learner->answers = strbuf_detach(&folder);
    }
    if (learner->path && host->read(host->arg, learner->path, &text, &len) == 0)
        progress_read(&learner->progress, text, len);
    free(text);
}

void learner_release(struct learner *learner)
{
    free(learner->answers);
    progress_release(&learner->progress);
}

bool learner_put(struct learner *learner, enum progress_kind kind, const char *name,
                 const char *value, struct strbuf *problem)
{
    struct strbuf text = STRBUF_INIT;
    int error = 0;
    if (!progress_put(&learner->progress, kind, name, value))
        return true;
    if (!learner->path) {
        strbuf_adds(problem, "this is not kept: neither XDG_STATE_HOME nor HOME says where");
        return false;
    }
    progress_format(&learner->progress, &text);
    error = learner->host->save(learner->host->arg, learner->path, strbuf_str(&text), text.len);
    if (error < 0) {
        strbuf_adds(problem, "this is not kept: ");
        add_error(problem, learner->path, error);
    }
    strbuf_release(&text);
    return error >= 0;
}

const char *learner_lesson_at(const struct learner *learner, const struct catalog *catalog,
                              const char *path)
{
    for (int i = 0; path && i < catalog->count; i++)
        if (catalog->scenarios[i].group == BROWSER_LESSONS &&
            strcmp(catalog->scenarios[i].path, path) == 0)
            return course_find_lesson(learner->course, catalog->names[i]) < 0 ? NULL
                                                                              : catalog->names[i];
    return NULL;
}

void learner_visit(struct learner *learner, const struct catalog *catalog, const char *path)
{
    const char *lesson = learner_lesson_at(learner, catalog, path);
    struct strbuf ignored = STRBUF_INIT;
    if (!lesson)
        return;
    learner_put(learner, PROGRESS_SEEN, lesson, NULL, &ignored);
    learner_put(learner, PROGRESS_LAST, lesson, NULL, &ignored);
    strbuf_release(&ignored);
}

int learner_level_at(const struct learner *learner, const struct catalog *catalog, const char *path)
{
    const struct course *course = learner->course;
    const char *lesson = learner_lesson_at(learner, catalog, path);
    for (int i = 0; path && i < course->exercise_count; i++) {
        const struct course_exercise *exercise = &course->exercises[i];
        struct strbuf copy = STRBUF_INIT;
        if (!exercise->ask || exercise->ask->kind != COURSE_ASK_SCHEDULE)
            continue;
        if (learner->folder)
            strbuf_addf(&copy, "%s/%s.baton", learner->folder, exercise->name);
        bool is = (lesson && strcmp(course->lessons[exercise->lesson].name, lesson) == 0) ||
                  strcmp(strbuf_str(&copy), path) == 0;
        strbuf_release(&copy);
        if (is)
            return i;
    }
    return -1;
}

/* ---- copies ---- */

static bool is_there(const struct learner *learner, const char *path)
{
    char *text = NULL;
    size_t len = 0;
    int error = learner->host->read(learner->host->arg, path, &text, &len);
    free(text);
    return error >= 0;
}

bool learner_has_copy(const struct learner *learner, const char *name)
{
    struct strbuf path = STRBUF_INIT;
    bool there = false;
    if (learner->folder) {
        strbuf_addf(&path, "%s/%s.baton", learner->folder, name);
        there = is_there(learner, strbuf_str(&path));
    }
    strbuf_release(&path);
    return there;
}

/* With an exercise: what is to be done there begins with. */
static bool copy_file(struct learner *learner, const char *path, const char *from,
                      const struct course_exercise *exercise, struct strbuf *problem)
{
    struct strbuf out = STRBUF_INIT;
    char *text = NULL;
    size_t len = 0;
    int error = learner->host->read(learner->host->arg, from, &text, &len);
    if (error < 0)
        add_error(problem, from, error);
    else if (exercise)
        course_add_untouched(exercise, text, len, &out);
    else
        strbuf_add(&out, text, len);
    if (error >= 0) {
        error = learner->host->save(learner->host->arg, path, strbuf_str(&out), out.len);
        if (error < 0)
            add_error(problem, path, error);
    }
    free(text);
    strbuf_release(&out);
    return error >= 0;
}

char *learner_copy(struct learner *learner, const char *name, const char *from,
                   const struct course_exercise *exercise, bool *is_new, struct strbuf *problem)
{
    struct strbuf path = STRBUF_INIT;
    if (!learner->folder) {
        strbuf_adds(problem, "nothing says where your copies go: set HOME or BATON_LEARN_DIR");
        return NULL;
    }
    strbuf_addf(&path, "%s/%s.baton", learner->folder, name);
    bool there = is_there(learner, strbuf_str(&path));
    if (is_new)
        *is_new = !there;
    if (there || copy_file(learner, strbuf_str(&path), from, exercise, problem))
        return strbuf_detach(&path);
    strbuf_release(&path);
    return NULL;
}

bool learner_reset(struct learner *learner, const char *path, const char *from,
                   struct strbuf *problem)
{
    struct strbuf kept = STRBUF_INIT;
    strbuf_addf(&kept, "%s~", path);
    bool good =
        !is_there(learner, path) || copy_file(learner, strbuf_str(&kept), path, NULL, problem);
    strbuf_release(&kept);
    return good &&
           copy_file(learner, path, from, &learner->course->exercises[learner->exercise], problem);
}

char *learner_solution(struct learner *learner, const struct course_exercise *exercise,
                       struct strbuf *problem)
{
    struct strbuf path = STRBUF_INIT;
    char *text = NULL;
    size_t len = 0;
    if (!learner->answers) {
        strbuf_adds(problem, "the solutions are among the documentation, which is not installed");
        return NULL;
    }
    strbuf_addf(&path, "%s/%s.baton", learner->answers, exercise->name);
    int error = learner->host->read(learner->host->arg, strbuf_str(&path), &text, &len);
    if (error < 0)
        add_error(problem, strbuf_str(&path), error);
    strbuf_release(&path);
    return error < 0 ? NULL : text;
}
