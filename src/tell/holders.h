/* Who held a strip of control while somebody else could have run. */
#ifndef BATON_TELL_HOLDERS_H
#define BATON_TELL_HOLDERS_H

#include "tell/say.h"

enum { HOLDERS_MOST = 8 };

struct holder {
    uint32_t actor;
    uint32_t callback;                    /* of a loop that runs one: the line of its function */
    int64_t ns;                           /* in all */
    const struct timeline_interval *item; /* the longest */
    int64_t item_ns;
    int64_t until_ns; /* when it gave control up behind that */
};

/* Longest first. */
struct holders {
    struct holder rows[HOLDERS_MOST];
    int count;
    bool all;     /* nobody and nothing is left out */
    bool longest; /* where something is: no longer stretch of anybody is */
    int64_t ns;   /* the time that was asked for */
};

/* Those who held it between since_ns and t_ns for more than a crumb of the time; not nobody, not
 * `actor` itself. Many short intervals are not followed for ever. */
struct holders holders_between(const struct timeline *timeline, const struct timeline_lane *strip,
                               uint32_t actor, int64_t since_ns, int64_t t_ns);
/* Who has an interval of a strip until then: TELL_A_CALLBACK for a loop that runs one. */
uint32_t holders_actor(const struct timeline *timeline, const struct timeline_interval *item,
                       int64_t until_ns);
/* Whether what they held is called a loop, not a thread. Where a loop tells its tasks of what has
 * come it always has a lane; elsewhere it would be the future that decides. */
bool holders_of_loop(const struct timeline *timeline);
/* Whether more than one of them deserves a word. */
bool holders_several(const struct holders *holders);
/* For "fetch (300.2 ms), fetch 2 (250.1 ms) and 3 more". */
struct tell_names holders_names(const struct timeline *timeline, const struct holders *holders);

#endif
