baton_SOURCES += \
	src/cli/cli.h \
	src/cli/cmd_check.c \
	src/cli/cmd_compare.c \
	src/cli/cmd_convert.c \
	src/cli/cmd_explore.c \
	src/cli/cmd_list.c \
	src/cli/cmd_models.c \
	src/cli/cmd_play.c \
	src/cli/cmd_python.c \
	src/cli/cmd_learn.c \
	src/cli/cmd_quiz.c \
	src/cli/cmd_record.c \
	src/cli/cmd_run.c \
	src/cli/cmd_test.c \
	src/cli/commands.c \
	src/cli/complete.c src/cli/complete.h \
	src/cli/corners.c src/cli/corners.h \
	src/cli/explored.c src/cli/explored.h \
	src/cli/explored_end.c src/cli/explored_end.h \
	src/cli/explored_json.c \
	src/cli/explored_rows.c src/cli/explored_rows.h \
	src/cli/explored_way.c src/cli/explored_way.h \
	src/cli/facts.c src/cli/facts.h \
	src/cli/find.c src/cli/find.h \
	src/cli/main.c \
	src/cli/options.c \
	src/cli/output.c src/cli/output.h \
	src/cli/learn.c src/cli/learn.h \
	src/cli/quiz.h \
	src/cli/quiz_mark.c \
	src/cli/quiz_plain.c \
	src/cli/result.c src/cli/result.h \
	src/cli/runner.c src/cli/runner.h \
	src/cli/source.c src/cli/source.h \
	src/cli/test_case.c src/cli/test_case.h \
	src/cli/test_junit.c \
	src/cli/test_tap.c \
	src/cli/trials.c src/cli/trials.h \
	src/cli/tty.c src/cli/tty.h
