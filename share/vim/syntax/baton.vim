" Vim syntax for scenarios of baton. The words are those of src/scenario/words.h, parse_expect.c and
" parse_ask.c: tests/syntax.sh holds this file to them, and to share/textmate/, which says the same.
if exists('b:current_syntax')
    finish
endif

" A name may have letters of any script. What is matched last, wins.
syn match batonError /[^[:space:]]/
syn match batonError /^ *\t\s*/
syn match batonName /\%(\h\|[^\x00-\x9f]\)\%(\w\|[^\x00-\x9f]\)*/
syn match batonOperator /[-+*\/%<>=]\|!=\|[][(),:]/
syn match batonNumber /\<\d\+/
syn match batonNumber /\<\d\+\%(\.\d\+\)\?\%(us\|ms\|s\)\>/
syn match batonNumber /)\@1<=\%(us\|ms\|s\)\>/
syn match batonNumber /\%(\<schedule\s\+\)\@<=\d[0-9x.]*/

" A line that begins with a word begins with one of the language, or assigns.
syn match batonError /^\s*\zs\%(\h\|[^\x00-\x9f]\)\%(\w\|[^\x00-\x9f]\)*/
syn match batonName /^\s\+\zs\%(\h\|[^\x00-\x9f]\)\%(\w\|[^\x00-\x9f]\)*\ze\s*\%(\[[^]]*]\s*\)\?[-+]\?==\@!/

" Words that have a meaning behind the beginning of a line, too; the second only before a name, the
" third only before a time.
syn match batonKeyword /\<\%(io\|yield\|start\|call\|await\|cancel\|with\|recv\|if\|create\|resume\|throw\|as\|to\|all\|any\|not\|and\|or\|self\|now\|done\|error\|meanwhile\|then\)\>/
syn match batonKeyword /\<\%(run\|swap\|add\|compare\|close\|shielded\)\>\ze\s\+\h/
syn match batonKeyword /\<\%(within\|timeout\)\>\ze\s*[0-9(:]/
syn match batonKeyword /\<\%(every\|after\)\>\ze\s*[0-9(]/
syn match batonKeyword /\<blocking\>\ze\s\+\%(io\|sleep\)\>/
syn match batonModel /\<\%(blocking\|polling\|async-blocking\|callbacks\|coroutines\|gil\|threads\|processes\)\>/ contained
syn match batonModels /[^:#]*/ contained contains=batonModel,batonKeyword,batonOperator,batonNumber,batonName

" The lines of the header, the statements, and the lines of expectations and questions.
syn match batonKeyword /^\%(scenario\|about\|keywords\|model\|axis\|workers\|cores\|pool\|device\|until\|switch\|poll\|limit\|memory\|schedule\|shared\|lock\|semaphore\|bounded\|fair\|channel\|condition\|barrier\|task\)\>/
syn match batonKeyword /^\%(model\|expect\)\>/ nextgroup=batonModels
syn match batonKeyword /^\s\+\zs\%(say\|compute\|io\|sleep\|blocking\|yield\|start\|call\|return\|await\|group\|cancel\|offload\|with\|acquire\|release\|send\|recv\|repeat\|while\|if\|else\|try\|on\|fail\|create\|resume\|throw\|crash\|exit\|note\|ask\)\>/
syn match batonKeyword /^\s\+\zs\%(run\|wait\|signal\|broadcast\|swap\|add\|compare\|close\)\>\ze\s\+\h/
syn match batonKeyword /^\s\+\zs\%(select\|atomic\|region\|finally\|within\|assert\|timeout\)\>\%(\s*\%(\[[^]]*]\s*\)\?[-+]\?==\@!\)\@!/
syn match batonClaim /^\s\+\zs\%(elapsed\|cpu\|output\|order\|never\|value\|alone\|result\|handoffs\|parallel\|at\|late\|looks\|memory\|next\|choose\)\>\%(\s*\%(\[[^]]*]\s*\)\?[-+]\?==\@!\)\@!/

syn match batonError /"\%([^"\\]\|\\.\)*\\\?$/
syn match batonString /"\%([^"\\]\|\\.\)*"/ contains=batonEscape,batonPlace,batonBadEscape
syn match batonBadEscape /\\./ contained
syn region batonPlace matchgroup=batonEscape start=/{/ end=/}/ oneline contained contains=batonName,batonNumber,batonOperator,batonKeyword
syn match batonEscape /\\["\\nt]\|{{/ contained
syn match batonComment /#.*/

syn sync minlines=1
hi def link batonComment Comment
hi def link batonString String
hi def link batonEscape SpecialChar
hi def link batonPlace Identifier
hi def link batonNumber Number
hi def link batonKeyword Keyword
hi def link batonClaim Keyword
hi def link batonModel Type
hi def link batonOperator Operator
hi def link batonName Identifier
hi def link batonModels Identifier
hi def link batonBadEscape Error
hi def link batonError Error
let b:current_syntax = 'baton'
