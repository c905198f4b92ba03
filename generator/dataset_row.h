/* dataset_row.h — one line of a data set, parsed. Private to dataset*.c. */
#ifndef ELS_DATASET_ROW_H
#define ELS_DATASET_ROW_H

#include "dataset.h"

enum { ELS_DATASET_NO_SPLIT = 255 };

typedef struct {
    els_str question;
    els_str context;
    els_str key;   /* the answer as text */
    els_str id;    /* empty: none given */
    els_str kind;  /* empty: none given */
    uint8_t split; /* ELS_SPLIT_* or ELS_DATASET_NO_SPLIT */
    bool is_list;
} els_dataset_fields;

/* Parses one line. Texts are copied into `arena`, nothing on failure. On failure `what` gets
 * "what; what to do" without file and line. */
els_err els_dataset_parse(els_str line, const els_dataset_options *names, els_arena *arena,
                          els_dataset_fields *ret, els_buf *what) ELS_MUST_CHECK;

#endif
