#include "config.h"

#include "flow/must.h"

#include <unistd.h>

void must_have(struct worker *worker, const char *what, int error)
{
    if (!error)
        return;
    board_refuse(worker->board, what, error);
    _exit(0);
}
