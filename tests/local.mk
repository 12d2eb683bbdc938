# Unit tests: tests/unit/check_<module>.c, one Check suite a module.
UNIT_LDADD = $(ROOM_LIBS) $(UV_LIBS) $(NCURSES_LIBS) $(CHECK_LIBS)
include tests/unit/base.mk
include tests/unit/scenario.mk
include tests/unit/trace.mk
include tests/unit/export.mk
include tests/unit/runtime.mk
include tests/unit/tui.mk
include tests/unit/view.mk
include tests/unit/player.mk
include tests/pty/local.mk

# Scripts, and scenarios (scenarios/local.mk), print TAP.
TEST_EXTENSIONS = .baton .sh
TAP_DRIVER = env AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(TAP_DRIVER)
SH_LOG_COMPILER = $(SHELL)
BATON_LOG_DRIVER = $(TAP_DRIVER)
BATON_LOG_COMPILER = $(top_builddir)/baton
AM_BATON_LOG_FLAGS = test

TAP_TESTS = \
	tests/includes.sh \
	tests/format.sh \
	tests/docs.sh \
	tests/lessons.sh \
	tests/broken.sh \
	tests/strace.sh \
	tests/conformance/deadlocks.sh \
	tests/cli/usage.sh \
	tests/cli/files.sh \
	tests/cli/status.sh \
	tests/cli/compare.sh \
	tests/cli/output.sh \
	tests/cli/stop.sh \
	tests/player.sh
# Every model passes these: same results, different traces.
CONFORMANCE = \
	tests/conformance/awaiters.baton \
	tests/conformance/cancel_soon.baton \
	tests/conformance/cancel_waits.baton \
	tests/conformance/control.baton \
	tests/conformance/crash.baton \
	tests/conformance/crash_awaited.baton \
	tests/conformance/crash_main.baton \
	tests/conformance/ends.baton \
	tests/conformance/expressions.baton \
	tests/conformance/failed.baton \
	tests/conformance/futures.baton \
	tests/conformance/generators.baton \
	tests/conformance/generators_cancel.baton \
	tests/conformance/groups.baton \
	tests/conformance/groups_fail.baton \
	tests/conformance/locks.baton \
	tests/conformance/offload.baton \
	tests/conformance/offload_copies.baton \
	tests/conformance/offload_waits.baton \
	tests/conformance/pool_grows.baton \
	tests/conformance/recursion.baton \
	tests/conformance/reported.baton \
	tests/conformance/then.baton tests/conformance/then-many.baton \
	tests/conformance/then_cancel.baton \
	tests/conformance/then_starts.baton \
	tests/conformance/with.baton \
	tests/conformance/workers_crash.baton
TESTS += $(TAP_TESTS) $(CONFORMANCE) $(LESSONS) $(ANSWERS)
EXTRA_DIST += tests/tap.sh tests/lessons.awk $(TAP_TESTS) $(CONFORMANCE)
