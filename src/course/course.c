#include "config.h"

#include "course/course.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where the reader is. */
struct reader {
    struct course *course;
    const char *name;
    const char *at, *end; /* what is left */
    int number;           /* of the line that was taken last */
    struct strbuf *problem;
    bool bad;
};

/* A line without its indentation. */
struct line {
    const char *text;
    size_t len;
    int indent; /* -1: there is none left */
};

/* ---- lines ---- */

static void complain(struct reader *reader, const char *words)
{
    if (!reader->bad)
        strbuf_addf(reader->problem, "%s:%d: %s", reader->name, reader->number, words);
    reader->bad = true;
}

static struct line peek(const struct reader *reader)
{
    size_t left = (size_t)(reader->end - reader->at);
    const char *newline = left ? memchr(reader->at, '\n', left) : NULL;
    struct line line = {reader->at, newline ? (size_t)(newline - reader->at) : left, 0};
    if (!left)
        return (struct line){"", 0, -1};
    while (line.len && (line.text[line.len - 1] == ' ' || line.text[line.len - 1] == '\r'))
        line.len--;
    while (line.len && *line.text == ' ') {
        line.text++;
        line.len--;
        line.indent++;
    }
    return line;
}

static void skip(struct reader *reader)
{
    size_t left = (size_t)(reader->end - reader->at);
    const char *newline = left ? memchr(reader->at, '\n', left) : NULL;
    reader->at = newline ? newline + 1 : reader->end;
    reader->number++;
}

/* The word at the beginning, and what is behind it. */
static bool begins(struct line *line, const char *word)
{
    size_t len = strlen(word);
    if (line->len < len || memcmp(line->text, word, len) != 0 ||
        (line->len > len && line->text[len] != ' '))
        return false;
    line->text += len;
    line->len -= len;
    while (line->len && *line->text == ' ') {
        line->text++;
        line->len--;
    }
    return true;
}

/* A text in quotes. */
static const char *take_quoted(struct reader *reader, struct line *line)
{
    const char *close =
        line->len && *line->text == '"' ? memchr(line->text + 1, '"', line->len - 1) : NULL;
    if (!close) {
        complain(reader, "a text in quotes is missing");
        return "";
    }
    const char *text =
        mem_arena_strndup(&reader->course->arena, line->text + 1, (size_t)(close - line->text - 1));
    line->len -= (size_t)(close + 1 - line->text);
    line->text = close + 1;
    while (line->len && *line->text == ' ') {
        line->text++;
        line->len--;
    }
    return text;
}

/* The lines that stand deeper than `indent`, without what all of them have before them. */
static const char *take_block(struct reader *reader, int indent)
{
    struct strbuf out = STRBUF_INIT;
    int own = -1;
    for (struct line line = peek(reader); line.indent >= 0; line = peek(reader)) {
        if (line.len && line.indent <= indent)
            break;
        if (own < 0 && line.len)
            own = line.indent;
        if (line.len && line.indent > own)
            strbuf_addn(&out, ' ', (size_t)(line.indent - own));
        strbuf_add(&out, line.text, line.len);
        strbuf_addch(&out, '\n');
        skip(reader);
    }
    while (out.len > 1 && out.text[out.len - 1] == '\n' && out.text[out.len - 2] == '\n')
        out.len--;
    const char *text = mem_arena_strndup(&reader->course->arena, strbuf_str(&out), out.len);
    strbuf_release(&out);
    if (own < 0)
        complain(reader, "nothing stands under it");
    return text;
}

/* ---- what they tell ---- */

const char *course_plain_name(const char *name)
{
    const char *end = name;
    while (isdigit((unsigned char)*end))
        end++;
    return end > name && *end == '-' ? end + 1 : name;
}

static void add_chapter(struct reader *reader, struct line line)
{
    struct course *course = reader->course;
    MEM_GROW(course->chapters, course->chapter_count, course->chapter_room);
    struct course_chapter *chapter = &course->chapters[course->chapter_count++];
    *chapter = (struct course_chapter){.first = course->lesson_count};
    chapter->title = take_quoted(reader, &line);
    chapter->about = line.len ? take_quoted(reader, &line) : "";
}

static void add_lesson(struct reader *reader, struct line line)
{
    struct course *course = reader->course;
    if (!course->chapter_count || !line.len) {
        complain(reader, "a lesson has a name, and stands in a chapter");
        return;
    }
    MEM_GROW(course->lessons, course->lesson_count, course->lesson_room);
    course->lessons[course->lesson_count++] = (struct course_lesson){
        .name = mem_arena_strndup(&course->arena, line.text, line.len),
        .chapter = course->chapter_count - 1,
        .first = course->exercise_count,
    };
    course->chapters[course->chapter_count - 1].count++;
}

static void add_word(struct reader *reader, struct course_exercise *exercise, struct line line,
                     bool lacks)
{
    struct course_word *word = mem_arena_alloc(&reader->course->arena, sizeof *word), **last;
    *word = (struct course_word){
        .lacks = lacks, .words = mem_arena_strndup(&reader->course->arena, line.text, line.len)};
    if (!line.len || *line.text != '"')
        complain(reader, "a text in quotes is missing");
    for (last = &exercise->words; *last; last = &(*last)->next)
        ;
    *last = word;
}

static void read_exercise(struct reader *reader, struct course_exercise *exercise)
{
    for (struct line line = peek(reader); line.indent >= 0; line = peek(reader)) {
        int indent = line.indent;
        if (line.len && !indent)
            break;
        skip(reader);
        if (!line.len || *line.text == '#')
            continue;
        if (begins(&line, "text"))
            exercise->text = take_block(reader, indent);
        else if (begins(&line, "hint"))
            exercise->hint = take_block(reader, indent);
        else if (begins(&line, "goal"))
            exercise->goal = take_block(reader, indent);
        else if (begins(&line, "has"))
            add_word(reader, exercise, line, false);
        else if (begins(&line, "lacks"))
            add_word(reader, exercise, line, true);
        else
            complain(reader, "an exercise has text, hint, has, lacks and goal");
    }
    const char *problem = NULL;
    exercise->ask = course_ask_take(&reader->course->arena, &exercise->goal, &problem);
    if (problem)
        complain(reader, problem);
    if (!exercise->text[0] || !exercise->goal[0])
        complain(reader, "the exercise before has no text, or no goal");
}

static void add_exercise(struct reader *reader, struct line line)
{
    struct course *course = reader->course;
    if (!course->lesson_count ||
        course->lessons[course->lesson_count - 1].chapter != course->chapter_count - 1) {
        complain(reader, "an exercise stands in a lesson");
        return;
    }
    MEM_GROW(course->exercises, course->exercise_count, course->exercise_room);
    struct course_exercise *exercise = &course->exercises[course->exercise_count++];
    struct course_lesson *lesson = &course->lessons[course->lesson_count - 1];
    lesson->count++;
    *exercise = (struct course_exercise){
        .text = "", .hint = "", .goal = "", .lesson = course->lesson_count - 1};
    exercise->title = take_quoted(reader, &line);
    snprintf(exercise->name, sizeof exercise->name, "%s-%d", course_plain_name(lesson->name),
             lesson->count);
    snprintf(exercise->id, sizeof exercise->id, "%d.%d", atoi(lesson->name), lesson->count);
    read_exercise(reader, exercise);
}

bool course_read(struct course *course, const char *name, const char *text, size_t len,
                 struct strbuf *problem)
{
    struct reader reader = {course, name, text, text + len, 0, problem, false};
    for (struct line line = peek(&reader); line.indent >= 0 && !reader.bad; line = peek(&reader)) {
        skip(&reader);
        if (!line.len || *line.text == '#')
            continue;
        if (begins(&line, "chapter"))
            add_chapter(&reader, line);
        else if (begins(&line, "lesson"))
            add_lesson(&reader, line);
        else if (begins(&line, "exercise"))
            add_exercise(&reader, line);
        else
            complain(&reader, "there is chapter, lesson and exercise");
    }
    return !reader.bad;
}

void course_release(struct course *course)
{
    free(course->chapters);
    free(course->lessons);
    free(course->exercises);
    mem_arena_release(&course->arena);
    *course = (struct course){0};
}

int course_find(const struct course *course, const char *wanted)
{
    for (int i = 0; i < course->exercise_count; i++) {
        const struct course_exercise *exercise = &course->exercises[i];
        if (strcmp(exercise->id, wanted) == 0 ||
            strcmp(exercise->name, course_plain_name(wanted)) == 0)
            return i;
    }
    return -1;
}

int course_find_lesson(const struct course *course, const char *name)
{
    for (int i = 0; i < course->lesson_count; i++)
        if (strcmp(course->lessons[i].name, name) == 0 ||
            strcmp(course_plain_name(course->lessons[i].name), name) == 0)
            return i;
    return -1;
}
