/* A run in which all kinds of questions are asked, made by hand. */
#ifndef BATON_TESTS_ASKS_H
#define BATON_TESTS_ASKS_H

#include "trace/trace.h"

extern const char asks_source[];

/* Three coroutines that wait for 300, 230 and 400 ms. The last one asks all its questions at 100 us
 * to 106 us, in lines 11 to 17; at 250 ms there is a note. beta was answered at 230 ms and says so
 * at 230.1 ms. */
struct trace *asks_new(void);
/* What is known of it up to a moment. */
struct trace *asks_until(double t_us);

#endif
