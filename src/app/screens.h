/* The screens there are, a row each: SCREEN_<ID> names one for the others, and its functions stand
 * in the `const struct screen` of that name, in the file of that name. */
#ifndef BATON_APP_SCREENS_H
#define BATON_APP_SCREENS_H

#define SCREENS_EACH(ROW)                                                                          \
    ROW(BROWSER, browser_screen)                                                                   \
    ROW(PLAYER, player_screen)                                                                     \
    ROW(COMPARE, compare_screen)                                                                   \
    ROW(EXERCISE, exercise_screen)

#define SCREENS_ID(id, record) SCREEN_##id,
enum screen_id { SCREENS_EACH(SCREENS_ID) SCREENS };
#undef SCREENS_ID

#endif
