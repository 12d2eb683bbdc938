/* A level: a file with a goal, `expect … some schedule`, that is won by who is the scheduler. What
 * is to be found is said from the start on; whether it was, by the run that was forced. */
#include "config.h"

#include "app/goal.h"
#include "app/player_private.h"

#include "quiz/facts.h"
#include "scenario/expect.h"

#include <string.h>

void level_sync(struct player_screen *play)
{
    const struct reel *reel = play->current;
    enum model_id model = play->view.model_id;
    play->player.passes = play->chooses;
    play->view.chooses = play->chooses;
    play->view.returns = play->returns;
    play->view.goal = NULL;
    strbuf_clear(&play->goal);
    if (!reel->scenario || model == MODEL_COUNT)
        return;
    goal_add_all(reel->scenario, model, &play->goal);
    if (play->goal.len)
        play->view.goal = strbuf_str(&play->goal);
}

/* ---- whether it was ---- */

static void read_forced(const struct player_screen *play, struct schedule *line)
{
    const char *text = play->current->story->stats->schedule;
    struct schedule_problem problem;
    *line = (struct schedule){0};
    schedule_read(line, text, strcspn(text, " "), &problem);
}

/* It stands where nothing leads out of a loop. */
static bool loops(struct player_screen *play)
{
    struct schedule line;
    read_forced(play, &line);
    bool found = line.moves && hint_loops(play, &line);
    schedule_release(&line);
    return found;
}

static bool is_reached(struct player_screen *play, const struct tree_expect_block *block,
                       const struct expect_facts *facts)
{
    const struct reel *reel = play->current;
    struct expect_report report;
    if (reel->story->stats->ending == TRACE_ENDING_STANDS)
        return expect_is_livelock(block) && loops(play);
    expect_check_end(reel->scenario, block, facts, &report);
    bool reached = report.failed == 0;
    expect_report_release(&report);
    return reached;
}

static void add_goal(struct player_screen *play, const struct tree_expect_block *block,
                     bool reached, struct strbuf *out)
{
    bool ascii = app_is_ascii(play->app);
    strbuf_adds(out, out->len ? "  " : "");
    strbuf_adds(out, reached ? ascii ? "ok " : "✓ " : ascii ? "no " : "✗ ");
    strbuf_adds(out, reached ? "reached: " : "not reached: ");
    goal_add(block, out);
}

static void add_preemptions(struct player_screen *play, struct strbuf *out)
{
    struct schedule line;
    int fewest, own;
    if (model_is_single_thread(play->current->model))
        return; /* nobody is preempted there */
    fewest = hint_fewest(play);
    read_forced(play, &line);
    own = hint_preemptions(play, &line);
    schedule_release(&line);
    if (own < 0 || fewest < 0)
        return;
    strbuf_addf(out, ", with %d preemption%s", own, own == 1 ? "" : "s");
    if (own > fewest)
        strbuf_addf(out, " (%d would do)", fewest);
    else if (own)
        strbuf_adds(out, " (the fewest)");
}

static bool is_lesson(const struct player_screen *play)
{
    return learner_lesson_at(app_learner(play->app), app_catalog(play->app),
                             app_document(play->app)->path) != NULL;
}

/* The level counts as an exercise that is solved. */
static void win(struct player_screen *play, const char *reached)
{
    struct learner *learner = app_learner(play->app);
    int level = learner_level_at(learner, app_catalog(play->app), app_document(play->app)->path);
    struct strbuf words = STRBUF_INIT, ignored = STRBUF_INIT;
    if (level >= 0)
        learner_put(learner, PROGRESS_SOLVED, learner->course->exercises[level].name, NULL,
                    &ignored);
    if (play->chooses) {
        strbuf_addf(&words, "%s%s", level >= 0 ? "you have won: " : "reached: ", reached);
        add_preemptions(play, &words);
        if (level >= 0)
            strbuf_adds(&words, is_lesson(play) ? "; n: the next one" : "; q: back");
        app_say_words(play->app, &words);
    }
    strbuf_release(&words);
    strbuf_release(&ignored);
}

void level_judge(struct player_screen *play, struct strbuf *out)
{
    const struct reel *reel = play->current;
    const struct tree_expect_block *block = NULL;
    struct expect_facts facts;
    struct strbuf won = STRBUF_INIT;
    bool stands = reel->story->stats->ending == TRACE_ENDING_STANDS;
    if (!reel->scenario || reel->model == MODEL_COUNT || !reel->story->stats->schedule)
        return;
    quiz_facts_take(&facts, reel->story->stats);
    while ((block = goal_next(reel->scenario, reel->model, block))) {
        bool reached = is_reached(play, block, &facts);
        if (reached)
            goal_add(block, &won);
        if (reached || !stands)
            add_goal(play, block, reached, out);
    }
    quiz_facts_release(&facts);
    if (won.len)
        win(play, strbuf_str(&won));
    else if (play->chooses && out->len)
        app_say(play->app, "not reached: %s; u takes a move back", strbuf_str(&play->goal));
    strbuf_release(&won);
}
