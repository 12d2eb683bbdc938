/* What a file can be wrong in: each row is a text and all that must be said about it, and nothing
 * else. */
#include "config.h"

#include "check_main.h"
#include "scenario_text.h"

#include <stdlib.h>
#include <string.h>

/* Texts stand behind this, so that their first line is line 2. */
#define TITLE "scenario \"t\"\n"
#define TASK  TITLE "task a:\n    "

struct row {
    const char *source, *errors;
};

static const struct row files[] = {
    {"", "0:0+1: this file is empty [a scenario begins with `scenario \"title\"`]\n"},
    {"\n  \n# only a comment\n", "0:0+1: there is no scenario in this file\n"},
    {"task a:\n    exit\n",
     "1:1+4: a scenario begins with its title [put `scenario \"title\"` first]\n"},
    {"scenaro \"t\"\ntask a:\n    exit\n",
     "1:1+7: there is no line that begins with `scenaro` [did you mean `scenario`?]\n"},
    {TITLE, "0:0+1: there is no task in this file\n"},
    {TITLE "task a:\n    exit\nscenario \"u\"\n",
     "4:1+8: `scenario` stands before the first task\n"},
    {TITLE "workers 2\nworkers 3\ntask a:\n    exit\n",
     "3:1+7: this line stands here twice [see line 2]\n"},
    {TITLE "foo 2\ntask a:\n    exit\n",
     "2:1+3: there is no line that begins with `foo` [lines at the left margin are the header's, "
     "`task` and `expect`]\n"},
    {TITLE "say \"x\"\ntask a:\n    exit\n",
     "2:1+3: the statement `say` stands in no task [statements stand in the block of a task: "
     "`task NAME:`]\n"},
    {TITLE "  workers 2\ntask a:\n    exit\n",
     "2:3+7: this line is indented by 2, the block it stands in by 0 [only a line that ends in `:` "
     "opens a deeper block]\n"},
    {TITLE "task a:\n    exit\nlock l\n", "4:1+4: `lock` stands before the first task\n"},
    {TITLE "task a:\n    exit\nexpect:\n    result ok\ntask b:\n    exit\n",
     "6:1+4: a task stands before the expectations [move the `expect` blocks to the end of the "
     "file]\n"},
    {TITLE "taks a:\n    start b()\ntask b:\n    exit\n",
     "2:1+4: there is no line that begins with `taks` [did you mean `task`?]\n"},
    {TITLE "shraed n = 1\ntask a:\n    n += 1\n",
     "2:1+6: there is no line that begins with `shraed` [did you mean `shared`?]\n"},
    {TITLE "\"x\"\ntask a:\n    exit\n",
     "2:1+3: there should be a line of the header, a task or `expect` here, not a string\n"},
};

static const struct row headers[] = {
    {"model corutines", "2:7+9: there is no model `corutines` [did you mean `coroutines`?]\n"},
    {"model x", "2:7+1: there is no model `x` [the models are " TEXT_ALL_MODELS "]\n"},
    {"model gil, gil", "2:12+3: `gil` is named twice\n"},
    {"model async - blocking",
     "2:7+5: there is no model `async` [the models are " TEXT_ALL_MODELS "]\n"},
    {"model", "2:6+1: the name of a model is missing here\n"},
    {"workers 0", "2:9+1: this number is at least 1\n"},
    {"workers -1", "2:9+1: this number is at least 1\n"},
    {"workers many", "2:9+4: there should be this number here, not `many`\n"},
    {"cores 9223372036854775808",
     "2:7+19: this number is too large [integers go up to 9223372036854775807]\n"},
    {"pool 3 gli", "2:8+3: there should be the end of the line here, not `gli`\n"},
    {"until main end", "2:12+3: there should be `ends` here, not `end`\n"},
    {"until main ends", "2:1+5: there is no task `main`\n"},
    {"until all", "2:10+1: `end` is missing here\n"},
    {"memory weak", "2:8+4: there should be `relaxed` or `sequential` here, not `weak`\n"},
    {"until 5ms", "2:7+3: there should be `main ends` or `all end` here, not `5ms`\n"},
    {"switch 5ms", "2:8+3: there should be `interval` here, not `5ms`\n"},
    {"poll interval 5", "2:15+1: this duration has no unit [write `5ms`, or with us or s]\n"},
    {"limit 0s", "2:7+2: this duration is not over 0\n"},
    {"limit 25000000s", "2:7+9: this duration is over a day\n"},
    {"limit (5)ms", "2:7+1: this duration cannot be computed\n"},
    {"shared n", "2:9+1: `=` with its first value is missing here\n"},
    {"shared n = 1.5", "2:12+3: a number with a point is no integer [only durations have one: "
                       "1.5ms, 0.5s]\n"},
    {"shared n = -9223372036854775809",
     "2:13+19: this number is too large [integers go up to 9223372036854775807]\n"},
    {"shared say = 1", "2:8+3: `say` is a word of the language and cannot be a name\n"},
    {"shared n[2] = 1", "2:8+4: one of several is not declared by itself [all of them are: NAME x "
                        "N]\n"},
    {"shared n x = 1", "2:12+1: there should be how many there are here, not `=`\n"},
    {"semaphore s x 0 = 1", "2:15+1: how many there are is at least 1\n"},
    {"lock l x 1001", "2:10+4: over 1000 of them\n"},
    {"lock l[1]", "2:7+1: there should be the end of the line here, not `[`\n"},
    {"channel c x 3", "2:11+1: there should be the end of the line here, not `x`\n"},
    {"condition c", "2:12+1: `with` is missing here\n"},
    {"condition c with", "2:17+1: its lock is missing here\n"},
    {"condition c with l", "2:18+1: there is no lock `l` [declare it, too: lock NAME]\n"},
    {"condition c with n\nsemaphore n = 1", "2:18+1: `n` is a semaphore, not a lock\n"},
    {"condition c with l\nlock l x 2", "2:18+1: `l` does not say which: there are 2\n"},
    {"condition c with l[3]\nlock l x 2",
     "2:18+4: there is no lock `l[3]` [declare it, too: lock NAME]\n"},
    {"barrier b", "2:10+1: for how many it waits is missing here\n"},
    {"barrier b 0", "2:11+1: for how many it waits is at least 1\n"},
    {"lock n\nchannel n", "3:9+1: `n` is declared twice [it is a lock, see line 2]\n"},
    {"semaphore s = -1", "2:15+1: the number of units is at least 0\n"},
    {"bounded lock l", "2:9+4: there should be `semaphore` here, not `lock`\n"},
    {"fair channel c", "2:6+7: there should be `lock` or `semaphore` here, not `channel`\n"},
    {"fair bounded lock l", "2:14+4: there should be `semaphore` here, not `lock`\n"},
    {"fair semaphore s", "2:17+1: `=` with its units is missing here\n"},
    {"bounded semaphore s", "2:20+1: `=` with its units is missing here\n"},
    {"channel c size -1", "2:16+1: the size of a channel is at least 0\n"},
    {"lock a b", "2:8+1: there should be the end of the line here, not `b`\n"},
    {"about 5", "2:7+1: there should be a text in double quotes here, not `5`\n"},
    {"lock l:", "2:7+1: this line opens no block [leave the `:` out]\n"},
    {"lock 3l", "2:6+2: `3l` is neither a number nor a duration [the units are us, ms and s; a "
                "name begins with a letter]\n"},
};

/* Each stands alone in a task, in line 3 from column 5. */
static const struct row statements[] = {
    {"sya \"x\"", "3:5+3: there is no statement `sya` [did you mean `say`?]\n"},
    {"print \"x\"", "3:5+5: there is no statement `print` [a line is printed by `say`]\n"},
    {"elif 1:\n        exit", "3:5+4: there is no statement `elif` [it is written `else if`]\n"},
    {"helper(1)", "3:5+6: there is no statement `helper` [a task is run by `call helper(...)` or "
                  "`start helper(...)`]\n"},
    {"lock l", "3:5+4: `lock` stands before the first task, in none\n"},
    {"task b:", "3:5+4: `task` stands at the left margin, in no task\n"},
    {"xyzzy", "3:5+5: there is no statement `xyzzy`\n"},
    {"done(f)", "3:5+4: `done` begins no statement\n"},
    {"n == 5", "3:5+1: there is no statement `n` [to assign, write `=`]\n"},
    {"x++", "3:5+1: there is no statement `x` [to change a variable: x += 1]\n"},
    {"for i in 3:\n        say \"{i}\"",
     "3:5+3: there is no statement `for` [a loop is `repeat N as i:` or `while EXPR:`]\n"},
    {"x = foo(3)\n    say \"{x}\"",
     "3:9+3: `foo(...)` cannot stand in an expression [the value of a "
     "task is had by: x = call foo(...)]\n"},
    {"start a 1", "3:13+1: the arguments of a task stand in parentheses\n"},
    {"5 = n", "3:5+1: there should be a statement here, not `5`\n"},
    {"say", "3:8+1: a text in double quotes is missing here\n"},
    {"say 5", "3:9+1: there should be a text in double quotes here, not `5`\n"},
    {"say \"a\" \"b\"", "3:13+3: there should be the end of the line here, not a string\n"},
    {"say \"a\":", "3:12+1: this line opens no block [leave the `:` out]\n"},
    {"say \"a", "3:9+2: this string has no end [a string ends with \" on the line it begins on]\n"},
    {"say \"한\\", "3:9+3: this string has no end [a string ends with \" on the line it begins "
                   "on]\n"},
    {"say \"é\\q\"", "3:11+2: `\\q` is no escape [the escapes are \\\" \\\\ \\n \\t]\n"},
    {"say 'x'", "3:9+1: `'` means nothing here [a string stands in double quotes: \"text\"]\n"},
    {"say “x”", "3:9+1: `“` means nothing here [a string stands in straight quotes: \"text\"]\n"},
    {"say \"{\"", "3:10+1: `{` begins an expression, and its `}` is missing [a brace as a "
                  "character is written `{{`]\n"},
    {"say \"{}\"", "3:10+1: nothing stands between these braces\n"},
    {"say \"{1 +}\"", "3:14+1: a value is missing here\n"},
    {"say \"é{1 1}\"", "3:14+1: there should be `}` here, not `1`\n"},
    {"say \"\\n{{한{1 1}\"", "3:18+1: there should be `}` here, not `1`\n"},
    {"say \"{1 # 2}\"", "3:13+1: `#` means nothing here\n"},
    {"say \"{n}\"", "3:11+1: nothing assigns `n`\n"},
    {"say \"{error}\"", "3:11+5: `{error}` stands only in a block of `on error:`\n"},
    {"x = error", "3:9+5: `error` is a text, and stands in a string: \"{error}\"\n"},
    {"io", "3:7+1: a duration (5ms, 1.5s, (20 * n)ms) is missing here\n"},
    {"io 5", "3:8+1: this duration has no unit [write `5ms`, or with us or s]\n"},
    {"io 5 ms", "3:8+1: no space stands between a number and its unit [write `5ms`]\n"},
    {"io (5) ms", "3:12+2: no space stands between a number and its unit\n"},
    {"io (5)", "3:11+1: the unit (us, ms or s) is missing here\n"},
    {"io (5)min", "3:11+3: there should be the unit (us, ms or s) here, not `min`\n"},
    {"io n", "3:8+1: a computed duration stands in parentheses [write `(n)ms`]\n"},
    {"io -5ms", "3:8+1: a duration is not negative\n"},
    {"io 1.s", "3:8+3: `1.s` is neither a number nor a duration [the units are us, ms and s; a "
               "name begins with a letter]\n"},
    {"io 90000s", "3:8+6: this duration is over a day\n"},
    {"io 99999999999999999999s", "3:8+21: this duration is over a day\n"},
    {"io 5ms then", "3:16+1: `:` is missing here [`then` opens a block]\n"},
    {"io 5ms than:\n        exit",
     "3:12+4: there should be the end of the line here, not `than`\n"},
    {"blocking compute 5ms", "3:14+7: there should be `io` or `sleep` here, not `compute`\n"},
    {"blocking io 5ms meanwhile:\n        exit",
     "3:21+9: a blocking call has no `meanwhile` [it holds its thread until the answer is there: "
     "nothing else can run]\n"},
    {"x = 5ms", "3:9+3: a duration is no value to compute with [compute with integers and put the "
                "unit behind: (20 * n)ms]\n"},
    {"x = 9223372036854775808",
     "3:9+19: this number is too large [integers go up to 9223372036854775807]\n"},
    {"x = 18446744073709551616",
     "3:9+20: this number is too large [integers go up to 9223372036854775807]\n"},
    {"x = ", "3:8+1: a value is missing here\n"},
    {"x = (1", "3:11+1: `)` is missing here\n"},
    {"x = 1 +", "3:12+1: a value is missing here\n"},
    {"x = 1 && 1", "3:11+2: `&&` means nothing here [it is written `and`]\n"},
    {"x = !1", "3:9+1: `!` means nothing here [it is written `not`]\n"},
    {"x = 1 // 2", "3:11+2: `//` means nothing here [a comment begins with #]\n"},
    {"x = say \"a\"", "3:9+3: `say` gives no value\n"},
    {"x = if 1:\n        say \"a\"", "3:9+2: `if` gives no value\n"},
    {"x = sleep 1s", "3:9+5: `sleep` gives no value [the clock answers nothing, the device does: x "
                     "= io D]\n"},
    {"x = blocking sleep 1s", "3:9+8: `blocking sleep` gives no value [the clock answers nothing, "
                              "the device does: x = io D]\n"},
    {"x += io 1s", "3:10+2: `io` stands only behind `=` [put its value into a variable first]\n"},
    {"x = 1 + io 1s", "3:13+2: `io` cannot stand in an expression [put its value into a variable "
                      "first: x = io ...]\n"},
    {"x = blocking io 1s meanwhile:\n        exit",
     "3:24+9: a blocking call has no `meanwhile` [it holds its thread until the answer is there: "
     "nothing else can run]\n"},
    {"f = start a\n    f = io 1s\n    x = 1\n    await x",
     "6:11+1: `x` is an integer, not a future [a future is what `f = start NAME(...)` gives]\n"},
    {"f = io 1s then:\n        exit\n    await f",
     "5:11+1: `f` is an integer, not a future [a future is what `f = start NAME(...)` gives]\n"},
    {"x += recv c", "3:10+4: `recv` stands only behind `=` [put its value into a variable "
                    "first]\n"},
    {"x = 1 + recv c", "3:13+4: `recv` cannot stand in an expression [put its value into a "
                       "variable first: x = recv ...]\n"},
    {"say = 1", "3:5+3: `say` is a word of the language and cannot be a name\n"},
    {"all = 1", "3:5+3: `all` is a word of the language and cannot be a name\n"},
    {"x = = 1", "3:9+1: a value is missing here [to compare, write `==`]\n"},
    {"if 1 = 1:\n        exit",
     "3:10+1: `=` assigns, and compares nothing [to compare, write `==`]\n"},
    {"x = add y 1",
     "3:13+1: there is no shared variable `y` [declare it before the first task: shared "
     "NAME = 0]\n"},
    {"x = 1\n    y = swap x 1",
     "4:14+1: `x` is a variable of the task, not a shared one [nobody else "
     "sees it: `=`, `+=` and `-=` will do]\n"},
    {"atomic x:\n        exit", "3:12+1: there should be `:` here, not `x`\n"},
    {"atomic:\n        exit\n        io 5ms",
     "5:9+2: `io` cannot stand in an atomic block [nobody can come between there: so nothing in it "
     "may wait, or be about others]\n"},
    {"atomic:\n        if 1:\n            yield", "5:13+5: `yield` cannot stand in an atomic block "
                                                  "[nobody can come between there: so nothing in "
                                                  "it may wait, or be about others]\n"},
    {"atomic:\n        call b(1)\ntask b(n):\n    if n:\n        call b(n - 1)\n    sleep 5ms",
     "4:14+1: `b` cannot be called in an atomic block [it has `sleep`, in line 8]\n"},
    {"atomic:\n        call b(1)\ntask b(n):\n    if n:\n        call b(n - 1)", ""},
    {"atomic = 1\n    atomic += 1\n    say \"{atomic}\"", ""},
    {"region:\n        exit", "3:11+1: there should be the name of the region here, not `:`\n"},
    {"region r\n        exit", "3:13+1: `:` is missing here [`region` opens a block]\n"},
    {"region = 1\n    region += 1\n    say \"{region}\"", ""},
    {"x = swap y[1", "3:17+1: `]` is missing here\n"},
    {"x = swap y", "3:15+1: a value is missing here\n"},
    {"x = compare y 1",
     "3:20+1: what is written if they are equal is missing here [it stands behind "
     "the other: compare y 0 1]\n"},
    {"x = compare y 0 -1",
     "3:23+1: what is written if they are equal is missing here [a negative one stands in "
     "parentheses: compare y 0 (-1)]\n"},
    {"x += add y 1",
     "3:10+3: `add` stands only behind `=` [put its value into a variable first]\n"},
    {"x = 1 + add y 1",
     "3:13+3: `add` cannot stand in an expression [put its value into a variable "
     "first: x = add ...]\n"},
    {"assert", "3:11+1: a value is missing here\n"},
    {"assert 1 2", "3:14+1: there should be the end of the line here, not `2`\n"},
    {"assert 1 \"x\" 2", "3:18+1: there should be the end of the line here, not `2`\n"},
    {"assert y == 1", "3:12+1: nothing assigns `y`\n"},
    {"f = start a\n    assert f", "4:12+1: `f` is a future: it cannot be a condition [await it to "
                                  "have its value: x = await f]\n"},
    {"assert = 1\n    assert += 1\n    say \"{assert}\"", ""},
    {"x = y", "3:9+1: nothing assigns `y`\n"},
    {"x = a", "3:9+1: nothing assigns `a` [it is a task: f = start NAME(...) gives its future, x = "
              "call NAME(...) its value]\n"},
    {"x += 1", "3:5+1: nothing assigns `x` before [give it its first value by `x = 0`, or declare "
               "`shared x = 0`]\n"},
    {"counter = 1\n    say \"{conuter}\"",
     "4:11+7: nothing assigns `conuter` [did you mean `counter`?]\n"},
    {"say \"{y}\"\n    say \"{y}\"", "3:11+1: nothing assigns `y`\n"},
    {"start b()", "3:11+1: there is no task `b`\n"},
    {"call a(1)", "3:10+1: `a` takes 0 arguments, not 1 [see line 2]\n"},
    {"start a(1", "3:14+1: `,` or `)` is missing here\n"},
    {"start", "3:10+1: the name of a task is missing here\n"},
    {"await", "3:10+1: a future, `all` or `any` is missing here\n"},
    {"await any 1", "3:15+1: there should be a future here, not `1`\n"},
    {"f = start a\n    await any f,", "4:17+1: a future is missing here\n"},
    {"f = start a\n    await any f g",
     "4:17+1: there should be the end of the line here, not `g`\n"},
    {"x = 1\n    f = start a\n    await any f, x",
     "5:18+1: `x` is an integer, not a future [a future is what `f = start NAME(...)` gives]\n"},
    {"f = start a\n    await any f, g", "4:18+1: nothing assigns `g`\n"},
    {"x = await all", "3:15+3: `await all` gives no value [await each future to have its value: x "
                      "= await f]\n"},
    {"await start a()", "3:11+5: `await` takes a future [start it on a line before: f = start "
                        "NAME(...)]\n"},
    {"await f", "3:11+1: nothing assigns `f`\n"},
    {"await a", "3:11+1: nothing assigns `a` [it is a task: f = start NAME(...) gives its future, "
                "x = call NAME(...) its value]\n"},
    {"x = 1\n    await x", "4:11+1: `x` is an integer, not a future [a future is what `f = start "
                           "NAME(...)` gives]\n"},
    {"f = start a\n    x = f + 1", "4:9+1: `f` is a future: it cannot be computed with [await it "
                                   "to have its value: x = await f]\n"},
    {"f = start a\n    say \"{f}\"", "4:11+1: `f` is a future: it cannot be put into a text [await "
                                     "it to have its value: x = await f]\n"},
    {"f = start a\n    return f", "4:12+1: `f` is a future: it cannot be returned [await it to "
                                  "have its value: x = await f]\n"},
    {"f = start a\n    g = f\n    if g:\n        exit",
     "5:8+1: `g` is a future: it cannot be a condition [await it to have its value: x = await "
     "g]\n"},
    {"f = start a\n    f += 1", "4:5+1: `f` is a future: it cannot be computed with\n"},
    {"f = start a\n    resume f", "4:12+1: `f` is a future, not a generator [a generator is what "
                                  "`g = create NAME(...)` gives]\n"},
    {"f = start a\n    close f", "4:11+1: `f` is a future, not a generator [a generator is what "
                                 "`g = create NAME(...)` gives]\n"},
    {"close", "3:10+1: a generator or a channel is missing here\n"},
    {"close g h", "3:13+1: there should be the end of the line here, not `h`\n"},
    {"g = create a\n    x = close g", "4:9+5: `close` gives no value\n"},
    {"close(1)", "3:10+1: there should be a name here, not `(` [write `close NAME`; a task of this "
                 "name is run by `call close(...)` or `start close(...)`]\n"},
    {"select:\n        recv c as x:\n            exit",
     "4:16+2: there should be `:` here, not `as` [what is received gets a name by `x = recv "
     "CH:`]\n"},
    {"select:\n        else:\n            exit",
     "4:9+4: there should be a case here, not `else` [what is done if no case is possible at once "
     "stands in `timeout 0ms:`]\n"},
    {"repeat x = recv c:\n        exit",
     "3:12+1: there should be `recv` here, not `x` [for each value that comes: `repeat recv CH as "
     "x:`]\n"},
    {"io 5ms within 3ms", "3:12+6: there should be the end of the line here, not `within` [a time "
                          "limit has a block, `within D:`, or stands behind `await`]\n"},
    {"select", "3:11+1: `:` is missing here [`select` opens a block]\n"},
    {"select:", "3:5+6: `select` has no block [what belongs to it stands below it, indented "
                "deeper]\n"},
    {"select c:\n        recv c:\n            exit",
     "3:12+1: there should be `:` here, not `c`\n4:14+1: there is no channel `c` [declare it "
     "before "
     "the first task: channel NAME]\n"},
    {"select:\n        say \"a\"",
     "4:9+3: there should be a case here, not `say` [the cases of a `select` are `x = recv CH:`, "
     "`send CH EXPR:` and `timeout D:`]\n"},
    {"select:\n        x = 1:\n            exit",
     "4:9+1: there should be a case here, not `x` [the cases of a `select` are `x = recv CH:`, "
     "`send CH EXPR:` and `timeout D:`]\n"},
    {"select:\n        timeout 1ms:\n            exit\n        timeout 2ms:\n            exit",
     "6:9+7: there is a `timeout` already [see line 4]\n"},
    {"select:\n        timeout:\n            exit",
     "4:16+1: there should be a duration (5ms, 1.5s, (20 * n)ms) here, not `:`\n"},
    {"select:\n        recv c\n            exit",
     "4:15+1: `:` is missing here [a case opens a block]\n"},
    {"offload:\n        select:\n            timeout 1ms:\n                say \"a\"",
     "4:9+6: `select` cannot stand in an offloaded block [it runs on a thread of the pool, and the "
     "loop belongs to one thread]\n"},
    {"timeout 1ms:\n        exit",
     "3:5+7: there is no statement `timeout` [a time limit is `within D:`, with `on timeout:` "
     "behind its block]\n"},
    {"x = select", "3:9+6: nothing assigns `select`\n"},
    {"close c", "3:11+1: nothing assigns `c`\n"},
    {"repeat recv:\n        exit", "3:16+1: there should be a channel here, not `:`\n"},
    {"repeat recv c as x:\n        exit", "3:17+1: there is no channel `c` [declare it before the "
                                          "first task: channel NAME]\n"},
    {"close == 1", "3:5+5: there is no statement `close` [to assign, write `=`]\n"},
    {"x = close", "3:9+5: nothing assigns `close`\n"},
    {"run", "3:8+1: the name of a task is missing here\n"},
    {"run 5", "3:9+1: there should be the name of a task here, not `5`\n"},
    {"close:\n        say \"a\"",
     "3:10+1: there should be a generator or a channel here, not `:`\n"},
    {"run while", "3:9+5: `while` is a word of the language and cannot be a name\n"},
    {"run b(1)", "3:9+1: there is no task `b`\n"},
    {"x = 1\n    x += run a", "4:10+3: `run` stands only behind `=` [put its value into a variable "
                              "first]\n"},
    {"x = 1\n    y = done(x)", "4:14+1: `x` is an integer: `done` takes a future or a generator\n"},
    {"yield 1", "3:5+5: `yield` with a value stands only in a generator [nothing creates `a`: g = "
                "create a(...), then resume g]\n"},
    {"x = yield", "3:9+5: `yield` with a value stands only in a generator [nothing creates `a`: g "
                  "= create a(...), then resume g]\n"},
    {"with l:\n        exit", "3:10+1: there is no lock or semaphore `l` [declare it before the "
                              "first task: lock NAME]\n"},
    {"send c 1", "3:10+1: there is no channel `c` [declare it before the first task: channel "
                 "NAME]\n"},
    {"repeat 3\n        exit", "3:13+1: `:` is missing here [`repeat` opens a block]\n"},
    {"repeat 3:", "3:5+6: `repeat` has no block [what belongs to it stands below it, indented "
                  "deeper]\n"},
    {"repeat 3 as say:\n        exit",
     "3:17+3: `say` is a word of the language and cannot be a name\n"},
    {"while 1 sleep 5ms", "3:13+5: there should be `:` here, not `sleep`\n"},
    {"while 1: sleep 5ms", "3:14+5: there should be the end of the line here, not `sleep`\n"},
    {"else:\n        exit",
     "3:5+4: this `else` has no `if` [it stands right behind the block of an `if`, or of a `try "
     "acquire`, indented like it]\n"},
    {"try acquire:\n        exit", "3:16+1: there should be a lock or a semaphore here, not `:`\n"},
    {"try acquire y:\n        exit",
     "3:17+1: there is no lock or semaphore `y` [declare it before the first task: lock NAME]\n"},
    {"try acquire y\n        exit", "3:18+1: `:` is missing here [`try acquire` opens a block]\n"},
    {"if 1:\n        exit\n    else:\n        exit\n    else:\n        exit",
     "7:5+4: nothing can follow the `else` of line 5\n"},
    {"try:\n        exit",
     "3:5+3: this `try` has no `on error:`, `on cancel:` or `finally:` [they stand behind the "
     "block, indented like `try`]\n"},
    {"on error:\n        exit", "3:5+2: this `on error` has no `try` [it stands right behind the "
                                "block of a `try`, indented like it]\n"},
    {"try:\n        exit\n    on eror:\n        exit",
     "5:8+4: there should be `error` or `cancel` here, not `eror` [did you mean `error`?]\n"},
    {"try:\n        exit\n    on cancelled:\n        exit",
     "5:8+9: there should be `error` or `cancel` here, not `cancelled` [did you mean "
     "`cancel`?]\n"},
    {"try:\n        exit\n    on finally:\n        exit",
     "5:8+7: there should be `error` or `cancel` here, not `finally` [it is written "
     "`finally:`]\n"},
    {"try:\n        exit\n    on timeout:\n        exit",
     "5:8+7: there should be `error` or `cancel` here, not `timeout` [`on timeout` stands behind "
     "the block of a `within`; where it has none, its timeout is an error here]\n"},
    {"try:\n        exit\n    on error e:\n        exit",
     "5:14+1: there should be `:` here, not `e` [what failed is `{error}` in a text of the "
     "block]\n"},
    {"within 5ms:\n        exit\n    on timeot:\n        exit",
     "5:8+6: there should be `error`, `cancel` or `timeout` here, not `timeot` [did you mean "
     "`timeout`?]\n"},
    {"on cancel:\n        exit", "3:5+2: this `on cancel` has no `try` [it stands right behind the "
                                 "block of a `try`, indented like it]\n"},
    {"on timeout:\n        exit",
     "3:5+2: this `on timeout` has no `within` [it stands right behind the block of a `within`, "
     "indented like it]\n"},
    {"within 5ms:\n        exit\n    on error:\n        exit",
     "5:5+2: this `on error` has no `try` [it stands right behind the block of a `try`, indented "
     "like it]\n"},
    {"within 5:\n        exit",
     "3:12+1: this duration has no unit [write `5ms`, or with us or s]\n"},
    {"within 5ms\n        exit", "3:15+1: `:` is missing here [`within` opens a block]\n"},
    {"within:\n        exit",
     "3:11+1: there should be a duration (5ms, 1.5s, (20 * n)ms) here, not `:`\n"},
    {"await all within", "3:21+1: a duration (5ms, 1.5s, (20 * n)ms) is missing here\n"},
    {"within 5ms:\n        exit\n    on timeout:\n        say \"{error}\"",
     "6:15+5: `{error}` stands only in a block of `on error:`\n"},
    {"finally:\n        exit", "3:5+7: this `finally` has no `try` [it stands right behind the "
                               "block of a `try`, indented like it]\n"},
    {"try:\n        exit\n    finally\n        exit",
     "5:12+1: `:` is missing here [`finally` opens a block]\n"},
    {"try:\n        exit\n    on cancel:\n        exit\n    on cancel:\n        exit",
     "7:5+2: this `try` has `on cancel` already\n"},
    {"try:\n        exit\n    finally:\n        exit\n    finally:\n        exit",
     "7:5+7: this `try` has `finally` already\n"},
    {"try:\n        exit\n    finally:\n        exit\n    on error:\n        exit",
     "7:5+2: `on error` stands before `finally`, which is the last\n"},
    {"try:\n        exit\n    finally:\n        if 1:\n            return",
     "7:13+6: `return` cannot stand in `finally` [it would stop what is on its way out: return "
     "behind the `try`]\n"},
    {"try:\n        exit\n    on cancel:\n        return 1",
     "6:9+6: `return` cannot stand in `on cancel` [it would stop what is on its way out: return "
     "behind the `try`]\n"},
    {"try:\n        exit\n    on cancel:\n        say \"{error}\"",
     "6:15+5: `{error}` stands only in a block of `on error:`\n"},
    {"tyr:\n        exit\n    on error:\n        say \"{error}\"",
     "3:5+3: there is no statement `tyr` [did you mean `try`?]\n"},
    {"offload to threads:\n        exit",
     "3:16+7: there should be `processes` here, not `threads`\n"},
    {"offload:\n        start a", "4:9+5: `start` cannot stand in an offloaded block [it runs on a "
                                  "thread of the pool, and the loop belongs to one thread]\n"},
    {"f = start a\n    offload:\n        await f",
     "5:9+5: `await` cannot stand in an offloaded block [it runs on a thread of the pool, and the "
     "loop belongs to one thread]\n"},
    {"offload:\n        run a", "4:9+3: `run` cannot stand in an offloaded block [a thread of the "
                                "pool has no loop, and gets none here]\n"},
    {"offload:\n        if 1:\n            return",
     "5:13+6: `return` cannot stand in an offloaded block [the block ends at its end: assign a "
     "variable, and return behind it]\n"},
    {"offload:\n        offload:\n            compute 1ms",
     "4:9+7: `offload` cannot stand in an offloaded block [it runs on a thread of the pool, and "
     "the loop belongs to one thread]\n"},
    {"io 5ms then:\n        return 1",
     "4:9+6: `return` cannot stand in a `then` block [the task went on behind it long ago: there "
     "is nothing to return from]\n"},
    {"  say \"x\"\n  say \"y\"", "4:3+3: the indentation of 2 fits none of the blocks around it "
                                 "[every line of a block has the same indentation]\n"},
    {"say \"x\"\n      say \"y\"\n      say \"z\"\n    exit",
     "4:7+3: this line is indented by 6, the block it stands in by 4 [only a line that ends in "
     "`:` opens a deeper block]\n"},
    {"say \"x\"\n\tsay \"y\"", "4:1+1: a tab in the indentation [indent with spaces: a tab is as "
                               "wide as each editor likes]\n"},
    {"x\u00A0= 1", "3:6+1: `\u00A0` means nothing here [this is a no-break space: put an ordinary "
                   "one]\n"},
    {"sya \"x\"\n    io 5\n    y = z\n    say \"{q}\"",
     "3:5+3: there is no statement `sya` [did you mean `say`?]\n"
     "4:8+1: this duration has no unit [write `5ms`, or with us or s]\n"
     "5:9+1: nothing assigns `z`\n"
     "6:11+1: nothing assigns `q`\n"},
    /* what was not understood declares its target all the same */
    {"x = recv 5\n    say \"{x}\"", "3:14+1: there should be a channel here, not `5`\n"},
};

static const struct row tasks[] = {
    {"task:\n    exit\n", "2:5+1: there should be the name of the task here, not `:`\n"},
    {"task a\n    exit\n", "2:7+1: `:` is missing here [a task opens a block]\n"},
    {"task a:\n", "2:1+4: this task has no block [what belongs to it stands below it, indented "
                  "deeper]\n"},
    {"task a:\nexit\n",
     "2:1+4: this task has no block [what belongs to it stands below it, indented deeper]\n"
     "3:1+4: the statement `exit` stands in no task [statements stand in the block of a task: "
     "`task NAME:`]\n"},
    {"task a:\n    exit\ntask a:\n    exit\n", "4:6+1: there is a task `a` already [see line 2]\n"},
    {"task a(n, n):\n    exit\n", "2:11+1: there is a parameter `n` already\n"},
    {"task a(n:\n    start b(1, 2)\ntask b:\n    start a(1)\n",
     "2:9+1: there should be `,` or `)` here, not `:`\n"
     "3:11+1: `b` takes 0 arguments, not 2 [see line 4]\n"},
    {"task main(n):\n    exit\n", "2:11+1: `main` starts by itself [so nobody gives it arguments: "
                                  "it has no parameters]\n"},
    {"task a(n) x 3:\n    exit\n", "2:11+1: `x` is for tasks that start by themselves [a task with "
                                   "parameters is started by others]\n"},
    {"task main:\n    exit\ntask a every 5ms:\n    exit\n",
     "4:8+5: `every` is for tasks that start by themselves [with a task `main`, it alone does: see "
     "line 2]\n"},
    {"task a x 0:\n    exit\n", "2:10+1: the number of instances is at least 1\n"},
    {"task a x 2 x 3:\n    exit\n", "2:12+1: this stands here twice\n"},
    {"task a after (1)ms:\n    exit\n", "2:14+1: this duration cannot be computed\n"},
    {"task while:\n    exit\n", "2:6+5: `while` is a word of the language and cannot be a name\n"},
    {"task a:\n    n = 1\ntask b:\n    say \"{n}\"\n",
     "5:11+1: nothing assigns `n` [another task's variables are its own: `shared NAME = 0` makes "
     "one for all]\n"},
    {"lock l\ntask a:\n    say \"{l}\"\n    send l 1\n",
     "4:11+1: nothing assigns `l` [it is a lock, a semaphore or a channel: they have no value]\n"
     "5:10+1: `l` is a lock or semaphore, not a channel\n"},
    {"channel c\ntask a:\n    with c:\n        exit\n",
     "4:10+1: `c` is a channel, not a lock or semaphore\n"},
    {"lock printer\ntask a:\n    acquire priner\n",
     "4:13+6: there is no lock or semaphore `priner` [did you mean `printer`?]\n"},
    {"shared f = 0\ntask a:\n    f = start a\n    await f\n",
     "4:5+1: the shared variable `f` holds an integer, not a future\n"
     "5:11+1: `f` is a shared variable: it holds an integer [futures and generators stand in "
     "variables of a task]\n"},
    {"task main:\n    f = start b\n    start c(f)\ntask b:\n    exit\ntask c(x):\n    return x + "
     "1\n",
     "8:12+1: `x` is a future: it cannot be computed with [await it to have its value: x = await "
     "x]\n"},
    {"task main:\n    g = create b\n    start b\ntask b:\n    yield 1\n",
     "4:11+1: `b` yields values: it cannot be started, only created [g = create b(...), then x = "
     "resume g]\n"},
    {"task a:\n    g = create b\ntask b:\n    yield 1\n",
     "4:6+1: `b` yields values, but starts by itself: nobody resumes it [with a task `main`, it "
     "alone starts by itself]\n"},
    {"task main:\n    g = create b\n    resume g\ntask b:\n    io 1ms then:\n        yield 2\n",
     "7:9+5: `yield` with a value cannot stand in a `then` block [it runs when the answer is "
     "there: nobody has resumed it]\n"},
    {"model coroutines, gil, threads\ntask main:\n    g = create b\n    resume g\n    throw g "
     "\"x\"\n    close g\ntask b:\n    yield\n",
     "4:9+6: `create` does not exist under gil and threads [generators run on one "
     "thread: " TEXT_ONE_THREAD_MODELS " have them]\n"
     "5:5+6: `resume` does not exist under gil and threads [generators run on one "
     "thread: " TEXT_ONE_THREAD_MODELS " have them]\n"
     "6:5+5: `throw` does not exist under gil and threads [generators run on one "
     "thread: " TEXT_ONE_THREAD_MODELS " have them]\n"
     "7:5+5: `close` does not exist under gil and threads [generators run on one "
     "thread: " TEXT_ONE_THREAD_MODELS " have them]\n"
     "9:5+5: `yield` in a generator does not exist under gil and threads [generators run on one "
     "thread: " TEXT_ONE_THREAD_MODELS " have them]\n"},
    {"model processes\ntask main:\n    f = start b(1)\n    start b(f)\n    call b(f)\ntask b(x):\n "
     " "
     "  exit\n",
     "5:13+1: `f` cannot go to another process: processes passes no futures or generators to "
     "`start` [`call` may have it; with `start`, " TEXT_SHARING_MODELS " do it]\n"},
};

/* Behind `scenario "t"`, a model, a shared variable n, a semaphore s and a lock l: line 7 asks. */
/* Behind several of one name, in line 9 from column 5. */
static const struct row several[] = {
    {"a = 1", "9:5+1: `a` does not say which: there are 3 [a[1] to a[3]]\n"},
    {"n = a", "9:9+1: `a` does not say which: there are 3 [a[1] to a[3]]\n"},
    {"n = a[4]", "9:11+1: there is no a[4] [a[1] to a[3]: see line 2]\n"},
    {"a[0] += 1", "9:7+1: there is no a[0] [a[1] to a[3]: see line 2]\n"},
    {"n[1] = 2", "9:5+1: `n` is only one [several are declared by `n x N`: see line 3]\n"},
    {"y[1] = 2", "9:5+1: nothing assigns `y`\n"},
    {"a[1 = 2", "9:9+1: there should be `]` here, not `=`\n"},
    {"a[] = 2", "9:7+1: there should be a value here, not `]`\n"},
    {"a[1] 2", "9:10+1: there should be `=` here, not `2`\n"},
    {"a[1]", "9:9+1: `=` is missing here\n"},
    {"n = a[1", "9:12+1: `]` is missing here\n"},
    {"acquire f", "9:13+1: `f` does not say which: there are 3 [f[1] to f[3]]\n"},
    {"acquire f[9]", "9:15+1: there is no f[9] [f[1] to f[3]: see line 4]\n"},
    {"acquire m[1]", "9:13+1: `m` is only one [several are declared by `m x N`: see line 5]\n"},
    {"n = m", "9:9+1: nothing assigns `m` [it is a lock, a semaphore or a channel: they have no "
              "value]\n"},
    {"n = f[1] + 1", "9:9+1: nothing assigns `f` [it is a lock, a semaphore or a channel: they "
                     "have no value]\n"},
    {"call use(f)", "9:14+1: `f` does not say which: there are 3 [f[1] to f[3]]\n"},
    {"call use(f[4])", "9:16+1: there is no f[4] [f[1] to f[3]: see line 4]\n"},
    {"call use(a)", "9:14+1: `a` does not say which: there are 3 [a[1] to a[3]]\n"},
};

/* Of parameters that stand for a lock or a channel: behind the same lines, from line 8. */
static const struct row arguments[] = {
    {"task a(l):\n    with l:\n        n = a[1]\ntask main:\n    call a(f[n])\n    call a(m)\n",
     ""},
    {"task use(l):\n    acquire l\ntask main:\n    call use(n)\n",
     "9:13+1: `l` is an integer, not a lock or semaphore\n"},
    {"task use(l):\n    acquire l\ntask main:\n    x = start use(x)\n",
     "9:13+1: `l` is a future, not a lock or semaphore\n"},
    {"task use(c):\n    send c 1\ntask main:\n    call use(m)\n",
     "9:10+1: `c` is a lock or semaphore, not a channel\n"},
    {"task use(l):\n    await l\ntask main:\n    call use(m)\n",
     "9:11+1: `l` is a lock or semaphore, not a future [a future is what `f = start NAME(...)` "
     "gives]\n"},
    {"task use(l):\n    if done(l):\n        exit\ntask main:\n    call use(m)\n",
     "9:13+1: `l` is a lock or semaphore: `done` takes a future or a generator\n"},
    {"task use(l):\n    x = l\n    acquire x\ntask main:\n    call use(m)\n",
     "9:9+1: `l` is a lock or semaphore: it cannot be assigned\n"
     "10:13+1: there is no lock or semaphore `x` [declare it before the first task: lock NAME]\n"},
    {"task use(l):\n    n = l + 1\n    say \"{l}\"\n    return l\ntask main:\n    call use(m)\n",
     "9:9+1: `l` is a lock or semaphore: it cannot be computed with\n"
     "10:11+1: `l` is a lock or semaphore: it cannot be put into a text\n"
     "11:12+1: `l` is a lock or semaphore: it cannot be returned\n"},
    {"task use(l):\n    acquire f[l]\n    n = a[l]\ntask main:\n    call use(m)\n",
     "9:15+1: `l` is a lock or semaphore: it cannot be a number of one\n"
     "10:11+1: `l` is a lock or semaphore: it cannot be computed with\n"},
    {"task use(l):\n    wait l\n    signal l\ntask main:\n    call use(m)\n",
     "9:10+1: `l` is a lock or semaphore, not a condition or barrier\n"
     "10:12+1: `l` is a lock or semaphore, not a condition\n"},
    {"task use(l):\n    wait l\n    acquire l\ntask main:\n    call use(c)\n    call use(b)\n",
     "9:10+1: `l` is a condition in one place and a barrier in another\n"
     "10:13+1: `l` is a condition or barrier, not a lock or semaphore\n"},
    {"task main:\n    wait m\n    signal b\n    broadcast zz\n    wait 5ms\n    x = wait c\n"
     "    with c:\n        wait()\n",
     "9:10+1: `m` is a lock or semaphore, not a condition or barrier\n"
     "10:12+1: `b` is a barrier, not a condition\n"
     "11:15+2: there is no condition `zz` [declare it before the first task: condition NAME with "
     "LOCK]\n"
     "12:10+3: there should be a condition or a barrier here, not `5ms` [to wait: `sleep D` for "
     "the "
     "clock, `io D` for the device, `await f` for a task]\n"
     "13:9+4: `wait` gives no value\n"
     "14:10+1: `c` is a condition, not a lock or semaphore\n"
     "15:13+1: there should be a name here, not `(` [write `wait NAME`; a task of this name is run "
     "by "
     "`call wait(...)` or `start wait(...)`]\n"},
    {"task use(l):\n    acquire l[1]\ntask main:\n    call use(m)\n",
     "9:13+1: `l` is only one [several are declared before the first task: NAME x N]\n"},
};

static const struct row asks[] = {
    {"", ""},
    {" next", ""},
    {" output", ""},
    {" at \"x {n}\" within 20%", ""},
    {" elapsed", ""},
    {" elapsed within 5%", ""},
    {" result", ""},
    {" value n", ""},
    {" value s within 50%", ""},
    {" choose \"a\" if output \"x\", \"y\", \"b\" if late a > 1ms, *\"c\"", ""},
    {" nxt", "7:13+3: one cannot ask for `nxt` [did you mean `next`?]\n"},
    {" handoffs",
     "7:13+8: one cannot ask for `handoffs` [for next, output, at, elapsed, result, value, choose; "
     "or for nothing]\n"},
    {" \"and this?\"",
     "7:13+11: there should be the end of the line, or what is asked for, here, not a string\n"},
    {" next please", "7:18+6: there should be the end of the line here, not `please`\n"},
    {" at", "7:15+1: the text that is said, in double quotes is missing here\n"},
    {" at 20ms",
     "7:16+4: there should be the text that is said, in double quotes here, not `20ms`\n"},
    {" elapsed within 20", "7:30+1: `%` is missing here\n"},
    {" value", "7:18+1: the name of a shared variable is missing here\n"},
    {" value m", "7:19+1: there is no shared variable or semaphore `m`\n"},
    {" value l", "7:19+1: there is no shared variable or semaphore `l`\n"},
    {" choose", "7:19+1: a choice, in double quotes, is missing here\n"},
    {" choose \"a\"", "7:23+1: `if` is missing here\n"},
    {" choose \"a\" if elapsed < 1s", "7:13+6: there is only one choice\n"},
    {" choose *\"a\", *\"b\"", "7:26+1: there is a choice with `*` already [see line 7]\n"},
    {" choose \"a\" if late b > 1ms, *\"b\"", "7:32+1: there is no task `b`\n"},
    {" choose \"a\" if value m == 1, *\"b\"",
     "7:33+1: there is no shared variable or semaphore `m`\n"},
    {" choose \"a\" if nothing, *\"b\"", "7:27+7: there is no expectation `nothing`\n"},
    {" choose \"a\" if elapsed < 50% of gil, *\"b\"",
     "7:27+7: a choice is right or wrong by its own run alone [what it has in relation to another "
     "model's is for `expect`]\n"},
    {" choose *\"0\", \"1\" if looks < 1, \"2\" if looks < 1, \"3\" if looks < 1, "
     "\"4\" if looks < 1, \"5\" if looks < 1, \"6\" if looks < 1, \"7\" if looks < 1, "
     "\"8\" if looks < 1, \"9\" if looks < 1",
     "7:170+3: over 9 choices\n"},
    {" choose:", "7:5+3: `choose` has no block [what belongs to it stands below it, indented "
                 "deeper]\n"},
    {" choose:\n        \"a\" if elapsed < 1s\n        *\"b\"", ""},
    {" choose:\n        \"a\" if elapsed < 1s, *\"b\"",
     "8:28+1: there should be the end of the line here, not `,`\n"},
    {" choose:\n        \"a\" if elapsed < 1s\n        say \"b\"",
     "9:9+3: there should be a choice, in double quotes, here, not `say`\n"},
};

/* Who has control next is a question where one has it at a time. */
static const struct row nexts[] = {
    {"model coroutines, gil, blocking, polling, callbacks\n", ""},
    {"model threads\n",
     "4:13+4: `next` cannot be asked under threads [several tasks have control at once there, "
     "unless the header says `cores 1` or `workers 1`]\n"},
    {"model gil, processes\n",
     "4:13+4: `next` cannot be asked under processes [several tasks have control at once there, "
     "unless the header says `cores 1` or `workers 1`]\n"},
    {"model threads, processes\ncores 1\n", ""},
    {"model threads, processes\nworkers 1\n", ""},
    {"model coroutines\nworkers 2\n",
     "5:13+4: `next` cannot be asked under coroutines [several tasks have control at once there, "
     "unless the header says `cores 1` or `workers 1`]\n"},
};

static const struct row expects[] = {
    {"expect gli:\n    result ok\n", "5:8+3: there is no model `gli` [did you mean `gil`?]\n"},
    {"expect\n    result ok\n", "5:7+1: the name of a model is missing here\n"},
    {"expect gil, with workers 2:\n    result ok\n",
     "5:13+4: there should be the name of a model here, not `with`\n"},
    {"expect gil workers 2:\n    result ok\n", "5:12+7: there should be `:` here, not `workers`\n"},
    {"expect gil with workers 2\n    result ok\n",
     "5:26+1: `:` is missing here [`expect` opens a block]\n"},
    {"expect:\n", "5:1+6: `expect` has no block [what belongs to it stands below it, indented "
                  "deeper]\n"},
    {"expect:\n    elapsd about 5ms\n",
     "6:5+6: there is no expectation `elapsd` [did you mean `elapsed`?]\n"},
    {"expect:\n    elapsed 5ms\n", "6:13+3: there should be `about`, `<` or `>` here, not `5ms`\n"},
    {"expect:\n    elapsed about 5ms within 5\n", "6:31+1: `%` is missing here\n"},
    {"expect:\n    elapsed < 50% of trheads\n",
     "6:22+7: there is no model `trheads` [did you mean `threads`?]\n"},
    {"expect:\n    elapsed < 50%\n", "6:18+1: `of` is missing here\n"},
    {"expect:\n    cpu < 5% of gil\n",
     "6:11+1: this duration has no unit [write `5ms`, or with us or s]\n"},
    {"expect:\n    output\n", "6:11+1: a text in double quotes is missing here\n"},
    {"expect:\n    output \"a\",\n", "6:16+1: a text in double quotes is missing here\n"},
    {"expect:\n    output any \"a\"\n", "6:16+3: there should be `order` here, not a string\n"},
    {"expect:\n    alone m\n", "6:11+1: there is no region `m`\n"},
    {"expect:\n    value m == 1\n", "6:11+1: there is no shared variable or semaphore `m`\n"},
    {"expect:\n    value n = 1\n", "6:13+1: there should be a comparison (== != < <= > >=) here, "
                                   "not `=` [to compare, write `==`]\n"},
    {"expect:\n    result okay\n", "6:12+4: there is no result `okay` [the results are ok, failed, "
                                   "crash, deadlock, timeout, stopped]\n"},
    {"expect:\n    result livelock\n",
     "6:12+8: there is no result `livelock` [what is called a livelock has come to its limit: "
     "`result timeout`]\n"},
    {"expect:\n    result deadlok\n",
     "6:12+7: there is no result `deadlok` [did you mean `deadlock`?]\n"},
    {"expect:\n    handoffs == 3\n", "6:14+2: there should be `<` or `>` here, not `==`\n"},
    {"expect:\n    parallel < 3\n", "6:14+1: there should be the number of tasks here, not `<`\n"},
    {"expect:\n    late client < 5ms\n", "6:10+6: there is no task `client`\n"},
    {"expect:\n    memory > -9223372036854775807 KiB a task\n",
     "6:14+1: the number of KiB is at least 1\n"},
    {"expect:\n    memory > 8\n", "6:15+1: `KiB` is missing here\n"},
    {"expect:\n    memory == 8 KiB a task\n",
     "6:12+2: there should be `<` or `>` here, not `==`\n"},
    {"expect:\n    memory < 8 KB a task\n", "6:16+2: there should be `KiB` here, not `KB`\n"},
    {"expect:\n    at 5ms \"x\"\n", "6:8+3: there should be `about`, `<` or `>` here, not `5ms`\n"},
    {"expect:\n    at < 5ms \"x\", \"y\"\n", "6:19+3: only one text has this time\n"},
    {"expect:\n    at < 5ms\n", "6:13+1: a text in double quotes is missing here\n"},
    {"expect all schedules:\n    result ok\n", ""},
    {"expect all schedules with schedule 1:\n    result ok\n",
     "5:1+6: it is expected of all schedules, and of one\n"},
    {"expect some schedule:\n    elapsed < 5ms\n",
     "6:5+7: this cannot be expected of some schedule [what can be: value, result, output, order, "
     "never]\n"},
    {"expect gil all:\n    result ok\n", "5:15+1: there should be `schedules` here, not `:`\n"},
    {"expect gil some schedules:\n    result ok\n",
     "5:17+9: there should be `schedule` here, not `schedules`\n"},
    {"expect:\n    elapsd\n    reslt ok\n    value x == 3\n",
     "6:5+6: there is no expectation `elapsd` [did you mean `elapsed`?]\n"
     "7:5+5: there is no expectation `reslt` [did you mean `result`?]\n"
     "8:11+1: there is no shared variable or semaphore `x`\n"},
};

/* What stands behind `expect with`, in line 9. */
#define SETTABLE                                                                                   \
    "[what can be set: workers, cores, pool, device, until, switch interval, poll interval, "      \
    "limit, memory, schedule, shared, semaphore, channel]\n"

static const struct row settings[] = {
    {"bounded semaphore s = 1", "9:13+7: whether it is bounded cannot be set [its units are set by "
                                "`semaphore NAME = N`]\n"},
    {"fair lock l", "9:13+4: whether it is fair cannot be set [its units are set by "
                    "`semaphore NAME = N`]\n"},
    {"", "9:13+1: there should be a setting here, not `:`\n"},
    {"5", "9:13+1: there should be a setting here, not `5`\n"},
    {"wrokers 5", "9:13+7: there is no setting `wrokers` [did you mean `workers`?]\n"},
    {"speed 5", "9:13+5: there is no setting `speed` " SETTABLE},
    {"lock l", "9:13+4: `lock` cannot be set for a run " SETTABLE},
    {"model gil", "9:13+5: `model` cannot be set for a run " SETTABLE},
    {"gil", "9:13+3: there is no setting `gil` [the models stand before `with`]\n"},
    {"n = 2", "9:13+1: there is no setting `n` [a shared variable is set by "
              "`shared n = VALUE`]\n"},
    {"workers = 5", "9:21+1: there should be this number here, not `=` [without `=`, as in the "
                    "header]\n"},
    {"schedule 1x3.2", ""},
    {"schedule 1x3.", "9:26+1: the number of a lane is missing [a schedule says whose move it is: "
                      "1x3.2 is three of lane 1, one of 2]\n"},
    {"schedule one", "9:22+3: there should be a schedule, such as 1x3.2 here, not `one`\n"},
    {"schedule 1, schedule 1x2", "9:25+8: `schedule` is set twice here\n"},
    {"workers 0", "9:21+1: this number is at least 1\n"},
    {"limit = 5s", "9:19+1: there should be a duration (5ms, 1.5s, (20 * n)ms) here, not `=` "
                   "[without `=`, as in the header]\n"},
    {"shared = 5", "9:20+1: there should be the name of a shared variable here, not `=`\n"},
    {"workers 2 3", "9:23+1: there should be `:` here, not `3`\n"},
    {"workers 2,", "9:23+1: there should be a setting here, not `:`\n"},
    {"workers 2, workers 3", "9:24+7: `workers` is set twice here\n"},
    {"shared n = 2, shared n = 3", "9:27+6: `shared n` is set twice here\n"},
    {"shared n = 2, shared k = 3", ""},
    {"switch 5ms", "9:20+3: there should be `interval` here, not `5ms`\n"},
    {"limit 5", "9:19+1: this duration has no unit [write `5ms`, or with us or s]\n"},
    {"shared m = 2", "9:20+1: there is no shared variable `m`\n"},
    {"shared s = 2", "9:20+1: there is no shared variable `s`\n"},
    {"semaphore crate = 2", "9:23+5: there is no semaphore `crate`\n"},
    {"channel crat size 2", "9:21+4: there is no channel `crat` [did you mean `crate`?]\n"},
    {"channel crate", "9:26+1: there should be `size` with its other size here, not `:`\n"},
    {"until main ends", "9:13+5: there is no task `main`\n"},
    {"until all end, limit 5s", ""},
    {"memory relaxed, limit 5s", ""},
    {"memory 5", "9:20+1: there should be `relaxed` or `sequential` here, not `5`\n"},
    {"workers 2, cores 1, pool 5 gil, device 2, limit 1.5s, poll interval 1us, semaphore s = 0, "
     "channel crate size 2",
     ""},
};

static const struct row warnings[] = {
    {"lock l\nsemaphore s = 1\nchannel c\nshared n = 1\ntask a:\n    exit\n",
     "warning 2:6+1: nothing uses `l`\nwarning 3:11+1: nothing uses `s`\n"
     "warning 4:9+1: nothing uses `c`\nwarning 5:8+1: nothing uses the shared variable `n`\n"},
    {"lock l\nshared n = 1\ntask a:\n    with l:\n        exit\nexpect:\n    value n == 1\n", ""},
    {"task main:\n    exit\ntask a:\n    call a\n",
     "warning 4:6+1: nothing starts, calls or creates the task `a`\n"},
    {"task a(n):\n    exit\ntask b:\n    exit\n",
     "warning 2:6+1: nothing starts, calls or creates the task `a`\n"},
    {"task a:\n    x = 1\n    y = call a\n    z = 1 / 0\n",
     "warning 3:5+1: `x` is assigned, and nothing reads it\n"},
    {"task a:\n    x = 0\n    while 1:\n        x += 1\n", ""},
    {"task a:\n    return 1\n    say \"x\"\n", "warning 4:5+3: nothing reaches this line\n"},
    {"shared n = 1\ntask main:\n    call b(n)\ntask b(n):\n    n += 1\n",
     "warning 5:8+1: the parameter `n` hides the shared variable of that name\n"},
    {"workers 2\ntask a:\n    exit\nexpect with workers 2, limit 30s:\n    result ok\n",
     "warning 5:13+7: the file itself is set so: this block replaces those without `with`\n"},
    {"workers 2\ntask a:\n    exit\nexpect with workers 2, limit 31s:\n    result ok\n", ""},
    {"task a:\n    exit\nexpect gil, coroutines:\n    result ok\n",
     "warning 4:8+3: this never applies: the `model` line does not name `gil`\n"},
    {"task a:\n    exit\ntask b:\n    start a\n    call a\n",
     "warning 5:11+1: `a` starts by itself, and is started here, too [it has no parameters, and "
     "there is no task `main`: with one, that alone starts by itself]\n"},
    {"task a:\n    start a\ntask b(n):\n    call c(n)\ntask c(n):\n    start b(n)\n", ""},
    {"task a:\n    exit\ntask main:\n    start a\n", ""},
    {"task a:\n    x = 1\n    say \"x is {x}\"\n    say \"{{x}\"\n    say \"{x}\"\nexpect:\n"
     "    output \"x is {x}\", \"x is 1\", \"{x}\"\n    never \"x is {x}\"\n"
     "    at < 1s \"x is {x}\"\n",
     "warning 8:12+10: this is never said: `say` puts values in place of braces [see line 4]\n"
     "warning 9:11+10: this is never said: `say` puts values in place of braces [see line 4]\n"
     "warning 10:13+10: this is never said: `say` puts values in place of braces [see line 4]\n"},
    /* no warnings beside errors: what was not understood may use what looks unused */
    {"lock l\ntask a:\n    wiht l:\n        exit\n",
     "4:5+4: there is no statement `wiht` [did you mean `with`?]\n"},
};

static void assert_errors(const char *before, const struct row *row, const char *after)
{
    struct strbuf source = STRBUF_INIT;
    strbuf_addf(&source, "%s%s%s", before, row->source, after);
    char *found = text_diagnostics(strbuf_str(&source), source.len);
    ck_assert_msg(strcmp(found, row->errors) == 0, "\n%s\nfound:\n%swanted:\n%s",
                  strbuf_str(&source), found, row->errors);
    free(found);
    strbuf_release(&source);
}

START_TEST(of_files)
{
    assert_errors("", &files[_i], "");
}
END_TEST

START_TEST(of_headers)
{
    assert_errors(TITLE, &headers[_i], "\ntask t:\n    exit\n");
}
END_TEST

START_TEST(of_statements)
{
    assert_errors(TASK, &statements[_i], "\n");
}
END_TEST

START_TEST(of_tasks)
{
    assert_errors(TITLE, &tasks[_i], "");
}
END_TEST

#define SEVERAL                                                                                    \
    "scenario \"t\"\nshared a x 3 = 0\nshared n = 0\nlock f x 3\nlock m\ncondition c with "        \
    "m\nbarrier b 2\n"

START_TEST(of_several)
{
    assert_errors(SEVERAL "task main:\n    ", &several[_i],
                  "\n    with f[n]:\n        with m:\n            n = a[n]\n"
                  "    if n:\n        call use(m)\n    signal c\n    wait b\n"
                  "task use(l):\n    acquire l\n");
}
END_TEST

START_TEST(of_arguments)
{
    assert_errors(
        SEVERAL, &arguments[_i],
        "    with f[n]:\n        with m:\n            n = a[n]\n    signal c\n    wait b\n");
}
END_TEST

START_TEST(of_settings)
{
    assert_errors("scenario \"t\"\nshared n = 1\nshared k = 1\nsemaphore s = 1\nchannel crate\n"
                  "task a: # uses all of them\n    with s:\n        send crate n + k\n"
                  "expect with ",
                  &settings[_i], ":\n    result ok\n");
}
END_TEST

START_TEST(of_questions)
{
    assert_errors("scenario \"t\"\nmodel coroutines, threads, gil\ncores 1\nshared n = 1\n"
                  "semaphore s = 1\ntask a: # they are used below\n    ask \"?\"",
                  &asks[_i],
                  "\n    next = n\n    with s:\n        output = next\n        n = output\n");
}
END_TEST

START_TEST(of_who_is_next)
{
    assert_errors("scenario \"t\"\n", &nexts[_i], "task a:\n    ask \"?\" next\n");
}
END_TEST

START_TEST(of_expectations)
{
    assert_errors("scenario \"t\"\nshared n = 1\ntask a:\n    n += 1\n", &expects[_i], "");
}
END_TEST

START_TEST(of_slips)
{
    assert_errors(TITLE, &warnings[_i], "");
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof(table)[0])

static Suite *make_suite(void)
{
    Suite *suite = suite_create("errors");
    TCase *tcase = tcase_create("errors");
    tcase_add_loop_test(tcase, of_files, 0, ROWS(files));
    tcase_add_loop_test(tcase, of_headers, 0, ROWS(headers));
    tcase_add_loop_test(tcase, of_statements, 0, ROWS(statements));
    tcase_add_loop_test(tcase, of_tasks, 0, ROWS(tasks));
    tcase_add_loop_test(tcase, of_several, 0, ROWS(several));
    tcase_add_loop_test(tcase, of_arguments, 0, ROWS(arguments));
    tcase_add_loop_test(tcase, of_settings, 0, ROWS(settings));
    tcase_add_loop_test(tcase, of_questions, 0, ROWS(asks));
    tcase_add_loop_test(tcase, of_who_is_next, 0, ROWS(nexts));
    tcase_add_loop_test(tcase, of_expectations, 0, ROWS(expects));
    tcase_add_loop_test(tcase, of_slips, 0, ROWS(warnings));
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(make_suite)
