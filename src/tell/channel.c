/* What is told of what is waited for, otherwise than of a lock or a semaphore. A channel is not
 * had, as a lock is; and who sends to one of size 0 waits for no room there, but for a receiver.
 * How large it is, the trace says; traces of before do not. Of a condition one has a signal, and a
 * barrier is where all come together. */
#include "config.h"

#include "tell/channel.h"

#include <string.h>

enum kind { LOCK, CHANNEL, MEETING, CONDITION, BARRIER, OTHER, KINDS };

static enum kind kind_of(const struct timeline *timeline, uint32_t object)
{
    static const enum kind kinds[] = {
        [TRACE_LOCK] = LOCK,           [TRACE_SEMAPHORE] = LOCK,  [TRACE_CHANNEL] = CHANNEL,
        [TRACE_CONDITION] = CONDITION, [TRACE_BARRIER] = BARRIER, [TRACE_OTHER_OBJECT] = OTHER};
    const struct trace *trace = timeline->trace;
    if (object > INT32_MAX || !trace_meta(trace, "object", (int)object))
        return LOCK;
    const char *units = trace_meta(trace, "units", (int)object);
    enum kind kind = kinds[trace_object_kind(trace, (int)object)];
    return kind == CHANNEL && units && strcmp(units, "0") == 0 ? MEETING : kind;
}

enum sentence channel_row(const struct timeline *timeline, enum sentence id, uint32_t object)
{
    /* by the kind; TELL_NONE: the first */
    static const enum sentence rows[][KINDS] = {
        {TELL_IS_GOT_OBJECT, TELL_IS_GOT_CHANNEL, TELL_IS_GOT_CHANNEL, TELL_IS_GOT_CONDITION,
         TELL_IS_GOT_BARRIER},
        {TELL_NOW_GOT_OBJECT, TELL_NOW_GOT_CHANNEL, TELL_NOW_GOT_CHANNEL, TELL_NOW_GOT_CONDITION,
         TELL_NOW_GOT_BARRIER},
        {TELL_GOT_OBJECT, TELL_NONE, TELL_NONE, TELL_GOT_SIGNAL, TELL_GOT_THROUGH},
        {TELL_NOW_CONDITION, TELL_NONE, TELL_NONE, TELL_NONE, TELL_NOW_BARRIER, TELL_NOW_OTHER},
        {TELL_WAS_OBJECT, TELL_WAS_CHANNEL, TELL_WAS_CHANNEL, TELL_NONE, TELL_NONE},
        {TELL_IS_SEND, TELL_NONE, TELL_IS_SEND_MEET, TELL_NONE, TELL_NONE},
        {TELL_NOW_SEND, TELL_NONE, TELL_NOW_SEND_MEET, TELL_NONE, TELL_NONE},
        {TELL_WHILE_SEND, TELL_NONE, TELL_WHILE_SEND_MEET, TELL_NONE, TELL_NONE},
        {TELL_GOT_ROOM, TELL_NONE, TELL_GOT_MET, TELL_NONE, TELL_NONE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        enum sentence other = rows[i][0] == id ? rows[i][kind_of(timeline, object)] : TELL_NONE;
        if (other)
            return other;
    }
    return id;
}
