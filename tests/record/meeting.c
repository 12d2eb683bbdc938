/* Three come to a barrier, twice, each at another time, and the one who comes last is another. It
 * says who that was. */
#include "config.h" /* before any header of libc: the system's extensions */

#include <pthread.h>
#include <stdio.h>
#include <time.h>

#include "programs.h"

static pthread_barrier_t meeting;

static void come(int first_ms, int second_ms)
{
    sleep_ms(first_ms);
    pthread_barrier_wait(&meeting);
    sleep_ms(second_ms);
    pthread_barrier_wait(&meeting);
}

static void *early(void *unused)
{
    come(0, 0);
    return unused;
}

static void *middle(void *unused)
{
    come(40, 160);
    return unused;
}

static void *late(void *unused)
{
    come(120, 40);
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
