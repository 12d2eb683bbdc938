#include "tell/words.h"

#include <stdio.h>

#include "base/clock.h"

void words_time(struct strbuf *out, int64_t ns)
{
    double value = (double)ns;
    int64_t size = ns < 0 ? -ns : ns;
    if (ns == 0)
        strbuf_adds(out, "0 ms");
    else if (size < 100)
        strbuf_addf(out, "%d ns", (int)ns);
    else if (size < NS_PER_MS)
        strbuf_addf(out, "%.1f us", value / NS_PER_US);
    else if (size < 10 * NS_PER_MS)
        strbuf_addf(out, "%.2f ms", value / NS_PER_MS);
    else if (size < NS_PER_S)
        strbuf_addf(out, "%.1f ms", value / NS_PER_MS);
    else if (size < 10 * NS_PER_S)
        strbuf_addf(out, "%.0f ms", value / NS_PER_MS);
    else
        strbuf_addf(out, "%.2f s", value / NS_PER_S);
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
