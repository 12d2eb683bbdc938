/* The main function of a Check program with one suite.
 *
 * How long a case takes is a matter of the machine, and judges nothing: a timeout ends what hangs.
 * It is one for all, unless the environment says another (CK_DEFAULT_TIMEOUT, in seconds).
 *
 * Cases may have tags (tcase_set_tags()), by which `make check-quick` leaves them out:
 * TAG_MEASURES, what waits for real runs, or looks at the clocks of the machine; TAG_LARGE, what is
 * as exact as the others, but takes seconds. */
#ifndef BATON_TESTS_CHECK_MAIN_H
#define BATON_TESTS_CHECK_MAIN_H

#include <check.h>
#include <stdlib.h>

#define TAG_MEASURES "measures"
#define TAG_LARGE    "large"

#define CHECK_MAIN(make_suite)                                                                     \
    int main(void)                                                                                 \
    {                                                                                              \
        setenv("CK_DEFAULT_TIMEOUT", "600", 0);                                                    \
        SRunner *runner = srunner_create(make_suite());                                            \
        srunner_run_all(runner, CK_ENV);                                                           \
        int failed = srunner_ntests_failed(runner);                                                \
        srunner_free(runner);                                                                      \
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;                                               \
    }

#endif
