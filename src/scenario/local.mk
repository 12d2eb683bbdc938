noinst_LIBRARIES += libscenario.a
libscenario_a_SOURCES = \
	src/scenario/check.c src/scenario/check.h \
	src/scenario/check_atomic.c \
	src/scenario/check_expects.c \
	src/scenario/check_generators.c \
	src/scenario/check_header.c \
	src/scenario/check_kinds.c \
	src/scenario/check_models.c \
	src/scenario/check_names.c \
	src/scenario/check_objects.c \
	src/scenario/check_questions.c \
	src/scenario/check_values.c \
	src/scenario/check_warnings.c \
	src/scenario/compile.c src/scenario/compile.h \
	src/scenario/compile_assert.c \
	src/scenario/compile_clock.c \
	src/scenario/compile_expr.c src/scenario/compile_expr.h \
	src/scenario/emit.c src/scenario/emit.h \
	src/scenario/expect.c src/scenario/expect.h src/scenario/expect_private.h \
	src/scenario/expect_choose.c \
	src/scenario/expect_clock.c \
	src/scenario/expect_excuse.c \
	src/scenario/expect_report.c \
	src/scenario/expect_select.c \
	src/scenario/expect_texts.c \
	src/scenario/expect_untimed.c \
	src/scenario/fold.c src/scenario/fold.h \
	src/scenario/lexer.c src/scenario/lexer.h \
	src/scenario/model_name.c src/scenario/model_name.h \
	src/scenario/parse.c \
	src/scenario/parse_ask.c \
	src/scenario/parse_expect.c \
	src/scenario/parse_expr.c \
	src/scenario/parse_head.c \
	src/scenario/parse_header.c \
	src/scenario/parse_stmt.c \
	src/scenario/parse_text.c \
	src/scenario/parse_words.c \
	src/scenario/parser.c src/scenario/parser.h \
	src/scenario/points.c src/scenario/points.h \
	src/scenario/program.c src/scenario/program.h \
	src/scenario/program_dump.c src/scenario/program_dump.h \
	src/scenario/report.c src/scenario/report.h \
	src/scenario/scenario.c src/scenario/scenario.h src/scenario/scenario_private.h \
	src/scenario/schedule.c src/scenario/schedule.h \
	src/scenario/settings.c \
	src/scenario/suggest.c src/scenario/suggest.h \
	src/scenario/symbols.c src/scenario/symbols.h \
	src/scenario/tree.c src/scenario/tree.h \
	src/scenario/words.c src/scenario/words.h
