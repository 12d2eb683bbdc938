#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "check_main.h"
#include "device/device.h"
#include "device/requests.h"
#include "trace/log.h"

enum { FOREVER_S = 1000, LOG_EVENTS = 200000 };

#define FOREVER_NS (FOREVER_S * NS_PER_S)

/* A device in a process of its own. */
struct rig {
    pid_t pid;
    int control;
    int arrivals; /* read end, or -1 */
    struct trace_log *log;
};

static void rig_start(struct rig *rig, int64_t at_once, const struct device_arrival *arrivals,
                      int arrival_count)
{
    int control[2], pipes[2] = {-1, -1};
    ck_assert_int_eq(device_control_pair(control), 0);
    if (arrivals) {
        ck_assert_int_eq(pipe(pipes), 0);
        fcntl(pipes[1], F_SETFL, O_NONBLOCK);
    }
    rig->log = trace_log_create(LOG_EVENTS);
    ck_assert_ptr_nonnull(rig->log);
    rig->pid = fork();
    ck_assert_int_ge(rig->pid, 0);
    if (rig->pid == 0) {
        close(control[0]);
        if (arrivals)
            close(pipes[0]);
        struct device_config config = {rig->log, control[1], pipes[1],
                                       at_once,  arrivals,   arrival_count};
        _exit(device_serve(&config) == 0 ? 0 : 1);
    }
    close(control[1]);
    if (arrivals)
        close(pipes[1]);
    rig->control = control[0];
    rig->arrivals = pipes[0];
}

/* It ends by itself once nobody holds its control socket. */
static void rig_stop(struct rig *rig)
{
    int status = -1;
    close(rig->control);
    ck_assert_int_eq(waitpid(rig->pid, &status, 0), rig->pid);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 0);
    if (rig->arrivals >= 0)
        close(rig->arrivals);
    trace_log_close(rig->log);
}

static int rig_connect(struct rig *rig)
{
    int fd = -1;
    ck_assert_int_eq(device_connect(rig->control, &fd), 0);
    ck_assert_int_eq(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
    return fd;
}

static void ask(int fd, uint32_t id, int64_t duration_ns)
{
    struct device_request request = {.id = id, .task = 1, .duration_ns = duration_ns};
    ck_assert_int_eq(device_ask(fd, &request), 0);
}

static void expect_answer(int fd, uint32_t id, uint32_t cancelled)
{
    struct device_answer answer;
    ck_assert_int_eq(device_read(fd, &answer), 0);
    ck_assert_uint_eq(answer.id, id);
    ck_assert_uint_eq(answer.cancelled, cancelled);
}

static void expect_number(int fd, int64_t number)
{
    struct device_answer answer;
    ck_assert_int_eq(device_read(fd, &answer), 0);
    ck_assert_int_eq(answer.number, number);
}

struct moments {
    int64_t taken_ns[16], answered_ns[16], cancelled[16];
    int taken, answered;
};

static void note_moment(void *arg, const struct trace_event *event, const char *text, size_t len)
{
    struct moments *moments = arg;
    ck_assert_uint_eq(event->who, TRACE_DEVICE);
    ck_assert_ptr_null(text);
    moments->taken += event->kind == TRACE_TAKEN;
    moments->answered += event->kind == TRACE_ANSWERED;
    if (event->arg >= 16)
        return;
    if (event->kind == TRACE_TAKEN)
        moments->taken_ns[event->arg] = event->time_ns;
    if (event->kind == TRACE_ANSWERED) {
        moments->answered_ns[event->arg] = event->time_ns;
        moments->cancelled[event->arg] = event->value;
    }
}

static struct moments rig_moments(struct rig *rig)
{
    struct moments moments = {0};
    struct trace_cursor cursor = {0};
    trace_log_read(rig->log, &cursor, note_moment, &moments);
    trace_cursor_release(&cursor);
    return moments;
}

START_TEST(answers_come_when_they_are_due)
{
    struct rig rig;
    rig_start(&rig, 0, NULL, 0);
    int fd = rig_connect(&rig);
    const int64_t ms[] = {0, 60, 20, 40, 0};
    int64_t begin_ns = clock_now_ns();
    for (uint32_t id = 1; id <= 4; id++)
        ask(fd, id, ms[id] * NS_PER_MS);
    uint32_t order[4];
    for (int i = 0; i < 4; i++) {
        struct device_answer answer;
        ck_assert_int_eq(device_read(fd, &answer), 0);
        ck_assert_uint_eq(answer.cancelled, 0);
        ck_assert_uint_le(answer.id, 4);
        ck_assert_int_ge(clock_now_ns() - begin_ns, ms[answer.id] * NS_PER_MS);
        order[i] = answer.id;
    }
    struct moments moments = rig_moments(&rig);
    ck_assert_int_eq(moments.taken, 4);
    ck_assert_int_eq(moments.answered, 4);
    int64_t last_ns = 0;
    for (int i = 0; i < 4; i++) {
        uint32_t id = order[i];
        int64_t due_ns = moments.taken_ns[id] + ms[id] * NS_PER_MS;
        ck_assert_int_ge(moments.answered_ns[id], due_ns);
        ck_assert_int_ge(due_ns, last_ns);
        last_ns = due_ns;
    }
    close(fd);
    rig_stop(&rig);
}
END_TEST

START_TEST(a_device_of_one_serves_one_at_a_time)
{
    struct rig rig;
    rig_start(&rig, 1, NULL, 0);
    int fds[3];
    for (int i = 0; i < 3; i++)
        fds[i] = rig_connect(&rig);
    ask(fds[0], 1, 20 * NS_PER_MS);
    while (rig_moments(&rig).taken < 1)
        poll(NULL, 0, 1);
    for (uint32_t id = 2; id <= 3; id++) {
        ask(fds[1], id * 2, 10 * NS_PER_MS);
        ask(fds[2], id * 2 + 1, 1 * NS_PER_MS);
    }
    expect_answer(fds[0], 1, 0);
    expect_answer(fds[1], 4, 0);
    expect_answer(fds[1], 6, 0);
    expect_answer(fds[2], 5, 0);
    expect_answer(fds[2], 7, 0);
    struct moments moments = rig_moments(&rig);
    ck_assert_int_eq(moments.answered, 5);
    int64_t served_ns = 0, span_from = INT64_MAX, span_to = 0;
    for (int id = 1; id <= 7; id++) {
        if (!moments.taken_ns[id])
            continue;
        served_ns += moments.answered_ns[id] - moments.taken_ns[id];
        span_from = moments.taken_ns[id] < span_from ? moments.taken_ns[id] : span_from;
        span_to = moments.answered_ns[id] > span_to ? moments.answered_ns[id] : span_to;
    }
    ck_assert_int_ge(served_ns, 42 * NS_PER_MS);
    ck_assert_int_le(served_ns, span_to - span_from); /* never two at once */
    for (int i = 0; i < 3; i++)
        close(fds[i]);
    rig_stop(&rig);
}
END_TEST

START_TEST(the_way_to_the_device_does_not_come_on_top)
{
    struct rig rig;
    rig_start(&rig, 0, NULL, 0);
    int fd = rig_connect(&rig);
    int64_t asked_ns = clock_now_ns() - 10 * NS_PER_S;
    int64_t duration_ns = 10 * NS_PER_S + 50 * NS_PER_MS;
    ck_assert_int_eq(device_ask(fd, &(struct device_request){1, 1, duration_ns, asked_ns}), 0);
    expect_answer(fd, 1, 0);
    struct moments moments = rig_moments(&rig);
    ck_assert_int_ge(moments.answered_ns[1], asked_ns + duration_ns);
    ck_assert_int_lt(moments.answered_ns[1], moments.taken_ns[1] + 10 * NS_PER_S);
    close(fd);
    rig_stop(&rig);
}
END_TEST

/* Else two requests would be served at a time: the second while it waited for the first. */
START_TEST(a_device_of_one_counts_from_the_taking)
{
    struct rig rig;
    rig_start(&rig, 1, NULL, 0);
    int fd = rig_connect(&rig);
    int64_t asked_ns = clock_now_ns() - 10 * NS_PER_S, duration_ns = 20 * NS_PER_MS;
    ck_assert_int_eq(device_ask(fd, &(struct device_request){1, 1, duration_ns, asked_ns}), 0);
    expect_answer(fd, 1, 0);
    struct moments moments = rig_moments(&rig);
    ck_assert_int_ge(moments.answered_ns[1], moments.taken_ns[1] + duration_ns);
    close(fd);
    rig_stop(&rig);
}
END_TEST

START_TEST(a_cancelled_request_is_answered_at_once)
{
    struct rig rig;
    rig_start(&rig, 1, NULL, 0);
    int fd = rig_connect(&rig), other = rig_connect(&rig);
    ask(fd, 1, FOREVER_NS);
    while (rig_moments(&rig).taken < 1)
        poll(NULL, 0, 1);
    ask(other, 2, FOREVER_NS); /* queues */
    ask(other, 3, 0);          /* behind it */
    ck_assert_int_eq(device_cancel(rig.control, 2), 0);
    expect_answer(other, 2, 1);
    ck_assert_int_eq(device_cancel(rig.control, 1), 0);
    expect_answer(fd, 1, 1);
    expect_answer(other, 3, 0);
    struct moments moments = rig_moments(&rig);
    ck_assert_int_eq(moments.taken, 2);
    ck_assert_int_eq(moments.cancelled[1], 1);
    ck_assert_int_eq(moments.cancelled[2], 1);
    ck_assert_int_eq(moments.cancelled[3], 0);
    close(fd);
    close(other);
    rig_stop(&rig);
}
END_TEST

/* As they are given, whoever asked; those of requests that were cancelled have none. */
START_TEST(answers_are_numbered)
{
    struct rig rig;
    rig_start(&rig, 1, NULL, 0);
    int fd = rig_connect(&rig), other = rig_connect(&rig);
    ask(fd, 1, 0);
    expect_number(fd, 1);
    ask(fd, 2, FOREVER_NS);
    while (rig_moments(&rig).taken < 2)
        poll(NULL, 0, 1);
    ask(other, 3, 0); /* queues */
    ck_assert_int_eq(device_cancel(rig.control, 2), 0);
    expect_number(fd, 0);
    expect_number(other, 2);
    ask(fd, 4, 0);
    expect_number(fd, 3);
    close(fd);
    close(other);
    rig_stop(&rig);
}
END_TEST

/* The cancellation comes over another socket than its request, and may be read first. */
START_TEST(a_cancellation_may_overtake_its_request)
{
    enum { CLIENTS = 300, ROUNDS = 5 };
    struct rig rig;
    rig_start(&rig, 0, NULL, 0);
    int fds[CLIENTS];
    uint32_t id = 0;
    for (int i = 0; i < CLIENTS; i++)
        fds[i] = rig_connect(&rig);
    for (int round = 0; round < ROUNDS; round++) {
        ck_assert_int_eq(device_cancel(rig.control, 999999), 0); /* no such request */
        for (uint32_t i = 0; i < CLIENTS; i++)
            ask(fds[i], id + i + 1, FOREVER_NS);
        for (uint32_t i = CLIENTS; i > 0; i--)
            ck_assert_int_eq(device_cancel(rig.control, id + i), 0);
        for (uint32_t i = 0; i < CLIENTS; i++)
            expect_answer(fds[i], id + i + 1, 1);
        ck_assert_int_eq(device_cancel(rig.control, id + 1), 0); /* too late: nothing happens */
        id += CLIENTS;
    }
    for (int i = 0; i < CLIENTS; i++)
        close(fds[i]);
    rig_stop(&rig);
}
END_TEST

START_TEST(what_a_vanished_client_asked_is_dropped)
{
    struct rig rig;
    rig_start(&rig, 1, NULL, 0);
    int gone = rig_connect(&rig), fd = rig_connect(&rig);
    ask(gone, 1, FOREVER_NS);
    while (rig_moments(&rig).taken < 1)
        poll(NULL, 0, 1);
    ask(fd, 2, NS_PER_MS);
    ask(gone, 3, FOREVER_NS);
    close(gone);
    expect_answer(fd, 2, 0);
    struct moments moments = rig_moments(&rig);
    ck_assert_int_eq(moments.cancelled[1], 1);
    int next = rig_connect(&rig); /* takes the slot of the one that is gone */
    ask(next, 4, 0);
    expect_answer(next, 4, 0);
    close(fd);
    close(next);
    rig_stop(&rig);
}
END_TEST

START_TEST(nonsense_is_ignored)
{
    struct rig rig;
    rig_start(&rig, 0, NULL, 0);
    int fd = rig_connect(&rig);
    char junk[200] = {1};
    const size_t whole = sizeof(struct device_request);
    const size_t sizes[] = {0, 1, whole - 1, whole + 1, sizeof junk};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        ck_assert_int_eq(send(fd, junk, sizes[i], 0), (ssize_t)sizes[i]);
        ck_assert_int_eq(send(rig.control, junk, sizes[i], 0), (ssize_t)sizes[i]);
    }
    ask(fd, 0, 0);
    ask(fd, 1, -1);
    ask(fd, 2, FOREVER_NS);
    ask(fd, 2, 0); /* the id is under way */
    ask(fd, 3, INT64_MAX);
    while (rig_moments(&rig).taken < 2)
        poll(NULL, 0, 1);
    ck_assert_int_eq(device_cancel(rig.control, 2), 0);
    expect_answer(fd, 2, 1);
    ck_assert_int_eq(device_cancel(rig.control, 3), 0);
    expect_answer(fd, 3, 1);
    ask(fd, 2, 0); /* free again */
    expect_answer(fd, 2, 0);
    ck_assert_int_eq(rig_moments(&rig).answered, 3);
    close(fd);
    rig_stop(&rig);
}
END_TEST

START_TEST(an_answer_that_is_cut_is_none)
{
    struct device_answer answer = {.id = 1, .number = 1};
    int pair[2];
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
    for (size_t size = 1; size < sizeof answer; size++) {
        ck_assert_int_eq(send(pair[0], &answer, size, 0), (ssize_t)size);
        ck_assert_int_eq(device_read(pair[1], &answer), -EPROTO);
    }
    close(pair[0]);
    ck_assert_int_eq(device_read(pair[1], &answer), -EPIPE);
    close(pair[1]);
}
END_TEST

START_TEST(answers_wait_for_a_client_that_does_not_read)
{
    enum { ASKED = 3000 };
    struct rig rig;
    rig_start(&rig, 0, NULL, 0);
    int slow = rig_connect(&rig), quick = rig_connect(&rig);
    for (uint32_t id = 1; id <= ASKED; id++)
        ask(slow, id, 0);
    ask(slow, ASKED + 1, FOREVER_NS);
    while (rig_moments(&rig).answered < ASKED)
        poll(NULL, 0, 1);
    ask(quick, ASKED + 2, 0);
    expect_answer(quick, ASKED + 2, 0);
    ck_assert_int_eq(device_cancel(rig.control, ASKED), 0); /* answered, if not sent: no effect */
    ck_assert_int_eq(device_cancel(rig.control, ASKED + 1), 0);
    for (uint32_t id = 1; id <= ASKED; id++)
        expect_answer(slow, id, 0);
    expect_answer(slow, ASKED + 1, 1);
    close(slow);
    close(quick);
    rig_stop(&rig);
}
END_TEST

/* A client that vanishes with answers unsent takes them along. */
START_TEST(unsent_answers_go_with_their_client)
{
    enum { ASKED = 1000 };
    struct rig rig;
    rig_start(&rig, 0, NULL, 0);
    int slow = rig_connect(&rig), fd = rig_connect(&rig);
    for (uint32_t id = 1; id <= ASKED; id++)
        ask(slow, id, 0);
    while (rig_moments(&rig).answered < ASKED)
        poll(NULL, 0, 1);
    close(slow);
    ask(fd, 1, 0);
    expect_answer(fd, 1, 0);
    ck_assert_int_eq(rig_moments(&rig).answered, ASKED + 1);
    close(fd);
    rig_stop(&rig);
}
END_TEST

static int raise_limit(int wanted)
{
    struct rlimit files;
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &files), 0);
    if (files.rlim_max != RLIM_INFINITY && files.rlim_max < (rlim_t)wanted + 100)
        wanted = (int)files.rlim_max - 100;
    if (files.rlim_cur != RLIM_INFINITY && files.rlim_cur < (rlim_t)wanted + 100)
        files.rlim_cur = (rlim_t)wanted + 100;
    setrlimit(RLIMIT_NOFILE, &files);
    return wanted;
}

START_TEST(twenty_thousand_clients)
{
    struct rig rig;
    rig_start(&rig, 0, NULL, 0); /* before the limit is raised: it raises its own */
    int count = raise_limit(20000);
    int *fds = calloc((size_t)count, sizeof *fds);
    for (int i = 0; i < count; i++) {
        fds[i] = rig_connect(&rig);
        ask(fds[i], (uint32_t)i + 1, (count - i) % 7 * NS_PER_MS);
    }
    for (int i = 0; i < count; i++)
        expect_answer(fds[i], (uint32_t)i + 1, 0);
    ck_assert_int_eq(rig_moments(&rig).answered, count);
    for (int i = 0; i < count; i++)
        close(fds[i]);
    free(fds);
    rig_stop(&rig);
}
END_TEST

static void read_arrived(struct rig *rig, struct device_arrived *arrived)
{
    ck_assert_int_eq(read(rig->arrivals, arrived, sizeof *arrived), sizeof *arrived);
}

START_TEST(arrivals_come_in_time)
{
    const struct device_arrival plan[] = {
        {.declaration = 7, .count = 3, .first_ns = 20 * NS_PER_MS, .every_ns = 20 * NS_PER_MS},
        {.declaration = 9, .count = 2, .first_ns = 30 * NS_PER_MS, .every_ns = 20 * NS_PER_MS},
    };
    const struct {
        uint32_t declaration, number;
        int ms;
    } expected[] = {{7, 1, 20}, {9, 1, 30}, {7, 2, 40}, {9, 2, 50}, {7, 3, 60}};
    struct rig rig;
    rig_start(&rig, 0, plan, 2);
    int64_t origin_ns = clock_now_ns();
    ck_assert_int_eq(device_go(rig.control, origin_ns), 0);
    for (int i = 0; i < 5; i++) {
        struct device_arrived arrived;
        read_arrived(&rig, &arrived);
        ck_assert_uint_eq(arrived.declaration, expected[i].declaration);
        ck_assert_uint_eq(arrived.number, expected[i].number);
        ck_assert_int_ge(arrived.time_ns - origin_ns, expected[i].ms * NS_PER_MS);
        ck_assert_int_le(arrived.time_ns, clock_now_ns());
    }
    struct pollfd more = {.fd = rig.arrivals, .events = POLLIN};
    ck_assert_int_eq(poll(&more, 1, 50), 0);
    rig_stop(&rig);
}
END_TEST

START_TEST(arrivals_that_nobody_takes_wait)
{
    enum { COUNT = 20000 }; /* a pipe holds 4,096 */
    const struct device_arrival plan = {.declaration = 1, .count = COUNT};
    struct rig rig;
    rig_start(&rig, 0, &plan, 1);
    int fd = rig_connect(&rig);
    ck_assert_int_eq(device_go(rig.control, clock_now_ns()), 0);
    ask(fd, 1, 50 * NS_PER_MS); /* meanwhile the device serves others */
    expect_answer(fd, 1, 0);
    int64_t last_ns = 0;
    for (uint32_t number = 1; number <= COUNT; number++) {
        struct device_arrived arrived;
        read_arrived(&rig, &arrived);
        ck_assert_uint_eq(arrived.number, number);
        ck_assert_int_ge(arrived.time_ns, last_ns);
        last_ns = arrived.time_ns;
    }
    close(fd);
    rig_stop(&rig);
}
END_TEST

START_TEST(a_reader_that_would_block_is_told)
{
    struct rig rig;
    struct device_answer answer;
    rig_start(&rig, 0, NULL, 0);
    int fd = rig_connect(&rig);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    ck_assert_int_eq(device_read(fd, &answer), -EAGAIN);
    ask(fd, 1, 0);
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    ck_assert_int_eq(poll(&ready, 1, 20000), 1);
    expect_answer(fd, 1, 0);
    rig_stop(&rig);
    ck_assert_int_eq(device_read(fd, &answer), -EPIPE);
    struct device_request request = {.id = 2};
    ck_assert_int_eq(device_ask(fd, &request), -EPIPE);
    close(fd);
}
END_TEST

/* The table against a plain array, through a few thousand random steps. */
START_TEST(the_table_of_requests_keeps_its_order)
{
    enum { STEPS = 20000, IDS = 500 };
    struct requests requests = {0};
    struct request_list list = {0};
    int64_t due[IDS + 1] = {0};
    bool there[IDS + 1] = {false};
    unsigned seed = 7;
    for (int step = 0; step < STEPS; step++) {
        seed = seed * 1103515245u + 12345u;
        uint32_t id = (seed >> 8) % IDS + 1;
        uint32_t slot = requests_find(&requests, id);
        ck_assert_int_eq(slot != 0, there[id]);
        if (!slot) {
            due[id] = (seed >> 4) % 1000;
            slot = requests_add(&requests, id, 0, 0);
            requests_heap_add(&requests, slot, due[id]);
            requests_append(&requests, &list, REQUEST_OF_PLACE, slot);
        } else {
            requests_heap_remove(&requests, slot);
            requests_unlink(&requests, &list, REQUEST_OF_PLACE, slot);
            requests_remove(&requests, slot);
        }
        there[id] = !there[id];
        int64_t least = INT64_MAX;
        uint32_t count = 0;
        for (int i = 1; i <= IDS; i++) {
            if (there[i] && due[i] < least)
                least = due[i];
            count += there[i];
        }
        uint32_t soonest = requests_soonest(&requests);
        ck_assert_uint_eq(requests.heap_count, count);
        ck_assert_int_eq(soonest ? requests.slots[soonest].due_ns : INT64_MAX, least);
        for (slot = list.first; slot; slot = requests.slots[slot].links[REQUEST_OF_PLACE].after)
            count--;
        ck_assert_uint_eq(count, 0);
    }
    requests_release(&requests);
}
END_TEST

static Suite *device_suite(void)
{
    Suite *suite = suite_create("device");
    TCase *tests = tcase_create("serving");
    tcase_add_test(tests, answers_come_when_they_are_due);
    tcase_add_test(tests, a_device_of_one_serves_one_at_a_time);
    tcase_add_test(tests, the_way_to_the_device_does_not_come_on_top);
    tcase_add_test(tests, a_device_of_one_counts_from_the_taking);
    tcase_add_test(tests, a_cancelled_request_is_answered_at_once);
    tcase_add_test(tests, answers_are_numbered);
    tcase_add_test(tests, a_cancellation_may_overtake_its_request);
    tcase_add_test(tests, what_a_vanished_client_asked_is_dropped);
    tcase_add_test(tests, nonsense_is_ignored);
    tcase_add_test(tests, an_answer_that_is_cut_is_none);
    tcase_add_test(tests, answers_wait_for_a_client_that_does_not_read);
    tcase_add_test(tests, unsent_answers_go_with_their_client);
    tcase_add_test(tests, twenty_thousand_clients);
    tcase_add_test(tests, arrivals_come_in_time);
    tcase_add_test(tests, arrivals_that_nobody_takes_wait);
    tcase_add_test(tests, a_reader_that_would_block_is_told);
    tcase_add_test(tests, the_table_of_requests_keeps_its_order);
    suite_add_tcase(suite, tests);
    return suite;
}

CHECK_MAIN(device_suite)
