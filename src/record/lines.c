/* Three forms, each of which says of stretches of instructions how many lines further on they are:
 *
 *     3.8, 3.9     bytes, lines         the lines belong to what is behind the bytes
 *     3.10         bytes, lines         they belong to the bytes; -128: no line
 *     3.11 …       1KKK Knnn, …         n + 1 words of two bytes; by the kind K what follows:
 * lines, and columns, which nobody asks for here
 */
#include "config.h"

#include "record/lines.h"

#include <stdbool.h>

enum { VERSION_310 = 0x30A, VERSION_311 = 0x30B };

static uint32_t sound(int64_t line)
{
    return line > 0 && line <= INT32_MAX ? (uint32_t)line : 0;
}

static uint32_t find_in_pairs(const unsigned char *table, size_t len, int first, long offset)
{
    int64_t line = first, at = 0;
    for (size_t i = 0; i + 1 < len; i += 2) {
        at += table[i];
        if (at > offset)
            break;
        line += (signed char)table[i + 1];
    }
    return sound(line);
}

static uint32_t find_in_ranges(const unsigned char *table, size_t len, int first, long offset)
{
    enum { NO_LINE = -128 };
    int64_t line = first, at = 0;
    for (size_t i = 0; i + 1 < len; i += 2) {
        int lines = (signed char)table[i + 1];
        at += table[i];
        line += lines == NO_LINE ? 0 : lines;
        if (at > offset)
            return lines == NO_LINE ? 0 : sound(line);
    }
    return 0;
}

/* ---- from 3.11 on ---- */

enum {
    BEGINS = 0x80, /* of the first byte of an entry */
    NO_LINES = 15,
    LONG = 14,
    NO_COLUMNS = 13,
    ONE_LINE = 10, /* and 11, 12: one and two lines further */
};

/* The lowest six bits first; a byte that another follows has the seventh. */
static int64_t read_signed(const unsigned char *table, size_t len, size_t at)
{
    uint64_t value = 0;
    for (unsigned shift = 0; at < len && shift < 32; at++, shift += 6) {
        value |= (uint64_t)(table[at] & 0x3F) << shift;
        if (!(table[at] & 0x40))
            break;
    }
    int64_t half = (int64_t)(value >> 1);
    return value & 1 ? -half : half;
}

static int64_t lines_of(const unsigned char *table, size_t len, size_t entry)
{
    int kind = table[entry] >> 3 & 15;
    if (kind == NO_LINES || kind < ONE_LINE)
        return 0;
    return kind == LONG || kind == NO_COLUMNS ? read_signed(table, len, entry + 1)
                                              : kind - ONE_LINE;
}

static uint32_t find_in_locations(const unsigned char *table, size_t len, int first, long offset)
{
    int64_t line = first, at = 0;
    for (size_t i = 0; i < len;) {
        if (!(table[i] & BEGINS))
            return 0;
        line += lines_of(table, len, i);
        at += ((table[i] & 7) + 1) * 2;
        if (at > offset)
            return (table[i] >> 3 & 15) == NO_LINES ? 0 : sound(line);
        for (i++; i < len && !(table[i] & BEGINS); i++)
            ;
    }
    return 0;
}

uint32_t lines_find(const unsigned char *table, size_t len, uint32_t version, int first,
                    long offset)
{
    if (offset < 0)
        return 0;
    if (version >> 16 < VERSION_310)
        return find_in_pairs(table, len, first, offset);
    if (version >> 16 < VERSION_311)
        return find_in_ranges(table, len, first, offset);
    return find_in_locations(table, len, first, offset);
}
