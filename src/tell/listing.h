/* The table of sentences, to be read. */
#ifndef BATON_TELL_LISTING_H
#define BATON_TELL_LISTING_H

#include "base/strbuf.h"

/* Three lines a row, by topic: topic and name; the text with its places; an example. Always the
 * same. */
void tell_listing(struct strbuf *out);

#endif
