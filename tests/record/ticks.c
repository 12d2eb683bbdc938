/* Says now and then that it is there, and writes meanwhile what is recorded: for those who are
 * killed. With an argument a signal handler interrupts it again and again, which writes events,
 * too. */
#include "config.h" /* before any header of libc: the system's extensions */

#include <sys/time.h>

#include "programs.h"

static int null_pipe[2];

static void on_alarm(int number)
{
    if (write(null_pipe[1], "x", 1) < 0)
        _exit(9);
    if (read(null_pipe[0], (char[1]){0}, 1) < 0)
        _exit(9);
}

static void interrupt_often(void)
{
    struct itimerval often = {{0, 50}, {0, 50}};
    if (pipe(null_pipe))
        _exit(9);
    signal(SIGALRM, on_alarm);
    setitimer(ITIMER_REAL, &often, NULL);
}

int main(int argc, char **argv)
{
    int ends[2];
    printf("%d\n", (int)getpid());
    fflush(stdout);
    if (pipe(ends))
        return 9;
    if (argc > 1)
        interrupt_often();
    for (int i = 0; i < 40000; i++) {
        char byte = 0;
        if (write(ends[1], &byte, 1) != 1 || read(ends[0], &byte, 1) != 1)
            continue; /* interrupted */
    }
    if (argc < 2)
        sleep_ms(1500);
    puts("over");
    return 0;
}
