#include "config.h"

#include "tell/words.h"

#include <stdio.h>

#include "base/clock.h"

#define EXACT_NS (1LL << 50) /* up to here a double holds them all */

/* In units of so many ns, as printf() has it, which takes many times as long; it is asked only
 * where the last digit is a tie, which it decides by what the fraction is in binary. */
static void decimal_add(struct strbuf *out, int64_t ns, int64_t unit_ns, int digits,
                        const char *unit)
{
    static const int powers[] = {1, 10, 100};
    int64_t size = ns < 0 ? -ns : ns, step = unit_ns / powers[digits];
    char text[32];
    int at = sizeof text;
    if (size % step * 2 == step || size > EXACT_NS) {
        strbuf_addf(out, "%.*f %s", digits, (double)ns / (double)unit_ns, unit);
        return;
    }
    int64_t rest = (size + step / 2) / step;
    for (int n = 0; n <= digits || rest; n++, rest /= 10) {
        if (n == digits && n)
            text[--at] = '.';
        text[--at] = (char)('0' + rest % 10);
    }
    if (ns < 0)
        text[--at] = '-';
    strbuf_add(out, text + at, sizeof text - (size_t)at);
    strbuf_addch(out, ' ');
    strbuf_adds(out, unit);
}

void words_time(struct strbuf *out, int64_t ns)
{
    int64_t size = ns < 0 ? -ns : ns;
    if (ns == 0)
        strbuf_adds(out, "0 ms");
    else if (size < 100)
        strbuf_addf(out, "%d ns", (int)ns);
    else if (size < NS_PER_MS)
        decimal_add(out, ns, NS_PER_US, 1, "us");
    else if (size < 10 * NS_PER_MS)
        decimal_add(out, ns, NS_PER_MS, 2, "ms");
    else if (size < NS_PER_S)
        decimal_add(out, ns, NS_PER_MS, 1, "ms");
    else if (size < 10 * NS_PER_S)
        decimal_add(out, ns, NS_PER_MS, 0, "ms");
    else
        decimal_add(out, ns, NS_PER_S, 2, "s");
}

void words_count(struct strbuf *out, int64_t count)
{
    char digits[32];
    int len = snprintf(digits, sizeof digits, "%lld", (long long)count);
    int first = digits[0] == '-';
    for (int i = 0; i < len; i++) {
        if (i > first && (len - i) % 3 == 0)
            strbuf_addch(out, ',');
        strbuf_addch(out, digits[i]);
    }
}

void words_bytes(struct strbuf *out, int64_t bytes)
{
    if (bytes < 1024)
        strbuf_addf(out, "%lld B", (long long)bytes);
    else if (bytes < 1024 * 1024)
        strbuf_addf(out, "%.1f KiB", (double)bytes / 1024);
    else
        strbuf_addf(out, "%.1f MiB", (double)bytes / (1024 * 1024));
}
