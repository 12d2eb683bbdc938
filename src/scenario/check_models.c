/* What a model lacks. Generators belong to the single-thread models; between processes no future or
 * generator can travel; who has control next cannot be asked where several tasks have it at once.
 */
#include "config.h"

#include "scenario/check.h"

#include "base/strbuf.h"

struct lacks {
    const struct checked *checked;
    const struct check_body *body;
    struct report *report;
    unsigned parallel; /* those of the models with more than one thread of execution */
    unsigned apart;    /* those whose tasks share no memory */
    unsigned beside;   /* those under which several tasks have control at once, as it is set */
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

/* With one core, or one worker, the tasks have control one after the other. */
static unsigned models_beside(const struct checked *checked)
{
    const struct program_settings *settings = &checked->now.settings;
    if (settings->cores == 1 || settings->workers == 1)
        return 0;
    unsigned models = 1u << MODEL_THREADS | 1u << MODEL_PROCESSES;
    if (settings->workers > 1)
        models |= 1u << MODEL_CALLBACKS | 1u << MODEL_COROUTINES | 1u << MODEL_ASYNC_BLOCKING;
    return models;
}

static void check_next(struct lacks *lacks, const struct tree_stmt *stmt)
{
    struct strbuf names = STRBUF_INIT;
    if (!stmt->question || stmt->question->kind != TREE_QUESTION_NEXT)
        return;
    add_models(&names, lacks->beside, " and ");
    report_error(lacks->report, stmt->question->place, "`next` cannot be asked under %s",
                 strbuf_str(&names));
    report_hint(lacks->report,
                "several tasks have control at once there, unless the header says `cores 1` or "
                "`workers 1`");
    strbuf_release(&names);
}

static void check_stmt(void *arg, struct tree_stmt *stmt)
{
    struct lacks *lacks = arg;
    const char *what = generator_words(lacks, stmt);
    if (what && lacks->parallel)
        report_generator(lacks, stmt, what);
    if (stmt->kind == TREE_START && lacks->apart)
        check_handles(lacks, stmt);
    if (stmt->kind == TREE_ASK && lacks->beside)
        check_next(lacks, stmt);
}

void check_models(const struct checked *checked, unsigned models, struct report *report)
{
    struct lacks lacks = {
        .checked = checked,
        .report = report,
        .parallel = models & ~models_that(model_is_single_thread),
        .apart = models & ~models_that(model_shares_memory),
        .beside = models & models_beside(checked),
    };
    if (!lacks.parallel && !lacks.apart && !lacks.beside)
        return;
    for (int i = 0; i < checked->body_count; i++) {
        lacks.body = &checked->bodies[i];
        tree_each_stmt(&lacks.body->task->body, check_stmt, &lacks);
    }
}
