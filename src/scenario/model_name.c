#include "scenario/model_name.h"

#include <string.h>

static const struct {
    const char *name;
    bool single_thread;
} models[MODEL_COUNT] = {
    [MODEL_BLOCKING] = {"blocking", true},
    [MODEL_POLLING] = {"polling", true},
    [MODEL_ASYNC_BLOCKING] = {"async-blocking", true},
    [MODEL_CALLBACKS] = {"callbacks", true},
    [MODEL_COROUTINES] = {"coroutines", true},
    [MODEL_GIL] = {"gil", false},
    [MODEL_THREADS] = {"threads", false},
    [MODEL_PROCESSES] = {"processes", false},
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
