/* The models: what each has to say of itself, so that nothing else needs to know it. */
#include "config.h"

#include "check_main.h"
#include "models/model.h"

START_TEST(a_model_is_complete)
{
    const struct model *model = model_get((enum model_id)_i);
    const char *name = model_name((enum model_id)_i);
    ck_assert_msg((int)model->id == _i, "%s: its record has the id of another", name);
    ck_assert_msg(model->words.summary && model->words.picture, "%s: words are missing", name);
    ck_assert_msg(model->bound && model->unit, "%s: how many tasks may there be?", name);
    ck_assert_msg(model->run && model->rules.spawn && model->rules.wake, "%s: what does it do?",
                  name);
    ck_assert_msg(model->rules.show_wait, "%s: how does a wait look?", name);
}
END_TEST

START_TEST(what_is_known_of_a_model_agrees_with_its_rules)
{
    const struct model *model = model_get((enum model_id)_i);
    const char *name = model_name((enum model_id)_i);
    ck_assert_msg(model_shares_memory(model->id) == !model->rules.task_is_process,
                  "%s: do its tasks share their memory?", name);
    ck_assert_msg(!model->rules.has_gil || !model_is_single_thread(model->id),
                  "%s: one thread needs no lock", name);
    ck_assert_msg(!model->rules.has_loop || model_is_single_thread(model->id),
                  "%s: a loop is one thread for all", name);
    ck_assert_msg(!model->loop_tells || model->rules.has_loop, "%s: which loop?", name);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("models");
    TCase *tests = tcase_create("models");
    tcase_add_loop_test(tests, a_model_is_complete, 0, MODEL_COUNT);
    tcase_add_loop_test(tests, what_is_known_of_a_model_agrees_with_its_rules, 0, MODEL_COUNT);
    suite_add_tcase(suite, tests);
    return suite;
}

CHECK_MAIN(make_suite)
