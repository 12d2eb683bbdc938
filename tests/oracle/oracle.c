/* The oracle: runs programs as a user would, has told all that baton can say of the run, and judges
 * each clause against the raw events (judge.h).
 *
 *     seed ─▸ program ─▸ baton run -f trace ─▸ trace ─▸ story ─▸ sentences ─▸ judged
 *                                                └────▸ facts ────────────────┘
 *
 *     oracle --seed 1 --count 300         random programs, each under one model of its own
 *     oracle FILE…                        scenarios, each under all models that have it
 *     oracle --trace FILE…                saved traces
 *
 * A program must also be accepted by the checker, end soon behind its limit, crash nobody but
 * itself, and leave no process. What goes wrong is printed with its seed, and its scenario and
 * trace are kept, to be looked at with `--trace`. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "curtain.h"
#include "export/export.h"
#include "generator.h"
#include "judge.h"
#include "telling.h"
#include "trace/file.h"

enum {
    MODELS = 8,
    JOBS_MOST = 16,
    SHOWN_MOST = 4, /* false clauses of one row that are shown of a process */
    HANG_S = 120,   /* a run that takes longer hangs: spinning on one busy core takes 20 */
    EVENTS_MOST = 300 * 1000,
    EXPORTS_EVERY = 16,
};

static const char *const models[MODELS] = {"coroutines", "callbacks", "async-blocking",
                                           "polling",    "blocking",  "gil",
                                           "threads",    "processes"};
enum { SINGLE_THREADS = 5 }; /* the first so many have generators */

/* What the processes of a test share. */
struct shared {
    struct tally tally[JOBS_MOST];
    uint64_t current[JOBS_MOST];
    int model[JOBS_MOST];
    atomic_int programs, runs, refused, broken, skipped, questions;
};

static struct {
    uint64_t seed;
    int count, jobs, show;
    const char *model, *baton, *keep;
    bool traces, quiet, uncurtained;
    char **files;
    int file_count;
} options = {.seed = 1, .jobs = 2, .show = SHOWN_MOST, .baton = "./baton", .keep = "oracle-found"};

static struct shared *shared;
static int job;
static char work[64];

/* ---- what goes wrong ---- */

struct run {
    const char *name; /* of the program, for people */
    const char *model, *scenario, *trace;
    bool kept;
};

static void copy(const char *from, const char *to)
{
    char bytes[1 << 16];
    int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    ssize_t len;
    while (in >= 0 && out >= 0 && (len = read(in, bytes, sizeof bytes)) > 0)
        if (write(out, bytes, (size_t)len) != len)
            break;
    if (in >= 0)
        close(in);
    if (out >= 0)
        close(out);
}

/* Keeps the scenario and the trace, once a run. */
static void keep(struct run *run)
{
    char path[600];
    if (run->kept || options.traces)
        return;
    run->kept = true;
    mkdir(options.keep, 0777);
    snprintf(path, sizeof path, "%s/%s-%s.baton", options.keep, run->name, run->model);
    copy(run->scenario, path);
    snprintf(path, sizeof path, "%s/%s-%s.trace", options.keep, run->name, run->model);
    copy(run->trace, path);
}

static void broken(struct run *run, const char *what)
{
    printf("%s under %s: %s\n", run->name, run->model, what);
    fflush(stdout);
    atomic_fetch_add(&shared->broken, 1);
    keep(run);
}

static void wrong(void *arg, const char *where, const char *sentence, enum sentence id,
                  const char *why)
{
    static int shown[TELL_SENTENCES];
    struct run *run = arg;
    keep(run);
    if (shown[id]++ >= options.show)
        return;
    printf("%s under %s, %s: %s\n    %s is false: %s\n", run->name, run->model, where, sentence,
           tell_rows[id].id, why);
    fflush(stdout);
}

/* ---- one run ---- */

static int64_t seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

/* The exit status, 128 + a signal, or -1: it hangs, and was ended. Its output goes to `out`. */
static int execute(char *const argv[], const char *out)
{
    pid_t pid = fork();
    int status;
    if (pid == 0) {
        int fd = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0666);
        dup2(fd, STDOUT_FILENO);
        dup2(fd, STDERR_FILENO);
        execv(argv[0], argv);
        _exit(127);
    }
    for (int64_t until = seconds() + HANG_S; waitpid(pid, &status, WNOHANG) == 0;) {
        struct timespec pause = {.tv_nsec = 500 * 1000};
        if (seconds() >= until) {
            kill(pid, SIGKILL);
            waitpid(pid, &status, 0);
            return -1;
        }
        nanosleep(&pause, NULL);
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* Whatever the run left behind has come to this process, the subreaper. */
static bool has_left(void)
{
    int status;
    bool left = false;
    for (int tries = 0; tries < 100; tries++) {
        pid_t pid = waitpid(-1, &status, WNOHANG);
        if (pid < 0)
            return left;
        if (pid == 0) { /* one that lives; the last of it may be under way */
            struct timespec pause = {.tv_nsec = 5 * 1000 * 1000};
            nanosleep(&pause, NULL);
            left = tries == 99;
        }
    }
    return left;
}

static void show_file(const char *path)
{
    char bytes[1200];
    int fd = open(path, O_RDONLY);
    ssize_t len = fd < 0 ? 0 : read(fd, bytes, sizeof bytes);
    if (len > 0)
        fwrite(bytes, 1, (size_t)len, stdout);
    if (fd >= 0)
        close(fd);
}

static void leaks(void *arg, const char *what)
{
    broken(arg, what);
}

static void judge_trace(struct run *run)
{
    struct strbuf problem = STRBUF_INIT;
    struct trace *trace = trace_file_read(run->trace, NULL, NULL, &problem);
    if (!trace) {
        broken(run, strbuf_str(&problem));
        strbuf_release(&problem);
        return;
    }
    if (trace_count(trace) > EVENTS_MOST) {
        atomic_fetch_add(&shared->skipped, 1);
        trace_free(trace);
        return;
    }
    struct story *story = story_new(trace, NULL, NULL);
    telling_all(story, &shared->tally[job], wrong, run);
    if (!options.uncurtained)
        atomic_fetch_add(&shared->questions, curtain_judge(story, leaks, run));
    story_free(story);
}

static void export_all(struct run *run, const char *out)
{
    for (const struct export_format *format = export_formats(); format->name; format++) {
        char *argv[] = {(char *)options.baton, "convert", (char *)run->trace, "-f",
                        (char *)format->name,  NULL};
        int status = execute(argv, out);
        if (status != 0)
            broken(run, format->name);
    }
}

/* False: the program was refused. */
static bool run_one(const char *name, const char *scenario, const char *model, bool exports)
{
    char trace[200], out[200];
    struct run run = {.name = name, .model = model, .scenario = scenario, .trace = trace};
    snprintf(trace, sizeof trace, "%s/trace", work);
    snprintf(out, sizeof out, "%s/out", work);
    unlink(trace);
    char *argv[] = {(char *)options.baton,
                    "run",
                    (char *)scenario,
                    "-m",
                    (char *)model,
                    "-f",
                    "trace",
                    "-o",
                    trace,
                    NULL};
    int status = execute(argv, out);
    if (status == 2)
        return false;
    atomic_fetch_add(&shared->runs, 1);
    if (has_left())
        broken(&run, "it has left a process");
    if (status != 0 && status != 1) {
        char what[60];
        snprintf(what, sizeof what, status < 0 ? "it hangs" : "baton ended with %d", status);
        broken(&run, what);
        show_file(out);
        return true;
    }
    judge_trace(&run);
    if (exports)
        export_all(&run, out);
    return true;
}

/* ---- what is run ---- */

static void write_file(const char *path, const struct strbuf *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (fd < 0 || write(fd, strbuf_str(text), text->len) != (ssize_t)text->len) {
        perror(path);
        exit(3);
    }
    close(fd);
}

static void run_seed(uint64_t seed)
{
    struct strbuf text = STRBUF_INIT;
    char name[60], path[200];
    bool generators = generate(seed, &text);
    const char *model =
        options.model ? options.model
                      : models[generate_choice(seed, 1, generators ? SINGLE_THREADS : MODELS)];
    snprintf(name, sizeof name, "seed-%llu", (unsigned long long)seed);
    snprintf(path, sizeof path, "%s/%s.baton", work, name);
    write_file(path, &text);
    shared->current[job] = seed;
    for (int i = 0; i < MODELS; i++)
        if (strcmp(models[i], model) == 0)
            shared->model[job] = i;
    atomic_fetch_add(&shared->programs, 1);
    if (!run_one(name, path, model, seed % EXPORTS_EVERY == 0) && !options.model) {
        char out[200];
        struct run run = {.name = name, .model = model, .scenario = path, .trace = path};
        snprintf(out, sizeof out, "%s/out", work);
        broken(&run, "the program is refused");
        show_file(out);
        atomic_fetch_add(&shared->refused, 1);
    }
    unlink(path);
    strbuf_release(&text);
}

static bool names(const char *line, const char *word)
{
    for (const char *at = line; (at = strstr(at, word)); at++) {
        const char *end = at + strlen(word);
        if (at > line && at[-1] == ' ' && (*end == ',' || *end == '\0' || *end == ' '))
            return true;
    }
    return false;
}

/* Whether a scenario is for a model: its `model` line names it, or there is none. Those that hold
 * every model to the same name those that they leave out (tests/scenario.sh), and kinds of them. */
static bool is_for(const char *path, const char *model)
{
    bool held = strcmp(model, "blocking") == 0 || strcmp(model, "async-blocking") == 0;
    bool parallel = strcmp(model, "gil") == 0 || strcmp(model, "threads") == 0 ||
                    strcmp(model, "processes") == 0;
    char line[500];
    bool is = true;
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, "model ", 6) == 0)
            is = names(line, model);
        else if (strncmp(line, "# every model but ", 18) == 0)
            is = !names(line, model) && !(held && names(line, "held")) &&
                 !(parallel && names(line, "parallel")) &&
                 !(strcmp(model, "blocking") == 0 && names(line, "in-turn"));
    }
    if (file)
        fclose(file);
    return is;
}

static void run_file(int index)
{
    const char *path = options.files[index], *base = strrchr(path, '/');
    char name[100];
    snprintf(name, sizeof name, "%s", base ? base + 1 : path);
    shared->current[job] = (uint64_t)index;
    atomic_fetch_add(&shared->programs, 1);
    if (options.traces) {
        struct run run = {.name = name, .model = "its model", .trace = path};
        judge_trace(&run);
        return;
    }
    for (int i = 0; i < MODELS; i++) {
        shared->model[job] = i;
        bool wanted =
            options.model ? strcmp(options.model, models[i]) == 0 : is_for(path, models[i]);
        if (wanted)
            run_one(name, path, models[i], index % EXPORTS_EVERY == 0);
    }
}

static void run_job(void)
{
    int count = options.file_count ? options.file_count : options.count;
    for (int i = job; i < count; i += options.jobs)
        if (options.file_count)
            run_file(i);
        else
            run_seed(options.seed + (uint64_t)i);
}

/* ---- all of them ---- */

static int begin_job(int number)
{
    pid_t pid = fork();
    if (pid)
        return pid;
    job = number;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    snprintf(work, sizeof work, "/tmp/oracle-XXXXXX");
    if (!mkdtemp(work))
        exit(3);
    run_job();
    char path[200];
    snprintf(path, sizeof path, "%s/trace", work);
    unlink(path);
    snprintf(path, sizeof path, "%s/out", work);
    unlink(path);
    rmdir(work);
    exit(0);
}

static bool await_jobs(const int *pids)
{
    bool well = true;
    for (int i = 0; i < options.jobs; i++) {
        int status;
        waitpid(pids[i], &status, 0);
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
            continue;
        well = false;
        printf("the oracle itself ended with %d at %llu under %s\n",
               WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status),
               (unsigned long long)shared->current[i], models[shared->model[i]]);
    }
    return well;
}

/* Returns how many clauses are false. */
static uint64_t report(void)
{
    uint64_t heard = 0, judged = 0, wrongs = 0;
    static struct tally sum;
    for (int j = 0; j < options.jobs; j++)
        for (int id = 0; id < TELL_SENTENCES; id++) {
            sum.heard[id] += shared->tally[j].heard[id];
            sum.judged[id] += shared->tally[j].judged[id];
            sum.wrong[id] += shared->tally[j].wrong[id];
        }
    for (int id = 1; id < TELL_SENTENCES; id++) {
        enum tell_topic topic = tell_rows[id].topic;
        if (topic == TELL_TOPIC_JOIN || topic == TELL_TOPIC_PHRASE)
            continue;
        heard += sum.heard[id];
        judged += sum.judged[id];
        wrongs += sum.wrong[id];
        if (!options.quiet || sum.wrong[id])
            printf("%-24s heard %8u, judged %8u, false %6u%s%s\n", tell_rows[id].id, sum.heard[id],
                   sum.judged[id], sum.wrong[id], judge_rows[id].cannot ? "; " : "",
                   judge_rows[id].cannot ? judge_rows[id].cannot : "");
    }
    printf("%d programs, %d runs, %d too long; %llu clauses heard, %llu judged, %llu false; "
           "%d questions judged; %d runs went wrong\n",
           atomic_load(&shared->programs), atomic_load(&shared->runs),
           atomic_load(&shared->skipped), (unsigned long long)heard, (unsigned long long)judged,
           (unsigned long long)wrongs, atomic_load(&shared->questions),
           atomic_load(&shared->broken));
    return wrongs;
}

static void usage(void)
{
    fprintf(stderr, "usage: oracle [--seed N] [--count K] [--model M] [--jobs N] [--show N]\n"
                    "              [--baton PROGRAM] [--keep DIR] [--quiet] [--print] [--trace] "
                    "[--uncurtained] [FILE...]\n");
    exit(2);
}

static void options_read(int argc, char **argv)
{
    static const struct option names[] = {
        {"seed", 1, NULL, 's'},  {"count", 1, NULL, 'c'}, {"model", 1, NULL, 'm'},
        {"jobs", 1, NULL, 'j'},  {"show", 1, NULL, 'n'},  {"baton", 1, NULL, 'b'},
        {"keep", 1, NULL, 'k'},  {"quiet", 0, NULL, 'q'}, {"uncurtained", 0, NULL, 'u'},
        {"trace", 0, NULL, 't'}, {"print", 0, NULL, 'p'}, {NULL, 0, NULL, 0}};
    struct strbuf text = STRBUF_INIT;
    int c;
    bool print = false;
    while ((c = getopt_long(argc, argv, "s:c:m:j:n:b:k:qtp", names, NULL)) >= 0)
        switch (c) {
        case 's':
            options.seed = strtoull(optarg, NULL, 10);
            break;
        case 'c':
            options.count = atoi(optarg);
            break;
        case 'm':
            options.model = optarg;
            break;
        case 'j':
            options.jobs = atoi(optarg);
            break;
        case 'n':
            options.show = atoi(optarg);
            break;
        case 'b':
            options.baton = optarg;
            break;
        case 'k':
            options.keep = optarg;
            break;
        case 'q':
            options.quiet = true;
            break;
        case 'u':
            options.uncurtained = true;
            break;
        case 't':
            options.traces = true;
            break;
        case 'p':
            print = true;
            break;
        default:
            usage();
        }
    options.files = argv + optind;
    options.file_count = argc - optind;
    if (print) {
        generate(options.seed, &text);
        fputs(strbuf_str(&text), stdout);
        exit(0);
    }
    if (options.jobs < 1 || options.jobs > JOBS_MOST)
        usage();
}

int main(int argc, char **argv)
{
    int pids[JOBS_MOST], missing = 0;
    options_read(argc, argv);
    for (int id = judge_missing(0); id < TELL_SENTENCES; id = judge_missing(id + 1)) {
        printf("nobody judges %s\n", tell_rows[id].id);
        missing++;
    }
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        return 3;
    fflush(stdout);
    for (int i = 0; i < options.jobs; i++)
        pids[i] = begin_job(i);
    bool well = await_jobs(pids);
    uint64_t wrongs = report();
    return missing || !well || wrongs || atomic_load(&shared->broken) ? 1 : 0;
}
