#!/bin/sh
# What the questions of the lessons have for an answer, under each model: it follows from the run, and must be what the
# lesson is about. A time may be some percent off, or what others took.
set -u
. "$(dirname "$0")/tap.sh"

# LESSON LINE-TEXT MODELS ANSWER, parted by `|`: the beginning of the question's text; `*` for all models of the file. An
# answer of words is that to the letter; `about N ms` is a time; `N to M` a number.
cat >"$work/table" <<'END'
01|What is printed|coroutines polling callbacks|2 starts
01|What is printed|blocking|1 resumes
02|Who has control|blocking async-blocking|nobody
02|Who has control|polling callbacks coroutines|A, or the loop
03|Will the picture|polling|no
03|Will the picture|blocking|yes
04|Four lines|callbacks coroutines|all asked, part {part} is next
04|Four lines|blocking|part {part}, the big one: answer {n}
05|The block|coroutines callbacks|about 180 ms
05|The block|threads blocking|about 100 ms
06|Will A|blocking|B's answer
06|Will A|callbacks coroutines threads|A goes on
07|Which line|threads polling|the work is done
07|Which line|blocking|the disk has answered
08|All three|coroutines callbacks|client 3
08|All three|blocking|nobody more
09|quick is|coroutines callbacks polling|about 100 ms
10|And resumed|*|1, 2, 3
11|A failure|*|at the yield
12|Close is|*|it is free
13|start has|coroutines callbacks threads processes|no value yet
13|start has|blocking|49
14|They take|coroutines callbacks threads|about 200 ms
14|They take|blocking|about 300 ms
15|The second|*|about 300 ms
16|They take|coroutines callbacks|about 500 ms
16|They take|blocking|about 750 ms
17|What will|*|that it starts
18|main waits|*|about 100 ms
19|The workers|*|never
20|When will|*|about 600 ms
21|When will|*|about 1050 ms
22|Which answer|coroutines callbacks|the last one
22|Which answer|blocking|the first one
23|Six calls|*|about 300 ms
24|Threads took|*|195 to 260
25|Ten calls|coroutines threads|about 100 ms
25|Ten calls|blocking|about 1000 ms
26|Has spawned|*|no
27|Five are|coroutines callbacks|about 200 ms
27|Five are|threads|about 100 ms or about 200 ms
27|Five are|blocking|about 600 ms
28|Fifteen|*|599 to 680
28|Now sliding|*|279 to 400
29|The device|coroutines|about 200 ms
29|The device|threads|about 100 ms or about 200 ms
29|The device|blocking|about 1000 ms
30|Nothing is|*|about 200 ms
31|A loop|coroutines callbacks|no
31|A loop|threads|yes
32|Two cores|gil blocking|one
32|Two cores|threads|two
33|One lock|gil threads|about 110 ms
33|One lock|blocking|about 420 ms
34|Twenty answers|gil|about 126 ms
34|Twenty answers|threads|about 23 ms
35|Four jobs|processes|0
35|Four jobs|gil blocking|4
36|Will job|threads|yes
36|Will job|blocking|no
37|Twice a|threads gil blocking|200
37|Twice a|processes|0
38|Twice a|threads gil|less
38|Twice a|blocking|2000000
39|Who will|threads gil coroutines callbacks processes|nobody
39|Who will|blocking|one
40|Now a real|processes|they go on
40|Now a real|threads coroutines|they end, too
41|Who runs|coroutines|still greedy
41|Who runs|threads gil|polite
42|Each piece|*|more
43|48 ms|threads processes|more
43|48 ms|coroutines|under 79 ms
43|48 ms|gil|more or under 79 ms
44|What does|callbacks|under 2 KiB
44|What does|coroutines threads|between
44|What does|processes|over 40
45|All four|*|about 200 ms
46|How many|*|91 to 130
47|Now in|*|9 to 60
48|How long|blocking|about 400 ms
48|How long|processes|about 200 ms
48|How long|threads|about 200 ms
48|How long|coroutines|about 70 ms
49|Now three|*|99 to 120
50|Which piece|coroutines callbacks|header 2
50|Which piece|blocking|body 1
51|Eight that wait|*|199 to 240
51|Eight that compute|*|79 to 110
52|Two go|*|rarely
53|The first|*|it ends, too
54|Which piece|*|body 1
55|main has called|*|main has slept
56|Its body|coroutines callbacks|about 10 ms
56|Its body|blocking|about 100 ms
57|The endpoint|coroutines callbacks|uvicorn has read request 2
57|The endpoint|blocking|the endpoint of {n} has its row
58|Three views|coroutines|about 120 ms
58|Three views|threads|about 20 ms
59|Three tasks|coroutines|1
59|Three tasks|threads|1 or 2
59|Three tasks|blocking|3
60|Two tasks|*|1 or 2
61|Two tasks|*|2 to 6
62|The third|*|3 or 2 or 1
63|Each looks|*|ok or failed
64|Flags and|*|ok or failed
65|Three try|*|ok or failed
66|100 are|*|20 or -60
67|Two take|*|ok or failed
68|The child|*|ok or deadlock
69|Three eat|*|ok or deadlock
70|Two read|*|ok or failed or deadlock
71|One customer|*|ok or deadlock
72|One puts|*|ok or deadlock
73|Two meet|*|ok or deadlock
74|Each lets|*|ok or timeout
75|Flags and|*|ok
END

# On one core the kernel may give it at once to whom it wakes, who finds the lock free.
[ "$(usable_cores)" -gt 1 ] || sed -i '/^52|/s/$/ or each time/' "$work/table"

# is_answer WANTED ANSWER: the answer is that, or one of several with `or` between.
is_answer()
{
    awk -v wanted="$1" -v answer="$2" '
        function is_one(one,   part, number, off) {
            if (split(one, part, " ") == 3 && part[2] == "to") return answer >= part[1] + 0 && answer <= part[3] + 0
            if (part[1] != "about") return one == answer
            if (!match(answer, /^[0-9.]+ (us|ms|s)$/)) return 0
            number = answer + 0
            if (answer ~ / us$/) number /= 1000
            if (answer ~ / s$/) number *= 1000
            off = part[2] * 0.15 < 8 ? 8 : part[2] * 0.15
            return number >= part[2] - 5 && number <= part[2] + off
        }
        BEGIN {
            if (answer == wanted) exit 0
            count = split(wanted, ones, " or ")
            for (i = 1; i <= count; i++) if (is_one(ones[i])) exit 0
            exit 1
        }'
}

# Prints the questions of a run, a line each: their text, a tab, the answer.
answers_of()
{
    sed -n '/^ "questions": \[/,/^ "[^q]/s/.*"text": "\(.*\)", "choices": .*"answer": "\(.*\)", "because".*/\1\t\2/p' "$1"
}

tab=$(printf '\t')
table=$work/table
# check_answers FILE MODEL
check_answers()
{
    file=${1% *} model=${1##* }
    number=$(basename "$file" | cut -c 1-2)
    rows=$(awk -F'|' -v number="$number" -v model="$model" \
        '$1 == number && ($3 == "*" || index(" " $3 " ", " " model " "))' "$table")
    if [ -z "$rows" ]; then
        fail "$number has a question with an answer under $model"
        return
    fi
    "$baton" run "$file" -m "$model" -f json >"$work/json" 2>"$work/err"
    answers_of "$work/json" >"$work/answers"
    echo "$rows" | while IFS='|' read -r _ text _ wanted; do
        answer=$(grep -F "$text" "$work/answers" | head -n 1)
        is_answer "$wanted" "${answer#*"$tab"}" || echo "$text…: '${answer#*"$tab"}', wanted: $wanted"
    done >"$work/wrong"
    if [ ! -s "$work/wrong" ]; then
        pass "$number under $model: its questions have the answers that it is about"
    elif [ "$(sed -n 's/.*"run_delay_ns": \([0-9]*\).*/\1/p' "$work/json")" -gt 5000000 ]; then
        skip_busy "$number under $model: its questions have the answers that it is about"
    else
        fail "$number under $model: its questions have the answers that it is about" "$work/wrong"
    fi
}

for file in "$srcdir"/scenarios/*.baton; do
    for model in $(sed -n 's/^model //p' "$file" | tr -d ','); do echo "$file $model"; done
done >"$work/asked"
each_at_once "$work/asked" check_answers

check 'a wrong answer is found' sh -c '! "$@"' sh test "$(is_answer 'about 100 ms' '131.0 ms' && echo yes)" = yes
check 'a right one is not' test "$(is_answer 'about 100 ms or 3 to 5' '4' && echo yes)" = yes
finish
