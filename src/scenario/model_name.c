#include "config.h"

#include "scenario/model_name.h"

#include <string.h>

static const struct {
    const char *name;
    bool single_thread, shares_memory;
} models[MODEL_COUNT] = {
#define ROW(ID, id, name, single_thread, shares_memory) {name, single_thread, shares_memory},
    MODELS(ROW)
#undef ROW
};

const char *model_name(enum model_id id)
{
    return models[id].name;
}

int model_by_name(const char *name)
{
    for (int i = 0; i < MODEL_COUNT; i++)
        if (strcmp(models[i].name, name) == 0)
            return i;
    return -1;
}

bool model_is_single_thread(enum model_id id)
{
    return models[id].single_thread;
}

bool model_shares_memory(enum model_id id)
{
    return models[id].shares_memory;
}
