/* The ends that were found, each once. */
#ifndef BATON_EXPLORE_ENDS_H
#define BATON_EXPLORE_ENDS_H

#include "explore/explore.h"
#include "explore/stepper.h"

struct scenario;

struct ends {
    const struct scenario *scenario;
    const struct program *program;
    enum model_id model;
    const char **names; /* of shared variables and semaphores, then of regions */
    int *indices;       /* of those; semaphores behind the shared variables, then regions */
    int name_count;
    int first_region;                 /* of the names */
    bool says;                        /* told apart by what was said */
    char **lanes;                     /* what the tasks are called, by number */
    uint32_t lane_count, lanes_named; /* of lane_count so many are tasks that have a name here */
    struct explore_end *all;
    struct stepper_digest *digests;
    int count, room, digest_room;
};

/* *says: what of the things said a state has to keep. */
void ends_init(struct ends *ends, const struct scenario *scenario, const struct program *program,
               enum model_id model, enum stepper_says *says);
/* The stepper has come to an end: its number. It can only be restored then. */
uint32_t ends_add(struct ends *ends, struct stepper *stepper);
/* Takes the names of its tasks that are new. */
/* What failed, or who waits for whom, in the state of the stepper, which is at that end: there may
 * be several that are one end for the expectations. */
void ends_tell(struct ends *ends, uint32_t number, struct stepper *stepper);
void ends_name_lanes(struct ends *ends, const struct stepper *stepper);
void ends_release(struct ends *ends);

#endif
