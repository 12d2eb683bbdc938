#include "config.h" /* before any header of libc: the system's extensions */

#include "cli/progress.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "cli/find.h"
#include "cli/tty.h"

enum { QUIET_NS = 300 * NS_PER_MS, NAME_COLUMNS = 30 };

#define ERASE_LINE "\r\033[K"

void progress_begin(struct progress *progress, const char *name, const char *model)
{
    *progress = (struct progress){
        .name = find_base_name(name),
        .model = model,
        .wanted = isatty(STDERR_FILENO) && tty_is_able(),
    };
}

void progress_show(struct progress *progress, int64_t elapsed_ns, uint64_t events, bool stopping)
{
    struct strbuf line = STRBUF_INIT;

    if (!progress->wanted || elapsed_ns < QUIET_NS)
        return;
    strbuf_adds(&line, ERASE_LINE);
    utf8_add_clipped(&line, progress->name, strlen(progress->name), NAME_COLUMNS, true);
    strbuf_addf(&line, " under %s: %.1f s, about %llu events, %s", progress->model,
                (double)elapsed_ns / NS_PER_S, (unsigned long long)events,
                stopping ? "stopping" : "ctrl-C stops");
    file_write_all(STDERR_FILENO, line.text, line.len); /* a sign of life lost is no loss */
    strbuf_release(&line);
    progress->shown = true;
}

void progress_end(struct progress *progress)
{
    if (progress->shown)
        file_write_all(STDERR_FILENO, ERASE_LINE, strlen(ERASE_LINE));
    progress->shown = false;
}
