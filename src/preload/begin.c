/* The library begins: with a program, before its main(). Without baton's log it does nothing, ever.
 */
#include "config.h" /* before any header of libc: the system's extensions */

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <string.h>
#include <unistd.h>

#include "preload/environment.h"
#include "preload/gil.h"
#include "preload/preload.h"
#include "preload/python.h"
#include "preload/real.h"

enum { COMMAND_BYTES = 4096, PATH_BYTES = 4096 };

/* As the kernel has it: each argument with its NUL behind it. */
static void write_process(void)
{
    char command[COMMAND_BYTES];
    ssize_t len = 0;
    int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        len = real.read(fd, command, sizeof command);
        close(fd);
    }
    preload_write_text(
        (struct trace_event){.kind = RAW_PROCESS, .arg = (uint32_t)preload_pid, .value = getppid()},
        command, len > 0 ? (size_t)len : 0);
}

/* ---- what the program is made of ---- */

static int write_module(struct dl_phdr_info *info, size_t size, void *arg)
{
    char path[PATH_BYTES];
    const char *name = info->dlpi_name;
    size_t len = name ? strlen(name) : 0;
    if (!len && !*(bool *)arg) { /* the program itself has no name */
        ssize_t found = readlink("/proc/self/exe", path, sizeof path);
        len = found > 0 ? (size_t)found : 0;
        name = path;
    }
    *(bool *)arg = true;
    if (len)
        preload_write_text((struct trace_event){.kind = RAW_MODULE,
                                                .arg = (uint32_t)preload_pid,
                                                .value = (int64_t)info->dlpi_addr},
                           name, len);
    return 0;
}

/* Where Python keeps all that it has one of. */
static void find_runtime(void)
{
    char *runtime = dlsym(RTLD_DEFAULT, "_PyRuntime");
    Dl_info info;
    const ElfW(Sym) *symbol = NULL;
    if (!runtime || !dladdr1(runtime, &info, (void **)&symbol, RTLD_DL_SYMENT) || !symbol)
        return;
    gil.runtime = runtime;
    gil.runtime_end = runtime + symbol->st_size;
}

__attribute__((constructor)) static void begin(void)
{
    int error = errno;
    const char *path = environment_take();
    bool named = false;
    real_find();
    preload_on = path && preload_open_log(path);
    if (preload_on) {
        preload_watch_forks();
        write_process();
        find_runtime();
        if (gil.runtime)
            python_begin();
        else
            dl_iterate_phdr(write_module, &named);
        preload_plain = !gil.runtime;
    }
    errno = error;
}

__attribute__((destructor)) static void end(void)
{
    if (preload_on && getpid() == preload_pid)
        preload_write((struct trace_event){.kind = RAW_EXIT, .arg = (uint32_t)preload_pid});
}
