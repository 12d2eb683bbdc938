/* The pictures, svg and html: well-formed whatever is in a trace, bounded, in colours that can be
 * seen, and for traces made by
 * hand as their goldens in tests/unit/golden. BATON_UPDATE_GOLDEN=1 writes them anew: look at them
 * before they are committed. */
#include "config.h"

#include "export/export.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "check_main.h"
#include "export/compare.h"
#include "export/table.h"
#include "grid/contrast.h"
#include "hand.h"
#include "text_golden.h"

static void render(struct trace *trace, const char *format, int width, bool ascii,
                   struct strbuf *out)
{
    struct export_options options = {.width = width, .ascii = ascii};
    export_trace(export_by_name(format), trace, &options, NULL, out);
}

/* ---- can it be read? ---- */

/* What a rule of the page's style says; the first of them, or that of the dark part. */
static uint32_t colour_in(const char *style, const char *rule, const char *property)
{
    char wanted[80], digits[7] = "";
    snprintf(wanted, sizeof wanted, "\n%s{", rule);
    const char *at = strstr(style, wanted), *end = at ? strchr(at, '}') : NULL;
    ck_assert_msg(at && end, "no rule %s", rule);
    snprintf(wanted, sizeof wanted, "%s:#", property);
    at = strstr(at, wanted);
    ck_assert_msg(at && at < end, "no %s in %s", property, rule);
    at += strlen(wanted);
    if (strspn(at, "0123456789abcdef") == 3)
        snprintf(digits, sizeof digits, "%c%c%c%c%c%c", at[0], at[0], at[1], at[1], at[2], at[2]);
    else
        memcpy(digits, at, 6);
    return (uint32_t)strtoul(digits, NULL, 16);
}

struct seen {
    const char *rule, *property;
    const char *ground, *ground_property; /* NULL: the page's */
};

/* Of the page: */
static const struct seen texts[] = {
    {"body", "color", NULL, NULL},
    {".wrong", "color", NULL, NULL},
    {".source li::marker", "color", NULL, NULL},
    {".time", "color", NULL, NULL},
    {".said,.more", "color", NULL, NULL},
    {"dt", "color", NULL, NULL},
    {"footer", "color", NULL, NULL},
    {"body", "color", ".here", "background"},
    {".time", "color", ".here", "background"},
    {".said,.more", "color", ".here", "background"},
};

static const struct seen dark_texts[] = {
    {"body", "color", NULL, NULL},
    {".wrong", "color", NULL, NULL},
    {".time,.said,.more,dt,footer,.source li::marker", "color", NULL, NULL},
    {".time,.said,.more,dt,footer,.source li::marker", "color", ".here", "background"},
};

/* Of the picture, in a page or alone: */
static const struct seen drawn_texts[] = {
    {".baton", "fill", NULL, NULL},
    {".baton", "fill", ".baton-empty", "fill"},
    {".baton-faint", "fill", NULL, NULL},
    {".baton-faint", "fill", ".baton-empty", "fill"},
    {".baton-wrong", "fill", NULL, NULL},
    {".baton-holder", "fill", ".baton-running", "fill"},
    {".baton-holder", "fill", ".baton-t1", "fill"},
    {".baton-holder", "fill", ".baton-t2", "fill"},
    {".baton-holder", "fill", ".baton-t3", "fill"},
    {".baton-holder", "fill", ".baton-t4", "fill"},
    {".baton-holder-light", "fill", ".baton-t5", "fill"},
    {".baton-holder", "fill", ".baton-other", "fill"},
};

/* A strip's colours have their number in them; all else that is drawn stands for itself. */
static const struct seen marks[] = {
    {".baton-running", "fill", NULL, NULL},
    {".baton-ready", "stroke", NULL, NULL},
    {".baton-ink-blocked", "stroke", ".baton-paper-blocked", "fill"},
    {".baton-ink-waiting", "fill", ".baton-paper-waiting", "fill"},
    {".baton-ink-lock", "stroke", ".baton-paper-lock", "fill"},
    {".baton-queued", "fill", NULL, NULL},
    {".baton-untold", "stroke", NULL, NULL},
    {".baton-served", "stroke", NULL, NULL},
    {".baton-end", "fill", NULL, NULL},
    {".baton-bad", "stroke", NULL, NULL},
    {".baton-late", "stroke", NULL, NULL},
    {".baton-playhead", "stroke", NULL, NULL},
    {".baton-rule", "stroke", NULL, NULL},
};

static const struct seen dark_drawn_texts[] = {
    {".baton", "fill", NULL, NULL},       {".baton", "fill", ".baton-empty", "fill"},
    {".baton-faint", "fill", NULL, NULL}, {".baton-faint", "fill", ".baton-empty", "fill"},
    {".baton-wrong", "fill", NULL, NULL},
};

static const struct seen dark_marks[] = {
    {".baton-ink-waiting", "fill", ".baton-paper-waiting", "fill"},
    {".baton-ink-lock", "stroke", ".baton-paper-lock", "fill"},
    {".baton-queued", "fill", NULL, NULL},
    {".baton-served", "stroke", NULL, NULL},
    {".baton-bad", "stroke", NULL, NULL},
};

/* The ground is the rule and the property, unless a row has its own. */
static void assert_seen(const char *style, const char *rule, const char *property,
                        const struct seen *rows, size_t count, double least)
{
    for (size_t i = 0; i < count; i++) {
        const struct seen *row = &rows[i];
        uint32_t colour = colour_in(style, row->rule, row->property);
        uint32_t ground = colour_in(style, row->ground ? row->ground : rule,
                                    row->ground ? row->ground_property : property);
        ck_assert_msg(contrast_of(colour, ground) >= least, "%s on %s: %.2f", row->rule,
                      row->ground ? row->ground : "the page", contrast_of(colour, ground));
    }
}

#define COUNT_OF(rows) (sizeof(rows) / sizeof *(rows))
#define DARK           "(prefers-color-scheme:dark)"

START_TEST(a_page_can_be_read_on_white_and_on_dark)
{
    struct strbuf out = STRBUF_INIT;
    struct trace *trace = hand_two_gil();
    render(trace, "html", 80, false, &out);
    const char *dark = strstr(strbuf_str(&out), DARK);
    ck_assert_ptr_nonnull(dark);
    assert_seen(strbuf_str(&out), "body", "background", texts, COUNT_OF(texts), 4.5);
    assert_seen(dark, "body", "background", dark_texts, COUNT_OF(dark_texts), 4.5);
    strbuf_release(&out);
    trace_free(trace);
}
END_TEST

START_TEST(a_picture_can_be_read_on_white_and_on_dark)
{
    struct strbuf out = STRBUF_INIT;
    struct trace *trace = hand_two_gil();
    render(trace, "svg", 80, false, &out);
    const char *dark = strstr(strbuf_str(&out), DARK), *page = ".baton-page";
    ck_assert_ptr_nonnull(dark);
    assert_seen(strbuf_str(&out), page, "fill", drawn_texts, COUNT_OF(drawn_texts), 4.5);
    assert_seen(strbuf_str(&out), page, "fill", marks, COUNT_OF(marks), 3);
    assert_seen(dark, page, "fill", dark_drawn_texts, COUNT_OF(dark_drawn_texts), 4.5);
    assert_seen(dark, page, "fill", dark_marks, COUNT_OF(dark_marks), 3);
    strbuf_release(&out);
    trace_free(trace);
}
END_TEST

/* ---- do others know its rules? ---- */

/* LibreOffice draws black what has a rule of any other kind; and whoever pastes the picture into a
 * page wants neither its rules to be that page's nor that page's to be its. */
static void rule_check(const char *at)
{
    size_t len = strcspn(at, "{\n");
    ck_assert_msg(at[len] == '{' && strncmp(at, ".baton", 6) == 0 &&
                      strspn(at + 1, "abcdefghijklmnopqrstuvwxyz0123456789-") == len - 1,
                  "not one class of baton's: %.40s", at);
}

static void rules_check(const char *style)
{
    ck_assert(strncmp(style, "<style", 6) == 0);
    for (const char *at = strchr(style, '\n') + 1; strncmp(at, "</style>", 8) != 0;
         at = strchr(at, '\n') + 1)
        if (*at != '@' && *at != '}')
            rule_check(at);
}

START_TEST(a_rule_of_a_picture_is_one_class)
{
    struct strbuf out = STRBUF_INIT;
    struct trace *trace = hand_two_gil();
    int count = 0;
    render(trace, "svg", 80, false, &out);
    for (const char *at = strbuf_str(&out); (at = strstr(at, "<style")); at++, count++)
        rules_check(at);
    ck_assert_int_eq(count, 2);
    for (const char *at = strbuf_str(&out); (at = strstr(at, "class=\"")); at++)
        ck_assert_msg(strncmp(at + 7, "baton", 5) == 0, "%.40s", at);
    strbuf_release(&out);
    trace_free(trace);
}
END_TEST

/* ---- is it XML? ---- */

enum { DEPTH_MOST = 20, NAME_MOST = 20 };

struct walk {
    const char *at;
    char open[DEPTH_MOST][NAME_MOST];
    int depth;
};

static void name_read(struct walk *walk, char *name)
{
    int len = 0;
    while (*walk->at && (isalnum((unsigned char)*walk->at) || strchr("-:_", *walk->at)))
        name[len++] = *walk->at++;
    name[len] = '\0';
    ck_assert_msg(len > 0 && len < NAME_MOST, "no name: %.40s", walk->at);
}

static void reference_read(struct walk *walk)
{
    static const char *const known[] = {"&lt;", "&gt;", "&amp;", "&quot;", "&#"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strncmp(walk->at, known[i], strlen(known[i])) == 0)
            return;
    ck_abort_msg("a bare &: %.40s", walk->at);
}

static void attributes_read(struct walk *walk)
{
    char name[NAME_MOST];
    while (*walk->at == ' ') {
        walk->at++;
        name_read(walk, name);
        ck_assert_msg(strncmp(walk->at, "=\"", 2) == 0, "no value: %.40s", walk->at);
        for (walk->at += 2; *walk->at != '"'; walk->at++) {
            ck_assert_msg(*walk->at && *walk->at != '<', "in an attribute: %.40s", walk->at);
            if (*walk->at == '&')
                reference_read(walk);
        }
        walk->at++;
    }
}

static void tag_read(struct walk *walk)
{
    char name[NAME_MOST];
    bool closes = walk->at[1] == '/';
    walk->at += closes ? 2 : 1;
    name_read(walk, name);
    if (closes) {
        ck_assert_int_gt(walk->depth, 0);
        ck_assert_str_eq(walk->open[--walk->depth], name);
    } else {
        attributes_read(walk);
    }
    if (strncmp(walk->at, "/>", 2) == 0) {
        walk->at += 2;
        return;
    }
    ck_assert_msg(*walk->at++ == '>', "no end of %s: %.40s", name, walk->at);
    if (!closes) {
        ck_assert_int_lt(walk->depth, DEPTH_MOST);
        strcpy(walk->open[walk->depth++], name);
    }
}

/* A piece of text in which nothing is a tag: the script. */
static void data_read(struct walk *walk)
{
    const char *end = strstr(walk->at, "]]>");
    ck_assert_msg(walk->depth > 0 && strcmp(walk->open[walk->depth - 1], "script") == 0 && end,
                  "not the script: %.40s", walk->at);
    walk->at = end + strlen("]]>");
}

/* Tags in pairs, attributes in quotes, nothing that XML has no place for. An html page is walked
 * from its root element: ours is XML, too. */
static void assert_xml(const struct strbuf *text, const char *root)
{
    struct walk walk = {.at = strstr(strbuf_str(text), root)};
    ck_assert_ptr_nonnull(walk.at);
    ck_assert(utf8_valid(text->text, text->len, NULL));
    ck_assert_uint_eq(strlen(text->text), text->len);
    for (; *walk.at;) {
        if (strncmp(walk.at, "<![CDATA[", 9) == 0) {
            data_read(&walk);
            continue;
        }
        if (*walk.at == '<') {
            tag_read(&walk);
            continue;
        }
        ck_assert(*walk.at == '\n' || (unsigned char)*walk.at >= 0x20);
        if (*walk.at == '&')
            reference_read(&walk);
        walk.at++;
    }
    ck_assert_int_eq(walk.depth, 0);
}

static struct trace *hand_thirty(void)
{
    return hand_many(30);
}

static struct trace *(*const makers[])(void) = {
    hand_two_coroutines, hand_two_blocking, hand_two_polling, hand_two_gil,   hand_two_threads,
    hand_late,           hand_thirty,       hand_empty,       hand_one_event, hand_korean_deadlock};

static const char *const formats[] = {"svg", "html"};
static const char *const roots[] = {"<svg", "<html"};

enum { MAKER_COUNT = sizeof makers / sizeof *makers };

START_TEST(pictures_are_well_formed)
{
    static const int widths[] = {20, 80, 133, 1000};
    struct trace *trace = makers[_i / 2]();
    for (int i = 0; i < 8; i++) {
        struct strbuf out = STRBUF_INIT;
        bool ascii = i % 2;
        render(trace, formats[_i % 2], widths[i / 2], ascii, &out);
        assert_xml(&out, roots[_i % 2]);
        for (size_t c = 0; ascii && c < out.len; c++)
            ck_assert_uint_lt((unsigned char)out.text[c], 0x80);
        strbuf_release(&out);
    }
    trace_free(trace);
}
END_TEST

/* ---- goldens ---- */

static const struct {
    const char *name;
    struct trace *(*make)(void);
    int width;
    bool ascii;
} goldens[] = {
    {"late", hand_late, 40, false},
    {"gil", hand_two_gil, 100, false},
    {"korean", hand_korean_deadlock, 60, true},
    {"empty", hand_empty, 40, false},
};

enum { GOLDEN_COUNT = sizeof goldens / sizeof *goldens };

/* What comes before the picture itself is the same in all. */
static const char *picture_of(const struct strbuf *out)
{
    const char *end = strstr(strbuf_str(out), "</defs>\n");
    ck_assert_ptr_nonnull(end);
    return end;
}

static void assert_golden(const char *name, const char *got)
{
    struct strbuf file = STRBUF_INIT;
    strbuf_addf(&file, "%s.svg", name);
    text_golden_assert(got, file.text);
    strbuf_release(&file);
}

START_TEST(pictures_are_as_their_goldens)
{
    struct trace *trace = goldens[_i].make();
    struct strbuf out = STRBUF_INIT;
    render(trace, "svg", goldens[_i].width, goldens[_i].ascii, &out);
    assert_golden(goldens[_i].name, picture_of(&out));
    strbuf_release(&out);
    trace_free(trace);
}
END_TEST

/* ---- hostile texts ---- */

enum { PAGE_SCRIPTS = 3 }; /* what it begins with, its data, what plays them */

#define HOSTILE "</script><b>]]>&amp;\"'\x01\x1B[31m\x7F\xFF\xC3(\xEF\xBF\xBF<!--\xEA\xB0\x80"

static struct trace *hand_hostile(void)
{
    static const char source[] = "scenario \"" HOSTILE "\"\n# " HOSTILE "\ttab\n";
    struct trace *trace = hand_new("coroutines");
    trace_set_source(trace, HOSTILE, source, sizeof source - 1);
    hand_meta(trace, "title=" HOSTILE);
    hand_task(trace, 0, 1, HOSTILE);
    hand(trace, 1, TASK_BEGIN, .who = 1, .arg = 7);
    hand_say(trace, 5, 1, HOSTILE);
    hand_event(trace, 6, (struct trace_event){.kind = TRACE_ASKED, .who = 1, .arg = 1}, HOSTILE);
    hand_state(trace, 7, 1, TRACE_WAITING, TRACE_BY_IO, 1, 2);
    hand_event(trace, 9000,
               (struct trace_event){.kind = TRACE_TASK_END, .who = 1, .detail = TRACE_END_FAILED},
               HOSTILE);
    hand_event(trace, 9001,
               (struct trace_event){
                   .kind = TRACE_RUN_END, .who = TRACE_ENGINE, .detail = TRACE_RESULT_FAILED},
               HOSTILE);
    trace_finish(trace);
    return trace;
}

static int times(const char *text, const char *what)
{
    int count = 0;
    while ((text = strstr(text, what))) {
        count++;
        text++;
    }
    return count;
}

/* `scripts`: a page's own. */
static void assert_tame(const struct strbuf *out, int scripts)
{
    ck_assert_ptr_null(strstr(out->text, "<b>"));
    ck_assert_int_eq(times(out->text, "]]>"), scripts > 0);
    ck_assert_int_eq(times(out->text, "</script>"), scripts);
    ck_assert_ptr_null(strstr(out->text, "<!--"));
    ck_assert_ptr_null(strstr(out->text, "\xEF\xBF\xBF"));
    ck_assert_ptr_nonnull(strstr(out->text, "&lt;/script&gt;&lt;b&gt;]]&gt;&amp;amp;&quot;&#39;"
                                            "\\x01\\x1B[31m\\x7F\\xFF\\xC3(\\u{FFFF}&lt;!--"));
}

START_TEST(hostile_texts_are_shown_not_obeyed)
{
    struct trace *trace = hand_hostile();
    struct strbuf out = STRBUF_INIT;
    render(trace, formats[_i], 200, false, &out);
    assert_xml(&out, roots[_i]);
    assert_tame(&out, _i ? PAGE_SCRIPTS : 0);
    strbuf_release(&out);
    trace_free(trace);
}
END_TEST

/* ---- several runs ---- */

START_TEST(comparisons_are_well_formed)
{
    struct trace *traces[] = {hand_two_blocking(), hand_hostile(), hand_empty()};
    struct compare_item items[] = {{"blocking", traces[0]}, {HOSTILE, traces[1]}, {"", traces[2]}};
    for (int count = 0; count <= 3; count++) {
        struct strbuf out = STRBUF_INIT;
        (_i ? compare_html : compare_svg)(items, count, NULL, &out);
        assert_xml(&out, roots[_i]);
        ck_assert(count < 2 || times(out.text, ">blocking: elapsed ") == 1);
        if (count > 1)
            assert_tame(&out, _i ? PAGE_SCRIPTS : 0);
        strbuf_release(&out);
    }
    for (int i = 0; i < 3; i++)
        trace_free(traces[i]);
}
END_TEST

/* ---- the table of four ---- */

static void table_render(struct trace *const *traces, int width, bool html, bool ascii,
                         struct strbuf *out)
{
    struct export_options options = {.width = width, .ascii = ascii};
    struct table_run runs[CORNERS] = {{0}};
    for (int i = 0; i < CORNERS; i++)
        runs[i] = (struct table_run){traces[i], "there is none <b>"};
    (html ? table_html : table_svg)(runs, &options, out);
}

START_TEST(tables_are_well_formed)
{
    static const int widths[] = {20, 100, 1000};
    struct trace *sets[][CORNERS] = {
        {hand_two_blocking(), hand_two_polling(), hand_two_async_blocking(), hand_hostile()},
        {hand_empty(), NULL, hand_thirty(), hand_korean_deadlock()},
        {NULL, NULL, NULL, NULL},
    };
    for (int set = 0; set < 3; set++)
        for (int i = 0; i < 3; i++) {
            struct strbuf out = STRBUF_INIT;
            table_render(sets[set], widths[i], _i, i == 1, &out);
            assert_xml(&out, roots[_i]);
            ck_assert_ptr_null(strstr(out.text, "<b>"));
            strbuf_release(&out);
        }
    for (int set = 0; set < 3; set++)
        for (int i = 0; i < CORNERS; i++)
            trace_free(sets[set][i]);
}
END_TEST

START_TEST(a_table_is_as_its_golden)
{
    struct trace *traces[CORNERS] = {hand_two_blocking(), NULL, hand_two_async_blocking(),
                                     hand_two_coroutines()};
    struct strbuf out = STRBUF_INIT;
    table_render(traces, 80, false, false, &out);
    assert_golden("table", picture_of(&out));
    strbuf_release(&out);
    for (int i = 0; i < CORNERS; i++)
        trace_free(traces[i]);
}
END_TEST

/* Who does not see the picture is told what it shows: all of it. */
START_TEST(a_table_says_what_it_shows)
{
    struct trace *traces[CORNERS] = {hand_two_blocking(), hand_two_polling(), NULL,
                                     hand_two_coroutines()};
    struct strbuf out = STRBUF_INIT;
    table_render(traces, 80, false, false, &out);
    ck_assert_ptr_nonnull(strstr(
        out.text, "aria-label=\"Two waits: a table of four. Synchronous, blocking: blocking, "
                  "900.4 ms. The calls kept control for 900.1 ms; own work meanwhile: none. "
                  "Synchronous, non-blocking: polling, 501.1 ms. "));
    ck_assert_ptr_nonnull(strstr(out.text,
                                 " Asynchronous, blocking: async-blocking. There is none &lt;b&gt; "
                                 "Asynchronous, non-blocking: coroutines, 500.1 ms. "));
    strbuf_release(&out);
    for (int i = 0; i < CORNERS; i++)
        trace_free(traces[i]);
}
END_TEST

/* ---- the page ---- */

START_TEST(a_page_says_all_without_its_script)
{
    static const struct export_expectation items[] = {
        {21, "elapsed < 500ms", "452.0 ms", EXPORT_OK},
        {22, "looks < 3", "7", EXPORT_FAILED},
    };
    static const char *const parts[] = {
        "<h1 id=\"title\">Two waits</h1>",
        "Model: <strong>coroutines</strong>. <span class=\"after\">Result: <strong>ok</strong>.",
        "<li id=\"line-6\"><pre><code>    io 500ms &quot;query&quot;</code></pre></li>",
        "<svg ",
        "data-line=\"11\"><span class=\"time\">452.0 ms</span> <strong>two</strong>: two&#39;s "
        "answer (&quot;download&quot;) came at 400.1 ms; the loop was busy with one (say, line 7) "
        "until 452.0 ms: two is 51.9 ms late.</li>",
        "one says: <q>1 starts</q>",
        "<dt>worst late</dt><dd>51.9 ms</dd>",
        "<tr><th scope=\"row\">2 two</th>",
        "<td>22</td><td>looks &lt; 3</td><td>7</td><td class=\"wrong\">does not hold</td>",
    };
    struct export_report report = {items, 2};
    struct trace *trace = hand_late();
    struct strbuf out = STRBUF_INIT;
    export_trace(export_by_name("html"), trace, NULL, &report, &out);
    char *script = strstr(out.text, "<script>");
    ck_assert_ptr_nonnull(script);
    *script = '\0';
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        ck_assert_msg(strstr(out.text, parts[i]) != NULL, "no %s", parts[i]);
    strbuf_release(&out);
    trace_free(trace);
}
END_TEST

START_TEST(a_page_refers_to_nothing_outside)
{
    struct trace *trace = hand_two_gil();
    struct strbuf out = STRBUF_INIT;
    render(trace, "html", 80, false, &out);
    ck_assert_ptr_null(strstr(out.text, " src="));
    ck_assert_ptr_null(strstr(out.text, " href="));
    ck_assert_ptr_null(strstr(out.text, "@import"));
    ck_assert_int_eq(times(out.text, "://"), 1); /* the name of the picture's vocabulary */
    ck_assert_int_eq(times(out.text, "url("), times(out.text, "url(#baton-"));
    strbuf_release(&out);
    trace_free(trace);
}
END_TEST

/* ---- size ---- */

/* What must hold of any length. */
/* A page plays 200,000 moments, of which the picture in it shows a few. */
static size_t bytes_most(const char *format)
{
    return strcmp(format, "html") == 0 ? 25000000 : 1000000;
}

START_TEST(a_million_events_make_a_small_picture)
{
    struct trace *trace = hand_long(strcmp(formats[_i], "html") == 0 ? 450000 : 1000000);
    trace_finish(trace);
    struct strbuf out = STRBUF_INIT;
    render(trace, formats[_i], 1000, false, &out);
    assert_xml(&out, roots[_i]);
    ck_assert_uint_lt(out.len, bytes_most(formats[_i]));
    strbuf_release(&out);
    trace_free(trace);
}
END_TEST

START_TEST(ten_thousand_tasks_make_a_small_picture)
{
    struct trace *trace = hand_many(10000);
    struct strbuf out = STRBUF_INIT;
    render(trace, formats[_i], 120, false, &out);
    assert_xml(&out, roots[_i]);
    ck_assert_uint_lt(out.len, bytes_most(formats[_i]));
    ck_assert_ptr_nonnull(strstr(out.text, "… 9,984 more"));
    strbuf_release(&out);
    trace_free(trace);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("picture");
    TCase *form = tcase_create("form"), *large = tcase_create("large");
    tcase_add_test(form, a_page_can_be_read_on_white_and_on_dark);
    tcase_add_test(form, a_picture_can_be_read_on_white_and_on_dark);
    tcase_add_test(form, a_rule_of_a_picture_is_one_class);
    tcase_add_loop_test(form, pictures_are_as_their_goldens, 0, GOLDEN_COUNT);
    tcase_add_loop_test(form, hostile_texts_are_shown_not_obeyed, 0, 2);
    tcase_add_loop_test(form, comparisons_are_well_formed, 0, 2);
    tcase_add_loop_test(form, tables_are_well_formed, 0, 2);
    tcase_add_test(form, a_table_is_as_its_golden);
    tcase_add_test(form, a_table_says_what_it_shows);
    tcase_add_test(form, a_page_says_all_without_its_script);
    tcase_add_test(form, a_page_refers_to_nothing_outside);
    tcase_set_tags(large, TAG_LARGE);
    tcase_add_loop_test(large, pictures_are_well_formed, 0, 2 * MAKER_COUNT);
    tcase_add_loop_test(large, a_million_events_make_a_small_picture, 0, 2);
    tcase_add_loop_test(large, ten_thousand_tasks_make_a_small_picture, 0, 2);
    suite_add_tcase(s, form);
    suite_add_tcase(s, large);
    return s;
}

CHECK_MAIN(suite)
