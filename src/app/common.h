/* The keys and commands that all screens have. Their actions get the application as `self`. */
#ifndef BATON_APP_COMMON_H
#define BATON_APP_COMMON_H

#include "app/commands.h"
#include "app/keys.h"

extern const struct key_row common_keys[];
extern const struct command common_commands[];

#endif
