# Makes a manual page of a page of the documentation: Markdown in, man(7) out.
#
#   awk -f docs/man.awk -v name=baton -v section=1 -v version=V -v date=D -v summary=S -v also=A PAGE
#
# It reads the Markdown that the pages here have: headings, paragraphs, lists (also nested), tables,
# examples (fenced or indented), and in a line `code`, **strong**, *emphasis* and [links](to). A table
# becomes a list of its first column, for a terminal is narrow. Pictures are left out. The first
# heading is the page's title, which a manual page has not; what stands between it and the next one
# is for readers of the pages only, unless `intro` is set.

# What troff would read as its own.
function escape(text)
{
    gsub(/\\/, "\\e", text)
    gsub(/-/, "\\-", text)
    gsub(/\^/, "\\(ha", text)
    gsub(/~/, "\\(ti", text)
    gsub(/`/, "\\(ga", text)
    gsub(/'/, "\\(aq", text)
    return text
}

# Prose: a hyphen is one, an apostrophe is one.
function prose(text)
{
    gsub(/\\/, "\\e", text)
    gsub(/\^/, "\\(ha", text)
    gsub(/~/, "\\(ti", text)
    return text
}

# page(target, words): what a link is here.
function page(target, words)
{
    if (target ~ /^language\.md/)
        return words ~ /\.md$/ ? "\\fBbaton\\fR(5)" : inline(words)
    if (target ~ /^models\.md/)
        return words ~ /\.md$/ ? "\\fBbaton\\fR(7)" : inline(words)
    if (target ~ /^https?:/)
        return inline(words) " (" prose(target) ")"
    return inline(words)
}

# The markup within a line. It is taken off from the left.
function inline(text,    out, rest, fence, at, words, target)
{
    out = ""
    while (match(text, /`+|\*\*|\*|\[/)) {
        out = out prose(substr(text, 1, RSTART - 1))
        fence = substr(text, RSTART, RLENGTH)
        rest = substr(text, RSTART + RLENGTH)
        if (fence == "[") {
            # The one that ends it is followed by its target.
            at = index(rest, "](")
            words = substr(rest, 1, at - 1)
            if (at && (!index(words, "[") || words ~ /^`/)) {
                target = substr(rest, at + 2)
                text = substr(target, index(target, ")") + 1)
                target = substr(target, 1, index(target, ")") - 1)
                out = out page(target, words)
                continue
            }
        } else if (fence !~ /^\*$/ || rest ~ /^[^ ]/) {
            at = index(rest, fence)
            if (at > 1) {
                words = substr(rest, 1, at - 1)
                text = substr(rest, at + length(fence))
                if (fence ~ /^`/) {
                    gsub(/^ | $/, "", words)
                    out = out "\\fB" escape(words) "\\fR"
                } else {
                    out = out (fence == "**" ? "\\fB" : "\\fI") inline(words) "\\fR"
                }
                continue
            }
        }
        out = out fence
        text = rest
    }
    return out prose(text)
}

# A line that begins with a dot or an apostrophe would be a request.
function guard(line)
{
    return line ~ /^[.']/ ? "\\&" line : line
}

# put(text): in lines of a width at which one can read the source of the page.
function put(text,    words, count, i, line)
{
    count = split(text, words, / +/)
    line = ""
    for (i = 1; i <= count; i++) {
        if (line != "" && length(line) + length(words[i]) + 1 > 72) {
            print guard(line)
            line = words[i]
        } else {
            line = line == "" ? words[i] : line " " words[i]
        }
    }
    if (line != "")
        print guard(line)
}

# The paragraph or the item that was collected.
function flush_text()
{
    if (text == "")
        return
    if (tag != "") {
        print tag
        tag = ""
    } else if (!fresh) {
        print depth ? ".IP" : ".PP"
    }
    put(inline(text))
    text = ""
    fresh = 0
}

function set_depth(wanted)
{
    while (depth > wanted) {
        if (depth > 1)
            print ".RE"
        depth--
    }
    while (depth < wanted) {
        depth++
        if (depth > 1)
            print ".RS"
    }
}

function heading(level, words)
{
    flush_text()
    set_depth(0)
    if (level == 2)
        print ".SH \"" toupper(plain(words)) "\""
    else
        print ".SS \"" plain(words) "\""
    fresh = 1
}

# The words of a heading, which is strong already.
function plain(words,    link)
{
    gsub(/[`*]/, "", words)
    while (match(words, /\[[^]]*\]\([^)]*\)/)) {
        link = substr(words, RSTART + 1, RLENGTH - 1)
        words = substr(words, 1, RSTART - 1) substr(link, 1, index(link, "]") - 1) \
            substr(words, RSTART + RLENGTH)
    }
    gsub(/"/, "", words)
    return escape(words)
}

function indent_of(line)
{
    match(line, /^ */)
    return RLENGTH
}

function begin_example()
{
    flush_text()
    if (!fresh)
        print depth ? ".sp" : ".PP"
    print ".RS 4"
    print ".nf"
}

function end_example()
{
    print ".fi"
    print ".RE"
    fresh = 0
}

# A row's cells; a bar in backquotes, or behind a backslash, parts none.
function cells_of(row,    i, c, inside, count)
{
    sub(/^ *\| */, "", row)
    sub(/ *\| *$/, "", row)
    count = 1
    cell[1] = ""
    for (i = 1; i <= length(row); i++) {
        c = substr(row, i, 1)
        if (c == "\\" && substr(row, i + 1, 1) == "|") {
            cell[count] = cell[count] "|"
            i++
            continue
        }
        if (c == "`")
            inside = !inside
        if (c == "|" && !inside)
            cell[++count] = ""
        else
            cell[count] = cell[count] c
    }
    for (i = 1; i <= count; i++)
        gsub(/^ +| +$/, "", cell[i])
    return count
}

# The first row names the columns; those from the third on are said by name.
function table_row(row,    count, i, body)
{
    count = cells_of(row)
    if (!in_table) {
        in_table = 1
        for (i = 1; i <= count; i++)
            column[i] = cell[i]
        return
    }
    if (row ~ /^[ |:-]+$/)
        return
    print ".TP"
    print guard(cell[1] == "" ? "\\&" : inline(cell[1]))
    body = cell[2]
    for (i = 3; i <= count; i++)
        if (cell[i] != "")
            body = body (body == "" ? "" : "; ") (column[i] == "" ? "" : column[i] ": ") cell[i]
    put(body == "" ? "\\&" : inline(body))
    fresh = 0
}

BEGIN {
    printf ".\\\" Made of the documentation by docs/man.awk: do not change it here.\n"
    printf ".TH \"%s\" \"%s\" \"%s\" \"baton %s\" \"%s\"\n", toupper(name), section, date, version, \
        section == 1 ? "User Commands" : section == 5 ? "File Formats" : "Concepts"
    print ".SH NAME"
    print name " \\- " summary
    hidden = 0
}

/^(```|~~~)/ {
    if (hidden)
        next
    if (example) {
        end_example()
        example = 0
    } else {
        flush_text()
        set_depth(0)
        begin_example()
        example = 1
    }
    next
}
hidden && !/^## / { next }
example { print guard(escape($0)); next }

in_table && !/^\|/ { in_table = 0 }
/^\|/ { flush_text(); set_depth(0); table_row($0); next }

/^# / {
    if (intro == "") {
        hidden = 1
    } else {
        print ".SH DESCRIPTION"
        fresh = 1
    }
    next
}
/^#+ / {
    hidden = 0
    level = index($0, " ") - 1
    words = substr($0, level + 2)
    indented = 0
    heading(level, words)
    next
}

# An indented example; in a list it stands deeper than its item.
text == "" && indent_of($0) >= 4 + 2 * depth {
    if (!indented) {
        begin_example()
        indented = 4 + 2 * depth
    }
    while (gap-- > 0)
        print ""
    gap = 0
    print guard(escape(substr($0, indented + 1)))
    next
}
indented && /^$/ { gap++; next }
indented { end_example(); indented = 0; gap = 0 }

/^$/ { flush_text(); blank = 1; next }
/^ *(<img|!\[)/ { next }
/^ *- / || /^ *[0-9]+\. / {
    flush_text()
    set_depth(indent_of($0) >= 2 ? 2 : 1)
    match($0, /^ */)
    line = substr($0, RLENGTH + 1)
    if (line ~ /^-/) {
        tag = ".IP \\(bu 2"
        text = substr(line, 3)
    } else {
        tag = ".IP " substr(line, 1, index(line, ".")) " 4"
        text = substr(line, index(line, " ") + 1)
    }
    blank = 0
    next
}
{
    if (blank && !/^ /)
        set_depth(0)
    blank = 0
    line = $0
    sub(/^ +/, "", line)
    text = text == "" ? line : text " " line
}

END {
    if (indented)
        end_example()
    flush_text()
    set_depth(0)
    gsub(/\(/, "\\fR(", also)
    gsub(/[a-z]+\\/, "\\fB&", also)
    print ".SH SEE ALSO"
    put(also)
}
