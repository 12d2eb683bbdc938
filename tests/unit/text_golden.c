#include "config.h"

#include "text_golden.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/utf8.h"

void text_golden_assert(const char *text, const char *name)
{
    char path[1024], *expected = NULL;
    size_t len = 0, same = 0;
    snprintf(path, sizeof path, "%s/%s.txt", GOLDEN_DIR, name);
    if (getenv("BATON_UPDATE_GOLDEN"))
        ck_assert_int_eq(file_write(path, text, strlen(text)), 0);
    ck_assert_msg(file_read(path, 1 << 20, &expected, &len) == 0, "no golden %s", path);
    while (same < len && text[same] == expected[same])
        same++;
    ck_assert_msg(same == len && !text[len], "%s differs from byte %zu on, at: %.60s\ngot:\n%s",
                  path, same, text + same, text);
    free(expected);
}

void text_assert_fits(const char *text, int width, bool ascii)
{
    const char *at = text;
    while (*at) {
        const char *eol = strchr(at, '\n');
        ck_assert_ptr_nonnull(eol);
        ck_assert_int_le((int)utf8_width(at, (size_t)(eol - at)), width);
        for (; at < eol; at++)
            ck_assert((unsigned char)*at >= 0x20 && *at != 0x7F && (!ascii || !(*at & 0x80)));
        at++;
    }
}
