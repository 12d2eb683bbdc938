/* Marking: what is right is computed anew from the run that a sheet is about. */
#include "config.h"

#include "cli/quiz.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "cli/output.h"
#include "cli/source.h"
#include "tell/words.h"
#include "trace/file.h"

/* A run that sheets are about, with as many questions as they had. */
struct subject {
    uint64_t hash;
    int most;
    struct quiz quiz;
};

struct paper {
    const char *path;
    struct quiz_sheet sheet;
    int subject;
    bool good;
};

struct given {
    char *text; /* a trace that was given beside the sheets */
    size_t len;
    uint64_t hash;
};

struct marking {
    struct paper *papers;
    int paper_count;
    struct given *givens;
    int given_count;
    struct subject **subjects;
    int subject_count, subject_room;
    int damaged;
};

/* ---- what is on the desk ---- */

static int put_on_desk(struct marking *marking, const char *path)
{
    struct paper *paper = &marking->papers[marking->paper_count];
    struct strbuf problem = STRBUF_INIT;
    char *text;
    size_t len;
    int error = cli_source_fetch(path, &text, &len);

    if (error < 0)
        return cli_fail(CLI_USAGE, "%s: %s", path, cli_source_reason(error));
    if (trace_file_is(text, len)) {
        marking->givens[marking->given_count++] =
            (struct given){text, len, quiz_sheet_hash(text, len)};
        return CLI_OK;
    }
    *paper = (struct paper){.path = path};
    marking->paper_count++;
    paper->good = quiz_sheet_parse(&paper->sheet, text, len, &problem);
    if (!paper->good) {
        cli_fail(CLI_MISSED, "%s: %s", path, strbuf_str(&problem));
        marking->damaged++;
    }
    strbuf_release(&problem);
    free(text);
    return CLI_OK;
}

/* The trace that the sheet is about: its own, or one that was given. NULL after a message. */
static struct trace *trace_of(struct marking *marking, const struct paper *paper)
{
    struct strbuf problem = STRBUF_INIT;
    const char *text = paper->sheet.trace;
    size_t len = paper->sheet.trace_len;
    struct trace *trace = NULL;

    for (int i = 0; !text && i < marking->given_count; i++)
        if (marking->givens[i].hash == paper->sheet.hash) {
            text = marking->givens[i].text;
            len = marking->givens[i].len;
        }
    if (!text)
        strbuf_adds(&problem, "the trace that this sheet is about is missing: name it, too");
    else
        trace = trace_file_parse(text, len, &problem);
    if (!trace)
        cli_fail(CLI_MISSED, "%s: %s", paper->path, strbuf_str(&problem));
    strbuf_release(&problem);
    return trace;
}

/* Its index; -1 after a message. */
static int subject_of(struct marking *marking, const struct paper *paper)
{
    struct subject *subject;
    struct trace *trace;

    for (int i = 0; i < marking->subject_count; i++)
        if (marking->subjects[i]->hash == paper->sheet.hash &&
            marking->subjects[i]->most == paper->sheet.most)
            return i;
    trace = trace_of(marking, paper);
    if (!trace)
        return -1;
    MEM_GROW(marking->subjects, marking->subject_count, marking->subject_room);
    subject = mem_alloc(sizeof *subject);
    subject->hash = paper->sheet.hash;
    subject->most = paper->sheet.most;
    quiz_make(&subject->quiz, trace, paper->sheet.most);
    trace_free(trace);
    marking->subjects[marking->subject_count] = subject;
    return marking->subject_count++;
}

static void find_subjects(struct marking *marking)
{
    for (int i = 0; i < marking->paper_count; i++) {
        struct paper *paper = &marking->papers[i];

        if (!paper->good)
            continue;
        paper->subject = subject_of(marking, paper);
        paper->good = paper->subject >= 0;
        if (paper->good && paper->sheet.count != marking->subjects[paper->subject]->quiz.count) {
            cli_fail(CLI_MISSED, "%s: this sheet is damaged: its run has other questions",
                     paper->path);
            paper->good = false;
        }
        marking->damaged += !paper->good;
    }
}

/* ---- marks ---- */

static bool is_right(const struct question *question, const char *words)
{
    struct question_answer answer;

    return words && question->known && question_read(question, words, &answer) &&
           question_is_right(question, &answer);
}

static void add_cell(struct strbuf *out, const char *text, int columns)
{
    struct strbuf safe = STRBUF_INIT;

    utf8_add_safe(&safe, text, strlen(text));
    int pad = columns - (int)utf8_width(strbuf_str(&safe), safe.len);

    strbuf_addf(out, "%s%*s", strbuf_str(&safe), pad > 0 ? pad : 0, "");
    strbuf_release(&safe);
}

static int columns_of(const char *text)
{
    return (int)utf8_width(text, strlen(text));
}

static const char *name_of(const struct paper *paper)
{
    return *paper->sheet.name ? paper->sheet.name : "(no name)";
}

/* How wide the column of a question is; of the names for -1. */
static int widest(const struct marking *marking, int subject, int question)
{
    int most = question < 0 ? 4 : 1;

    for (int i = 0; i < marking->paper_count; i++) {
        const struct paper *paper = &marking->papers[i];
        const char *text;

        if (!paper->good || paper->subject != subject)
            continue;
        text = question < 0 ? name_of(paper) : paper->sheet.answers[question];
        if (text && columns_of(text) > most)
            most = columns_of(text);
    }
    return most;
}

/* A wrong answer has a mark in front, so that nothing hangs on colour. */
static void add_row(const struct marking *marking, const struct paper *paper, struct strbuf *out)
{
    const struct quiz *quiz = &marking->subjects[paper->subject]->quiz;
    int right = 0;

    add_cell(out, name_of(paper), widest(marking, paper->subject, -1));
    for (int i = 0; i < quiz->count; i++) {
        const char *answer = paper->sheet.answers[i];
        bool good = is_right(&quiz->questions[i], answer);

        strbuf_adds(out, !answer ? "   " : good ? "  +" : "  x");
        add_cell(out, answer ? answer : "-", widest(marking, paper->subject, i));
        right += good;
    }
    strbuf_addf(out, "  %d of %d\n", right, quiz->count);
}

static void add_table(const struct marking *marking, int subject, struct strbuf *out)
{
    const struct quiz *quiz = &marking->subjects[subject]->quiz;

    add_cell(out, "name", widest(marking, subject, -1));
    for (int i = 0; i < quiz->count; i++) {
        struct strbuf number = STRBUF_INIT;

        strbuf_addf(&number, "%d", i + 1);
        strbuf_adds(out, "   ");
        add_cell(out, strbuf_str(&number), widest(marking, subject, i));
        strbuf_release(&number);
    }
    strbuf_adds(out, "  right\n");
    for (int i = 0; i < marking->paper_count; i++)
        if (marking->papers[i].good && marking->papers[i].subject == subject)
            add_row(marking, &marking->papers[i], out);
}

/* How often an answer was given; NULL: left open. */
static int count_of(const struct marking *marking, int subject, int question, const char *answer)
{
    int count = 0;

    for (int i = 0; i < marking->paper_count; i++) {
        const struct paper *paper = &marking->papers[i];
        const char *said;

        if (!paper->good || paper->subject != subject)
            continue;
        said = paper->sheet.answers[question];
        count += answer ? said && strcmp(said, answer) == 0 : !said;
    }
    return count;
}

static void add_count(int count, bool right, const char *text, struct strbuf *out)
{
    strbuf_addf(out, "%6d %c", count, right ? '+' : ' ');
    utf8_add_safe(out, text, strlen(text));
    strbuf_addch(out, '\n');
}

/* Those that somebody chose, and the right one. */
static void add_choices(const struct marking *marking, int subject, int number, struct strbuf *out)
{
    const struct question *question = &marking->subjects[subject]->quiz.questions[number];

    for (int i = 0; i < question->choice_count; i++) {
        const char *text = question->choices[i].text;
        bool right = question->known && i == question->right.choice;
        int count = count_of(marking, subject, number, text);

        if (count || right)
            add_count(count, right, text, out);
    }
}

/* What the paper says to a question: NULL, if it is about another run or is no good. */
static const char *said_by(const struct marking *marking, int paper, int subject, int number)
{
    const struct paper *of = &marking->papers[paper];

    return of->good && of->subject == subject ? of->sheet.answers[number] : NULL;
}

/* Times and numbers, in the order in which they were given first; and the right one, if nobody has
 * given one that counts as it. */
static void add_values(const struct marking *marking, int subject, int number, struct strbuf *out)
{
    const struct question *question = &marking->subjects[subject]->quiz.questions[number];
    bool somebody = false;

    for (int i = 0; i < marking->paper_count; i++) {
        const char *said = said_by(marking, i, subject, number);
        bool again = false;

        for (int before = 0; said && before < i && !again; before++) {
            const char *other = said_by(marking, before, subject, number);

            again = other && strcmp(other, said) == 0;
        }
        if (!said || again)
            continue;
        somebody = somebody || is_right(question, said);
        add_count(count_of(marking, subject, number, said), is_right(question, said), said, out);
    }
    if (!somebody && question->known) {
        struct strbuf right = STRBUF_INIT;

        question_say(question, &question->right, &right);
        add_count(0, true, strbuf_str(&right), out);
        strbuf_release(&right);
    }
}

static void add_distribution(const struct marking *marking, int subject, int number,
                             struct strbuf *out)
{
    const struct question *question = &marking->subjects[subject]->quiz.questions[number];
    int open = count_of(marking, subject, number, NULL);

    strbuf_addf(out, "\n%d  at ", number + 1);
    words_time(out, question->t_ns + 1);
    strbuf_adds(out, ": ");
    utf8_add_safe(out, question->text, strlen(question->text));
    strbuf_addch(out, '\n');
    if (question->choice_count)
        add_choices(marking, subject, number, out);
    else
        add_values(marking, subject, number, out);
    if (open)
        strbuf_addf(out, "%6d  left open\n", open);
    strbuf_adds(out, "   ");
    question_reveal(question, NULL, out);
    strbuf_addch(out, '\n');
}

static void add_subject(const struct marking *marking, int subject, struct strbuf *out)
{
    const struct quiz *quiz = &marking->subjects[subject]->quiz;

    strbuf_adds(out, subject ? "\n" : "");
    utf8_add_safe(out, quiz->title, strlen(quiz->title));
    strbuf_addf(out, ", under %s\n\n", quiz->model);
    add_table(marking, subject, out);
    for (int i = 0; i < quiz->count; i++)
        add_distribution(marking, subject, i, out);
}

static void release(struct marking *marking)
{
    for (int i = 0; i < marking->paper_count; i++)
        quiz_sheet_release(&marking->papers[i].sheet);
    for (int i = 0; i < marking->given_count; i++)
        free(marking->givens[i].text);
    for (int i = 0; i < marking->subject_count; i++) {
        quiz_release(&marking->subjects[i]->quiz);
        free(marking->subjects[i]);
    }
    free(marking->papers);
    free(marking->givens);
    free(marking->subjects);
}

int quiz_mark(const struct cli_options *options)
{
    size_t room = (size_t)options->operand_count;
    struct marking marking = {.papers = mem_alloc(room * sizeof *marking.papers),
                              .givens = mem_alloc(room * sizeof *marking.givens)};
    struct strbuf out = STRBUF_INIT;
    int status = CLI_OK;

    for (int i = 0; i < options->operand_count && status == CLI_OK; i++)
        status = put_on_desk(&marking, options->operands[i]);
    if (status == CLI_OK) {
        find_subjects(&marking);
        for (int i = 0; i < marking.subject_count; i++)
            add_subject(&marking, i, &out);
        status = output_write(options->output, &out);
    }
    if (status == CLI_OK && marking.damaged)
        status = CLI_MISSED;
    release(&marking);
    strbuf_release(&out);
    return status;
}
