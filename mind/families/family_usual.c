/* family_usual.c — the usual answers of a field that takes any text (usual.h): one program for each
 * that the text may call for. */
#include "reader.h"
#include "session.h"

#include <math.h>

enum {
    TEXT_WORK = 2,  /* units, as where the label learner answers alone */
    OFFERED_MAX = 8 /* answers, likeliest first */
};

#define LEAST 0.02    /* probability below which an answer is not offered */
#define MOST_NATS 3.0 /* either way: an opinion is no veto */

static const els_field_spec *field_of(const els_session *session)
{
    return &els_session_view(session)->task->fields[els_session_field_index(session)];
}

static bool applies(const els_session *session)
{
    const els_usual_opinion *opinion = els_session_usual(session);
    return opinion && opinion->knows;
}

static double log_odds(double p)
{
    return fmax(-MOST_NATS, fmin(MOST_NATS, log(p) - log1p(-p)));
}

static bool is_verdict(els_str answer)
{
    return els_truth_of(answer) != ELS_TRUTH_OTHER;
}

/* How often words alone tell a verdict is another matter than how often they tell a label. */
static els_str shape_of(els_str answer)
{
    return is_verdict(answer) ? ELS_STR("usual.verdict") : ELS_STR("usual");
}

/* Nats: that a label is called for. Verdicts hang on more than words: nothing is said for them. */
static double hint(const els_session *session, els_str shape)
{
    const els_field_spec *field = field_of(session);
    const float *probability = els_session_usual(session)->probability;
    double labels = 0;
    if (els_str_eq(shape, ELS_STR("usual.verdict")))
        return 0;
    for (uint32_t i = 0; i < field->n_choices; i++)
        labels += is_verdict(field->choices[i]) ? 0 : (double)probability[i];
    return log_odds(labels);
}

static void propose(els_session *session)
{
    const els_field_spec *field = field_of(session);
    const float *probability = els_session_usual(session)->probability;
    const uint32_t n = field->n_choices;
    bool *offered = ELS_ARENA_NEW(els_session_arena(session), bool, n);
    if (!els_session_spend(session, TEXT_WORK))
        return;
    for (uint32_t k = 0; k < OFFERED_MAX && k < n; k++) {
        uint32_t best = n;
        for (uint32_t i = 0; i < n; i++)
            if (!offered[i] && (best == n || probability[i] > probability[best]))
                best = i;
        if ((double)probability[best] < LEAST)
            return;
        offered[best] = true;
        const els_str answer = field->choices[best];
        const double nats = log_odds((double)probability[best]);
        els_offer offer = {.shape = shape_of(answer),
                           .args = answer,
                           .answer = answer,
                           .prior = is_verdict(answer) ? fmin(nats, 0) : nats};
        if (els_session_wants(session, offer.shape))
            els_session_offer(session, &offer);
    }
}

const els_family els_family_usual = {
    .name = "usual", .applies = applies, .propose = propose, .hint = hint};
