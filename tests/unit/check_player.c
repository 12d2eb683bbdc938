#include "config.h"

#include "player/player.h"

#include <string.h>

#include "base/clock.h"
#include "check_main.h"
#include "hand.h"
#include "player/now.h"
#include "player/player_private.h"

enum { US = 1000, MS = 1000000 };

static struct trace *many(void)
{
    return hand_many(40);
}

static struct trace *(*const makers[])(void) = {hand_two_coroutines,
                                                hand_two_blocking,
                                                hand_two_polling,
                                                hand_two_gil,
                                                hand_two_threads,
                                                hand_late,
                                                many,
                                                hand_korean_deadlock,
                                                hand_lesson,
                                                hand_locks,
                                                hand_empty,
                                                hand_one_event};
enum { MAKERS = sizeof makers / sizeof *makers };

static struct story *story_of(struct trace *trace)
{
    return story_new(trace, NULL, NULL);
}

/* A small generator (xorshift), so that all machines test the same. */
static uint32_t next_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

/* ---- what holds always ---- */

static void assert_sound(const struct player *player, int64_t now_ns)
{
    const struct story *story = player->story;
    double phase = player_move_phase(player, now_ns);
    int64_t next = player_next_ns(player, now_ns);
    ck_assert_int_ge(player->t_ns, 0);
    ck_assert_int_le(player->t_ns, story->end_ns);
    ck_assert_int_ge(player->dwell_ns, 0);
    ck_assert(phase >= 0 && phase <= 1);
    ck_assert(next == -1 || next >= now_ns);
    ck_assert(!player->following || (story->live && !player->playing));
    ck_assert(player->asking > player->answered || player->asking == -1);
    if (player->asking >= 0) {
        ck_assert_int_lt(player->asking, (long)story->mark_count);
        ck_assert_int_eq(story->marks[player->asking].kind, STORY_ASK);
        ck_assert_int_eq(story->marks[player->asking].t_ns, player->t_ns);
        ck_assert(player_hides(player) && !player->playing && !player->following);
    }
    if (player->curtain && player->t_ns < story->end_ns)
        ck_assert(player_hides(player));
    for (size_t i = 0; i < story->mark_count; i++)
        if (story->marks[i].kind == STORY_ASK && story->marks[i].t_ns < player->t_ns)
            ck_assert_int_le((long)i, player->answered);
}

static void assert_same(const struct player *a, const struct player *b)
{
    ck_assert_int_eq(a->t_ns, b->t_ns);
    ck_assert_int_eq(a->playing, b->playing);
    ck_assert_int_eq(a->asking, b->asking);
    ck_assert_int_eq(a->answered, b->answered);
    ck_assert_int_eq(a->dwell_ns, b->dwell_ns);
    ck_assert_int_eq(a->clock_ns, b->clock_ns);
}

START_TEST(opens_at_zero_stopped_behind_the_curtain)
{
    struct story *story = story_of(hand_two_coroutines());
    struct player player;
    struct strbuf words = STRBUF_INIT;
    player_init(&player, story);
    assert_sound(&player, 0);
    ck_assert_int_eq(player.t_ns, 0);
    ck_assert(!player.playing && player.curtain && player_hides(&player));
    ck_assert_int_eq(player_next_ns(&player, 5), -1);
    ck_assert(!player_advance(&player, 77 * NS_PER_S));
    ck_assert_int_eq(player.t_ns, 0);
    player_speed_words(&player, &words);
    ck_assert_str_eq(strbuf_str(&words), "1/20");
    strbuf_release(&words);
    story_free(story);
}
END_TEST

/* ---- steps ---- */

/* Steps to the end and back to where it began; which moments, it writes down. */
static void assert_there_and_back(struct player *player, enum player_by by, int which)
{
    static int64_t times[8192];
    int count = 0;
    int64_t begin = player->t_ns;
    while (player_step(player, by, +1, which, 0)) {
        ck_assert_int_lt(count, 8192);
        if (count && player->t_ns == times[count - 1])
            break; /* the last one was a question, which has its answer now */
        ck_assert(!count || player->t_ns > times[count - 1]);
        times[count++] = player->t_ns;
        assert_sound(player, 0);
    }
    while (count > 1) {
        ck_assert_int_eq(player->t_ns, times[--count]);
        ck_assert(player_step(player, by, -1, which, 0));
        assert_sound(player, 0);
    }
    if (count == 1 && (by == PLAYER_BY_HANDOFF || by == PLAYER_BY_EVENT)) {
        ck_assert(player_step(player, by, -1, which, 0));
        ck_assert_int_eq(player->t_ns, begin);
    }
    ck_assert(!player->playing);
}

START_TEST(n_steps_and_n_back_end_where_they_began)
{
    struct story *story = story_of(makers[_i]());
    for (int by = PLAYER_BY_HANDOFF; by <= PLAYER_BY_NOTE; by++) {
        struct player player;
        player_init(&player, story);
        /* With questions on the way, only steps that all stop there are the same both ways. */
        player_curtain(&player, by == PLAYER_BY_HANDOFF || by == PLAYER_BY_EVENT);
        if (by != PLAYER_BY_LANE)
            assert_there_and_back(&player, (enum player_by)by, 0);
        for (int lane = 0; by == PLAYER_BY_LANE && lane < story->timeline->lane_count; lane++) {
            player_init(&player, story);
            player_curtain(&player, false);
            assert_there_and_back(&player, PLAYER_BY_LANE, lane);
        }
    }
    story_free(story);
}
END_TEST

START_TEST(to_seek_is_to_have_stepped)
{
    struct story *story = story_of(makers[_i]());
    struct player stepped, sought;
    player_init(&stepped, story);
    player_curtain(&stepped, false);
    while (player_step(&stepped, PLAYER_BY_EVENT, +1, 0, 0)) {
        player_init(&sought, story);
        player_curtain(&sought, false);
        ck_assert(player_seek(&sought, stepped.t_ns, 0));
        assert_same(&stepped, &sought);
        ck_assert_uint_eq(now_holder(story, 0, stepped.t_ns), now_holder(story, 0, sought.t_ns));
    }
    ck_assert_int_eq(stepped.t_ns, story->end_ns);
    story_free(story);
}
END_TEST

START_TEST(handoff_steps_stop_at_each_and_at_both_ends)
{
    static const int64_t stops_us[] = {10, 60, 90, 400170, 400200, 500120, 500200};
    struct story *story = story_of(hand_two_coroutines());
    struct player player;
    player_init(&player, story);
    ck_assert(!player_step(&player, PLAYER_BY_HANDOFF, -1, 0, 0));
    for (int i = 0; i < 7; i++) {
        ck_assert(player_step(&player, PLAYER_BY_HANDOFF, +1, 0, i));
        ck_assert_int_eq(player.t_ns, stops_us[i] * US);
    }
    ck_assert(!player_step(&player, PLAYER_BY_HANDOFF, +1, 0, 9));
    ck_assert(!player_hides(&player)); /* nothing is left to be hidden */
    story_free(story);
}
END_TEST

START_TEST(seeking_is_clamped_to_the_run)
{
    struct story *story = story_of(hand_two_coroutines());
    struct player player;
    player_init(&player, story);
    ck_assert(!player_seek(&player, INT64_MIN, 0));
    ck_assert(player_seek(&player, INT64_MAX, 0));
    ck_assert_int_eq(player.t_ns, story->end_ns);
    ck_assert(player_seek(&player, -5, 0));
    ck_assert_int_eq(player.t_ns, 0);
    story_free(story);
}
END_TEST

/* ---- moves ---- */

START_TEST(move_tells_from_whom_to_whom)
{
    struct story *story = story_of(hand_two_coroutines());
    struct player player;
    player_init(&player, story);
    ck_assert(player_move_phase(&player, 0) == 1);
    player_step(&player, PLAYER_BY_HANDOFF, +1, 0, 1 * NS_PER_S);
    ck_assert_uint_eq(player.move.from, TRACE_NOBODY);
    ck_assert_uint_eq(player.move.to, 1);
    player_step(&player, PLAYER_BY_HANDOFF, +1, 0, 2 * NS_PER_S);
    ck_assert_uint_eq(player.move.from, 1);
    ck_assert_uint_eq(player.move.to, 2);
    ck_assert_int_eq(player.move.t_ns, 60 * US);
    ck_assert(!player.move.backwards);
    ck_assert(player_move_phase(&player, 2 * NS_PER_S) == 0);
    ck_assert(player_move_phase(&player, 2 * NS_PER_S + 175 * MS) == 0.5);
    ck_assert(player_move_phase(&player, 2 * NS_PER_S + 350 * MS) == 1);
    player_step(&player, PLAYER_BY_HANDOFF, -1, 0, 3 * NS_PER_S);
    ck_assert_uint_eq(player.move.from, 2);
    ck_assert_uint_eq(player.move.to, 1);
    ck_assert(player.move.backwards);
    player.movement = false;
    ck_assert(player_move_phase(&player, 3 * NS_PER_S) == 1);
    story_free(story);
}
END_TEST

/* Without movement: from hand-off to hand-off as long as it takes with it, and nothing between. */
START_TEST(without_movement_nothing_glides)
{
    struct story *story = story_of(hand_two_coroutines());
    struct player player, moving;
    int64_t now_ns = NS_PER_S, last_ns = 0;
    int changes = 0;
    player_init(&player, story);
    moving = player;
    player.movement = false;
    player_toggle(&player, now_ns);
    player_toggle(&moving, now_ns);
    while (player.playing) {
        int64_t before = player.t_ns, next_ns = player_next_ns(&player, now_ns);
        ck_assert_int_gt(next_ns, now_ns);
        ck_assert(!player_advance(&player, next_ns - 1));
        ck_assert_int_eq(player.t_ns, before);
        player_advance(&player, next_ns);
        player_advance(&moving, next_ns);
        if (player.t_ns != before) {
            ck_assert(story_handoffs_until(story, player.t_ns) !=
                          story_handoffs_until(story, player.t_ns - 1) ||
                      player.t_ns == story->end_ns);
            ck_assert_int_ge(next_ns - last_ns, NS_PER_S / 2);
            last_ns = next_ns;
            changes++;
        }
        now_ns = next_ns;
    }
    ck_assert_int_gt(changes, 3);
    ck_assert_int_eq(player.t_ns, story->end_ns);
    ck_assert_int_eq(moving.t_ns, story->end_ns); /* at the same time */
    story_free(story);
}
END_TEST

/* At ten times the speed, hand-offs are passed without a stop, twice a second. A speed that is
 * chosen on the way holds from then on. */
START_TEST(without_movement_it_changes_twice_a_second_at_most)
{
    struct story *story = story_of(hand_lesson());
    struct player player;
    int64_t now_ns = NS_PER_S, last_ns = 0;
    player_init(&player, story);
    player_curtain(&player, false);
    player.movement = false;
    player_faster(&player, 20);
    player_toggle(&player, now_ns);
    for (int i = 0; i < 1000 && player.playing; i++) {
        int64_t before = player.t_ns;
        now_ns += 10 * MS;
        player_advance(&player, now_ns);
        if (player.t_ns != before)
            ck_assert_int_ge(now_ns - last_ns, NS_PER_S / 2);
        if (player.t_ns != before)
            last_ns = now_ns;
    }
    player_init(&player, story);
    player.movement = false;
    player_faster(&player, -20);
    player_toggle(&player, now_ns);
    player_advance(&player, now_ns + NS_PER_S);
    int64_t held_ns = player.held_ns, before = player.t_ns;
    player_faster(&player, 40);
    player_advance(&player, now_ns + NS_PER_S + 1);
    ck_assert_int_le(player.t_ns + player.held_ns, before + held_ns + 10);
    player.movement = true; /* it goes on from where it is */
    player_advance(&player, now_ns + NS_PER_S + 1);
    ck_assert_int_ge(player.t_ns, before + held_ns);
    story_free(story);
}
END_TEST

START_TEST(still_screen_asks_for_no_frame)
{
    struct story *story = story_of(hand_two_coroutines());
    struct player player;
    player_init(&player, story);
    player_step(&player, PLAYER_BY_HANDOFF, +1, 0, NS_PER_S);
    ck_assert_int_eq(player_next_ns(&player, NS_PER_S), NS_PER_S); /* the mark moves */
    ck_assert(player_advance(&player, NS_PER_S + 100 * MS));
    ck_assert(player_advance(&player, NS_PER_S + 400 * MS)); /* it has arrived since */
    ck_assert_int_eq(player_next_ns(&player, NS_PER_S + 400 * MS), -1);
    ck_assert(!player_advance(&player, NS_PER_S + 500 * MS));
    story_free(story);
}
END_TEST

START_TEST(steps_that_follow_fast_do_not_lag_behind)
{
    struct story *story = story_of(hand_two_coroutines());
    struct player player;
    player_init(&player, story);
    player_step(&player, PLAYER_BY_HANDOFF, +1, 0, NS_PER_S);
    player_step(&player, PLAYER_BY_HANDOFF, +1, 0, NS_PER_S + 30 * MS);
    ck_assert(player_move_phase(&player, NS_PER_S + 30 * MS) == 1);
    story_free(story);
}
END_TEST

/* ---- playback ---- */

/* Up to the next question or the end; returns the time it took. */
static int64_t play_through(struct player *player, int64_t frame_ns)
{
    int64_t now = 0;
    player_toggle(player, now);
    while (player->playing && now < 3600 * NS_PER_S) {
        now += frame_ns;
        player_advance(player, now);
        assert_sound(player, now);
    }
    return now;
}

/* Two waits of half a second, seven hand-offs: each is read, and nothing takes long. */
START_TEST(a_run_takes_as_long_as_its_sentences)
{
    struct story *story = story_of(hand_two_coroutines());
    struct player player;
    player_init(&player, story);
    int64_t whole = play_through(&player, 33 * MS), reading = 0;
    for (size_t i = 0; i < story->handoff_count; i++)
        reading += player_handoff_dwell(&player, i);
    ck_assert_int_eq(player.t_ns, story->end_ns);
    ck_assert_int_gt(reading, 7 * NS_PER_S);
    ck_assert_int_ge(whole, reading);
    ck_assert_int_le(whole, reading + 5 * NS_PER_S);
    story_free(story);
}
END_TEST

START_TEST(rounds_that_come_again_go_by)
{
    struct trace *trace = hand_long(20000);
    trace_finish(trace);
    struct story *story = story_of(trace);
    struct player player;
    int64_t dwells[8], seconds = 0;
    player_init(&player, story);
    ck_assert_uint_gt(story->handoff_count, 5000);
    for (size_t i = 0; i < 8; i++)
        dwells[i] = player_handoff_dwell(&player, i);
    for (size_t i = 8; i < story->handoff_count; i++)
        seconds += player_handoff_dwell(&player, i);
    ck_assert_int_eq(seconds, 0); /* nothing new */
    ck_assert_int_gt(dwells[1], NS_PER_S);
    ck_assert_int_le(play_through(&player, 33 * MS), 15 * NS_PER_S);
    ck_assert_int_eq(player.t_ns, story->end_ns);
    story_free(story);
}
END_TEST

/* A wait of half a minute takes hardly longer than one of half a second. */
START_TEST(where_nothing_comes_it_grows_faster)
{
    int64_t takes[2];
    for (int i = 0; i < 2; i++) {
        struct trace *trace = hand_new("coroutines");
        hand_task(trace, 1, 1, "waits");
        hand(trace, 10, TASK_BEGIN, .who = 1);
        hand_state(trace, 20, 1, TRACE_WAITING, TRACE_BY_SLEEP, 0, 5);
        hand_state(trace, i ? 30e6 : 5e5, 1, TRACE_RUNNING, TRACE_BY_TIMER, 0, 6);
        hand_end(trace, i ? 30e6 + 10 : 5e5 + 10, 1);
        hand_run_end(trace, i ? 30e6 + 20 : 5e5 + 20, TRACE_RESULT_OK);
        trace_finish(trace);
        struct story *story = story_of(trace);
        struct player player;
        player_init(&player, story);
        takes[i] = play_through(&player, 10 * MS);
        ck_assert_int_eq(player.t_ns, story->end_ns);
        story_free(story);
    }
    ck_assert_int_lt(takes[1], takes[0] + 2 * NS_PER_S);
    ck_assert_int_gt(takes[1], takes[0]);
}
END_TEST

START_TEST(small_steps_of_the_clock_are_one_large_one)
{
    uint32_t seed = 7 + (uint32_t)_i;
    struct story *story = story_of(makers[_i]());
    for (int speed = -12; speed <= 12; speed += 3) {
        struct player fine, coarse;
        player_init(&fine, story);
        player_faster(&fine, speed);
        coarse = fine;
        player_toggle(&fine, 0);
        player_toggle(&coarse, 0);
        int64_t now = 0;
        for (int i = 0; i < 300; i++) {
            now += next_random(&seed) % (100 * MS) + 1;
            player_advance(&fine, now);
            if (i % 50 == 49) {
                player_advance(&coarse, now);
                assert_same(&fine, &coarse);
            }
        }
    }
    story_free(story);
}
END_TEST

START_TEST(playback_dwells_at_a_handoff)
{
    struct story *story = story_of(hand_two_coroutines());
    struct player player;
    player_init(&player, story);
    player_toggle(&player, 0);
    ck_assert_int_eq(player_next_ns(&player, 0), 0);
    ck_assert(player_advance(&player, 10 * US * 20)); /* at 1/20 the first hand-off is here */
    ck_assert_int_eq(player.t_ns, 10 * US);
    int64_t dwell = player.dwell_ns; /* "one has its first turn." */
    ck_assert_int_eq(dwell, 600 * MS + 23 * 25 * MS);
    ck_assert_uint_eq(player.move.to, 1);
    ck_assert(player_advance(&player, 300 * MS)); /* the mark is on its way */
    ck_assert_int_eq(player_next_ns(&player, 400 * MS), dwell + 200 * US);
    player_advance(&player, 400 * MS);
    ck_assert(!player_advance(&player, 600 * MS));
    ck_assert(player_advance(&player, dwell + 200 * US + 20 * 20 * US));
    ck_assert_int_eq(player.t_ns, 30 * US);
    story_free(story);
}
END_TEST

START_TEST(clock_that_jumps_by_days_ends_at_the_end)
{
    struct story *story = story_of(makers[_i]());
    struct player player;
    player_init(&player, story);
    player_toggle(&player, 0);
    bool waits = player.asking >= 0;
    player_advance(&player, INT64_MAX / 2);
    assert_sound(&player, INT64_MAX / 2);
    ck_assert(!player.playing);
    ck_assert(waits || player.asking >= 0 || player.t_ns == story->end_ns);
    player_advance(&player, 5); /* and back: nothing */
    story_free(story);
}
END_TEST

START_TEST(end_of_a_run_begins_again)
{
    struct story *story = story_of(hand_two_coroutines());
    struct player player;
    player_init(&player, story);
    player_follow(&player, 0); /* of a run that is over: goes to its end */
    ck_assert_int_eq(player.t_ns, story->end_ns);
    ck_assert(!player.following);
    player_toggle(&player, 5);
    ck_assert_int_eq(player.t_ns, 0);
    ck_assert(player.playing);
    player_toggle(&player, 6);
    ck_assert(!player.playing);
    story_free(story);
}
END_TEST

START_TEST(ladder_of_speeds_has_two_ends)
{
    struct story *story = story_of(hand_two_coroutines());
    struct player player;
    struct strbuf words = STRBUF_INIT;
    player_init(&player, story);
    player_faster(&player, 1000);
    player_speed_words(&player, &words);
    ck_assert_str_eq(strbuf_str(&words), "10");
    strbuf_clear(&words);
    player_faster(&player, -1000);
    player_speed_words(&player, &words);
    ck_assert_str_eq(strbuf_str(&words), "1/1000");
    strbuf_release(&words);
    story_free(story);
}
END_TEST

/* ---- questions and notes ---- */

START_TEST(playback_stops_at_a_question_and_hides_what_follows)
{
    struct story *story = story_of(hand_lesson());
    struct player player;
    player_init(&player, story);
    player_curtain(&player, false);
    play_through(&player, 33 * MS);
    ck_assert_int_eq(player.t_ns, 75 * US);
    ck_assert(player.asking >= 0 && player_hides(&player) && !player.playing);
    player_curtain(&player, false);
    ck_assert(player_hides(&player)); /* whoever lifts it */
    player_toggle(&player, 0);        /* the class has answered */
    ck_assert(player.playing && player.asking < 0 && !player_hides(&player));
    player_seek(&player, 0, 0);
    play_through(&player, 33 * MS); /* answered once is answered */
    ck_assert_int_eq(player.t_ns, 400180 * US);
    story_free(story);
}
END_TEST

START_TEST(curtain_lets_no_jump_over_a_question)
{
    struct story *story = story_of(hand_lesson());
    struct player player;
    player_init(&player, story);
    ck_assert(player_seek(&player, story->end_ns, 0));
    ck_assert_int_eq(player.t_ns, 75 * US);
    ck_assert_int_ge(player.asking, 0);
    ck_assert(player_step(&player, PLAYER_BY_HANDOFF, +1, 0, 0)); /* answers it */
    ck_assert_int_eq(player.t_ns, 90 * US);
    player_follow(&player, 0);
    ck_assert_int_eq(player.t_ns, 400180 * US);
    player_follow(&player, 0);
    ck_assert_int_eq(player.t_ns, story->end_ns);
    player_init(&player, story);
    player_curtain(&player, false);
    ck_assert(player_seek(&player, story->end_ns, 0));
    ck_assert_int_eq(player.t_ns, story->end_ns);
    ck_assert_int_eq(player.asking, -1);
    story_free(story);
}
END_TEST

START_TEST(note_is_shown_long_enough_to_be_read)
{
    struct story *story = story_of(hand_lesson());
    struct player player;
    player_init(&player, story);
    player_faster(&player, 100); /* reading is not faster for that */
    player_toggle(&player, 0);
    player_advance(&player, 500 * MS);
    ck_assert_int_eq(player.t_ns, 15 * US);
    ck_assert_int_gt(player.dwell_ns, NS_PER_S);
    player_advance(&player, 20 * NS_PER_S);
    ck_assert_int_eq(player.t_ns, 75 * US);
    story_free(story);
}
END_TEST

/* ---- jumps ---- */

START_TEST(who_is_the_scheduler_is_not_asked)
{
    struct story *story = story_of(hand_lesson());
    struct player player;
    player_init(&player, story);
    player.passes = true;
    player_follow(&player, 0);
    ck_assert_int_eq(player.t_ns, story->end_ns);
    ck_assert_int_eq(player.asking, -1);
    ck_assert(player_seek(&player, 75 * US, 0));
    ck_assert_int_eq(player.asking, -1);
    story_free(story);
}
END_TEST

START_TEST(jumps_lead_to_tasks_waits_and_words)
{
    struct story *story = story_of(hand_two_coroutines());
    struct player player;
    player_init(&player, story);
    ck_assert(player_to_longest_wait(&player, 0));
    ck_assert_int_eq(player.t_ns, 40 * US); /* one waits 500 ms */
    ck_assert(player_to_task(&player, 2, 0));
    ck_assert_int_eq(player.t_ns, 60 * US);
    ck_assert(player_to_task(&player, 2, 0));
    ck_assert_int_eq(player.t_ns, 400170 * US);
    ck_assert(!player_to_task(&player, 2, 0)); /* that was its last */
    player_seek(&player, 65 * US, 0);          /* in the middle of a turn */
    ck_assert(player_to_task(&player, 2, 0));
    ck_assert_int_eq(player.t_ns, 60 * US);
    ck_assert(!player_to_task(&player, 77, 0));
    ck_assert(player_to_text(&player, "RESUMES", +1, 0));
    ck_assert_int_eq(player.t_ns, 400180 * US);
    ck_assert(player_to_text(&player, "resumes", +1, 0));
    ck_assert_int_eq(player.t_ns, 500130 * US);
    ck_assert(player_to_text(&player, "resumes", +1, 0)); /* goes round */
    ck_assert_int_eq(player.t_ns, 400180 * US);
    ck_assert(player_to_text(&player, "resumes", -1, 0));
    ck_assert_int_eq(player.t_ns, 500130 * US);
    ck_assert(player_to_text(&player, "download", -1, 0)); /* a label */
    ck_assert_int_eq(player.t_ns, 80 * US);
    ck_assert(!player_to_text(&player, "nowhere", +1, 0));
    ck_assert(!player_to_text(&player, "", +1, 0));
    story_free(story);
}
END_TEST

START_TEST(why_is_a_link_to_the_cause_and_back)
{
    struct story *story = story_of(hand_late());
    struct player player;
    player_init(&player, story);
    ck_assert(!player_to_cause(&player, 0));
    ck_assert(!player_back(&player, 0));
    player_seek(&player, 452020 * US, 0);
    ck_assert(player_to_cause(&player, 0));
    ck_assert_int_eq(player.t_ns, 400100 * US); /* the answer */
    ck_assert(player_back(&player, 0));
    ck_assert_int_eq(player.t_ns, 452020 * US);
    ck_assert(!player_back(&player, 0));
    player_seek(&player, 300020 * US, 0);
    ck_assert(player_to_cause(&player, 0));
    ck_assert_int_eq(player.t_ns, 299900 * US); /* the sleep was over, though no event says so */
    story_free(story);
}
END_TEST

START_TEST(a_callbacks_turn_leads_to_its_answer)
{
    struct trace *trace = hand_new("callbacks");
    hand_task(trace, 1, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 100, .reason = TRACE_CORE_UNKNOWN);
    hand(trace, 20, ASKED, .who = 1, .arg = 1);
    hand(trace, 30, ASKED, .who = 1, .arg = 2);
    hand_state(trace, 40, 1, TRACE_WAITING, TRACE_BY_CALLBACKS, 0, 5);
    hand(trace, 200, ANSWERED, .who = TRACE_DEVICE, .arg = 2);
    hand_state(trace, 250, 1, TRACE_RUNNING, TRACE_BY_CALLBACK, 2, 6);
    hand_state(trace, 300, 1, TRACE_WAITING, TRACE_BY_CALLBACKS, 0, 5);
    hand_state(trace, 400, 1, TRACE_RUNNING, TRACE_BY_CALLBACK, 1, 6); /* its answer is lost */
    hand_end(trace, 450, 1);
    trace_finish(trace);
    struct story *story = story_of(trace);
    struct player player;
    player_init(&player, story);
    player_seek(&player, 250 * US, 0);
    ck_assert(player_to_cause(&player, 0));
    ck_assert_int_eq(player.t_ns, 200 * US);
    ck_assert(player_back(&player, 0));
    ck_assert_int_eq(player.t_ns, 250 * US);
    player_seek(&player, 420 * US, 0);
    ck_assert(player_to_cause(&player, 0));
    ck_assert_int_eq(player.t_ns, 400 * US);
    ck_assert(!player_to_cause(&player, 0));
    story_free(story);
}
END_TEST

START_TEST(late_steps_lead_to_what_is_pointed_out)
{
    struct story *story = story_of(hand_late());
    struct player player;
    player_init(&player, story);
    ck_assert(player_step(&player, PLAYER_BY_LATE, +1, 0, 0));
    ck_assert_int_eq(player.t_ns, 452010 * US);
    ck_assert(!player_step(&player, PLAYER_BY_LATE, +1, 0, 0));
    story_free(story);
}
END_TEST

/* ---- a run that lasts ---- */

static struct story *story_until(struct trace_log *log, int64_t t_us)
{
    return story_of(trace_from_log_until(log, HAND_ORIGIN_NS + t_us * US, "x", "", 0));
}

START_TEST(playhead_follows_a_run_that_lasts)
{
    struct trace_log *log = hand_log(hand_two_coroutines());
    struct story *story = story_until(log, 50);
    struct player player;
    player_init(&player, story);
    ck_assert(story->live);
    player_follow(&player, 0);
    ck_assert(player.following);
    for (int64_t t_us = 100; t_us < 500200; t_us += 50000) {
        struct story *next = story_until(log, t_us);
        player_take(&player, next, t_us * US);
        ck_assert_int_eq(player.t_ns, t_us * US);
        ck_assert(player.following);
        assert_sound(&player, t_us * US);
        story_free(story);
        story = next;
    }
    struct story *last = story_of(trace_from_log(log, "x", "", 0));
    player_take(&player, last, NS_PER_S);
    ck_assert_int_eq(player.t_ns, last->end_ns);
    ck_assert(!player.following && !last->live);
    ck_assert_int_eq(player_next_ns(&player, 9 * NS_PER_S), -1);
    story_free(story);
    story_free(last);
    trace_log_close(log);
}
END_TEST

START_TEST(following_stops_at_a_question)
{
    struct trace_log *log = hand_log(hand_lesson());
    struct story *first = story_until(log, 50), *second = story_until(log, 200);
    struct player player;
    player_init(&player, first);
    player_follow(&player, 0);
    player_take(&player, second, 1);
    ck_assert_int_eq(player.t_ns, 75 * US);
    ck_assert(player.asking >= 0 && !player.following);
    assert_sound(&player, 1);
    story_free(first);
    story_free(second);
    trace_log_close(log);
}
END_TEST

/* What is known of it then is no part of it: playback stays at 0, and goes past no question. */
START_TEST(playback_waits_for_a_run_to_begin)
{
    struct trace_log *log = hand_log(hand_lesson());
    struct story *nothing = story_until(log, -HAND_ORIGIN_NS / US + 1),
                 *before = story_until(log, -1), *begun = story_until(log, 200);
    struct player player;
    player_init(&player, nothing);
    player_toggle(&player, 0);
    player_advance(&player, 100 * NS_PER_S);
    player_take(&player, before, 101 * NS_PER_S);
    player_advance(&player, 200 * NS_PER_S);
    ck_assert(nothing->live && before->live && player.playing);
    ck_assert_int_eq(nothing->end_ns, 0);
    ck_assert_int_eq(before->end_ns, 0);
    ck_assert_int_eq(player.t_ns, 0);
    player_take(&player, begun, 201 * NS_PER_S);
    player_advance(&player, 300 * NS_PER_S);
    ck_assert_int_eq(player.t_ns, 75 * US);
    ck_assert_int_ge(player.asking, 0);
    story_free(nothing);
    story_free(before);
    story_free(begun);
    trace_log_close(log);
}
END_TEST

/* Its task was stopped before it had written it down. */
START_TEST(a_question_that_comes_late_is_asked)
{
    struct trace_log *without = hand_log(hand_two_coroutines()), *log = hand_log(hand_lesson());
    for (int follows = 0; follows < 2; follows++) {
        struct story *first = story_until(without, 200), *second = story_until(log, 250),
                     *third = story_until(log, 300);
        struct player player;
        player_init(&player, first);
        if (follows)
            player_follow(&player, 0);
        else
            player_toggle(&player, 0);
        player_advance(&player, 100 * NS_PER_S);
        ck_assert_int_eq(player.t_ns, 200 * US);
        player_take(&player, second, 101 * NS_PER_S);
        ck_assert_int_eq(player.t_ns, 75 * US);
        ck_assert(player.asking >= 0 && !player.playing && !player.following);
        assert_sound(&player, 101 * NS_PER_S);
        player_toggle(&player, 101 * NS_PER_S);
        player_advance(&player, 201 * NS_PER_S);
        ck_assert_int_eq(player.t_ns, 250 * US);
        player_take(&player, third, 202 * NS_PER_S);
        ck_assert_int_eq(player.t_ns, 250 * US);
        ck_assert_int_lt(player.asking, 0);
        story_free(first);
        story_free(second);
        story_free(third);
    }
    trace_log_close(without);
    trace_log_close(log);
}
END_TEST

/* Whoever has gone past it is not called back. */
START_TEST(a_question_that_was_passed_is_not_late)
{
    struct trace_log *log = hand_log(hand_lesson());
    struct story *first = story_until(log, 200), *second = story_until(log, 250);
    struct player player;
    player_init(&player, first);
    player_seek(&player, 200 * US, 0);
    player_seek(&player, 200 * US, 0);
    ck_assert_int_eq(player.t_ns, 200 * US);
    player_take(&player, second, 1);
    ck_assert_int_eq(player.t_ns, 200 * US);
    ck_assert_int_lt(player.asking, 0);
    story_free(first);
    story_free(second);
    trace_log_close(log);
}
END_TEST

START_TEST(playback_waits_at_the_end_of_what_is_known)
{
    struct trace_log *log = hand_log(hand_two_coroutines());
    struct story *first = story_until(log, 200), *second = story_until(log, 300000);
    struct player player;
    player_init(&player, first);
    player_toggle(&player, 0);
    player_advance(&player, 100 * NS_PER_S);
    ck_assert_int_eq(player.t_ns, 200 * US);
    ck_assert(player.playing);
    ck_assert_int_eq(player_next_ns(&player, 100 * NS_PER_S), -1);
    int speed = player.speed;
    player_take(&player, second, 101 * NS_PER_S);
    ck_assert(player.playing);
    ck_assert_int_eq(player.speed, speed); /* whatever it turns out to be */
    player_advance(&player, 101 * NS_PER_S);
    ck_assert_int_eq(player_next_ns(&player, 101 * NS_PER_S), 101 * NS_PER_S);
    ck_assert(player_advance(&player, 102 * NS_PER_S));
    ck_assert_int_gt(player.t_ns, 200 * US);
    story_free(first);
    story_free(second);
    trace_log_close(log);
}
END_TEST

/* One computes, and two is ready. */
static struct story *story_of_one_that_keeps(double until_us)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "one");
    hand_task(trace, 0, 2, "two");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 100, .reason = TRACE_CORE_UNKNOWN, .line = 4);
    hand_say(trace, until_us, 1, "still there");
    trace_finish(trace);
    return story_of(trace);
}

START_TEST(who_still_keeps_control_is_no_stop_yet)
{
    struct story *story = story_of_one_that_keeps(50000);
    struct player player;
    player_init(&player, story);
    ck_assert(player_step(&player, PLAYER_BY_LATE, +1, 0, 0));
    ck_assert_int_eq(player.t_ns, 50000 * US);
    player_seek(&player, 0, 0);
    story->live = true;
    ck_assert(!player_step(&player, PLAYER_BY_LATE, +1, 0, 0));
    ck_assert_int_eq(player.t_ns, 0);
    story_free(story);
}
END_TEST

START_TEST(a_chosen_speed_stays_while_the_run_grows)
{
    struct trace_log *log = hand_log(hand_two_coroutines());
    struct story *first = story_until(log, 200), *second = story_until(log, 300000);
    struct player player;
    player_init(&player, first);
    player_faster(&player, 1);
    int speed = player.speed;
    player_take(&player, second, 0);
    ck_assert_int_eq(player.speed, speed);
    story_free(first);
    story_free(second);
    trace_log_close(log);
}
END_TEST

START_TEST(another_run_keeps_place_curtain_and_speed)
{
    struct story *one = story_of(hand_two_coroutines()), *other = story_of(hand_two_gil());
    struct player player;
    player_init(&player, one);
    player_curtain(&player, false);
    player_faster(&player, 2);
    int speed = player.speed;
    player_seek(&player, 5 * MS, 0);
    player_take(&player, other, 0);
    ck_assert_int_eq(player.t_ns, 5 * MS);
    ck_assert_int_eq(player.speed, speed);
    ck_assert(!player.curtain);
    ck_assert_int_eq(player.move.at_ns, INT64_MIN);
    player_take(&player, one, 0);
    player_seek(&player, INT64_MAX, 0);
    player_take(&player, other, 0);
    ck_assert_int_eq(player.t_ns, other->end_ns);
    player_take(&player, one, 0); /* which is longer: at the end one is at the end again */
    ck_assert_int_eq(player.t_ns, one->end_ns);
    story_free(one);
    story_free(other);
}
END_TEST

/* ---- anything, in any order ---- */

struct monkey {
    uint32_t seed;
    struct story *stories[MAKERS + 20];
    int count;
    struct player player;
    int64_t now_ns;
};

static void monkey_act(struct monkey *m)
{
    struct player *player = &m->player;
    int direction = next_random(&m->seed) % 2 ? 1 : -1;
    uint32_t any = next_random(&m->seed);
    switch (next_random(&m->seed) % 18) {
    case 0:
        player_take(player, m->stories[any % (uint32_t)m->count], m->now_ns);
        break;
    case 1:
        player_toggle(player, m->now_ns);
        break;
    case 2:
        player_pause(player);
        break;
    case 3:
        player_follow(player, m->now_ns);
        break;
    case 4:
        player_faster(player, (int)(any % 7) - 3);
        break;
    case 5:
        player_seek(player, (int64_t)(any % (600 * 1000)) * US - 1000, m->now_ns);
        break;
    case 6:
        player_to_longest_wait(player, m->now_ns);
        break;
    case 7:
        player_to_task(player, any % 5, m->now_ns);
        break;
    case 8:
        player_to_text(player, any % 2 ? "e" : "resumes", direction, m->now_ns);
        break;
    case 9:
        player_to_cause(player, m->now_ns);
        break;
    case 10:
        player_back(player, m->now_ns);
        break;
    case 11:
        player_curtain(player, any % 2);
        break;
    case 12:
        player->movement = any % 2;
        break;
    case 13:
    case 14:
        player_step(player, (enum player_by)(any % 6), direction, (int)(any / 6 % 8) - 1,
                    m->now_ns);
        break;
    default:
        m->now_ns += any % 100 ? any % (200 * MS) : 7200 * NS_PER_S;
        player_advance(player, m->now_ns);
        break;
    }
}

/* With the curtain down, nothing goes over a question that has no answer. */
static void assert_not_over(const struct player *before, const struct player *after)
{
    const struct story *story = before->story;
    if (!before->curtain || after->story != story || after->answered < before->answered)
        return;
    for (size_t i = 0; i < story->mark_count; i++)
        if (story->marks[i].kind == STORY_ASK && (long)i > before->answered &&
            (long)i != before->asking && story->marks[i].t_ns > before->t_ns)
            ck_assert_int_le(after->t_ns, story->marks[i].t_ns);
}

START_TEST(any_sequence_of_calls_keeps_what_holds)
{
    struct monkey m = {.seed = 2463534242u + (uint32_t)_i};
    struct trace_log *log = hand_log(hand_lesson());
    for (int i = 0; i < MAKERS; i++)
        m.stories[m.count++] = story_of(makers[i]());
    for (int i = 0; i < 20; i++)
        m.stories[m.count++] = story_until(log, i < 10 ? i * 15 : i * 26000);
    player_init(&m.player, m.stories[8]);
    for (int i = 0; i < 10000; i++) {
        struct player before = m.player;
        monkey_act(&m);
        assert_sound(&m.player, m.now_ns);
        assert_not_over(&before, &m.player);
    }
    for (int i = 0; i < m.count; i++)
        story_free(m.stories[i]);
    trace_log_close(log);
}
END_TEST

/* A million events: every call is a search, none a walk. The bound is for a slow machine. */
START_TEST(long_run_is_as_quick_as_a_short_one)
{
    struct trace *trace = hand_long(1000000);
    trace_finish(trace);
    struct story *story = story_of(trace);
    struct player player;
    uint32_t seed = 99;
    player_init(&player, story);
    player_curtain(&player, false);
    int64_t begin = clock_thread_cpu_ns(), now = 0;
    for (int i = 0; i < 20000; i++) {
        player_seek(&player, (int64_t)next_random(&seed) % story->end_ns, now);
        player_step(&player, (enum player_by)(i % 6), i % 2 ? 1 : -1, 1, now);
        now_totals(story, player.t_ns);
        now_lane(story, 1, player.t_ns);
        player_toggle(&player, now);
        now += (int64_t)(next_random(&seed) % 1000) * MS;
        player_advance(&player, now);
    }
    ck_assert_int_lt(clock_thread_cpu_ns() - begin, 5 * NS_PER_S);
    story_free(story);
}
END_TEST

static Suite *player_suite(void)
{
    Suite *suite = suite_create("player");
    TCase *steps = tcase_create("steps"), *play = tcase_create("playback");
    TCase *live = tcase_create("live"), *all = tcase_create("all");
    tcase_add_test(steps, opens_at_zero_stopped_behind_the_curtain);
    tcase_add_loop_test(steps, n_steps_and_n_back_end_where_they_began, 0, MAKERS);
    tcase_add_loop_test(steps, to_seek_is_to_have_stepped, 0, MAKERS);
    tcase_add_test(steps, handoff_steps_stop_at_each_and_at_both_ends);
    tcase_add_test(steps, seeking_is_clamped_to_the_run);
    tcase_add_test(steps, move_tells_from_whom_to_whom);
    tcase_add_test(steps, still_screen_asks_for_no_frame);
    tcase_add_test(steps, without_movement_nothing_glides);
    tcase_add_test(steps, without_movement_it_changes_twice_a_second_at_most);
    tcase_add_test(steps, steps_that_follow_fast_do_not_lag_behind);
    tcase_add_test(steps, jumps_lead_to_tasks_waits_and_words);
    tcase_add_test(steps, why_is_a_link_to_the_cause_and_back);
    tcase_add_test(steps, a_callbacks_turn_leads_to_its_answer);
    tcase_add_test(steps, late_steps_lead_to_what_is_pointed_out);
    tcase_add_test(play, a_run_takes_as_long_as_its_sentences);
    tcase_add_test(play, rounds_that_come_again_go_by);
    tcase_add_test(play, where_nothing_comes_it_grows_faster);
    tcase_add_loop_test(play, small_steps_of_the_clock_are_one_large_one, 0, MAKERS);
    tcase_add_test(play, playback_dwells_at_a_handoff);
    tcase_add_loop_test(play, clock_that_jumps_by_days_ends_at_the_end, 0, MAKERS);
    tcase_add_test(play, end_of_a_run_begins_again);
    tcase_add_test(play, ladder_of_speeds_has_two_ends);
    tcase_add_test(play, playback_stops_at_a_question_and_hides_what_follows);
    tcase_add_test(play, curtain_lets_no_jump_over_a_question);
    tcase_add_test(play, who_is_the_scheduler_is_not_asked);
    tcase_add_test(play, note_is_shown_long_enough_to_be_read);
    tcase_add_test(live, playhead_follows_a_run_that_lasts);
    tcase_add_test(live, following_stops_at_a_question);
    tcase_add_test(live, playback_waits_for_a_run_to_begin);
    tcase_add_test(live, a_question_that_comes_late_is_asked);
    tcase_add_test(live, a_question_that_was_passed_is_not_late);
    tcase_add_test(live, playback_waits_at_the_end_of_what_is_known);
    tcase_add_test(live, who_still_keeps_control_is_no_stop_yet);
    tcase_add_test(live, a_chosen_speed_stays_while_the_run_grows);
    tcase_add_test(live, another_run_keeps_place_curtain_and_speed);
    tcase_add_loop_test(all, any_sequence_of_calls_keeps_what_holds, 0, 4);
    tcase_add_test(all, long_run_is_as_quick_as_a_short_one);
    suite_add_tcase(suite, steps);
    suite_add_tcase(suite, play);
    suite_add_tcase(suite, live);
    suite_add_tcase(suite, all);
    return suite;
}

CHECK_MAIN(player_suite)
