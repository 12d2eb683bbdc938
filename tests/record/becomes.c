/* Becomes other programs, in each of the ways in which arguments may be given. What it is left of
 * the environment it says with its status. */
#include "config.h" /* before any header of libc: the system's extensions */

#include <stdlib.h>
#include <string.h>

#include "programs.h"

int main(int argc, char **argv)
{
    char *variables[] = {"AFTER=1", NULL};
    if (getenv("LD_PRELOAD") || getenv("BATON_RECORD"))
        return 9;
    if (argc < 2)
        execl(argv[0], argv[0], "one", "more", (char *)NULL);
    else if (strcmp(argv[1], "one") == 0 && argc == 3)
        execlp(argv[0], argv[0], "two", (char *)NULL);
    else if (strcmp(argv[1], "two") == 0 && argc == 2)
        execle(argv[0], argv[0], "three", (char *)NULL, variables);
    else if (strcmp(argv[1], "three") == 0 && getenv("AFTER") && !getenv("PATH"))
        return 6;
    return 8;
}
