#include "config.h"

#include "cli/learn.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/cli.h"
#include "cli/find.h"
#include "cli/output.h"

enum { FILE_MOST = 1 << 20 };

bool learn_read_course(struct course *course, struct strbuf *problem)
{
    struct find_paths paths = find_course();
    bool good = true;

    for (size_t i = 0; i < paths.count && good; i++) {
        char *text = NULL;
        size_t len = 0;
        int error = file_read(paths.items[i], FILE_MOST, &text, &len);

        if (error < 0)
            strbuf_addf(problem, "%s: %s", paths.items[i], file_reason(error));
        good = error >= 0 && course_read(course, paths.items[i], text, len, problem);
        free(text);
    }
    find_release(&paths);
    return good;
}

void learn_read_progress(struct progress *progress)
{
    char *path = find_progress(), *text = NULL;
    size_t len = 0;

    if (path && file_read(path, FILE_MOST, &text, &len) == 0)
        progress_read(progress, text, len);
    free(text);
    free(path);
}

int learn_write_progress(const struct progress *progress)
{
    char *path = find_progress();
    struct strbuf text = STRBUF_INIT;
    int error, status = CLI_OK;

    if (!path)
        return cli_fail(CLI_MACHINE,
                        "this is not kept: neither XDG_STATE_HOME nor HOME says where");
    progress_format(progress, &text);
    error = file_make_folders(path);
    if (error == 0)
        error = file_write(path, strbuf_str(&text), text.len);
    if (error < 0)
        status = cli_fail(CLI_MACHINE, "this is not kept: %s: %s", path, file_reason(error));
    strbuf_release(&text);
    free(path);
    return status;
}

char *learn_path(const char *name)
{
    char *folder = find_learner_folder();
    struct strbuf path = STRBUF_INIT;

    if (!folder) {
        cli_fail(CLI_MACHINE, "nothing says where your copies are: set HOME or BATON_LEARN_DIR");
        return NULL;
    }
    strbuf_addf(&path, "%s/%s.baton", folder, name);
    free(folder);
    return strbuf_detach(&path);
}
