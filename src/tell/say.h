/* How a row of the table becomes text. Private to this room. */
#ifndef BATON_TELL_SAY_H
#define BATON_TELL_SAY_H

#include "tell/tell.h"

/* A clause. */
void tell_say(struct tell *tell, enum sentence id, const struct tell_args *args);
/* Beside its subject: without what stands in brackets. */
void tell_say_bare(struct tell *tell, enum sentence id, const struct tell_args *args);
/* A row without places: what stands between two clauses, or behind the last. */
void tell_join(struct tell *tell, enum sentence id);
/* An actor: a task by its name, or the words for the loop, the device …, nobody. */
void tell_actor(struct tell *tell, uint32_t actor);
/* Adds one of a list: by name, or to those that are counted if `most` have been named. */
void tell_names_add(struct tell_names *names, int most, uint32_t who, int64_t for_ns);

/* SAY(tell, GOT_TURN, .who = actor). */
#define SAY(tell, id, ...) tell_say((tell), TELL_##id, &(struct tell_args){__VA_ARGS__})

/* For tests: whether the place is known whose name begins at `at`, behind its brace. The renderer
 * does not ask. */
bool tell_has_place(const char *at);

#endif
