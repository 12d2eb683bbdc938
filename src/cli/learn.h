/* A learner's files: the course as it is installed, his own folder, and how far he is. */
#ifndef BATON_CLI_LEARN_H
#define BATON_CLI_LEARN_H

#include <stdbool.h>

#include "course/course.h"
#include "course/progress.h"

/* Reads the files of the course; without any the course is empty. False, with one line appended, if
 * one of them cannot be read. */
bool learn_read_course(struct course *course, struct strbuf *problem);

/* Reads how far the learner is; a file that is not there is one in which nothing stands. */
void learn_read_progress(struct progress *progress);
/* CLI_OK, or CLI_MACHINE after a message that says why it is not kept. */
int learn_write_progress(const struct progress *progress);

/* The path of a file in the learner's folder, with ".baton"; NULL after a message, if nothing says
 * where that is. The caller frees it. */
char *learn_path(const char *name);

#endif
