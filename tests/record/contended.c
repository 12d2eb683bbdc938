/* A lock that another has; a condition; a semaphore. */
#include "config.h" /* before any header of libc: the system's extensions */

#include <semaphore.h>

#include "programs.h"

static pthread_mutex_t accounts = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t filled = PTHREAD_COND_INITIALIZER;
static sem_t slots;
static int items, reading;
static _Atomic int has,
    wants; /* how many of the two the owner has, and the waiter is about to ask for */

/* Until the other can be expected to wait for it. */
static void hold(int number)
{
    has = number;
    while (wants < number)
        sleep_ms(5);
    sleep_ms(60);
}

static void want(int number)
{
    while (has < number)
        sleep_ms(5);
    wants = number;
}

static void *owner(void *arg)
{
    pthread_mutex_lock(&accounts);
    hold(1);
    items = 1;
    pthread_cond_signal(&filled);
    pthread_mutex_unlock(&accounts);
    sem_wait(&slots);
    hold(2);
    sem_post(&slots);
    return arg;
}

static void *waiter(void *arg)
{
    want(1);
    pthread_mutex_lock(&accounts); /* waits */
    pthread_mutex_unlock(&accounts);
    want(2);
    sem_wait(&slots); /* waits */
    sem_post(&slots);
    return arg;
}

static void *reader(void *arg)
{
    pthread_mutex_lock(&accounts);
    reading = 1;
    while (!items)
        pthread_cond_wait(&filled, &accounts); /* waits */
    pthread_mutex_unlock(&accounts);
    return arg;
}

/* It waits by now. */
static int reader_waits(void)
{
    pthread_mutex_lock(&accounts);
    int waits = reading;
    pthread_mutex_unlock(&accounts);
    return waits;
}

int main(void)
{
    pthread_t threads[3];
    sem_init(&slots, 0, 1);
    pthread_create(&threads[0], NULL, reader, NULL);
    while (!reader_waits())
        sleep_ms(5);
    pthread_create(&threads[1], NULL, owner, NULL);
    pthread_create(&threads[2], NULL, waiter, NULL);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    puts("done");
    return 0;
}
