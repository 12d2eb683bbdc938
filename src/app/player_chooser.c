/* You are the scheduler. The run stands at the end of a schedule, and the pane of why says whose
 * move could be next; a digit chooses. Each choice, and each that is taken back, is another run of
 * the real threads, by a schedule that is one move longer or shorter: it is there in some ms, and
 * so nothing has to be undone. */
#include "config.h"

#include "app/player_private.h"
#include "tell/tell.h"

#include <string.h>

/* ---- the document's schedule ---- */

static const char *set_schedule(const struct document *document)
{
    static const char begin[] = "schedule=";
    for (int i = 0; i < document->settings.count; i++)
        if (strncmp(document->settings.items[i], begin, sizeof begin - 1) == 0)
            return document->settings.items[i] + sizeof begin - 1;
    return NULL;
}

static void forget_schedule(struct document *document)
{
    struct settings *settings = &document->settings;
    for (int i = settings->count - 1; i >= 0; i--)
        if (strncmp(settings->items[i], "schedule=", strlen("schedule=")) == 0)
            settings_remove(settings, i);
}

/* What stands before `stands`. */
static void read_line(const struct document *document, struct schedule *line)
{
    const char *text = set_schedule(document);
    struct schedule_problem problem;
    *line = (struct schedule){0};
    if (text && text[0] >= '0' && text[0] <= '9')
        schedule_read(line, text, strcspn(text, " "), &problem);
}

/* False, and it is said why: nothing has changed then. */
static bool run_by(struct player_screen *play, const struct schedule *line, bool stands)
{
    struct document *document = app_document(play->app);
    struct strbuf words = STRBUF_INIT, problem = STRBUF_INIT;
    strbuf_adds(&words, "schedule ");
    schedule_print(line, &words);
    strbuf_adds(&words, stands && line->moves ? " stands" : stands ? "stands" : "");
    bool good = document_is_runnable(document, &problem) &&
                document_set(document, strbuf_str(&words), &problem);
    bool none = document->model == MODEL_BLOCKING;
    if (!good && problem.len && none)
        strbuf_adds(&problem, ": m chooses another model");
    app_say_words(play->app, &problem);
    strbuf_release(&words);
    if (good)
        play_run(play, play->chooses);
    return good;
}

/* ---- the keys ---- */

static void begin(struct player_screen *play)
{
    struct schedule line;
    read_line(app_document(play->app), &line);
    if (run_by(play, &line, true)) {
        play->chooses = true;
        app_say(play->app, "you are the scheduler: digits choose, u takes back, s leaves");
    }
    schedule_release(&line);
}

static void leave(struct player_screen *play)
{
    play->chooses = false;
    forget_schedule(app_document(play->app));
    app_say(play->app, "the machine decides again: r runs it so");
}

void chooser_toggle(struct player_screen *play)
{
    if (play->chooses)
        leave(play);
    else
        begin(play);
}

/* The choice of that lane in the run that is shown, or NULL. */
static const struct trace_event *choice_of(const struct player_screen *play, uint32_t lane,
                                           size_t *number)
{
    const struct trace *trace = play->current->story->trace;
    size_t count = tell_choice_count(trace);
    for (*number = 0; *number < count; ++*number)
        if (tell_choice_at(trace, *number)->who == lane)
            return tell_choice_at(trace, *number);
    return NULL;
}

static void say_waits(struct player_screen *play, size_t number)
{
    struct strbuf words = STRBUF_INIT;
    struct tell tell = tell_to(play->current->story->timeline, &words);
    tell_choice(&tell, number);
    app_say_words(play->app, &words);
}

/* False, and it is said why: the run is over, or what can be chosen is on its way. */
static bool can_choose(struct player_screen *play)
{
    const struct story *story = play->current->story;
    if (play->pending || story->live || !play->shown)
        return false;
    if (story->stats->ending == TRACE_ENDING_STANDS)
        return true;
    app_say(play->app, "the run is over: u takes the last move back");
    return false;
}

static void choose(struct player_screen *play, uint32_t lane)
{
    size_t number;
    const struct trace_event *choice = choice_of(play, lane, &number);
    struct schedule line;
    if (!can_choose(play))
        return;
    if (!choice) {
        app_say(play->app, "%u has no move", lane);
        return;
    }
    bool returns = play->returns && tell_choice_may_return(choice);
    if (choice->reason && !returns) {
        say_waits(play, number);
        return;
    }
    read_line(app_document(play->app), &line);
    schedule_add(&line, lane, play->statements ? (uint32_t)hint_statement(play, &line, lane) : 1);
    run_by(play, &line, true);
    schedule_release(&line);
}

static void take_back(struct player_screen *play)
{
    struct schedule line;
    read_line(app_document(play->app), &line);
    if (line.moves == 0) {
        app_say(play->app, "there is no move to take back");
    } else {
        schedule_cut(&line, line.moves - (play->statements ? hint_statement(play, &line, 0) : 1));
        run_by(play, &line, true);
    }
    schedule_release(&line);
}

typedef void say_fn(struct player_screen *play, const struct schedule *line);

static void ask(struct player_screen *play, say_fn *say)
{
    struct schedule line;
    read_line(app_document(play->app), &line);
    say(play, &line);
    schedule_release(&line);
}

/* Of a level first in words, as its exercise has it; the way to the goal if that does not help. */
static void say_hint(struct player_screen *play)
{
    const struct learner *learner = app_learner(play->app);
    int level = learner_level_at(learner, app_catalog(play->app), app_document(play->app)->path);
    const char *words = level >= 0 ? learner->course->exercises[level].hint : "";
    struct strbuf line = STRBUF_INIT;
    if (!*words || play->hinted) {
        ask(play, hint_say_way);
        return;
    }
    strbuf_adds(&line, words);
    for (size_t i = 0; i < line.len; i++)
        if (line.text[i] == '\n')
            line.text[i] = ' ';
    strbuf_adds(&line, "(H again: the way)");
    app_say_words(play->app, &line);
    play->hinted = true;
}

bool chooser_is_on(const void *self)
{
    const struct player_screen *play = self;
    return play->chooses;
}

void chooser_choose(void *self, const struct key_press *press)
{
    choose(self, (int)(press->key - '0'));
    play_sync(self);
}

/* One lane is chosen as by its digit; of several each makes the moves that are typed. */
static void take_moves(void *self, const char *text)
{
    struct player_screen *play = self;
    struct schedule typed, line;
    struct schedule_problem problem;
    if (!play->chooses || !*text)
        return;
    if (!schedule_read(&typed, text, strlen(text), &problem)) {
        app_say(play->app, "'%s': character %zu: %s", text, problem.at + 1, problem.what);
        return;
    }
    if (typed.moves == 1) {
        choose(play, typed.runs[0].lane);
    } else if (can_choose(play)) {
        read_line(app_document(play->app), &line);
        for (int i = 0; i < typed.count; i++)
            schedule_add(&line, typed.runs[i].lane, typed.runs[i].times);
        run_by(play, &line, true);
        schedule_release(&line);
    }
    schedule_release(&typed);
    play_sync(play);
}

/* For lanes that have no digit. */
void chooser_type(void *self, const struct key_press *press)
{
    struct player_screen *play = self;
    app_ask(play->app, PROMPT_MOVES, take_moves, play);
}

void chooser_take_back(void *self, const struct key_press *press)
{
    take_back(self);
    play_sync(self);
}

void chooser_statements(void *self, const struct key_press *press)
{
    struct player_screen *play = self;
    play->statements = !play->statements;
    app_say(play->app,
            play->statements ? "a move is a statement now" : "a move is an access again");
    play_sync(play);
}

void chooser_returns(void *self, const struct key_press *press)
{
    struct player_screen *play = self;
    play->returns = !play->returns;
    app_say(play->app, play->returns ? "a wait for a condition may return by itself now"
                                     : "a wait for a condition needs a signal again");
    play_sync(play);
}

void chooser_hint(void *self, const struct key_press *press)
{
    static say_fn *const hints[] = {hint_say_way, hint_say_ends, hint_say_all};
    if (hints[press->argument] == hint_say_way)
        say_hint(self);
    else
        ask(self, hints[press->argument]);
    play_sync(self);
}

void chooser_set(struct player_screen *play, const char *text)
{
    struct schedule line;
    struct schedule_problem problem;
    if (!*text) {
        play->chooses = false;
        forget_schedule(app_document(play->app));
        play_run(play, false);
        return;
    }
    if (!schedule_read(&line, text, strlen(text), &problem)) {
        app_say(play->app, "'%s': character %zu: %s", text, problem.at + 1, problem.what);
        return;
    }
    run_by(play, &line, play->chooses);
    schedule_release(&line);
}
