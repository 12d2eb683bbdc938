/* What a search says of the schedules that begin as the one that was chosen so far: how many ends
 * are left, and the shortest way to one that is a goal of the file, or to a bad one. It is asked
 * for by a key: till then nothing is given away. */
#include "config.h"

#include "app/goal.h"
#include "app/player_private.h"
#include "base/clock.h"
#include "base/diag.h"
#include "base/mem.h"
#include "explore/explore.h"
#include "explore/proof.h"
#include "explore/replay.h"
#include "scenario/expect.h"
#include "scenario/tree.h"

#include <stdlib.h>
#include <string.h>

enum { ENDS_TOLD = 6, KEYS_TOLD = 30, STATEMENT_MOST = 16 };

/* ---- the search ---- */

struct search {
    struct scenario *scenario;
    struct exploration *found;
    struct diag_list diags;
};

static void set_as_document(struct search *search, const struct document *document)
{
    for (int i = 0; i < document->settings.count; i++) {
        char *line = mem_strdup(document->settings.items[i]);
        char *value = strchr(line, '=');
        if (value && strncmp(line, "schedule=", strlen("schedule=")) != 0) {
            *value = '\0';
            scenario_set(search->scenario, line, value + 1, &search->diags);
        }
        free(line);
    }
}

static void search_release(struct search *search)
{
    if (search->found)
        exploration_free(search->found);
    if (search->scenario)
        scenario_free(search->scenario);
    diag_release(&search->diags);
}

/* False: it has errors, and nothing is to be released. */
static bool read_document(struct player_screen *play, struct search *search)
{
    const struct document *document = app_document(play->app);
    *search = (struct search){0};
    search->scenario = scenario_read(document->path, document->text, document->len, &search->diags);
    if (!search->diags.errors)
        set_as_document(search, document);
    if (!search->diags.errors)
        return true;
    search_release(search);
    return false;
}

/* False, and it is said why: nothing is to be released. */
static bool search_from(struct player_screen *play, const struct schedule *line,
                        struct search *search)
{
    struct explore_options options = {
        .prefix = line, .within_ns = NS_PER_S, .spurious = play->returns};
    if (!read_document(play, search)) {
        app_say(play->app, "this cannot be explored");
        return false;
    }
    search->found =
        explore(search->scenario, app_document(play->app)->model, &options, &search->diags);
    if (search->found && !search->found->refused)
        return true;
    app_say(play->app, "%s", search->found ? search->found->refused : "this cannot be explored");
    search_release(search);
    return false;
}

/* ---- an end ---- */

static void add_end(const struct exploration *found, const struct explore_end *end,
                    struct strbuf *out)
{
    bool any = found->name_count == 0 || strcmp(end->result, "ok") != 0;
    if (any)
        strbuf_adds(out, end->result);
    for (int i = 0; i < found->name_count; i++)
        strbuf_addf(out, "%s%s == %lld", i || any ? ", " : "", found->names[i],
                    (long long)end->values[i]);
}

static bool is_goal(const struct search *search, const struct tree_expect_block *block,
                    const struct explore_end *end)
{
    struct expect_report report;
    explore_check_end(search->scenario, block, search->found, end, &report);
    bool reached = report.failed == 0;
    expect_report_release(&report);
    return reached;
}

/* Of the file's goals any; if it has none, an end that is not as it is expected. */
static bool is_wanted(const struct search *search, const struct explore_end *end)
{
    const struct tree_expect_block *block = NULL;
    bool any = false;
    while ((block = goal_next(search->scenario, search->found->model, block))) {
        any = true;
        if (is_goal(search, block, end))
            return true;
    }
    return !any && !end->good;
}

/* A loop that nothing leads out of, where that is what is wanted; or NULL. */
static const struct schedule *wanted_loop(const struct search *search)
{
    const struct tree_expect_block *block = NULL;
    bool any = false, wanted = false;
    while ((block = goal_next(search->scenario, search->found->model, block))) {
        any = true;
        wanted = wanted || expect_is_livelock(block);
    }
    return search->found->livelock && (wanted || !any) ? &search->found->livelock->schedule : NULL;
}

static const struct explore_end *best_of(const struct search *search)
{
    const struct explore_end *best = NULL;
    for (int i = 0; i < search->found->end_count; i++) {
        const struct explore_end *end = &search->found->ends[i];
        if (is_wanted(search, end) && (!best || end->preemptions < best->preemptions))
            best = end;
    }
    return best;
}

/* ---- what is told ---- */

/* The keys of a way where a key is a statement; returns how many, 0: some statement would be cut
 * in two. What a key does depends on what was done before. */
static int statement_keys(struct player_screen *play, const struct schedule *line,
                          const struct schedule *way, uint32_t keys[KEYS_TOLD])
{
    struct schedule before = {0};
    int64_t at = 0, end = 0;
    int count = 0;
    schedule_copy(&before, line);
    while (at == end && at < way->moves) {
        uint32_t lane = keys[count++] = schedule_lane_at(way, at);
        end += hint_statement(play, &before, lane);
        schedule_add(&before, lane, (uint32_t)(end - at));
        while (at < end && at < way->moves && schedule_lane_at(way, at) == lane)
            at++;
    }
    schedule_release(&before);
    return at == end ? count : 0;
}

/* The same as what is to be typed, where that is short; S first, where statements are cut. */
static void add_keys(struct player_screen *play, const struct schedule *line,
                     const struct schedule *way, struct strbuf *out)
{
    uint32_t keys[KEYS_TOLD], lanes = 0;
    for (int i = 0; i < way->count; i++)
        lanes = way->runs[i].lane > lanes ? way->runs[i].lane : lanes;
    if (lanes > 9)
        strbuf_adds(out, " (0, then type that)");
    if (lanes > 9 || way->moves > KEYS_TOLD)
        return;
    int count = play->statements ? statement_keys(play, line, way, keys) : 0;
    strbuf_adds(out, play->statements && !count ? " (S, then type " : " (type ");
    for (int64_t move = 0; !count && move < way->moves; move++)
        strbuf_addf(out, "%u", schedule_lane_at(way, move));
    for (int i = 0; i < count; i++)
        strbuf_addf(out, "%u", keys[i]);
    strbuf_addch(out, ')');
}

void hint_say_way(struct player_screen *play, const struct schedule *line)
{
    struct search search;
    struct strbuf words = STRBUF_INIT;
    if (!search_from(play, line, &search))
        return;
    const struct explore_end *best = best_of(&search);
    const struct schedule *loop = best ? NULL : wanted_loop(&search);
    const struct schedule *way = best ? &best->schedule : loop;
    if (way && way->moves) {
        strbuf_adds(&words, "to ");
        if (best)
            add_end(search.found, best, &words);
        else
            strbuf_adds(&words, "a loop that nothing leads out of");
        strbuf_adds(&words, ": ");
        schedule_print(way, &words);
        add_keys(play, line, way, &words);
    } else if (way) {
        strbuf_adds(&words, "you are there: the rest goes by itself");
    } else if (search.found->stop != EXPLORE_WHOLE) {
        strbuf_adds(&words, "nothing was found in a second");
    } else if (line->moves) {
        strbuf_adds(&words, "nothing that is worth finding can be reached from here: u takes back");
    } else {
        strbuf_adds(&words, "there is nothing to be found: all schedules end as they should");
    }
    app_say_words(play->app, &words);
    search_release(&search);
}

void hint_say_ends(struct player_screen *play, const struct schedule *line)
{
    struct search search;
    struct strbuf words = STRBUF_INIT;
    if (!search_from(play, line, &search))
        return;
    const struct exploration *found = search.found;
    const char *more = found->stop == EXPLORE_WHOLE ? "" : "at least ";
    strbuf_addf(&words, found->end_count == 1 ? "%s%d end is left: " : "%s%d ends are left: ", more,
                found->end_count);
    for (int i = 0; i < found->end_count && i < ENDS_TOLD; i++) {
        strbuf_adds(&words, i ? "; " : "");
        add_end(found, &found->ends[i], &words);
    }
    if (found->livelock)
        strbuf_adds(&words,
                    found->end_count ? "; or a loop without end" : "only a loop without end");
    strbuf_adds(&words, found->end_count > ENDS_TOLD ? "; …" : "");
    app_say_words(play->app, &words);
    search_release(&search);
}

void hint_say_all(struct player_screen *play, const struct schedule *line)
{
    struct search search;
    struct strbuf words = STRBUF_INIT;
    if (!search_from(play, line, &search))
        return;
    const struct exploration *found = search.found;
    strbuf_addf(&words, "from here %s schedule%s, %u states, %d end%s",
                found->schedules ? found->schedules : "endlessly many",
                found->schedules && strcmp(found->schedules, "1") == 0 ? "" : "s", found->states,
                found->end_count, found->end_count == 1 ? "" : "s");
    if (found->stop != EXPLORE_WHOLE)
        strbuf_adds(&words, "; not all were tried: no proof");
    app_say_words(play->app, &words);
    search_release(&search);
}

int hint_preemptions(struct player_screen *play, const struct schedule *line)
{
    struct search search;
    struct replay replay;
    int count = 0;
    if (!read_document(play, &search))
        return -1;
    enum model_id model = app_document(play->app)->model;
    if (replay_schedule(&replay, search.scenario, model, &(struct replay_rules){.spurious = true},
                        line)) {
        for (int i = 0; i < replay.count; i++)
            count += replay.moves[i].preempts;
        replay_release(&replay);
    } else {
        count = -1;
    }
    search_release(&search);
    return count;
}

bool hint_loops(struct player_screen *play, const struct schedule *line)
{
    struct search search;
    if (!search_from(play, line, &search))
        return false;
    bool loops =
        search.found->stop == EXPLORE_WHOLE && !search.found->end_count && search.found->livelock;
    search_release(&search);
    return loops;
}

int hint_fewest(struct player_screen *play)
{
    struct search search;
    const struct schedule none = {0};
    if (!search_from(play, &none, &search))
        return -1;
    const struct explore_end *best = best_of(&search);
    int fewest = best && search.found->stop == EXPLORE_WHOLE ? best->preemptions : -1;
    search_release(&search);
    return fewest;
}

/* ---- statements ---- */

/* Both are of one statement: a loop may come back to its line. */
static bool goes_together(const struct replay_move *first, const struct replay_move *move)
{
    bool again = move->act == first->act && move->op == first->op && move->name == first->name;
    if (first->act == REPLAY_LATE || move->act == REPLAY_LATE || move->act == REPLAY_RETURN)
        return false;
    return move->lane == first->lane && move->line == first->line && !again;
}

static int count_behind(const struct replay *replay, int from)
{
    int count = 1;
    while (from + count < replay->count &&
           goes_together(&replay->moves[from], &replay->moves[from + count]))
        count++;
    return count;
}

/* Of the last moves, all of one lane, the last that are of one statement. */
static int count_before(const struct replay *replay)
{
    int begin = replay->count - 1, count = 0;
    while (begin > 0 && replay->moves[begin - 1].lane == replay->moves[begin].lane)
        begin--;
    for (; begin < replay->count; begin += count)
        count = count_behind(replay, begin);
    return count;
}

int hint_statement(struct player_screen *play, const struct schedule *line, uint32_t lane)
{
    struct search search;
    struct replay replay;
    struct schedule longer = {0};
    int count = 1;
    if (!read_document(play, &search))
        return 1;
    schedule_copy(&longer, line);
    if (lane)
        schedule_add(&longer, lane, STATEMENT_MOST);
    if (replay_schedule(&replay, search.scenario, app_document(play->app)->model,
                        &(struct replay_rules){.spurious = !lane || play->returns}, &longer) &&
        replay.count >= line->moves && replay.count > 0) {
        count = !lane                        ? count_before(&replay)
                : replay.count > line->moves ? count_behind(&replay, (int)line->moves)
                                             : 1;
        replay_release(&replay);
    }
    schedule_release(&longer);
    search_release(&search);
    return count;
}
