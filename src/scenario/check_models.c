/* What a model lacks. Generators belong to the single-thread models; between processes no future or
 * generator can travel. */
#include "config.h"

#include "scenario/check.h"

#include "base/strbuf.h"

struct lacks {
    const struct checked *checked;
    const struct check_body *body;
    struct report *report;
    unsigned parallel; /* those of the models with more than one thread of execution */
    unsigned apart;    /* those whose tasks share no memory */
};

unsigned check_named_models(const struct checked *checked)
{
    unsigned models = 0;
    for (int i = 0; i < checked->model_count; i++)
        models |= 1u << checked->models[i];
    return models;
}

static void add_models(struct strbuf *out, unsigned models, const char *last)
{
    bool first = true;
    for (int i = 0; i < MODEL_COUNT; i++) {
        if (!(models >> i & 1))
            continue;
        bool is_last = models >> i == 1;
        strbuf_adds(out, first ? "" : is_last ? last : ", ");
        strbuf_adds(out, model_name((enum model_id)i));
        first = false;
    }
}

static unsigned models_that(bool (*fact)(enum model_id id))
{
    unsigned models = 0;
    for (int i = 0; i < MODEL_COUNT; i++)
        if (fact((enum model_id)i))
            models |= 1u << i;
    return models;
}

static void report_generator(struct lacks *lacks, const struct tree_stmt *stmt, const char *what)
{
    struct strbuf names = STRBUF_INIT, others = STRBUF_INIT;
    add_models(&names, lacks->parallel, " and ");
    add_models(&others, models_that(model_is_single_thread), " and ");
    report_error(lacks->report, stmt->place, "%s does not exist under %s", what,
                 strbuf_str(&names));
    report_hint(lacks->report, "generators run on one thread: %s have them", strbuf_str(&others));
    strbuf_release(&names);
    strbuf_release(&others);
}

static const char *generator_words(const struct lacks *lacks, const struct tree_stmt *stmt)
{
    if (stmt->kind == TREE_CREATE)
        return "`create`";
    if (stmt->kind == TREE_RESUME)
        return "`resume`";
    if (stmt->kind == TREE_THROW)
        return "`throw`";
    if (stmt->kind == TREE_CLOSE && !check_closes_channel(lacks->checked, lacks->body, stmt))
        return "`close`";
    if (check_yields_value(stmt))
        return "`yield` with a value";
    return stmt->kind == TREE_YIELD && lacks->body->generator ? "`yield` in a generator" : NULL;
}

static void check_handles(struct lacks *lacks, const struct tree_stmt *stmt)
{
    for (const struct tree_arg *arg = stmt->args; arg; arg = arg->next) {
        unsigned kinds = check_expr_kinds(lacks->checked, lacks->body, arg->expr);
        if (!(kinds & KIND_HANDLES) || (kinds & KIND_INT))
            continue;
        struct strbuf names = STRBUF_INIT, others = STRBUF_INIT;
        add_models(&names, lacks->apart, " and ");
        add_models(&others, models_that(model_shares_memory), " and ");
        report_error(lacks->report, arg->expr->place,
                     "`%s` cannot go to another process: %s passes no futures or generators to "
                     "`start`",
                     arg->expr->name, strbuf_str(&names));
        report_hint(lacks->report, "`call` may have it; with `start`, %s do it",
                    strbuf_str(&others));
        strbuf_release(&names);
        strbuf_release(&others);
        return;
    }
}

static void check_stmt(void *arg, struct tree_stmt *stmt)
{
    struct lacks *lacks = arg;
    const char *what = generator_words(lacks, stmt);
    if (what && lacks->parallel)
        report_generator(lacks, stmt, what);
    if (stmt->kind == TREE_START && lacks->apart)
        check_handles(lacks, stmt);
}

void check_models(const struct checked *checked, unsigned models, struct report *report)
{
    struct lacks lacks = {
        .checked = checked,
        .report = report,
        .parallel = models & ~models_that(model_is_single_thread),
        .apart = models & ~models_that(model_shares_memory),
    };
    if (!lacks.parallel && !lacks.apart)
        return;
    for (int i = 0; i < checked->body_count; i++) {
        lacks.body = &checked->bodies[i];
        tree_each_stmt(&lacks.body->task->body, check_stmt, &lacks);
    }
}
