#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/refusal.h"
#include "check_main.h"
#include "trace/log.h"

enum { WRITERS = 4, EACH = 30000, LONG_TEXT = 5 * 1000 * 1000 };

static struct trace_event event_of(uint32_t who, uint32_t number)
{
    return (struct trace_event){.kind = TRACE_STATE, .who = who, .arg = number, .value = -7};
}

/* A text that tells its own length and place: no piece of it can be lost, doubled or swapped
 * unseen. */
static char text_byte(uint32_t number, size_t i)
{
    return (char)('a' + (number * 31 + i + i / 4000) % 26);
}

static char *make_text(uint32_t number, size_t len)
{
    char *text = malloc(len + 1);
    for (size_t i = 0; i < len; i++)
        text[i] = text_byte(number, i);
    return text;
}

static void write_made_text(struct trace_writer *writer, uint32_t who, uint32_t number, size_t len)
{
    char *text = make_text(number, len);
    struct trace_event event = event_of(who, number);
    event.kind = TRACE_SAY;
    event.value = (int64_t)len;
    trace_write_text(writer, event, text, len);
    free(text);
}

/* What was read, checked as it comes: of each writer (its `who`) the numbers from 1, in order,
 * in time, with their texts. */
struct reader {
    uint32_t last[WRITERS + 1];
    int64_t last_ns[WRITERS + 1];
    uint64_t texts, bytes;
};

static void check_event(void *arg, const struct trace_event *event, const char *text, size_t len)
{
    struct reader *reader = arg;
    uint32_t who = event->who;
    ck_assert_uint_le(who, WRITERS);
    ck_assert_uint_eq(event->arg, reader->last[who] + 1);
    ck_assert_int_ge(event->time_ns, reader->last_ns[who]);
    ck_assert_uint_eq(event->detail, 0);
    reader->last[who]++;
    reader->last_ns[who] = event->time_ns;
    if (event->kind == TRACE_STATE) {
        ck_assert_ptr_null(text);
        ck_assert_int_eq(event->value, -7);
        return;
    }
    ck_assert_uint_eq(event->kind, TRACE_SAY);
    ck_assert_ptr_nonnull(text);
    ck_assert_uint_eq(len, (uint64_t)event->value);
    for (size_t i = 0; i < len; i++) {
        if (text[i] != text_byte(event->arg, i))
            ck_abort_msg("text %u differs at byte %zu", (unsigned)event->arg, i);
    }
    reader->texts++;
    reader->bytes += len;
}

START_TEST(events_come_back_as_they_were)
{
    struct trace_log *log = trace_log_create(1000);
    struct trace_writer writer;
    struct trace_cursor cursor = {0};
    struct reader reader = {0};
    trace_writer_init(&writer, log);
    ck_assert_uint_eq(trace_log_read(log, &cursor, check_event, &reader), 0);
    ck_assert_uint_eq(trace_log_claimed(log), 0);
    int64_t before_ns = clock_now_ns();
    int64_t stamped_ns = trace_write(&writer, event_of(0, 1));
    ck_assert_int_ge(stamped_ns, before_ns);
    ck_assert_int_le(stamped_ns, clock_now_ns());
    ck_assert_uint_eq(trace_log_read(log, &cursor, check_event, &reader), 1);
    ck_assert_int_eq(reader.last_ns[0], stamped_ns);
    struct trace_event event = event_of(0, 2);
    event.time_ns = stamped_ns + 5;
    ck_assert_int_eq(trace_write(&writer, event), stamped_ns + 5);
    ck_assert_uint_eq(trace_log_read(log, &cursor, check_event, &reader), 1);
    ck_assert_int_eq(reader.last_ns[0], stamped_ns + 5);
    ck_assert_uint_eq(trace_log_read(log, &cursor, check_event, &reader), 0);
    ck_assert_uint_ge(trace_log_claimed(log), 2);
    ck_assert(!trace_log_is_full(log));
    ck_assert_uint_eq(trace_log_lost(log), 0);
    trace_cursor_release(&cursor);
    trace_log_close(log);
}
END_TEST

/* All lengths around the ends of a slot and of a run, at all places in a run. */
START_TEST(texts_of_any_length_come_back)
{
    static const size_t from[] = {0, 4000, 8040, 12000}, to[] = {400, 4100, 8080, 12200};
    struct trace_log *log = trace_log_create(1000000);
    struct trace_writer writer;
    struct trace_cursor cursor = {0};
    struct reader reader = {0};
    uint32_t number = 0;
    trace_writer_init(&writer, log);
    for (int i = 0; i < 4; i++) {
        for (size_t len = from[i]; len < to[i]; len++) {
            write_made_text(&writer, 1, ++number, len);
            trace_write(&writer, event_of(1, ++number));
            if (len % 3 == 0)
                trace_log_read(log, &cursor, check_event, &reader);
        }
    }
    write_made_text(&writer, 1, ++number, LONG_TEXT);
    trace_write(&writer, event_of(1, ++number));
    trace_log_read(log, &cursor, check_event, &reader);
    ck_assert_uint_eq(reader.last[1], number);
    ck_assert_uint_eq(trace_log_lost(log), 0);
    trace_cursor_release(&cursor);
    trace_log_close(log);
}
END_TEST

START_TEST(no_text_is_not_an_empty_one)
{
    struct trace_log *log = trace_log_create(1000);
    struct trace_writer writer;
    struct trace_cursor cursor = {0};
    struct reader reader = {0};
    trace_writer_init(&writer, log);
    trace_write_text(&writer, event_of(1, 1), NULL, 0);
    write_made_text(&writer, 1, 2, 0);
    trace_log_read(log, &cursor, check_event, &reader);
    ck_assert_uint_eq(reader.last[1], 2);
    ck_assert_uint_eq(reader.texts, 1);
    trace_cursor_release(&cursor);
    trace_log_close(log);
}
END_TEST

struct busy_writer {
    struct trace_log *log;
    uint32_t who;
    uint32_t wrote;
};

static size_t some_length(uint32_t number)
{
    if (number % 1000 == 0)
        return 40000;
    return number % 100 == 0 ? 5000 : number % 50;
}

static void *write_much(void *arg)
{
    struct busy_writer *busy = arg;
    struct trace_writer writer;
    trace_writer_init(&writer, busy->log);
    while (busy->wrote < EACH) {
        uint32_t number = ++busy->wrote;
        if (number % 10 == 0)
            write_made_text(&writer, busy->who, number, some_length(number));
        else
            trace_write(&writer, event_of(busy->who, number));
    }
    return NULL;
}

START_TEST(a_reader_may_follow_writers)
{
    struct trace_log *log = trace_log_create(2000000);
    struct trace_cursor cursor = {0};
    struct reader reader = {0};
    struct busy_writer busy[WRITERS];
    pthread_t threads[WRITERS];
    uint64_t taken = 0;
    for (uint32_t i = 0; i < WRITERS; i++) {
        busy[i] = (struct busy_writer){log, i + 1, 0};
        ck_assert_int_eq(pthread_create(&threads[i], NULL, write_much, &busy[i]), 0);
    }
    while (taken < (uint64_t)WRITERS * EACH) {
        taken += trace_log_read(log, &cursor, check_event, &reader);
        trace_log_fill_ahead(log);
    }
    for (int i = 0; i < WRITERS; i++) {
        pthread_join(threads[i], NULL);
        ck_assert_uint_eq(reader.last[i + 1], EACH);
    }
    ck_assert_uint_eq(trace_log_read(log, &cursor, check_event, &reader), 0);
    ck_assert_uint_eq(taken, (uint64_t)WRITERS * EACH);
    ck_assert_uint_eq(trace_log_lost(log), 0);
    trace_cursor_release(&cursor);
    trace_log_close(log);
}
END_TEST

START_TEST(processes_write_into_one_log)
{
    enum { WROTE = 5000 };
    struct trace_log *log = trace_log_create(100000);
    struct trace_writer writer;
    trace_writer_init(&writer, log);
    trace_write(&writer, event_of(0, 1));
    uint64_t mine = trace_log_touched(log);
    ck_assert_uint_eq(mine, TRACE_RUN_BYTES);
    for (uint32_t who = 1; who <= WRITERS; who++) {
        if (fork() != 0)
            continue;
        bool fresh = trace_log_touched(log) == 0;
        trace_writer_init(&writer, log);
        for (uint32_t number = 1; number <= WROTE; number++)
            trace_write(&writer, event_of(who, number));
        uint64_t touched = trace_log_touched(log);
        bool right = touched >= WROTE * 32 && touched <= WROTE * 32 * 2 + 16 * TRACE_RUN_BYTES;
        _exit(fresh && right ? 0 : 1);
    }
    for (int i = 0; i < WRITERS; i++) {
        int status = -1;
        ck_assert_int_gt(wait(&status), 0);
        ck_assert_int_eq(status, 0);
    }
    ck_assert_uint_eq(trace_log_touched(log), mine);
    struct trace_cursor cursor = {0};
    struct reader reader = {0};
    ck_assert_uint_eq(trace_log_read(log, &cursor, check_event, &reader), WRITERS * WROTE + 1);
    trace_cursor_release(&cursor);
    trace_log_close(log);
}
END_TEST

START_TEST(what_does_not_fit_is_counted)
{
    enum { ROOM = TRACE_RUN_SLOTS * 21, WANTED = 10000 };
    struct trace_log *log = trace_log_create(ROOM);
    struct trace_writer writers[2];
    struct trace_cursor cursor = {0};
    struct reader reader = {0};
    for (int i = 0; i < 2; i++)
        trace_writer_init(&writers[i], log);
    for (uint32_t number = 1; number <= WANTED; number++) {
        ck_assert_int_gt(trace_write(&writers[0], event_of(1, number)), 0);
        ck_assert_int_gt(trace_write(&writers[1], event_of(2, number)), 0);
    }
    ck_assert(trace_log_is_full(log));
    uint64_t taken = trace_log_read(log, &cursor, check_event, &reader);
    ck_assert_uint_eq(taken + trace_log_lost(log), 2 * WANTED);
    ck_assert_uint_le(taken, ROOM);
    ck_assert_uint_ge(taken, ROOM / 2);
    ck_assert_uint_eq(trace_log_claimed(log), ROOM);
    struct trace_writer late;
    trace_writer_init(&late, log);
    uint64_t lost = trace_log_lost(log);
    trace_write(&late, event_of(3, 1));
    trace_write_text(&late, event_of(3, 1), "x", 1);
    ck_assert_uint_eq(trace_log_lost(log), lost + 2);
    ck_assert_uint_eq(trace_log_read(log, &cursor, check_event, &reader), 0);
    trace_cursor_release(&cursor);
    trace_log_close(log);
}
END_TEST

struct cut {
    size_t len;
    int events;
    bool same;
};

static void note_cut(void *arg, const struct trace_event *event, const char *text, size_t len)
{
    struct cut *cut = arg;
    cut->events++;
    cut->len = len;
    cut->same = true;
    for (size_t i = 0; i < len; i++)
        cut->same = cut->same && text[i] == text_byte(1, i);
}

START_TEST(a_text_too_long_for_the_log_is_cut)
{
    struct trace_log *log = trace_log_create(TRACE_RUN_SLOTS * 3);
    struct trace_writer writer;
    struct trace_cursor cursor = {0};
    struct cut cut = {0};
    trace_writer_init(&writer, log);
    write_made_text(&writer, 1, 1, 100000);
    ck_assert_uint_eq(trace_log_read(log, &cursor, note_cut, &cut), 1);
    ck_assert_uint_eq(cut.len, 3 * ((TRACE_RUN_SLOTS - 1) * 32 - 8));
    ck_assert(cut.same);
    ck_assert(trace_log_is_full(log));
    ck_assert_uint_eq(trace_log_lost(log), 1);
    trace_cursor_release(&cursor);
    trace_log_close(log);
}
END_TEST

START_TEST(it_opens_by_its_descriptor)
{
    struct trace_log *log = trace_log_create(5000);
    struct trace_writer writer;
    trace_writer_init(&writer, log);
    trace_write(&writer, event_of(1, 1));
    ck_assert_int_eq(fcntl(trace_log_fd(log), F_GETFD) & FD_CLOEXEC, 0); /* it outlives exec */
    struct trace_log *other = trace_log_open(trace_log_fd(log));
    ck_assert_ptr_nonnull(other);
    struct trace_writer second;
    trace_writer_init(&second, other);
    trace_write(&second, event_of(2, 1));
    trace_log_close(other);
    struct trace_cursor cursor = {0};
    struct reader reader = {0};
    ck_assert_uint_eq(trace_log_read(log, &cursor, check_event, &reader), 2);
    trace_cursor_release(&cursor);
    trace_log_close(log);
}
END_TEST

/* Only the soft limit: it is taken back. */
static struct trace_log *create_within(rlim_t file_bytes)
{
    struct rlimit limit, was;
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &was), 0);
    limit = was;
    limit.rlim_cur = file_bytes;
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    struct trace_log *made = trace_log_create(0);
    int error = errno;
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &was), 0);
    errno = error;
    return made;
}

START_TEST(a_limit_makes_it_smaller)
{
    struct trace_log *small = create_within(8 << 20);
    ck_assert_ptr_nonnull(small);
    ck_assert_int_ge(trace_log_cut_mib(small), 2);
    ck_assert_int_le(trace_log_cut_mib(small), 8);
    trace_log_close(small);
    ck_assert_ptr_null(create_within(64 << 10));
    ck_assert_int_eq(errno, EFBIG);
    struct trace_log *whole = create_within(RLIM_INFINITY);
    ck_assert_ptr_nonnull(whole);
    ck_assert(refusal_most_memory() < SIZE_MAX || trace_log_cut_mib(whole) == 0);
    trace_log_close(whole);
}
END_TEST

START_TEST(what_is_no_log_is_refused)
{
    FILE *file = tmpfile();
    ck_assert_ptr_null(trace_log_open(-1));
    ck_assert_int_eq(errno, EBADF);
    ck_assert_ptr_null(trace_log_open(fileno(file)));
    ck_assert_int_eq(errno, EINVAL);
    ck_assert_int_eq(ftruncate(fileno(file), 10 * TRACE_RUN_BYTES), 0);
    ck_assert_ptr_null(trace_log_open(fileno(file)));
    ck_assert_int_eq(errno, EINVAL);
    fclose(file);
    ck_assert_ptr_null(trace_log_create(UINT64_MAX));
}
END_TEST

START_TEST(a_killed_writer_leaves_what_it_published)
{
    for (int round = 0; round < 10; round++) {
        struct trace_log *log = trace_log_create(3000000);
        pid_t pid = fork();
        if (pid == 0) {
            struct trace_writer writer;
            trace_writer_init(&writer, log);
            for (uint32_t number = 1;; number++) {
                if (number % 7 == 0)
                    write_made_text(&writer, 1, number, some_length(number));
                else
                    trace_write(&writer, event_of(1, number));
            }
        }
        while (trace_log_claimed(log) < 5000)
            poll(NULL, 0, 1);
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        struct trace_cursor cursor = {0};
        struct reader reader = {0};
        trace_log_read(log, &cursor, check_event, &reader);
        ck_assert_uint_gt(reader.last[1], 0);
        trace_cursor_release(&cursor);
        trace_log_close(log);
    }
}
END_TEST

static void ignore_event(void *arg, const struct trace_event *event, const char *text, size_t len)
{
    volatile char *sink = arg;
    for (size_t i = 0; i < len; i++)
        *sink = text[i];
}

/* A process that dies of a wild pointer may have written into the log: the reader must bear
 * anything. */
START_TEST(a_reader_bears_nonsense)
{
    enum { RUNS = 8 };
    unsigned seed = 1;
    char sink;
    for (int round = 0; round < 3000; round++) {
        struct trace_log *log = trace_log_create(RUNS * TRACE_RUN_SLOTS);
        size_t bytes = (RUNS + 1) * TRACE_RUN_BYTES;
        struct trace_writer writer;
        trace_writer_init(&writer, log);
        for (uint32_t number = 1; number < 8; number++)
            write_made_text(&writer, 1, number, number * 700);
        unsigned char *memory =
            mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, trace_log_fd(log), 0);
        ck_assert_ptr_ne(memory, MAP_FAILED);
        for (int i = 0; i < 300; i++) {
            seed = seed * 1103515245u + 12345u;
            size_t at = TRACE_RUN_BYTES + (seed >> 3) % (RUNS * TRACE_RUN_BYTES);
            if (i % 3 == 0)
                at = TRACE_RUN_BYTES * (1 + at % RUNS) + at % 80; /* headers and first slots */
            memory[at] = (unsigned char)(seed >> 20);
        }
        struct trace_cursor cursor = {0};
        trace_log_read(log, &cursor, ignore_event, &sink);
        trace_log_read(log, &cursor, ignore_event, &sink);
        trace_cursor_release(&cursor);
        munmap(memory, bytes);
        trace_log_close(log);
    }
}
END_TEST

static Suite *log_suite(void)
{
    Suite *suite = suite_create("log");
    TCase *tests = tcase_create("log");
    tcase_add_test(tests, events_come_back_as_they_were);
    tcase_add_test(tests, texts_of_any_length_come_back);
    tcase_add_test(tests, no_text_is_not_an_empty_one);
    tcase_add_test(tests, a_reader_may_follow_writers);
    tcase_add_test(tests, processes_write_into_one_log);
    tcase_add_test(tests, what_does_not_fit_is_counted);
    tcase_add_test(tests, a_text_too_long_for_the_log_is_cut);
    tcase_add_test(tests, it_opens_by_its_descriptor);
    tcase_add_test(tests, a_limit_makes_it_smaller);
    tcase_add_test(tests, what_is_no_log_is_refused);
    tcase_add_test(tests, a_killed_writer_leaves_what_it_published);
    tcase_add_test(tests, a_reader_bears_nonsense);
    suite_add_tcase(suite, tests);
    return suite;
}

CHECK_MAIN(log_suite)
