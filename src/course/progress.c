#include "config.h"

#include "course/progress.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static const char *const words[] = {
    [PROGRESS_SEEN] = "seen ",
    [PROGRESS_SOLVED] = "solved ",
    [PROGRESS_QUIZ] = "quiz ",
    [PROGRESS_LAST] = "last ",
};

void progress_read(struct progress *progress, const char *text, size_t len)
{
    for (size_t at = 0; at < len;) {
        const char *newline = memchr(text + at, '\n', len - at);
        size_t line = newline ? (size_t)(newline - text) - at : len - at;
        if (line) {
            MEM_GROW(progress->lines, progress->count, progress->room);
            progress->lines[progress->count++] = mem_strndup(text + at, line);
        }
        at += line + 1;
    }
}

void progress_format(const struct progress *progress, struct strbuf *out)
{
    for (int i = 0; i < progress->count; i++) {
        strbuf_adds(out, progress->lines[i]);
        strbuf_addch(out, '\n');
    }
}

/* What stands behind the kind and the name in that line, or NULL. `name`: NULL for any. */
static const char *behind(const char *line, enum progress_kind kind, const char *name)
{
    size_t word = strlen(words[kind]), len = name ? strlen(name) : 0;
    if (strncmp(line, words[kind], word) != 0)
        return NULL;
    line += word;
    if (!name)
        return line;
    if (strncmp(line, name, len) != 0 || (line[len] && line[len] != ' '))
        return NULL;
    return line[len] ? line + len + 1 : "";
}

static int find(const struct progress *progress, enum progress_kind kind, const char *name)
{
    for (int i = 0; i < progress->count; i++)
        if (behind(progress->lines[i], kind, name))
            return i;
    return -1;
}

bool progress_put(struct progress *progress, enum progress_kind kind, const char *name,
                  const char *value)
{
    int at = find(progress, kind, kind == PROGRESS_LAST ? NULL : name);
    struct strbuf line = STRBUF_INIT;
    strbuf_addf(&line, "%s%s", words[kind], name);
    if (value)
        strbuf_addf(&line, " %s", value);
    if (at >= 0 && strcmp(progress->lines[at], strbuf_str(&line)) == 0) {
        strbuf_release(&line);
        return false;
    }
    if (at < 0) {
        MEM_GROW(progress->lines, progress->count, progress->room);
        at = progress->count++;
        progress->lines[at] = NULL;
    }
    free(progress->lines[at]);
    progress->lines[at] = strbuf_detach(&line);
    return true;
}

bool progress_has(const struct progress *progress, enum progress_kind kind, const char *name)
{
    return find(progress, kind, name) >= 0;
}

const char *progress_value(const struct progress *progress, enum progress_kind kind,
                           const char *name)
{
    int at = find(progress, kind, name);
    return at < 0 ? NULL : behind(progress->lines[at], kind, name);
}

const char *progress_last(const struct progress *progress)
{
    int at = find(progress, PROGRESS_LAST, NULL);
    return at < 0 ? NULL : behind(progress->lines[at], PROGRESS_LAST, NULL);
}

void progress_release(struct progress *progress)
{
    for (int i = 0; i < progress->count; i++)
        free(progress->lines[i]);
    free(progress->lines);
    *progress = (struct progress){0};
}

int progress_solved_count(const struct progress *progress, const struct course *course)
{
    int count = 0;
    for (int i = 0; i < course->exercise_count; i++)
        count += progress_has(progress, PROGRESS_SOLVED, course->exercises[i].name);
    return count;
}

int progress_next_lesson(const struct progress *progress, const struct course *course)
{
    for (int i = 0; i < course->lesson_count; i++)
        if (!progress_has(progress, PROGRESS_SEEN, course->lessons[i].name))
            return i;
    return -1;
}

int progress_next_exercise(const struct progress *progress, const struct course *course, int from)
{
    for (int i = 1; i <= course->exercise_count; i++) {
        int at = (from + i) % course->exercise_count;
        if (!progress_has(progress, PROGRESS_SOLVED, course->exercises[at].name))
            return at;
    }
    return -1;
}
