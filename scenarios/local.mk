# The lessons, in teaching order. Each is installed, and a test: its expectations are checked under every model it names.
LESSONS = \
	scenarios/01-two-waits.baton \
	scenarios/02-four-corners.baton \
	scenarios/03-loading-screen.baton \
	scenarios/04-callbacks.baton \
	scenarios/05-event-loop.baton \
	scenarios/06-subroutine-and-coroutine.baton \
	scenarios/07-generators.baton \
	scenarios/08-main-ends-at-once.baton \
	scenarios/09-main-sleeps.baton \
	scenarios/10-blocking-the-loop.baton \
	scenarios/11-blocking-then-await.baton \
	scenarios/12-pool-threads.baton \
	scenarios/13-pool-in-rounds.baton \
	scenarios/14-semaphore.baton \
	scenarios/15-batches-or-sliding.baton \
	scenarios/16-why-a-bound.baton \
	scenarios/17-two-pictures.baton \
	scenarios/18-processes.baton \
	scenarios/19-deadlock.baton
scenariodir = $(pkgdatadir)/scenarios
dist_scenario_DATA = $(LESSONS)

# Beside the program in the build tree, so that it finds them by name before it is installed.
noinst_DATA = lessons
CLEANFILES += lessons
lessons:
	$(AM_V_GEN)$(LN_S) '$(abs_top_srcdir)/scenarios' $@
