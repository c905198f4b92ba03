/* dataset.h — the user's own labelled tasks: a JSON-lines file behind the plugin interface.
 *
 * One object per line with a question and its answer (string, number, boolean or list of those);
 * optional id, context, kind and split (train, select, probe or its other name test, transfer).
 * Every row is a template of its own: the unit of the splits and the cluster of the intervals.
 *
 * Splits. A row that names none is given one by a hash of what is asked (question and context, case
 * and spacing ignored): 8 % probe, 6 % select, the others train; of more than 3750 rows about 300
 * and 250. Of three different texts or more, each of the two has at least one. `hold_out` gives the
 * share of both together, without a limit: two thirds probe, one third select. Equal texts always
 * share a split: a row without one takes that of an equal row with one, and two different ones are
 * an error.
 *
 * Type of the answer, per kind:
 *   list    nine answers in ten are lists
 *   enum    2 to 1024 different answers, every one used twice on average; for numbers: at most 32
 *           different whole ones, five rows each (labels, not results)
 *   number, date   all answers read as such
 *   text    otherwise
 *
 * Rows without a kind may be of several sorts. Where they take any text, the field names as choices
 * the answers in words that at least three rows have (at most 128, commonest first), without those
 * that stand in the context of nine in ten of their rows (usual.h). */
#ifndef ELS_DATASET_H
#define ELS_DATASET_H

#include "plugin.h"

enum {
    ELS_DATASET_MAX_LINE = 1 << 20, /* bytes */
    ELS_DATASET_MAX_ROWS = 1000000,
    ELS_DATASET_MAX_TEXT = 512 << 20, /* bytes of all rows together */
    ELS_DATASET_MAX_KINDS = 256,
    ELS_DATASET_MAX_ID = 128, /* bytes */
};

typedef struct {
    /* Names of the fields; NULL: question, answer, context, kind, id, split. */
    const char *question_field;
    const char *answer_field;
    const char *context_field;
    const char *kind_field;
    const char *id_field;
    const char *split_field;
    bool skip_bad;   /* leave out bad lines instead of failing on the first */
    double hold_out; /* share of the rows without a split, above 0 and below 1; 0: the default */
} els_dataset_options;

typedef struct els_dataset els_dataset;

/* Reads the file; blocks on it. `options` may be NULL. On failure *ret is untouched and
 * `error_text` holds one line "FILE:LINE: what; what to do" (or "FILE: ..."). With skip_bad the
 * first three bad lines are described there as well, on success too, followed by their count.
 * Errors: IO, FORMAT (a bad line, no rows), LIMIT (a line, field or file too large), NOMEM. */
els_err els_dataset_load(const char *path, const els_dataset_options *options, els_dataset **ret,
                         els_buf *error_text) ELS_MUST_CHECK;
/* A file and how it is to be read as one text, so that every process reads it alike: the path
 * itself, or a JSON object with the names of the fields and the share held out where they are not
 * the usual ones. `path` must be absolute. Empty when it is not UTF-8. Memory from `arena`. */
els_str els_dataset_spec(const char *path, const els_dataset_options *options, els_arena *arena);
/* els_dataset_load of such a text. */
els_err els_dataset_load_spec(const char *spec, bool skip_bad, els_dataset **ret,
                              els_buf *error_text) ELS_MUST_CHECK;
/* The same text saying also which content is meant, by the plugin's version; `spec` itself where
 * that would be more than `max` bytes. Memory from `arena`. */
els_str els_dataset_pin(els_str spec, els_str version, size_t max, els_arena *arena);
/* els_dataset_load_spec without bad lines. Errors: also STATE, the content is another one than it
 * was pinned to. */
els_err els_dataset_load_pinned(const char *spec, els_dataset **ret,
                                els_buf *error_text) ELS_MUST_CHECK;
/* Safe on NULL. Tasks and plugin borrow from the data set: free it last. */
void els_dataset_free(els_dataset **dataset);

uint32_t els_dataset_rows(const els_dataset *dataset);    /* that were kept */
uint32_t els_dataset_skipped(const els_dataset *dataset); /* bad lines, with skip_bad */
/* ELS_SPLIT_* of row i < rows, in the order of the file. */
uint32_t els_dataset_split(const els_dataset *dataset, uint32_t i);
/* Rows of a split, and how many of them ask for one of several choices. */
uint32_t els_dataset_split_rows(const els_dataset *dataset, uint32_t split, uint32_t *ret_labelled);
/* Choices of the kind that has the fewest, of those that have any; 0 when none has. */
uint32_t els_dataset_fewest_choices(const els_dataset *dataset);
/* Whether the answers may hang on reasoning over what a text says: one row in twenty of those
 * looked at has a context or ends in a question mark, or yes, no or the like is a choice.
 * Mails, reviews and news have none of these. */
bool els_dataset_may_reason(const els_dataset *dataset);
/* Row i as a task (index i). Error: NOT_FOUND when there is no such row. */
els_err els_dataset_row(const els_dataset *dataset, uint32_t i, els_arena *arena,
                        els_sealed_task *ret) ELS_MUST_CHECK;

/* The plugin "dataset" over the rows; lives as long as the data set. generate() walks the rows of
 * the split (and family) in a random order fixed by task_seed: none comes twice before all have
 * come once. Difficulty is not known of rows and is taken as asked for. The version is a digest of
 * the rows. */
const els_plugin *els_dataset_plugin(const els_dataset *dataset);

#endif
