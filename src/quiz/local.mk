noinst_LIBRARIES += libquiz.a
libquiz_a_SOURCES = \
	src/quiz/answer.c \
	src/quiz/facts.c src/quiz/facts.h \
	src/quiz/measured.c \
	src/quiz/next.c \
	src/quiz/output.c \
	src/quiz/parts.c \
	src/quiz/pick.c src/quiz/pick.h \
	src/quiz/program.c \
	src/quiz/quiz.c src/quiz/quiz.h \
	src/quiz/question.c src/quiz/question.h src/quiz/question_private.h \
	src/quiz/sheet.c src/quiz/sheet.h
