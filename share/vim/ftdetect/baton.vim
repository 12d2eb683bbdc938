autocmd BufRead,BufNewFile *.baton setfiletype baton
