/* data_options.h — the options of `els run` and `els eval` that say how a labelled file is read. */
#ifndef ELS_DATA_OPTIONS_H
#define ELS_DATA_OPTIONS_H

#include "dataset.h"
#include "options.h"

#define ELS_DATA_FIELD(name_, struct_, member_, what_)                                             \
    ELS_OPTION(ELS_OPTION_TEXT, name_, 0, "NAME", struct_, member_, NULL,                          \
               "field of --data that holds the " what_)

/* For the option table of `struct_`, which has a member els_dataset_options `member_`. */
#define ELS_DATA_FIELDS(struct_, member_)                                                          \
    ELS_DATA_FIELD("question-field", struct_, member_.question_field, "question"),                 \
        ELS_DATA_FIELD("answer-field", struct_, member_.answer_field, "answer"),                   \
        ELS_DATA_FIELD("context-field", struct_, member_.context_field, "context"),                \
        ELS_DATA_FIELD("kind-field", struct_, member_.kind_field, "kind of task"),                 \
        ELS_DATA_FIELD("id-field", struct_, member_.id_field, "id"),                               \
        ELS_DATA_FIELD("split-field", struct_, member_.split_field, "split"),                      \
        ELS_OPTION(ELS_OPTION_FLAG, "skip-bad", 0, NULL, struct_, member_.skip_bad, NULL,          \
                   "leave out bad lines of --data instead of refusing the file")

#endif
