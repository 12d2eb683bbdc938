/* The device: a bar a request. A line while it queues, a bar while it is served, a low bar from its
 * answer until its task is told. Requests that overlap stand in rows of their own. */
#include "config.h"

#include "export/svg.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "export/xml_text.h"
#include "tell/tell.h"

enum { BAR = 16, BAR_PITCH = 19, BAR_LEAST = 3, BAR_COLUMN = 8, SEEN = 10 /* tenths */ };

static int64_t end_of(const struct svg *svg, const struct timeline_request *request)
{
    int64_t end = request->answered_ns < 0 ? svg->timeline->end_ns : request->answered_ns;
    int64_t untold = timeline_untold_ns(svg->timeline, request);
    return untold > end ? untold : end;
}

static void request_title(struct svg *svg, const struct timeline_request *request,
                          const char *words)
{
    struct strbuf title = STRBUF_INIT;
    struct tell tell = tell_to(svg->timeline, &title);
    tell_request(&tell, request, words);
    svg_title(svg, strbuf_str(&title));
    strbuf_release(&title);
}

static void bar_add(struct svg *svg, const char *css_class, int row_y, int top, int64_t from_ns,
                    int64_t to_ns)
{
    int x = svg_x(svg, from_ns), width = svg_x(svg, to_ns) - x;
    strbuf_addf(&svg->body, "<rect class=\"baton-%s\"", css_class);
    svg_attribute(&svg->body, "x", x);
    svg_attribute(&svg->body, "y", row_y * 10 + top);
    svg_attribute(&svg->body, "width", width);
    svg_attribute(&svg->body, "height", BAR * 10 - 2 * top);
    strbuf_adds(&svg->body, "/>");
}

/* The number of who asked and what for. */
static void words_of(const struct svg *svg, const struct timeline_request *request,
                     struct strbuf *out)
{
    size_t len;
    const char *label = trace_text(svg->timeline->trace, request->event, &len);
    if (request->who < TRACE_FIRST_OTHER)
        strbuf_addf(out, "%u", (unsigned)request->who);
    else
        strbuf_adds(out, timeline_actor_name(svg->timeline, request->who));
    if (label && len) {
        strbuf_addch(out, ' ');
        utf8_add_safe(out, label, len);
    }
}

static void words_draw(struct svg *svg, const struct timeline_request *request, int row_y,
                       int64_t from_ns, int64_t to_ns, const struct strbuf *words)
{
    int x = svg_x(svg, from_ns) / 10, room = svg_x(svg, to_ns) / 10 - x - 4;
    int columns = room / BAR_COLUMN, least = request->who < 10 ? 1 : request->who < 100 ? 2 : 3;
    if (columns >= (int)utf8_width(words->text, words->len))
        svg_text(svg, "bar", x + 3, row_y + 12, words->text, columns);
    else if (columns >= least && request->who < TRACE_FIRST_OTHER)
        strbuf_addf(&svg->body, "<text class=\"baton-bar\" x=\"%d\" y=\"%d\">%u</text>", x + 3,
                    row_y + 12, (unsigned)request->who);
}

static void request_draw(struct svg *svg, const struct timeline_request *request, int row_y)
{
    int64_t answered = request->answered_ns < 0 ? svg->timeline->end_ns : request->answered_ns;
    int64_t taken = request->taken_ns < 0 ? answered : request->taken_ns;
    struct strbuf words = STRBUF_INIT;
    words_of(svg, request, &words);
    strbuf_adds(&svg->body, "<g>");
    request_title(svg, request, strbuf_str(&words));
    if (svg_x(svg, taken) > svg_x(svg, request->asked_ns)) {
        bar_add(svg, "queued", row_y, 70, request->asked_ns, taken);
        if (svg_x(svg, taken) - svg_x(svg, request->asked_ns) >= SEEN)
            svg_see(svg, GLYPH_BAR_QUEUED);
    }
    bar_add(svg, "served", row_y, 0, taken, answered);
    svg_see(svg, GLYPH_BAR);
    int64_t untold = timeline_untold_ns(svg->timeline, request);
    if (untold > answered && svg_x(svg, untold) - svg_x(svg, answered) >= SEEN) {
        bar_add(svg, "untold", row_y, 40, answered, untold);
        svg_see(svg, GLYPH_BAR_LATE);
    }
    words_draw(svg, request, row_y, taken, answered, &words);
    strbuf_adds(&svg->body, "</g>\n");
    strbuf_release(&words);
}

int svg_requests(struct svg *svg, int rows)
{
    int *reach = mem_alloc((size_t)rows * sizeof *reach); /* by row: the first free place */
    int used = 1, hidden = 0;
    for (int i = 0; i < rows; i++)
        reach[i] = 0;
    for (int i = 0; i < svg->timeline->request_count; i++) {
        const struct timeline_request *request = &svg->timeline->requests[i];
        int from = svg_x(svg, request->asked_ns), to = svg_x(svg, end_of(svg, request)), r = 0;
        while (r < rows && reach[r] > from)
            r++;
        if (r == rows) {
            hidden++;
            continue;
        }
        used = r + 1 > used ? r + 1 : used;
        request_draw(svg, request, svg->y + r * BAR_PITCH);
        reach[r] = to > from + BAR_LEAST * 10 ? to : from + BAR_LEAST * 10;
    }
    free(reach);
    svg->y += used * BAR_PITCH;
    return hidden;
}
