#include "config.h"

#include "terminal/modes.h"

#include <string.h>

#include "terminal/capability.h"

/* Capabilities of terminfo, and bytes for terminals that understand ESC [. */
static const struct row {
    const char *on, *off, *ansi_on, *ansi_off;
} list[MODE_COUNT] = {
    [MODE_SCREEN] = {.on = "smcup", .off = "rmcup"},
    [MODE_MARGINS] = {.ansi_on = "\033[r", .ansi_off = "\033[r"},
    [MODE_CURSOR] = {.on = "civis", .off = "cnorm"},
    [MODE_WRAPPING] = {.on = "smam", .off = "smam"},
    [MODE_INSERTING] = {.on = "rmir", .off = "rmir"},
    [MODE_ATTRIBUTES] = {.on = "sgr0", .off = "sgr0"},
    [MODE_COLOURS] = {.on = "op", .off = "op"},
    [MODE_KEYPAD] = {.off = "rmkx", .ansi_off = "\033[?1l\033>"},
    [MODE_MOUSE] = {.ansi_on = "\033[?1000h\033[?1002h\033[?1006h",
                    .ansi_off = "\033[?1006l\033[?1002l\033[?1000l"},
    [MODE_PASTE] = {.ansi_on = "\033[?2004h", .ansi_off = "\033[?2004l"},
};

static bool unwanted[MODE_COUNT] = {[MODE_MOUSE] = true};

bool modes_are_ansi(void)
{
    const char *move = capability("cup");
    return move && strncmp(move, "\033[", 2) == 0;
}

/* To show the cursor again, terminfo also stops its blinking, or has it blink: whichever it is,
 * that was the user's choice. */
static const char *plain_cursor(void)
{
    const char *hide = capability("civis");
    return hide && strcmp(hide, "\033[?25l") == 0 ? "\033[?25h" : NULL;
}

void modes_add(struct strbuf *out, enum mode mode, bool on)
{
    const struct row *row = &list[mode];
    const char *name = on ? row->on : row->off, *ansi = on ? row->ansi_on : row->ansi_off;
    const char *plain = mode == MODE_CURSOR && !on ? plain_cursor() : NULL;
    if (plain)
        strbuf_adds(out, plain);
    else if (name)
        capability_add(out, name);
    if (ansi && modes_are_ansi())
        strbuf_adds(out, ansi);
}

void modes_want(enum mode mode, bool wanted)
{
    unwanted[mode] = !wanted;
}

void modes_add_on(struct strbuf *out)
{
    for (int mode = 0; mode < MODE_COUNT; mode++)
        if (!unwanted[mode])
            modes_add(out, mode, true);
}

/* A crash may have cut a sequence off: ESC \ ends any of them, and means nothing by itself. */
void modes_add_off(struct strbuf *out, int rows)
{
    if (modes_are_ansi())
        strbuf_adds(out, "\033\\");
    for (int mode = MODE_COUNT - 1; mode > MODE_SCREEN; mode--)
        modes_add(out, mode, false);
    capability_add_move(out, rows - 1, 0);
    if (!capability("rmcup"))
        capability_add(out, "el");
    modes_add(out, MODE_SCREEN, false);
}
