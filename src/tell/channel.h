/* What is told of a channel, a condition or a barrier otherwise than of a lock or a semaphore. Used
 * within tell only. */
#ifndef BATON_TELL_CHANNEL_H
#define BATON_TELL_CHANNEL_H

#include "tell/say.h"

/* The row for that object: another one where it is a channel, or one without room. */
enum sentence channel_row(const struct timeline *timeline, enum sentence id, uint32_t object);

#endif
