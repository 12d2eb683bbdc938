/* Where scenarios are: a FILE of the command line is a path, `-`, or the name of a scenario in one
 * of these folders:
 *
 *     own        $XDG_DATA_HOME/baton/scenarios, else ~/.local/share/baton/scenarios
 *     installed  $BATON_SCENARIO_DIR alone, if that is set; else what stands beside the program,
 *                in its build tree or where it was installed, and where it was configured for
 */
#ifndef BATON_CLI_FIND_H
#define BATON_CLI_FIND_H

#include <stddef.h>

#include "base/strbuf.h"

/* The path to read: the operand itself if it is "-" or there is such a file, else the scenario of
 * that name (with or without its number and `.baton`): `two-waits` finds 01-two-waits.baton. The
 * user's own come first. NULL if there is neither. The caller frees it. */
char *find_scenario(const char *operand);

/* The installed one alone. */
char *find_lesson(const char *name);

/* A list of paths, sorted by name. Embedded; released with find_release(). */
struct find_paths {
    char **items;
    size_t count, room;
};

/* The installed scenarios; of two with one name the first found. */
struct find_paths find_installed(void);
/* Those in the user's own folder. */
struct find_paths find_own(void);
/* Those in the current folder, without those that are among the others. */
struct find_paths find_here(const struct find_paths *installed, const struct find_paths *own);
void find_release(struct find_paths *paths);

/* The user's own folder, there or not; NULL if nothing says where. The caller frees it. */
char *find_own_folder(void);
/* CLI_OK, or CLI_USAGE after a message: BATON_SCENARIO_DIR names no folder that can be read. */
int find_check(void);
/* Appends the folders of installed scenarios, as they are searched: "a, b". */
void find_add_searched(struct strbuf *out);
/* The folder of the documentation, as it is best told: relative if it is below the current one.
 * NULL if it is not there. The caller frees it. */
char *find_docs(void);

/* The library that is put into programs to record them: beside the program, as it is built; in a
 * moved installation; or where it was configured for. The caller frees it. */
char *find_library(void);

/* The files of the course, sorted by name: `course/` beside the scenarios, in the first folder that
 * has it. */
struct find_paths find_course(void);
/* The answer to an exercise, or NULL: it is among the documentation. The caller frees it. */
char *find_answer(const char *exercise);
/* Where a learner's own copies of exercises and lessons are: $BATON_LEARN_DIR, else ~/baton; NULL
 * if nothing says where. The caller frees it. */
char *find_learner_folder(void);
/* Those in it. */
struct find_paths find_learner(void);
/* Where it stands how far the learner is: $XDG_STATE_HOME/baton/progress, else
 * ~/.local/state/baton/progress; NULL if nothing says where. The caller frees it. */
char *find_progress(void);

/* The file's name without its folder. Borrowed from `path`. */
const char *find_base_name(const char *path);
/* The name a scenario is asked for by: base name without `.baton`. The caller frees it. */
char *find_short_name(const char *path);
/* The name behind a lesson's number: "two-waits" of "01-two-waits". Borrowed from `name`. */
const char *find_without_number(const char *name);

#endif
