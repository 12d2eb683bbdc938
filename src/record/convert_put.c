#include "config.h"

#include "record/convert.h"

void convert_put_text(struct converter *c, struct trace_event event, const char *text, size_t len)
{
    if (event.time_ns < c->origin_ns)
        event.time_ns = c->origin_ns;
    trace_add(c->out, &event, text, len);
}

void convert_put(struct converter *c, struct trace_event event)
{
    convert_put_text(c, event, NULL, 0);
}
