#include "config.h"

#include "base/file.h"
#include "base/path.h"
#include "check_main.h"

#include <errno.h>
#include <fcntl.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/check_file_XXXXXX";
static char path[64];

static void begin(void)
{
    strcpy(folder + strlen(folder) - 6, "XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/out", folder);
}

static int entries(void)
{
    int count = 0;
    DIR *dir = opendir(folder);
    for (struct dirent *entry; (entry = readdir(dir));)
        count += entry->d_name[0] != '.';
    closedir(dir);
    return count;
}

static void end(void)
{
    unlink(path);
    char link[70];
    snprintf(link, sizeof link, "%s.link", path);
    unlink(link);
    ck_assert_int_eq(rmdir(folder), 0); /* nothing else was left behind */
}

static void assert_content(const char *expected)
{
    char *text;
    size_t len;
    ck_assert_int_eq(file_read(path, 1000, &text, &len), 0);
    ck_assert_uint_eq(len, strlen(expected));
    ck_assert_str_eq(text, expected);
    free(text);
}

START_TEST(writes_and_reads)
{
    ck_assert_int_eq(file_write(path, "hello", 5), 0);
    assert_content("hello");
    ck_assert_int_eq(file_write(path, "", 0), 0);
    assert_content("");
}
END_TEST

START_TEST(reads_up_to_its_bound)
{
    char *text;
    size_t len;
    ck_assert_int_eq(file_write(path, "12345", 5), 0);
    ck_assert_int_eq(file_read(path, 5, &text, &len), 0);
    free(text);
    ck_assert_int_eq(file_read(path, 4, &text, &len), -EFBIG);
}
END_TEST

START_TEST(reads_the_beginning)
{
    char head[4];
    size_t len;
    ck_assert_int_eq(file_write(path, "hello", 5), 0);
    ck_assert_int_eq(file_read_head(path, head, sizeof head, &len), 0);
    ck_assert_uint_eq(len, 4);
    ck_assert_int_eq(memcmp(head, "hell", 4), 0);
    ck_assert_int_eq(file_write(path, "a", 1), 0);
    ck_assert_int_eq(file_read_head(path, head, sizeof head, &len), 0);
    ck_assert_uint_eq(len, 1);
    ck_assert_int_eq(file_read_head(folder, head, sizeof head, &len), -EISDIR);
}
END_TEST

START_TEST(says_what_cannot_be_read)
{
    char *text;
    size_t len;
    ck_assert_int_eq(file_read(path, 10, &text, &len), -ENOENT);
    ck_assert_int_eq(file_read(folder, 10, &text, &len), -EISDIR);
    ck_assert_int_eq(file_write(folder, "x", 1), -EISDIR);
    ck_assert_int_eq(file_write("/no/such/folder/x", "x", 1), -ENOENT);
}
END_TEST

START_TEST(keeps_permissions_and_links)
{
    char link[70];
    struct stat info;
    snprintf(link, sizeof link, "%s.link", path);
    ck_assert_int_eq(file_write(path, "old", 3), 0);
    ck_assert_int_eq(chmod(path, 0640), 0);
    ck_assert_int_eq(symlink(path, link), 0);
    ck_assert_int_eq(file_write(link, "new", 3), 0);
    assert_content("new");
    ck_assert_int_eq(lstat(link, &info), 0);
    ck_assert(S_ISLNK(info.st_mode));
    ck_assert_int_eq(stat(path, &info), 0);
    ck_assert_int_eq(info.st_mode & 0777, 0640);
}
END_TEST

START_TEST(a_failing_write_leaves_the_old_file)
{
    struct rlimit limit = {100, 100};
    char big[1000];
    memset(big, 'x', sizeof big);
    ck_assert_int_eq(file_write(path, "old", 3), 0);
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    ck_assert_int_eq(file_write(path, big, sizeof big), -EFBIG);
    assert_content("old");
    ck_assert_int_eq(entries(), 1);
}
END_TEST

START_TEST(writes_devices_directly)
{
    struct stat before, after;
    ck_assert_int_eq(stat("/dev/null", &before), 0);
    ck_assert_int_eq(file_write("/dev/null", "x", 1), 0);
    ck_assert_int_eq(stat("/dev/null", &after), 0);
    ck_assert(before.st_ino == after.st_ino);
    ck_assert_int_eq(file_write("/dev/full", "x", 1), -ENOSPC);
}
END_TEST

START_TEST(reads_a_pipe_to_its_end)
{
    const struct file_bound bound = {.marked_most = 100};
    int ends[2];
    char *text;
    size_t len;
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(file_write_all(ends[1], "piped", 5), 0);
    close(ends[1]);
    ck_assert_int_eq(file_read_open(ends[0], &bound, &text, &len), 0);
    ck_assert_str_eq(text, "piped");
    free(text);
    close(ends[0]);
}
END_TEST

static int read_through_pipe(const struct file_bound *bound, const char *bytes)
{
    int ends[2];
    char *text = NULL;
    size_t len;
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(file_write_all(ends[1], bytes, strlen(bytes)), 0);
    close(ends[1]);
    int result = file_read_open(ends[0], bound, &text, &len);
    if (result == 0)
        ck_assert_str_eq(text, bytes);
    free(text);
    close(ends[0]);
    return result;
}

/* A device that never ends is told from a long trace by its first bytes. */
START_TEST(a_stream_is_bounded_by_what_it_is)
{
    const struct file_bound bound = {.mark = "mark ", .marked_most = 12, .other_most = 7};
    ck_assert_int_eq(read_through_pipe(&bound, "mark 6789012"), 0);
    ck_assert_int_eq(read_through_pipe(&bound, "mark 67890123"), -EFBIG);
    ck_assert_int_eq(read_through_pipe(&bound, "marx 67"), 0);
    ck_assert_int_eq(read_through_pipe(&bound, "marx 678"), -EFBIG);
    ck_assert_int_eq(read_through_pipe(&bound, "mar"), 0);
    ck_assert_int_eq(read_through_pipe(&bound, ""), 0);
}
END_TEST

START_TEST(a_pipe_that_does_not_wait_is_waited_for)
{
    const struct file_bound bound = {.marked_most = 100};
    int ends[2];
    char *text;
    size_t len;
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
    pid_t writer = fork();
    if (writer == 0) {
        usleep(50 * 1000);
        file_write_all(ends[1], "late", 4);
        _exit(0);
    }
    close(ends[1]);
    ck_assert_int_eq(file_read_open(ends[0], &bound, &text, &len), 0);
    ck_assert_str_eq(text, "late");
    ck_assert_int_eq(waitpid(writer, NULL, 0), writer);
    free(text);
    close(ends[0]);
}
END_TEST

/* Nobody writes into the pipe: this hung. */
START_TEST(a_file_is_read_without_waiting)
{
    char *text;
    size_t len;
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    ck_assert_int_eq(file_read(path, 10, &text, &len), -ESPIPE);
    ck_assert_int_eq(file_check(path), -ESPIPE);
    ck_assert_int_eq(file_read("/dev/zero", 10, &text, &len), -ESPIPE);
    ck_assert_int_eq(file_check(folder), -EISDIR);
    ck_assert_int_eq(file_check("/no/such/file"), -ENOENT);
    ck_assert_ptr_nonnull(strstr(file_reason(-ESPIPE), "a pipe or a device"));
    ck_assert_str_eq(file_reason(-ENOENT), strerror(ENOENT));
}
END_TEST

/* ---- what is shown of a path ---- */

static void assert_command(const char *words, const char *expected)
{
    struct strbuf out = STRBUF_INIT;
    path_add_command(&out, words, strlen(words));
    ck_assert_str_eq(strbuf_str(&out), expected);
    strbuf_release(&out);
}

static void assert_hidden(const char *words, const char *hidden, const char *expected)
{
    struct strbuf text = STRBUF_INIT;
    strbuf_adds(&text, words);
    path_hide(&text, hidden);
    ck_assert_str_eq(strbuf_str(&text), expected);
    strbuf_release(&text);
}

START_TEST(of_an_absolute_path_the_name_is_shown)
{
    assert_hidden("/a b/x.baton:1:2: no\n/a b/x.baton: no", "/a b/x.baton",
                  "x.baton:1:2: no\nx.baton: no");
    assert_hidden("a/x.baton:1", "a/x.baton", "a/x.baton:1");
    assert_hidden("", "/x", "");
    ck_assert_str_eq(path_shown("/home/a/two.baton"), "two.baton");
    ck_assert_str_eq(path_shown("lessons/two.baton"), "lessons/two.baton");
    ck_assert_str_eq(path_shown("two.baton"), "two.baton");
    ck_assert_str_eq(path_shown(""), "");
    ck_assert_str_eq(path_shown("/"), "/");
    assert_command("/usr/bin/python3 /home/a/crawl.py --in=/home/a/b c/d",
                   "python3 crawl.py --in=b c/d");
    assert_command("get http://host/a/b / /home/a/ x=/", "get http://host/a/b / a/ x=/");
    assert_command("", "");
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("file");
    TCase *tcase = tcase_create("file");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_test(tcase, writes_and_reads);
    tcase_add_test(tcase, reads_up_to_its_bound);
    tcase_add_test(tcase, reads_the_beginning);
    tcase_add_test(tcase, says_what_cannot_be_read);
    tcase_add_test(tcase, keeps_permissions_and_links);
    tcase_add_test(tcase, a_failing_write_leaves_the_old_file);
    tcase_add_test(tcase, writes_devices_directly);
    tcase_add_test(tcase, reads_a_pipe_to_its_end);
    tcase_add_test(tcase, a_stream_is_bounded_by_what_it_is);
    tcase_add_test(tcase, a_pipe_that_does_not_wait_is_waited_for);
    tcase_add_test(tcase, a_file_is_read_without_waiting);
    tcase_add_test(tcase, of_an_absolute_path_the_name_is_shown);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(make_suite)
