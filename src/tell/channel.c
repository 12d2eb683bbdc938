/* A channel is not had, as a lock is; and who sends to one of size 0 waits for no room there, but
 * for a receiver. How large it is, the trace says; traces of before do not. */
#include "config.h"

#include "tell/channel.h"

#include <string.h>

static bool is_channel(const struct timeline *timeline, uint32_t object)
{
    const char *meta =
        object > INT32_MAX ? NULL : trace_meta(timeline->trace, "object", (int)object);
    return meta && strncmp(meta, "channel ", 8) == 0;
}

static bool holds_nothing(const struct timeline *timeline, uint32_t object)
{
    const char *units = trace_meta(timeline->trace, "units", (int)object);
    return units && strcmp(units, "0") == 0;
}

enum sentence channel_row(const struct timeline *timeline, enum sentence id, uint32_t object)
{
    static const struct {
        enum sentence id, channel, meeting;
    } rows[] = {
        {TELL_IS_GOT_OBJECT, TELL_IS_GOT_CHANNEL, TELL_IS_GOT_CHANNEL},
        {TELL_NOW_GOT_OBJECT, TELL_NOW_GOT_CHANNEL, TELL_NOW_GOT_CHANNEL},
        {TELL_WAS_OBJECT, TELL_WAS_CHANNEL, TELL_WAS_CHANNEL},
        {TELL_IS_SEND, TELL_IS_SEND, TELL_IS_SEND_MEET},
        {TELL_NOW_SEND, TELL_NOW_SEND, TELL_NOW_SEND_MEET},
        {TELL_WHILE_SEND, TELL_WHILE_SEND, TELL_WHILE_SEND_MEET},
        {TELL_GOT_ROOM, TELL_GOT_ROOM, TELL_GOT_MET},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].id == id && is_channel(timeline, object))
            return holds_nothing(timeline, object) ? rows[i].meeting : rows[i].channel;
    return id;
}
