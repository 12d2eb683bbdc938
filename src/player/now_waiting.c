#include "config.h"

#include "player/now_waiting.h"

#include "trace/recording.h"

static void device_find(const struct story *story, int64_t t_ns, struct tell_queue *device)
{
    int requests[TELL_NAMES_MOST];
    device->count = now_requests(story, t_ns, requests, TELL_NAMES_MOST);
    for (size_t i = 0; i < device->count && i < TELL_NAMES_MOST; i++)
        device->who[i] = story->timeline->requests[requests[i]].who;
}

bool now_waiting_next(const struct story *story, int64_t t_ns, struct now_queued *known,
                      struct now_waiting *waiting)
{
    const struct timeline *timeline = story->timeline;
    *waiting = (struct now_waiting){.t_ns = t_ns};
    if (!timeline->has_gil && !timeline_has_loop(timeline) && !timeline->single_thread)
        return false;
    waiting->queue.count = now_queue_next(story, t_ns, known, waiting->queue.who, TELL_NAMES_MOST);
    waiting->queue.of_first = now_queue_of_first(story);
    device_find(story, t_ns, &waiting->device);
    return true;
}

bool now_waiting_find(const struct story *story, int64_t t_ns, struct now_waiting *waiting)
{
    return now_waiting_next(story, t_ns, NULL, waiting);
}

void now_waiting_say(const struct story *story, const struct now_waiting *waiting, int named,
                     struct strbuf *out)
{
    struct tell tell = tell_to(story->timeline, out);
    if (story->timeline->has_gil) {
        struct now_gil gil = now_gil(story, waiting->t_ns);
        tell_gil(&tell, gil.holder, &waiting->queue, gil.asked_by, waiting->t_ns - gil.asked_ns,
                 named);
    } else {
        bool device = !trace_is_recording(story->trace);
        tell_queues(&tell, &waiting->queue, device ? &waiting->device : NULL, named);
    }
}
