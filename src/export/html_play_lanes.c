/* Lanes of the page that plays: what is drawn of them, and how each stands at each moment. */
#include "config.h"

#include "export/html_play.h"

#include <string.h>

#include "base/utf8.h"
#include "player/now.h"
#include "tell/tell.h"
#include "trace/known.h"

enum {
    LANES_MOST = 1000,       /* of tasks; and of all others */
    INTERVALS_MOST = 400000, /* of all lanes, in what is left out or where it is shown coarsely */
    INTERVALS_LEAST = 100,   /* of one */
    REQUESTS_MOST = 20000,
};

/* ---- what is drawn ---- */

/* from, state; of a strip its holder, too. Of too many the short ones are left out, where there is
 * nothing else of that time either. */
static void intervals_add(struct html_play *play, const struct timeline_lane *lane, uint32_t most)
{
    int64_t least_ns = lane->count > most ? (lane->end_ns - lane->start_ns) / most : 0;
    int64_t until_ns = -1;
    struct html_column t = {0}, holder = {0};
    html_pack_begin(play->out, "items");
    for (uint32_t i = 0; i < lane->count; i++) {
        const struct timeline_interval *item = timeline_item(lane, i);
        bool coarse = play->gap_from_ns < 0 || html_play_leaves_out(play, item->from_ns);
        if (coarse && item->to_ns - item->from_ns < least_ns && item->from_ns < until_ns)
            continue;
        html_column_add(play->out, &t, item->from_ns);
        html_pack_add(play->out, item->state);
        if (lane->kind == LANE_CONTROL)
            html_column_add(play->out, &holder, item->object);
        until_ns = item->from_ns + least_ns;
    }
    html_pack_end(play->out);
}

/* ---- how it stands ---- */

static int standing_words(struct html_play *play, const struct now_lane *now, int64_t t_ns)
{
    struct strbuf words = STRBUF_INIT;
    struct tell tell = tell_to(play->story->timeline, &words);
    struct tell_standing standing = {.lane = now->lane,
                                     .item = now->item,
                                     .t_ns = t_ns,
                                     .ended = now->ended,
                                     .state = now->state};
    if (!now->ended && now->state > TRACE_POLLING && now->state != TRACE_READY)
        standing.kept = tell_kept_under(play->story->stats->model);
    tell_standing(&tell, &standing, TELL_RICH);
    int number = html_words_number(&play->words, strbuf_str(&words));
    strbuf_release(&words);
    return number;
}

/* t, state, words, line, for how long already, where any of it changes. */
static void standings_add(struct html_play *play, int lane)
{
    struct html_column t = {0}, column = {0}, line = {0};
    struct now_lane before = {0};
    int words = -1;
    const struct html_touched *touched = &play->touched[play->story->timeline->lanes[lane].actor];
    html_pack_begin(play->out, "stands");
    for (size_t i = 0; i < touched->count; i++) {
        int64_t t_ns = play->moments[touched->moments[i]];
        struct now_lane now = now_lane(play->story, lane, t_ns);
        bool same = words >= 0 && now.item == before.item && now.ended == before.ended;
        if (!now.begun || (same && now.line == before.line))
            continue;
        words = same ? words : standing_words(play, &now, t_ns);
        html_column_add(play->out, &t, t_ns);
        html_pack_add(play->out, now.state);
        html_column_add(play->out, &column, words);
        html_column_add(play->out, &line, now.line);
        html_pack_add(play->out, t_ns - now.since_ns);
        before = now;
    }
    html_pack_end(play->out);
}

static void lane_add(struct html_play *play, int number, uint32_t most)
{
    const struct timeline *timeline = play->story->timeline;
    const struct timeline_lane *lane = &timeline->lanes[number];
    int64_t known = timeline_known_ns(timeline, lane);
    strbuf_addf(play->out, "{\"kind\":%d,\"actor\":%u,\"name\":%d,\"known\":%lld", (int)lane->kind,
                (unsigned)lane->actor, html_words_number(&play->words, lane->name),
                known == INT64_MAX ? -1LL : (long long)known);
    if (timeline_has_end(lane))
        strbuf_addf(play->out, ",\"end\":%lld,\"how\":%u", (long long)lane->end_ns,
                    (unsigned)lane->end);
    intervals_add(play, lane, most);
    if (lane->kind == LANE_TASK)
        standings_add(play, number);
    strbuf_addch(play->out, '}');
}

static int64_t behind(int64_t from_ns, int64_t t_ns)
{
    return t_ns < 0 ? -1 : t_ns - from_ns;
}

/* who, asked, and how long after that: taken, answered, told, or -1: it did not come to that;
 * label.
 */
static void requests_add(struct html_play *play)
{
    const struct timeline *timeline = play->story->timeline;
    struct html_column who = {0}, asked = {0}, words = {0};
    html_pack_begin(play->out, "requests");
    for (int i = 0; i < timeline->request_count && i < REQUESTS_MOST; i++) {
        const struct timeline_request *request = &timeline->requests[i];
        struct strbuf label = STRBUF_INIT;
        size_t len = 0;
        const char *text = trace_text(timeline->trace, request->event, &len);
        int64_t from_ns = request->asked_ns;
        html_column_add(play->out, &who, timeline_owner(timeline, request->who));
        html_column_add(play->out, &asked, from_ns);
        html_pack_add(play->out, behind(from_ns, request->taken_ns));
        html_pack_add(play->out, behind(from_ns, request->answered_ns));
        html_pack_add(play->out, behind(from_ns, timeline_untold_ns(timeline, request)));
        if (text)
            utf8_add_safe(&label, text, len);
        html_column_add(play->out, &words, html_words_number(&play->words, strbuf_str(&label)));
        strbuf_release(&label);
    }
    html_pack_end(play->out);
}

static bool is_shown(int *tasks, int *others, enum timeline_kind kind)
{
    if (kind == LANE_TASK)
        return (*tasks)++ < LANES_MOST;
    return (*others)++ < LANES_MOST;
}

void html_play_lanes(struct html_play *play)
{
    const struct timeline *timeline = play->story->timeline;
    int tasks = 0, others = 0, count = timeline->lane_count;
    uint32_t most = INTERVALS_MOST / (uint32_t)(count ? count : 1);
    const char *gap = "";
    if (most < INTERVALS_LEAST)
        most = INTERVALS_LEAST;
    html_member(play->out, "lanes");
    strbuf_addch(play->out, '[');
    for (int i = 0; i < timeline->lane_count; i++) {
        if (!is_shown(&tasks, &others, timeline->lanes[i].kind))
            continue;
        strbuf_adds(play->out, gap);
        lane_add(play, i, most);
        gap = ",\n";
    }
    strbuf_addch(play->out, ']');
    html_member(play->out, "tasks");
    strbuf_addf(play->out, "%d", timeline->task_count);
    requests_add(play);
}
