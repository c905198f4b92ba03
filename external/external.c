#include "external.h"
#include "els_rng.h"
#include "external_wire.h"
#include "plugin_child.h"

#include <stdlib.h>

enum {
    TRIED_TASKS = 16,  /* asked twice at the start */
    RECHECK_EVERY = 64 /* requests between two that are asked again */
};

struct els_external {
    els_plugin plugin;
    els_manifest manifest;
    els_external_about about;
    els_sandbox sandbox;
    els_plugin_child child;
    els_arena arena; /* of manifest and description */
    els_str identity;
    els_buf error; /* not empty: it has failed for good */
    uint64_t asked;
    els_external_wanted kept; /* an earlier request, to be asked again */
    char kept_digest[ELS_DIGEST_HEX];
};

/* ---- asking ---- */

/* Once more with a new process when it failed: a plugin may be killed by others. */
static els_err ask(els_external *self, els_str line, els_str *ret_answer, els_buf *why)
{
    els_err err = els_plugin_child_ask(&self->child, line, ret_answer, why);
    if (err != ELS_E_IO && err != ELS_E_TIMEOUT)
        return err;
    els_buf_clear(why);
    err = els_plugin_child_ask(&self->child, line, ret_answer, why);
    if (err)
        els_buf_add(why, ELS_STR("; it was started twice"));
    return err;
}

/* The answer to `wanted` as bytes that are lent until the next question. */
static els_err ask_task(els_external *self, const els_external_wanted *wanted, els_str *ret_answer,
                        els_buf *why)
{
    els_buf line = {0};
    els_external_ask_task(wanted, &line);
    els_err err = ask(self, els_buf_str(&line), ret_answer, why);
    els_buf_fini(&line);
    return err;
}

static els_err not_deterministic(const els_external_wanted *wanted, els_buf *why)
{
    els_buf_printf(why,
                   "it answers the same request (template " ELS_STR_FMT
                   ", seed %llu) with other bytes than before: a task must depend on nothing but "
                   "its request",
                   ELS_STR_ARG(wanted->template_id), (unsigned long long)wanted->seed);
    return ELS_E_STATE;
}

/* ---- splits ---- */

static uint32_t split_of(const els_external_family *family, uint32_t ordinal)
{
    return family->is_transfer ? ELS_SPLIT_TRANSFER
                               : els_plugin_split_of(ordinal, family->n_templates, family->name);
}

static uint32_t templates_in(const els_external_family *family, uint32_t split)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < family->n_templates; i++)
        n += split_of(family, i) == split;
    return n;
}

static bool takes_part(const els_external_family *family, const els_task_request *request)
{
    return (request->family.len == 0 || els_str_eq(request->family, family->name)) &&
           templates_in(family, request->split) > 0;
}

/* Draws family, template, difficulty and seed of a request. */
static els_err draw(const els_external *self, const els_task_request *request,
                    els_external_wanted *ret)
{
    enum { DIFFICULTIES = 5, SAFE_BITS = 53 /* of a whole number in JSON */ };
    const els_external_about *about = &self->about;
    els_rng rng = els_rng_make(request->task_seed, request->index, els_hash_str(about->name));
    uint32_t n = 0, f = 0, t = 0;
    for (uint32_t i = 0; i < about->n_families; i++)
        n += takes_part(&about->families[i], request);
    if (n == 0)
        return ELS_E_NOT_FOUND;
    uint32_t place = els_rng_below(&rng, n);
    for (; !takes_part(&about->families[f], request) || place-- > 0; f++)
        ;
    const els_external_family *family = &about->families[f];
    place = els_plugin_draw(request, family->name, templates_in(family, request->split), &rng);
    for (; split_of(family, t) != request->split || place-- > 0; t++)
        ;
    uint32_t drawn = 1 + els_rng_below(&rng, DIFFICULTIES);
    *ret = (els_external_wanted){
        .family = family->name,
        .template_id = family->templates[t],
        .world = els_hash_pair(request->seed, els_hash_str(about->name)) >> (64 - SAFE_BITS),
        .seed = els_rng_u64(&rng) >> (64 - SAFE_BITS),
        .difficulty = request->difficulty ? request->difficulty : drawn,
    };
    return ELS_OK;
}

/* ---- the plugin ---- */

static void fail(els_external *self, const els_buf *why)
{
    if (self->error.len == 0)
        els_buf_printf(&self->error, "plugin " ELS_STR_FMT ": " ELS_STR_FMT,
                       ELS_STR_ARG(self->about.name), ELS_STR_ARG(els_buf_str(why)));
}

/* Asks an earlier request again, now and then, and keeps the newest for the next time. */
static els_err recheck(els_external *self, const els_external_wanted *newest, els_str answer,
                       els_buf *why)
{
    if (self->asked++ % RECHECK_EVERY != 0)
        return ELS_OK;
    char digest[ELS_DIGEST_HEX], newest_digest[ELS_DIGEST_HEX];
    els_str again;
    els_err err = ELS_OK;
    els_digest_hex(answer.ptr, answer.len, newest_digest);
    if (self->kept.template_id.len) {
        err = ask_task(self, &self->kept, &again, why);
        if (!err) {
            els_digest_hex(again.ptr, again.len, digest);
            if (strcmp(digest, self->kept_digest) != 0)
                err = not_deterministic(&self->kept, why);
        }
    }
    self->kept = *newest; /* its names are the description's */
    memcpy(self->kept_digest, newest_digest, sizeof newest_digest);
    return err;
}

static els_err generate(const els_plugin *plugin, const els_task_request *request, els_arena *arena,
                        els_sealed_task *ret)
{
    els_external *self = plugin->data;
    els_external_wanted wanted;
    els_str answer;
    els_buf why = {0};
    if (self->error.len)
        return ELS_E_IO;
    if (request->split >= ELS_SPLIT_COUNT_ || request->difficulty > 5)
        return ELS_E_USAGE;
    els_err err = draw(self, request, &wanted);
    if (err)
        return err;
    wanted.id = self->asked;
    els_sealed_task task;
    err = ask_task(self, &wanted, &answer, &why);
    if (!err)
        err = els_external_read_task(answer, &wanted, arena, &task, &why);
    if (!err)
        err = recheck(self, &wanted, answer, &why);
    if (err)
        fail(self, &why);
    else
        *ret = task;
    els_buf_fini(&why);
    return err ? ELS_E_IO : ELS_OK;
}

static void statistics(const els_plugin *plugin, els_arena *arena, els_plugin_statistics *ret)
{
    const els_external *self = plugin->data;
    const els_external_about *about = &self->about;
    *ret = (els_plugin_statistics){
        .families = ELS_ARENA_NEW(arena, els_family_statistics, about->n_families),
        .n_families = about->n_families};
    for (uint32_t f = 0; f < about->n_families; f++) {
        ret->families[f].name = about->families[f].name;
        for (uint32_t split = 0; split < ELS_SPLIT_COUNT_; split++) {
            uint32_t n = templates_in(&about->families[f], split);
            ret->families[f].templates[split] = n;
            ret->templates[split] += n;
        }
    }
}

/* ---- the start ---- */

static els_err describe(els_external *self, els_buf *why)
{
    els_buf line = {0};
    els_str answer;
    els_external_ask_describe(&line);
    els_err err = ask(self, els_buf_str(&line), &answer, why);
    els_buf_fini(&line);
    if (!err)
        err = els_external_read_about(answer, &self->arena, &self->about, why);
    if (err)
        return err;
    const els_manifest *manifest = &self->manifest;
    if (manifest->name.len && (!els_str_eq(manifest->name, self->about.name) ||
                               !els_str_eq(manifest->version, self->about.version))) {
        els_buf_printf(why, "it calls itself other than its manifest does (name, version)");
        return ELS_E_FORMAT;
    }
    if (els_plugin_find(self->about.name) || els_str_eq(self->about.name, ELS_STR("dataset"))) {
        els_buf_printf(why, "the name " ELS_STR_FMT " is taken by a plugin of ELS",
                       ELS_STR_ARG(self->about.name));
        return ELS_E_STATE;
    }
    return ELS_OK;
}

/* Requests over all families and templates, the first of which repeat little. */
static void tried_request(const els_external *self, uint32_t i, els_external_wanted *ret)
{
    const els_external_family *family = &self->about.families[i % self->about.n_families];
    uint32_t t = i / self->about.n_families % family->n_templates;
    *ret = (els_external_wanted){.id = i,
                                 .family = family->name,
                                 .template_id = family->templates[t],
                                 .world = 1,
                                 .seed = els_hash_mix(i + 1) >> 11,
                                 .difficulty = 1 + i % 5};
}

/* The same requests of two processes, the second time backwards: neither what came before nor the
 * process may change an answer. */
static els_err try_twice(els_external *self, els_buf *why)
{
    char digests[TRIED_TASKS][ELS_DIGEST_HEX], again[ELS_DIGEST_HEX];
    els_arena arena = {0};
    els_external_wanted wanted;
    els_sealed_task task;
    els_str answer;
    els_err err = ELS_OK;
    for (uint32_t i = 0; i < TRIED_TASKS && !err; i++) {
        tried_request(self, i, &wanted);
        err = ask_task(self, &wanted, &answer, why);
        if (!err)
            err = els_external_read_task(answer, &wanted, &arena, &task, why);
        if (!err)
            els_digest_hex(answer.ptr, answer.len, digests[i]);
    }
    els_plugin_child_stop(&self->child);
    for (uint32_t i = TRIED_TASKS; i-- > 0 && !err;) {
        tried_request(self, i, &wanted);
        err = ask_task(self, &wanted, &answer, why);
        if (err)
            break;
        els_digest_hex(answer.ptr, answer.len, again);
        if (strcmp(again, digests[i]) != 0)
            err = not_deterministic(&wanted, why);
    }
    els_arena_fini(&arena);
    return err;
}

static els_err open_external(els_external *self, const char *path,
                             const els_external_options *options, els_buf *why)
{
    els_buf what = {0};
    els_err err = els_manifest_load(path, &options->trust, &self->arena, &self->manifest, why);
    if (err)
        return err;
    const els_sandbox_options sandbox = {.path = self->manifest.path,
                                         .memory_bytes = self->manifest.memory_bytes,
                                         .may_have_threads = self->manifest.may_have_threads,
                                         .may_lack_landlock = options->may_lack_landlock};
    err = els_sandbox_prepare(&sandbox, &self->sandbox, &what);
    self->child.options = (els_plugin_child_options){.argv = self->manifest.argv,
                                                     .folder = self->manifest.folder,
                                                     .sandbox = &self->sandbox,
                                                     .answer_ms = options->answer_ms};
    if (!err)
        err = describe(self, &what);
    if (!err)
        err = try_twice(self, &what);
    if (err)
        els_buf_printf(why, "plugin %.300s: " ELS_STR_FMT, path, ELS_STR_ARG(els_buf_str(&what)));
    els_buf_fini(&what);
    return err;
}

els_err els_external_open(const char *path, const els_external_options *options, els_external **ret,
                          els_buf *why)
{
    els_external *self = calloc(1, sizeof *self);
    if (!self)
        return ELS_E_NOMEM;
    els_err err = open_external(self, path, options, why);
    if (err) {
        els_external_close(&self);
        return err;
    }
    self->plugin = (els_plugin){
        .name = self->about.name.ptr,
        .description = self->about.description.ptr,
        .version = self->about.version.ptr,
        .data = self,
        .generate = generate,
        .validate = els_plugin_validate_fields,
        .statistics = statistics,
    };
    self->identity = els_arena_printf(&self->arena, ELS_STR_FMT "@" ELS_STR_FMT "#%s",
                                      ELS_STR_ARG(self->about.name),
                                      ELS_STR_ARG(self->about.version), self->manifest.digest);
    *ret = self;
    return ELS_OK;
}

void els_external_close(els_external **external)
{
    els_external *self = *external;
    if (!self)
        return;
    els_plugin_child_fini(&self->child);
    els_sandbox_fini(&self->sandbox);
    els_buf_fini(&self->error);
    els_arena_fini(&self->arena);
    free(self);
    *external = NULL;
}

els_plugin *els_external_plugin(els_external *external)
{
    return &external->plugin;
}

const char *els_external_error(const els_external *external)
{
    return external->error.len ? external->error.ptr : NULL;
}

els_str els_external_identity(const els_external *external)
{
    return external->identity;
}
