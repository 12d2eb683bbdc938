#include "config.h"

#include "player/player.h"

#include "base/clock.h"
#include "player/player_private.h"

#define JUMP_MOST_NS  (24 * 3600 * NS_PER_S) /* a clock that went on for days while we slept */
#define MOVE_LEAST_NS (60 * NS_PER_MS)       /* less is a flicker: not shown */
#define MOVE_AGAIN_NS (200 * NS_PER_MS)      /* steps that follow so fast do not move */
#define MOVE_NS       (PLAYER_MOVE_MS * NS_PER_MS)
#define REST_NS       (500 * NS_PER_MS) /* without movement: from one change to the next */

/* ---- asks ---- */

static const struct story_mark *mark_of(const struct player *player, uint32_t index)
{
    return &player->story->marks[index];
}

/* The first of the asks (a place in their list) that is not answered and at or behind t. */
static size_t ask_from(const struct player *player, int64_t t_ns)
{
    const struct story_list *asks = &player->story->index->of[STORY_ASKS];
    size_t passed = story_list_until(asks, story_marks_until(player->story, t_ns - 1));
    size_t answered = story_list_until(asks, (size_t)(player->answered + 1));
    return passed > answered ? passed : answered;
}

long player_ask_after(const struct player *player, int64_t t_ns)
{
    const struct story_list *asks = &player->story->index->of[STORY_ASKS];
    size_t at = ask_from(player, t_ns + 1);
    return at < asks->count && !player->passes ? (long)asks->items[at] : -1;
}

/* Asks that are behind us without an answer have been passed: they do not stop us any more. */
static void ask_settle(struct player *player)
{
    const struct story_list *asks = &player->story->index->of[STORY_ASKS];
    size_t at = ask_from(player, player->t_ns);
    if (at > 0 && (long)asks->items[at - 1] > player->answered)
        player->answered = (long)asks->items[at - 1];
    bool here = at < asks->count && !player->passes &&
                mark_of(player, asks->items[at])->t_ns == player->t_ns;
    player->asking = here ? (long)asks->items[at] : -1;
}

void player_answer(struct player *player)
{
    if (player->asking < 0)
        return;
    player->answered = player->asking;
    ask_settle(player);
}

/* ---- the playhead ---- */

static uint32_t holder_before(const struct story *story, struct handoff handoff)
{
    const struct timeline_lane *strip = &story->timeline->lanes[handoff.strip];
    return handoff.index ? strip->items[handoff.index - 1].object : TRACE_NOBODY;
}

/* How long the mark may be on its way: playback must not be behind what it shows. */
static int64_t move_time(const struct player *player, size_t handoff, int64_t at_ns)
{
    if (!player->playing)
        return at_ns - player->move.at_ns < MOVE_AGAIN_NS && player->move.at_ns <= at_ns ? 0
                                                                                         : MOVE_NS;
    int64_t ns = player_handoff_dwell(player, handoff);
    return ns > MOVE_NS ? MOVE_NS : ns < MOVE_LEAST_NS ? 0 : ns;
}

static void move_set(struct player *player, size_t number, bool backwards, int64_t at_ns)
{
    const struct story *story = player->story;
    struct handoff handoff = story->handoffs[number];
    uint32_t before = holder_before(story, handoff);
    uint32_t after = story->timeline->lanes[handoff.strip].items[handoff.index].object;
    if (player->move.at_ns == INT64_MIN)
        player->move.at_ns = at_ns - MOVE_AGAIN_NS;
    player->move_ns = move_time(player, number, at_ns);
    player->move = (struct player_move){.from = backwards ? after : before,
                                        .to = backwards ? before : after,
                                        .strip = handoff.strip,
                                        .t_ns = story->handoff_ns[number],
                                        .at_ns = at_ns,
                                        .backwards = backwards};
}

void player_put(struct player *player, int64_t t_ns, int64_t at_ns)
{
    size_t was = story_handoffs_until(player->story, player->t_ns);
    size_t is = story_handoffs_until(player->story, t_ns);
    player->t_ns = t_ns;
    player->held_ns = 0;
    if (is > was)
        move_set(player, is - 1, false, at_ns);
    else if (is < was)
        move_set(player, is, true, at_ns);
    ask_settle(player);
}

bool player_go(struct player *player, int64_t t_ns, int64_t now_ns)
{
    int64_t end = player->story->end_ns;
    player_pause(player);
    player->dwell_ns = 0;
    t_ns = t_ns < 0 ? 0 : t_ns > end ? end : t_ns;
    if (player->asking >= 0 && t_ns > player->t_ns)
        player_answer(player);
    if (player->asking >= 0 && t_ns > player->t_ns)
        return true; /* a second question at the same moment */
    long ask = player->curtain ? player_ask_after(player, player->t_ns) : -1;
    if (ask >= 0 && mark_of(player, (uint32_t)ask)->t_ns < t_ns)
        t_ns = mark_of(player, (uint32_t)ask)->t_ns;
    if (t_ns == player->t_ns)
        return false;
    player_put(player, t_ns, now_ns);
    return true;
}

void player_init(struct player *player, const struct story *story)
{
    *player = (struct player){.story = story,
                              .curtain = true,
                              .movement = true,
                              .reveal_ns = INT64_MAX,
                              .move.at_ns = INT64_MIN,
                              .back_ns = -1,
                              .answered = -1};
    player->speed = PLAYER_FIRST_SPEED;
    ask_settle(player);
}

/* ---- another story ---- */

/* Asks have the same order in all runs, but their marks have other numbers. */
static long answered_in(const struct story *before, long answered, const struct story *story)
{
    const struct story_list *old = &before->index->of[STORY_ASKS];
    const struct story_list *new = &story->index->of[STORY_ASKS];
    size_t count = 0;
    while (count < old->count && (long)old->items[count] <= answered)
        count++;
    if (count > new->count)
        count = new->count;
    return count ? (long)new->items[count - 1] : -1;
}

static bool goes_on(const struct story *before, const struct story *story)
{
    return before->live && trace_origin(before->trace) == trace_origin(story->trace);
}

/* A task may say late what it asked: it was stopped between looking at the clock and writing that
 * down, and playback has gone on meanwhile. Its question is asked all the same, where it was. */
static void go_back_to_ask(struct player *player)
{
    const struct story_list *asks = &player->story->index->of[STORY_ASKS];
    size_t at = story_list_until(asks, (size_t)(player->answered + 1));
    bool stops = !player->passes && (player->curtain || player->playing);
    if (stops && at < asks->count && mark_of(player, asks->items[at])->t_ns < player->t_ns) {
        player->t_ns = mark_of(player, asks->items[at])->t_ns;
        player->held_ns = player->dwell_ns = 0;
    }
}

/* As far along as is known, or to a question on the way. */
static void follow(struct player *player, int64_t now_ns)
{
    int64_t to = player->story->end_ns;
    long ask = player->curtain ? player_ask_after(player, player->t_ns) : -1;
    if (ask >= 0 && mark_of(player, (uint32_t)ask)->t_ns < to)
        to = mark_of(player, (uint32_t)ask)->t_ns;
    if (player->asking < 0 && to > player->t_ns)
        player_put(player, to, now_ns);
    player->following = player->story->live && player->asking < 0;
}

void player_take(struct player *player, const struct story *story, int64_t now_ns)
{
    const struct story *before = player->story;
    bool at_end = !before->live && before->end_ns > 0 && player->t_ns >= before->end_ns;
    player->answered = answered_in(before, player->answered, story);
    player->story = story;
    if (goes_on(before, story)) {
        go_back_to_ask(player);
    } else {
        player->move = (struct player_move){.at_ns = INT64_MIN};
        player->back_ns = -1;
    }
    if (player->t_ns > story->end_ns || (at_end && !goes_on(before, story)))
        player->t_ns = story->end_ns;
    player->following = player->following || (at_end && story->live && !player->playing);
    ask_settle(player);
    if (player->following)
        follow(player, now_ns);
    if (player->asking >= 0)
        player->playing = false;
}

void player_follow(struct player *player, int64_t now_ns)
{
    player_pause(player);
    player->dwell_ns = 0;
    player_answer(player);
    if (player->asking < 0)
        follow(player, now_ns);
}

/* ---- playback ---- */

void player_pause(struct player *player)
{
    player->playing = false;
    player->following = false;
    player->held_ns = 0;
}

void player_toggle(struct player *player, int64_t now_ns)
{
    if (player->playing || player->following) {
        player_pause(player);
        return;
    }
    if (player->asking >= 0) {
        player_answer(player);
        if (player->asking >= 0)
            return;
    } else if (player->t_ns >= player->story->end_ns && !player->story->live) {
        player->answered = -1;
        player->dwell_ns = 0;
        player->move = (struct player_move){.at_ns = INT64_MIN};
        player->t_ns = 0;
        player->held_ns = 0;
        ask_settle(player);
        if (player->asking >= 0)
            return;
    }
    player->playing = true;
    player->clock_ns = player->stretch_ns = now_ns;
}

static int64_t time_behind(const int64_t *times, size_t count, size_t at)
{
    return at < count ? times[at] : INT64_MAX;
}

/* Where playback stops, dwells or ends next. */
static int64_t next_stop(const struct player *player)
{
    const struct story *story = player->story;
    const struct story_list *notes = &story->index->of[STORY_NOTES];
    int64_t stop = story->end_ns;
    size_t next = story_handoffs_until(story, player->t_ns);
    next = player->movement ? player_dwells_from(player, next) : next;
    int64_t t = time_behind(story->handoff_ns, story->handoff_count, next);
    stop = t < stop ? t : stop;
    size_t at = story_list_until(notes, story_marks_until(story, player->t_ns));
    if (at < notes->count && mark_of(player, notes->items[at])->t_ns < stop)
        stop = mark_of(player, notes->items[at])->t_ns;
    if (player->reveal_ns > player->t_ns && player->reveal_ns < stop)
        stop = player->reveal_ns;
    return stop;
}

/* Of the way to a stop. */
static int64_t way_to(const struct player *player, int64_t stop)
{
    int64_t left = stop - player->t_ns - player->held_ns;
    return left < 0 ? 0 : left; /* the stop has come nearer */
}

/* Goes on at a rate, as far as the clock does or up to `stop`. The clock is left behind by what did
 * not make a whole nanosecond of the run, so that nothing is lost between frames. True at the stop.
 */
static bool glide_on(struct player *player, int64_t stop, int64_t now_ns, struct player_rate rate)
{
    int64_t left = way_to(player, stop), budget = now_ns - player->clock_ns;
    int64_t way = rate.den > 1 ? budget / rate.den : budget * rate.num;
    if (way >= left) {
        player->clock_ns += rate.den > 1 ? left * rate.den : (left + rate.num - 1) / rate.num;
        return true;
    }
    player->clock_ns += rate.den > 1 ? way * rate.den : budget;
    player->held_ns += way;
    return false;
}

/* Glides up to `stop` as far as the clock goes; without movement that is seen when it has come
 * there. True if it has. */
static bool glide(struct player *player, int64_t stop, int64_t now_ns)
{
    for (int64_t until_ns = 0; until_ns <= now_ns;) {
        struct player_rate rate =
            player_rate(player, player->stretch_ns, player->clock_ns, &until_ns);
        if (glide_on(player, stop, until_ns < now_ns ? until_ns : now_ns, rate)) {
            player_put(player, stop, player->clock_ns);
            return true;
        }
        if (until_ns <= now_ns)
            player->clock_ns = until_ns;
    }
    if (player->held_ns > 0 && player->movement)
        player_put(player, player->t_ns + player->held_ns, player->clock_ns);
    return false;
}

/* The clock has gone on: from stop to stop. */
static void play(struct player *player, int64_t now_ns)
{
    while (player->playing) {
        int64_t budget = now_ns - player->clock_ns;
        if (budget < player->dwell_ns) {
            player->dwell_ns -= budget;
            player->clock_ns = now_ns;
            return;
        }
        player->clock_ns += player->dwell_ns;
        if (player->dwell_ns > 0)
            player->stretch_ns = player->clock_ns;
        player->dwell_ns = 0;
        if (player->t_ns >= player->story->end_ns) {
            player->playing = player->story->live;
            player->clock_ns = player->stretch_ns = now_ns;
            return;
        }
        if (!glide(player, next_stop(player), now_ns))
            return;
        player->playing = player->asking < 0 && player->t_ns != player->reveal_ns;
        player->dwell_ns = player->playing ? player_dwell_at(player) : 0;
    }
}

bool player_advance(struct player *player, int64_t now_ns)
{
    int64_t before = player->t_ns;
    bool played = player->playing;
    bool moved = player->move.at_ns != INT64_MIN && player_move_phase(player, player->clock_ns) < 1;
    if (!played || player->clock_ns > now_ns)
        player->clock_ns = now_ns;
    if (now_ns - player->clock_ns > JUMP_MOST_NS)
        player->clock_ns = now_ns - JUMP_MOST_NS;
    if (player->movement || now_ns >= player->rest_until_ns)
        play(player, now_ns);
    if (player->t_ns != before)
        player->rest_until_ns = now_ns + REST_NS;
    if (!player->playing)
        player->clock_ns = now_ns;
    return moved || player->t_ns != before || player->playing != played;
}

/* Without movement. */
static int64_t next_change_ns(const struct player *player)
{
    int64_t from_ns = player->clock_ns + player->dwell_ns, way = way_to(player, next_stop(player));
    int64_t stretch_ns = player->dwell_ns > 0 ? from_ns : player->stretch_ns;
    int64_t next_ns = from_ns + player_gliding_ns(player, stretch_ns, from_ns, way);
    return next_ns > player->rest_until_ns ? next_ns : player->rest_until_ns;
}

int64_t player_next_ns(const struct player *player, int64_t now_ns)
{
    if (player_move_phase(player, now_ns) < 1)
        return now_ns;
    if (!player->playing)
        return -1;
    bool waits = player->t_ns >= player->story->end_ns && player->story->live;
    int64_t next_ns = now_ns;
    if (!player->movement)
        next_ns = waits ? -1 : next_change_ns(player);
    else if (player->dwell_ns > 0)
        next_ns = player->clock_ns + player->dwell_ns;
    else if (waits)
        next_ns = -1;
    return next_ns < 0 || next_ns > now_ns ? next_ns : now_ns;
}

/* ---- the curtain, the move ---- */

void player_curtain(struct player *player, bool down)
{
    player->curtain = down;
}

bool player_hides(const struct player *player)
{
    bool more = player->story->live || player->t_ns < player->story->end_ns;
    return player->asking >= 0 || (player->curtain && more);
}

int64_t player_known_ns(const struct player *player)
{
    return player_hides(player) ? player->t_ns : player->story->end_ns;
}

int64_t player_axis_ns(int64_t t_ns)
{
    static const int steps[] = {1, 2, 5};
    int64_t ten = NS_PER_MS;
    for (; ten < INT64_MAX / 100; ten *= 10)
        for (int i = 0; i < 3; i++)
            if (steps[i] * ten / 8 * 5 >= t_ns)
                return steps[i] * ten;
    return ten;
}

double player_move_phase(const struct player *player, int64_t now_ns)
{
    if (!player->movement || player->move.at_ns == INT64_MIN || player->move_ns <= 0)
        return 1;
    int64_t gone = now_ns - player->move.at_ns;
    if (gone < 0)
        return 0;
    return gone >= player->move_ns ? 1 : (double)gone / (double)player->move_ns;
}
