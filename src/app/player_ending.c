/* The end of a run: what the file says must hold, and whether it did; and where to go from there.
 */
#include "config.h"

#include "app/player_private.h"

#include "base/utf8.h"
#include "quiz/facts.h"
#include "scenario/expect.h"

#include <stdio.h>
#include <string.h>

enum { CLAIM_COLUMNS = 36 }; /* of a claim that holds: what it says is known by now */

static bool is_over(const struct player_screen *play)
{
    const struct story *story = play->current->story;
    return !play->current->blank && !story->live && play->player.asking < 0 &&
           play->player.t_ns >= story->end_ns;
}

/* The lesson that is open; -1: another file. */
static int lesson_of(const struct player_screen *play)
{
    const struct learner *learner = app_learner(play->app);
    const char *name =
        learner_lesson_at(learner, app_catalog(play->app), app_document(play->app)->path);
    return name ? course_find_lesson(learner->course, name) : -1;
}

/* ---- what was expected ---- */

static void add_claim(const struct expect_outcome *outcome, bool ascii, struct strbuf *out)
{
    const char *mark = outcome->verdict == EXPECT_OK       ? ascii ? "ok " : "✓ "
                       : outcome->verdict == EXPECT_FAILED ? ascii ? "no " : "✗ "
                       : outcome->verdict == EXPECT_BUSY   ? "busy: "
                                                           : "too few cores: ";
    if (outcome->verdict == EXPECT_NOT_CHECKED || !outcome->line)
        return;
    strbuf_addf(out, "%s%s", out->len ? "  " : "", mark);
    if (outcome->verdict == EXPECT_OK) {
        utf8_add_clipped(out, outcome->text, strlen(outcome->text), CLAIM_COLUMNS, ascii);
        return;
    }
    utf8_add_safe(out, outcome->text, strlen(outcome->text));
    strbuf_adds(out, ": ");
    utf8_add_safe(out, outcome->actual, strlen(outcome->actual));
}

/* With other settings the file says something else, or nothing: that is for `baton run`. */
static void judge(struct player_screen *play)
{
    const struct reel *reel = play->current;
    struct expect_facts facts;
    struct expect_report report;
    strbuf_clear(&play->judged);
    play->judged_story = reel->story;
    level_judge(play, &play->judged);
    if (!reel->scenario || reel->model == MODEL_COUNT || reel->sets[0] ||
        !expect_has_any(reel->scenario, reel->model))
        return;
    quiz_facts_take(&facts, reel->story->stats);
    expect_check(reel->scenario, reel->model, &facts, &report);
    for (int verdict = EXPECT_FAILED; verdict >= EXPECT_OK; verdict--)
        for (int i = 0; i < report.count; i++)
            if ((report.outcomes[i].verdict == EXPECT_OK) == (verdict == EXPECT_OK))
                add_claim(&report.outcomes[i], app_is_ascii(play->app), &play->judged);
    expect_report_release(&report);
    quiz_facts_release(&facts);
}

/* What a learner has said in a lesson; the large mode is for a class, and `baton quiz` keeps its
 * own.
 */
static void keep_score(const struct player_screen *play, int lesson)
{
    struct learner *learner = app_learner(play->app);
    struct strbuf ignored = STRBUF_INIT;
    char value[32];
    int right, all;
    if (lesson < 0 || play->view.large || app_settings(play->app)->answers ||
        !replies_score(&play->replies, &right, &all))
        return;
    snprintf(value, sizeof value, "%d/%d", right, all);
    learner_put(learner, PROGRESS_QUIZ, learner->course->lessons[lesson].name, value, &ignored);
    strbuf_release(&ignored);
}

void ending_sync(struct player_screen *play)
{
    struct view *view = &play->view;
    const struct course *course = app_learner(play->app)->course;
    bool over = is_over(play);
    int lesson = over && course->lesson_count ? lesson_of(play) : -1;
    if (over && play->judged_story != play->current->story)
        judge(play);
    keep_score(play, lesson);
    view->judged = over && play->judged.len ? strbuf_str(&play->judged) : NULL;
    view->leads_exercise = lesson >= 0 && course->lessons[lesson].count;
    view->leads_on = lesson >= 0 && lesson + 1 < course->lesson_count;
}

/* ---- where to go ---- */

bool ending_exercise(struct player_screen *play)
{
    const struct learner *learner = app_learner(play->app);
    if (!play->view.leads_exercise || !is_over(play) || play->view.lane != VIEW_LANE_NONE)
        return false;
    const struct course_lesson *lesson = &learner->course->lessons[lesson_of(play)];
    int at = lesson->first;
    while (at < lesson->first + lesson->count - 1 &&
           progress_has(&learner->progress, PROGRESS_SOLVED, learner->course->exercises[at].name))
        at++;
    app_open_exercise(play->app, at);
    return true;
}

bool ending_next(struct player_screen *play)
{
    if (!play->view.leads_on || !is_over(play))
        return false;
    app_open_lesson(play->app, lesson_of(play) + 1);
    return true;
}
