noinst_LIBRARIES += libpython.a
libpython_a_SOURCES = \
	src/python/asyncio.c \
	src/python/bodies.c src/python/bodies.h \
	src/python/bounds.c src/python/bounds.h \
	src/python/callbacks.c \
	src/python/calls.c \
	src/python/common.c src/python/common.h \
	src/python/expr.c src/python/expr.h \
	src/python/helpers.c src/python/helpers.h \
	src/python/known.c src/python/known.h \
	src/python/lines.c \
	src/python/names.c src/python/names.h \
	src/python/offloaded.c src/python/offloaded.h \
	src/python/python.h \
	src/python/text.c \
	src/python/translate.c \
	src/python/translation.h \
	src/python/unset.c src/python/unset.h
