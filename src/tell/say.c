/* The renderer: walks over the text of a row, and puts what the arguments hold into its places.
 *
 *     "{who's} answer{request} came at {t}"   .who = 2, .request = 7, .t_ns = 400100000
 *      two's   answer ("download") came at 400.1 ms
 *
 * Some places are rows of the table themselves (a label, a line, a list of names); those are told
 * to the listener, too. It appends to the one string buffer and allocates nothing else: formats
 * with millions of hand-offs say a sentence for each. What is of a language besides the table, the
 * possessive and the capital letter, is here. */
#include "config.h"

#include "tell/say.h"

#include <ctype.h>
#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "tell/difference.h"
#include "tell/place.h"
#include "tell/words.h"
#include "trace/recording.h"

enum { WAITS_MOST = 4 }; /* that are told one by one */

/* ---- phrases ---- */

/* For who lights the names. */
static void named_add(struct tell_named *named, size_t from, size_t to, uint32_t actor)
{
    if (named->count < TELL_NAMED_MOST)
        named->items[named->count++] = (struct tell_name){from, to, actor};
}

void tell_actor(struct tell *tell, uint32_t actor)
{
    size_t from = tell->out->len;
    const struct timeline *timeline = tell->timeline;
    bool named = actor < TRACE_FIRST_OTHER || (actor >= TRACE_HELPER && actor < TRACE_DEVICE);
    const struct timeline_lane *lane =
        named && actor != TRACE_NOBODY ? timeline_lane_of(timeline, actor) : NULL;
    if (lane)
        strbuf_adds(tell->out, lane->name);
    else if (actor != TRACE_NOBODY && actor < TRACE_FIRST_OTHER)
        strbuf_adds(tell->out, trace_task_name(timeline->trace, (int)actor));
    else
        tell_join(tell, actor == TRACE_NOBODY      ? TELL_NOBODY
                        : actor == TELL_A_CALLBACK ? TELL_A_CALLBACK_RUNS
                        : actor >= TRACE_ENGINE    ? TELL_THE_ENGINE
                        : actor >= TRACE_DEVICE    ? TELL_THE_DEVICE
                        : actor >= TRACE_POOL      ? TELL_THE_POOL
                                                   : TELL_THE_LOOP);
    if (tell->named && actor != TRACE_NOBODY && actor < TRACE_FIRST_OTHER)
        named_add(tell->named, from, tell->out->len, actor);
}

static void other_put(struct tell *tell, uint32_t actor)
{
    if (actor)
        tell_actor(tell, actor);
    else
        tell_join(tell, TELL_ANOTHER);
}

static void possessive_put(struct tell *tell)
{
    struct strbuf *out = tell->out;
    strbuf_adds(out, out->len && out->text[out->len - 1] == 's' ? "'" : "'s");
}

static void request_put(struct tell *tell, uint32_t id)
{
    const struct timeline_request *request = timeline_request_of(tell->timeline, id);
    size_t len = 0;
    const char *label = request ? trace_text(tell->timeline->trace, request->event, &len) : NULL;
    if (label && len)
        SAY(tell, LABEL, .text = label, .len = len);
}

/* "a row", "the database", "B's work", "its own": nothing can stand before that. */
static bool is_determined(const char *label, size_t len)
{
    static const char *const words[] = {"a", "an", "the", "its", "another", "no"};
    const char *space = memchr(label, ' ', len);
    size_t first = space ? (size_t)(space - label) : len;
    if (first > 2 && memcmp(label + first - 2, "'s", 2) == 0)
        return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (first == strlen(words[i]) && memcmp(label, words[i], first) == 0)
            return true;
    return false;
}

static void wanted_put(struct tell *tell, uint32_t id)
{
    const struct timeline_request *request = timeline_request_of(tell->timeline, id);
    size_t len = 0;
    const char *label = request ? trace_text(tell->timeline->trace, request->event, &len) : NULL;
    if (label && len && is_determined(label, len))
        utf8_add_safe(tell->out, label, len);
    else if (label && len)
        SAY(tell, ITS, .text = label, .len = len);
    else
        tell_join(tell, TELL_AN_ANSWER);
}

static void object_put(struct tell *tell, uint32_t object)
{
    static const enum sentence rows[] = {[TRACE_LOCK] = TELL_THE_LOCK,
                                         [TRACE_SEMAPHORE] = TELL_THE_SEMAPHORE,
                                         [TRACE_CHANNEL] = TELL_THE_CHANNEL,
                                         [TRACE_OTHER_OBJECT] = TELL_NONE};
    const struct trace *trace = tell->timeline->trace;
    const char *meta = object > INT32_MAX ? NULL : trace_meta(trace, "object", (int)object);
    struct tell_args args = {.text = meta};
    enum sentence id;
    if (!meta) {
        tell_join(tell, TELL_SOMETHING);
        return;
    }
    id = rows[trace_object_kind(trace, (int)object)];
    if (id)
        args.text = trace_object_name(trace, (int)object);
    else
        id = TELL_THE_OBJECT;
    args.len = strlen(args.text);
    tell_say(tell, id, &args);
}

/* The last bit stands for all that have none of their own. */
static void objects_put(struct tell *tell, uint32_t objects)
{
    for (uint32_t i = 0; i < 32; i++) {
        uint32_t rest = objects >> i;
        if (!(rest & 1))
            continue;
        if (objects & ((UINT32_C(1) << i) - 1))
            tell_join(tell, rest == 1 ? TELL_JOIN_OR : TELL_JOIN_COMMA);
        object_put(tell, i < 31 ? i : UINT32_MAX);
    }
}

static const char *file_of(const struct trace *trace, uint32_t line)
{
    const char *name = trace_source_name_of(trace, (int)trace_line_file(line));
    const char *slash = strrchr(name, '/');
    return slash ? slash + 1 : name;
}

/* A module's own lines are in no function that has a name. */
static const char *function_of(const struct trace *trace, uint32_t line)
{
    const char *name = trace_function(trace, line);
    return name && name[0] != '<' ? name : NULL;
}

static void program_place(struct tell *tell, uint32_t line, uint32_t in)
{
    static const enum sentence rows[2][2] = {{TELL_AT_FILE, TELL_AT_FILE_IN},
                                             {TELL_AT_FUNCTION, TELL_AT_FUNCTION_IN}};
    const struct trace *trace = tell->timeline->trace;
    bool named = function_of(trace, line) != NULL, inside = trace_code_name(trace, in) != NULL;
    tell_say(tell, rows[named][inside], &(struct tell_args){.at = line, .in = in});
}

void tell_place(struct tell *tell, uint32_t line)
{
    tell_place_in(tell, line, 0);
}

void tell_place_in(struct tell *tell, uint32_t line, uint32_t in)
{
    if (line && trace_is_recording(tell->timeline->trace)) {
        program_place(tell, line, in);
        return;
    }
    size_t len = 0;
    const char *word = line ? place_statement(tell->timeline->trace, line, &len) : NULL;
    if (word)
        SAY(tell, AT_STATEMENT, .text = word, .len = len, .at = line);
    else if (line)
        SAY(tell, AT_LINE, .at = line);
}

static void spot_put(struct tell *tell, uint32_t line)
{
    const struct trace *trace = tell->timeline ? tell->timeline->trace : NULL;
    bool named = trace && function_of(trace, line);
    tell_say(tell, named ? TELL_SPOT_FUNCTION : TELL_SPOT_FILE, &(struct tell_args){.at = line});
}

static void way_put(struct tell *tell, const struct tell_args *args)
{
    if (!args->from && !args->at)
        return;
    tell_say(tell,
             !args->from              ? TELL_AT_WAY_TO
             : !args->at              ? TELL_AT_WAY_FROM
             : args->at == args->from ? TELL_AT_WAY_AGAIN
                                      : TELL_AT_WAY,
             &(struct tell_args){.at = args->at, .from = args->from});
}

static void at_put(struct tell *tell, const struct tell_args *args)
{
    const struct tell_args there = {.at = args->at, .in = args->in};
    if (args->stay == TELL_STAY_ON_WAY)
        way_put(tell, args);
    else if (args->stay == TELL_STAY_IN)
        SAY(tell, AT_IN, .in = args->in);
    else if (args->stay == TELL_STAY_THERE || !args->at)
        tell_place_in(tell, args->at, args->in);
    else
        tell_say(tell, args->stay == TELL_STAY_MOSTLY ? TELL_AT_MOSTLY : TELL_AT_SEEN, &there);
}

static void names_put(struct tell *tell, const struct tell_names *names)
{
    if (!names->count) {
        words_count(tell->out, names->more);
        return;
    }
    for (int i = 0; i < names->count; i++) {
        bool last = i + 1 == names->count && !names->more && !names->brief;
        if (i)
            tell_join(tell, last ? TELL_JOIN_AND : TELL_JOIN_COMMA);
        const struct tell_where *where = &names->where[i];
        bool known = where->line || where->from || where->stay == TELL_STAY_IN;
        if (names->with_times && known)
            SAY(tell, HELD_FOR_AT, .who = names->who[i], .for_ns = names->for_ns[i],
                .at = where->line, .in = where->in, .from = where->from, .stay = where->stay);
        else if (names->with_times)
            SAY(tell, HELD_FOR, .who = names->who[i], .for_ns = names->for_ns[i]);
        else
            tell_actor(tell, names->who[i]);
    }
    if (names->more)
        tell_say(tell, names->at_least ? TELL_JOIN_AT_LEAST : TELL_JOIN_MORE,
                 &(struct tell_args){.n = names->more});
}

static void values_put(struct tell *tell, const struct tell_values *values)
{
    for (int i = 0; i < values->count; i++) {
        if (i)
            tell_join(tell, TELL_JOIN_COMMA);
        strbuf_addf(tell->out, "%lld", (long long)values->values[i]);
    }
    if (values->more)
        tell_say(tell, TELL_JOIN_MORE, &(struct tell_args){.n = values->more});
}

static void until_put(struct tell *tell, const enum sentence *until, int count)
{
    for (int i = 0; i < count; i++) {
        if (i)
            tell_join(tell, i + 1 < count ? TELL_JOIN_COMMA : TELL_JOIN_OR);
        tell_join(tell, until[i]);
    }
}

/* ---- runs that are compared ---- */

static void run_put(struct tell *tell, const struct difference_run *run)
{
    utf8_add_safe(tell->out, run->label, strlen(run->label));
}

static void runs_put(struct tell *tell, const struct difference_run *const *runs, int count)
{
    for (int i = 0; i < count; i++) {
        if (i)
            tell_join(tell, i + 1 < count ? TELL_JOIN_COMMA : TELL_JOIN_AND);
        run_put(tell, runs[i]);
    }
}

/* If they are few. */
static void waits_put(struct tell *tell, const struct difference_run *run)
{
    int count = run->timeline->request_count;
    if (count > 1 && count <= WAITS_MOST)
        SAY(tell, WAITS_IN_MS, .slow = run);
}

static void terms_put(struct tell *tell, const struct timeline *timeline)
{
    for (int i = 0; i < timeline->request_count; i++) {
        if (i)
            tell_join(tell, TELL_JOIN_PLUS);
        strbuf_addf(tell->out, "%.0f", (double)timeline->requests[i].duration_ns / 1e6);
    }
}

/* ---- places ---- */

/* In the list of all sentences nothing is known. */
static void word_put(struct tell *tell, const char *word)
{
    strbuf_adds(tell->out, word ? word : "?");
}

/* Its number alone, also where a line has a file. */
static void line_put(struct tell *tell, uint32_t line)
{
    bool files = tell->timeline && trace_is_recording(tell->timeline->trace);
    strbuf_addf(tell->out, "%u", (unsigned)(files ? trace_line_number(line) : line));
}

enum kind {
    ACTOR,
    OTHER,
    REQUEST,
    WANTED,
    OBJECT,
    OBJECTS,
    AT,
    SPOT,
    LINE,
    FILE_NAME,
    FUNCTION,
    IN,
    LANE,
    TIME,
    LATE,
    COUNT,
    NUMBER,
    TEXT,
    WORDS,
    RESULT,
    NAMES,
    VALUES,
    RUN,
    RUNS,
    WAITS,
    TERMS,
    UNTIL,
    KEPT,
    ENDING,
    SECONDS
};

#define PLACE(name, kind, member)                                                                  \
    {                                                                                              \
        name, sizeof(name) - 1, kind, offsetof(struct tell_args, member)                           \
    }

static const struct place {
    const char *name;
    size_t len;
    enum kind kind;
    size_t offset; /* in struct tell_args */
} places[] = {
    PLACE("who", ACTOR, who),
    PLACE("other", OTHER, other),
    PLACE("t", TIME, t_ns),
    PLACE("at", AT, at),
    PLACE("from", SPOT, from),
    PLACE("spot", SPOT, at),
    PLACE("request", REQUEST, request),
    PLACE("wanted", WANTED, request),
    PLACE("for", TIME, for_ns),
    PLACE("object", OBJECT, object),
    PLACE("objects", OBJECTS, objects),
    PLACE("text", TEXT, text),
    PLACE("line", LINE, at),
    PLACE("file", FILE_NAME, at),
    PLACE("function", FUNCTION, at),
    PLACE("in", IN, in),
    PLACE("names", NAMES, names),
    PLACE("values", VALUES, values),
    PLACE("until", UNTIL, until),
    PLACE("lane", LANE, lane),
    PLACE("n", COUNT, n),
    PLACE("number", NUMBER, number),
    PLACE("t2", TIME, t2_ns),
    PLACE("for2", TIME, for2_ns),
    PLACE("late", LATE, late_ns),
    PLACE("late2", LATE, late2_ns),
    PLACE("number2", NUMBER, number2),
    PLACE("raw", WORDS, raw),
    PLACE("model", WORDS, model),
    PLACE("model2", WORDS, model2),
    PLACE("result", RESULT, result),
    PLACE("slow", RUN, slow),
    PLACE("fast", RUN, fast),
    PLACE("runs", RUNS, runs),
    PLACE("waits", WAITS, slow),
    PLACE("terms", TERMS, slow),
    PLACE("kept", KEPT, kept),
    PLACE("ending", ENDING, ending),
    PLACE("seconds", SECONDS, for_ns),
};

#define MEMBER(type) (*(const type *)((const char *)args + place->offset))

static void place_put(struct tell *tell, const struct place *place, const struct tell_args *args)
{
    struct strbuf *out = tell->out;
    switch (place->kind) {
    case ACTOR:
        tell_actor(tell, MEMBER(uint32_t));
        break;
    case OTHER:
        other_put(tell, MEMBER(uint32_t));
        break;
    case REQUEST:
        request_put(tell, MEMBER(uint32_t));
        break;
    case WANTED:
        wanted_put(tell, MEMBER(uint32_t));
        break;
    case OBJECT:
        object_put(tell, MEMBER(uint32_t));
        break;
    case OBJECTS:
        objects_put(tell, MEMBER(uint32_t));
        break;
    case AT:
        at_put(tell, args);
        break;
    case SPOT:
        spot_put(tell, MEMBER(uint32_t));
        break;
    case LINE:
        line_put(tell, MEMBER(uint32_t));
        break;
    case FILE_NAME: {
        const char *name = file_of(tell->timeline->trace, MEMBER(uint32_t));
        utf8_add_safe(out, name, strlen(name));
        break;
    }
    case FUNCTION:
        word_put(tell, function_of(tell->timeline->trace, MEMBER(uint32_t)));
        break;
    case IN:
        word_put(tell, trace_code_name(tell->timeline->trace, MEMBER(uint32_t)));
        break;
    case LANE:
        strbuf_adds(out, args->lane->name);
        break;
    case TIME:
        words_time(out, MEMBER(int64_t));
        break;
    case LATE:
        if (MEMBER(int64_t))
            SAY(tell, LATE_BY, .for_ns = MEMBER(int64_t));
        break;
    case COUNT:
        words_count(out, MEMBER(int64_t));
        break;
    case NUMBER:
        strbuf_addf(out, "%lld", (long long)MEMBER(int64_t));
        break;
    case TEXT:
        utf8_add_safe(out, args->text, args->len);
        break;
    case WORDS:
        strbuf_adds(out, MEMBER(char *));
        break;
    case RESULT:
        strbuf_adds(out, trace_result_name(args->result));
        break;
    case NAMES:
        names_put(tell, args->names);
        break;
    case VALUES:
        values_put(tell, args->values);
        break;
    case RUN:
        run_put(tell, MEMBER(struct difference_run *));
        break;
    case RUNS:
        runs_put(tell, args->runs, args->run_count);
        break;
    case WAITS:
        waits_put(tell, args->slow);
        break;
    case TERMS:
        terms_put(tell, args->slow->timeline);
        break;
    case KEPT:
        tell_say(tell, args->kept, &(struct tell_args){.number = args->number});
        break;
    case ENDING:
        tell_say(tell, args->ending, args);
        break;
    case SECONDS:
        strbuf_addf(out, "%.3g", (double)args->for_ns / NS_PER_S);
        break;
    case UNTIL:
        until_put(tell, args->until, args->until_count);
        break;
    }
}

/* Whether it stands there, up to the brace or the possessive. */
static bool is_named(const struct place *place, const char *at)
{
    return (at[0] | 0x20) == place->name[0] &&
           strncmp(at + 1, place->name + 1, place->len - 1) == 0 &&
           (at[place->len] == '}' || at[place->len] == '\'');
}

bool tell_has_place(const char *at)
{
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (is_named(&places[i], at))
            return true;
    return false;
}

/* What stands at `{`; returns what is behind its `}`. */
static const char *placed(struct tell *tell, const char *at, const struct tell_args *args)
{
    const struct place *place = places;
    size_t begin = tell->out->len;
    at++;
    while (!is_named(place, at))
        place++; /* each is there: check_sentences holds the table to it */
    place_put(tell, place, args);
    if (*at < 'a' && tell->out->len > begin)
        tell->out->text[begin] = (char)toupper((unsigned char)tell->out->text[begin]);
    at += place->len;
    if (*at == '}')
        return at + 1;
    possessive_put(tell);
    return at + strlen("'s}");
}

/* ---- rows ---- */

static void hear(struct tell *tell, enum sentence id, const struct tell_args *args, bool bare,
                 size_t begin)
{
    if (tell->heard)
        tell->heard(tell->arg, id, args, bare, strbuf_str(tell->out) + begin,
                    tell->out->len - begin);
}

/* Letters first: that is most of it. */
static inline bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c && c != '{' && c != '[' && c != ']');
}

static void row_put(struct tell *tell, enum sentence id, const struct tell_args *args, bool bare)
{
    const char *at = tell_rows[id].text;
    size_t begin = tell->out->len;
    while (*at) {
        const char *plain = at;
        while (is_plain(*at))
            at++;
        strbuf_add(tell->out, plain, (size_t)(at - plain));
        if (*at == '{')
            at = placed(tell, at, args);
        else if (*at == '[' && bare)
            at = strchr(at, ']') + 1;
        else if (*at)
            at++;
    }
    hear(tell, id, args, bare, begin);
}

void tell_say(struct tell *tell, enum sentence id, const struct tell_args *args)
{
    row_put(tell, id, args, false);
}

void tell_say_bare(struct tell *tell, enum sentence id, const struct tell_args *args)
{
    row_put(tell, id, args, true);
}

void tell_join(struct tell *tell, enum sentence id)
{
    static const struct tell_args none;
    size_t begin = tell->out->len;
    strbuf_adds(tell->out, tell_rows[id].text);
    hear(tell, id, &none, false, begin);
}

void tell_names_add(struct tell_names *names, int most, uint32_t who, int64_t for_ns)
{
    if (names->count == most) {
        names->more++;
        return;
    }
    names->who[names->count] = who;
    names->for_ns[names->count++] = for_ns;
}
