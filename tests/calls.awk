# Which calls between the objects of src/ break the rules of the rooms. For tests/includes.sh.
#
# Reads, first:
#   may ROOM ROOM…              what may come into a room
#   object OBJECT ROOM SOURCE   an object that was built, and what it was built of
# and then what `nm -A -g -P OBJECT…` prints. Writes:
#   calls N                     how many calls from one object to another there are
#   up ROOM TEXT                a call into a room that may not come in
#   ring ROOM TEXT              files of one room that call each other in a ring; the shortest one

$1 == "may" {
    for (i = 3; i <= NF; i++)
        may[$2, $i] = 1
    next
}

$1 == "object" {
    room[$2] = $3
    file[$2] = $4
    if (!($3 in count))
        rooms[++room_count] = $3
    object[$3, ++count[$3]] = $2
    next
}

{
    from = $1
    sub(/:$/, "", from)
    if (!(from in room))
        next
    if ($3 == "U" || $3 == "w" || $3 == "v") {
        want_from[++wants] = from
        want[wants] = $2
    } else if (!($2 in home)) {
        home[$2] = from
    }
}

function call(from, symbol, to)
{
    if (to == "" || to == from)
        return
    calls++
    if (room[from] != room[to]) {
        if (!((room[from], room[to]) in may))
            print "up " room[from] " " file[from] " -> " room[to] "/" file[to] " (" symbol ")"
    } else if (!((from, to) in via)) {
        via[from, to] = symbol
        called[from] = called[from] " " to
    }
}

# The way that the search went to an object, from `start` on.
function way(start, at, came)
{
    if (at == start)
        return file[start]
    return way(start, came[at], came) " -> " file[at] " (" via[came[at], at] ")"
}

# Breadth first: the shortest way from an object back to itself that is shorter than `best`, or "".
function ring_through(start, best,    queue, length_of, came, names, first, last, i, n, at)
{
    split("", came)
    split("", length_of)
    queue[1] = start
    length_of[start] = 0
    for (first = last = 1; first <= last; first++) {
        at = queue[first]
        if (length_of[at] + 1 >= best)
            return ""
        n = split(called[at], names, " ")
        for (i = 1; i <= n; i++) {
            if (names[i] == start) {
                ring_length = length_of[at] + 1
                return way(start, at, came) " -> " file[start] " (" via[at, start] ")"
            }
            if (!(names[i] in length_of)) {
                length_of[names[i]] = length_of[at] + 1
                came[names[i]] = at
                queue[++last] = names[i]
            }
        }
    }
    return ""
}

END {
    for (i = 1; i <= wants; i++)
        if (want[i] in home)
            call(want_from[i], want[i], home[want[i]])
    print "calls " calls + 0
    for (r = 1; r <= room_count; r++) {
        best = count[rooms[r]] + 1
        ring = ""
        for (k = 1; k <= count[rooms[r]]; k++) {
            found = ring_through(object[rooms[r], k], best)
            if (found != "") {
                ring = found
                best = ring_length
            }
        }
        if (ring != "")
            print "ring " rooms[r] " " ring
    }
}
