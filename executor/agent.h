/* agent.h — what an agent architecture is: a control flow over the mind's sessions.
 *
 * An agent is a function over one task. It opens a session per field, spends work units there, and
 * settles on an answer for each. Architectures differ in the order in which they look, act, check
 * and stop, and in nothing else: they share the mind and the tools. */
#ifndef ELS_AGENT_H
#define ELS_AGENT_H

#include "config.h"
#include "router.h"
#include "session.h"

enum { ELS_AGENT_PARAMETERS = 4, ELS_FIELDS_MAX = 16 };

/* A parameter setting; values in the order of els_agent.parameters. */
typedef struct {
    const char *name;
    double value[ELS_AGENT_PARAMETERS];
} els_setting;

/* One task in hand. */
typedef struct {
    const els_view *view;
    const els_setting *setting;
    const els_config *config;             /* NULL: the defaults */
    els_str agent;                        /* architecture that was chosen for the task */
    uint32_t budget;                      /* work units per field */
    els_session *session[ELS_FIELDS_MAX]; /* NULL until opened */
    els_str answer[ELS_FIELDS_MAX];       /* empty: abstained */
    double confidence[ELS_FIELDS_MAX];    /* 0..1 */
    double told[ELS_FIELDS_MAX];          /* the same as it is told; searches go by the other */
    uint32_t steps;
    bool explore;    /* training: something new may be tried */
    els_str variant; /* what the architecture made of its setting; empty: nothing */
    double carry;    /* the control flow's own, from one field to the next; 0 at the first */
    els_buf *trace;  /* one line, bounded */
} els_work;

typedef struct {
    const char *name;
    const char *source;                           /* where the control flow comes from */
    const char *control_flow;                     /* one sentence */
    const char *parameters[ELS_AGENT_PARAMETERS]; /* names, NULL behind the last */
    const els_setting *settings;                  /* the first is the default */
    uint32_t n_settings;
    void (*solve)(els_work *work, uint32_t field); /* settles it; fields come in order */
} els_agent;

/* All architectures, in a fixed order; and by name, NULL when unknown. */
const els_agent *const *els_agents(uint32_t *ret_count);
const els_agent *els_agent_named(els_str name);

/* ---- what control flows are made of ---- */

/* Opens (once) the session of a field; the fields before it must be settled. */
els_session *els_work_open(els_work *work, uint32_t field);
/* Work units left for the field. */
uint32_t els_work_left(const els_work *work, uint32_t field);
/* A parameter of the configuration, for this task. */
double els_work_config(const els_work *work, els_config_id id);
/* Gives a family a short hearing, best programs first, unless it had one before: which shape is
 * right shows better in the programs' own scores, arguments included, than in the question alone.
 * At most `most` units; returns how many were spent. */
uint32_t els_work_hear(els_work *work, uint32_t field, const els_family *family, uint32_t most);
/* Takes up a shape of the library: its family is heard. Counts a step. */
void els_work_run_shape(els_work *work, uint32_t field, const els_skill *skill);
/* Runs one family (NULL: all, most promising first) with at most `allowance`; counts a step. */
void els_work_run_family(els_work *work, uint32_t field, const els_family *family,
                         uint32_t allowance);
/* Runs everything, first for a quarter of what is left, then for the rest unless the best answer is
 * trusted more than `trust` (0..1); counts a step for each. */
void els_work_search(els_work *work, uint32_t field, double trust);
/* The heaviest answer found so far, or NULL; its confidence goes to *ret_confidence. */
const els_answer_group *els_work_best(els_work *work, uint32_t field, double *ret_confidence);
/* Settles the field on a group's answer; NULL abstains. */
void els_work_settle(els_work *work, uint32_t field, const els_answer_group *group,
                     double confidence);
/* Settles on the heaviest answer; searches everything first when there is none. */
void els_work_settle_best(els_work *work, uint32_t field);
/* Settles on the heaviest group with this answer; on the heaviest of all when there is none. */
void els_work_settle_answer(els_work *work, uint32_t field, uint64_t answer_hash);
/* Adds to the trace line. */
void els_work_note(els_work *work, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- moves.c: moves, positions, delegation ---- */

/* Something that can be done next: one shape of the library, or a whole family. */
typedef struct {
    const els_skill *skill; /* NULL: the family as a whole */
    const els_family *family;
    double
        prior; /* chance that it finds the answer, before anything is run; they sum to at most 1 */
} els_move;
enum { ELS_MOVES_MAX = 64 };

/* What can be done for the field, most promising first: the shapes the library suggests and all
 * families that apply, these by the chance of something new (els_session_newcomers), together at
 * least work.novelty. */
uint32_t els_work_moves(els_work *work, uint32_t field, els_move ret[ELS_MOVES_MAX]);
/* Takes a move up by a hearing of its family, unless it had one; counts a step. */
void els_work_take_up(els_work *work, uint32_t field, const els_move *move);
/* Work units that a move usually gets. */
uint32_t els_work_usual(els_work *work, uint32_t field, const els_move *move);
/* Makes a move with at most `allowance` work units; counts a step. Returns the units spent. */
uint32_t els_work_make(els_work *work, uint32_t field, const els_move *move, uint32_t allowance);
/* Makes the most promising moves one by one until the best answer is trusted with `trust` (0..1).
 */
void els_work_try_on(els_work *work, uint32_t field, double trust);
/* Draws one of n by lot, with chances in proportion to `weight` (not negative); 0 when all are 0.
 */
uint32_t els_work_draw(const double *weight, uint32_t n, els_rng *rng);

/* The answer that a part of what was found stands for. */
typedef struct {
    uint64_t answer;   /* els_answer_hash */
    double confidence; /* of the evaluator, seeing that part alone, 0..1 */
    uint32_t check;    /* see els_offer */
} els_position;
/* The heaviest answer among what the moves found, as if nothing else had been. False: nothing. */
bool els_work_position(els_work *work, uint32_t field, const els_move *const *moves, uint32_t n,
                       els_position *ret);
/* Two answers weighed together: true when b's prevails over a's, by trust times the share that it
 * has in what both moves found together. A tie leaves a's. */
bool els_work_prevails(els_work *work, uint32_t field, const els_move *move_b,
                       const els_position *b, const els_move *move_a, const els_position *a);

/* What the router sees of the task. */
els_router_context els_work_context(const els_view *view);
/* Lets another architecture settle the field with at most `allowance` more work units. */
void els_work_delegate(els_work *work, uint32_t field, const els_agent *agent,
                       const els_setting *setting, uint32_t allowance);

#endif
