/* What the commands share: the options, the table of commands, and the exit statuses that users'
 * scripts hang on. */
#ifndef BATON_CLI_CLI_H
#define BATON_CLI_CLI_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "grid/palette.h"
#include "scenario/model_name.h"

enum cli_status {
    CLI_OK = 0,      /* the run ended as expected */
    CLI_MISSED = 1,  /* an expectation failed, or, without expectations, the result is not `ok` */
    CLI_USAGE = 2,   /* wrong usage, or an error in a file */
    CLI_MACHINE = 3, /* the machine refused something */
};

/* Options, as bits of what a command accepts. --help, --version, --width, --ascii, --color, --light
 * and --dark are everybody's. */
enum cli_accepts {
    CLI_MODEL = 1,       /* -m M */
    CLI_MODELS = 2,      /* -m M,M… */
    CLI_FORMAT = 4,      /* -f FORMAT */
    CLI_OUTPUT = 8,      /* -o OUT */
    CLI_SET = 16,        /* --set 'LINE=V' */
    CLI_SETS = 32,       /* --set 'LINE=V,V…' */
    CLI_PLAYER = 64,     /* --follow, --still, --large */
    CLI_TABLE = 128,     /* --table */
    CLI_SENTENCES = 256, /* --sentences; for developers, no help shows it */
    CLI_QUIZ = 512,      /* --questions, --name, --plain, --mark */
    CLI_SCHEDULE = 2048, /* --schedule LINE */
    CLI_EXPLORE = 4096,  /* --within */
    CLI_LEARN = 1024,    /* --check, --hint, --solution, --reset */
    CLI_PROGRAM = 65536, /* --all; operands are a program with its own options, not ours */
};

enum cli_color { CLI_COLOR_AUTO, CLI_COLOR_ALWAYS, CLI_COLOR_NEVER };

/* What `learn` does with an exercise. */
enum cli_learn {
    CLI_LEARN_BEGIN,
    CLI_LEARN_CHECK,
    CLI_LEARN_HINT,
    CLI_LEARN_SOLUTION,
    CLI_LEARN_RESET
};

/* One --set: a header line or a shared variable, and the values it is given. */
struct cli_set {
    char *line;
    char **values;
    int value_count;
};

/* The command line after it was read. Released with cli_options_release(). */
struct cli_options {
    const char *command;
    enum model_id models[MODEL_COUNT];
    int model_count;    /* 0: -m was not given */
    const char *format; /* NULL: not given */
    const char *output; /* NULL: standard output */
    struct cli_set *sets;
    int set_count;
    char **operands; /* borrowed from argv */
    int operand_count;
    int width; /* 0: not given */
    bool ascii;
    enum cli_color color;
    enum palette_ground ground; /* --light, --dark */
    bool follow, still, large;  /* for the player */
    bool table;                 /* for compare */
    bool all;                   /* for record: nothing is folded */
    bool sentences;             /* for explain: the table of sentences, in place of a model */
    int questions;              /* for quiz: at most so many; 0: not given */
    const char *name;           /* whose answers they are; NULL: not given */
    bool plain, mark;
    bool relaxed, due;    /* for explore: --memory relaxed, --time due … */
    bool spurious;        /* … --spurious */
    int within;           /* for explore: seconds; 0: as long as it takes */
    int at_most;          /* for explore: MiB; 0: as many as it takes by itself */
    enum cli_learn learn; /* what is done with the exercise */
    bool help, version;
};

/* Begins the `about` of those that take a FILE. */
#define CLI_FILE_WORDS                                                                             \
    "FILE is a path, the name of an installed scenario ('baton list'), or - for\n"                 \
    "standard input.\n"

struct cli_command {
    const char *name;
    const char *operands;                     /* as the usage line shows them */
    const char *summary;                      /* one line */
    const char *about;                        /* what --help adds */
    unsigned accepts;                         /* enum cli_accepts */
    int least, most;                          /* operands; most < 0: any number */
    bool (*writes)(const char *format);       /* NULL: all formats there are */
    void (*list_formats)(struct strbuf *out); /* its own, a line each; NULL: those */
    int (*run)(const struct cli_options *options);
};

/* What is told of an option: by the help, and to shells that complete a line. */
struct cli_option_line {
    unsigned accepts;   /* enum cli_accepts; 0: all commands do */
    const char *option; /* "-m, --model M": its names, and what follows. NULL: the end */
    const char *words;
};
extern const struct cli_option_line cli_option_lines[];

/* The commands there are, in the order of --help; the record of each stands in its file. */
#define CLI_COMMANDS(ROW)                                                                          \
    ROW(cmd_run)                                                                                   \
    ROW(cmd_record)                                                                                \
    ROW(cmd_compare)                                                                               \
    ROW(cmd_test)                                                                                  \
    ROW(cmd_explore)                                                                               \
    ROW(cmd_check)                                                                                 \
    ROW(cmd_python)                                                                                \
    ROW(cmd_convert)                                                                               \
    ROW(cmd_play)                                                                                  \
    ROW(cmd_quiz)                                                                                  \
    ROW(cmd_learn)                                                                                 \
    ROW(cmd_list)                                                                                  \
    ROW(cmd_models)                                                                                \
    ROW(cmd_explain)

#define CLI_DECLARE(record) extern const struct cli_command record;
CLI_COMMANDS(CLI_DECLARE)
#undef CLI_DECLARE

extern const struct cli_command *const cli_commands[]; /* ends with NULL */
const struct cli_command *cli_command_by_name(const char *name);

/* Reads argv[1 …] for a command (NULL: for `baton` alone). CLI_OK, or CLI_USAGE after a message on
 * standard error. */
int cli_options_read(const struct cli_command *command, int argc, char **argv,
                     struct cli_options *options);
void cli_options_release(struct cli_options *options);
void cli_sets_release(struct cli_set *sets, int count);

/* Adds the model of that name to the options' models, once. CLI_OK, or CLI_USAGE after a message.
 */
int cli_model_read(struct cli_options *options, const char *name);

/* Print the help of the whole program, and of one command; CLI_OK, or CLI_MACHINE. */
int cli_help(void);
int cli_help_command(const struct cli_command *command);
/* Plays what is asked for on the screen, with the options of the command line. */
struct host_request; /* terminal/host.h */
int cli_show(struct host_request *request, const struct cli_options *options);
/* `baton` alone, in a terminal. */
int cmd_browse(const struct cli_options *options);

#endif
