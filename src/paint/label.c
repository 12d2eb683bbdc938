#include "config.h"

#include "paint/label.h"

#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "tell/words.h"

/* A longer line is broken before its value: all would have "switch interval 5…" in common. */
enum { LINE_MOST = 18 };

void label_lane_add(const struct timeline_lane *lane, struct strbuf *out)
{
    if (lane->kind == LANE_TASK)
        strbuf_addf(out, "%u ", (unsigned)lane->actor);
    strbuf_adds(out, lane->name);
}

int label_lanes_width(const struct timeline_lane *lanes, int count)
{
    struct strbuf label = STRBUF_INIT;
    int widest = utf8_columns("control");
    for (int i = 0; i < count; i++) {
        strbuf_clear(&label);
        label_lane_add(&lanes[i], &label);
        int width = utf8_columns(strbuf_str(&label));
        widest = width > widest ? width : widest;
    }
    strbuf_release(&label);
    return widest;
}

void label_more_add(int64_t count, bool ascii, struct strbuf *out)
{
    strbuf_adds(out, ascii ? "... " : "… ");
    words_count(out, count);
    strbuf_adds(out, " more");
}

const char *label_total_head(int n)
{
    static const char *const heads[LABEL_TOTALS] = {"elapsed", "CPU", "threads"};
    return heads[n];
}

void label_total_add(const struct stats *stats, int64_t elapsed_ns, int64_t unit_ns, int n,
                     struct strbuf *out)
{
    int64_t ns = n == 0 ? elapsed_ns : stats->cpu_ns;
    if (n < 2)
        strbuf_addf(out, "%.*f", unit_ns == NS_PER_S ? 2 : 1, (double)ns / (double)unit_ns);
    else
        words_count(out, stats->threads);
}

size_t label_line(const char *label)
{
    const char *comma = strstr(label, ", "), *under = strstr(label, " under ");
    size_t len = comma ? (size_t)(comma - label) + 1 : strlen(label);
    len = under && (size_t)(under - label) < len ? (size_t)(under - label) : len;
    if (len <= LINE_MOST)
        return len;
    size_t space = len - 1;
    while (space > 0 && label[space] != ' ')
        space--;
    return space > 0 ? space : len;
}

const char *label_next(const char *line)
{
    line += label_line(line);
    return *line == ' ' ? line + 1 : line;
}

int label_width(const char *label)
{
    int widest = 0;
    for (; *label; label = label_next(label)) {
        int width = (int)utf8_width(label, label_line(label));
        widest = width > widest ? width : widest;
    }
    return widest;
}
