/* The tree keeps what stands in a file and where; and the tokens it is made from. */
#include "config.h"

#include "check_main.h"
#include "scenario/lexer.h"
#include "scenario/tree.h"
#include "scenario_text.h"

#include <stdlib.h>
#include <string.h>

/* ---- tokens ---- */

static const struct {
    const char *line;
    enum token_kind kind;
    uint32_t column, length;
    uint64_t value;
} tokens[] = {
    {"abc_9", TOKEN_NAME, 1, 5, 0},
    {"  한글9 x", TOKEN_NAME, 3, 3, 0},
    {"_", TOKEN_NAME, 1, 1, 0},
    {"0", TOKEN_INT, 1, 1, 0},
    {"007", TOKEN_INT, 1, 3, 7},
    {"9223372036854775808", TOKEN_INT, 1, 19, (uint64_t)1 << 63},
    {"1us", TOKEN_DURATION, 1, 3, 1000},
    {"1.5ms", TOKEN_DURATION, 1, 5, 1500000},
    {"0.000000001s", TOKEN_DURATION, 1, 12, 1},
    {"0.0000000019s", TOKEN_DURATION, 1, 13, 1}, /* what is finer than a nanosecond is dropped */
    {"1.123456789s", TOKEN_DURATION, 1, 12, 1123456789},
    {"99999999999999s", TOKEN_DURATION, 1, 15, INT64_MAX},
    {"\"a \\\" # é\" x", TOKEN_STRING, 1, 10, 0},
    {"\"\"", TOKEN_STRING, 1, 2, 0},
    {"+=", TOKEN_SET_ADD, 1, 2, 0},
    {"-=", TOKEN_SET_SUB, 1, 2, 0},
    {"==", TOKEN_EQ, 1, 2, 0},
    {"!=", TOKEN_NE, 1, 2, 0},
    {"<=", TOKEN_LE, 1, 2, 0},
    {">=", TOKEN_GE, 1, 2, 0},
    {"<5", TOKEN_LT, 1, 1, 0},
    {"=x", TOKEN_SET, 1, 1, 0},
    {"%", TOKEN_MOD, 1, 1, 0},
    {"5x", TOKEN_BAD, 1, 1, 0},
    {"1.5", TOKEN_BAD, 1, 1, 0},
    {"1.5x", TOKEN_BAD, 1, 1, 0},
    {"1.ms", TOKEN_BAD, 1, 1, 0},
    {"@", TOKEN_BAD, 1, 1, 0},
    {"«", TOKEN_BAD, 1, 1, 0},
    {"\x01", TOKEN_BAD, 1, 1, 0},
    {"a\rb", TOKEN_NAME, 1, 1, 0},
};

START_TEST(cuts_tokens)
{
    struct lexer lexer;
    struct lexer_line line = {0};
    lexer_begin(&lexer, tokens[_i].line, strlen(tokens[_i].line));
    ck_assert(lexer_next(&lexer, &line));
    ck_assert_int_eq(line.tokens[0].kind, tokens[_i].kind);
    ck_assert_uint_eq(line.tokens[0].column, tokens[_i].column);
    ck_assert_uint_eq(line.tokens[0].length, tokens[_i].length);
    ck_assert(line.tokens[0].value == tokens[_i].value);
    lexer_line_release(&line);
}
END_TEST

START_TEST(cuts_lines)
{
    static const char source[] = "a # c\n\n   \t \n# c\n  b \"#\"  # d\r\n\r\n    c";
    static const struct {
        uint32_t number, indent;
        const char *text;
        int count;
    } lines[] = {{1, 0, "a", 2}, {5, 2, "b \"#\"", 3}, {7, 4, "c", 2}};
    struct lexer lexer;
    struct lexer_line line = {0};
    lexer_begin(&lexer, source, sizeof source - 1);
    for (int i = 0; i < 3; i++) {
        ck_assert(lexer_next(&lexer, &line));
        ck_assert_uint_eq(line.number, lines[i].number);
        ck_assert_uint_eq(line.indent, lines[i].indent);
        ck_assert_int_eq(line.count, lines[i].count);
        ck_assert_uint_eq(line.text_bytes, strlen(lines[i].text));
        ck_assert(memcmp(line.text, lines[i].text, line.text_bytes) == 0);
        ck_assert_uint_eq(line.fault.message.len, 0);
    }
    ck_assert(!lexer_next(&lexer, &line));
    lexer_line_release(&line);
}
END_TEST

/* ---- places ---- */

static void assert_place(struct tree_place place, uint32_t line, uint32_t column, uint32_t length)
{
    ck_assert_uint_eq(place.line, line);
    ck_assert_uint_eq(place.column, column);
    ck_assert_uint_eq(place.length, length);
}

static const char source[] = "scenario \"t\"\n"
                             "channel 상자 size 2\n"
                             "task 받기(n, m) :\n"
                             "    x = recv 상자 # c\n"
                             "    say \"é{x + n}!\"\n"
                             "    if x == m:\n"
                             "        io (n)ms \"l\"\n"
                             "    else if done(x):\n"
                             "        exit\n"
                             "task b x 3 after 5ms:\n"
                             "    call 받기(1, -2)\n"
                             "expect:\n"
                             "    elapsed < 5%  of gil  # c\n";

START_TEST(keeps_places)
{
    struct diag_list list = {0};
    struct scenario *scenario = scenario_read("t.baton", source, sizeof source - 1, &list);
    const struct tree *tree = scenario_tree(scenario);

    const struct tree_line *channel = tree->lines->next;
    ck_assert_str_eq(channel->name.text, "상자");
    assert_place(channel->place, 2, 1, 7);
    assert_place(channel->name.place, 2, 9, 2);

    const struct tree_task *task = tree->tasks;
    assert_place(task->name.place, 3, 6, 2);
    ck_assert_int_eq(task->param_count, 2);
    assert_place(task->params->next->name.place, 3, 12, 1);

    const struct tree_stmt *recv = task->body.first;
    ck_assert_int_eq(recv->kind, TREE_RECV);
    assert_place(recv->target.place, 4, 5, 1);
    assert_place(recv->place, 4, 9, 4);
    assert_place(recv->object.place, 4, 14, 2);

    const struct tree_text_part *part = recv->next->text->parts;
    assert_place(recv->next->text->place, 5, 9, 11);
    ck_assert_str_eq(part->literal, "é");
    ck_assert_int_eq(part->next->expr->kind, TREE_ADD);
    assert_place(part->next->expr->place, 5, 14, 1);
    assert_place(part->next->expr->right->place, 5, 16, 1);
    ck_assert_str_eq(part->next->next->literal, "!");

    const struct tree_branch *branch = recv->next->next->branches;
    assert_place(branch->condition->place, 6, 10, 2);
    assert_place(branch->body.first->value->place, 7, 12, 1);
    assert_place(branch->body.first->text->place, 7, 18, 3);
    assert_place(branch->next->place, 8, 5, 4);
    assert_place(branch->next->condition->place, 8, 18, 1);

    assert_place(task->next->copies.place, 10, 8, 1);
    ck_assert_int_eq(task->next->copies.value, 3);
    ck_assert_int_eq(task->next->after.value, 5000000);
    const struct tree_stmt *call = task->next->body.first;
    ck_assert_int_eq(call->arg_count, 2);
    ck_assert_int_eq(call->args->next->expr->value, -2);

    ck_assert_str_eq(tree->expects->first->written, "elapsed < 5%  of gil");
    ck_assert_int_eq(tree->expects->first->of_model, MODEL_GIL);
    scenario_free(scenario);
    diag_release(&list);
}
END_TEST

static void count(void *arg, struct tree_stmt *stmt)
{
    ++*(int *)arg;
}

START_TEST(walks_into_every_block)
{
    struct scenario *scenario = text_read_good(
        "scenario \"t\"\nlock l\ntask a:\n    try:\n        with l:\n            exit\n"
        "    on error:\n        if 1:\n            yield\n        else:\n"
        "            repeat 2:\n                yield\n    io 1ms then:\n"
        "        yield\n");
    int found = 0;
    tree_each_stmt(&scenario_tree(scenario)->tasks->body, count, &found);
    ck_assert_int_eq(found, 9);
    scenario_free(scenario);
}
END_TEST

START_TEST(keeps_questions)
{
    struct scenario *scenario = text_read_good(
        "scenario \"t\"\nshared n = 1\ntask a:\n"
        "    ask \"q {n}\" choose \"a, b\" if order \"x\", \"y {n}\", \"c\" if value n < 3 , "
        "*\"d\" # e\n"
        "    ask \"q\" at \"y {n}\" within 20%\n"
        "    ask \"q\" choose:\n        \"a\" if elapsed about 20ms within 3%\n        * \"b\"\n"
        "    ask \"q\"\n    n = 2\n");
    const struct tree_stmt *ask = scenario_tree(scenario)->tasks->body.first;
    const struct tree_choice *choice = ask->question->choices;
    ck_assert_int_eq(ask->question->kind, TREE_QUESTION_CHOOSE);
    ck_assert_int_eq(ask->question->choice_count, 3);
    ck_assert_str_eq(choice->text, "a, b");
    ck_assert_int_eq(choice->claim->text_count, 2);
    ck_assert_str_eq(choice->claim->texts[1].parts->literal, "y {n}");
    ck_assert_str_eq(choice->claim->written, "order \"x\", \"y {n}\"");
    ck_assert_str_eq(choice->next->claim->written, "value n < 3");
    ck_assert_ptr_null(choice->next->next->claim);
    ck_assert_str_eq(choice->next->next->text, "d");
    ask = ask->next;
    ck_assert_str_eq(ask->question->said->parts->literal, "y {n}");
    ck_assert_int_eq(ask->question->within, 20);
    ask = ask->next;
    ck_assert_int_eq(ask->question->choice_count, 2);
    ck_assert_str_eq(ask->question->choices->claim->written, "elapsed about 20ms within 3%");
    ck_assert_int_eq(ask->question->within, -1);
    ck_assert_ptr_null(ask->next->question);
    scenario_free(scenario);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("tree");
    TCase *tcase = tcase_create("tree");
    tcase_add_loop_test(tcase, cuts_tokens, 0, (int)(sizeof tokens / sizeof tokens[0]));
    tcase_add_test(tcase, cuts_lines);
    tcase_add_test(tcase, keeps_places);
    tcase_add_test(tcase, keeps_questions);
    tcase_add_test(tcase, walks_into_every_block);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(make_suite)
