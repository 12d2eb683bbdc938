/* A string that grows. Embedded: zero it (or STRBUF_INIT) to begin, strbuf_release() at the end.
 * `text` is NUL-terminated whenever anything was added, and NULL before; it is borrowed until the
 * next append. Not thread safe: one owner at a time. */
#ifndef BATON_BASE_STRBUF_H
#define BATON_BASE_STRBUF_H

#include <stdarg.h>
#include <stddef.h>

struct strbuf {
    char *text;
    size_t len;
    size_t room;
};

#define STRBUF_INIT                                                                                \
    {                                                                                              \
        0                                                                                          \
    }

void strbuf_add(struct strbuf *buf, const char *bytes, size_t len);
void strbuf_adds(struct strbuf *buf, const char *text);
void strbuf_addch(struct strbuf *buf, char c);
void strbuf_addn(struct strbuf *buf, char c, size_t times);
void strbuf_addf(struct strbuf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void strbuf_vaddf(struct strbuf *buf, const char *format, va_list args);
void strbuf_clear(struct strbuf *buf);            /* empty, keeps its memory */
const char *strbuf_str(const struct strbuf *buf); /* never NULL */
char *strbuf_detach(struct strbuf *buf);          /* the caller frees it; never NULL */
void strbuf_release(struct strbuf *buf);

#endif
