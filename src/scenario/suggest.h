/* "did you mean": the known word that is nearest to one that is not known, by the number of letters
 * left out, put in, changed or swapped with their neighbour (Damerau-Levenshtein, the restricted
 * form). Pure. */
#ifndef BATON_SCENARIO_SUGGEST_H
#define BATON_SCENARIO_SUGGEST_H

#include "scenario/symbols.h"

struct suggest {
    const char *word;
    const char *best; /* NULL: nothing is near enough */
    int distance;
};

/* Begin with a word, offer the candidates, then look at `best`. */
struct suggest suggest_for(const char *word);
void suggest_offer(struct suggest *suggest, const char *candidate);
/* Offers every name of a map. */
void suggest_offer_symbols(struct suggest *suggest, const struct symbols *symbols);

#endif
