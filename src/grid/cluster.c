#include "config.h"

#include "grid/cluster.h"

static bool within(uint32_t rune, uint32_t first, uint32_t last)
{
    return rune >= first && rune <= last;
}

/* The parts of a syllable of Hangul that is written in parts. */
static bool is_first_part(uint32_t rune)
{
    return within(rune, 0x1100, 0x115F) || within(rune, 0xA960, 0xA97C) ||
           within(rune, 0xAC00, 0xD7A3);
}

static bool is_other_part(uint32_t rune)
{
    return within(rune, 0x1160, 0x11FF) || within(rune, 0xD7B0, 0xD7FB);
}

static bool is_filler(uint32_t rune)
{
    return rune == 0x115F || rune == 0x3164 || rune == 0xFFA0;
}

uint32_t cluster_drawn(uint32_t rune)
{
    enum {
        SOFT_HYPHEN = 0xAD,
        FLAG_A = 0x1F1E6,
        FLAG_Z = 0x1F1FF,
        TONES = 0x1F3FB,
        TONES_END = 0x1F3FF
    };
    if (rune < SOFT_HYPHEN)
        return rune;
    if (rune == SOFT_HYPHEN)
        return '-';
    if (within(rune, FLAG_A, FLAG_Z)) /* two of them are a flag: the letters of the country */
        return 'A' + (rune - FLAG_A);
    return within(rune, TONES, TONES_END) || is_filler(rune) ? ' ' : rune;
}

bool cluster_joins(uint32_t base, uint32_t combining)
{
    enum {
        JOINER = 0x200D,
        AS_TEXT = 0xFE0E,
        AS_EMOJI = 0xFE0F,
        TAGS = 0xE0020,
        TAGS_END = 0xE007F
    };
    if (combining == JOINER || combining == AS_TEXT || combining == AS_EMOJI)
        return false;
    if (within(combining, TAGS, TAGS_END))
        return false;
    return !is_other_part(combining) || is_first_part(base);
}
