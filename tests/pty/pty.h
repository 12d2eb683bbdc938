/* A program in a real pseudo-terminal, as a shell with job control would run it: in a session, in
 * the foreground, in a group of its own. Between us and it stands such a shell, made of a few
 * lines; orphans of the program come to it, so that it knows who was left behind. */
#ifndef BATON_TESTS_PTY_H
#define BATON_TESTS_PTY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <termios.h>

#include "base/strbuf.h"
#include "real.h"
#include "vt.h"

enum pty_answer { PTY_NARROW, PTY_WIDE, PTY_SILENT }; /* to a question for the cursor's place */

/* Where in what the real terminal says its next byte stands. */
enum pty_said { PTY_SAID_ALL, PTY_SAID_ESC, PTY_SAID_SEQUENCE, PTY_SAID_STRING };

struct pty {
    int master, words; /* words: to and from the shell */
    pid_t shell, program;
    struct termios found; /* the modes before the program began */
    struct vt vt;
    struct strbuf output; /* all that came since the last pty_forget() */
    uint64_t bytes;       /* that ever came */
    enum pty_answer answer;
    struct real *real; /* borrowed; NULL: none */
    enum pty_said said;
    int limit_ms; /* of what is waited for */
    bool closed;
    bool deaf;           /* what comes is left unread */
    bool stopped, ended; /* the program is, has */
    int status;          /* as of wait(2) */
};

/* False, with errno, if this machine gives no pseudo-terminal. */
bool pty_start(struct pty *pty, char *const argv[], int columns, int rows, enum pty_answer answer);
/* From now on a real terminal shows what comes, too, and gives the answers (PTY_SILENT). */
void pty_relay(struct pty *pty, struct real *real);
/* Passes on what the real terminal has begun to say. Keys and answers come to a program one behind
 * the other; here two write, and a key in the middle of an answer would be lost in it. */
void pty_hear_out(struct pty *pty);
void pty_send(struct pty *pty, const char *bytes, size_t len);
void pty_resize(struct pty *pty, int columns, int rows);
/* Reads what comes, `ms` at most; returns at once when something came. False if nothing did. */
bool pty_pump(struct pty *pty, int ms);
/* Reads for all of the time. */
void pty_rest(struct pty *pty, int ms);
void pty_forget(struct pty *pty);

/* Wait for it, false after 10 seconds. */
bool pty_until_shown(struct pty *pty, const char *text);
bool pty_until_at(struct pty *pty, const char *text);
bool pty_until_gone(struct pty *pty, const char *text);
bool pty_until_stopped(struct pty *pty);
bool pty_until_ended(struct pty *pty);
/* Nobody is left of the program and all it started. */
bool pty_until_alone(struct pty *pty);

/* As `fg` does. */
void pty_continue(struct pty *pty);
/* Closes the terminal. */
void pty_hang_up(struct pty *pty);
/* NULL, or what the program left behind in the terminal. */
const char *pty_left_behind(struct pty *pty);
/* Ends whatever runs. */
void pty_end(struct pty *pty);

#endif
