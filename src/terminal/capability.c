#include "config.h"

#include "terminal/capability.h"

#include <ncurses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <term.h> /* has macros for everyday words: behind all others */
#include <unistd.h>

/* ---- whether it can be drawn on ---- */

enum verdict { ABLE, UNABLE, UNKNOWN, UNNAMED };

/* ncurses takes any terminal that is known, so also those that only print. */
static enum verdict judge(const char *name)
{
    int error;
    if (!name || !*name)
        return UNNAMED;
    bool found = setupterm(name, STDOUT_FILENO, &error) == OK;
    bool able = found && capability("cup") && capability("clear");
    if (cur_term) /* also of one that prints on paper, or stands for none */
        del_curterm(cur_term);
    return able ? ABLE : found || error > 0 ? UNABLE : UNKNOWN;
}

/* The first that is known here of what most terminals understand; NULL: none. */
static const char *find_other(void)
{
    static const char *const names[] = {"xterm-256color", "xterm", "vt220", "vt100", "ansi"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (judge(names[i]) == ABLE)
            return names[i];
    return NULL;
}

const char *capability_problem(void)
{
    static char words[200];
    const char *name = getenv("TERM"), *other;
    enum verdict verdict = judge(name);
    if (verdict == ABLE)
        return NULL;
    other = find_other();
    if (!other)
        return "no terminal is known on this machine: the package ncurses-base has the usual ones";
    switch (verdict) {
    case ABLE:
    case UNABLE:
        snprintf(words, sizeof words,
                 "the terminal '%.40s' (TERM) cannot be drawn on; if yours can, try TERM=%s", name,
                 other);
        break;
    case UNKNOWN:
        snprintf(words, sizeof words,
                 "the terminal '%.40s' (TERM) is not known on this machine; install ncurses-term, "
                 "which may know it, or try TERM=%s",
                 name, other);
        break;
    case UNNAMED:
        snprintf(words, sizeof words,
                 "the player has to know the terminal: TERM is not set; try TERM=%s", other);
        break;
    }
    return words;
}

/* ---- what it can do ---- */

const char *capability(const char *name)
{
    const char *text = tigetstr(name);
    return text == (char *)-1 ? NULL : text;
}

static void add_bytes(struct strbuf *out, const char *text)
{
    while (text && *text) {
        const char *end = text[0] == '$' && text[1] == '<' ? strchr(text, '>') : NULL;
        if (!end)
            strbuf_addch(out, *text);
        text = end ? end + 1 : text + 1;
    }
}

void capability_add(struct strbuf *out, const char *name)
{
    add_bytes(out, capability(name));
}

void capability_add_move(struct strbuf *out, int row, int column)
{
    const char *move = capability("cup");
    if (move)
        add_bytes(out, tiparm(move, row, column));
}
