" vim -es … -S classes.vim FILE…: what each character of the files is, a line for a line: c comment, s string, n number,
" k keyword, m model, i name, o operator, e error, ? nothing of these. Read by tests/syntax.sh.
let s:classes = {'batonComment': 'c', 'batonString': 's', 'batonEscape': 's', 'batonPlace': 's', 'batonNumber': 'n',
    \ 'batonKeyword': 'k', 'batonClaim': 'k', 'batonModel': 'm', 'batonOperator': 'o', 'batonName': 'i',
    \ 'batonModels': 'i', 'batonBadEscape': 'e', 'batonError': 'e'}
syntax on
let s:out = []
for s:file in argv()
    execute 'edit' fnameescape(s:file)
    let s:out += ['== ' . s:file . ' ' . &filetype . ' ' . get(b:, 'current_syntax', 'none')]
    for s:line in range(1, line('$'))
        let s:text = getline(s:line)
        let s:row = ''
        let s:at = 0
        for s:char in split(s:text, '\zs')
            let s:name = synIDattr(synID(s:line, s:at + 1, 1), 'name')
            let s:row .= s:char =~ '\s' ? ' ' : get(s:classes, s:name, '?')
            let s:at += len(s:char)
        endfor
        let s:out += [s:row]
    endfor
endfor
call writefile(s:out, $CLASSES)
qall!
