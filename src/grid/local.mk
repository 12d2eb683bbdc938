noinst_LIBRARIES += libgrid.a
libgrid_a_SOURCES = \
	src/grid/glyph.c src/grid/glyph.h \
	src/grid/grid.c src/grid/grid.h \
	src/grid/ink.c \
	src/grid/rect.h
