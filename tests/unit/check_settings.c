#include "config.h"

#include "check_main.h"
#include "scenario_text.h"

#include <stdlib.h>
#include <string.h>

static struct scenario *scenario;
static struct diag_list list;

static void begin(void)
{
    scenario = text_read_good("scenario \"t\"\nshared counter = 1\nshared limit = 2\nlock l\n"
                              "semaphore slots = 3\nchannel box size 4\ntask a:\n    exit\n");
}

static void end(void)
{
    diag_release(&list);
    scenario_free(scenario);
}

static const struct program *program(void)
{
    const struct program *compiled = scenario_compile(scenario, MODEL_GIL, &list);
    ck_assert_ptr_nonnull(compiled);
    return compiled;
}

static void set(const char *line, const char *value)
{
    bool done = scenario_set(scenario, line, value, &list);
    char *text = text_of_list(&list);
    ck_assert_msg(done && list.count == 0, "%s", text);
    free(text);
}

START_TEST(sets_header_lines)
{
    set("workers", "4");
    set("cores", "1");
    set(" pool ", " 5 gil ");
    set("device", "3");
    set("switch interval", "500us");
    set("poll interval", "2ms");
    set("limit", "1.5s");
    set("memory", "relaxed");
    struct program_settings s = program()->settings;
    ck_assert(s.workers == 4 && s.cores == 1 && s.pool == 5 && s.pool_gil && s.device == 3);
    ck_assert(s.switch_interval_ns == 500000 && s.poll_interval_ns == 2000000);
    ck_assert(s.memory_relaxed);
    ck_assert_int_eq(s.limit_ns, 1500000000); /* the line, not the shared variable of that name */
    ck_assert_int_eq(program()->shared[1].initial, 2);
    set("memory", "sequential");
    set("pool", "6");
    ck_assert(program()->settings.pool == 6 && !program()->settings.pool_gil);
    ck_assert(!program()->settings.memory_relaxed);
}
END_TEST

START_TEST(sets_what_is_declared)
{
    set("counter", "-10");
    set("shared limit", "20");
    set("semaphore slots", "0");
    set("channel box", "9");
    ck_assert_int_eq(program()->shared[0].initial, -10);
    ck_assert_int_eq(program()->shared[1].initial, 20);
    ck_assert_int_eq(program()->objects[1].size, 0);
    ck_assert_int_eq(program()->objects[2].size, 9);
}
END_TEST

START_TEST(until_main_ends_needs_main)
{
    ck_assert(!scenario_set(scenario, "until", "main ends", &list));
    ck_assert_str_eq(list.items[0].message, "--set until=main ends: there is no task `main`");
    struct scenario *other = text_read_good("scenario \"t\"\ntask main:\n    exit\n");
    diag_release(&list);
    ck_assert(scenario_set(other, "until", "main ends", &list));
    ck_assert(scenario_compile(other, MODEL_GIL, &list)->settings.until_main_ends);
    ck_assert(scenario_set(other, "until", "all end", &list));
    ck_assert(!scenario_compile(other, MODEL_GIL, &list)->settings.until_main_ends);
    scenario_free(other);
}
END_TEST

static const struct {
    const char *line, *value, *error;
} refused[] = {
    {"workers", "0", "0:0+1: --set workers=0: this number is at least 1\n"},
    {"workers", "", "0:0+1: --set workers=: this number is missing here\n"},
    {"workers", "2\nlock x", "0:0+1: --set workers=2\nlock x: this is no value for it\n"},
    {"workers", "2 # x\ncores 3", "0:0+1: --set workers=2 # x\ncores 3: this is no value for it\n"},
    {"pool", "5 gli",
     "0:0+1: --set pool=5 gli: there should be the end of the line here, not `gli`\n"},
    {"limit", "5",
     "0:0+1: --set limit=5: this duration has no unit [write `5ms`, or with us or "
     "s]\n"},
    {"until", "never",
     "0:0+1: --set until=never: there should be `main ends` or `all end` here, not `never`\n"},
    {"schedule", "1.x",
     "0:0+1: --set schedule=1.x: the number of a lane is missing [a schedule says whose move it "
     "is: "
     "1x3.2 is three of lane 1, one of 2]\n"},
    {"schedule", "x",
     "0:0+1: --set schedule=x: there should be a schedule, such as 1x3.2 here, not `x`\n"},
    {"counter", "x", "0:0+1: --set counter=x: there should be an integer here, not `x`\n"},
    {"counter", "99999999999999999999",
     "0:0+1: --set counter=99999999999999999999: this number is too large [integers go up to "
     "9223372036854775807]\n"},
    {"semaphore slots", "-1",
     "0:0+1: --set semaphore slots=-1: the number of units is at least 0\n"},
    {"channel box", "-1", "0:0+1: --set channel box=-1: the size of a channel is at least 0\n"},
    {"worker", "2",
     "0:0+1: --set worker=2: there is no such line and no such shared variable "
     "[did you mean `workers`?]\n"},
    {"couner", "2",
     "0:0+1: --set couner=2: there is no such line and no such shared variable "
     "[did you mean `counter`?]\n"},
    {"scenario", "x",
     "0:0+1: --set scenario=x: there is no such line and no such shared variable [what can be set: "
     "workers, cores, pool, device, until, switch interval, poll interval, limit, memory, "
     "schedule, a shared variable, `semaphore NAME`, `channel NAME`]\n"},
    {"channel slots", "2",
     "0:0+1: --set channel slots=2: there is no such line and no such shared variable [what can be "
     "set: workers, cores, pool, device, until, switch interval, poll interval, limit, memory, "
     "schedule, a shared variable, `semaphore NAME`, `channel NAME`]\n"},
    {"counter", "\xFF", "0:0+1: --set counter=\xFF: this is no value for it\n"},
};

START_TEST(says_what_cannot_be_set)
{
    ck_assert(!scenario_set(scenario, refused[_i].line, refused[_i].value, &list));
    char *text = text_of_list(&list);
    ck_assert_str_eq(text, refused[_i].error);
    free(text);
    struct program_settings s = program()->settings;
    ck_assert(s.workers == 0 && s.pool == 32 && s.limit_ns == 30000000000);
    ck_assert_int_eq(program()->shared[0].initial, 1);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("settings");
    TCase *tcase = tcase_create("settings");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_test(tcase, sets_header_lines);
    tcase_add_test(tcase, sets_what_is_declared);
    tcase_add_test(tcase, until_main_ends_needs_main);
    tcase_add_loop_test(tcase, says_what_cannot_be_set, 0,
                        (int)(sizeof refused / sizeof refused[0]));
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(make_suite)
