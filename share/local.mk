# What is installed beside the program, for shells, editors and desktops.
bashcompdir = $(datadir)/bash-completion/completions
dist_bashcomp_DATA = share/bash/baton
zshcompdir = $(datadir)/zsh/site-functions
dist_zshcomp_DATA = share/zsh/_baton
fishcompdir = $(datadir)/fish/vendor_completions.d
dist_fishcomp_DATA = share/fish/baton.fish
