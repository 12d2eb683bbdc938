noinst_LIBRARIES += libscenario.a
libscenario_a_SOURCES = \
	src/scenario/expect.h \
	src/scenario/model_name.c src/scenario/model_name.h \
	src/scenario/program.h \
	src/scenario/scenario.h
