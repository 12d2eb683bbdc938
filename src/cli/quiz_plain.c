/* A quiz in lines: needs no screen, and can be piped. */
#include "config.h"

#include "cli/quiz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "cli/output.h"
#include "tell/tell.h"
#include "tell/words.h"

enum { TRIES = 2 };

static void add_source_line(const struct trace *trace, uint32_t line, struct strbuf *out)
{
    size_t left;
    const char *at = trace_source(trace, &left), *eol = NULL;

    for (uint32_t i = 1; at && left && i < line; i++) {
        eol = memchr(at, '\n', left);
        left -= eol ? (size_t)(eol + 1 - at) : left;
        at = eol ? eol + 1 : NULL;
    }
    if (!at || !line || !left)
        return;
    for (; left && (*at == ' ' || *at == '\t'); left--)
        at++;
    eol = memchr(at, '\n', left);
    strbuf_addf(out, "; line %u: ", (unsigned)line);
    utf8_add_safe(out, at, eol ? (size_t)(eol - at) : left);
}

void quiz_add_standing(const struct quiz *quiz, const struct question *question, int choice,
                       struct strbuf *out)
{
    uint32_t task = question->choices[choice].task;
    const struct timeline_lane *lane =
        task == TRACE_NOBODY ? NULL : timeline_lane_of(quiz->timeline, task);
    const struct timeline_interval *item = lane ? timeline_at(lane, question->t_ns) : NULL;
    struct tell tell = tell_to(quiz->timeline, out);

    if (!item)
        return;
    if (task == question->who) {
        strbuf_adds(out, "has control");
        return;
    }
    tell_interval(&tell, lane, item);
    strbuf_adds(out, ", since ");
    words_time(out, item->from_ns);
    add_source_line(quiz->trace, item->line, out);
}

static int widest(const struct question *question)
{
    int most = 0;

    for (int i = 0; i < question->choice_count; i++) {
        const char *text = question->choices[i].text;
        int columns = (int)utf8_width(text, strlen(text));

        most = columns > most ? columns : most;
    }
    return most;
}

static void add_choices(const struct quiz *quiz, const struct question *question,
                        struct strbuf *out)
{
    int most = widest(question);

    for (int i = 0; i < question->choice_count; i++) {
        struct strbuf standing = STRBUF_INIT, name = STRBUF_INIT;

        quiz_add_standing(quiz, question, i, &standing);
        utf8_add_safe(&name, question->choices[i].text, strlen(question->choices[i].text));
        strbuf_addf(out, "  %d  %s", i + 1, strbuf_str(&name));
        if (standing.len) {
            int pad = most - (int)utf8_width(strbuf_str(&name), name.len);

            strbuf_addf(out, "%*s  %s", pad > 0 ? pad : 0, "", strbuf_str(&standing));
        }
        strbuf_addch(out, '\n');
        strbuf_release(&standing);
        strbuf_release(&name);
    }
}

static void add_question(const struct quiz *quiz, int number, struct strbuf *out)
{
    const struct question *question = &quiz->questions[number];

    strbuf_addf(out, "\nQuestion %d of %d, at ", number + 1, quiz->count);
    words_time(out, question->t_ns + 1); /* a nanosecond before it gives control up */
    strbuf_adds(out, "\n");
    utf8_add_safe(out, question->text, strlen(question->text));
    strbuf_addch(out, '\n');
    add_choices(quiz, question, out);
}

static bool read_answer(const struct question *question, struct question_answer *answer,
                        bool *at_end, struct strbuf *out)
{
    struct strbuf line = STRBUF_INIT;
    bool found = false;

    for (int tries = 0; tries < TRIES && !found && !*at_end; tries++) {
        if (tries) {
            strbuf_addf(out, "That is none of the choices: 1 to %d.\n", question->choice_count);
            output_print(out);
        }
        *at_end = !output_read_line(out, &line);
        found = !*at_end && question_read(question, strbuf_str(&line), answer);
    }
    strbuf_release(&line);
    return found;
}

/* Asks one; true if it was answered rightly. */
static bool ask(const struct quiz *quiz, int number, bool *at_end, char **said, struct strbuf *out)
{
    const struct question *question = &quiz->questions[number];
    struct question_answer answer;
    bool answered;

    add_question(quiz, number, out);
    output_print(out);
    answered = read_answer(question, &answer, at_end, out);
    *said = answered ? mem_strdup(question->choices[answer.choice].text) : NULL;
    if (*at_end && !answered)
        return false;
    question_reveal(question, answered ? &answer : NULL, out);
    strbuf_addch(out, '\n');
    return answered && question_is_right(question, &answer);
}

int quiz_ask_plain(const struct quiz *quiz, char **answers)
{
    struct strbuf out = STRBUF_INIT;
    bool at_end = false;
    int right = 0, status;

    utf8_add_safe(&out, quiz->title, strlen(quiz->title));
    strbuf_addf(&out, ", under %s\n", quiz->model);
    if (!quiz->count)
        strbuf_adds(&out, "\nThere is no moment in this run at which one can know who gets control "
                          "next, and\nwould have to think.\n");
    for (int i = 0; i < quiz->count && !at_end; i++)
        right += ask(quiz, i, &at_end, &answers[i], &out);
    strbuf_addf(&out, "\n%d of %d\n", right, quiz->count);
    status = output_print(&out);
    strbuf_release(&out);
    return status;
}
