/* The commands behind `:`. A row is a name, its arguments in words, and a function. */
#include "base/diag.h"
#include "base/mem.h"
#include "export/export.h"
#include "scenario/suggest.h"
#include "app/app_private.h"

#include <stdlib.h>
#include <string.h>

/* The n-th word that may stand as an argument; NULL: no more. */
typedef const char *candidate_fn(const struct app *app, int n);

enum { NEEDS_PLAYER = 1, NEEDS_ARGUMENT = 2 };

struct command {
    const char *name;
    const char *shown;     /* ":goto" */
    const char *arguments; /* "TIME"; "" for none */
    const char *words;
    const char *help; /* the arguments and the words */
    void (*act)(struct app *app, const char *arguments);
    candidate_fn *candidate; /* or NULL */
    int needs;
};

static bool is_playing_screen(const struct app *app)
{
    return app->play.current != NULL;
}

/* ---- time and speed ---- */

static void command_goto(struct app *app, const char *arguments)
{
    play_goto(app, arguments);
}

/* "1/20", "0.05", "5": a rate; 0 if it is none. */
static double read_rate(const char *text)
{
    char *end;
    double above = strtod(text, &end), below = 1;
    if (end == text || !(above > 0))
        return 0;
    if (*end == '/') {
        const char *divisor = end + 1;
        below = strtod(divisor, &end);
        if (end == divisor || !(below > 0))
            return 0;
    }
    end += strspn(end, "x ");
    return *end ? 0 : above / below;
}

static double rate_of(const struct player *player)
{
    struct strbuf words = STRBUF_INIT;
    player_speed_words(player, &words);
    double rate = read_rate(strbuf_str(&words));
    strbuf_release(&words);
    return rate;
}

static double times_apart(double a, double b)
{
    return a > b ? a / b : b / a;
}

/* The step of the ladder that is nearest. */
static void command_speed(struct app *app, const char *arguments)
{
    struct player *player = &app->play.player;
    double wanted = read_rate(arguments);
    if (wanted <= 0) {
        app_say(app, "'%s' is no speed: 1/20, 0.5, 2", arguments);
        return;
    }
    player_faster(player, -1000);
    for (int last = player->speed - 1; last != player->speed;) {
        double here = rate_of(player);
        last = player->speed;
        player_faster(player, 1);
        if (player->speed != last &&
            times_apart(rate_of(player), wanted) >= times_apart(here, wanted)) {
            player_faster(player, -1);
            return;
        }
    }
}

/* ---- tasks, locks, texts ---- */

static const char *task_candidate(const struct app *app, int n)
{
    const struct trace *trace = app->play.current ? app->play.current->story->trace : NULL;
    return trace && n < trace_task_count(trace) ? trace_task_name(trace, n + 1) : NULL;
}

static const char *object_candidate(const struct app *app, int n)
{
    const struct story *story = app->play.current ? app->play.current->story : NULL;
    if (!story || n > now_object_count(story))
        return NULL;
    return n ? trace_object_name(story->trace, n - 1) : "none";
}

/* The number of the candidate of that name, or -1 after a message. */
static int named(struct app *app, candidate_fn *candidate, const char *what, const char *name)
{
    struct suggest suggest = suggest_for(name);
    const char *known;
    for (int i = 0; (known = candidate(app, i)); i++) {
        if (strcmp(known, name) == 0)
            return i;
        suggest_offer(&suggest, known);
    }
    if (suggest.best)
        app_say(app, "there is no %s '%s'; did you mean '%s'?", what, name, suggest.best);
    else
        app_say(app, "there is no %s '%s'", what, name);
    return -1;
}

static void command_task(struct app *app, const char *arguments)
{
    int task = named(app, task_candidate, "task", arguments);
    if (task < 0)
        return;
    const struct timeline *timeline = app->play.current->story->timeline;
    if (!player_to_task(&app->play.player, (uint32_t)task + 1, app->now_ns))
        app_say(app, "'%s' gets no turn", arguments);
    const struct timeline_lane *lane = timeline_lane_of(timeline, (uint32_t)task + 1);
    if (lane)
        play_select(app, (int)(lane - timeline->lanes));
    play_moved(app);
}

void command_choose_object(struct app *app, int object)
{
    app->play.view.object = object;
}

static void command_lock(struct app *app, const char *arguments)
{
    int object = named(app, object_candidate, "lock, semaphore or channel", arguments);
    if (object >= 0)
        command_choose_object(app, object - 1);
}

static void command_find(struct app *app, const char *arguments)
{
    play_search(app, arguments, 1);
}

/* ---- runs ---- */

static const char *model_candidate(const struct app *app, int n)
{
    (void)app;
    return n < MODEL_COUNT ? model_name((enum model_id)n) : NULL;
}

static bool can_run(struct app *app)
{
    if (app->file.is_trace)
        app_say(app, "this is a saved trace: there is nothing to run");
    else if (app->file.errors)
        app_say(app, "the file has an error in line %d: nothing is run", app->file.error_line);
    return !app->file.is_trace && !app->file.errors;
}

void command_choose_model(struct app *app, enum model_id model)
{
    struct app_file *file = &app->file;
    struct strbuf problem = STRBUF_INIT;
    if (!can_run(app))
        return;
    if (!file_compiles(file, &file->settings, model, false, &problem)) {
        app_say(app, "not under %s: %s", model_name(model), strbuf_str(&problem));
    } else {
        bool again = model == file->model && app->play.current && !app->play.current->blank;
        file->model = model;
        file->model_chosen = true;
        play_run(app, again);
    }
    strbuf_release(&problem);
}

static void command_model(struct app *app, const char *arguments)
{
    int model = named(app, model_candidate, "model", arguments);
    if (model >= 0)
        command_choose_model(app, (enum model_id)model);
}

static void command_again(struct app *app, const char *arguments)
{
    (void)arguments;
    act_run(app, &(struct key_press){.direction = 1});
}

static void command_compare(struct app *app, const char *arguments)
{
    (void)arguments;
    if (app_screen(app) != KEYS_COMPARE)
        compare_open(app);
}

static void command_edit(struct app *app, const char *arguments)
{
    (void)arguments;
    act_edit(app, &(struct key_press){.direction = 1});
}

/* ---- :set LINE VALUE ---- */

static char *without_mark(const char *message)
{
    const char *colon = strncmp(message, "--set ", 6) == 0 ? strstr(message, ": ") : NULL;
    return mem_strdup(colon ? colon + 2 : message);
}

/* One way to read the words: the first `len` bytes are the line. 1: it is set; 0: there is such a
 * line, but this is no value for it; -1: there is none. *why is the caller's. */
static int try_set(struct app *app, const char *words, size_t len, char **why)
{
    const struct app_file *file = &app->file;
    struct diag_list diags = {0};
    struct scenario *scenario = scenario_read(file->path, file->text, file->len, &diags);
    char *line = mem_strndup(words, len);
    const char *value = words + len + strspn(words + len, " =");
    bool good = scenario_set(scenario, line, value, &diags);
    bool unknown = !good && diags.count && strstr(diags.items[0].message, "there is no such line");
    if (!good && diags.count) {
        struct strbuf text = STRBUF_INIT;
        char *message = without_mark(diags.items[0].message);
        strbuf_addf(&text, "%s: %s", line, message);
        if (diags.items[0].hint)
            strbuf_addf(&text, "; %s", diags.items[0].hint);
        *why = strbuf_detach(&text);
        free(message);
    }
    if (good)
        settings_put(&app->file.settings, line, value);
    free(line);
    scenario_free(scenario);
    diag_release(&diags);
    return good ? 1 : unknown ? -1 : 0;
}

/* A line may be several words ("switch interval 500us"): each end of a word is tried. What is said
 * of a line that exists says more than that there is none. */
static bool set_words(struct app *app, const char *words, char **why)
{
    char *unknown = NULL;
    size_t len = strcspn(words, " =");
    for (;;) {
        char *here = NULL;
        int done = try_set(app, words, len, &here);
        if (done > 0) {
            free(unknown);
            return true;
        }
        if (done == 0) {
            free(unknown);
            *why = here;
            return false;
        }
        if (unknown)
            free(here);
        else
            unknown = here;
        len += strspn(words + len, " ");
        if (words[len] == '=' || !words[len])
            break;
        len += strcspn(words + len, " =");
        if (!words[len])
            break;
    }
    *why = unknown;
    return false;
}

static void say_settings(struct app *app)
{
    struct strbuf words = STRBUF_INIT;
    settings_words(&app->file.settings, &words);
    if (words.len)
        app_say(app, "set: %s", strbuf_str(&words));
    else
        app_say(app, "nothing is set; :set switch interval 500us, :set workers 4");
    strbuf_release(&words);
}

static void command_set(struct app *app, const char *arguments)
{
    struct settings before = {0};
    char *why = NULL;
    if (!can_run(app))
        return;
    if (!*arguments) {
        say_settings(app);
        return;
    }
    settings_copy(&before, (const char *const *)app->file.settings.items, app->file.settings.count);
    struct strbuf problem = STRBUF_INIT;
    if (!set_words(app, arguments, &why)) {
        app_say(app, "%s", why ? why : "this cannot be set");
    } else if (!file_compiles(&app->file, &app->file.settings, app->file.model, false, &problem)) {
        app_say(app, "%s", strbuf_str(&problem));
        settings_copy(&app->file.settings, (const char *const *)before.items, before.count);
    } else if (app_screen(app) == KEYS_COMPARE) {
        compare_again(app);
    } else {
        play_run(app, false);
    }
    strbuf_release(&problem);
    settings_release(&before);
    free(why);
}

/* ---- switches ---- */

static const char *switch_candidate(const struct app *app, int n)
{
    (void)app;
    return n == 0 ? "on" : n == 1 ? "off" : NULL;
}

/* "on", "off", or nothing: the other. False after a message. */
static bool read_switch(struct app *app, const char *arguments, bool *on)
{
    if (strcmp(arguments, "on") == 0 || strcmp(arguments, "off") == 0)
        *on = arguments[1] == 'n';
    else if (!*arguments)
        *on = !*on;
    else
        app_say(app, "'%s' is neither on nor off", arguments);
    return !*arguments || strcmp(arguments, "on") == 0 || strcmp(arguments, "off") == 0;
}

static void command_curtain(struct app *app, const char *arguments)
{
    bool on = app->play.player.curtain;
    if (read_switch(app, arguments, &on))
        player_curtain(&app->play.player, on);
}

static void switch_mouse(struct app *app, const char *arguments)
{
    bool on = app->mouse;
    if (read_switch(app, arguments, &on))
        command_mouse(app, on);
}

static void switch_movement(struct app *app, const char *arguments)
{
    bool on = app->movement;
    if (read_switch(app, arguments, &on))
        command_movement(app, on);
}

static void switch_ascii(struct app *app, const char *arguments)
{
    bool on = app->settings.ascii;
    if (!read_switch(app, arguments, &on))
        return;
    app->settings.ascii = on;
    app->play.view.ascii = app->browser.browser.ascii = app_is_ascii(app);
}

static void switch_large(struct app *app, const char *arguments)
{
    bool on = app->large;
    if (read_switch(app, arguments, &on) && on != app->large)
        act_large(app, &(struct key_press){.direction = 1});
}

/* ---- files ---- */

static const char *format_candidate(const struct app *app, int n)
{
    const struct export_format *format = export_formats();
    (void)app;
    for (int i = 0; i < n && format->name; i++)
        format++;
    return format->name;
}

static const char *scenario_candidate(const struct app *app, int n)
{
    return n < app->browser.entry_count ? app->browser.entries[n].row.name : NULL;
}

void command_open(struct app *app, const char *name)
{
    struct strbuf problem = STRBUF_INIT;
    const char *known = pick_path(app, name);
    bool good = file_open(app, known ? known : name, &problem);
    if (!good) {
        app_say(app, "%s", strbuf_str(&problem));
    } else {
        bool from_browser = app->stack[0] == KEYS_BROWSER;
        app->stack[0] = from_browser ? KEYS_BROWSER : KEYS_PLAYER;
        app->depth = 1;
        if (from_browser)
            app->stack[app->depth++] = KEYS_PLAYER;
        play_arrive(app);
    }
    strbuf_release(&problem);
}

/* ---- the program ---- */

static void command_quit(struct app *app, const char *arguments)
{
    (void)arguments;
    act_quit(app, &(struct key_press){.direction = 1});
}

static void command_say_help(struct app *app, const char *arguments);

/* ---- the table ---- */

#define ROW(name, arguments, words) name, ":" name, arguments, words, arguments "  " words
#define WORD(name, words)           name, ":" name, "", words, words

static const struct command table[] = {
    {ROW("goto", "TIME", "120ms, 50%, +1ms"), command_goto, NULL, NEEDS_PLAYER | NEEDS_ARGUMENT},
    {ROW("seek", "TIME", "the same"), command_goto, NULL, NEEDS_PLAYER | NEEDS_ARGUMENT},
    {ROW("model", "MODEL", "run under it"), command_model, model_candidate,
     NEEDS_PLAYER | NEEDS_ARGUMENT},
    {ROW("set", "LINE VALUE", "workers 4"), command_set, NULL, 0},
    {WORD("run", "run again"), command_again, NULL, 0},
    {WORD("compare", "compare the models"), command_compare, NULL, 0},
    {WORD("edit", "edit the scenario"), command_edit, NULL, 0},
    {ROW("speed", "RATE", "1/20, 0.5, 2"), command_speed, NULL, NEEDS_PLAYER | NEEDS_ARGUMENT},
    {ROW("task", "NAME", "to its first turn"), command_task, task_candidate,
     NEEDS_PLAYER | NEEDS_ARGUMENT},
    {ROW("lock", "NAME", "or none: as d does"), command_lock, object_candidate,
     NEEDS_PLAYER | NEEDS_ARGUMENT},
    {ROW("find", "TEXT", "as / does"), command_find, NULL, NEEDS_PLAYER | NEEDS_ARGUMENT},
    {ROW("export", "FORMAT FILE", "svg a.svg"), export_command, format_candidate, 0},
    {ROW("curtain", "on|off", "hide the rest"), command_curtain, switch_candidate, NEEDS_PLAYER},
    {ROW("large", "on|off", "for the last row"), switch_large, switch_candidate, NEEDS_PLAYER},
    {ROW("movement", "on|off", "of the mark"), switch_movement, switch_candidate, 0},
    {ROW("mouse", "on|off", "off: select text"), switch_mouse, switch_candidate, 0},
    {ROW("ascii", "on|off", "plain characters"), switch_ascii, switch_candidate, 0},
    {ROW("open", "FILE", "scenario, trace"), command_open, scenario_candidate, NEEDS_ARGUMENT},
    {ROW("help", "COMMAND", "what it does"), command_say_help, NULL, 0},
    {WORD("quit", "quit"), command_quit, NULL, 0},
};

enum { COMMANDS = sizeof table / sizeof *table };

/* The command that a word means: itself, or the only one that begins so. NULL after a message. */
static const struct command *command_find_name(struct app *app, const char *word)
{
    const struct command *found = NULL;
    struct suggest suggest = suggest_for(word);
    struct strbuf several = STRBUF_INIT;
    size_t len = strlen(word);
    int count = 0;
    for (int i = 0; i < COMMANDS; i++) {
        suggest_offer(&suggest, table[i].name);
        if (strcmp(table[i].name, word) == 0) {
            strbuf_release(&several);
            return &table[i];
        }
        if (strncmp(table[i].name, word, len) != 0)
            continue;
        found = &table[i];
        strbuf_addf(&several, "%s%s", count++ ? ", " : "", table[i].name);
    }
    if (count > 1)
        app_say(app, "'%s' may be %s", word, strbuf_str(&several));
    else if (!count && suggest.best)
        app_say(app, "there is no command '%s'; did you mean '%s'?", word, suggest.best);
    else if (!count)
        app_say(app, "there is no command '%s'; :help names all", word);
    strbuf_release(&several);
    return count == 1 ? found : NULL;
}

static void command_say_help(struct app *app, const char *arguments)
{
    if (!*arguments) {
        overlay_help(app);
        return;
    }
    const struct command *command = command_find_name(app, arguments);
    if (command)
        app_say(app, ":%s%s%s: %s", command->name, *command->arguments ? " " : "",
                command->arguments, command->words);
}

void command_run(struct app *app, const char *line)
{
    line += strspn(line, " :");
    size_t len = strcspn(line, " ");
    if (!len)
        return;
    char *word = mem_strndup(line, len);
    line += len;
    line += strspn(line, " ");
    size_t rest = strlen(line);
    while (rest && line[rest - 1] == ' ')
        rest--;
    char *arguments = mem_strndup(line, rest);
    const struct command *command = command_find_name(app, word);
    if (!command)
        ;
    else if ((command->needs & NEEDS_ARGUMENT) && !*arguments)
        app_say(app, ":%s %s: %s", command->name, command->arguments, command->words);
    else if (!*command->arguments && *arguments)
        app_say(app, ":%s takes nothing behind it", command->name);
    else if ((command->needs & NEEDS_PLAYER) &&
             (app_screen(app) != KEYS_PLAYER || !is_playing_screen(app)))
        app_say(app, ":%s is for the player: enter plays a run", command->name);
    else
        command->act(app, arguments);
    free(word);
    free(arguments);
}

/* ---- completion ---- */

/* The n-th of those that begin with the stem, round and round. */
static const char *nth_match(const struct app *app, candidate_fn *candidate, const char *stem,
                             int n)
{
    size_t len = strlen(stem);
    const char *word;
    int count = 0;
    for (int i = 0; (word = candidate(app, i)); i++)
        count += strncmp(word, stem, len) == 0;
    if (!count)
        return NULL;
    n %= count;
    for (int i = 0; (word = candidate(app, i)); i++)
        if (strncmp(word, stem, len) == 0 && n-- == 0)
            return word;
    return NULL;
}

static const char *name_candidate(const struct app *app, int n)
{
    (void)app;
    return n < COMMANDS ? table[n].name : NULL;
}

static const struct command *exact(const char *line, size_t len)
{
    const struct command *found = NULL;
    int count = 0;
    for (int i = 0; i < COMMANDS; i++) {
        if (strncmp(table[i].name, line, len) != 0)
            continue;
        if (strlen(table[i].name) == len)
            return &table[i];
        found = &table[i];
        count++;
    }
    return count == 1 ? found : NULL;
}

bool command_complete(struct app *app, const char *line, int n, struct strbuf *out)
{
    size_t len = strcspn(line, " ");
    if (!line[len]) {
        const char *name = nth_match(app, name_candidate, line, n);
        if (!name)
            return false;
        strbuf_adds(out, name);
        if (*exact(name, strlen(name))->arguments)
            strbuf_addch(out, ' ');
        return true;
    }
    const struct command *command = exact(line, len);
    const char *stem = line + len + strspn(line + len, " ");
    const char *word =
        command && command->candidate ? nth_match(app, command->candidate, stem, n) : NULL;
    if (!word)
        return false;
    strbuf_add(out, line, (size_t)(stem - line));
    strbuf_adds(out, word);
    if (command->act == export_command)
        strbuf_addch(out, ' ');
    return true;
}

/* ---- the help ---- */

int command_help(struct view_key *rows)
{
    for (int i = 0; rows && i < COMMANDS; i++)
        rows[i] =
            (struct view_key){.keys = table[i].shown, .words = table[i].help, .group = "commands"};
    return COMMANDS;
}
