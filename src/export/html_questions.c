/* What the page asks: the file's own questions, and a quiz about who gets control next; and what
 * its script needs to write an answer sheet. */
#include "config.h"

#include "export/html.h"

#include <inttypes.h>
#include <string.h>

#include "base/utf8.h"
#include "export/html_json.h"
#include "quiz/quiz.h"
#include "quiz/sheet.h"

static void text_add(struct html *html, const char *name, const char *text)
{
    strbuf_addf(html->out, ",\"%s\":", name);
    html_json_text(html->out, text, strlen(text), html->source->options.ascii);
}

static void choices_add(struct html *html, const struct question *question)
{
    strbuf_adds(html->out, ",\"choices\":[");
    for (int i = 0; i < question->choice_count; i++) {
        const struct question_choice *choice = &question->choices[i];
        struct strbuf shown = STRBUF_INIT;
        question_add_shown(choice, &shown);
        strbuf_adds(html->out, i ? ",[" : "[");
        html_json_text(html->out, choice->text, strlen(choice->text), html->source->options.ascii);
        strbuf_addch(html->out, ',');
        html_json_safe(html->out, strbuf_str(&shown), shown.len, html->source->options.ascii);
        strbuf_addf(html->out, ",%u]", (unsigned)choice->task);
        strbuf_release(&shown);
    }
    strbuf_addch(html->out, ']');
}

static void right_add(struct html *html, const struct question *question)
{
    const struct question_answer *right = &question->right;
    struct strbuf said = STRBUF_INIT;
    question_say(question, right, &said);
    strbuf_addf(html->out, ",\"choice\":%d,\"value\":%" PRId64 ",\"never\":%s,\"reveal\":%" PRId64,
                right->choice, right->value, right->never ? "true" : "false", question->reveal_ns);
    text_add(html, "right", strbuf_str(&said));
    text_add(html, "because", question->why);
    strbuf_release(&said);
}

static void question_add(struct html *html, const struct question *question)
{
    strbuf_addf(html->out, "{\"t\":%" PRId64 ",\"line\":%u,\"kind\":%d,\"within\":%" PRId64,
                question->t_ns, (unsigned)question->line, (int)question->kind, question->within);
    struct strbuf safe = STRBUF_INIT;
    utf8_add_safe(&safe, question->text, strlen(question->text));
    text_add(html, "text", strbuf_str(&safe));
    strbuf_release(&safe);
    if (question->variable)
        text_add(html, "variable", question->variable);
    choices_add(html, question);
    if (question->known)
        right_add(html, question);
    strbuf_addch(html->out, '}');
}

/* All that a run asks; also those that have no answer. */
static void own_add(struct html *html, const struct trace *trace)
{
    enum { MOST = 100 };
    const struct export_source *source = html->source;
    struct scenario *scenario = question_program(trace);
    struct question_run run = {source->timeline, source->stats, scenario};
    int count = 0;
    strbuf_adds(html->out, ",\n\"questions\":[");
    for (size_t i = 0; i < trace_count(trace) && count < MOST; i++) {
        struct question question;
        if (trace_at(trace, i)->kind != TRACE_ASK)
            continue;
        strbuf_adds(html->out, count++ ? ",\n" : "");
        question_make(&question, &run, (uint32_t)i);
        question_add(html, &question);
        question_release(&question);
    }
    strbuf_addch(html->out, ']');
    scenario_free(scenario);
}

void html_questions(struct html *html, const struct trace *trace)
{
    struct quiz quiz;
    own_add(html, trace);
    quiz_make(&quiz, trace, QUIZ_PICKS);
    strbuf_addf(html->out, ",\n\"most\":%d,\"quiz\":[", QUIZ_PICKS);
    for (int i = 0; i < quiz.count; i++) {
        strbuf_adds(html->out, i ? ",\n" : "");
        question_add(html, &quiz.questions[i]);
    }
    strbuf_addch(html->out, ']');
    quiz_release(&quiz);
}

void html_sheet_add(struct html *html, const char *trace, size_t len, bool whole)
{
    strbuf_addf(html->out, ",\n\"hash\":\"%016" PRIx64 "\"", quiz_sheet_hash(trace, len));
    if (!whole)
        return;
    strbuf_adds(html->out, ",\"trace\":");
    html_json_text(html->out, trace, len, html->source->options.ascii);
}

/* ---- on paper ---- */

static void asked_add(struct html *html, const struct question *question)
{
    strbuf_adds(html->out, "<li>");
    html_text(html, question->text);
    if (question->choice_count)
        strbuf_adds(html->out, "\n<ol>\n");
    for (int i = 0; i < question->choice_count; i++) {
        struct strbuf shown = STRBUF_INIT;
        question_add_shown(&question->choices[i], &shown);
        strbuf_adds(html->out, "<li>");
        html_text(html, strbuf_str(&shown));
        strbuf_adds(html->out, "</li>\n");
        strbuf_release(&shown);
    }
    strbuf_adds(html->out, question->choice_count ? "</ol>\n</li>\n" : "</li>\n");
}

static void answer_add(struct html *html, const struct question *question)
{
    struct strbuf words = STRBUF_INIT;
    if (question->known)
        question_reveal(question, NULL, &words);
    else
        strbuf_adds(&words, "The run did not come to that.");
    strbuf_adds(html->out, "<li>");
    html_text(html, strbuf_str(&words));
    strbuf_adds(html->out, "</li>\n");
    strbuf_release(&words);
}

void html_asked(struct html *html, bool answers)
{
    struct quiz quiz;
    if (!html_asks(html->source->trace))
        return;
    quiz_make(&quiz, html->source->trace, QUIZ_OWN);
    if (quiz.count) {
        html_section(html, answers ? "all answers" : "all", answers ? "answers-told" : "asked",
                     answers ? "Answers" : "Questions");
        strbuf_adds(html->out, "<ol>\n");
        for (int i = 0; i < quiz.count; i++)
            (answers ? answer_add : asked_add)(html, &quiz.questions[i]);
        strbuf_adds(html->out, "</ol>\n");
        html_section_end(html);
    }
    quiz_release(&quiz);
}
