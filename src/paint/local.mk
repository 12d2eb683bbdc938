noinst_LIBRARIES += libpaint.a
libpaint_a_SOURCES = \
	src/paint/label.c src/paint/label.h \
	src/paint/note.c src/paint/note.h \
	src/paint/paint.c src/paint/paint.h \
	src/paint/paint_axis.c \
	src/paint/paint_device.c \
	src/paint/paint_marks.c \
	src/paint/paint_strip.c \
	src/paint/rows.c src/paint/rows.h \
	src/paint/table.c src/paint/table.h \
	src/paint/ticks.c src/paint/ticks.h \
	src/paint/wrap.c src/paint/wrap.h
