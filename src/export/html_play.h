/* What the page's script plays: a run as the player has it, moment by moment: JSON, with lists that
 * are packed (html_pack.h). Times in them are differences to the entry before.
 *
 * All of it is bounded: of a run with too many moments for a page those in its middle are left out,
 * and it says which. Private to the page. */
#ifndef BATON_EXPORT_HTML_PLAY_H
#define BATON_EXPORT_HTML_PLAY_H

#include "export/export.h"
#include "export/html_json.h"
#include "export/html_pack.h"
#include "player/story.h"

/* A run that is written, with at most so many moments. */
struct html_play {
    const struct export_source *source; /* of the story's own trace */
    const struct story *story;
    struct html_words words; /* that others name by number */
    struct html_words likes; /* of hand-offs: by them one knows those that are like one before */
    struct strbuf *out;
    int64_t *moments; /* at which something changes that is shown, from 0 on to the end */
    size_t count;
    int64_t gap_from_ns, gap_to_ns; /* what happens within is left out; -1: nothing is */
    struct html_touched {
        uint32_t *moments; /* by number, in order */
        size_t count;
    } * touched; /* by task: when it may have changed */
};

static inline bool html_play_leaves_out(const struct html_play *play, int64_t t_ns)
{
    return play->gap_from_ns >= 0 && t_ns > play->gap_from_ns && t_ns < play->gap_to_ns;
}

/* The object of a run, {"model": …}. */
void html_play_add(const struct story *story, const char *label,
                   const struct export_options *options, size_t most, struct strbuf *out);

/* ---- its parts, a file each: members, with a comma in front ---- */

/* html_play_touched.c: makes that list; the moments must be there. */
void html_play_touched(struct html_play *play);
void html_play_touched_release(struct html_play *play);
/* html_play_lanes.c: strips, lanes and requests, to be drawn, and how each stands. */
void html_play_lanes(struct html_play *play);
/* html_play_values.c: what variables, semaphores and channels hold. */
void html_play_values(struct html_play *play);
/* html_play_now.c: who waits in front of what, and the totals. */
void html_play_now(struct html_play *play);
/* html_play_machine.c: in which place each task is. */
void html_play_machine(struct html_play *play);

#endif
