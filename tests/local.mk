# Unit tests: tests/unit/check_<module>.c, one Check suite a module.
UNIT_LDADD = $(ROOM_LIBS) $(UV_LIBS) $(CHECK_LIBS)
include tests/unit/base.mk
include tests/unit/scenario.mk
include tests/unit/trace.mk
include tests/unit/runtime.mk
