noinst_LIBRARIES += libboard.a
libboard_a_SOURCES = \
	src/board/board.c src/board/board.h \
	src/board/channel.c src/board/channel.h \
	src/board/compete.c src/board/compete.h \
	src/board/condition.c src/board/condition.h \
	src/board/deadlock.c src/board/deadlock.h \
	src/board/futex.h \
	src/board/queue.c src/board/queue.h
