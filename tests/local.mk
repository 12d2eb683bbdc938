# Unit tests: tests/unit/check_<module>.c, one Check suite a module.
UNIT_LDADD = $(ROOM_LIBS) $(UV_LIBS) $(NCURSES_LIBS) $(CHECK_LIBS)
include tests/unit/base.mk
include tests/unit/scenario.mk
include tests/unit/trace.mk
include tests/unit/tell.mk
include tests/unit/export.mk
include tests/unit/runtime.mk
include tests/unit/app.mk
include tests/unit/terminal.mk
include tests/unit/view.mk
include tests/unit/player.mk
include tests/unit/quiz.mk
include tests/pty/local.mk

# Scripts, and scenarios (scenarios/local.mk), print TAP.
TEST_EXTENSIONS = .baton .sh
TAP_DRIVER = env AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(TAP_DRIVER)
SH_LOG_COMPILER = $(SHELL)
BATON_LOG_DRIVER = $(TAP_DRIVER)
BATON_LOG_COMPILER = $(SHELL) $(top_srcdir)/tests/scenario.sh
# Why a line failed stands below it.
AM_SH_LOG_DRIVER_FLAGS = --comments
AM_BATON_LOG_DRIVER_FLAGS = --comments

TAP_TESTS = \
	tests/includes.sh \
	tests/format.sh \
	tests/lists.sh \
	tests/analyze.sh \
	tests/bootstrap.sh \
	tests/install.sh \
	tests/dist.sh \
	tests/docs.sh \
	tests/man.sh \
	tests/completion.sh \
	tests/package.sh \
	tests/pictures.sh \
	tests/syntax.sh \
	tests/lessons.sh \
	tests/exercises.sh \
	tests/broken.sh \
	tests/strace.sh \
	tests/peers.sh \
	tests/answers.sh \
	tests/foreign.sh tests/schedules.sh tests/spin.sh \
	tests/conformance/asserts.sh \
	tests/conformance/crashes.sh \
	tests/conformance/deadlocks.sh \
	tests/conformance/livelocks.sh \
	tests/conformance/memory.sh \
	tests/conformance/regions.sh \
	tests/cli/usage.sh \
	tests/cli/explore.sh \
	tests/cli/files.sh \
	tests/cli/locale.sh \
	tests/cli/status.sh \
	tests/cli/readers.sh tests/cli/reports.sh tests/cli/schema.sh \
	tests/cli/compare.sh \
	tests/cli/output.sh \
	tests/cli/learn.sh \
	tests/cli/python.sh \
	tests/cli/quiz.sh \
	tests/cli/record.sh \
	tests/cli/schedule.sh \
	tests/cli/values.sh \
	tests/cli/stop.sh \
	tests/oracle/check.sh \
	tests/player.sh \
	tests/learner.sh
# Every model but those that they name passes these: same results, different traces. tests/scenario.sh gives the models.
CONFORMANCE = \
	tests/conformance/arrivals_schedules.baton \
	tests/conformance/assert.baton \
	tests/conformance/assert_offload.baton \
	tests/conformance/arguments.baton \
	tests/conformance/atomic.baton \
	tests/conformance/atomic_acts.baton \
	tests/conformance/await_any.baton \
	tests/conformance/await_any_ended.baton \
	tests/conformance/awaiters.baton \
	tests/conformance/barriers.baton \
	tests/conformance/bounded.baton \
	tests/conformance/cancel_given.baton \
	tests/conformance/cancel_given_await.baton \
	tests/conformance/cancel_many.baton \
	tests/conformance/cancel_passes.baton \
	tests/conformance/cancel_queued.baton \
	tests/conformance/cancel_soon.baton \
	tests/conformance/cancel_waits.baton \
	tests/conformance/cancel_woken.baton \
	tests/conformance/channel_close.baton \
	tests/conformance/channel_close_waits.baton \
	tests/conformance/channel_many.baton \
	tests/conformance/channel_meet.baton \
	tests/conformance/conditions.baton \
	tests/conformance/conditions_apart.baton \
	tests/conformance/control.baton \
	tests/conformance/crash.baton \
	tests/conformance/crash_awaited.baton \
	tests/conformance/crash_main.baton \
	tests/conformance/ends.baton \
	tests/conformance/exit_copies_schedules.baton \
	tests/conformance/explore_answers.baton tests/conformance/explore_copies.baton \
	tests/conformance/explore_polling.baton tests/conformance/explore_within.baton \
	tests/conformance/expressions.baton \
	tests/conformance/failed.baton \
	tests/conformance/finally_ways.baton \
	tests/conformance/found_at_look.baton \
	tests/conformance/futures.baton \
	tests/conformance/generators.baton \
	tests/conformance/generators_cancel.baton \
	tests/conformance/generators_close.baton \
	tests/conformance/generators_close_offload.baton \
	tests/conformance/generators_close_waits.baton \
	tests/conformance/generators_finally.baton \
	tests/conformance/generators_left.baton \
	tests/conformance/generators_on_cancel.baton \
	tests/conformance/generators_within.baton \
	tests/conformance/group_late.baton \
	tests/conformance/groups.baton \
	tests/conformance/groups_fail.baton \
	tests/conformance/io_meanwhile_left.baton \
	tests/conformance/io_meanwhile_nested.baton \
	tests/conformance/io_value.baton \
	tests/conformance/io_value_cancel.baton \
	tests/conformance/io_value_order.baton \
	tests/conformance/locks.baton \
	tests/conformance/main_ends_awaited.baton \
	tests/conformance/main_ends_late.baton \
	tests/conformance/main_ends_ready.baton \
	tests/conformance/main_ends_then.baton \
	tests/conformance/names.baton \
	tests/conformance/offload.baton \
	tests/conformance/offload_cancel.baton tests/conformance/offload_copies.baton \
	tests/conformance/offload_beside_crash.baton \
	tests/conformance/offload_crash.baton \
	tests/conformance/offload_locks.baton \
	tests/conformance/offload_look.baton \
	tests/conformance/offload_process_locks.baton \
	tests/conformance/offload_loop_schedules.baton \
	tests/conformance/offload_schedules.baton \
	tests/conformance/offload_waits.baton \
	tests/conformance/on_cancel.baton \
	tests/conformance/overtake.baton \
	tests/conformance/peterson.baton \
	tests/conformance/pool_broken.baton \
	tests/conformance/pool_grows.baton \
	tests/conformance/recursion.baton \
	tests/conformance/run.baton \
	tests/conformance/region.baton \
	tests/conformance/reported.baton \
	tests/conformance/retaken.baton \
	tests/conformance/select.baton \
	tests/conformance/select_ends.baton \
	tests/conformance/select_meet.baton \
	tests/conformance/select_now.baton \
	tests/conformance/several.baton \
	tests/conformance/signal_any.baton \
	tests/conformance/start_order.baton \
	tests/conformance/then.baton tests/conformance/then-many.baton \
	tests/conformance/then_cancel.baton \
	tests/conformance/then_error.baton \
	tests/conformance/then_handed.baton \
	tests/conformance/then_recalled.baton \
	tests/conformance/then_schedules.baton \
	tests/conformance/then_starts.baton \
	tests/conformance/then_threads_schedules.baton \
	tests/conformance/try_acquire.baton \
	tests/conformance/try_deadlock.baton \
	tests/conformance/try_exit.baton \
	tests/conformance/try_forms.baton \
	tests/conformance/units.baton \
	tests/conformance/with.baton \
	tests/conformance/within.baton \
	tests/conformance/within_behind_call.baton \
	tests/conformance/within_busy.baton \
	tests/conformance/within_channels.baton \
	tests/conformance/within_calls.baton \
	tests/conformance/within_deadlock.baton \
	tests/conformance/within_channels.baton \
	tests/conformance/within_held.baton \
	tests/conformance/within_held_waits.baton \
	tests/conformance/within_first_schedules.baton \
	tests/conformance/within_left.baton \
	tests/conformance/within_turn_schedules.baton \
	tests/conformance/within_twice.baton \
	tests/conformance/within_waits.baton \
	tests/conformance/woken_in_vain.baton \
	tests/conformance/workers_crash.baton \
	tests/conformance/workers_schedules.baton
# What a quiz asks is the same in 20 runs of each lesson.
.PHONY: soak-quiz
soak-quiz: all
	srcdir='$(srcdir)' QUIZ_RUNS=$${QUIZ_RUNS:-20} $(SHELL) $(top_srcdir)/tests/cli/quiz.sh
soak: soak-quiz
# What tests/peers.sh runs beside the lessons.
PEERS = \
	tests/peers/04-callbacks.py \
	tests/peers/06-who-has-control.py \
	tests/peers/12-delegate-and-close.py \
	tests/peers/14-task-group.py \
	tests/peers/16-list-of-futures.py \
	tests/peers/24-pool-for-computing.py \
	tests/peers/25-greenlets.py \
	tests/peers/26-loop-inside-the-wait.py \
	tests/peers/27-semaphore.py \
	tests/peers/28-batches-or-sliding.py \
	tests/peers/29-why-a-bound.py \
	tests/peers/30-inside-the-loop.py \
	tests/peers/31-loop-in-a-loop.py \
	tests/peers/32-two-pictures.py \
	tests/peers/34-convoy.py \
	tests/peers/36-concurrent-or-parallel.py \
	tests/peers/38-race.py \
	tests/peers/39-deadlock.py \
	tests/peers/44-weight.py \
	tests/peers/45-sync-server.py \
	tests/peers/46-async-server.py \
	tests/peers/48-worker-classes.py \
	tests/peers/51-how-many-workers.py \
	tests/peers/52-starvation.py \
	tests/peers/54-await-or-not.py \
	tests/peers/55-never-awaited.py \
	tests/peers/57-who-calls-whom.py \
	tests/peers/58-gevent-and-asyncio.py \
	tests/peers/busy.py \
	tests/peers/compare.py \
	tests/peers/peer.py \
	tests/peers/translated.py
# Beside the unit tests, what looks at no clock: it may run beside anything, and is part of `make check-quick`.
EXACT = \
	tests/includes.sh \
	tests/format.sh \
	tests/lists.sh \
	tests/man.sh \
	tests/completion.sh \
	tests/package.sh \
	tests/pictures.sh \
	tests/syntax.sh \
	tests/bootstrap.sh \
	tests/cli/usage.sh \
	tests/cli/files.sh \
	tests/cli/locale.sh \
	tests/cli/compare.sh \
	tests/cli/output.sh \
	tests/cli/python.sh \
	tests/cli/quiz.sh \
	tests/cli/record.sh \
	tests/cli/values.sh \
	tests/conformance/arguments.baton \
	tests/conformance/channel_close.baton \
	tests/conformance/channel_many.baton \
	tests/conformance/control.baton \
	tests/conformance/expressions.baton \
	tests/conformance/main_ends_late.baton \
	tests/conformance/main_ends_ready.baton \
	tests/conformance/main_ends_then.baton \
	tests/conformance/names.baton \
	tests/conformance/offload_cancel.baton tests/conformance/offload_copies.baton \
	tests/conformance/offload_beside_crash.baton \
	tests/conformance/offload_crash.baton \
	tests/conformance/recursion.baton \
	tests/conformance/select_meet.baton \
	tests/conformance/select_now.baton \
	tests/conformance/several.baton \
	tests/conformance/start_order.baton \
	tests/conformance/try_deadlock.baton \
	tests/conformance/try_forms.baton \
	tests/conformance/units.baton

# What looks at no clock either, or holds whatever others do, but takes long.
PATIENT = \
	tests/analyze.sh \
	tests/oracle/check.sh \
	tests/conformance/livelocks.sh \
	tests/cli/schema.sh \
	tests/dist.sh \
	tests/schedules.sh \
	tests/install.sh \
	tests/cli/explore.sh \
	tests/spin.sh \
	tests/foreign.sh

# What waits most of the time, and all scenarios: in `make check-apart` as many at once as there are cores. What takes
# longest is first.
BESIDE = \
	tests/python/check.sh \
	tests/unit/check_waits \
	tests/worlds/worlds.sh \
	tests/page/check.sh \
	tests/record/python.sh \
	tests/terminals/check.sh \
	tests/player.sh \
	tests/lessons.sh \
	tests/learner.sh \
	tests/docs.sh \
	tests/conformance/within_held.baton \
	tests/cli/status.sh \
	tests/cli/readers.sh \
	tests/record/killed.sh \
	tests/record/lessons.sh \
	tests/record/threads.sh \
	tests/conformance/deadlocks.sh \
	tests/conformance/crashes.sh \
	tests/cli/reports.sh \
	tests/cli/learn.sh \
	tests/cli/schedule.sh \
	tests/record/loops.sh \
	tests/record/learners.sh

# All that analyzers see: ten minutes of CPU time. .ci/run asks those of them that take one.
.PHONY: analyze
analyze: all
	@BATON_ANALYZE=all $(MAKE) $(AM_MAKEFLAGS) check TESTS=tests/analyze.sh

# Sets `exact` to the unit tests and EXACT, `patient` to PATIENT, `beside` to BESIDE and all other scenarios, and `measured`
# to all other tests.
SORT_TESTS = exact= patient= first= beside= measured=; for test in $(TESTS); do \
	    case $$test in tests/unit/*) exact="$$exact $$test"; continue ;; esac; \
	    case ' $(EXACT) ' in *" $$test "*) exact="$$exact $$test"; continue ;; esac; \
	    case ' $(PATIENT) ' in *" $$test "*) patient="$$patient $$test"; continue ;; esac; \
	    case ' $(BESIDE) ' in *" $$test "*) continue ;; esac; \
	    case $$test in *.baton) beside="$$beside $$test"; continue ;; esac; \
	    measured="$$measured $$test"; \
	done; \
	for test in $(BESIDE); do \
	    case ' $(TESTS) ' in *" $$test "*) first="$$first $$test" ;; esac; \
	done; beside="$$first $$beside"

# For build machines, also under an emulator: nothing that measures, or takes long.
.PHONY: check-quick
check-quick:
	@$(SORT_TESTS); CK_EXCLUDE_TAGS='measures large' $(MAKE) $(AM_MAKEFLAGS) check TESTS="$$exact"

# All of `make check`, sooner: what does not measure first, as many at once as there are cores; then, so many too, what waits
# most of the time; then what measures, alone. So is what said in the second part that others had the processor: it says
# more then. The counts of the parts are in exact-suite.log, beside-suite.log and test-suite.log.
.PHONY: check-apart
check-apart:
	@$(SORT_TESTS); status=0; cores=`getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1`; \
	    CK_EXCLUDE_TAGS=measures $(MAKE) $(AM_MAKEFLAGS) -j$$cores check TEST_SUITE_LOG=exact-suite.log \
	        TESTS="$$patient $$exact" || status=1; \
	    for unit in `cd $(srcdir) && grep -l TAG_MEASURES tests/unit/check_*.c | sed 's/\.c$$//'`; do \
	        case " $$beside " in *" $$unit "*) continue ;; esac; \
	        case ' $(TESTS) ' in *" $$unit "*) measured="$$unit $$measured" ;; esac; \
	    done; \
	    CK_INCLUDE_TAGS=measures $(MAKE) $(AM_MAKEFLAGS) -j$$cores check TEST_SUITE_LOG=beside-suite.log \
	        TESTS="$$beside" || status=1; \
	    quiet= again=; for test in $$beside; do \
	        log=$${test%.sh}; log=$${log%.baton}.log; \
	        if test "$$cores" -gt 1 && grep -Eq '^ok .*# SKIP .*(busy|something else uses)' "$$log"; then \
	            again="$$again $$test"; \
	        else \
	            quiet="$$quiet $$test"; \
	        fi; \
	    done; \
	    if test -n "$$again"; then \
	        echo "again, alone:$$again"; rm -f beside-suite.log; \
	        $(MAKE) $(AM_MAKEFLAGS) beside-suite.log TEST_SUITE_LOG=beside-suite.log TESTS="$$quiet" || status=1; \
	    fi; \
	    CK_INCLUDE_TAGS=measures $(MAKE) $(AM_MAKEFLAGS) -j1 check TESTS="$$measured $$again" || status=1; \
	    exit $$status
CLEANFILES += exact-suite.log beside-suite.log

TESTS += $(TAP_TESTS) $(CONFORMANCE) $(LESSONS) $(ANSWERS)
if !HAVE_TSAN
TESTS += $(ANSWERS_OF_MANY)
endif
# For whoever looks after other systems, with hours to spare: no test of `make check`.
EXTRA_DIST += tests/platforms.sh tests/debian.sh tests/chroot.sh
EXTRA_DIST += tests/tap.sh tests/scenario.sh tests/calls.awk tests/lessons.awk $(TAP_TESTS) $(CONFORMANCE) $(PEERS)
# Readers that use what others wrote.
EXTRA_DIST += tests/readers/read.py tests/readers/read_junit.py tests/readers/read_tap.pl tests/readers/validate.py
# The whole folder: what was drawn or exported, to the letter.
EXTRA_DIST += tests/unit/golden

# Programs that spin counts the states of, too: tests/spin.sh.
EXTRA_DIST += tests/spin/both_flags.baton tests/spin/both_flags.pml tests/spin/buffer.baton tests/spin/buffer.pml \
	tests/spin/peterson.baton tests/spin/peterson.pml tests/spin/philosophers.baton tests/spin/philosophers.pml \
	tests/spin/race.baton tests/spin/race.pml tests/spin/test_and_set.baton tests/spin/test_and_set.pml \
	tests/spin/turns.baton tests/spin/turns.pml

# Programs that others wrote: tests/foreign.sh.
EXTRA_DIST += \
	tests/foreign/README.md tests/foreign/empire_condition.baton \
	tests/foreign/empire_condition_mended.baton tests/foreign/empire_confused.baton \
	tests/foreign/empire_counter.baton tests/foreign/empire_deadlock.baton \
	tests/foreign/empire_flags.baton tests/foreign/empire_insufficient.baton \
	tests/foreign/empire_producer.baton tests/foreign/empire_producer_mended.baton \
	tests/foreign/empire_semaphore.baton tests/foreign/little_barber.baton \
	tests/foreign/little_barrier.baton tests/foreign/little_barrier_again.baton \
	tests/foreign/little_barrier_again_wrong.baton tests/foreign/little_barrier_wrong.baton \
	tests/foreign/little_philosophers_footman.baton tests/foreign/little_philosophers_left.baton \
	tests/foreign/little_philosophers_wrong.baton tests/foreign/little_readers_writers.baton \
	tests/foreign/little_rendezvous.baton tests/foreign/little_rendezvous_wrong.baton \
	tests/foreign/ostep_flag.baton tests/foreign/ostep_join_without_state.baton \
	tests/foreign/ostep_one_condition.baton tests/foreign/ostep_peterson.baton \
	tests/foreign/ostep_test_and_set.baton tests/foreign/ostep_ticket.baton \
	tests/foreign/ostep_two_conditions.baton tests/foreign/progvis_bank_dead.baton \
	tests/foreign/progvis_bank_dead_3.baton tests/foreign/progvis_bank_nodead.baton \
	tests/foreign/progvis_bank_one_lock.baton tests/foreign/progvis_buffer.baton \
	tests/foreign/progvis_buffer_cond.baton tests/foreign/progvis_buffer_cond_two.baton \
	tests/foreign/progvis_buffer_sema.baton tests/foreign/progvis_buffer_sema_lock.baton \
	tests/foreign/progvis_buffer_sema_two.baton tests/foreign/progvis_busy_flag.baton \
	tests/foreign/progvis_incorrect_sync.baton tests/foreign/sct_account_bad.baton \
	tests/foreign/sct_arithmetic_bad.baton tests/foreign/sct_bluetooth_bad.baton \
	tests/foreign/sct_carter_bad.baton tests/foreign/sct_circular_bad.baton \
	tests/foreign/sct_deadlock_bad.baton tests/foreign/sct_din_phil_bad.baton \
	tests/foreign/sct_fsbench_bad.baton tests/foreign/sct_lazy_bad.baton \
	tests/foreign/sct_phase_ok.baton tests/foreign/sct_queue_ok.baton \
	tests/foreign/sct_reorder_bad.baton tests/foreign/sct_stack_bad.baton \
	tests/foreign/sct_stack_ok.baton tests/foreign/sct_stateful06_ok.baton \
	tests/foreign/sct_sync02_bad.baton tests/foreign/sct_sync_ok.baton \
	tests/foreign/sct_token_ring_bad.baton tests/foreign/sct_token_ring_ok.baton \
	tests/foreign/sct_twostage_bad.baton tests/foreign/sct_wronglock_bad.baton
