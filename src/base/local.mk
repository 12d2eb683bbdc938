noinst_LIBRARIES += libbase.a
libbase_a_SOURCES = \
	src/base/clock.c src/base/clock.h \
	src/base/decimal.c src/base/decimal.h \
	src/base/diag.c src/base/diag.h \
	src/base/file.c src/base/file.h \
	src/base/mem.c src/base/mem.h \
	src/base/memory_file.c src/base/memory_file.h \
	src/base/pages.c src/base/pages.h \
	src/base/path.c src/base/path.h \
	src/base/refusal.c src/base/refusal.h \
	src/base/sanitizer.h \
	src/base/sort.c src/base/sort.h \
	src/base/strbuf.c src/base/strbuf.h \
	src/base/utf8.c src/base/utf8.h src/base/utf8_tables.h \
	src/base/wide.h
