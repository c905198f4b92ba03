/* els_truth.h — words for yes, no and unknown. */
#ifndef ELS_TRUTH_H
#define ELS_TRUTH_H

#include "els_str.h"

typedef enum { ELS_TRUTH_NO, ELS_TRUTH_YES, ELS_TRUTH_UNKNOWN, ELS_TRUTH_OTHER } els_truth;

/* What an answer or a choice of that name means, case ignored ("True", "not enough information").
 */
els_truth els_truth_of(els_str word);
#endif
