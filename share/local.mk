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

applicationsdir = $(datadir)/applications
dist_applications_DATA = share/desktop/baton.desktop
iconsdir = $(datadir)/icons/hicolor/scalable/apps
dist_icons_DATA = share/desktop/baton.svg
# With the version that configure.ac has.
metainfodir = $(datadir)/metainfo
nodist_metainfo_DATA = share/desktop/baton.metainfo.xml
EXTRA_DIST += share/desktop/baton.metainfo.xml.in
CLEANFILES += share/desktop/baton.metainfo.xml
share/desktop/baton.metainfo.xml: $(srcdir)/share/desktop/baton.metainfo.xml.in $(srcdir)/configure.ac
	@echo '  GEN      '$@; $(MKDIR_P) share/desktop && sed -e 's/%VERSION%/$(PACKAGE_VERSION)/' \
	    -e 's/%DATE%/$(RELEASE_DATE)/' $(srcdir)/share/desktop/baton.metainfo.xml.in >$@.new && mv $@.new $@

# How Debian packages it: tests/debian.sh makes and tries the package.
EXTRA_DIST += debian/changelog debian/control debian/copyright debian/rules debian/source/format
