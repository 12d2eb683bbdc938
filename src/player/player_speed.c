#include "config.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "player/player_private.h"

#define WHOLE_NS         (15 * NS_PER_S) /* playback of the whole, at the first speed */
#define HANDOFF_NS       (700 * NS_PER_MS)
#define HANDOFF_LEAST_NS (5 * NS_PER_MS) /* less is not seen, and bounds the stops in a frame */
#define HANDOFF_MOST_NS  (5 * NS_PER_S)
#define NOTE_LEAST_NS    (2 * NS_PER_S)
#define NOTE_MOST_NS     (10 * NS_PER_S)
#define NOTE_COLUMN_NS   (60 * NS_PER_MS)

static const struct player_rate ladder[] = {
    {1, 1000}, {1, 500}, {1, 200}, {1, 100}, {1, 50}, {1, 20}, {1, 10},
    {1, 5},    {1, 2},   {1, 1},   {2, 1},   {5, 1},  {10, 1},
};
enum { STEPS = sizeof ladder / sizeof *ladder };

struct player_rate player_rate(const struct player *player)
{
    return ladder[player->speed];
}

void player_speed_words(const struct player *player, struct strbuf *out)
{
    struct player_rate rate = player_rate(player);
    if (rate.den > 1)
        strbuf_addf(out, "1/%d", rate.den);
    else
        strbuf_addf(out, "%d", rate.num);
}

/* A dwelling at one speed, at another. */
static int64_t scaled(int64_t ns, int from, int to)
{
    double ratio = (double)ladder[from].num / ladder[from].den * ladder[to].den / ladder[to].num;
    double value = (double)ns * ratio;
    return value > (double)HANDOFF_MOST_NS ? HANDOFF_MOST_NS : (int64_t)value;
}

int64_t player_handoff_dwell(const struct player *player)
{
    return scaled(player->whole_dwell_ns, player->first_speed, player->speed);
}

static int64_t reading_ns(const struct player *player, const struct story_mark *mark)
{
    size_t len;
    const char *text = trace_text(player->story->trace, mark->event, &len);
    int64_t ns = NOTE_LEAST_NS + (text ? (int64_t)utf8_width(text, len) * NOTE_COLUMN_NS : 0);
    return ns > NOTE_MOST_NS ? NOTE_MOST_NS : ns;
}

int64_t player_dwell_at(const struct player *player)
{
    const struct story *story = player->story;
    int64_t t = player->t_ns, dwell = 0;
    if (story_handoffs_until(story, t) != story_handoffs_until(story, t - 1))
        dwell = player_handoff_dwell(player);
    for (size_t i = story_marks_until(story, t); i-- > 0 && story->marks[i].t_ns == t;) {
        int64_t ns = story->marks[i].kind == STORY_NOTE ? reading_ns(player, &story->marks[i]) : 0;
        dwell = ns > dwell ? ns : dwell;
    }
    return dwell;
}

void player_speed_fit(struct player *player)
{
    int64_t stops = (int64_t)player->story->index->stop_count;
    int64_t dwell = stops ? WHOLE_NS / 2 / stops : 0;
    dwell = dwell > HANDOFF_NS ? HANDOFF_NS : dwell;
    player->whole_dwell_ns = dwell < HANDOFF_LEAST_NS ? 0 : dwell;
}

/* The step of the ladder that is nearest, as a ratio, to playing the run in the time that the
 * dwelling leaves. */
void player_speed_choose(struct player *player)
{
    player_speed_fit(player);
    int64_t dwells = player->whole_dwell_ns * (int64_t)player->story->index->stop_count;
    double wanted = (double)player->story->end_ns / (double)(WHOLE_NS - dwells);
    double nearest = INFINITY;
    if (player->story->end_ns <= 0)
        wanted = 1.0 / 20; /* nothing is known yet */
    for (int i = 0; i < STEPS; i++) {
        double off = fabs(log(wanted * ladder[i].den / ladder[i].num));
        if (off >= nearest)
            continue;
        nearest = off;
        player->first_speed = i;
    }
    player->speed = player->first_speed;
}

void player_faster(struct player *player, int steps)
{
    int before = player->speed;
    int64_t to = (int64_t)before + steps;
    player->speed = to < 0 ? 0 : to >= STEPS ? STEPS - 1 : (int)to;
    player->dwell_ns = scaled(player->dwell_ns, before, player->speed);
}
