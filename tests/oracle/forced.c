/* Random schedules of random small scenarios, forced on the real runtime: each run must end as the
 * search says, which walks the same schedule without threads.
 *
 *     seed ─▸ scenario ─┬▸ a walk of the search ─▸ schedule ─▸ baton run --schedule ─▸ its end
 *                       │      └▸ its end ─────────────────── the same? ───────────────┘
 *                       └▸ all ends that the search finds: is it one of them? Is that of a run that
 *                          follows no schedule?
 *
 *     forced --seed 1 --count 300      as many runs; several of each scenario, under one model each
 *     forced --seed N --count 1 --print    one scenario again, and its text
 *     forced FILE…                     schedules of these files, under each of their models
 *
 * What differs is printed with its seed, the scenario, and the schedule. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "explore/explore.h"
#include "explore/refuse.h"
#include "explore/stepper.h"
#include "generator.h"
#include "small.h"
#include "quiz/facts.h"
#include "scenario/scenario.h"
#include "trace/file.h"

enum {
    EACH = 3,         /* schedules of a scenario … */
    MOVES_MOST = 300, /* … of so many moves at most */
    JOBS_MOST = 16,
    HANG_S = 120, /* a run that takes longer hangs */
    SEARCH_BYTES = 32 << 20,
};

/* What the processes of a test share. */
struct shared {
    atomic_int scenarios, refused, unexplored, runs, differ, cut, by_model[MODEL_COUNT];
};

static struct {
    uint64_t seed;
    int count, jobs, model;
    bool print;
    const char *baton;
    char **files;
    int file_count;
} options = {.seed = 1, .count = 300, .jobs = 2, .model = -1, .baton = "./baton"};

static struct shared *shared;
static char work[64];
static uint64_t random_state;

/* The models that follow schedules; those with threads, more often. */
static const enum model_id models[] = {
    MODEL_THREADS,    MODEL_GIL,     MODEL_THREADS,   MODEL_GIL,     MODEL_PROCESSES,
    MODEL_COROUTINES, MODEL_THREADS, MODEL_CALLBACKS, MODEL_POLLING, MODEL_ASYNC_BLOCKING};
enum { MODELS = sizeof models / sizeof *models };

static uint32_t below(uint32_t count)
{
    return generate_choice(random_state++, 7, count);
}

/* ---- an end, as a text that can be compared ---- */

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Lines without an order, where nothing says that it counts. */
static void add_said(struct strbuf *end, const char **lines, int count, bool in_order)
{
    if (count && !in_order)
        qsort(lines, (size_t)count, sizeof *lines, compare_texts);
    for (int i = 0; i < count; i++)
        strbuf_addf(end, " | %s", lines[i]);
}

static void add_said_text(struct strbuf *end, char *text, bool in_order)
{
    const char **lines = NULL;
    int count = 0, room = 0;
    for (char *stop; (stop = strchr(text, '\n')); text = stop + 1) {
        *stop = '\0';
        MEM_GROW(lines, count, room);
        lines[count++] = text;
    }
    add_said(end, lines, count, in_order);
    free(lines);
}

static void add_values(struct strbuf *end, const struct stepper *stepper)
{
    const struct board *board = stepper->board;
    for (int i = 0; i < stepper->program->shared_count; i++)
        strbuf_addf(end, " %s=%" PRId64, stepper->program->shared[i].name, board->shared[i]);
}

/* ---- a walk ---- */

/* Anybody who can, again and again; or rather who moved last. False: it is too long. */
static bool walk(struct stepper *stepper, struct schedule *schedule, bool lazy)
{
    uint32_t last = 0;
    stepper_begin(stepper);
    while (schedule->moves < MOVES_MOST) {
        uint32_t can[STEPPER_TASKS + STEPPER_SEEN], count = 0, chosen;
        bool goes_on = false;
        for (uint32_t id = 1; id <= stepper_lanes(stepper) && !stepper_is_over(stepper); id++)
            if (stepper_can_move(stepper, id)) {
                can[count++] = id;
                goes_on = goes_on || id == last;
            }
        if (!count)
            return !stepper->refused;
        chosen = lazy && goes_on && below(4) ? last : can[below(count)];
        stepper_move(stepper, chosen);
        schedule_add(schedule, chosen, 1);
        last = chosen;
    }
    return false;
}

static void expected_end(struct stepper *stepper, struct strbuf *end)
{
    strbuf_adds(end, stepper_end(stepper));
    add_values(end, stepper);
    char *said = mem_strdup(strbuf_str(&stepper->said));
    add_said_text(end, said, stepper->program->says_in_order);
    free(said);
}

/* ---- a real run ---- */

/* The exit status, 128 + a signal, or -1: it hangs, and was ended. */
static int execute(char *const argv[], const char *out)
{
    struct timespec limit = {.tv_sec = HANG_S};
    sigset_t child;
    int status;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, NULL);
    pid_t pid = fork();
    if (pid == 0) {
        int fd = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0666);
        sigprocmask(SIG_UNBLOCK, &child, NULL);
        dup2(fd, STDOUT_FILENO);
        dup2(fd, STDERR_FILENO);
        execv(argv[0], argv);
        _exit(127);
    }
    while (waitpid(pid, &status, WNOHANG) == 0)
        if (sigtimedwait(&child, NULL, &limit) < 0 && errno == EAGAIN) {
            kill(pid, SIGKILL);
            waitpid(pid, &status, 0);
            return -1;
        }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int64_t value_of(const struct expect_facts *facts, const char *name)
{
    for (int i = 0; i < facts->value_count; i++)
        if (strcmp(facts->value_names[i], name) == 0)
            return facts->values[i];
    return INT64_MIN;
}

/* What came of a run: as a text, and its result and values. */
struct seen {
    struct strbuf end;
    char result[20];
    int64_t values[64];
};

static void see(const char *path, const struct program *program, struct seen *seen)
{
    struct strbuf problem = STRBUF_INIT, *end = &seen->end;
    struct trace *trace = trace_file_read(path, NULL, NULL, &problem);
    if (!trace) {
        strbuf_addf(end, "no trace: %s", strbuf_str(&problem));
        strbuf_release(&problem);
        return;
    }
    struct timeline *timeline = timeline_new(trace);
    struct stats *stats = stats_new(timeline);
    struct expect_facts facts;
    quiz_facts_take(&facts, stats);
    snprintf(seen->result, sizeof seen->result, "%s", facts.result);
    strbuf_adds(end, facts.result);
    for (int i = 0; i < program->shared_count; i++) {
        int64_t value = value_of(&facts, program->shared[i].name);
        strbuf_addf(end, " %s=%" PRId64, program->shared[i].name, value);
        if (i < 64)
            seen->values[i] = value;
    }
    const char **lines = mem_alloc(((size_t)facts.said_count + 1) * sizeof *lines);
    for (int i = 0; i < facts.said_count; i++)
        lines[i] = facts.said[i].text;
    add_said(end, lines, facts.said_count, program->says_in_order);
    free(lines);
    quiz_facts_release(&facts);
    stats_free(stats);
    timeline_free(timeline);
    trace_free(trace);
}

/* ---- one scenario ---- */

struct subject {
    const char *name, *path, *text;
    size_t len;
    struct scenario *scenario;
    enum model_id model;
    const struct program *program;
    struct exploration *found; /* or NULL: that is too much */
    bool spurious;             /* waits for conditions may return by themselves */
};

static void show_file(const char *path)
{
    char *text;
    size_t len;
    if (file_read(path, 1 << 20, &text, &len) != 0)
        return;
    printf("%s", text);
    free(text);
}

static void differs(const struct subject *it, const char *line, const char *what, const char *said)
{
    static int shown;
    atomic_fetch_add(&shared->differ, 1);
    if (shown++ >= 4)
        return;
    printf("%s under %s by --schedule %s: %s\n", it->name, model_name(it->model), line, what);
    if (said)
        show_file(said);
    if (!options.file_count)
        printf("%s", it->text);
    fflush(stdout);
}

/* Whether the search has found an end with that result, and these values of the shared variables
 * (NULL: they are not the same everywhere). */
static bool is_found(const struct subject *it, const char *result, const int64_t *values)
{
    const struct exploration *found = it->found;
    const struct program *program = it->program;
    for (int i = 0; i < found->end_count; i++) {
        const struct explore_end *end = &found->ends[i];
        bool same = strcmp(end->result, result) == 0;
        for (int n = 0; n < found->name_count && n < found->first_region; n++)
            for (int v = 0; v < program->shared_count && values; v++)
                if (strcmp(program->shared[v].name, found->names[n]) == 0)
                    same = same && end->values[n] == values[v];
        if (same)
            return true;
    }
    return false;
}

/* By the schedule, or (NULL) as it comes. False: it went wrong, and `what` says how. */
static bool run_and_see(const struct subject *it, const char *line, struct seen *seen,
                        struct strbuf *what, char *out)
{
    char trace[200];
    snprintf(trace, sizeof trace, "%s/trace", work);
    snprintf(out, 200, "%s/out", work);
    unlink(trace);
    char *argv[] = {(char *)options.baton,
                    "run",
                    (char *)it->path,
                    "-m",
                    (char *)model_name(it->model),
                    "-f",
                    "trace",
                    "-o",
                    trace,
                    line ? "--schedule" : NULL,
                    (char *)line,
                    NULL};
    int status = execute(argv, out);
    atomic_fetch_add(&shared->runs, 1);
    atomic_fetch_add(&shared->by_model[it->model], 1);
    if (status < 0 || status > 2)
        strbuf_addf(what, status < 0 ? "it hangs" : "baton ended with %d", status);
    else
        see(trace, it->program, seen);
    return what->len == 0;
}

static void run_schedule(const struct subject *it, const char *line, const struct strbuf *expected)
{
    char out[200];
    struct seen seen = {.end = STRBUF_INIT};
    struct strbuf what = STRBUF_INIT;
    bool well = run_and_see(it, line, &seen, &what, out);
    if (well && strcmp(strbuf_str(&seen.end), strbuf_str(expected)) != 0)
        strbuf_addf(&what, "\n    the search: %s\n    the run:    %s", strbuf_str(expected),
                    strbuf_str(&seen.end));
    if (what.len)
        differs(it, line, strbuf_str(&what), out);
    strbuf_release(&what);
    strbuf_release(&seen.end);
}

/* As it comes: that is one of the ends that there are. */
static void run_free(const struct subject *it)
{
    char out[200];
    struct seen seen = {.end = STRBUF_INIT};
    struct strbuf what = STRBUF_INIT;
    bool copies = !model_shares_memory(it->model) || it->program->shared_count > 64;
    if (run_and_see(it, NULL, &seen, &what, out) &&
        !is_found(it, seen.result, copies ? NULL : seen.values))
        strbuf_addf(&what, "the search has not found the end of a run: %s", strbuf_str(&seen.end));
    if (what.len)
        differs(it, "none", strbuf_str(&what), out);
    strbuf_release(&what);
    strbuf_release(&seen.end);
}

/* Those at its end. */
static const int64_t *values_of(const struct stepper *stepper)
{
    static int64_t values[64];
    int count = stepper->program->shared_count;
    for (int i = 0; i < count && i < 64; i++)
        values[i] = stepper->board->shared[i];
    return stepper->copies || count > 64 ? NULL : values;
}

static void force_one(const struct subject *it, bool lazy)
{
    struct stepper stepper;
    struct schedule schedule = {0};
    struct strbuf line = STRBUF_INIT, expected = STRBUF_INIT;
    enum stepper_says says = it->program->says_in_order ? STEPPER_SAYS_ORDER : STEPPER_SAYS_WHICH;
    if (!stepper_init(&stepper, it->program, it->model, says))
        exit(3);
    stepper.board->spurious = it->spurious;
    if (walk(&stepper, &schedule, lazy)) {
        expected_end(&stepper, &expected);
        schedule_print(&schedule, &line);
        const char *result = strbuf_str(&expected);
        size_t len = strcspn(result, " ");
        char word[20];
        snprintf(word, sizeof word, "%.*s", (int)len, result);
        if (it->found && !is_found(it, word, values_of(&stepper)))
            differs(it, strbuf_str(&line), "the search has not found this end of its own", NULL);
        if (line.len) /* without a choice there is no schedule to follow */
            run_schedule(it, strbuf_str(&line), &expected);
    } else {
        atomic_fetch_add(&shared->cut, 1);
    }
    stepper_release(&stepper);
    schedule_release(&schedule);
    strbuf_release(&line);
    strbuf_release(&expected);
}

static bool has_condition(const struct program *program)
{
    for (int i = 0; i < program->object_count; i++)
        if (program->objects[i].kind == OBJECT_CONDITION)
            return true;
    return false;
}

/* False: the model lacks a statement, or it cannot be explored. */
static bool force_under(struct subject *it, struct diag_list *diags)
{
    uint32_t refused_line;
    it->program = scenario_compile(it->scenario, it->model, diags);
    if (!it->program || refuse_program(it->program, it->model, &refused_line))
        return false;
    it->spurious = has_condition(it->program) && !model_is_single_thread(it->model) && below(2);
    struct explore_options how = {
        .memory = SEARCH_BYTES, .within_ns = 500 * 1000 * 1000, .spurious = it->spurious};
    it->found = explore(it->scenario, it->model, &how, diags);
    if (!it->found || it->found->refused || it->found->stop != EXPLORE_WHOLE) {
        atomic_fetch_add(&shared->unexplored, 1);
        exploration_free(it->found);
        it->found = NULL;
    }
    for (int i = 0; i < EACH; i++)
        force_one(it, i % 2);
    if (it->found && !it->spurious) /* no wait of a run returns by itself: more deadlocks */
        run_free(it);
    exploration_free(it->found);
    return true;
}

static void run_text(struct subject *it, const enum model_id *wanted, int count)
{
    struct diag_list diags = {0};
    struct strbuf problem = STRBUF_INIT;
    it->scenario = scenario_read(it->name, it->text, it->len, &diags);
    atomic_fetch_add(&shared->scenarios, 1);
    if (diags.errors) {
        diag_format(&diags, it->name, it->text, it->len, &problem);
        differs(it, "none", strbuf_str(&problem), NULL);
    }
    for (int i = 0; i < count && !diags.errors; i++) {
        struct diag_list own = {0};
        it->model = wanted[i];
        if (!force_under(it, &own))
            atomic_fetch_add(&shared->refused, 1);
        diag_release(&own);
    }
    scenario_free(it->scenario);
    strbuf_release(&problem);
    diag_release(&diags);
}

/* ---- which ---- */

static void run_seed(uint64_t seed)
{
    struct strbuf text = STRBUF_INIT;
    char name[60], path[200];
    enum model_id model = options.model >= 0 ? (enum model_id)options.model
                                             : models[generate_choice(seed, 1, MODELS)];
    struct generate_rules rules = small_rules(model, seed);
    generate_by(seed, &rules, &text);
    if (options.print)
        printf("# under %s\n%s", model_name(model), strbuf_str(&text));
    snprintf(name, sizeof name, "seed %" PRIu64, seed);
    snprintf(path, sizeof path, "%s/s.baton", work);
    FILE *file = fopen(path, "w");
    if (!file || fwrite(strbuf_str(&text), 1, text.len, file) != text.len || fclose(file) != 0)
        exit(3);
    random_state = seed << 20;
    struct subject it = {.name = name, .path = path, .text = strbuf_str(&text), .len = text.len};
    run_text(&it, &model, 1);
    strbuf_release(&text);
}

static void run_file(const char *path)
{
    static const enum model_id each[] = {MODEL_THREADS,       MODEL_GIL,       MODEL_PROCESSES,
                                         MODEL_COROUTINES,    MODEL_CALLBACKS, MODEL_POLLING,
                                         MODEL_ASYNC_BLOCKING};
    char *text;
    size_t len;
    random_state = options.seed << 20;
    if (file_read(path, 1 << 20, &text, &len) != 0)
        exit(3);
    struct subject it = {.name = path, .path = path, .text = text, .len = len};
    const enum model_id one = (enum model_id)options.model;
    if (options.model >= 0)
        run_text(&it, &one, 1);
    else
        run_text(&it, each, sizeof each / sizeof *each);
    free(text);
}

static void run_job(int job)
{
    if (options.file_count)
        for (int i = job; i < options.file_count; i += options.jobs)
            run_file(options.files[i]);
    for (uint64_t seed = options.seed + (uint64_t)job;
         !options.file_count && seed < options.seed + (uint64_t)options.count;
         seed += (uint64_t)options.jobs)
        run_seed(seed);
}

static pid_t begin_job(int job)
{
    fflush(stdout);
    pid_t pid = fork();
    if (pid)
        return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    snprintf(work, sizeof work, "/tmp/forced-XXXXXX");
    if (!mkdtemp(work))
        exit(3);
    run_job(job);
    static const char *const left[] = {"trace", "out", "s.baton"};
    for (int i = 0; i < 3; i++) {
        char path[200];
        snprintf(path, sizeof path, "%s/%s", work, left[i]);
        unlink(path);
    }
    rmdir(work);
    exit(0);
}

static void read_options(int argc, char **argv)
{
    static const struct option names[] = {{"seed", 1, NULL, 's'},  {"count", 1, NULL, 'c'},
                                          {"model", 1, NULL, 'm'}, {"jobs", 1, NULL, 'j'},
                                          {"baton", 1, NULL, 'b'}, {"print", 0, NULL, 'p'},
                                          {NULL, 0, NULL, 0}};
    int c;
    while ((c = getopt_long(argc, argv, "", names, NULL)) >= 0)
        if (c == 's')
            options.seed = strtoull(optarg, NULL, 10);
        else if (c == 'c')
            options.count = atoi(optarg);
        else if (c == 'm')
            options.model = model_by_name(optarg);
        else if (c == 'j')
            options.jobs = atoi(optarg);
        else if (c == 'b')
            options.baton = optarg;
        else if (c == 'p')
            options.print = true;
        else
            exit(2);
    options.files = argv + optind;
    options.file_count = argc - optind;
    if (options.jobs < 1 || options.jobs > JOBS_MOST)
        exit(2);
}

int main(int argc, char **argv)
{
    pid_t pids[JOBS_MOST];
    bool well = true;
    read_options(argc, argv);
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        return 3;
    for (int i = 0; i < options.jobs; i++)
        pids[i] = begin_job(i);
    for (int i = 0; i < options.jobs; i++) {
        int status;
        waitpid(pids[i], &status, 0);
        well = well && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }
    if (!well)
        printf("a process of the test ended in the middle\n");
    for (int i = 0; i < MODEL_COUNT; i++)
        if (atomic_load(&shared->by_model[i]))
            printf("%s: %d runs\n", model_name((enum model_id)i),
                   atomic_load(&shared->by_model[i]));
    printf("%d scenarios, %d runs, %d differ; %d refused, %d not explored to the end, %d cut\n",
           atomic_load(&shared->scenarios), atomic_load(&shared->runs),
           atomic_load(&shared->differ), atomic_load(&shared->refused),
           atomic_load(&shared->unexplored), atomic_load(&shared->cut));
    return well && !atomic_load(&shared->differ) ? 0 : 1;
}
