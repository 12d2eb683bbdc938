/* Playback: a playhead over a story, a clock that is handed in, and a curtain.
 *
 * All that is seen is a function of the playhead `t_ns`: at it everything agrees. A moment is there
 * at the playhead if it is at or before it. So a step back costs what a step forward costs, n steps
 * and n back end where they began, and to seek is to have stepped.
 *
 * Speed. A wait of half a second and a hand-off of five microseconds are in one run. So playback
 * glides through the run at a rate (run time : clock), and dwells at hand-offs as long as it takes
 * to read their sentences; a speed scales both. A hand-off that is like those before it is dwelled
 * at for half as long, and after three of them goes by. Where nothing new has come for a second of
 * the clock the rate grows, and grows, until it does: so idle stretches and repeated rounds are
 * short, however long they were. All of that follows from what is past, so that the pace tells
 * nothing of what comes. The rates are a ladder, 1/1000 to 10; the first one is 1/20. At a `note`
 * it dwells as long as it takes to read it; at an `ask` it stops.
 *
 * The curtain hides what is behind the playhead: it is down when a scenario is opened.
 * player_hides() tells; at an ask it is down whoever lifted it, until the class has answered.
 *
 * Live. While the run lasts, the next story replaces the one before (player_take()); the playhead
 * stays where it is, or, if it follows, at the end of what is known; or goes back to an ask that
 * was written down late. Playback that has reached the end of a run that lasts waits there for
 * more, and goes on.
 *
 * `now_ns` arguments are the clock (CLOCK_MONOTONIC, or a test's own). Not thread safe. */
#ifndef BATON_PLAYER_PLAYER_H
#define BATON_PLAYER_PLAYER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "player/story.h"

enum player_by {
    PLAYER_BY_HANDOFF, /* a time at which control moved, or an ask; 0 and the end are stops, too */
    PLAYER_BY_EVENT,   /* story_event_after(), or 0 and the end */
    PLAYER_BY_LANE,    /* where an interval of the lane `which` (of the timeline) begins or ends */
    PLAYER_BY_OUTPUT,  /* something was said, or failed */
    PLAYER_BY_LATE,    /* LATE, HOLDS, KEEPS */
    PLAYER_BY_NOTE,    /* note, ask */
};

/* The last change of who holds control that was shown: for the animation. */
struct player_move {
    uint32_t from, to; /* actors, or TRACE_NOBODY */
    int strip;
    int64_t t_ns;   /* of the run */
    int64_t at_ns;  /* of the clock; INT64_MIN: no move yet */
    bool backwards; /* the playhead went back over it */
};

enum { PLAYER_FIRST_SPEED = 5 };

/* To be read by anybody; changed only by the functions below. */
struct player {
    const struct story *story; /* borrowed */
    int64_t t_ns;
    bool playing;
    bool following;    /* the end of a run that lasts */
    bool curtain;      /* down, unless lifted */
    bool passes;       /* questions are none: who plays is the scheduler */
    bool movement;     /* wanted; else playback goes from hand-off to hand-off, and no mark
                          is on its way */
    long asking;       /* index of the mark of an `ask` that waits for its answer, or -1 */
    int64_t reveal_ns; /* playback stops there, too: an answer is revealed; or INT64_MAX.
                          To be set by whoever knows answers */
    int speed;         /* a step of the ladder, PLAYER_FIRST_SPEED at first */
    struct player_move move;
    /* private */
    int64_t clock_ns;      /* up to when playback was advanced */
    int64_t dwell_ns;      /* left of the dwelling at the playhead, at the current speed */
    int64_t stretch_ns;    /* on the clock: since then nothing new has come */
    int64_t back_ns;       /* where player_back() leads, or -1 */
    long answered;         /* index of the newest ask that was answered, or -1 */
    int64_t move_ns;       /* that the mark of the last move is on its way */
    int64_t held_ns;       /* of the way to the next stop, gone without being shown */
    int64_t rest_until_ns; /* without movement: nothing changes by itself before */
};

/* At 0, stopped, curtain down. */
void player_init(struct player *player, const struct story *story);
/* Another story: the next of the same run, or of another run of the same scenario. Keeps playhead
 * (within the new end), curtain, playing and speed; at the end of a run that was over it is at the
 * end of the next one, too. */
void player_take(struct player *player, const struct story *story, int64_t now_ns);

/* Goes on to now. True if anything that is seen has changed. */
bool player_advance(struct player *player, int64_t now_ns);
/* When the picture will change next by itself (without movement twice a second at the most), on the
 * clock: now_ns for "with the next frame", a later time at the end of a dwelling, -1: never, until
 * somebody does something. */
int64_t player_next_ns(const struct player *player, int64_t now_ns);

/* Plays or pauses; at an ask it answers and plays; at the end of a run that is over it begins
 * again. */
void player_toggle(struct player *player, int64_t now_ns);
void player_pause(struct player *player);
/* Follows the end of a run that lasts; of one that is over: goes to the end. */
void player_follow(struct player *player, int64_t now_ns);
/* Up or down the ladder of speeds. */
void player_faster(struct player *player, int steps);
/* The rate, as "1/20" or "5". */
void player_speed_words(const struct player *player, struct strbuf *out);

/* All of these pause. Clamped to [0, end]. False if there is nothing to go to: nothing is changed
 * then, but that it pauses. A step forward at an ask answers it; a step, jump or seek forward over
 * an unanswered ask ends at the ask while the curtain is down. With the curtain up it goes over it,
 * and the ask will not be asked again until the run begins again. */
bool player_seek(struct player *player, int64_t t_ns, int64_t now_ns);
bool player_step(struct player *player, enum player_by by, int direction, int which,
                 int64_t now_ns);
/* To the beginning of the longest wait of a task (state waiting, blocked or lock): one for an
 * answer, a sleep, a lock; only if there is none, one for what it started itself. */
bool player_to_longest_wait(struct player *player, int64_t now_ns);
/* To the first turn of a task (or, from the beginning of one of its turns, to its next). */
bool player_to_task(struct player *player, uint32_t task, int64_t now_ns);
/* To the next (direction 1) or last (-1) line said or label asked that contains `text`; goes round
 * at the end. Letters of ASCII match in either case. */
bool player_to_text(struct player *player, const char *text, int direction, int64_t now_ns);
/* To the event that caused the hand-off at or before the playhead (the answer, the release, the
 * start); and back again. */
bool player_to_cause(struct player *player, int64_t now_ns);
bool player_back(struct player *player, int64_t now_ns);

/* Lifts the curtain, or lets it down. At an ask: lifts it for what follows. */
void player_curtain(struct player *player, bool down);
/* True if what is behind the playhead must not be seen. */
bool player_hides(const struct player *player);
/* The last moment of the run of which anything may be seen. */
int64_t player_known_ns(const struct player *player);
/* What an axis spans that tells nothing of what comes: the smallest of 1, 2, 5, 10, 20 … ms in
 * which the moment stands within the first five eighths. */
int64_t player_axis_ns(int64_t t_ns);

/* How far the baton's mark has come on its way from move.from to move.to: 0 … 1; 1 if nothing
 * moves. */
double player_move_phase(const struct player *player, int64_t now_ns);
/* Nanoseconds of the clock that a mark is on its way. */
enum { PLAYER_MOVE_MS = 350 };

#endif
