/* A lock that nobody waits for: nothing is to be told of it. */
#include "config.h" /* before any header of libc: the system's extensions */

#include "programs.h"

int main(void)
{
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    for (int i = 0; i < 1000; i++) {
        pthread_mutex_lock(&lock);
        pthread_mutex_unlock(&lock);
    }
    compute_ms(1);
    return 0;
}
