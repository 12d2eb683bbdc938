#include "config.h"

#include "scenario/suggest.h"

#include <string.h>

/* Longer words are not compared: a slip in them would not be found by eye either. Bytes stand for
 * letters; a slip in a letter that is not ASCII's counts up to three, which the bound on the
 * distance bears for most words. */
enum { WORD_MAX = 40 };

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int edit_distance(const char *a, int a_len, const char *b, int b_len)
{
    int rows[3][WORD_MAX + 1];
    int *before = rows[0], *last = rows[1], *now = rows[2];
    for (int j = 0; j <= b_len; j++)
        last[j] = j;
    for (int i = 1; i <= a_len; i++) {
        now[0] = i;
        for (int j = 1; j <= b_len; j++) {
            int change = last[j - 1] + (a[i - 1] != b[j - 1]);
            now[j] = least(change, least(last[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = least(now[j], before[j - 2] + 1);
        }
        int *spare = before;
        before = last;
        last = now;
        now = spare;
    }
    return last[b_len];
}

struct suggest suggest_for(const char *word)
{
    size_t len = strlen(word);
    /* The bound is exclusive: one slip in a word of three letters, two from six up. */
    int near_enough = len < 3 ? 1 : len < 6 ? 2 : 3;
    return (struct suggest){.word = word, .distance = near_enough};
}

void suggest_offer(struct suggest *suggest, const char *candidate)
{
    size_t a = strlen(suggest->word), b = strlen(candidate);
    if (a > WORD_MAX || b > WORD_MAX || a == 0 || b == 0)
        return;
    int distance = edit_distance(suggest->word, (int)a, candidate, (int)b);
    /* A word all of whose letters change is another word. */
    if (distance < suggest->distance && distance < (int)(a > b ? a : b)) {
        suggest->best = candidate;
        suggest->distance = distance;
    }
}

void suggest_offer_symbols(struct suggest *suggest, const struct symbols *symbols)
{
    for (uint32_t i = 0; i < symbols->room; i++)
        if (symbols->slots[i].name)
            suggest_offer(suggest, symbols->slots[i].name);
}
