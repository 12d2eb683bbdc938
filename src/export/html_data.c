/* What the page's script plays, in one piece of JSON. */
#include "config.h"

#include "export/html.h"

#include <string.h>

#include "base/path.h"
#include "export/html_play.h"
#include "quiz/quiz.h"
#include "scenario/fold.h"
#include "trace/file.h"
#include "trace/recording.h"

enum {
    MOMENTS_MOST = 200000,     /* of all runs of a page; of more than so much of them … */
    RUN_BYTES_MOST = 24000000, /* … half as many … */
    MOMENTS_LEAST = 500,       /* … but no fewer than these */
    SHEET_BYTES_MOST = 200000, /* of a larger run a sheet has the hash alone */
    SOURCE_BYTES_MOST = 200000,
};

/* ---- the source ---- */

/* [text, kind, how much of it may be seen, whether there is more]. Tabs are four columns. */
static void line_add(struct html *html, struct fold *fold, const char *text, size_t len)
{
    bool ascii = html->source->options.ascii;
    struct fold_line folded;
    struct strbuf all = STRBUF_INIT, seen = STRBUF_INIT;
    fold_read(fold, text, len, &folded);
    for (size_t i = 0; i < len; i++) {
        strbuf_add(&all, text[i] == '\t' ? "    " : text + i, text[i] == '\t' ? 4 : 1);
        if (i + 1 == folded.len)
            strbuf_add(&seen, strbuf_str(&all), all.len);
    }
    strbuf_addch(html->out, '[');
    html_json_safe(html->out, strbuf_str(&all), all.len, ascii);
    strbuf_addf(html->out, ",%u", (unsigned)folded.kind);
    if (folded.cut) {
        strbuf_addch(html->out, ',');
        html_json_safe(html->out, strbuf_str(&seen), seen.len, ascii);
    }
    strbuf_addch(html->out, ']');
    strbuf_release(&all);
    strbuf_release(&seen);
}

static void file_add(struct html *html, const struct trace *trace, int file)
{
    struct fold fold = fold_begin(html_asks(trace));
    size_t len = 0;
    const char *text = trace_source_of(trace, file, &len), *gap = "";
    const char *name = path_base(trace_source_name_of(trace, file));
    strbuf_adds(html->out, "{\"name\":");
    html_json_safe(html->out, name, strlen(name), html->source->options.ascii);
    strbuf_adds(html->out, ",\"lines\":[");
    while (text && len && len <= SOURCE_BYTES_MOST) {
        const char *eol = memchr(text, '\n', len);
        size_t line = eol ? (size_t)(eol - text) : len;
        strbuf_adds(html->out, gap);
        line_add(html, &fold, text, line && text[line - 1] == '\r' ? line - 1 : line);
        line += eol ? 1 : 0;
        text += line;
        len -= line;
        gap = ",\n";
    }
    strbuf_adds(html->out, "]}");
}

static void sources_add(struct html *html, const struct trace *trace)
{
    strbuf_adds(html->out, ",\n\"sources\":[");
    for (int file = 0; file == 0 || file < trace_source_count(trace); file++) {
        strbuf_adds(html->out, file ? ",\n" : "");
        file_add(html, trace, file);
    }
    strbuf_addch(html->out, ']');
}

/* ---- what is played ---- */

/* With as many moments as there is room for, where it has so many-th part of it. */
static void run_add(struct html *html, const struct trace *trace, const char *label, size_t share)
{
    struct story *story = story_new(quiz_copy(trace), NULL, NULL);
    struct strbuf text = STRBUF_INIT;
    for (size_t most = MOMENTS_MOST / share; most >= MOMENTS_LEAST; most /= 2) {
        strbuf_clear(&text);
        html_play_add(story, label, &html->source->options, most, &text);
        if (text.len <= RUN_BYTES_MOST / share)
            break;
    }
    strbuf_add(html->out, strbuf_str(&text), text.len);
    strbuf_release(&text);
    story_free(story);
}

static void data_begin(struct html *html, const struct trace *trace, const char *title,
                       bool several)
{
    bool ascii = html->source->options.ascii;
    struct strbuf name = STRBUF_INIT;
    struct scenario *scenario = trace ? question_program(trace) : NULL;
    struct scenario_axis axis = {0};
    if (scenario)
        axis = scenario_axis(scenario);
    if (trace)
        html_name_add(trace, title, &name);
    strbuf_adds(html->out, "<script type=\"application/json\" id=\"baton-data\">\n{\"baton\":1");
    strbuf_adds(html->out, ",\"title\":");
    html_json_safe(html->out, title, strlen(title), ascii);
    strbuf_adds(html->out, ",\"name\":");
    html_json_safe(html->out, strbuf_str(&name), name.len, ascii);
    strbuf_addf(html->out, ",\"folds\":%s,\"axis\":%lld,\"byHandoffs\":%s",
                html_asks(trace) ? "true" : "false", (long long)axis.span_ns,
                axis.handoffs ? "true" : "false");
    strbuf_adds(html->out, ",\"states\":[");
    for (int state = 0; state < TRACE_STATE_COUNT; state++)
        strbuf_addf(html->out, "%s\"%s\"", state ? "," : "",
                    trace_state_name((enum trace_state)state));
    strbuf_addch(html->out, ']');
    html_controls_data(html, several);
    scenario_free(scenario);
    strbuf_release(&name);
}

/* The run itself, for a sheet that is marked without it. */
static void sheet_add(struct html *html, const struct trace *trace)
{
    struct trace *copy = quiz_copy(trace);
    struct strbuf text = STRBUF_INIT;
    trace_file_format(copy, &text);
    html_sheet_add(html, strbuf_str(&text), text.len, text.len <= SHEET_BYTES_MOST);
    strbuf_release(&text);
    trace_free(copy);
}

void html_data(struct html *html, const char *title)
{
    const struct trace *trace = html->source->trace;
    data_begin(html, trace, title, false);
    sources_add(html, trace);
    html_questions(html, trace);
    sheet_add(html, trace);
    strbuf_adds(html->out, ",\n\"runs\":[");
    run_add(html, trace, html->source->stats->model, 1);
    strbuf_adds(html->out, "]}\n</script>\n");
}

void html_data_of_several(struct html *html, const char *title, const struct difference_run *runs,
                          int count)
{
    const struct trace *first = count ? runs[0].timeline->trace : NULL;
    data_begin(html, first, title, true);
    strbuf_addf(html->out, ",\n\"several\":true,\"left\":%d,\"area\":%d,\"span\":%lld",
                html->svg.left, html->svg.area, (long long)html->svg.to_ns);
    strbuf_adds(html->out, ",\n\"runs\":[");
    for (int i = 0; i < count; i++) {
        strbuf_adds(html->out, i ? ",\n" : "");
        run_add(html, runs[i].timeline->trace, runs[i].label, (size_t)count);
    }
    strbuf_adds(html->out, "]}\n</script>\n");
}
