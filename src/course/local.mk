noinst_LIBRARIES += libcourse.a
libcourse_a_SOURCES = \
	src/course/ask.c src/course/ask.h \
	src/course/course.c src/course/course.h \
	src/course/judge.c src/course/judge.h \
	src/course/progress.c src/course/progress.h
