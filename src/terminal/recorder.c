#include "config.h" /* before any header of libc: the system's extensions */

#include "terminal/recorder.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

static bool is_python(const char *path)
{
    size_t len = strlen(path);
    return len > 3 && strcmp(path + len - 3, ".py") == 0;
}

/* An executable, or a script; a scenario may be one of baton's. */
static bool is_executable(const char *path)
{
    char head[65];
    size_t len;
    if (access(path, X_OK) != 0 || file_read_head(path, head, sizeof head - 1, &len) < 0)
        return false;
    head[len] = '\0';
    head[strcspn(head, "\n")] = '\0';
    bool script = strncmp(head, "#!", 2) == 0 && !strstr(head, "baton");
    return script || (len >= 4 && memcmp(head, "\177ELF", 4) == 0);
}

bool recorder_takes(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISREG(about.st_mode) &&
           (is_python(path) || is_executable(path));
}

static void forget(struct recorder *recorder)
{
    free(recorder->folder);
    free(recorder->out);
    free(recorder->path);
    *recorder = (struct recorder){0};
}

/* Only we can look into it. */
static char *make_folder(void)
{
    const char *base = getenv("TMPDIR");
    struct strbuf folder = STRBUF_INIT;
    strbuf_addf(&folder, "%s/baton-XXXXXX", base && *base ? base : "/tmp");
    char *path = strbuf_detach(&folder);
    if (mkdtemp(path))
        return path;
    free(path);
    return NULL;
}

bool recorder_begin(struct recorder *recorder, const char *path, struct strbuf *problem)
{
    *recorder = (struct recorder){.folder = make_folder()};
    if (!recorder->folder) {
        strbuf_addf(problem, "no place for the recording: %s", strerror(errno));
        return false;
    }
    struct strbuf out = STRBUF_INIT, plain = STRBUF_INIT;
    strbuf_addf(&out, "%s/recording.trace", recorder->folder);
    strbuf_addf(&plain, "%s%s", strchr(path, '/') ? "" : "./", path);
    recorder->out = strbuf_detach(&out);
    recorder->path = strbuf_detach(&plain);
    int count = 0;
    const char *words[] = {"baton", "record", "-f", "trace", "-o", recorder->out, "--"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        recorder->argv[count++] = words[i];
    if (is_python(path))
        recorder->argv[count++] = "python3";
    recorder->argv[count] = is_python(path) ? path : recorder->path;
    return true;
}

void recorder_become(const struct recorder *recorder)
{
    int input = open("/dev/null", O_RDONLY);
    if (input > STDIN_FILENO) {
        dup2(input, STDIN_FILENO);
        close(input);
    }
    execv("/proc/self/exe", (char *const *)recorder->argv);
    _exit(127);
}

int recorder_end(struct recorder *recorder)
{
    if (!recorder->folder)
        return -1;
    int fd = open(recorder->out, O_RDONLY | O_CLOEXEC);
    unlink(recorder->out);
    rmdir(recorder->folder);
    forget(recorder);
    return fd;
}

/* An interrupt from the keyboard is for the program, which has the terminal with us. */
static void wait_for(pid_t pid)
{
    struct sigaction ignored = {.sa_handler = SIG_IGN}, interrupt, quit;
    sigaction(SIGINT, &ignored, &interrupt);
    sigaction(SIGQUIT, &ignored, &quit);
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    sigaction(SIGINT, &interrupt, NULL);
    sigaction(SIGQUIT, &quit, NULL);
}

int recorder_run(const char *path, struct strbuf *problem)
{
    struct recorder recorder;
    if (!recorder_begin(&recorder, path, problem))
        return -1;
    pid_t pid = fork();
    if (pid == 0)
        recorder_become(&recorder);
    if (pid > 0)
        wait_for(pid);
    else
        strbuf_adds(problem, strerror(errno));
    return recorder_end(&recorder);
}
