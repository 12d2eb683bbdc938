/* The parts of the page that the html export makes. Each appends a section; all texts are escaped.
 *
 * The page needs nothing but itself, says everything without its script, and is XML as well as
 * HTML. */
#ifndef BATON_EXPORT_HTML_H
#define BATON_EXPORT_HTML_H

#include "export/export.h"
#include "export/svg.h"

struct html {
    const struct export_source *source;
    struct svg svg; /* after the picture was drawn: where moments stand in it */
    struct strbuf *out;
};

/* ---- html_page.c ---- */

/* Up to and with <body>, and the end. */
void html_begin(struct html *html, const char *title, const char *model);
void html_end(struct html *html);
void html_text(struct html *html, const char *text);
/* <section> with a heading, and its end. */
void html_section(struct html *html, const char *id, const char *heading);
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

#endif
