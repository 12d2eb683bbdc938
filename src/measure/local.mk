noinst_LIBRARIES += libmeasure.a
libmeasure_a_SOURCES = \
	src/measure/compute.c src/measure/compute.h \
	src/measure/lost_time.c src/measure/lost_time.h \
	src/measure/memory.c src/measure/memory.h \
	src/measure/switches.c src/measure/switches.h
