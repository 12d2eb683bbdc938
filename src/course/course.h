/* The course: its chapters, their lessons, and the exercises of each, as the files beside the
 * scenarios tell them (scenarios/course/NN-name.course, a chapter a file):
 *
 *     chapter "Waits" "what a wait is, and who stands still in it"
 *     lesson 01-two-waits
 *     exercise "A third wait"
 *         text
 *             Add a third routine that waits 300 ms.
 *         hint
 *             Copy a task.
 *         has "task three" or "task third"
 *         lacks "sleep"
 *         goal
 *             expect coroutines:
 *                 elapsed about 500ms
 *
 * `goal` is a block of expectations, judged in place of those of the learner's file, and may have
 * an `ask` among them, which the learner is to predict (see ask.h); `has` and
 * `lacks` are about its text, without comments and what stands in quotes. A line that begins with #
 * is a comment. Not thread safe. */
#ifndef BATON_COURSE_COURSE_H
#define BATON_COURSE_COURSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "course/ask.h"

/* A claim about the text of a file. */
struct course_word {
    bool lacks;
    const char *words; /* as they are shown: `"a" or "b"` */
    struct course_word *next;
};

struct course_exercise {
    const char *title;
    const char *text, *hint, *goal; /* lines, each with its end; "" */
    struct course_word *words;
    const struct course_ask *ask; /* to be predicted; NULL: nothing is */
    char name[64]; /* "task-group-1": of the file in the learner's folder, and of the answer */
    char id[16];   /* "14.1" */
    int lesson;    /* its index */
};

struct course_lesson {
    const char *name; /* "14-task-group" */
    int chapter;      /* its index */
    int first, count; /* its exercises */
};

struct course_chapter {
    const char *title, *about;
    int first, count; /* its lessons */
};

/* Embedded: zero it to begin; course_release() at the end. To be read by anybody. */
struct course {
    struct course_chapter *chapters;
    struct course_lesson *lessons;
    struct course_exercise *exercises;
    int chapter_count, lesson_count, exercise_count;
    int chapter_room, lesson_room, exercise_room;
    struct mem_arena arena;
};

/* Adds what a file tells. False, with one line of what is wrong appended, if it is none. `name` is
 * what the file is called in it. */
bool course_read(struct course *course, const char *name, const char *text, size_t len,
                 struct strbuf *problem);
void course_release(struct course *course);

/* The exercise that a learner means: "14.1", "task-group-1", "14-task-group-1". -1: none. */
int course_find(const struct course *course, const char *wanted);
/* The lesson of that name, with its number or without; -1: none. */
int course_find_lesson(const struct course *course, const char *name);
/* The name behind the number: "task-group". Borrowed from `name`. */
const char *course_plain_name(const char *name);

#endif
