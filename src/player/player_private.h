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

/* The rate at a moment of the clock in a stretch, and until when it holds (INT64_MAX). */
struct player_rate player_rate(const struct player *player, int64_t stretch_ns, int64_t clock_ns,
                               int64_t *until_ns);
/* How long on the clock it takes to glide so far, from there. */
int64_t player_gliding_ns(const struct player *player, int64_t stretch_ns, int64_t clock_ns,
                          int64_t way_ns);
/* At the current speed: the dwelling at a hand-off, by its number; 0 if it goes by. */
int64_t player_handoff_dwell(const struct player *player, size_t handoff);
/* The dwelling at the playhead: of a hand-off, or to read a note. */
int64_t player_dwell_at(const struct player *player);
/* The first hand-off from that one on at which playback dwells, or their count. */
size_t player_dwells_from(const struct player *player, size_t handoff);

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
