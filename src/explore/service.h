/* `workers N` where a worker serves one task after the other, to its end: who is not served queues,
 * in the order in which the tasks came to be. Who of them begins next is so, whoever's worker is
 * free; that is no move. */
#ifndef BATON_EXPLORE_SERVICE_H
#define BATON_EXPLORE_SERVICE_H

#include "explore/stepper.h"

/* The workers are there, if the program has any. */
void service_init(struct stepper *stepper);
/* The task is new. True: it queues for a worker. */
bool service_queues(struct stepper *stepper, const struct task *task);
/* Those for whom a worker is free begin: they are to go on. True: any did. */
bool service_begin(struct stepper *stepper);
/* Why a program with workers cannot be explored, and the line, or 0; NULL: it can. */
const char *service_refuses(const struct program *program, enum model_id model, uint32_t *line);

#endif
