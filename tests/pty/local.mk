# A program in a pseudo-terminal: for tests/player.sh and for bench.
PTY = tests/pty/pty.c tests/pty/pty.h tests/pty/real.c tests/pty/real.h tests/pty/vt.c tests/pty/vt.h
check_PROGRAMS += tests/pty/ptyrun
tests_pty_ptyrun_SOURCES = tests/pty/ptyrun.c $(PTY)
tests_pty_ptyrun_LDADD = libgrid.a libbase.a
