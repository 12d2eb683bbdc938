/* What a mutex costs, in nanoseconds, the least of many: run bare, and recorded. Prints `"name":
 * ns`. */
#include "config.h"

#include <pthread.h>
#include <stdio.h>

#include "base/clock.h"

enum { FREE = 100000, CONTENDED = 200000, THREADS = 4 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long sum;

static void *work(void *arg)
{
    for (int i = 0; i < CONTENDED; i++) {
        pthread_mutex_lock(&lock);
        sum++;
        pthread_mutex_unlock(&lock);
        for (volatile int k = 0; k < 30; k++)
            continue;
    }
    return arg;
}

static double lock_free(void)
{
    int64_t begin_ns = clock_now_ns();
    for (int i = 0; i < FREE; i++) {
        pthread_mutex_lock(&lock);
        pthread_mutex_unlock(&lock);
    }
    return (double)(clock_now_ns() - begin_ns) / FREE;
}

static double lock_contended(void)
{
    pthread_t threads[THREADS];
    int64_t begin_ns = clock_now_ns();
    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, work, NULL))
            return 0;
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    return (double)(clock_now_ns() - begin_ns) / (THREADS * CONTENDED);
}

static double least(double measure(void), int rounds)
{
    double best = 1e12;
    for (int i = 0; i < rounds; i++) {
        double ns = measure();
        best = ns < best ? ns : best;
    }
    return best;
}

int main(void)
{
    printf("\"free\": %.2f\n", least(lock_free, 40));
    printf("\"contended\": %.2f\n", least(lock_contended, 5));
    return 0;
}
