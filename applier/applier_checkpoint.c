/* applier_checkpoint.c — the applier's state as bytes, and back. */
#include "applier_impl.h"

#include <string.h>

enum { CHECKPOINT_EVERY = 32, CHECKPOINT_BYTES = 8 << 20 };
static const char APPLIER_MAGIC[8] = "ELSAPP3";

bool els_applier_checkpoint_due(uint64_t iteration, size_t input_bytes)
{
    return iteration % CHECKPOINT_EVERY == 0 || input_bytes >= (size_t)CHECKPOINT_BYTES;
}

/* A part is written in place, behind its length: a checkpoint is too large to be copied about. */
static size_t begin_part(els_buf *out)
{
    uint64_t len = 0;
    els_buf_append(out, &len, sizeof len);
    return out->len;
}

static void end_part(els_buf *out, size_t begin)
{
    uint64_t len = out->len - begin;
    memcpy(out->ptr + begin - sizeof len, &len, sizeof len);
}

static bool get_part(els_str *in, els_str *ret)
{
    uint64_t len;
    if (in->len < sizeof len)
        return false;
    memcpy(&len, in->ptr, sizeof len);
    if (len > in->len - sizeof len)
        return false;
    *ret = (els_str){in->ptr + sizeof len, (size_t)len};
    *in = els_str_sub(*in, sizeof len + (size_t)len, in->len);
    return true;
}

/* What is plain data in the applier's state. */
typedef struct {
    char magic[8];
    uint64_t live_version, candidate_version, safe_version, versions, watched;
    els_eprocess learning, placebo, watch;
} checkpoint_head;

/* The versions are counted up in the lower half; the upper half is the number of the run. */
static uint64_t version_in_run(uint64_t version)
{
    return version & UINT32_MAX;
}

static void save(const els_applier *applier, bool for_export, els_buf *out)
{
    checkpoint_head head = {.live_version = applier->live_version,
                            .candidate_version = applier->candidate_version,
                            .versions = applier->versions,
                            .learning = applier->learning,
                            .placebo = applier->placebo,
                            .safe_version = applier->safe_version,
                            .watched = applier->watched,
                            .watch = applier->watch};
    if (for_export) {
        head.live_version = version_in_run(head.live_version);
        head.candidate_version = version_in_run(head.candidate_version);
        head.safe_version = version_in_run(head.safe_version);
    }
    memcpy(head.magic, APPLIER_MAGIC, sizeof head.magic);
    size_t part = begin_part(out);
    els_buf_append(out, &head, sizeof head);
    end_part(out, part);
    part = begin_part(out);
    els_mind_save(&applier->live, true, out);
    end_part(out, part);
    part = begin_part(out);
    els_mind_save_over(&applier->candidate, &applier->live, out);
    end_part(out, part);
    part = begin_part(out);
    els_mind_save_over(&applier->safe, &applier->live, out);
    end_part(out, part);
    part = begin_part(out);
    els_replay_save(applier->replay, out);
    end_part(out, part);
    bool is_quiet = applier->tuning.is_quiet && !for_export;
    if (!els_tuning_is_blank(&applier->tuning) || is_quiet) {
        part = begin_part(out);
        els_tuning_save(&applier->tuning, for_export, out);
        end_part(out, part);
    }
}

void els_applier_save(const els_applier *applier, els_buf *out)
{
    save(applier, false, out);
}

void els_applier_export(const els_applier *applier, els_buf *out)
{
    save(applier, true, out);
}

const char *els_applier_layout(void)
{
    return APPLIER_MAGIC;
}

void els_applier_enter_run(els_applier *applier, uint64_t run)
{
    uint64_t *versions[] = {&applier->live_version, &applier->candidate_version,
                            &applier->safe_version};
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++)
        if (*versions[i] && version_in_run(*versions[i]) == *versions[i])
            *versions[i] |= run << 32;
}

static els_err restore_parts(els_applier *applier, els_str bytes)
{
    els_str head_part, live, candidate, safe, replay, tuning = {NULL, 0};
    checkpoint_head head;
    if (!get_part(&bytes, &head_part) || head_part.len != sizeof head || !get_part(&bytes, &live) ||
        !get_part(&bytes, &candidate) || !get_part(&bytes, &safe) || !get_part(&bytes, &replay) ||
        (bytes.len != 0 && !get_part(&bytes, &tuning)) || bytes.len != 0)
        return ELS_E_FORMAT;
    memcpy(&head, head_part.ptr, sizeof head);
    if (memcmp(head.magic, APPLIER_MAGIC, sizeof head.magic) != 0)
        return ELS_E_VERSION;
    els_err err = els_mind_load(&applier->live, live);
    if (!err)
        err = els_mind_load_over(&applier->candidate, &applier->live, candidate);
    if (!err)
        err = els_mind_load_over(&applier->safe, &applier->live, safe);
    if (!err)
        err = els_replay_load(applier->replay, replay);
    memset(&applier->tuning, 0, sizeof applier->tuning);
    if (!err && tuning.len)
        err = els_tuning_load(&applier->tuning, tuning);
    if (err)
        return err;
    applier->live_version = head.live_version;
    applier->candidate_version = head.candidate_version;
    applier->versions = head.versions;
    applier->learning = head.learning;
    applier->placebo = head.placebo;
    applier->safe_version = head.safe_version;
    applier->watched = (uint32_t)head.watched;
    applier->watch = head.watch;
    els_applier_write_state(&applier->live, &applier->live_bytes);
    els_applier_write_state(&applier->candidate, &applier->candidate_bytes);
    els_applier_refresh_digest(applier);
    return ELS_OK;
}

els_err els_applier_restore(els_applier *applier, els_str bytes)
{
    els_err err = bytes.len ? restore_parts(applier, bytes) : ELS_OK;
    applier->is_restored = true;
    if (err || bytes.len == 0) {
        els_mind_clear(&applier->live);
        els_mind_clear(&applier->candidate);
        els_replay_clear(applier->replay);
        els_applier_begin_ignorant(applier);
    }
    return err;
}
