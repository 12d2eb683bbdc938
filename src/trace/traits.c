#include "config.h"

#include "trace/traits.h"

#include <string.h>

enum { MODELS_MOST = 6 };

/* The models are those that there were before a run said its traits: none is added. */
static const struct {
    const char *name, *models[MODELS_MOST];
} traits[TRAIT_COUNT] = {
    [TRAIT_ONE_THREAD] = {"one-thread",
                          {"blocking", "polling", "async-blocking", "callbacks", "coroutines"}},
    [TRAIT_LOOP_TELLS] = {"loop-tells", {"callbacks", "coroutines"}},
    [TRAIT_IN_TURN] = {"in-turn", {"blocking"}},
    [TRAIT_COPIES] = {"copies", {"processes"}},
};

const char *trace_trait_name(enum trace_trait trait)
{
    return traits[trait].name;
}

static bool is_said(const struct trace *trace, enum trace_trait trait)
{
    const char *said;
    for (int n = 0; (said = trace_meta(trace, "trait", n)); n++)
        if (strcmp(said, traits[trait].name) == 0)
            return true;
    return false;
}

static bool is_known(const struct trace *trace, enum trace_trait trait)
{
    const char *model = trace_meta(trace, "model", 0);
    for (int i = 0; model && traits[trait].models[i]; i++)
        if (strcmp(model, traits[trait].models[i]) == 0)
            return true;
    return false;
}

bool trace_has_trait(const struct trace *trace, enum trace_trait trait)
{
    return is_said(trace, trait) || is_known(trace, trait);
}
