/* A scenario file: read, checked, compiled. The door of this room.
 *
 * Usage: scenario_read(), scenario_set() for each `--set`, then scenario_compile() for a model. All
 * errors of a file are collected as diagnostics; nothing here prints or exits. Not thread safe per
 * object. */
#ifndef BATON_SCENARIO_SCENARIO_H
#define BATON_SCENARIO_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scenario/model_name.h"
#include "scenario/program.h"

struct diag_list; /* base/diag.h */
struct scenario;
struct tree;    /* scenario/tree.h */
struct checked; /* scenario/check.h */

/* Reads and checks `source` (copied). Always returns an object; it is usable only if no error was
 * added to `diags`. `name` is what diagnostics call the file. */
struct scenario *scenario_read(const char *name, const char *source, size_t len,
                               struct diag_list *diags);
void scenario_free(struct scenario *scenario);

const char *scenario_title(const struct scenario *scenario);
const char *scenario_about(const struct scenario *scenario);
/* What the `axis` line asks the player for: the axis of hand-offs to begin with, or how much time
 * the axis spans at least. Neither without such a line. */
struct scenario_axis {
    bool handoffs;
    int64_t span_ns;
};
struct scenario_axis scenario_axis(const struct scenario *scenario);
const char *scenario_source(const struct scenario *scenario, size_t *len);

/* The tree of the file (tree.h), with the place of everything in it: its tasks, for a listing.
 * Lives as long as the scenario. */
const struct tree *scenario_tree(const struct scenario *scenario);
/* What the checker found out about it, and the values that hold now (check.h): for whoever writes
 * the program in another language. */
const struct checked *scenario_checked(const struct scenario *scenario);

/* The models of the `model` line, in its order; the first is the default. */
int scenario_model_count(const struct scenario *scenario);
enum model_id scenario_model_at(const struct scenario *scenario, int index);
bool scenario_names_model(const struct scenario *scenario, enum model_id model);

/* `--set`: gives a header line or a shared variable another value, as if the file said so:
 * scenario_set(s, "switch interval", "500us", …), ("workers", "4"), ("counter", "10"), ("pool", "5
 * gil"). False, with a diagnostic, if there is no such line or the value is not one. */
bool scenario_set(struct scenario *scenario, const char *line, const char *value,
                  struct diag_list *diags);

/* What scenario_set() takes: the lines of a header, and what this file declares (scenario NULL:
 * those alone), with what it is. */
typedef void scenario_setting_fn(void *arg, const char *line, const char *words);
void scenario_each_setting(const struct scenario *scenario, scenario_setting_fn *each, void *arg);

/* The program for a model; NULL, with diagnostics that name line and the models that can, if the
 * model lacks a statement that the file uses. Owned by the scenario; valid until the next
 * scenario_set() or free. */
const struct program *scenario_compile(struct scenario *scenario, enum model_id model,
                                       struct diag_list *diags);

#endif
