/* The parts of the page that the html export makes. Each appends a section; all texts are escaped.
 *
 * The page needs nothing but itself, says everything without its script, and is XML as well as
 * HTML. */
#ifndef BATON_EXPORT_HTML_H
#define BATON_EXPORT_HTML_H

#include "export/export.h"
#include "export/svg.h"
#include "tell/difference.h"

struct html {
    const struct export_source *source;
    struct svg svg; /* after the picture was drawn: where moments stand in it */
    struct strbuf *out;
};

/* ---- html_page.c ---- */

/* Up to and with <body>, and the end of what is seen. */
void html_begin(struct html *html, const char *title, const char *model);
void html_end(struct html *html);
/* Where the script puts what it moves: without it nothing is there, for no browser to show. That
 * itself, a member of the data; and the script, behind its data, and the end of the page. */
void html_controls(struct html *html);
void html_controls_data(struct html *html, bool several);
void html_script_end(struct html *html);
void html_text(struct html *html, const char *text);
/* Whether the file asks; then what it is called before its questions are answered. */
bool html_asks(const struct trace *trace);
void html_name_add(const struct trace *trace, const char *title, struct strbuf *out);
/* <section> with a heading, and its end. With the script its class says when it is there: `all`, on
 * paper only, for the script shows the same; `after`, when nothing is hidden any more; `always`. */
void html_section(struct html *html, const char *when, const char *id, const char *heading);
void html_section_end(struct html *html);

/* ---- html.c ---- */

/* What the scenario says of itself, and its lines; the trace has it inside. */
void html_about(struct html *html);
void html_scenario(struct html *html);
/* What all the runs were set to; nothing if they have nothing in common. */
void html_settings(struct html *html, const struct trace *const *traces, int count);

/* ---- html_steps.c ---- */

/* Every hand-off with its reason and what was said in between, as in `steps`. */
void html_steps(struct html *html);
/* What was said, alone. */
void html_output(struct html *html);

/* ---- html_tables.c ---- */

void html_numbers(struct html *html);
void html_tasks(struct html *html);
void html_expectations(struct html *html);

/* ---- html_data.c: what the script plays ---- */

void html_data(struct html *html, const char *title);
/* Several runs, to be stepped through at the same time. */
void html_data_of_several(struct html *html, const char *title, const struct difference_run *runs,
                          int count);

/* ---- html_questions.c ---- */

/* Members of that, with a comma in front: what is asked, and the run as an answer sheet has it. */
void html_questions(struct html *html, const struct trace *trace);
void html_sheet_add(struct html *html, const char *trace, size_t len, bool whole);
/* A section: what is asked; or the answers. */
void html_asked(struct html *html, bool answers);

#endif
