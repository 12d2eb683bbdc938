# The pictures of the documentation are made by make.sh: `make pictures` puts them into docs/img.
if HAVE_CHECK
check_PROGRAMS += tests/pictures/shoot
tests_pictures_shoot_SOURCES = tests/pictures/shoot.c tests/unit/app_host.c tests/unit/app_host.h $(HAND)
tests_pictures_shoot_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -I$(top_srcdir)/tests/unit
tests_pictures_shoot_LDADD = $(UNIT_LDADD)
pictures: baton tests/pictures/shoot
	srcdir='$(srcdir)' builddir=. $(SHELL) $(top_srcdir)/tests/pictures/make.sh '$(srcdir)/docs/img' player.svg gil.svg compare.svg four-corners.svg
endif
.PHONY: pictures
EXTRA_DIST += tests/pictures/make.sh tests/pictures/08-event-loop.trace \
	tests/pictures/36-concurrent-or-parallel.trace
