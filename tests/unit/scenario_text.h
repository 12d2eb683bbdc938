/* For tests of scenarios: reads a text and gives what is wrong with it as one string, a line a
 * diagnostic. */
#ifndef BATON_TESTS_SCENARIO_TEXT_H
#define BATON_TESTS_SCENARIO_TEXT_H

#include "base/diag.h"
#include "scenario/scenario.h"

/* The models as messages list them: all, those that have one thread, those that share memory. */
#define TEXT_ALL_MODELS                                                                            \
    "blocking, polling, async-blocking, callbacks, coroutines, gil, threads, processes"
#define TEXT_ONE_THREAD_MODELS "blocking, polling, async-blocking, callbacks and coroutines"
#define TEXT_SHARING_MODELS                                                                        \
    "blocking, polling, async-blocking, callbacks, coroutines, gil and threads"

/* Reads a text that must be without errors. The caller frees it. */
struct scenario *text_read_good(const char *source);
/* "2:5+3: message [hint]\n" for each diagnostic, in the order of their places; warnings begin with
 * "warning ". The caller frees it. */
char *text_diagnostics(const char *source, size_t len);
/* The same for the diagnostics in a list. */
char *text_of_list(struct diag_list *list);

#endif
