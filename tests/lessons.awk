# Compares the shape of two timelines: awk -v ordered=1 -v luck=0 -f lessons.awk PAGE LIVE; exit status 1 if they differ, and says how.
#
# Both are what `baton run` or `baton compare` printed, one ASCII character a column (tests/lessons.sh, to_ascii). The
# same are: the title, the lanes and their order, in each lane the sequence of states, on the control strip the sequence
# of holders, the requests at the device, and the lines said (in their order, where the scenario promises it).
#
# Which pieces are too short to count is a matter of luck on a busy machine. A piece of the live run that is shorter than
# `least` columns is dropped; one of the page may be missing if it is shorter than twice that. So the page becomes a
# pattern, and the live run a string.

function add(kind, text)
{
    items[file]++
    kinds[file, items[file]] = kind
    texts[file, items[file]] = text
}

function squeezed(text)
{
    gsub(/ +/, " ", text)
    sub(/^ /, "", text)
    sub(/ $/, "", text)
    return text
}

# The place of each run of equal characters in `text`: piece[i], size[i]; returns how many.
function cut(text, count, i, c)
{
    count = 0
    for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (count == 0 || c != piece[count]) {
            piece[++count] = c
            size[count] = 0
        }
        size[count]++
    }
    return count
}

# Who computes is stopped and goes on, as the kernel likes: of a stretch of = _ % only its first _ is told from the rest.
function stretch(text, lead, running, polling, result)
{
    lead = match(text, /[^_]/) ? RSTART - 1 : length(text)
    result = repeated("_", lead)
    text = substr(text, lead + 1)
    polling = gsub(/%/, "%", text)
    running = gsub(/=/, "=", text)
    if (polling >= least)
        result = result repeated("%", polling)
    if (running >= least || running * 2 >= length(text))
        return result repeated("=", length(text))
    return polling >= least ? result : result repeated("_", length(text))
}

function repeated(c, times, text)
{
    text = ""
    while (times-- > 0)
        text = text c
    return text
}

function lane(text, result, place, long, rest)
{
    sub(/^ +/, "", text)
    sub(/  .*/, "", text)
    sub(/ +$/, "", text)
    gsub(/\+/, "=", text)
    if (luck)
        gsub(/[=_%]+/, "", text)
    result = ""
    while (match(text, /[=_%]+/)) {
        place = RSTART
        result = result substr(text, 1, place - 1)
        long = RLENGTH
        rest = substr(text, place + long)
        result = result stretch(substr(text, place, long))
        text = rest
    }
    return result text
}

function control(text)
{
    sub(/^ +/, "", text)
    sub(/  .*/, "", text)
    return text
}

function escaped(c)
{
    return c ~ /[0-9X=_~!%#]/ ? c : "[" c "]"
}

function is_end(c)
{
    return c ~ /[#\/X]/
}

# A pattern for what may stand in the live run.
function pattern(text, count, i, result, last)
{
    count = cut(text)
    result = "^"
    last = ""
    for (i = 1; i <= count; i++) {
        if (piece[i] == "+")
            result = result "[0-9]*"
        else if (is_end(piece[i]))
            result = result escaped(piece[i])
        else if (size[i] < 2 * least)
            result = result escaped(piece[i]) "?"
        else if (piece[i] == last)
            result = result escaped(piece[i]) "*"
        else {
            result = result escaped(piece[i]) "+"
            last = piece[i]
        }
    }
    return result "$"
}

# The live run without what is too short, runs squeezed to one character.
function kept(text, is_control, count, i, result, c)
{
    count = cut(text)
    result = ""
    for (i = 1; i <= count; i++) {
        c = piece[i]
        if (c == "+" || (size[i] < least && !is_end(c) && !(is_control && c ~ /[0-9]/)))
            continue
        if (substr(result, length(result), 1) != c)
            result = result c
    }
    return result
}

# A holder of a few microseconds has a column of its own in one run and none in another: either may lack it.
function same_control(page, live)
{
    return kept(live, 1) ~ pattern(page) || kept(page, 1) ~ pattern(live)
}

# Many turns are luck.
function turns(text)
{
    gsub(/[^0-9]/, "", text)
    return cut(text)
}

function sorted(list, count, words, i, j, held, result)
{
    count = split(list, words, "\n")
    for (i = 2; i <= count; i++)
        for (j = i; j > 1 && words[j] < words[j - 1]; j--) {
            held = words[j]
            words[j] = words[j - 1]
            words[j - 1] = held
        }
    result = ""
    for (i = 1; i <= count; i++)
        if (words[i] != "" && (i == 1 || words[i] != words[i - 1]))
            result = result words[i] "|"
    return result
}

function end_device()
{
    if (device != "" && !folded)
        add("device", sorted(device))
    device = ""
    folded = 0
}

function to_ms(number, unit)
{
    return unit == "us" ? number / 1000 : unit == "s" ? number * 1000 : number
}

function differ(what, page, live)
{
    printf "%s\n  page: %s\n  now:  %s\n", what, page, live
    wrong = 1
}

FNR == 1 { file++; part = "head"; add("title", squeezed($0)); next }
part == "head" && /`/ { column = index($0, "`"); width = length($0) - column + 1; part = "lanes"; labels = 0; next }
part == "lanes" && /^ *$/ { end_device(); part = "legend"; next }
part == "lanes" {
    if (!labels && match($0, /control |core [0-9]/))
        labels = RSTART
    label = squeezed(substr($0, 1, labels - 1))
    name = squeezed(substr($0, labels, column - labels))
    text = substr($0, column)
    if (label ~ /^[a-z]/)
        add("model or result", label)
    if (name == "device" || (name == "" && device != "") || (name ~ /^,/ && device != "")) {
        folded = folded || name ~ /^,/
        gsub(/[^0-9]+/, "\n", text)
        device = device "\n" text
        next
    }
    end_device()
    if (name ~ /^core/)
        next
    if (name ~ /^(loop|pool|,)/)
        add("lane " name, "")
    else
        add((name == "control" ? "control" : "lane " name), text)
    next
}
/^Output$/ { part = "said"; next }
/^Summary$/ { part = "sum"; next }
part == "sum" && $1 == "elapsed" { elapsed[file] = to_ms($2, $3) }
part == "said" && NF {
    text = $0
    sub(/^ *[0-9.]+ (us|ms|s) +/, "", text)
    if (match(text, /  +/))
        text = substr(text, RSTART + RLENGTH)
    text = squeezed(text)
    if (!ordered)
        gsub(/[0-9]+/, "N", text)
    said[file] = said[file] text "\n"
}

END {
    slow = elapsed[1] > elapsed[2] ? elapsed[2] : elapsed[1]
    least = 2
    if (slow) {
        least = 8 * width / slow
        least = least > width / 4 ? width / 4 : least
        least = least < 3 ? 3 : least
        least = slow < 8 ? width : least
    }
    if (items[1] != items[2])
        differ("the number of lanes", items[1], items[2])
    for (i = 1; i <= items[1] && !wrong; i++) {
        kind = kinds[1, i]
        page = texts[1, i]
        live = texts[2, i]
        if (kind != kinds[2, i])
            differ("the lanes", kind, kinds[2, i])
        else if (kind == "control" && !luck && turns(page) <= 12) {
            if (!same_control(control(page), control(live)))
                differ(kind, control(page), control(live))
        } else if (kind ~ /^lane/) {
            if (kept(lane(live), 0) !~ pattern(lane(page)))
                differ(kind, page, live)
        } else if (kind != "control" && !(luck && kind == "device") && page != live)
            differ(kind, page, live)
    }
    if (!ordered) {
        said[1] = sorted(said[1])
        said[2] = sorted(said[2])
    }
    if (said[1] != said[2])
        differ("the lines said", said[1], said[2])
    exit wrong
}
