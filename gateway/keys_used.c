#include "keys_used.h"

#include <stdio.h>

void els_keys_used_fini(els_keys_used *keys)
{
    for (int i = 0; i < ELS_KEYS_USED; i++)
        els_buf_fini(&keys->all[i].body);
}

static void clear(els_key_used *used)
{
    els_buf_fini(&used->body);
    *used = (els_key_used){0};
}

static els_key_used *find(els_keys_used *keys, els_str key)
{
    for (int i = 0; i < ELS_KEYS_USED; i++)
        if (keys->all[i].key[0] && els_str_eq(els_str_of(keys->all[i].key), key))
            return &keys->all[i];
    return NULL;
}

/* A free place, or that of the oldest answered one; NULL when all are unanswered. */
static els_key_used *place(els_keys_used *keys)
{
    els_key_used *oldest = NULL;
    for (int i = 0; i < ELS_KEYS_USED; i++) {
        els_key_used *used = &keys->all[i];
        if (!used->key[0])
            return used;
        if (used->status && (!oldest || used->since_ms < oldest->since_ms))
            oldest = used;
    }
    if (oldest)
        clear(oldest);
    return oldest;
}

static void digest_of(els_str method, els_str path, els_str body, uint8_t *ret)
{
    els_buf all = {0};
    els_buf_printf(&all, ELS_STR_FMT " " ELS_STR_FMT "\n", ELS_STR_ARG(method), ELS_STR_ARG(path));
    els_buf_add(&all, body);
    els_digest(all.ptr, all.len, ret);
    els_buf_fini(&all);
}

els_key_verdict els_keys_used_take(els_keys_used *keys, els_str key, els_str method, els_str path,
                                   els_str body, int64_t now_ms, const els_key_used **ret)
{
    uint8_t digest[ELS_DIGEST_BYTES];
    els_key_used *used = find(keys, key);
    digest_of(method, path, body, digest);
    if (used && used->status && now_ms - used->since_ms > ELS_KEY_MS) {
        clear(used);
        used = NULL;
    }
    if (used && memcmp(digest, used->request, sizeof digest) != 0)
        return ELS_KEY_OTHER;
    if (used && !used->status)
        return ELS_KEY_PENDING;
    if (used) {
        *ret = used;
        return ELS_KEY_KNOWN;
    }
    used = place(keys);
    if (used) { /* else it is done without being remembered */
        snprintf(used->key, sizeof used->key, ELS_STR_FMT, ELS_STR_ARG(key));
        memcpy(used->request, digest, sizeof digest);
        used->since_ms = now_ms;
    }
    return ELS_KEY_NEW;
}

void els_keys_used_answer(els_keys_used *keys, els_str key, unsigned status, const char *type,
                          els_str body)
{
    els_key_used *used = find(keys, key);
    if (!used || body.len > ELS_KEY_BODY_BYTES) {
        els_keys_used_forget(keys, key);
        return;
    }
    used->status = status;
    used->type = type;
    els_buf_add(&used->body, body);
}

void els_keys_used_forget(els_keys_used *keys, els_str key)
{
    els_key_used *used = find(keys, key);
    if (used)
        clear(used);
}
