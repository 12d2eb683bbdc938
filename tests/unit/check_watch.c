/* The watched file, in a folder of its own: what is done to it, and what is told. */
#include "config.h"

#include "terminal/watch.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check_main.h"

enum { SOON_MS = 3000, NEVER_MS = 150 };

static uv_loop_t loop;
static uv_timer_t limit;
static struct watch *watch;
static char folder[] = "/tmp/check_watch_XXXXXX";
static int told, wanted;

static void on_changed(void *arg, const char *path)
{
    if (++told == wanted)
        uv_stop(&loop);
}

static void on_limit(uv_timer_t *timer)
{
    uv_stop(&loop);
}

static void setup(void)
{
    strcpy(folder + strlen(folder) - 6, "XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chdir(folder), 0);
    told = 0;
    uv_loop_init(&loop);
    uv_timer_init(&loop, &limit);
    watch = watch_new(&loop, on_changed, NULL);
}

static void sh(const char *command)
{
    ck_assert_msg(system(command) == 0, "%s", command);
}

static void teardown(void)
{
    char command[80];
    watch_free(watch);
    uv_close((uv_handle_t *)&limit, NULL);
    uv_run(&loop, UV_RUN_DEFAULT);
    ck_assert_int_eq(uv_loop_close(&loop), 0);
    ck_assert_int_eq(chdir("/"), 0);
    snprintf(command, sizeof command, "chmod -R u+rwx %s; rm -rf %s", folder, folder);
    sh(command);
}

/* Until so many changes were told since the beginning, or the time is over. */
static void turn(int count, int ms)
{
    wanted = count;
    uv_timer_start(&limit, on_limit, (uint64_t)ms, 0);
    if (told < wanted || !wanted)
        uv_run(&loop, UV_RUN_DEFAULT);
}

static const struct {
    const char *before, *path, *then;
} changes[] = {
    {"echo 1 >a", "a", "echo 22 >a"},
    {"echo 1 >a", "a", "echo 2 >>a"},
    {"echo 1 >a", "a", "echo 22 >b && mv b a"},
    {"echo 1 >a", "a", "mv a b && echo 22 >a"},
    {"echo 1 >a", "a", "echo 22 >b && ln -f b a"},
    {"echo 1 >a && cp -p a b && touch -r b a", "a", "echo 2 >a && touch -r b a"},
    {"echo 1 >a", "a", "rm a"},
    {"echo 1 >a", "a", "mv a b"},
    {"echo 1 >a", "a", "rm a && mkfifo a"},
    {"echo 1 >a && chmod 0 a", "a", "chmod 600 a"},
    {"true", "a", "echo 1 >a"},
    {"mkdir d && echo 1 >d/a", "./d/../d//a", "echo 22 >d/a"},
    /* through links */
    {"mkdir d && echo 1 >d/t && ln -s d/t l", "l", "echo 22 >d/t"},
    {"mkdir d && echo 1 >d/t && ln -s d/t l", "l", "echo 22 >d/n && mv d/n d/t"},
    {"mkdir d && echo 1 >d/t && ln -s \"$PWD/d/t\" l", "l", "echo 22 >d/n && mv d/n d/t"},
    {"mkdir d && echo 1 >d/t && ln -s d/t l", "l", "echo 22 >d/u && ln -sfn d/u l"},
    {"mkdir d && echo 1 >d/t && ln -s d/t l", "l", "echo 22 >d/u && ln -s d/u m && mv -T m l"},
    {"mkdir d && echo 1 >d/t && ln -s d/t l && ln -s l m", "m", "echo 22 >u && ln -sfn u l"},
    {"mkdir d && echo 1 >d/t && ln -s ../d/t d/l", "d/l", "echo 22 >d/t"},
    {"mkdir v w && echo 1 >v/t && echo 22 >w/t && ln -s v now", "now/t", "ln -sfn w now"},
    {"ln -s t l", "l", "echo 22 >t"},
    {"ln -s l l", "l", "rm l && echo 22 >l"},
    /* folders on the way */
    {"mkdir d && echo 1 >d/t", "d/t", "mv d e && mkdir d && echo 22 >d/t"},
    {"mkdir d && echo 1 >d/t", "d/t", "mv d e"},
    {"mkdir d && echo 1 >d/t", "d/t", "rm -r d"},
    {"mkdir -p d/e/f && echo 1 >d/e/f/t", "d/e/f/t",
     "cp -r d x && echo 22 >x/e/f/t && mv d y && mv x d"},
    {"true", "d/e/t", "mkdir -p d/e && echo 22 >d/e/t"},
    {"mkdir d && echo 1 >d/t && ln -s d/t l", "l", "mv d e && mkdir d && echo 22 >d/t"},
};
enum { CHANGES = sizeof changes / sizeof *changes };

/* Also after it: the way may be another one. */
START_TEST(every_change_is_told)
{
    const char *then = changes[_i].then;
    bool by_absolute = _i % 2;
    char path[160];
    sh(changes[_i].before);
    snprintf(path, sizeof path, "%s/%s", folder, changes[_i].path);
    watch_set(watch, by_absolute ? path : changes[_i].path);
    ck_assert_ptr_null(watch_problem(watch));
    sh(then);
    turn(1, SOON_MS);
    ck_assert_msg(told >= 1, "not told: %s", then);
    turn(0, NEVER_MS);
    told = 0;
    snprintf(path, sizeof path, "mkdir -p \"$(dirname %s)\" && rm -f %s && echo more >%s",
             changes[_i].path, changes[_i].path, changes[_i].path);
    sh(path);
    turn(1, SOON_MS);
    ck_assert_msg(told >= 1, "not told what comes behind: %s", then);
}
END_TEST

static const struct {
    const char *before, *path, *then;
} others[] = {
    {"echo 1 >a", "a", "echo 1 >b && mkdir c && rm b && touch aa"},
    {"mkdir d && echo 1 >d/t && ln -s d/t l", "l", "echo 1 >d/u && echo 1 >t && ln -s d/u m"},
    {"mkdir d && echo 1 >d/t", "d/t", "mkdir e && echo 1 >e/t"},
    {"echo 1 >a", "a", "cat a"},
};
enum { OTHERS = sizeof others / sizeof *others };

START_TEST(what_is_no_change_is_not_told)
{
    sh(others[_i].before);
    watch_set(watch, others[_i].path);
    sh(others[_i].then);
    turn(0, NEVER_MS);
    ck_assert_int_eq(told, 0);
}
END_TEST

START_TEST(a_file_that_was_deleted_may_return)
{
    sh("echo 1 >a");
    watch_set(watch, "a");
    sh("rm a");
    turn(1, SOON_MS);
    ck_assert_int_eq(told, 1);
    sh("echo 1 >a");
    turn(2, SOON_MS);
    ck_assert_int_eq(told, 2);
    sh("rm a && (sleep 0.2; echo 22 >a) &"); /* so some editors save */
    turn(3, SOON_MS);
    turn(0, NEVER_MS);
    ck_assert_int_eq(told, 3);
}
END_TEST

START_TEST(what_is_known_or_another_file_is_not_told)
{
    sh("echo 1 >a; echo 1 >b");
    watch_set(watch, "a");
    sh("echo 22 >a");
    watch_forgive(watch);
    turn(0, NEVER_MS);
    ck_assert_int_eq(told, 0);
    watch_set(watch, "b");
    sh("echo 333 >a");
    turn(0, NEVER_MS);
    ck_assert_int_eq(told, 0);
    ck_assert(watch_is_of(watch, "b"));
    watch_set(watch, NULL);
    sh("echo 333 >b");
    turn(0, NEVER_MS);
    ck_assert_int_eq(told, 0);
    ck_assert_ptr_null(watch_problem(watch));
}
END_TEST

/* ---- where the machine refuses ---- */

static bool put(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    bool good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    if (fd >= 0)
        close(fd);
    return good;
}

static const char *const limits[] = {
    "/proc/sys/user/max_inotify_instances",
    "/proc/sys/user/max_inotify_watches",
};

/* In a user namespace, which has limits of its own. */
START_TEST(a_limit_is_said_and_once_it_is_gone_all_is_well)
{
    sh("echo 1 >a");
    if (unshare(CLONE_NEWUSER) < 0 || !put(limits[_i], "0"))
        return; /* not here */
    watch_set(watch, "a");
    ck_assert_ptr_nonnull(watch_problem(watch));
    ck_assert_ptr_nonnull(strstr(watch_problem(watch), "too much is watched"));
    watch_forgive(watch);
    ck_assert_ptr_nonnull(watch_problem(watch));
    ck_assert(put(limits[_i], "100"));
    watch_forgive(watch);
    ck_assert_ptr_null(watch_problem(watch));
    sh("echo 22 >a");
    turn(1, SOON_MS);
    ck_assert_int_eq(told, 1);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("watch");
    TCase *all = tcase_create("all");
    tcase_add_checked_fixture(all, setup, teardown);
    tcase_set_timeout(all, 60);
    tcase_add_loop_test(all, every_change_is_told, 0, CHANGES);
    tcase_add_loop_test(all, what_is_no_change_is_not_told, 0, OTHERS);
    tcase_add_test(all, a_file_that_was_deleted_may_return);
    tcase_add_test(all, what_is_known_or_another_file_is_not_told);
    tcase_add_loop_test(all, a_limit_is_said_and_once_it_is_gone_all_is_well, 0, 2);
    suite_add_tcase(s, all);
    return s;
}

CHECK_MAIN(suite)
