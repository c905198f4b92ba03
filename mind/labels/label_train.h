/* label_train.h — from graded texts to the weights of a label set. Private to label*.c; pure. */
#ifndef ELS_LABEL_TRAIN_H
#define ELS_LABEL_TRAIN_H

#include "label_model.h"

typedef struct {
    els_str question, context;
    uint32_t label;
    bool is_right; /* false: all that is known is that `label` is wrong */
} els_label_row;

/* Trains twice: without the rows held out, to fit the temperature and see how often it is right;
 * then with all. Where it is often wrong, a third time before that, at a lower cost of errors.
 * `names` are the labels' texts, 1 to 1024. *model is replaced. */
void els_label_train(const els_label_row *rows, uint32_t n_rows, const els_str *names,
                     uint32_t n_labels, els_label_model *model);

#endif
