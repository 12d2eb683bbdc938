noinst_LIBRARIES += libgrid.a
libgrid_a_SOURCES = \
	src/grid/cluster.c src/grid/cluster.h \
	src/grid/contrast.c src/grid/contrast.h \
	src/grid/glyph.c src/grid/glyph.h \
	src/grid/grid.c src/grid/grid.h \
	src/grid/ground.c src/grid/ground.h \
	src/grid/palette.c src/grid/palette.h \
	src/grid/rect.h \
	src/grid/text.c
