noinst_LIBRARIES += libscreen.a
libscreen_a_SOURCES = \
	src/screen/glyph.c src/screen/glyph.h \
	src/screen/grid.c src/screen/grid.h \
	src/screen/ink.c \
	src/screen/rect.h
