/* Who stands in front of the loop, the thread, or the interpreter's lock at a moment; and at the
 * device. */
#ifndef BATON_PLAYER_NOW_WAITING_H
#define BATON_PLAYER_NOW_WAITING_H

#include "base/strbuf.h"
#include "player/now.h"
#include "tell/tell.h"

struct now_waiting {
    int64_t t_ns;
    struct tell_queue queue, device;
};

/* False: in front of cores there is no queue. */
bool now_waiting_find(const struct story *story, int64_t t_ns, struct now_waiting *waiting);
/* The same, moment by moment: see now_queue_next(). */
bool now_waiting_next(const struct story *story, int64_t t_ns, struct now_queued *known,
                      struct now_waiting *waiting);
/* With so many of them named. */
void now_waiting_say(const struct story *story, const struct now_waiting *waiting, int named,
                     struct strbuf *out);

#endif
