/* asked.h — questions that `els solve` answered, kept in the store's folder (asked.json) so that
 * `els feedback` can say of one what was right. The newest 200 are kept. */
#ifndef ELS_ASKED_H
#define ELS_ASKED_H

#include "messages.h"

enum { ELS_ASKED_ID = 9 }; /* 8 hexadecimal digits and the NUL */

typedef struct {
    els_str id; /* of kind, question and context: asked again, it is the same */
    els_str kind, type, question, context, answer;
    els_str *choices; /* as the user gave them; none when they are the learned ones */
    uint32_t n_choices;
} els_asked;

/* Writes its id into ret_id and the rest into the store. Errors: those of els_store_open, IO; one
 * line in `error_text`. */
els_err els_asked_keep(const char *store, const els_asked *asked, char ret_id[ELS_ASKED_ID],
                       els_buf *error_text) ELS_MUST_CHECK;
/* Finds it by its id; memory from `arena`. Errors: NOT_FOUND, IO. */
els_err els_asked_find(const char *store, els_str id, els_arena *arena,
                       els_asked *ret) ELS_MUST_CHECK;

#endif
