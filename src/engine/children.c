/* The engine's children: forked here, kept in a list, killed if need be. And the word with which
 * any part of the engine ends the run.
 *
 * Every child asks for a signal when its parent ends, and then compares its parent, which might
 * have ended before: so nothing is left behind, whoever is killed.
 *
 *     engine    fork ────────────────────────────────────────── ends ──▸ the kernel kills the child
 *     child          asks for it, looks: is my parent there? */
#include "config.h"

#include "engine/engine.h"

#include "base/mem.h"
#include "flow/worker.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

void engine_end(struct engine *engine, enum trace_result result, enum trace_ending ending,
                int64_t value, const char *text)
{
    if (engine->result >= 0)
        return;
    engine->ending = ending;
    engine->ending_value = value;
    snprintf(engine->ending_text, sizeof engine->ending_text, "%s", text);
    engine->result = result;
    if (engine->worker.board)
        board_set_over(engine->worker.board, BOARD_STOP);
}

void engine_refuse(struct engine *engine, const char *what, int error)
{
    char words[REFUSAL_BYTES];
    refusal_words(words, sizeof words, what, error);
    engine_end(engine, TRACE_RESULT_STOPPED, TRACE_ENDING_REFUSED, 0, words);
}

void engine_cores(cpu_set_t *cores)
{
    CPU_ZERO(cores);
    if (sched_getaffinity(0, sizeof *cores, cores) == 0)
        return;
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    for (int core = 0; core < CPU_SETSIZE && (core == 0 || core < online); core++)
        CPU_SET(core, cores);
}

void engine_task_cores(int64_t most, cpu_set_t *cores)
{
    int64_t count = 0;
    engine_cores(cores);
    for (int core = 0; core < CPU_SETSIZE; core++)
        if (CPU_ISSET(core, cores) && most > 0 && ++count > most)
            CPU_CLR(core, cores);
}

void engine_limit_cores(int64_t most)
{
    cpu_set_t cores;
    engine_task_cores(most, &cores);
    if (most && CPU_COUNT(&cores) > 0)
        sched_setaffinity(0, sizeof cores, &cores);
}

/* ---- forking ---- */

/* A parent-death signal is asked for, and then the parent looked at: it may have died in between.
 */
static void become_child(pid_t engine)
{
    sigset_t none;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != engine)
        _exit(1);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

pid_t engine_fork(struct engine *engine)
{
    pid_t pid = fork();
    if (pid == 0)
        become_child(engine->pid);
    if (pid < 0) {
        char words[REFUSAL_BYTES];
        refusal_words(words, sizeof words, NULL, errno);
        engine_end(engine, TRACE_RESULT_STOPPED, TRACE_ENDING_NO_PROCESS, 0, words);
    }
    return pid;
}

void engine_run_worker(struct engine *engine)
{
    struct flow flow;
    worker_begin(&engine->worker, &flow);
    engine->model->run(&flow);
    worker_quit(&flow);
}

/* ---- who lives ---- */

struct engine_child *engine_add_child(struct engine *engine, pid_t pid)
{
    struct engine_child *child = mem_alloc(sizeof *child);
    child->pid = pid;
    child->jobs = -1;
    child->next = engine->children;
    engine->children = child;
    return child;
}

struct engine_child *engine_child_of(const struct engine *engine, pid_t pid)
{
    struct engine_child *child = engine->children;
    while (child && child->pid != pid)
        child = child->next;
    return child;
}

int engine_living(const struct engine *engine)
{
    int count = 0;
    for (const struct engine_child *child = engine->children; child; child = child->next)
        count++;
    return count;
}

void engine_remove_child(struct engine *engine, struct engine_child *child)
{
    struct engine_child **at = &engine->children;
    while (*at != child)
        at = &(*at)->next;
    *at = child->next;
    if (child->jobs >= 0)
        close(child->jobs);
    free(child);
}

void engine_kill_children(struct engine *engine)
{
    for (struct engine_child *child = engine->children; child; child = child->next)
        kill(child->pid, SIGKILL);
}
