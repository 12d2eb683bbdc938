# Programs that are recorded, and what must be seen in them.
TAP_TESTS += tests/record/threads.sh tests/record/python.sh tests/record/loops.sh \
	tests/record/killed.sh tests/record/learners.sh tests/record/lessons.sh
EXTRA_DIST += \
	tests/record/becomes.c \
	tests/record/callbacks.py \
	tests/record/check.py \
	tests/record/contended.c \
	tests/record/cpython.sh \
	tests/record/deadlock.c \
	tests/record/free.c \
	tests/record/judge_calls.py \
	tests/record/judge_ends.py \
	tests/record/judge_gil.py \
	tests/record/judges.sh \
	tests/record/killing.sh \
	tests/record/lessons.py \
	tests/record/lines.c \
	tests/record/meeting.c \
	tests/record/lines.py \
	tests/record/order.py \
	tests/record/programs.h \
	tests/record/programs/busy.py \
	tests/record/programs/callbacks.py \
	tests/record/programs/calls.py \
	tests/record/programs/children.py \
	tests/record/programs/computes.py \
	tests/record/programs/convoy.py \
	tests/record/programs/cut.py \
	tests/record/programs/gevented.py \
	tests/record/programs/held.py \
	tests/record/programs/interval.py \
	tests/record/programs/locks.py \
	tests/record/programs/meet.py \
	tests/record/programs/nosy.py \
	tests/record/programs/order.py \
	tests/record/programs/passing.py \
	tests/record/programs/patched.py \
	tests/record/programs/pool.py \
	tests/record/programs/queued.py \
	tests/record/programs/reaped.py \
	tests/record/programs/shared.py \
	tests/record/programs/two_pools.py \
	tests/record/programs/uvlooped.py \
	tests/record/programs/waits.py \
	tests/record/programs/workers.py \
	tests/record/refused.c \
	tests/record/ticks.c

.PHONY: soak-record soak-record-lessons soak-record-judges
soak-record: all
	srcdir='$(srcdir)' $(SHELL) $(top_srcdir)/tests/record/cpython.sh
	srcdir='$(srcdir)' BATON_KILLS=200 $(SHELL) $(top_srcdir)/tests/record/killed.sh
soak-record-lessons: all
	srcdir='$(srcdir)' BATON_LESSONS=all $(SHELL) $(top_srcdir)/tests/record/lessons.sh
# The kernel's and strace's own view, beside the recording: the first as root only.
soak-record-judges: all
	srcdir='$(srcdir)' $(SHELL) $(top_srcdir)/tests/record/judges.sh
soak: soak-record soak-record-lessons soak-record-judges
