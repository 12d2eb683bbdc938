#include "config.h"

#include "small.h"

#define HAS(word) (UINT64_C(1) << GENERATE_##word)

static bool has_loop(enum model_id model)
{
    return model == MODEL_COROUTINES || model == MODEL_CALLBACKS || model == MODEL_ASYNC_BLOCKING;
}

struct generate_rules small_rules(enum model_id model, uint64_t seed)
{
    struct generate_rules rules = {
        .statements = GENERATE_ALL & ~(HAS(MEANWHILE) | HAS(WITHIN) | HAS(AWAIT_WITHIN)),
        .holds = true,
        .answers = true,
        .run = true,
        .waits_in_blocks = true,
        .size_0 = true,
        .until_main_ends = true,
        .small = true,
        .workers = !model_is_single_thread(model),
        .unlimited = true,
        .copies = true,
    };
    if (!model_is_single_thread(model))
        rules.statements &= ~(HAS(CREATE) | HAS(RESUME) | HAS(THROW) | HAS(YIELD_VALUE));
    if (model == MODEL_PROCESSES) /* callbacks share the pool of their process, and a crash */
        rules.statements &= ~(generate_choice(seed, 3, 2) ? HAS(THEN) : HAS(OFFLOAD) | HAS(CRASH));
    if (model == MODEL_POLLING) {
        rules.statements &= ~(HAS(THEN) | HAS(OFFLOAD));
        rules.copies = false;
    }
    if (model != MODEL_POLLING && generate_choice(seed, 2, 3) == 0) { /* time limits */
        rules.statements |= HAS(WITHIN) | HAS(AWAIT_WITHIN);
        rules.statements &=
            ~(HAS(THEN) | HAS(CREATE) | HAS(RESUME) | HAS(THROW) | HAS(YIELD_VALUE));
        if (model_is_single_thread(model))
            rules.statements &= ~HAS(OFFLOAD);
        rules.run = false;
        rules.many = HAS(WITHIN) | HAS(AWAIT_WITHIN) | (rules.statements & HAS(OFFLOAD));
    } else if (has_loop(model) && generate_choice(seed, 6, 2) == 0) { /* blocks beside a loop */
        rules.many = HAS(OFFLOAD) | (generate_choice(seed, 8, 2) ? HAS(CANCEL) | HAS(GROUP) : 0);
    } else if (generate_choice(seed, 4, 3) == 0) {
        rules.many = HAS(THEN);
    }
    return rules;
}
