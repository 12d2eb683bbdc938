#include "config.h"

#include "explore/due.h"

void due_wait(struct stepper *stepper, uint32_t id, int64_t ns)
{
    stepper->dues[id] = stepper->now + ns;
}

static bool waits(const struct stepper *stepper, uint32_t id)
{
    return stepper->place[id] == STEPPER_DUE || stepper->place[id] == STEPPER_TIMED;
}

int64_t due_first(const struct stepper *stepper)
{
    int64_t first = -1;
    for (uint32_t id = 1; id <= stepper_ids(stepper); id++)
        if (waits(stepper, id) && (first < 0 || stepper->dues[id] < first))
            first = stepper->dues[id];
    return first;
}

bool due_is_now(const struct stepper *stepper, uint32_t id)
{
    return waits(stepper, id) && stepper->dues[id] <= stepper->now;
}

bool due_is_first(const struct stepper *stepper, uint32_t id)
{
    return waits(stepper, id) && stepper->dues[id] == due_first(stepper);
}
