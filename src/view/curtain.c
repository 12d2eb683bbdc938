#include "config.h"

#include "view/curtain.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "paint/label.h"
#include "scenario/tree.h"
#include "trace/known.h"
#include "view/source.h"

enum {
    LABELS_LOOKED_AT = 256,
    SPAN_LEAST_NS = 10 * NS_PER_US,
    LIVE_SPAN_LEAST_NS = NS_PER_S, /* of a run that lasts */
};

/* ---- how long the axis is ---- */

/* The smallest nice number that is at least so much. */
static int64_t nice_span(double least_ns)
{
    static const double steps[] = {1,   1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.8, 2, 2.2,
                                   2.5, 2.8, 3,   3.5, 4,   4.5, 5,   6,   7, 8};
    double ten = pow(10, floor(log10(least_ns)));
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (steps[i] * ten >= least_ns)
            return (int64_t)(steps[i] * ten);
    return (int64_t)(10 * ten);
}

/* A little more than the run, and of the run before, which stands above it. */
static int64_t whole_span(const struct view *view)
{
    const struct story *story = view->player->story;
    int64_t end = story->live ? LIVE_SPAN_LEAST_NS : SPAN_LEAST_NS;
    end = story->end_ns > end ? story->end_ns : end;
    if (view->before && view->before->end_ns > end)
        end = view->before->end_ns;
    return nice_span((double)end * 1.05);
}

int64_t view_whole_ns(const struct view *view)
{
    int64_t t_ns = view->player->t_ns, least = 0;
    if (!player_hides(view->player))
        return whole_span(view);
    if (view->scenario)
        least = scenario_axis(view->scenario).span_ns;
    return least > 0 && t_ns <= least ? least : player_axis_ns(t_ns);
}

/* ---- which lanes ---- */

bool curtain_knows(const struct view *view, const struct timeline_lane *lane)
{
    const struct timeline *timeline = view->player->story->timeline;
    return !player_hides(view->player) ||
           timeline_known_ns(timeline, lane) <= player_known_ns(view->player);
}

int curtain_strips(const struct view *view)
{
    const struct timeline *timeline = view->player->story->timeline;
    int count = 0;
    for (int i = 0; i < timeline->strip_count; i++)
        count += curtain_knows(view, &timeline->lanes[i]);
    return count;
}

int curtain_strip(const struct view *view, int n)
{
    const struct timeline *timeline = view->player->story->timeline;
    int i = 0;
    for (; i < timeline->strip_count - 1; i++)
        if (curtain_knows(view, &timeline->lanes[i]) && n-- == 0)
            break;
    return i;
}

/* ---- names and rows ---- */

static int lanes_width(const struct view *view, int first, int end, bool numbers)
{
    const struct timeline *timeline = view->player->story->timeline;
    int widest = numbers ? label_lanes_width(NULL, 0) : 0;
    for (int i = first; i < end; i++) {
        const struct timeline_lane *lane = &timeline->lanes[i];
        int width = numbers ? label_lanes_width(lane, 1) : utf8_columns(lane->name);
        widest = width > widest && curtain_knows(view, lane) ? width : widest;
    }
    return widest;
}

/* "1 one", and "2 fetch 3" where others start it. */
static int tasks_width(const struct view *view, bool numbers)
{
    const struct tree_task *task = view->scenario ? scenario_tree(view->scenario)->tasks : NULL;
    int widest = 0;
    for (int looked = 0; task && looked < LABELS_LOOKED_AT; task = task->next, looked++) {
        int width = task->name.text ? 2 * numbers + utf8_columns(task->name.text) : 0;
        width += task->param_count > 0 ? 2 : 0;
        widest = width > widest ? width : widest;
    }
    return widest;
}

int curtain_label_columns(const struct view *view, bool numbers)
{
    int count = view->player->story->timeline->lane_count;
    int first = count < LABELS_LOOKED_AT ? count : LABELS_LOOKED_AT;
    int last = count - first < LABELS_LOOKED_AT ? count - first : LABELS_LOOKED_AT;
    int widest = lanes_width(view, 0, first, numbers);
    int below = lanes_width(view, count - last, count, numbers);
    int before = view->before && view->before_model ? (int)strlen(view->before_model) : 0;
    int tasks = tasks_width(view, numbers);
    widest = below > widest ? below : widest;
    widest = before > widest && numbers ? before : widest;
    return tasks > widest ? tasks : widest;
}

/* ---- what the file says of itself ---- */

bool curtain_hides_value(const struct view *view, const char *name)
{
    const struct view_question *question = view->question;
    return question && question->text && question->variable &&
           strcmp(question->variable, name) == 0;
}

bool curtain_folds(const struct view *view)
{
    return player_hides(view->player) && source_asks(view) > 0;
}

/* Of "/course/39-deadlock.baton": "39"; of "lunch.baton": "lunch". */
static void file_add(const char *path, struct strbuf *out)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    size_t len = strcspn(name, "."), digits = strspn(name, "0123456789");
    if (digits && digits < len && name[digits] == '-')
        strbuf_adds(out, "lesson ");
    strbuf_add(out, name, digits && name[digits] == '-' ? digits : len);
}

void curtain_title_add(const struct view *view, struct strbuf *out)
{
    const struct story *story = view->player->story;
    const char *title = story->stats->title, *name = trace_source_name(story->trace);
    if (curtain_folds(view) && name && *name)
        file_add(name, out);
    else if (*title)
        strbuf_adds(out, title);
    else
        strbuf_adds(out, name && *name ? name : "baton");
}
