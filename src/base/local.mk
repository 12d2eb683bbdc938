noinst_LIBRARIES += libbase.a
libbase_a_SOURCES = \
	src/base/clock.c src/base/clock.h \
	src/base/mem.c src/base/mem.h \
	src/base/strbuf.c src/base/strbuf.h
