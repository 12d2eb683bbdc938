#include "config.h"

#include "base/strbuf.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void reserve(struct strbuf *buf, size_t more)
{
    if (buf->len + more + 1 <= buf->room)
        return;
    size_t room = buf->room ? buf->room * 2 : 64;
    while (room < buf->len + more + 1)
        room *= 2;
    buf->text = mem_realloc(buf->text, room);
    buf->room = room;
}

void strbuf_add(struct strbuf *buf, const char *bytes, size_t len)
{
    reserve(buf, len);
    if (len)
        memcpy(buf->text + buf->len, bytes, len);
    buf->len += len;
    buf->text[buf->len] = '\0';
}

void strbuf_adds(struct strbuf *buf, const char *text)
{
    strbuf_add(buf, text, strlen(text));
}

void strbuf_addch(struct strbuf *buf, char c)
{
    strbuf_add(buf, &c, 1);
}

void strbuf_addn(struct strbuf *buf, char c, size_t times)
{
    reserve(buf, times);
    memset(buf->text + buf->len, c, times);
    buf->len += times;
    buf->text[buf->len] = '\0';
}

void strbuf_addf(struct strbuf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    strbuf_vaddf(buf, format, args);
    va_end(args);
}

void strbuf_vaddf(struct strbuf *buf, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    reserve(buf, 0);
    size_t free_room = buf->room - buf->len;
    int len = vsnprintf(buf->text + buf->len, free_room, format, args);
    if (len > 0 && (size_t)len >= free_room) {
        reserve(buf, (size_t)len);
        vsnprintf(buf->text + buf->len, (size_t)len + 1, format, again);
    }
    va_end(again);
    if (len > 0)
        buf->len += (size_t)len;
}

void strbuf_clear(struct strbuf *buf)
{
    buf->len = 0;
    if (buf->text)
        buf->text[0] = '\0';
}

const char *strbuf_str(const struct strbuf *buf)
{
    return buf->text ? buf->text : "";
}

char *strbuf_detach(struct strbuf *buf)
{
    reserve(buf, 0);
    buf->text[buf->len] = '\0';
    char *text = buf->text;
    *buf = (struct strbuf)STRBUF_INIT;
    return text;
}

void strbuf_release(struct strbuf *buf)
{
    free(buf->text);
    *buf = (struct strbuf)STRBUF_INIT;
}
