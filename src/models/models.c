/* The table of the models: a row each. */
#include "config.h"

#include "models/model.h"

static const struct model *const models[MODEL_COUNT] = {
    [MODEL_BLOCKING] = &model_blocking,
    [MODEL_POLLING] = &model_polling,
    [MODEL_ASYNC_BLOCKING] = &model_async_blocking,
    [MODEL_CALLBACKS] = &model_callbacks,
    [MODEL_COROUTINES] = &model_coroutines,
    [MODEL_GIL] = &model_gil,
    [MODEL_THREADS] = &model_threads,
    [MODEL_PROCESSES] = &model_processes,
};

const struct model *model_get(enum model_id id)
{
    return models[id];
}

const struct model_words *model_words(enum model_id id)
{
    return &models[id]->words;
}
