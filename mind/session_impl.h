/* session_impl.h — the inside of a session, for the files of that name. */
#ifndef ELS_SESSION_IMPL_H
#define ELS_SESSION_IMPL_H

#include "session.h"

struct els_session {
    const els_view *view;
    els_notes *notes; /* on the field after the answers before it */
    uint32_t field;
    const els_field_spec *spec;
    els_field_key key;

    uint32_t allowance;       /* left in the running call */
    bool is_hearing;          /* the call may end early */
    uint32_t hopeless;        /* programs in a row, in this call, that stood no chance */
    double top;               /* score of the best program found; meaningless before the first */
    uint64_t spent;           /* in all calls */
    double novelty;           /* els_session_novelty, while a family is at work */
    uint64_t wanted_skill;    /* 0: any shape */
    const els_family *family; /* at work */
    els_str running;          /* its name */
    uint32_t number;          /* its place among all */
    uint64_t heard_mask;      /* families that were run as a whole, a bit each */
    uint32_t heard_units[ELS_NOTES_FAMILIES]; /* allowance of the longest such run, by number */
    /* The account of what the family does. Its first `told` deeds were taken from it before the
     * family itself was asked, and the family is at deed `at`. */
    els_account *account;
    uint32_t told, at;
    bool has_ended;        /* the allowance of the running call */
    els_late_offers *late; /* where what is offered from then on is noted */

    els_pool pool;
    uint32_t *index; /* open addressing over the pool by program */
    uint64_t *program_keys;
};

/* What was learned about a family or a shape that was right `right` times, in nats, as far as it is
 * believed on a task of this novelty (0..1). Training takes from whatever is wrong, task after
 * task, and what was never wanted has nothing to win it back with; of a task unlike those that says
 * little. The newer the task is, the less is believed beyond -log(1 + right).
 * docs/decisions/0048. */
double els_learned_believed(double learned, uint32_t right, double novelty);

/* How little was learned of tasks like this one: h / (h + cases remembered of its kind and field),
 * so below 1 and soon near 0. 0 where there is no case, since nothing learned is to be doubted
 * then, and for tasks of several fields, whose choices are learned evidence themselves.
 * docs/decisions/0056. */
double els_session_freshness(els_session *session);

#endif
