/* Lanes of the page that plays: what is drawn of them, and how each stands at each moment. */
#include "config.h"

#include "export/html_play.h"

#include <string.h>

#include "player/now.h"
#include "tell/tell.h"
#include "trace/known.h"

enum {
    LANES_MOST = 64,       /* of tasks; and of all others */
    INTERVALS_MOST = 8000, /* that are drawn, of all lanes */
    INTERVALS_LEAST = 100, /* of one */
    REQUESTS_MOST = 400,
};

/* ---- what is drawn ---- */

/* [from, state or holder, …], the short ones left out where there are too many. */
static void intervals_add(struct html_play *play, const struct timeline_lane *lane, uint32_t most)
{
    int64_t least_ns = lane->count > most ? (lane->end_ns - lane->start_ns) / most : 0;
    int64_t until_ns = -1;
    const char *gap = "";
    html_member(play->out, "items");
    strbuf_addch(play->out, '[');
    for (uint32_t i = 0; i < lane->count; i++) {
        const struct timeline_interval *item = &lane->items[i];
        bool strip = lane->kind == LANE_CONTROL;
        if (item->to_ns - item->from_ns < least_ns && item->from_ns < until_ns)
            continue;
        strbuf_addf(play->out, "%s%lld,%u", gap, (long long)item->from_ns, (unsigned)item->state);
        if (strip)
            strbuf_addf(play->out, ",%u", (unsigned)item->object);
        until_ns = item->from_ns + least_ns;
        gap = ",";
    }
    strbuf_addch(play->out, ']');
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
    tell_standing(&tell, &standing, TELL_RICH);
    int number = html_words_number(&play->words, strbuf_str(&words));
    strbuf_release(&words);
    return number;
}

/* [t, state, words, line, since, …] where any of it changes. */
static void standings_add(struct html_play *play, int lane)
{
    struct now_lane before = {0};
    int words = -1;
    html_member(play->out, "stands");
    strbuf_addch(play->out, '[');
    for (size_t i = 0; i < play->count; i++) {
        int64_t t_ns = play->moments[i];
        struct now_lane now = now_lane(play->story, lane, t_ns);
        bool same = words >= 0 && now.item == before.item && now.ended == before.ended;
        if (!now.begun || (same && now.line == before.line))
            continue;
        int number = same ? words : standing_words(play, &now, t_ns);
        strbuf_addf(play->out, "%s%lld,%u,%d,%u,%lld", words >= 0 ? "," : "", (long long)t_ns,
                    (unsigned)now.state, number, (unsigned)now.line, (long long)now.since_ns);
        before = now;
        words = number;
    }
    strbuf_addch(play->out, ']');
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

/* [who, asked, taken, answered, told, label, …]; -1: it did not come to that. */
static void requests_add(struct html_play *play)
{
    const struct timeline *timeline = play->story->timeline;
    bool ascii = play->source->options.ascii;
    html_member(play->out, "requests");
    strbuf_addch(play->out, '[');
    for (int i = 0; i < timeline->request_count && i < REQUESTS_MOST; i++) {
        const struct timeline_request *request = &timeline->requests[i];
        size_t len = 0;
        const char *label = trace_text(timeline->trace, request->event, &len);
        strbuf_addf(play->out, "%s%u,%lld,%lld,%lld,%lld,", i ? "," : "",
                    (unsigned)timeline_owner(timeline, request->who), (long long)request->asked_ns,
                    (long long)request->taken_ns, (long long)request->answered_ns,
                    (long long)timeline_untold_ns(timeline, request));
        html_json_safe(play->out, label ? label : "", len, ascii);
    }
    strbuf_addch(play->out, ']');
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
