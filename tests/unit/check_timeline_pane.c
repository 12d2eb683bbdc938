/* The timeline's pane, its window, the overview and the large mode. */
#include <string.h>

#include "check_main.h"
#include "screen_golden.h"

START_TEST(a_golden_tells_text_inks_and_flags)
{
    struct grid grid;
    struct strbuf out = STRBUF_INIT;
    grid_init(&grid, 6, 2);
    grid_put(&grid, 0, 0, "a", 1, 6, false, (struct grid_style){INK_FAINT, GRID_BOLD});
    grid_put(&grid, 0, 2, "\xEC\xB2\xA0", 3, 6, false, (struct grid_style){.ink = INK_TASK});
    grid_put(&grid, 1, 1, " ", 1, 6, false, (struct grid_style){.flags = GRID_REVERSE});
    screen_golden_add(&grid, &out);
    ck_assert_str_eq(strbuf_str(&out),
                     "a \xEC\xB2\xA0\n  \n---- inks\nf 11\n .\n---- flags\n1\n 2\n");
    strbuf_release(&out);
    grid_release(&grid);
}
END_TEST

static Suite *timeline_pane_suite(void)
{
    Suite *suite = suite_create("timeline pane");
    TCase *helper = tcase_create("helper");
    tcase_add_test(helper, a_golden_tells_text_inks_and_flags);
    suite_add_tcase(suite, helper);
    return suite;
}

CHECK_MAIN(timeline_pane_suite)
