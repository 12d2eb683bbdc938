noinst_LIBRARIES += libtell.a
libtell_a_SOURCES = \
	src/tell/channel.c src/tell/channel.h \
	src/tell/choice.c \
	src/tell/corner.c src/tell/corner.h \
	src/tell/cut.c src/tell/cut.h \
	src/tell/difference.c src/tell/difference.h \
	src/tell/ending.c \
	src/tell/holders.c src/tell/holders.h \
	src/tell/late.c \
	src/tell/listing.c src/tell/listing.h \
	src/tell/lock.c src/tell/lock.h \
	src/tell/moment.c \
	src/tell/now.c \
	src/tell/likeness.c src/tell/likeness.h \
	src/tell/outcome.c src/tell/outcome.h \
	src/tell/place.c src/tell/place.h \
	src/tell/reason.c src/tell/reason.h \
	src/tell/say.c src/tell/say.h \
	src/tell/seen.c \
	src/tell/sentences.c src/tell/sentences.def src/tell/sentences.h \
	src/tell/story.c \
	src/tell/summary.c \
	src/tell/tell.h \
	src/tell/value.c \
	src/tell/looked.c src/tell/looked.h \
	src/tell/why.c src/tell/why.h \
	src/tell/where.c src/tell/where.h \
	src/tell/words.c src/tell/words.h
