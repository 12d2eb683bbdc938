/* Reads codes, as lines.py tells them, and says where baton finds another line than Python:
 *
 *     VERSION FIRST TABLE OFFSET:LINE …       numbers in hex, decimal, hex, decimal
 *
 * Line 0: the instruction has none. */
#include "config.h" /* before any header of libc: the system's extensions */

#include "record/lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t take_hex(const char *text, unsigned char *bytes)
{
    size_t len = strcmp(text, "-") == 0 ? 0 : strlen(text) / 2;
    for (size_t i = 0; i < len; i++) {
        char pair[3] = {text[2 * i], text[2 * i + 1], '\0'};
        bytes[i] = (unsigned char)strtoul(pair, NULL, 16);
    }
    return len;
}

int main(void)
{
    char *row = NULL;
    size_t room = 0;
    long checked = 0, wrong = 0;
    while (getline(&row, &room, stdin) > 0) {
        char *rest = row;
        const char *version = strtok_r(row, " \n", &rest), *first = strtok_r(NULL, " \n", &rest),
                   *hex = strtok_r(NULL, " \n", &rest);
        if (!version || !first || !hex)
            return 2;
        unsigned char *table = malloc(strlen(hex) / 2 + 1);
        if (!table)
            return 2;
        size_t len = take_hex(hex, table);
        for (char *pair; (pair = strtok_r(NULL, " \n", &rest));) {
            char *line;
            long offset = strtol(pair, &line, 10);
            uint32_t found = lines_find(table, len, (uint32_t)strtoul(version, NULL, 16),
                                        (int)strtol(first, NULL, 10), offset);
            checked++;
            if (found == (uint32_t)strtoul(line + 1, NULL, 10))
                continue;
            if (wrong++ < 5)
                printf("first line %s, offset %ld: %u, not %s\n", first, offset, found, line + 1);
        }
        free(table);
    }
    free(row);
    printf("%ld lines, %ld of them wrong\n", checked, wrong);
    return checked < 1000 || wrong ? 1 : 0;
}
