#include "base/strbuf.h"
#include "cli/cli.h"
#include "cli/output.h"
#include "cli/tty.h"
#include "export/page.h"
#include "models/model.h"

enum { NAME_COLUMNS = 16 };

int cmd_models(const struct cli_options *options)
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
    page_end(&page, GRID_COLOURLESS, &out);
    status = output_print(&out);
    strbuf_release(&out);
    return status;
}
