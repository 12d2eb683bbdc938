#include "config.h"

#include "app/prompt.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "app/input.h"

#include <stdlib.h>
#include <string.h>

static const char *const leads[PROMPT_KINDS] = {
    [PROMPT_NONE] = "",
    [PROMPT_COMMAND] = ":",
    [PROMPT_SEARCH] = "/",
    [PROMPT_GOTO] = "go to: ",
    [PROMPT_EXPORT] = "export to file: ",
    [PROMPT_ANSWER] = "answer: ",
    [PROMPT_HANDS] = "hands for each choice: ",
    [PROMPT_MOVES] = "who moves (12, or 1x2.3): ",
};

/* ---- the text ---- */

static void set_text(struct prompt *prompt, const char *text)
{
    strbuf_clear(&prompt->text);
    strbuf_adds(&prompt->text, text);
    prompt->cursor = prompt->text.len;
}

static void forget_stem(struct prompt *prompt)
{
    free(prompt->set_by);
    prompt->set_by = NULL;
    prompt->completed = 0;
    prompt->recalled = 0;
}

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

static size_t character_before(const struct prompt *prompt, size_t at)
{
    if (at > 0)
        at--;
    while (at > 0 && is_continuation(prompt->text.text[at]))
        at--;
    return at;
}

static size_t character_behind(const struct prompt *prompt, size_t at)
{
    if (at < prompt->text.len)
        at++;
    while (at < prompt->text.len && is_continuation(prompt->text.text[at]))
        at++;
    return at;
}

/* Where the word before the cursor begins. */
static size_t word_before(const struct prompt *prompt)
{
    size_t at = prompt->cursor;
    while (at > 0 && prompt->text.text[at - 1] == ' ')
        at--;
    while (at > 0 && prompt->text.text[at - 1] != ' ')
        at--;
    return at;
}

static void cut(struct prompt *prompt, size_t from, size_t to)
{
    struct strbuf *text = &prompt->text;
    if (from >= to)
        return;
    memmove(text->text + from, text->text + to, text->len - to + 1);
    text->len -= to - from;
    prompt->cursor = from;
    forget_stem(prompt);
}

static void insert(struct prompt *prompt, uint32_t rune)
{
    char bytes[4];
    size_t len = utf8_encode(rune, bytes);
    struct strbuf *text = &prompt->text;
    if (text->len + len > PROMPT_BYTES_MOST)
        return;
    strbuf_add(text, bytes, len); /* makes room */
    memmove(text->text + prompt->cursor + len, text->text + prompt->cursor,
            text->len - len - prompt->cursor);
    memcpy(text->text + prompt->cursor, bytes, len);
    prompt->cursor += len;
    forget_stem(prompt);
}

/* ---- what was typed before ---- */

static void remember(struct prompt_history *history, const char *line)
{
    if (!*line || (history->count && strcmp(history->lines[history->count - 1], line) == 0))
        return;
    if (history->count == PROMPT_LINES_MOST) {
        free(history->lines[0]);
        history->count--;
        memmove(history->lines, history->lines + 1,
                (size_t)history->count * sizeof *history->lines);
    }
    history->lines[history->count++] = mem_strdup(line);
}

static void recall(struct prompt *prompt, int back)
{
    const struct prompt_history *history = &prompt->history[prompt->kind];
    int wanted = prompt->recalled + back;
    if (wanted < 0 || wanted > history->count)
        return;
    if (prompt->recalled == 0) {
        free(prompt->set_by);
        prompt->set_by = mem_strdup(strbuf_str(&prompt->text));
        prompt->completed = 0;
    }
    prompt->recalled = wanted;
    set_text(prompt, wanted ? history->lines[history->count - wanted] : prompt->set_by);
}

/* ---- keys ---- */

static void edit(struct prompt *prompt, uint32_t key)
{
    switch (key) {
    case INPUT_LEFT:
    case INPUT_CTRL + 'b':
        prompt->cursor = character_before(prompt, prompt->cursor);
        break;
    case INPUT_RIGHT:
    case INPUT_CTRL + 'f':
        prompt->cursor = character_behind(prompt, prompt->cursor);
        break;
    case INPUT_HOME:
    case INPUT_CTRL + 'a':
        prompt->cursor = 0;
        break;
    case INPUT_END:
    case INPUT_CTRL + 'e':
        prompt->cursor = prompt->text.len;
        break;
    case INPUT_BACKSPACE:
        cut(prompt, character_before(prompt, prompt->cursor), prompt->cursor);
        break;
    case INPUT_DELETE:
    case INPUT_CTRL + 'd':
        cut(prompt, prompt->cursor, character_behind(prompt, prompt->cursor));
        break;
    case INPUT_CTRL + 'u':
        cut(prompt, 0, prompt->cursor);
        break;
    case INPUT_CTRL + 'k':
        cut(prompt, prompt->cursor, prompt->text.len);
        break;
    case INPUT_CTRL + 'w':
        cut(prompt, word_before(prompt), prompt->cursor);
        break;
    case INPUT_UP:
    case INPUT_CTRL + 'p':
        recall(prompt, 1);
        break;
    case INPUT_DOWN:
    case INPUT_CTRL + 'n':
        recall(prompt, -1);
        break;
    default:
        if (input_is_printable(key))
            insert(prompt, key);
    }
}

enum prompt_answer prompt_key(struct prompt *prompt, uint32_t key)
{
    if (key == INPUT_ESC || (key == INPUT_BACKSPACE && prompt->text.len == 0)) {
        prompt->kind = PROMPT_NONE;
        return PROMPT_LEFT;
    }
    if (key == INPUT_ENTER) {
        remember(&prompt->history[prompt->kind], strbuf_str(&prompt->text));
        prompt->kind = PROMPT_NONE;
        return PROMPT_DONE;
    }
    if (key == INPUT_TAB)
        return PROMPT_COMPLETE;
    edit(prompt, key);
    return PROMPT_TYPING;
}

void prompt_begin(struct prompt *prompt, enum prompt_kind kind, const char *text)
{
    prompt->kind = kind;
    forget_stem(prompt);
    set_text(prompt, text);
}

const char *prompt_stem(const struct prompt *prompt)
{
    return prompt->completed ? prompt->set_by : strbuf_str(&prompt->text);
}

void prompt_complete(struct prompt *prompt, const char *line)
{
    if (!prompt->completed) {
        free(prompt->set_by);
        prompt->set_by = mem_strdup(strbuf_str(&prompt->text));
        prompt->recalled = 0;
    }
    prompt->completed++;
    set_text(prompt, line);
}

size_t prompt_show(const struct prompt *prompt, struct strbuf *out)
{
    const char *lead = leads[prompt->kind];
    strbuf_adds(out, lead);
    strbuf_adds(out, strbuf_str(&prompt->text));
    return strlen(lead) + prompt->cursor;
}

void prompt_release(struct prompt *prompt)
{
    for (int i = 0; i < PROMPT_KINDS; i++)
        for (int j = 0; j < prompt->history[i].count; j++)
            free(prompt->history[i].lines[j]);
    free(prompt->set_by);
    strbuf_release(&prompt->text);
    *prompt = (struct prompt){0};
}
