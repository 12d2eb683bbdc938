/* The records of the models, in the order of their names. */
#include "config.h"

#include "models/model.h"

static const struct model *const models[MODEL_COUNT] = {
#define ROW(ID, id, ...) &model_##id,
    MODELS(ROW)
#undef ROW
};

const struct model *model_get(enum model_id id)
{
    return models[id];
}

const struct model_words *model_words(enum model_id id)
{
    return &models[id]->words;
}
