/* dataset_store.h — the rows of a data set in memory. Private to dataset*.c. */
#ifndef ELS_DATASET_STORE_H
#define ELS_DATASET_STORE_H

#include "dataset_row.h"

typedef struct {
    els_str question, context, key, id;
    uint64_t text_hash; /* of what is asked, case and spacing ignored */
    uint32_t line;      /* in the file, from 1 */
    uint16_t kind;
    uint8_t split;
    bool is_list;
} els_dataset_entry;

typedef struct {
    els_str name;         /* family of its rows; "dataset" for rows without a kind */
    els_field_spec field; /* choices are shared by all tasks of the kind */
} els_dataset_kind;

struct els_dataset {
    els_arena arena; /* all texts, choices and the arrays below but `rows` */
    els_dataset_entry *rows;
    uint32_t n_rows, cap_rows, skipped;
    els_dataset_kind kinds[ELS_DATASET_MAX_KINDS];
    uint32_t n_kinds;
    uint32_t *order; /* rows sorted by split, then kind, then place in the file */
    uint32_t *first; /* first[split * n_kinds + kind] in `order`; one more at the end */
    uint64_t digest;
    char version[17];
    els_plugin plugin;
};

/* dataset_type.c: decides every kind's field (dataset.h says how). */
void els_dataset_decide_types(els_dataset *dataset);
/* dataset_plugin.c: fills in the plugin. */
void els_dataset_fill_plugin(els_dataset *dataset);

#endif
