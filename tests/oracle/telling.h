/* Has told all that baton can say about a run, as its views and exports have it told, and each
 * clause judged. */
#ifndef BATON_ORACLE_TELLING_H
#define BATON_ORACLE_TELLING_H

#include <stdbool.h>
#include <stdint.h>

#include "player/story.h"
#include "tell/sentences.h"

/* Of each row how often it was heard, judged, and found false. */
struct tally {
    uint32_t heard[TELL_SENTENCES], judged[TELL_SENTENCES], wrong[TELL_SENTENCES];
};

/* Is told of each sentence with a false clause: what is told, the clause's row, why it is false. */
typedef void telling_wrong_fn(void *arg, const char *where, const char *sentence, enum sentence id,
                              const char *why);

/* Returns how many clauses are false. */
int telling_all(const struct story *story, struct tally *tally, telling_wrong_fn *wrong, void *arg);

#endif
