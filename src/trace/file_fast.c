/* Lines as trace_file_format() writes them: no look at a byte more than once, no copy. Numbers have
 * at most 18 digits here, and a string no escapes. */
#include "config.h"

#include "trace/file_private.h"

#include <string.h>

enum {
    WORD_BYTES = 16,
    MARGIN = 128, /* a line's words are not further in than that, nor do they reach further */
};

/* ---- words ---- */

/* Eight bytes, the first in the lowest place. */
static uint64_t eight_bytes(const char *at)
{
    uint64_t bytes;
    memcpy(&bytes, at, sizeof bytes);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap64(bytes);
#endif
    return bytes;
}

/* How many bytes are before the first space (Warren, Hacker's Delight, 6-1); 8: there is none. */
static unsigned space_in(uint64_t bytes)
{
    uint64_t ones = UINT64_C(0x0101010101010101), zeros = bytes ^ ones * ' ';
    uint64_t found = (zeros - ones) & ~zeros & ones * 0x80;
    return found ? (unsigned)__builtin_ctzll(found) / 8 : 8;
}

static uint64_t keep_bytes(uint64_t bytes, unsigned count)
{
    return count == 8 ? bytes : bytes & ((UINT64_C(1) << count * 8) - 1);
}

/* The word at `at`, which ends at a space; returns its length, WORD_BYTES if it is longer than any
 * of ours. */
static unsigned word_take(const char *at, struct file_word *word)
{
    uint64_t low = eight_bytes(at);
    unsigned len = space_in(low);
    word->low = keep_bytes(low, len);
    word->high = 0;
    if (len < 8)
        return len;
    uint64_t high = eight_bytes(at + 8);
    unsigned more = space_in(high);
    word->high = keep_bytes(high, more);
    return 8 + more;
}

static unsigned slot_of(const struct file_word *word)
{
    uint64_t mixed = (word->low ^ word->high * 31) * UINT64_C(0x9E3779B97F4A7C15);
    return (unsigned)(mixed >> 57); /* below FILE_WORD_SLOTS */
}

static void word_put(struct file_table *table, const char *name, int value)
{
    char padded[WORD_BYTES];
    struct file_word word;
    size_t len = strlen(name);
    if (len >= WORD_BYTES || name[0] == '?')
        return;
    memset(padded, ' ', sizeof padded);
    memcpy(padded, name, len);
    word_take(padded, &word);
    unsigned slot = slot_of(&word);
    while (table->slots[slot].used)
        slot = (slot + 1) % FILE_WORD_SLOTS;
    word.value = (int16_t)value;
    word.used = true;
    table->slots[slot] = word;
}

/* Its number, or -1. */
static int word_find(const struct file_table *table, const struct file_word *word)
{
    unsigned slot = slot_of(word);
    for (; table->slots[slot].used; slot = (slot + 1) % FILE_WORD_SLOTS)
        if (table->slots[slot].low == word->low && table->slots[slot].high == word->high)
            return table->slots[slot].value;
    return -1;
}

void file_words_init(struct file_words *words, bool files)
{
    memset(words, 0, sizeof *words);
    words->files = files;
    for (int i = 0; i < TRACE_KIND_COUNT; i++)
        word_put(&words->kinds, trace_kind_name(i), i);
    for (int i = 0; i < TRACE_REASON_COUNT; i++)
        word_put(&words->reasons, trace_reason_name(i), i);
    for (int i = 0; i < TRACE_STATE_COUNT; i++)
        word_put(&words->states, trace_state_name(i), i);
    for (int i = 0; i <= TRACE_END_CRASHED; i++)
        word_put(&words->ends, trace_end_name(i), i);
    for (int i = 0; i <= TRACE_RESULT_STOPPED; i++)
        word_put(&words->results, trace_result_name(i), i);
}

/* ---- fields: a space and what is behind it; NULL: to be read with care ---- */

static const char *number_take(const char *at, int64_t least, int64_t most, int64_t *number)
{
    if (*at++ != ' ')
        return NULL;
    bool negative = *at == '-';
    at += negative;
    const char *first = at;
    int64_t value = 0;
    for (unsigned digit; (digit = (unsigned char)*at - (unsigned)'0') <= 9 && at - first < 18; at++)
        value = value * 10 + digit;
    if (at == first)
        return NULL;
    *number = negative ? -value : value;
    return *number >= least && *number <= most ? at : NULL;
}

/* A word of the table (which may be NULL), or a number. */
static const char *word_or_number_take(const struct file_table *table, const char *at, int64_t most,
                                       int64_t *number)
{
    struct file_word word;
    if (at[0] != ' ' || (at[1] >= '0' && at[1] <= '9') || !table)
        return number_take(at, 0, most, number);
    unsigned len = word_take(at + 1, &word);
    int value = len < WORD_BYTES ? word_find(table, &word) : -1;
    *number = value;
    return value < 0 ? NULL : at + 1 + len;
}

/* A line, or FILE:LINE in a format that has files. */
static const char *line_take(const char *at, bool files, int64_t *line)
{
    const int64_t most = (1 << TRACE_LINE_BITS) - 1;
    at = number_take(at, 0, UINT32_MAX, line);
    if (!at || !files)
        return at;
    if (*at != ':')
        return *line <= most ? at : NULL;
    if (*line < 1 || *line >= TRACE_FILES_MOST)
        return NULL;
    uint32_t number = 0;
    const char *first = ++at;
    for (unsigned digit; (digit = (unsigned char)*at - (unsigned)'0') <= 9 && at - first < 8; at++)
        number = number * 10 + digit;
    if (at == first || number > most)
        return NULL;
    *line = trace_line((uint32_t)*line, number);
    return at;
}

static const struct file_table *detail_table(const struct file_words *words, int kind)
{
    switch (file_details[kind]) {
    case DETAIL_STATE:
        return &words->states;
    case DETAIL_END:
        return &words->ends;
    case DETAIL_RESULT:
        return &words->results;
    case DETAIL_REASON:
        return &words->reasons;
    default:
        return NULL;
    }
}

/* A string that ends its line; returns what is behind the line. */
static const char *text_take(const char *at, const char *end, const char **text, size_t *len)
{
    if (at[0] != ' ' || at[1] != '"')
        return NULL;
    *text = at += 2;
    while (at < end && *at != '"' && *at != '\\' && *at != '\n')
        at++;
    *len = (size_t)(at - *text);
    return end - at >= 2 && at[0] == '"' && at[1] == '\n' ? at + 2 : NULL;
}

const char *file_fast_event(const struct file_words *words, const char *at, const char *end,
                            struct trace_event *event, const char **text, size_t *len)
{
    int64_t time, who, detail, reason, line, arg, value;
    struct file_word word;
    *text = NULL;
    if (end - at < MARGIN)
        return NULL;
    unsigned word_len = word_take(at, &word);
    int kind = word_len < WORD_BYTES ? word_find(&words->kinds, &word) : -1;
    if (kind < 0 || !(at = number_take(at + word_len, INT64_MIN / 4, INT64_MAX / 4, &time)) ||
        !(at = number_take(at, 0, UINT32_MAX, &who)) ||
        !(at = word_or_number_take(detail_table(words, kind), at, UINT8_MAX, &detail)) ||
        !(at = word_or_number_take(&words->reasons, at, UINT16_MAX, &reason)) ||
        !(at = line_take(at, words->files, &line)) ||
        !(at = number_take(at, 0, UINT32_MAX, &arg)) ||
        !(at = number_take(at, INT64_MIN, INT64_MAX, &value)))
        return NULL;
    *event = (struct trace_event){.time_ns = time,
                                  .who = (uint32_t)who,
                                  .kind = (uint8_t)kind,
                                  .detail = (uint8_t)detail,
                                  .reason = (uint16_t)reason,
                                  .line = (uint32_t)line,
                                  .arg = (uint32_t)arg,
                                  .value = value};
    return *at == '\n' ? at + 1 : text_take(at, end, text, len);
}
