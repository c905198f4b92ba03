/* keys_used.h — Idempotency-Keys of requests that were done, with the answers they got. Kept while
 * the gateway lives: the newest ELS_KEYS_USED, for a day. Pure. */
#ifndef ELS_KEYS_USED_H
#define ELS_KEYS_USED_H

#include "els_hash.h"

enum { ELS_KEYS_USED = 256, ELS_KEY_MS = 24 * 3600 * 1000, ELS_KEY_BODY_BYTES = 65536 };

typedef struct {
    char key[129];                     /* empty: the place is free */
    uint8_t request[ELS_DIGEST_BYTES]; /* digest of method, path and body */
    int64_t since_ms;
    unsigned status; /* of the answer; 0: not answered yet */
    const char *type;
    els_buf body;
} els_key_used;

typedef struct {
    els_key_used all[ELS_KEYS_USED];
} els_keys_used;

void els_keys_used_fini(els_keys_used *keys);

typedef enum {
    ELS_KEY_NEW,     /* do it, then els_keys_used_answer or els_keys_used_forget */
    ELS_KEY_KNOWN,   /* *ret has the answer */
    ELS_KEY_PENDING, /* the first is not answered yet */
    ELS_KEY_OTHER    /* it was used for another request */
} els_key_verdict;

/* Looks a key up and enters it when it is new (in the place of the oldest answered one). */
els_key_verdict els_keys_used_take(els_keys_used *keys, els_str key, els_str method, els_str path,
                                   els_str body, int64_t now_ms, const els_key_used **ret);
/* Keeps the answer of a request; one with a longer body than ELS_KEY_BODY_BYTES is forgotten. */
void els_keys_used_answer(els_keys_used *keys, els_str key, unsigned status, const char *type,
                          els_str body);
/* Nothing was done: the key may be used again. */
void els_keys_used_forget(els_keys_used *keys, els_str key);

#endif
