/* What the files of input_parse.h share. Each function reads as input_parse() does. */
#ifndef BATON_TERMINAL_INPUT_PRIVATE_H
#define BATON_TERMINAL_INPUT_PRIVATE_H

#include "terminal/input_parse.h"

enum { INPUT_BYTE_ESC = 27, INPUT_BYTE_DEL = 127 };

/* ---- input_keys.c: which key it is ---- */

uint32_t input_key_of_control(unsigned char byte);
/* Of ESC [ A and ESC O A. */
uint32_t input_key_by_letter(char letter);
/* Of ESC O and a key of the keypad; or as above. */
uint32_t input_key_by_ss3(char letter);
/* Of ESC [ 5 ~ */
uint32_t input_key_by_number(int number);
/* Modifiers are sent as 1 + their sum. */
uint32_t input_key_modified(uint32_t key, int modifiers);

/* A key that is sent as its character: on its own, with shift, in the place of a Latin keyboard,
 * and the text that it types; 0 for what was not sent. */
struct input_code {
    int plain, shifted, latin, text, modifiers;
};

uint32_t input_key_by_code(const struct input_code *code);

/* ---- input_sequence.c: control sequences ---- */

/* Begins with ESC [. */
size_t input_parse_sequence(const char *bytes, size_t len, bool late, struct input_parsed *parsed);
/* Begins with ESC O. */
size_t input_parse_ss3(const char *bytes, size_t len, bool late, struct input_parsed *parsed);
/* Goes on with one that was too long. */
size_t input_skip_sequence(const char *bytes, size_t len, struct input_parsed *parsed);

/* ---- input_text.c: characters, answers, pasted text ---- */

size_t input_parse_character(const char *bytes, size_t len, bool late, struct input_parsed *parsed);
size_t input_parse_answer(const char *bytes, size_t len, bool late, struct input_parsed *parsed);
/* Goes on with one that was too long. 0 if it is over, and the first byte belongs to nothing; or if
 * more has to come. */
size_t input_skip_answer(const char *bytes, size_t len, bool late, struct input_parsed *parsed);
size_t input_parse_paste(const char *bytes, size_t len, bool late, struct input_parsed *parsed);

#endif
