/* Opening traces: the fast ways give what the careful ones give; progress is told, and a false
 * answer ends the work. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/pages.h"
#include "check_main.h"
#include "hand.h"
#include "tell/tell.h"
#include "trace/file.h"
#include "trace/file_private.h"
#include "trace/log.h"
#include "trace/sort.h"
#include "trace/stats.h"
#include "trace/sweep.h"
#include "trace/timeline.h"

/* ---- base ---- */

START_TEST(pages_keep_what_is_in_them)
{
    static const size_t sizes[] = {100, 5000, PAGES_LEAST - 1, PAGES_LEAST, 1000000, 70000, 64};
    unsigned char *pages = NULL;
    size_t size = 0;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        size_t kept = size < sizes[i] ? size : sizes[i];
        pages = pages_resize(pages, size, sizes[i]);
        for (size_t at = 0; at < kept; at++)
            ck_assert_uint_eq(pages[at], (unsigned char)(at * 7));
        size = sizes[i];
        for (size_t at = kept; at < size; at++)
            pages[at] = (unsigned char)(at * 7);
    }
    ck_assert_ptr_null(pages_resize(pages, size, 0));
}
END_TEST

/* ---- sorting ---- */

enum { THINGS = 3000 };

struct sorted {
    const struct sort_key *keys;
    struct sort_key out[THINGS];
    size_t count;
};

static bool piece_take(void *arg, size_t first, size_t count)
{
    struct sorted *sorted = arg;
    ck_assert_uint_gt(count, 0);
    memcpy(sorted->out + sorted->count, sorted->keys + first, count * sizeof *sorted->out);
    sorted->count += count;
    return true;
}

/* Times of one kind or another: any, few, rising, falling, three writers page by page. */
static int64_t time_of(int kind, uint32_t i)
{
    switch (kind) {
    case 0:
        return rand();
    case 1:
        return rand() % 20;
    case 2:
        return i;
    case 3:
        return -(int64_t)i;
    default:
        return (int64_t)(i / 300 * 100 + i % 100) * 3 + i / 100 % 3;
    }
}

START_TEST(pieces_come_in_the_order_of_keys)
{
    static struct sort_key keys[THINGS], expected[THINGS];
    static struct sorted sorted;
    srand((unsigned)_i);
    for (uint32_t i = 0; i < THINGS; i++)
        expected[i] = keys[i] = (struct sort_key){time_of(_i % 5, i), i};
    sort_keys(expected, THINGS);
    sorted.keys = keys;
    ck_assert(sort_pieces(&keys->time_ns, sizeof *keys, THINGS, piece_take, &sorted));
    ck_assert_uint_eq(sorted.count, THINGS);
    for (uint32_t i = 0; i < THINGS; i++)
        ck_assert_uint_eq(sorted.out[i].index, expected[i].index);
    ck_assert(sort_pieces(NULL, sizeof *keys, 0, piece_take, &sorted));
}
END_TEST

/* Texts go with their events. */
START_TEST(texts_follow_their_events)
{
    enum { COUNT = 1000 };
    struct trace *trace = trace_new();
    char words[32];
    srand(3);
    for (int i = 0; i < COUNT; i++) {
        int64_t t = rand() % 500;
        struct trace_event event = {.kind = TRACE_SAY, .time_ns = t, .value = i};
        snprintf(words, sizeof words, "%lld %d", (long long)t, i);
        trace_add(trace, &event, i % 3 ? words : NULL, strlen(words));
    }
    trace_finish(trace);
    for (size_t i = 0; i < COUNT; i++) {
        size_t len;
        const struct trace_event *event = trace_at(trace, i);
        const char *text = trace_text(trace, i, &len);
        snprintf(words, sizeof words, "%lld %d", (long long)event->time_ns, (int)event->value);
        ck_assert_int_eq(text != NULL, event->value % 3 != 0);
        ck_assert(!text || (len == strlen(words) && memcmp(text, words, len) == 0));
    }
    trace_free(trace);
}
END_TEST

/* ---- lanes ---- */

/* Tasks on two cores that take random turns: many spans of moments, in many lanes. */
static struct trace *make_turns(const char *model, int tasks, int turns)
{
    struct trace *trace = trace_new();
    hand_meta(trace, model);
    hand(trace, 0, RUN_BEGIN, .who = TRACE_ENGINE);
    for (int task = 1; task <= tasks; task++)
        hand_task(trace, 0, (uint32_t)task, "one");
    for (int i = 0; i < turns; i++) {
        int64_t t = 10 + i * 7 - rand() % 50;
        hand(trace, t, STATE, .who = 1 + (uint32_t)(rand() % tasks),
             .detail = rand() % 2   ? TRACE_RUNNING
                       : rand() % 2 ? TRACE_READY
                                    : TRACE_WAITING);
    }
    trace_finish(trace);
    return trace;
}

static bool is_any(const struct timeline_lane *lane, uint32_t item)
{
    return item < lane->count;
}

START_TEST(a_sweep_meets_all_in_order)
{
    srand((unsigned)_i);
    struct trace *trace = make_turns("model=threads", _i ? 2000 : 3, 150000);
    struct timeline *timeline = timeline_new(trace);
    struct sweep_moment last = {.time_ns = INT64_MIN};
    struct sweep sweep;
    size_t met = 0, there = 0, spans = 0;
    for (int i = 0; i < timeline->lane_count; i++)
        there += timeline->lanes[i].count;
    sweep_begin(&sweep, timeline->lanes, timeline->lane_count, is_any);
    for (; sweep_next(&sweep); met += sweep.count, spans++)
        for (size_t i = 0; i < sweep.count; i++) {
            struct sweep_moment now = sweep.moments[i];
            ck_assert_int_eq(timeline->lanes[now.lane].items[now.item].from_ns, now.time_ns);
            ck_assert(last.time_ns < now.time_ns ||
                      (last.time_ns == now.time_ns &&
                       (last.lane < now.lane || (last.lane == now.lane && last.item < now.item))));
            last = now;
        }
    ck_assert_uint_eq(met, there);
    ck_assert_uint_gt(spans, 2);
    sweep_release(&sweep);
    timeline_free(timeline);
    trace_free(trace);
}
END_TEST

static bool is_on_cpu(const struct timeline_lane *lane, uint32_t item)
{
    return item < lane->count && lane->items[item].state <= TRACE_POLLING;
}

/* All changes at once, with the changes of one time lane by lane. */
static int64_t most_at_once(const struct timeline *timeline, size_t items)
{
    struct sort_key *keys = calloc(items * 2 + 1, sizeof *keys);
    int64_t *since = calloc((size_t)timeline->lane_count + 2, sizeof *since), most = 1, depth = 0;
    size_t count = 0;
    for (int l = timeline->first_task; l < timeline->lane_count; l++)
        for (uint32_t i = 0; i <= timeline->lanes[l].count; i++) {
            const struct timeline_lane *lane = &timeline->lanes[l];
            bool on = is_on_cpu(lane, i), was = i && is_on_cpu(lane, i - 1);
            if (on != was)
                keys[count++] =
                    (struct sort_key){i < lane->count ? lane->items[i].from_ns : lane->end_ns, on};
        }
    sort_keys(keys, count);
    for (size_t i = 0; i < count; i++) {
        if (keys[i].index)
            since[++depth] = keys[i].time_ns;
        else if (keys[i].time_ns - since[depth--] >= 100 * NS_PER_US && depth + 1 > most)
            most = depth + 1;
    }
    free(keys);
    free(since);
    return most;
}

START_TEST(a_long_trace_is_counted_like_a_short_one)
{
    enum { TURNS = 150000 };
    srand((unsigned)_i + 1);
    struct trace *trace = make_turns("model=threads", _i ? 200 : 4, TURNS);
    struct timeline *timeline = timeline_new(trace);
    struct stats *stats = stats_new(timeline);
    ck_assert_int_gt(stats->parallel, 1);
    ck_assert_int_eq(stats->parallel, most_at_once(timeline, TURNS * 2 + 1000));
    size_t count;
    struct handoff *list = handoffs_list(timeline, &count);
    ck_assert_int_eq((int64_t)count, stats->handoffs);
    for (size_t i = 1; i < count; i++)
        ck_assert_int_le(timeline->lanes[list[i - 1].strip].items[list[i - 1].index].from_ns,
                         timeline->lanes[list[i].strip].items[list[i].index].from_ns);
    free(list);
    stats_free(stats);
    timeline_free(timeline);
    trace_free(trace);
}
END_TEST

START_TEST(who_got_control_is_found_at_once)
{
    srand(9);
    struct trace *trace = make_turns("model=coroutines", 2, 3000);
    struct timeline *timeline = timeline_new(trace);
    const struct timeline_lane *strip = &timeline->lanes[0];
    ck_assert_uint_gt(strip->count, 1000);
    for (uint32_t i = 0, taken = 0; i < strip->count; i++) {
        if (i && strip->items[i].object != strip->items[i - 1].object)
            taken = i;
        ck_assert_uint_eq(timeline_taken(strip, i), taken);
    }
    timeline_free(timeline);
    trace_free(trace);
}
END_TEST

static void moment_is(const struct trace *trace, int64_t t_ns, const char *words)
{
    struct timeline *timeline = timeline_new(trace);
    struct strbuf out = STRBUF_INIT;
    tell_moment(&(struct tell){timeline, &out}, t_ns);
    ck_assert_str_eq(strbuf_str(&out), words);
    strbuf_release(&out);
    timeline_free(timeline);
}

/* What is said of a moment costs no more with more tasks, and stays true. */
START_TEST(of_many_tasks_some_are_looked_at)
{
    struct trace *trace = trace_new();
    hand_meta(trace, "model=coroutines");
    hand(trace, 0, RUN_BEGIN, .who = TRACE_ENGINE);
    for (uint32_t task = 1; task <= 1000; task++)
        hand_task(trace, 0, task, "one");
    for (uint32_t task = 1; task <= 1000; task++)
        hand(trace, 10, STATE, .who = task, .detail = TRACE_WAITING, .reason = TRACE_BY_SLEEP);
    hand(trace, 1000, MARK, .who = 1);
    trace_finish(trace);
    moment_is(trace, 500 * NS_PER_US,
              "Nobody holds control: one, one, one and at least 509 more are waiting.");
    trace_free(trace);
}
END_TEST

static void busy_cores(uint32_t count, struct strbuf *out)
{
    struct trace *trace = trace_new();
    hand_meta(trace, "model=threads");
    hand(trace, 0, RUN_BEGIN, .who = TRACE_ENGINE);
    for (uint32_t task = 1; task <= count; task++) {
        hand_task(trace, 0, task, "one");
        hand(trace, 10, TASK_BEGIN, .who = task, .arg = 100 + task, .reason = (uint16_t)task);
    }
    hand(trace, 1000, MARK, .who = 1);
    trace_finish(trace);
    struct timeline *timeline = timeline_new(trace);
    tell_moment(&(struct tell){timeline, out}, 500 * NS_PER_US);
    timeline_free(timeline);
    trace_free(trace);
}

START_TEST(of_many_cores_some_are_told_of)
{
    struct strbuf out = STRBUF_INIT;
    busy_cores(12, &out);
    ck_assert_ptr_nonnull(strstr(out.text, "one holds control on core 8. "));
    ck_assert_ptr_null(strstr(out.text, "core 9"));
    ck_assert_ptr_nonnull(strstr(out.text, " 4 more cores are busy."));
    strbuf_clear(&out);
    busy_cores(9, &out);
    ck_assert_ptr_nonnull(strstr(out.text, " 1 more core is busy."));
    strbuf_release(&out);
}
END_TEST

/* ---- files ---- */

static void assert_same(const struct trace *a, const struct trace *b)
{
    struct strbuf one = STRBUF_INIT, other = STRBUF_INIT;
    trace_file_format(a, &one);
    trace_file_format(b, &other);
    ck_assert_str_eq(strbuf_str(&one), strbuf_str(&other));
    strbuf_release(&one);
    strbuf_release(&other);
}

/* A trace of so many lines, with all kinds and all sorts of texts. */
static void make_file(struct strbuf *file, int lines)
{
    static const char *const texts[] = {
        NULL, "", "plain", "with \"quotes\" and \\", "two\nlines", "\xEA\xB9\x80 \x01"};
    struct trace *trace = trace_new();
    trace_set_source(trace, "a.baton", "scenario \"a\"\n\ntask one:\n", 25);
    for (int i = 0; i < lines; i++) {
        struct trace_event event = {.time_ns = (int64_t)rand() * (rand() % 1000),
                                    .kind = (uint8_t)(1 + rand() % (TRACE_KIND_COUNT - 1)),
                                    .who = (uint32_t)rand() % 5,
                                    .detail = (uint8_t)(rand() % 9),
                                    .reason = (uint16_t)(rand() % 60),
                                    .line = (uint32_t)rand() % 100,
                                    .arg = (uint32_t)rand(),
                                    .value = rand() % 9 ? rand() : INT64_MIN};
        const char *text = texts[rand() % 12 % 6];
        trace_add(trace, &event, text, text ? strlen(text) : 0);
    }
    trace_finish(trace);
    trace_file_format(trace, file);
    trace_free(trace);
}

/* With care, and in blocks: the same trace, or the same problem. */
static bool compare_ways(const struct strbuf *file)
{
    struct file_blocks_how careful = {0}, blocks = {.threads = 3, .bytes = 1};
    struct strbuf one = STRBUF_INIT, other = STRBUF_INIT;
    blocks.bytes += (size_t)(rand() % 2 ? rand() % 100 : rand() % 5000);
    struct trace *a = file_parse(file->text, file->len, careful, NULL, NULL, &one);
    struct trace *b = file_parse(file->text, file->len, blocks, NULL, NULL, &other);
    ck_assert_int_eq(a == NULL, b == NULL);
    ck_assert_str_eq(strbuf_str(&one), strbuf_str(&other));
    if (a)
        assert_same(a, b);
    bool good = a != NULL;
    trace_free(a);
    trace_free(b);
    strbuf_release(&one);
    strbuf_release(&other);
    return good;
}

START_TEST(blocks_give_what_care_gives)
{
    srand((unsigned)_i + 1);
    struct strbuf file = STRBUF_INIT;
    make_file(&file, _i % 4 ? rand() % 400 : _i / 4);
    ck_assert(compare_ways(&file));
    int good = 0;
    for (int round = 0; round < 60; round++) {
        size_t at = (size_t)rand() % file.len;
        char before = file.text[at];
        file.text[at] = "0123456789 \"\\\n-x"[rand() % 16];
        good += compare_ways(&file);
        file.text[at] = before;
    }
    ck_assert_int_gt(good + (file.len < 100), 0);
    strbuf_release(&file);
}
END_TEST

/* Lines of source between events, an event of 19 digits, a last line without its end. */
START_TEST(odd_files_are_read_with_care)
{
    static const char *const files[] = {
        ("baton trace 1\nmark 1 1 0 NONE 0 0 0\nsource \"x\\n\"\nmark 2 1 0 NONE 0 0 0\n"
         "file \"y\"\nend 2\n"),
        "baton trace 1\nmark 1 1 0 NONE 0 0 1000000000000000001\nend 1\n",
        "baton trace 1\nmark 1 1 0 0 0 0 -0\nstate 1 1 4 IO 0 0 0\nend 2",
        "baton trace 1\nend 0\n",
        "baton trace 1 \nfile \"x\"\nend 0\n",
    };
    struct strbuf file = STRBUF_INIT;
    srand(1);
    strbuf_adds(&file, files[_i]);
    ck_assert(compare_ways(&file));
    strbuf_release(&file);
}
END_TEST

static const char *write_file(const struct strbuf *text)
{
    static char path[64];
    snprintf(path, sizeof path, "check_open-%d.tmp", (int)getpid());
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fwrite(text->text, 1, text->len, file);
    fclose(file);
    return path;
}

START_TEST(a_file_is_read_by_its_name)
{
    struct strbuf text = STRBUF_INIT, problem = STRBUF_INIT;
    srand(5);
    make_file(&text, 20000);
    const char *path = write_file(&text);
    struct trace *a = trace_file_parse(text.text, text.len, &problem);
    struct trace *b = trace_file_read(path, NULL, NULL, &problem);
    ck_assert(a && b);
    assert_same(a, b);
    trace_free(a);
    trace_free(b);
    text.len -= 20;
    write_file(&text);
    ck_assert_ptr_null(trace_file_read(path, NULL, NULL, &problem));
    ck_assert_ptr_nonnull(strstr(strbuf_str(&problem), "line "));
    remove(path);
    strbuf_clear(&problem);
    ck_assert_ptr_null(trace_file_read(path, NULL, NULL, &problem));
    ck_assert_str_eq(strbuf_str(&problem), "No such file or directory");
    strbuf_release(&text);
    strbuf_release(&problem);
}
END_TEST

/* ---- progress ---- */

struct told {
    int calls, last, most_calls; /* gives up at that many */
};

static bool tell(void *arg, int percent)
{
    struct told *told = arg;
    ck_assert_int_ge(percent, told->last);
    ck_assert_int_le(percent, 100);
    told->last = percent;
    return ++told->calls < told->most_calls;
}

/* Calls for the work until it is no longer given up, each time after one more call. */
#define ASSERT_CAN_BE_STOPPED(type, made, release)                                                 \
    for (int most = 1;; most++) {                                                                  \
        struct told told = {.most_calls = most};                                                   \
        type *thing = (made);                                                                      \
        ck_assert_int_le(told.calls, most);                                                        \
        ck_assert_int_eq(thing == NULL, told.calls == most);                                       \
        ck_assert(!thing || (told.last == 100 && told.calls > 4));                                 \
        release(thing);                                                                            \
        if (told.calls < most)                                                                     \
            break;                                                                                 \
    }

static void make_log(struct trace_log *log, int count, int writers)
{
    struct trace_writer all[4];
    for (int i = 0; i < writers; i++)
        trace_writer_init(&all[i], log);
    trace_write(&all[0], (struct trace_event){.kind = TRACE_RUN_BEGIN, .time_ns = 1000});
    trace_write_text(
        &all[0], (struct trace_event){.kind = TRACE_TASK_NEW, .who = 1, .time_ns = 1000}, "one", 3);
    for (int i = 0; i < count; i++)
        trace_write(&all[i % writers],
                    (struct trace_event){.kind = TRACE_STATE,
                                         .who = 1,
                                         .time_ns = 1000 + i,
                                         .detail = i % 2 ? TRACE_READY : TRACE_RUNNING});
}

START_TEST(a_log_can_be_left)
{
    enum { COUNT = 200000 };
    struct trace_log *log = trace_log_create(COUNT * 2);
    make_log(log, COUNT, _i);
    ASSERT_CAN_BE_STOPPED(struct trace, trace_from_log_with(log, COUNT, "x", "", 0, tell, &told),
                          trace_free);
    ck_assert_uint_gt(trace_log_claimed(log), COUNT);
    trace_log_close(log);
}
END_TEST

START_TEST(a_log_that_was_taken_is_empty)
{
    struct trace_log *log = trace_log_create(10000);
    make_log(log, 1000, 1);
    struct trace *trace = trace_from_log_until(log, INT64_MAX, "x", "", 0);
    ck_assert_uint_eq(trace_count(trace), 1002);
    trace_free(trace);
    trace = trace_from_log(log, "x", "", 0);
    ck_assert_uint_eq(trace_count(trace), 1002);
    trace_free(trace);
    trace = trace_from_log(log, "x", "", 0);
    ck_assert_uint_eq(trace_count(trace), 0);
    trace_free(trace);
    trace_log_close(log);
}
END_TEST

START_TEST(a_file_can_be_left)
{
    struct trace_log *log = trace_log_create(200000);
    make_log(log, 100000, 1);
    struct trace *trace = trace_from_log(log, "x", "", 0);
    struct strbuf text = STRBUF_INIT, problem = STRBUF_INIT;
    trace_file_format(trace, &text);
    ASSERT_CAN_BE_STOPPED(struct trace,
                          trace_file_parse_with(text.text, text.len, tell, &told, &problem),
                          trace_free);
    ck_assert_str_eq(strbuf_str(&problem), "");
    strbuf_release(&text);
    strbuf_release(&problem);
    trace_free(trace);
    trace_log_close(log);
}
END_TEST

START_TEST(a_timeline_can_be_left)
{
    srand(1);
    struct trace *trace = make_turns(_i ? "model=threads" : "model=coroutines", 50, 300000);
    ASSERT_CAN_BE_STOPPED(struct timeline, timeline_new_with(trace, tell, &told), timeline_free);
    trace_free(trace);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("open");
    TCase *base = tcase_create("base"), *files = tcase_create("files"),
          *progress = tcase_create("progress"), *lanes = tcase_create("lanes");
    tcase_add_test(base, pages_keep_what_is_in_them);
    tcase_add_loop_test(base, pieces_come_in_the_order_of_keys, 0, 10);
    tcase_add_test(base, texts_follow_their_events);
    tcase_add_loop_test(lanes, a_sweep_meets_all_in_order, 0, 2);
    tcase_add_loop_test(lanes, a_long_trace_is_counted_like_a_short_one, 0, 2);
    tcase_add_test(lanes, who_got_control_is_found_at_once);
    tcase_add_test(lanes, of_many_tasks_some_are_looked_at);
    tcase_add_test(lanes, of_many_cores_some_are_told_of);
    tcase_add_loop_test(files, blocks_give_what_care_gives, 0, 20);
    tcase_add_loop_test(files, odd_files_are_read_with_care, 0, 5);
    tcase_add_test(files, a_file_is_read_by_its_name);
    tcase_add_loop_test(progress, a_log_can_be_left, 1, 3);
    tcase_add_test(progress, a_log_that_was_taken_is_empty);
    tcase_add_test(progress, a_file_can_be_left);
    tcase_add_loop_test(progress, a_timeline_can_be_left, 0, 2);
    suite_add_tcase(s, base);
    suite_add_tcase(s, files);
    suite_add_tcase(s, lanes);
    suite_add_tcase(s, progress);
    return s;
}

CHECK_MAIN(suite)
