#include "config.h" /* before any header of libc: the system's extensions */

#include "preload/real.h"

#include <dlfcn.h>
#include <stddef.h>

struct real real;

/* The version of conditions that a program of today means: a plain dlsym() finds the one of before.
 */
#if defined __x86_64__
#define CONDITION_VERSION "GLIBC_2.3.2"
#elif defined __i386__
#define CONDITION_VERSION "GLIBC_2.3.2"
#else
#define CONDITION_VERSION NULL
#endif

static void *find(const char *name, const char *version)
{
    void *found = version ? dlvsym(RTLD_NEXT, name, version) : NULL;
    return found ? found : dlsym(RTLD_NEXT, name);
}

/* Twice at once does no harm: both find the same. */
void real_find(void)
{
#define F(result, name, parameters) *(void **)&real.name = find(#name, CONDITION_VERSION);
    REAL_CONDITIONS(F)
#undef F
#define F(result, name, parameters) *(void **)&real.name = find(#name, NULL);
    REAL_FUNCTIONS(F)
#undef F
}
