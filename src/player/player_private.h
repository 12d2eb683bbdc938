/* What the files of the player share. Private to them. */
#ifndef BATON_PLAYER_PLAYER_PRIVATE_H
#define BATON_PLAYER_PLAYER_PRIVATE_H

#include "player/player.h"
#include "player/story_index.h"

/* Run time : clock, as num : den; one of the two is 1, so that playback never has to round. */
struct player_rate {
    int num, den;
};

/* ---- player_speed.c ---- */

struct player_rate player_rate(const struct player *player);
/* At the current speed: the dwelling at a hand-off; 0 if there are too many. */
int64_t player_handoff_dwell(const struct player *player);
/* The dwelling at the playhead: of a hand-off, or to read a note. */
int64_t player_dwell_at(const struct player *player);
/* Chooses the first speed, and sets it. */
void player_speed_choose(struct player *player);
/* The dwelling at hand-offs of the story at hand. */
void player_speed_fit(struct player *player);

/* ---- player.c ---- */

/* The next ask behind t that is not answered, as an index of a mark, or -1. */
long player_ask_after(const struct player *player, int64_t t_ns);
/* Puts the playhead at t, forward or back: the move, and whether an ask is there. `at_ns`: of the
 * clock. */
void player_put(struct player *player, int64_t t_ns, int64_t at_ns);
/* The ask at the playhead has its answer. */
void player_answer(struct player *player);
/* Stops playback, and goes to t or, on the way, to an ask. False if it is there already. */
bool player_go(struct player *player, int64_t t_ns, int64_t now_ns);

#endif
