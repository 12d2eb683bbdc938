#include "config.h"

#include "terminal/editor.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/strbuf.h"

struct editor {
    uv_signal_t child;
    editor_fn *ended;
    void *arg;
    pid_t pid; /* 0: none runs */
};

/* Editors that take the line as +12. */
static const char *const take_lines[] = {"vi",    "vim",         "nvim",  "view", "nano",
                                         "emacs", "emacsclient", "micro", "joe",  "jed",
                                         "kak",   "mg",          "ne"};

static bool takes_line(const char *command)
{
    size_t len = strcspn(command, " \t");
    const char *name = command;
    for (size_t i = 0; i < len; i++)
        if (command[i] == '/')
            name = command + i + 1;
    len -= (size_t)(name - command);
    for (size_t i = 0; i < sizeof take_lines / sizeof *take_lines; i++)
        if (strlen(take_lines[i]) == len && memcmp(take_lines[i], name, len) == 0)
            return true;
    return false;
}

/* One that the shell can become. Then a signal to the child is one to the editor. */
static bool is_simple(const char *command)
{
    return strpbrk(command, "=;|&<>(){}!`\n") == NULL;
}

/* The setting is a command with arguments, for a shell to read; the file is no text of that. */
char *editor_command(const char *editor, int line)
{
    struct strbuf command = STRBUF_INIT;
    strbuf_addf(&command, "%s%s", is_simple(editor) ? "exec " : "", editor);
    if (line > 0 && takes_line(editor))
        strbuf_addf(&command, " +%d", line);
    strbuf_adds(&command, " \"$1\"");
    return strbuf_detach(&command);
}

static const char *setting(void)
{
    static const char *const names[] = {"VISUAL", "EDITOR"};
    for (int i = 0; i < 2; i++) {
        const char *value = getenv(names[i]);
        if (value && value[strspn(value, " \t")])
            return value;
    }
    return "vi";
}

/* A handler of ours must not run in the child, where it would write into our loop. */
static void default_signals(void)
{
    static const int handled[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT, SIGSEGV,
                                  SIGBUS, SIGFPE,  SIGABRT, SIGILL, SIGPIPE, SIGCHLD, SIGWINCH};
    for (size_t i = 0; i < sizeof handled / sizeof *handled; i++) {
        struct sigaction was;
        if (sigaction(handled[i], NULL, &was) == 0 && was.sa_handler != SIG_IGN)
            signal(handled[i], SIG_DFL);
    }
}

/* A file whose name looks like an option. */
static char *plain_path(const char *path)
{
    struct strbuf plain = STRBUF_INIT;
    strbuf_addf(&plain, "%s%s", path[0] == '-' ? "./" : "", path);
    return strbuf_detach(&plain);
}

/* An editor that stops alone takes us with it: the shell is waiting for us. */
static void stop_with_it(pid_t pid)
{
    raise(SIGSTOP);
    kill(pid, SIGCONT);
}

static void on_child(uv_signal_t *child, int number)
{
    struct editor *editor = child->data;
    int status;
    if (!editor->pid || waitpid(editor->pid, &status, WNOHANG | WUNTRACED) != editor->pid)
        return;
    if (WIFSTOPPED(status)) {
        stop_with_it(editor->pid);
        return;
    }
    editor->pid = 0;
    uv_signal_stop(&editor->child);
    editor->ended(editor->arg, status);
}

struct editor *editor_new(uv_loop_t *loop, editor_fn *ended, void *arg)
{
    struct editor *editor = mem_alloc(sizeof *editor);
    editor->ended = ended;
    editor->arg = arg;
    uv_signal_init(loop, &editor->child);
    editor->child.data = editor;
    return editor;
}

bool editor_start_other(struct editor *editor, void (*become)(void *arg), void *arg)
{
    sigset_t all, before;
    sigfillset(&all);
    uv_signal_start(&editor->child, on_child, SIGCHLD);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t pid = fork();
    if (pid == 0) {
        default_signals();
        pthread_sigmask(SIG_SETMASK, &before, NULL);
        become(arg);
        _exit(127);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    editor->pid = pid > 0 ? pid : 0;
    if (pid < 0)
        uv_signal_stop(&editor->child);
    return pid > 0;
}

struct command {
    char *words, *file;
};

static void become_shell(void *arg)
{
    const struct command *command = arg;
    execl("/bin/sh", "sh", "-c", command->words, "sh", command->file, (char *)NULL);
}

bool editor_start(struct editor *editor, const char *path, int line)
{
    struct command command = {editor_command(setting(), line), plain_path(path)};
    bool started = editor_start_other(editor, become_shell, &command);
    free(command.words);
    free(command.file);
    return started;
}

bool editor_is_running(const struct editor *editor)
{
    return editor->pid > 0;
}

void editor_signal(const struct editor *editor, int number)
{
    if (editor->pid)
        kill(editor->pid, number);
}

static void on_closed(uv_handle_t *handle)
{
    free(handle->data);
}

void editor_free(struct editor *editor)
{
    uv_close((uv_handle_t *)&editor->child, on_closed);
}
