#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "player/player_private.h"
#include "tell/tell.h"

#define READING_LEAST_NS (600 * NS_PER_MS) /* a sentence: to see that there is one … */
#define READING_NS       (25 * NS_PER_MS)  /* … and for each of its columns */
#define READING_MOST_NS  (4 * NS_PER_S)
#define DWELL_MOST_NS    (10 * NS_PER_S)
#define NOTE_LEAST_NS    (2 * NS_PER_S)
#define NOTE_MOST_NS     (10 * NS_PER_S)
#define NOTE_COLUMN_NS   (60 * NS_PER_MS)
#define STEADY_NS        (1 * NS_PER_S)    /* without anything new, before the rate grows … */
#define GROWS_NS         (250 * NS_PER_MS) /* … by a step of the ladder in so much */

/* Those behind the first STEPS nobody chooses: a rate that grows comes to them. */
static const struct player_rate ladder[] = {
    {1, 1000}, {1, 500}, {1, 200}, {1, 100}, {1, 50},   {1, 20}, {1, 10},
    {1, 5},    {1, 2},   {1, 1},   {2, 1},   {5, 1},    {10, 1}, {20, 1},
    {50, 1},   {100, 1}, {200, 1}, {500, 1}, {1000, 1},
};
enum { STEPS = 13, LADDER = sizeof ladder / sizeof *ladder };

struct player_rate player_rate(const struct player *player, int64_t stretch_ns, int64_t clock_ns,
                               int64_t *until_ns)
{
    int64_t steady_ns = stretch_ns + STEADY_NS;
    int64_t grown = clock_ns < steady_ns ? 0 : (clock_ns - steady_ns) / GROWS_NS + 1;
    *until_ns = INT64_MAX;
    if (grown >= LADDER - 1 - player->speed)
        return ladder[LADDER - 1];
    *until_ns = steady_ns + grown * GROWS_NS;
    return ladder[player->speed + grown];
}

int64_t player_gliding_ns(const struct player *player, int64_t stretch_ns, int64_t clock_ns,
                          int64_t way_ns)
{
    for (int64_t at_ns = clock_ns;;) {
        int64_t until_ns;
        struct player_rate rate = player_rate(player, stretch_ns, at_ns, &until_ns);
        int64_t most = until_ns == INT64_MAX ? INT64_MAX : until_ns - at_ns;
        if (most == INT64_MAX || way_ns <= most * rate.num / rate.den) {
            int64_t ns = rate.den > 1 ? way_ns * rate.den : (way_ns + rate.num - 1) / rate.num;
            return at_ns + ns - clock_ns;
        }
        way_ns -= most * rate.num / rate.den;
        at_ns = until_ns;
    }
}

void player_speed_words(const struct player *player, struct strbuf *out)
{
    struct player_rate rate = ladder[player->speed];
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
    return value > (double)DWELL_MOST_NS ? DWELL_MOST_NS : (int64_t)value;
}

size_t player_dwells_from(const struct player *player, size_t handoff)
{
    const struct story_pace *pace = &player->story->index->pace;
    size_t at = story_pace_from(pace, handoff);
    return at < pace->count ? pace->items[at].handoff : player->story->handoff_count;
}

/* As long as its sentence takes to be read. */
static int64_t sentence_ns(const struct player *player, size_t handoff)
{
    struct strbuf words = STRBUF_INIT;
    struct tell tell = tell_to(player->story->timeline, &words);
    tell_handoff(&tell, player->story->handoffs[handoff]);
    int64_t ns = READING_LEAST_NS + (int64_t)utf8_width(strbuf_str(&words), words.len) * READING_NS;
    strbuf_release(&words);
    return ns > READING_MOST_NS ? READING_MOST_NS : ns;
}

int64_t player_handoff_dwell(const struct player *player, size_t handoff)
{
    const struct story_pace *pace = &player->story->index->pace;
    size_t at = story_pace_from(pace, handoff);
    if (at == pace->count || pace->items[at].handoff != handoff)
        return 0;
    int64_t ns = sentence_ns(player, handoff) >> pace->items[at].times;
    return scaled(ns, PLAYER_FIRST_SPEED, player->speed);
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
    size_t at = story_handoffs_until(story, t - 1), end = story_handoffs_until(story, t);
    for (at = player_dwells_from(player, at); at < end; at = player_dwells_from(player, at + 1)) {
        int64_t ns = player_handoff_dwell(player, at);
        dwell = ns > dwell ? ns : dwell;
    }
    for (size_t i = story_marks_until(story, t); i-- > 0 && story->marks[i].t_ns == t;) {
        int64_t ns = story->marks[i].kind == STORY_NOTE ? reading_ns(player, &story->marks[i]) : 0;
        dwell = ns > dwell ? ns : dwell;
    }
    return dwell;
}

void player_faster(struct player *player, int steps)
{
    int before = player->speed;
    int64_t to = (int64_t)before + steps;
    player->speed = to < 0 ? 0 : to >= STEPS ? STEPS - 1 : (int)to;
    player->dwell_ns = scaled(player->dwell_ns, before, player->speed);
}
