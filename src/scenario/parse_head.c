/* The line that a statement begins with, and those of cases and clauses: a table says by what each
 * is read. Their blocks are read in parse_stmt.c. */
#include "config.h"

#include "scenario/parser.h"

#include "scenario/suggest.h"
#include "scenario/words.h"

#include <assert.h>
#include <string.h>

/* Reads a statement behind its word. Returns what opens a block ("`repeat`"), or NULL where none
 * does. */
typedef const char *statement_fn(struct parser *parser, struct tree_stmt *stmt);

struct statement_row {
    const char *word;
    enum tree_stmt_kind kind;
    bool gives_value; /* may stand behind `x =` */
    statement_fn *read;
};

static const struct statement_row *row_of(const struct token *token);

/* ---- the statements ---- */

static const char *read_nothing(struct parser *parser, struct tree_stmt *stmt)
{
    return NULL;
}

static const char *read_text(struct parser *parser, struct tree_stmt *stmt)
{
    stmt->text = parse_text(parser);
    return NULL;
}

static const char *read_ask(struct parser *parser, struct tree_stmt *stmt)
{
    stmt->text = parse_text(parser);
    return parser->failed ? NULL : parse_question(parser, stmt);
}

static void read_label(struct parser *parser, struct tree_stmt *stmt)
{
    stmt->value = parse_duration(parser);
    if (!parser->failed && parser->at->kind == TOKEN_STRING)
        stmt->text = parse_text(parser);
}

static const char *read_compute(struct parser *parser, struct tree_stmt *stmt)
{
    read_label(parser, stmt);
    return NULL;
}

static const char *read_io(struct parser *parser, struct tree_stmt *stmt)
{
    read_label(parser, stmt);
    if (parser->failed)
        return NULL;
    struct tree_place place = parse_place(parser, parser->at);
    if (parse_take_word(parser, "then")) {
        stmt->kind = TREE_IO_THEN;
        return "`then`";
    }
    if (!parse_take_word(parser, "meanwhile"))
        return NULL;
    stmt->kind = TREE_IO_MEANWHILE;
    if (stmt->holds) {
        parse_error_at(parser, place, "a blocking call has no `meanwhile`");
        parse_hint(parser, "it holds its thread until the answer is there: nothing else can run");
    }
    return "`meanwhile`";
}

static void report_no_value(struct parser *parser, const struct tree_stmt *stmt,
                            enum tree_stmt_kind kind, const char *word, struct tree_place place)
{
    parse_error_at(parser, place, "`%s` gives no value", word);
    if (kind == TREE_SLEEP)
        parse_hint(parser, "the clock answers nothing, the device does: %s = io D",
                   stmt->target.text);
}

static const char *read_sleep(struct parser *parser, struct tree_stmt *stmt)
{
    if (stmt->target.text)
        report_no_value(parser, stmt, TREE_SLEEP, "blocking sleep", stmt->place);
    stmt->value = parse_duration(parser);
    return NULL;
}

static const char *read_blocking(struct parser *parser, struct tree_stmt *stmt)
{
    stmt->holds = true;
    if (parse_take_word(parser, "io")) {
        stmt->kind = TREE_IO;
        return read_io(parser, stmt);
    }
    if (parse_take_word(parser, "sleep")) {
        stmt->kind = TREE_SLEEP;
        return read_sleep(parser, stmt);
    }
    parse_unexpected(parser, "`io` or `sleep`");
    return NULL;
}

static const char *read_yield(struct parser *parser, struct tree_stmt *stmt)
{
    if (parser->at->kind != TOKEN_END)
        stmt->value = parse_expr(parser);
    return NULL;
}

static void read_args(struct parser *parser, struct tree_stmt *stmt)
{
    if (!parse_take(parser, TOKEN_OPEN) || parse_take(parser, TOKEN_CLOSE))
        return;
    struct tree_arg **end = &stmt->args;
    do {
        struct tree_arg *arg = mem_arena_alloc(parser->arena, sizeof *arg);
        arg->expr = parse_expr(parser);
        if (!arg->expr)
            return;
        *end = arg;
        end = &arg->next;
        stmt->arg_count++;
    } while (parse_take(parser, TOKEN_COMMA));
    parse_need(parser, TOKEN_CLOSE, "`,` or `)`");
}

static const char *read_task_use(struct parser *parser, struct tree_stmt *stmt)
{
    stmt->object = parse_name(parser, "the name of a task");
    if (!parser->failed && parser->at->kind >= TOKEN_NAME && parser->at->kind <= TOKEN_STRING)
        parse_error_at(parser, parse_place(parser, parser->at),
                       "the arguments of a task stand in parentheses");
    if (!parser->failed)
        read_args(parser, stmt);
    return NULL;
}

static const char *read_return(struct parser *parser, struct tree_stmt *stmt)
{
    return read_yield(parser, stmt);
}

/* Behind `await any`: the futures of which one is to end. */
static void read_futures(struct parser *parser, struct tree_stmt *stmt)
{
    struct tree_arg **end = &stmt->args;
    stmt->kind = TREE_AWAIT_FIRST;
    do {
        struct tree_name name = parse_name(parser, "a future");
        if (!name.text)
            return;
        if (stmt->arg_count == TREE_NAMES_MAX)
            parse_error_at(parser, name.place, "over %d futures", TREE_NAMES_MAX);
        struct tree_expr *expr = mem_arena_alloc(parser->arena, sizeof *expr);
        *expr = (struct tree_expr){.kind = TREE_NAME, .place = name.place, .name = name.text};
        *end = mem_arena_alloc(parser->arena, sizeof **end);
        (*end)->expr = expr;
        end = &(*end)->next;
        stmt->arg_count++;
    } while (!parser->failed && parse_take(parser, TOKEN_COMMA));
}

/* `within` with a time behind it. */
static bool is_within(const struct token *token)
{
    return token_is(token, "within") &&
           (token[1].kind == TOKEN_DURATION || token[1].kind == TOKEN_OPEN);
}

/* `shielded` with a name behind it; but the name itself before `within` with a time. */
static bool is_shielded(const struct token *token)
{
    return token_is(token, "shielded") && token[1].kind == TOKEN_NAME && !is_within(token + 1);
}

static void read_awaited(struct parser *parser, struct tree_stmt *stmt)
{
    if (token_is(parser->at, "all") && stmt->target.text) {
        parse_error_at(parser, parse_place(parser, parser->at), "`await all` gives no value");
        parse_hint(parser, "await each future to have its value: x = await f");
    } else if (parse_take_word(parser, "all")) {
        stmt->kind = TREE_AWAIT_ALL;
    } else if (parse_take_word(parser, "any")) {
        stmt->kind = TREE_AWAIT_ANY;
        if (parser->at->kind != TOKEN_END && !is_within(parser->at))
            read_futures(parser, stmt);
    } else if (token_is(parser->at, "start") || token_is(parser->at, "call")) {
        parse_error_at(parser, parse_place(parser, parser->at), "`await` takes a future");
        parse_hint(parser, "start it on a line before: f = start NAME(...)");
    } else {
        stmt->shielded = is_shielded(parser->at) && parse_take_word(parser, "shielded");
        stmt->object = parse_name(parser, "a future, `all` or `any`");
    }
}

static const char *read_await(struct parser *parser, struct tree_stmt *stmt)
{
    read_awaited(parser, stmt);
    if (!parser->failed && parse_take_word(parser, "within"))
        stmt->within = parse_duration(parser);
    return NULL;
}

static const char *read_group(struct parser *parser, struct tree_stmt *stmt)
{
    return "`group`";
}

static const char *read_cancel(struct parser *parser, struct tree_stmt *stmt)
{
    stmt->object = parse_name(parser, "a future");
    return NULL;
}

static const char *read_offload(struct parser *parser, struct tree_stmt *stmt)
{
    if (parse_take_word(parser, "to"))
        stmt->to_processes = parse_need_word(parser, "processes");
    return "`offload`";
}

/* One by its name, or one of several. */
static void read_object(struct parser *parser, struct tree_stmt *stmt, const char *what)
{
    stmt->object = parse_name(parser, what);
    stmt->object_index = parse_index(parser);
}

static const char *read_with(struct parser *parser, struct tree_stmt *stmt)
{
    read_object(parser, stmt, "a lock or a semaphore");
    return "`with`";
}

static const char *read_lock(struct parser *parser, struct tree_stmt *stmt)
{
    read_object(parser, stmt, "a lock or a semaphore");
    return NULL;
}

static const char *read_wait(struct parser *parser, struct tree_stmt *stmt)
{
    bool named = parser->at->kind == TOKEN_NAME;
    read_object(parser, stmt, "a condition or a barrier");
    if (!named)
        parse_hint(parser, "%s", parse_foreign_hint("wait"));
    return NULL;
}

static const char *read_signal(struct parser *parser, struct tree_stmt *stmt)
{
    read_object(parser, stmt, "a condition");
    return NULL;
}

static const char *read_send(struct parser *parser, struct tree_stmt *stmt)
{
    read_object(parser, stmt, "a channel");
    stmt->value = parse_expr(parser);
    return NULL;
}

static const char *read_recv(struct parser *parser, struct tree_stmt *stmt)
{
    read_object(parser, stmt, "a channel");
    return NULL;
}

static const char *read_select(struct parser *parser, struct tree_stmt *stmt)
{
    return "`select`";
}

static const char *read_repeat(struct parser *parser, struct tree_stmt *stmt)
{
    if (parse_take_word(parser, "recv")) {
        stmt->kind = TREE_REPEAT_RECV;
        read_object(parser, stmt, "a channel");
        if (!parser->failed && parse_take_word(parser, "as"))
            stmt->target = parse_name(parser, "the name that gets what comes");
        return "`repeat`";
    }
    if (parser->at->kind == TOKEN_NAME && parser->at[1].kind == TOKEN_SET &&
        token_is(&parser->at[2], "recv")) {
        parse_unexpected(parser, "`recv`");
        parse_hint(parser, "for each value that comes: `repeat recv CH as x:`");
        return "`repeat`";
    }
    stmt->value = parse_expr(parser);
    if (!parser->failed && parse_take_word(parser, "as"))
        stmt->target = parse_name(parser, "the name that counts");
    return "`repeat`";
}

static const char *read_atomic_block(struct parser *parser, struct tree_stmt *stmt)
{
    return "`atomic`";
}

static const char *read_region(struct parser *parser, struct tree_stmt *stmt)
{
    stmt->object = parse_name(parser, "the name of the region");
    return "`region`";
}

static const char *read_atomic(struct parser *parser, struct tree_stmt *stmt)
{
    read_object(parser, stmt, "a shared variable");
    stmt->value = parse_expr(parser);
    return NULL;
}

/* Two values, one behind the other: a minus in front of the second would be one between them. */
static const char *read_compare(struct parser *parser, struct tree_stmt *stmt)
{
    parser->two_values = true;
    read_atomic(parser, stmt);
    parser->two_values = false;
    if (parser->failed)
        return NULL;
    if (parser->at->kind != TOKEN_END) {
        stmt->second = parse_expr(parser);
        return NULL;
    }
    bool minus = stmt->value->kind == TREE_SUB;
    parse_unexpected(parser, "what is written if they are equal");
    parse_hint(parser,
               minus ? "a negative one stands in parentheses: compare %s 0 (-1)"
                     : "it stands behind the other: compare %s 0 1",
               stmt->object.text);
    return NULL;
}

static const char *read_while(struct parser *parser, struct tree_stmt *stmt)
{
    stmt->value = parse_expr(parser);
    return "`while`";
}

static const char *read_if(struct parser *parser, struct tree_stmt *stmt)
{
    stmt->branches = mem_arena_alloc(parser->arena, sizeof *stmt->branches);
    stmt->branches->place = stmt->place;
    stmt->branches->condition = parse_expr(parser);
    return "`if`";
}

static const char *read_try(struct parser *parser, struct tree_stmt *stmt)
{
    if (parse_take_word(parser, "acquire")) {
        stmt->kind = TREE_TRY_ACQUIRE;
        read_object(parser, stmt, "a lock or a semaphore");
        return "`try acquire`";
    }
    return "`try`";
}

static const char *read_resume(struct parser *parser, struct tree_stmt *stmt)
{
    stmt->object = parse_name(parser, "a generator");
    if (!parser->failed && parse_take_word(parser, "with"))
        stmt->value = parse_expr(parser);
    return NULL;
}

static const char *read_throw(struct parser *parser, struct tree_stmt *stmt)
{
    stmt->object = parse_name(parser, "a generator");
    stmt->text = parse_text(parser);
    return NULL;
}

static const char *read_close(struct parser *parser, struct tree_stmt *stmt)
{
    read_object(parser, stmt, "a generator or a channel");
    return NULL;
}

static const char *read_assert(struct parser *parser, struct tree_stmt *stmt)
{
    const char *from = parser->at->text;
    stmt->value = parse_expr(parser);
    if (parser->failed)
        return NULL;
    const struct token *last = parser->at - 1;
    stmt->written =
        mem_arena_strndup(parser->arena, from, (size_t)(last->text + last->bytes - from));
    if (parser->at->kind == TOKEN_STRING)
        stmt->text = parse_text(parser);
    return NULL;
}

static const char *read_else(struct parser *parser, struct tree_stmt *stmt)
{
    parse_error_at(parser, stmt->place, "this `else` has no `if`");
    parse_hint(parser,
               "it stands right behind the block of an `if`, or of a `try acquire`, indented "
               "like it");
    return NULL;
}

static const char *read_within(struct parser *parser, struct tree_stmt *stmt)
{
    stmt->value = parse_duration(parser);
    return "`within`";
}

static void report_alone(struct parser *parser, const struct tree_stmt *stmt, const char *clause,
                         const char *owner)
{
    parse_error_at(parser, stmt->place, "this `%s` has no `%s`", clause, owner);
    parse_hint(parser, "it stands right behind the block of a `%s`, indented like it", owner);
}

/* What follows `on` is none of the words that may. */
static void report_clause(struct parser *parser, const char *what)
{
    static const char *const words[] = {"error", "cancel", "timeout"};
    parse_unexpected(parser, what);
    if (parser->at->kind != TOKEN_NAME)
        return;
    char *word = parse_copy(parser, parser->at);
    struct suggest suggest = suggest_for(word);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        suggest_offer(&suggest, words[i]);
    if (strncmp(word, "cancel", strlen("cancel")) == 0)
        suggest.best = "cancel";
    if (strcmp(word, "timeout") == 0)
        parse_hint(parser, "`on timeout` stands behind the block of a `within`; where it has none, "
                           "its timeout is an error here");
    else if (strcmp(word, "finally") == 0)
        parse_hint(parser, "it is written `finally:`");
    else if (suggest.best)
        parse_hint(parser, "did you mean `%s`?", suggest.best);
}

static const char *read_on(struct parser *parser, struct tree_stmt *stmt)
{
    if (token_is(parser->at, "timeout"))
        report_alone(parser, stmt, "on timeout", "within");
    else if (token_is(parser->at, "cancel"))
        report_alone(parser, stmt, "on cancel", "try");
    else if (token_is(parser->at, "error"))
        report_alone(parser, stmt, "on error", "try");
    else
        report_clause(parser, "`error`, `cancel` or `timeout`");
    return NULL;
}

static const char *read_finally(struct parser *parser, struct tree_stmt *stmt)
{
    report_alone(parser, stmt, "finally", "try");
    return NULL;
}

static const struct statement_row rows[] = {
#define ROW(word, place, kind, gives_value, read) {word, TREE_##kind, gives_value, read},
    WORD_STATEMENTS(ROW)
#undef ROW
};

/* ---- what is none ---- */

static const struct statement_row *row_of_word(const struct token *token)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (token_is(token, rows[i].word))
            return &rows[i];
    return NULL;
}

static const struct statement_row *row_of(const struct token *token)
{
    return parse_is_statement(token) ? row_of_word(token) : NULL;
}

/* Where a statement begins nothing else can be meant by a word that may be a name elsewhere, unless
 * `(` or an operator follows: then it names a task or a variable. */
static const struct statement_row *head_row_of(const struct token *token)
{
    bool alone = parse_is_name_too(token) && token[1].kind < TOKEN_OPEN;
    return alone || parse_is_unless_set(token) ? row_of_word(token) : row_of(token);
}

static void suggest_statement(struct parser *parser, const char *word)
{
    const char *foreign = parse_foreign_hint(word);
    if (foreign) {
        parse_hint(parser, "%s", foreign);
        return;
    }
    struct suggest suggest = suggest_for(word);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(rows[i].word, word) != 0)
            suggest_offer(&suggest, rows[i].word);
    if (suggest.best)
        parse_hint(parser, "did you mean `%s`?", suggest.best);
    else if (parser->at[1].kind == TOKEN_OPEN)
        parse_hint(parser, "a task is run by `call %s(...)` or `start %s(...)`", word, word);
}

static void unknown_statement(struct parser *parser)
{
    const struct token *token = parser->at;
    struct tree_place place = parse_place(parser, token);
    if (token->kind == TOKEN_NAME && token[1].kind == TOKEN_BAD)
        parser->at++; /* what cannot be a token is the surer guess at what is wrong */
    if (parser->at->kind != TOKEN_NAME) {
        parse_unexpected(parser, "a statement");
    } else if (token_is(token, "task") || token_is(token, "expect")) {
        parse_error_at(parser, place, "`%.*s` stands at the left margin, in no task",
                       (int)token->bytes, token->text);
    } else if (parse_is_reserved(token)) {
        parse_error_at(parser, place, "`%.*s` begins no statement", (int)token->bytes, token->text);
    } else if (parse_is_header(token)) {
        parse_error_at(parser, place, "`%.*s` stands before the first task, in none",
                       (int)token->bytes, token->text);
    } else if (token[1].kind == TOKEN_INDEX) {
        parser->at++;
        parse_index(parser);
        parse_unexpected(parser, "`=`");
    } else if (row_of_word(token) && token[1].kind == TOKEN_OPEN) {
        char *word = parse_copy(parser, token);
        parser->at++;
        parse_unexpected(parser, "a name");
        parse_hint(parser,
                   "write `%s NAME`; a task of this name is run by `call %s(...)` or "
                   "`start %s(...)`",
                   word, word, word);
    } else {
        char *word = parse_copy(parser, token);
        parse_error_at(parser, place, "there is no statement `%s`", word);
        if (token[1].kind == TOKEN_EQ)
            parse_hint(parser, "to assign, write `=`");
        else if (token[1].kind == TOKEN_ADD || token[1].kind == TOKEN_SUB)
            parse_hint(parser, "to change a variable: %s += 1", word);
        else
            suggest_statement(parser, word);
    }
}

/* ---- a statement, a case, a clause ---- */

static const char *read_row(struct parser *parser, struct tree_stmt *stmt,
                            const struct statement_row *row)
{
    stmt->kind = (uint8_t)row->kind;
    stmt->place = parse_place(parser, parser->at);
    parser->at++;
    return row->read(parser, stmt);
}

static bool is_sign(const struct token *token)
{
    return token->kind >= TOKEN_SET && token->kind <= TOKEN_SET_SUB;
}

/* The sign of the assignment that stands here, or NULL. */
static const struct token *assigning_sign(const struct token *token)
{
    if (token->kind != TOKEN_NAME)
        return NULL;
    int open = 0;
    token++;
    while (token->kind == TOKEN_INDEX || (open && token->kind > TOKEN_BAD)) {
        open += (token->kind == TOKEN_INDEX) - (token->kind == TOKEN_INDEX_END);
        token++;
        if (!open)
            break;
    }
    return is_sign(token) ? token : NULL;
}

static const char *read_assignment(struct parser *parser, struct tree_stmt *stmt)
{
    static const uint8_t kinds[] = {[TOKEN_SET] = TREE_ASSIGN,
                                    [TOKEN_SET_ADD] = TREE_ASSIGN_ADD,
                                    [TOKEN_SET_SUB] = TREE_ASSIGN_SUB};
    const struct token *target = parser->at, *sign = assigning_sign(target);
    if (parse_is_reserved(target)) {
        parse_error_at(parser, stmt->place, "`%.*s` is a word of the language and cannot be a name",
                       (int)target->bytes, target->text);
        return NULL;
    }
    assert(sign); /* else this is not asked */
    stmt->kind = kinds[sign->kind];
    stmt->target = (struct tree_name){parse_copy(parser, target), stmt->place};
    parser->at++;
    stmt->target_index = parse_index(parser);
    if (!parser->failed && parser->at != sign)
        parse_unexpected(parser, "`=`");
    if (parser->failed)
        return NULL;
    parser->at++;
    const struct statement_row *row = row_of(parser->at);
    if (row && row->gives_value && sign->kind == TOKEN_SET)
        return read_row(parser, stmt, row);
    if (row && row->gives_value) {
        parse_error_at(parser, parse_place(parser, parser->at), "`%s` stands only behind `=`",
                       row->word);
        parse_hint(parser, "put its value into a variable first");
    } else if (row) {
        report_no_value(parser, stmt, row->kind, row->word, parse_place(parser, parser->at));
    }
    stmt->value = parse_expr(parser);
    return NULL;
}

bool parse_is_assignment(const struct token *token)
{
    return assigning_sign(token) != NULL;
}

const char *parse_head(struct parser *parser, struct tree_stmt *stmt)
{
    if (parse_is_assignment(parser->at))
        return read_assignment(parser, stmt);
    const struct statement_row *row = head_row_of(parser->at);
    if (row)
        return read_row(parser, stmt, row);
    unknown_statement(parser);
    return NULL;
}

const char *parse_case_head(struct parser *parser, struct tree_stmt *stmt)
{
    const struct token *sign = assigning_sign(parser->at);
    if (sign && sign->kind == TOKEN_SET && token_is(&sign[1], "recv")) {
        read_assignment(parser, stmt);
        stmt->kind = TREE_CASE_RECV;
        return "a case";
    }
    stmt->place = parse_place(parser, parser->at);
    if (parse_take_word(parser, "recv")) {
        stmt->kind = TREE_CASE_RECV;
        read_recv(parser, stmt);
        if (!parser->failed && token_is(parser->at, "as")) {
            parse_unexpected(parser, "`:`");
            parse_hint(parser, "what is received gets a name by `x = recv CH:`");
        }
    } else if (parse_take_word(parser, "send")) {
        stmt->kind = TREE_CASE_SEND;
        read_send(parser, stmt);
    } else if (!parse_is_assignment(parser->at) && parse_take_word(parser, "timeout")) {
        stmt->kind = TREE_CASE_TIMEOUT;
        stmt->value = parse_duration(parser);
    } else {
        bool otherwise = token_is(parser->at, "else") || token_is(parser->at, "default");
        parse_unexpected(parser, "a case");
        parse_hint(parser, otherwise ? "what is done if no case is possible at once stands in "
                                       "`timeout 0ms:`"
                                     : "the cases of a `select` are `x = recv CH:`, `send CH "
                                       "EXPR:` and `timeout D:`");
    }
    return "a case";
}

struct tree_block *parse_clause_head(struct parser *parser, struct tree_stmt *stmt,
                                     const char **opens)
{
    *opens = "`finally`";
    if (parse_take_word(parser, "finally"))
        return &stmt->finally;
    parser->at++;
    *opens = "`on cancel`";
    if (parse_take_word(parser, "cancel"))
        return &stmt->on_cancel;
    *opens = "`on error`";
    if (!parse_take_word(parser, "error")) {
        report_clause(parser, "`error` or `cancel`");
    } else if (parser->at->kind == TOKEN_NAME) {
        parse_unexpected(parser, "`:`");
        parse_hint(parser, "what failed is `{error}` in a text of the block");
    }
    return &stmt->handler;
}
