/* Three come to a barrier, twice; who comes last is another each time, which it says. */
#include "config.h" /* before any header of libc: the system's extensions */

#include <stdatomic.h>
#include <stdbool.h>

#include "programs.h"

static pthread_barrier_t meeting;
static _Atomic int come; /* as many have, or are about to */

/* The last one waits until the others can be expected to be there. */
static void meet(int round, bool last)
{
    while (last && come < 3 * round + 2)
        sleep_ms(5);
    if (last)
        sleep_ms(60);
    come++;
    pthread_barrier_wait(&meeting);
}

static void *early(void *unused)
{
    meet(0, false);
    meet(1, false);
    return unused;
}

static void *middle(void *unused)
{
    meet(0, false);
    meet(1, true);
    return unused;
}

static void *late(void *unused)
{
    meet(0, true);
    meet(1, false);
    return unused;
}

int main(void)
{
    static void *(*const functions[])(void *) = {early, middle, late};
    pthread_t threads[3];
    pthread_barrier_init(&meeting, NULL, 3);
    for (int i = 0; i < 3; i++)
        pthread_create(&threads[i], NULL, functions[i], NULL);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    puts("late middle");
    return 0;
}
