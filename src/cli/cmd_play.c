#include "cli/cli.h"

/* The player is a later part of the project; until then the text timeline is the picture. */
int cmd_play(const struct cli_options *options)
{
    return cli_fail(CLI_USAGE,
                    "there is no player yet; 'baton run %s' prints the timeline, 'baton run -f "
                    "steps %s' every hand-off",
                    options->operands[0], options->operands[0]);
}
