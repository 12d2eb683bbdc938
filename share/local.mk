# What is installed beside the program, for shells, editors and desktops.
bashcompdir = $(datadir)/bash-completion/completions
dist_bashcomp_DATA = share/bash/baton
zshcompdir = $(datadir)/zsh/site-functions
dist_zshcomp_DATA = share/zsh/_baton
fishcompdir = $(datadir)/fish/vendor_completions.d
dist_fishcomp_DATA = share/fish/baton.fish

# The words in these are held to the tables of the language by tests/syntax.sh.
vimdir = $(datadir)/vim/vimfiles
vimsyntaxdir = $(vimdir)/syntax
dist_vimsyntax_DATA = share/vim/syntax/baton.vim
vimdetectdir = $(vimdir)/ftdetect
dist_vimdetect_DATA = share/vim/ftdetect/baton.vim
vimplugindir = $(vimdir)/ftplugin
dist_vimplugin_DATA = share/vim/ftplugin/baton.vim
textmatedir = $(pkgdatadir)/textmate
dist_textmate_DATA = share/textmate/baton.tmLanguage.json
EXTRA_DIST += tests/editors/classes.js tests/editors/classes.vim tests/editors/wrong.baton \
	tests/editors/wrong.classes
