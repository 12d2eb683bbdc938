#include "config.h"

#include "terminal/foreground.h"

#include <signal.h>
#include <unistd.h>

bool foreground_is_other(void)
{
    pid_t group = tcgetpgrp(STDIN_FILENO), ours = getpgrp(); /* a sandbox may refuse either */
    return group >= 0 && ours >= 0 && group != ours;
}

/* What a handler tells has no other place. */
static volatile sig_atomic_t continued;

static void on_continued(int number)
{
    continued = 1;
}

/* Who stops is told by SIGCONT that he goes on, before kill() returns. */
bool foreground_stop(int number)
{
    struct sigaction action = {.sa_handler = on_continued, .sa_flags = SA_RESTART}, before;
    sigemptyset(&action.sa_mask);
    continued = 0;
    sigaction(SIGCONT, &action, &before);
    kill(0, number);
    sigaction(SIGCONT, &before, NULL);
    return continued;
}

void foreground_await(void)
{
    while (foreground_is_other() && foreground_stop(SIGTTOU))
        ;
}
