/* What a worker cannot do without. Where the machine refuses it, the run ends with a sentence that
 * names it, and so does the process: there is nothing it could go on with. */
#ifndef BATON_FLOW_MUST_H
#define BATON_FLOW_MUST_H

#include "interp/task.h"

/* `error`: an errno, 0 if it was had, as the pthread functions return it. Any thread, without the
 * board's lock. */
void must_have(struct worker *worker, const char *what, int error);

#endif
