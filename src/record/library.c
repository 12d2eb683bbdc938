#include "config.h" /* before any header of libc: the system's extensions */

#include "record/library.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "preload/raw_version.h"

enum { LIBRARY_MOST = 64 * 1024 * 1024 };

static const struct raw_version here = RAW_VERSION_HERE;

uint64_t library_version(void)
{
    return raw_version_digest(&here);
}

/* What a library says of itself; false: nothing. */
static bool find_version(const char *bytes, size_t len, struct raw_version *found)
{
    const char *at = memmem(bytes, len, RAW_VERSION_MARK, sizeof RAW_VERSION_MARK);
    if (!at || len - (size_t)(at - bytes) < sizeof *found)
        return false;
    memcpy(found, at, sizeof *found);
    found->baton[sizeof found->baton - 1] = '\0';
    return true;
}

/* Of the same version there may be two builds, one of which has been worked on. */
static void tell(const char *path, const struct raw_version *found, struct strbuf *problem)
{
    strbuf_addf(problem, "%s is the library of ", path);
    if (!found)
        strbuf_adds(problem, "an older baton, if of any");
    else if (strcmp(found->baton, here.baton) != 0)
        strbuf_addf(problem, "baton %s", found->baton);
    else
        strbuf_addf(problem, "another build of baton %s", found->baton);
    strbuf_addf(
        problem,
        ", and this is baton %s, which cannot read what that writes down: install both from "
        "one build ('make install'), or remove that library if it is a left-over",
        here.baton);
}

bool library_fits(const char *path, struct strbuf *problem)
{
    char *bytes = NULL;
    size_t len = 0;
    struct raw_version found;
    int error = file_read(path, LIBRARY_MOST, &bytes, &len);
    if (error) {
        strbuf_addf(problem, "%s: %s", path, file_reason(error));
        return false;
    }
    bool known = find_version(bytes, len, &found);
    bool fits = known && memcmp(&found, &here, sizeof here) == 0;
    if (!fits)
        tell(path, known ? &found : NULL, problem);
    free(bytes);
    return fits;
}
