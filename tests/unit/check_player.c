#include "player/player.h"

#include <string.h>

#include "base/clock.h"
#include "check_main.h"
#include "hand.h"

enum { US = 1000, MS = 1000000 };

static struct story *story_of(struct trace *trace)
{
    return story_new(trace, NULL, NULL);
}

START_TEST(opens_at_zero_stopped_behind_the_curtain)
{
    struct story *story = story_of(hand_two_coroutines());
    struct player player;
    struct strbuf words = STRBUF_INIT;
    player_init(&player, story);
    ck_assert_int_eq(player.t_ns, 0);
    ck_assert(!player.playing && player.curtain && player_hides(&player));
    ck_assert(player_next_ns(&player, 5) == -1);
    player_speed_words(&player, &words);
    ck_assert_str_eq(strbuf_str(&words), "1/20");
    strbuf_release(&words);
    story_free(story);
}
END_TEST

static Suite *player_suite(void)
{
    Suite *suite = suite_create("player");
    TCase *tcase = tcase_create("player");
    tcase_add_test(tcase, opens_at_zero_stopped_behind_the_curtain);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(player_suite)
