/* Two locks in two orders. Ends by ctrl-C, also where whoever starts it ignores that. */
#include "config.h" /* before any header of libc: the system's extensions */

#include "programs.h"

static pthread_mutex_t accounts = PTHREAD_MUTEX_INITIALIZER, audit = PTHREAD_MUTEX_INITIALIZER;

static void *transfer(void *arg)
{
    pthread_mutex_lock(&accounts);
    sleep_ms(50);
    pthread_mutex_lock(&audit); /* audit */
    return arg;
}

static void *report(void *arg)
{
    pthread_mutex_lock(&audit);
    sleep_ms(50);
    pthread_mutex_lock(&accounts); /* accounts */
    return arg;
}

int main(void)
{
    pthread_t threads[2];
    signal(SIGINT, SIG_DFL);
    pthread_create(&threads[0], NULL, transfer, NULL);
    pthread_create(&threads[1], NULL, report, NULL);
    printf("%d\n", (int)getpid());
    fflush(stdout);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    return 0;
}
