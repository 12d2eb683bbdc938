noinst_LIBRARIES += librecord.a
librecord_a_SOURCES = \
	src/record/capture.c src/record/capture.h src/record/capture_private.h \
	src/record/capture_state.c \
	src/record/convert.c src/record/convert.h src/record/convert_begin.c \
	src/record/convert_asyncio.c \
	src/record/convert_callbacks.c \
	src/record/convert_cycle.c \
	src/record/convert_find.c \
	src/record/convert_inside.c \
	src/record/convert_loops.c \
	src/record/convert_pools.c \
	src/record/convert_put.c \
	src/record/convert_states.c \
	src/record/convert_tell.c \
	src/record/convert_what.c \
	src/record/convert_who.c \
	src/record/library.c src/record/library.h \
	src/record/lines.c src/record/lines.h \
	src/record/look.c src/record/look.h \
	src/record/map.c src/record/map.h \
	src/record/program.c src/record/program.h \
	src/record/symbols.c src/record/symbols.h
