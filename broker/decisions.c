#include "decisions.h"
#include "codec.h"

static const els_lines_file file = {"decisions.jsonl", "decisions.1.jsonl", (uint64_t)2 << 20};

static void add_line(const els_lines_place *place, const els_decision *d, els_buf *out)
{
    els_lines_begin(place, out);
    els_lines_add_text("kind", d->kind, out);
    els_lines_add_text("subject", d->subject, out);
    els_lines_add_text("verdict", d->verdict, out);
    els_lines_add_text("by", ELS_STR("applier"), out);
    els_lines_add_real("effect", d->effect, out);
    els_lines_add_real("low", d->low, out);
    els_lines_add_real("high", d->high, out);
    els_lines_add_real("e_value", d->e_value, out);
    els_buf_printf(out, ",\"pairs\":%u", d->tasks);
    els_lines_add_text("text", d->text, out);
    els_buf_printf(out, "}\n");
}

/* Of one iteration, from a position on. */
static els_err write_from(const char *dir, uint64_t run, const els_progress *progress,
                          uint32_t first)
{
    els_buf lines = {0};
    els_err err = ELS_OK;
    for (uint32_t i = first; i < progress->n_decisions; i++) {
        const els_decision *d = &progress->decisions[i];
        if (!els_str_eq(d->verdict, ELS_STR("pending")))
            add_line(&(els_lines_place){run, progress->iteration, i}, d, &lines);
    }
    if (lines.len)
        err = els_lines_append(dir, &file, els_buf_str(&lines));
    els_buf_fini(&lines);
    return err;
}

els_err els_decisions_write(const char *dir, uint64_t run, const els_progress *progress)
{
    return write_from(dir, run, progress, 0);
}

static els_err add_iteration(const char *dir, els_store *store, const els_lines_place *from)
{
    els_arena arena = {0};
    els_str frame;
    els_msg_type type;
    const void *message = NULL;
    els_err err = els_store_progress(store, from->run, from->iteration, &arena, &frame);
    if (!err && (els_decode(frame, &arena, &type, &message, NULL) || type != ELS_MSG_progress))
        err = ELS_E_CORRUPT;
    if (!err)
        err = write_from(dir, from->run, message, (uint32_t)from->position);
    els_arena_fini(&arena);
    return err;
}

els_err els_decisions_catch_up(const char *dir, els_store *store)
{
    els_arena arena = {0};
    els_store_run run;
    els_lines_page newest;
    els_err err = els_store_newest_run(store, &arena, &run);
    if (!err)
        err = els_lines_read(dir, &file, &(els_lines_query){.most = 1}, &arena, &newest);
    if (!err) {
        els_lines_place next = {run.run, 0, 0};
        if (newest.n && newest.last.run == run.run)
            next = (els_lines_place){run.run, newest.last.iteration, newest.last.position + 1};
        for (; !err && next.iteration < run.next_iteration; next.iteration++, next.position = 0)
            err = add_iteration(dir, store, &next);
    }
    els_arena_fini(&arena);
    return err == ELS_E_NOT_FOUND ? ELS_OK : err; /* no run yet, or one without its history */
}

els_err els_decisions_read(const char *dir, const els_lines_query *query, els_arena *arena,
                           els_lines_page *ret)
{
    return els_lines_read(dir, &file, query, arena, ret);
}
