/* The models in plain words: a line each, and one of them as a whole; and, for developers, all the
 * sentences that are told of a run. */
#include "config.h"

#include "base/strbuf.h"
#include "cli/cli.h"
#include "cli/output.h"
#include "cli/tty.h"
#include "export/page.h"
#include "models/model.h"
#include "tell/listing.h"

enum {
    NAME_COLUMNS = 16,
    WIDTH_MOST = 80, /* longer lines are hard to read */
};

static int list_models(const struct cli_options *options)
{
    struct strbuf out = STRBUF_INIT;
    bool ascii = tty_ascii(options);
    struct page page;
    int status;

    page_init(&page, tty_width(options), ascii);
    for (int i = 0; i < MODEL_COUNT; i++) {
        page_words(&page, INK_PLAIN, "  %s", model_name(i));
        page_tab(&page, 2 + NAME_COLUMNS);
        page_wrap(&page, INK_PLAIN, model_words(i)->summary);
    }
    page_wrap(&page, INK_PLAIN, "'baton explain MODEL' says more.");
    page_end(&page, NULL, &out);
    status = output_print(&out);
    strbuf_release(&out);
    return status;
}

const struct cli_command cmd_models = {
    .name = "models",
    .operands = "",
    .summary = "the models, a line each",
    .about = "",
    .run = list_models,
};

/* ---- explain ---- */

/* The lines of a model's file are as long as its source; here they are as wide as the terminal. */
static void add_paragraphs(struct page *page, const char *text)
{
    struct strbuf words = STRBUF_INIT;

    for (; *text; text++) {
        if (text[0] == '\n' && text[1] == '\n') {
            page_wrap(page, INK_PLAIN, strbuf_str(&words));
            page_down(page, 1);
            strbuf_clear(&words);
            text++;
        } else {
            strbuf_addch(&words, *text == '\n' ? ' ' : *text);
        }
    }
    page_wrap(page, INK_PLAIN, strbuf_str(&words));
    strbuf_release(&words);
}

static int print_sentences(void)
{
    struct strbuf out = STRBUF_INIT;
    int status;

    tell_listing(&out);
    status = output_print(&out);
    strbuf_release(&out);
    return status;
}

static int explain_model(const struct cli_options *options)
{
    struct strbuf out = STRBUF_INIT;
    struct cli_options named = {.command = "explain"};
    int width = tty_width(options), status = cli_model_read(&named, options->operands[0]);
    bool ascii = tty_ascii(options);
    const struct model_words *words;
    struct page page;

    if (status != CLI_OK)
        return status;
    words = model_words(named.models[0]);
    page_init(&page, width < WIDTH_MOST ? width : WIDTH_MOST, ascii);
    page_words(&page, INK_PLAIN, "%s: ", model_name(named.models[0]));
    page_wrap(&page, INK_PLAIN, words->summary);
    page_down(&page, 1);
    add_paragraphs(&page, words->picture);
    page_end(&page, NULL, &out);
    status = output_print(&out);
    strbuf_release(&out);
    return status;
}

static int explain(const struct cli_options *options)
{
    return options->sentences ? print_sentences() : explain_model(options);
}

const struct cli_command cmd_explain = {
    .name = "explain",
    .operands = "MODEL",
    .summary = "one model, in plain words",
    .about = "",
    .accepts = CLI_SENTENCES,
    .least = 1,
    .most = 1,
    .run = explain,
};
