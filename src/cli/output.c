#include "config.h" /* before any header of libc: the system's extensions */

#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"
#include "cli/cli.h"

void output_guard_descriptors(void)
{
    /* Opened the wrong way round, so that reading the one and writing the others fails. */
    static const int modes[] = {O_WRONLY, O_RDONLY, O_RDONLY};
    int fd;

    for (int i = 0; i < 3; i++) {
        if (fcntl(i, F_GETFD) >= 0 || errno != EBADF)
            continue;
        fd = open("/dev/null", modes[i]);
        if (fd >= 0 && fd != i)
            close(fd);
    }
}

static void end_by_sigpipe(void)
{
    signal(SIGPIPE, SIG_DFL);
    raise(SIGPIPE);
}

int output_write(const char *path, const struct strbuf *text)
{
    int error = path ? file_write(path, strbuf_str(text), text->len)
                     : file_write_all(STDOUT_FILENO, strbuf_str(text), text->len);

    if (error == 0)
        return CLI_OK;
    if (error == -EPIPE)
        end_by_sigpipe();
    return cli_fail(CLI_MACHINE, "cannot write %s: %s", path ? path : "to standard output",
                    strerror(-error));
}

int output_write_private(const char *path, const struct strbuf *text)
{
    int error = file_write_private(path, strbuf_str(text), text->len);

    if (error == 0)
        return CLI_OK;
    return cli_fail(CLI_MACHINE, "cannot write %s: %s", path, strerror(-error));
}

int output_print(struct strbuf *text)
{
    int status = output_write(NULL, text);

    strbuf_clear(text);
    return status;
}

bool output_read_line(struct strbuf *text, struct strbuf *line)
{
    int c;

    if (isatty(STDIN_FILENO))
        strbuf_adds(text, "> ");
    output_print(text);
    strbuf_clear(line);
    while ((c = getchar()) != EOF && c != '\n')
        strbuf_addch(line, (char)c);
    return c != EOF || line->len;
}

void output_messages(struct strbuf *text)
{
    if (text->len)
        file_write_all(STDERR_FILENO, text->text, text->len);
    strbuf_clear(text);
}

int cli_fail(int status, const char *format, ...)
{
    struct strbuf words = STRBUF_INIT, line = STRBUF_INIT;
    va_list args;

    va_start(args, format);
    strbuf_vaddf(&words, format, args);
    va_end(args);
    strbuf_adds(&line, "baton: ");
    utf8_add_safe(&line, strbuf_str(&words), words.len);
    strbuf_addch(&line, '\n');
    output_messages(&line);
    strbuf_release(&words);
    strbuf_release(&line);
    return status;
}
