/* What stands below the tasks: who waits in front of what, and the totals. */
#include "config.h"

#include "export/html_play.h"

#include <stdlib.h>

#include "base/mem.h"
#include "player/now_waiting.h"

enum { NAMED = 6, TOTALS = 7 };

/* t, words, where they change. */
static void waiting_add(struct html_play *play)
{
    struct html_column t = {0}, column = {0};
    struct strbuf text = STRBUF_INIT;
    int before = -1;
    struct now_queued *known = mem_alloc(NOW_TASKS_MOST * sizeof *known);
    html_pack_begin(play->out, "waiting");
    for (size_t i = 0; i < play->count; i++) {
        struct now_waiting waiting;
        if (!now_waiting_next(play->story, play->moments[i], known, &waiting))
            continue;
        strbuf_clear(&text);
        now_waiting_say(play->story, &waiting, NAMED, &text);
        int words = html_words_number(&play->words, strbuf_str(&text));
        if (words == before)
            continue;
        html_column_add(play->out, &t, play->moments[i]);
        html_column_add(play->out, &column, words);
        before = words;
    }
    html_pack_end(play->out);
    strbuf_release(&text);
    free(known);
}

/* t, hand-offs, looks, how many were late, for how long together, threads, and the CPU's time,
 * which goes on by the lanes until the next of these. */
static void totals_add(struct html_play *play)
{
    struct html_column columns[TOTALS] = {{0}};
    int64_t before = -1;
    html_pack_begin(play->out, "totals");
    for (size_t i = 0; i < play->count; i++) {
        struct now_totals now = now_totals(play->story, play->moments[i]);
        int64_t sum = now.handoffs + now.looks + now.late_count + now.threads;
        if (sum == before) /* none of them ever gets less */
            continue;
        before = sum;
        int64_t numbers[TOTALS] = {play->moments[i], now.handoffs, now.looks, now.late_count,
                                   now.late_sum_ns,  now.threads,  now.cpu_ns};
        for (int n = 0; n < TOTALS; n++)
            html_column_add(play->out, &columns[n], numbers[n]);
    }
    html_pack_end(play->out);
}

void html_play_now(struct html_play *play)
{
    waiting_add(play);
    totals_add(play);
}
