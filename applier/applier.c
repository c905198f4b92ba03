#include "applier_impl.h"

#include "strategies.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    DECISIONS_MAX = 64, /* as in progress.decisions */
    WATCH_PROMOTIONS = 16
};

void els_applier_refresh_digest(els_applier *applier)
{
    char parts[3 * ELS_DIGEST_HEX];
    size_t len = 2 * ELS_DIGEST_HEX;
    memcpy(parts, applier->live_bytes.digest, ELS_DIGEST_HEX);
    memcpy(parts + ELS_DIGEST_HEX, applier->candidate_bytes.digest, ELS_DIGEST_HEX);
    if (!els_tuning_is_blank(&applier->tuning)) {
        els_buf bytes = {0};
        els_tuning_save(&applier->tuning, true, &bytes);
        els_digest_hex(bytes.ptr, bytes.len, parts + len);
        len += ELS_DIGEST_HEX;
        els_buf_fini(&bytes);
    }
    els_digest_hex(parts, len, applier->digest);
}

void els_applier_write_state(const els_mind *mind, els_applier_written *out)
{
    els_buf_clear(&out->bytes);
    els_mind_save(mind, false, &out->bytes);
    els_digest_hex(out->bytes.ptr, out->bytes.len, out->digest);
}

/* From here on promotions are watched together: what answers now is what a rollback comes back to.
 */
static void begin_watch(els_applier *applier)
{
    els_mind_copy(&applier->safe, &applier->live);
    applier->safe_version = applier->live_version;
    els_eprocess_init(&applier->watch);
    applier->watched = 0;
}

void els_applier_begin_ignorant(els_applier *applier)
{
    els_applier_write_state(&applier->live, &applier->live_bytes);
    els_applier_write_state(&applier->candidate, &applier->candidate_bytes);
    applier->live_version = applier->candidate_version = applier->versions = 0;
    els_eprocess_init(&applier->learning);
    els_eprocess_init(&applier->placebo);
    memset(&applier->tuning, 0, sizeof applier->tuning);
    begin_watch(applier);
    memcpy(applier->baseline_digest, applier->live_bytes.digest, sizeof applier->baseline_digest);
    els_applier_refresh_digest(applier);
}

els_applier *els_applier_new(void)
{
    els_applier *applier = calloc(1, sizeof *applier);
    if (!applier)
        return NULL;
    applier->replay = els_replay_new();
    bool failed = !applier->replay;
    failed = els_mind_init(&applier->live, true) != ELS_OK || failed;
    failed = els_mind_init(&applier->candidate, true) != ELS_OK || failed;
    failed = els_mind_init(&applier->safe, true) != ELS_OK || failed;
    if (failed)
        els_applier_free(&applier);
    else
        els_applier_begin_ignorant(applier);
    return applier;
}

void els_applier_free(els_applier **applier)
{
    els_applier *a = *applier;
    if (!a)
        return;
    els_mind_fini(&a->live);
    els_mind_fini(&a->candidate);
    els_mind_fini(&a->safe);
    els_buf_fini(&a->live_bytes.bytes);
    els_buf_fini(&a->candidate_bytes.bytes);
    els_buf_fini(&a->change);
    els_replay_free(&a->replay);
    els_arena_fini(&a->scratch);
    free(a);
    *applier = NULL;
}

/* ---- one iteration ---- */

static els_decision decision_of(const els_eprocess *process, double e_value, const char *kind,
                                els_str subject, els_gate_verdict verdict, els_arena *arena)
{
    double mean = els_eprocess_mean(process);
    /* Hoeffding's interval for a mean of differences in -1..1: wide, but never wrong. */
    double half = process->n ? sqrt(2 * log(2 / 0.05) / (double)process->n) : 2;
    return (els_decision){
        .kind = els_str_of(kind),
        .subject = subject,
        .verdict = els_str_of(els_gate_verdict_name(verdict)),
        .effect = mean,
        .low = fmax(-1, mean - half),
        .high = fmin(1, mean + half),
        .e_value = e_value,
        .tasks = (uint32_t)process->n,
        .text =
            els_arena_printf(arena, "%s %s after %llu pairs, mean difference %+.3f", kind,
                             els_gate_verdict_name(verdict), (unsigned long long)process->n, mean),
    };
}

/* The candidate is what answers: its bytes are the live ones, and not kept twice. */
static void same_bytes(els_applier *applier)
{
    memcpy(applier->candidate_bytes.digest, applier->live_bytes.digest,
           sizeof applier->candidate_bytes.digest);
}

static void promote(els_applier *applier)
{
    const els_applier_written before = applier->live_bytes;
    els_mind_copy(&applier->live, &applier->candidate);
    applier->live_bytes = applier->candidate_bytes;
    applier->candidate_bytes = before; /* its room */
    same_bytes(applier);
    applier->live_version = applier->candidate_version;
}

/* What answers is the candidate again: what was under test is not tested any more. */
static void discard(els_applier *applier)
{
    els_mind_copy(&applier->candidate, &applier->live);
    same_bytes(applier);
    applier->candidate_version = applier->live_version;
}

/* Each promotion was let through on few pairs. Differences of one promotion after the other add up
 * to the difference between now and the beginning of the watch: strong evidence of harm in them
 * takes everything back to there. */
static void watch_promotions(els_applier *applier, const els_analysis *analysis, els_arena *arena,
                             els_progress *progress)
{
    els_gate_add_pairs(&applier->watch, analysis, ELS_STR("select"), ELS_STR("select_candidate"));
    applier->watched++;
    if (els_gate_harms(&applier->watch)) {
        els_decision *decision = &progress->decisions[progress->n_decisions++];
        els_str subject = els_arena_printf(arena, "state %llu back to state %llu",
                                           (unsigned long long)applier->live_version,
                                           (unsigned long long)applier->safe_version);
        *decision = decision_of(&applier->watch, els_eprocess_down(&applier->watch), "learning",
                                subject, ELS_GATE_REJECTED, arena);
        decision->verdict = ELS_STR("rolled_back");
        els_mind_copy(&applier->live, &applier->safe);
        els_applier_write_state(&applier->live, &applier->live_bytes);
        applier->live_version = applier->safe_version;
        discard(applier);
        begin_watch(applier);
    } else if (applier->watched >= WATCH_PROMOTIONS) {
        begin_watch(applier);
    }
}

/* The user's file is all there is, and its rows have other splits than select. */
static bool has_nothing_to_test_on(const els_plan *plan)
{
    bool has_select = false;
    for (uint32_t i = 0; i < plan->n_segments; i++)
        has_select = has_select || plan->segments[i].split == ELS_SPLIT_SELECT;
    return !has_select && plan->n_plugins == 1 && els_str_eq(plan->plugins[0], ELS_STR("dataset"));
}

static void promote_untested(els_applier *applier, els_arena *arena, els_progress *progress)
{
    if (applier->candidate_version == applier->live_version)
        return;
    progress->decisions[progress->n_decisions++] =
        (els_decision){.kind = ELS_STR("learning"),
                       .subject = els_arena_printf(arena, "state %llu",
                                                   (unsigned long long)applier->candidate_version),
                       .verdict = els_str_of(els_gate_verdict_name(ELS_GATE_PROMOTED)),
                       .low = -1,
                       .high = 1,
                       .text = ELS_STR("learning promoted untested: the data has no select rows")};
    promote(applier);
}

/* What waits has learned on since the older pairs were made: where its own show no harm, theirs are
 * not held against it. */
static els_gate_verdict judge_learning(const els_applier *applier, const els_analysis *analysis)
{
    els_eprocess own;
    els_gate_verdict verdict = els_gate_learning(&applier->learning);
    if (verdict != ELS_GATE_PENDING)
        return verdict;
    els_eprocess_init(&own);
    els_gate_add_pairs(&own, analysis, ELS_STR("select"), ELS_STR("select_candidate"));
    return els_eprocess_mean(&own) >= 0 ? ELS_GATE_PROMOTED : ELS_GATE_PENDING;
}

/* Lets the tested candidate answer, or throws it away, or leaves it under test. */
static void decide_learning(els_applier *applier, const els_analysis *analysis, els_arena *arena,
                            els_progress *progress)
{
    if (has_nothing_to_test_on(analysis->plan)) {
        promote_untested(applier, arena, progress);
        return;
    }
    if (!els_gate_add_pairs(&applier->learning, analysis, ELS_STR("select"),
                            ELS_STR("select_candidate")))
        return;
    els_gate_verdict verdict = judge_learning(applier, analysis);
    els_str subject =
        els_arena_printf(arena, "state %llu", (unsigned long long)applier->candidate_version);
    progress->decisions[progress->n_decisions++] =
        decision_of(&applier->learning, els_eprocess_down(&applier->learning), "learning", subject,
                    verdict, arena);
    if (verdict == ELS_GATE_PENDING)
        return;
    if (verdict == ELS_GATE_PROMOTED) {
        promote(applier);
        watch_promotions(applier, analysis, arena, progress);
    } else {
        discard(applier);
    }
    els_eprocess_init(&applier->learning);
}

static void decide_placebo(els_applier *applier, const els_analysis *analysis, els_arena *arena,
                           els_progress *progress)
{
    if (!els_gate_add_pairs(&applier->placebo, analysis, ELS_STR("select"),
                            ELS_STR("select_placebo")))
        return;
    els_gate_verdict verdict = els_gate_placebo(&applier->placebo);
    if (verdict == ELS_GATE_PENDING)
        return;
    progress->decisions[progress->n_decisions++] =
        decision_of(&applier->placebo, applier->placebo.best_up, "placebo",
                    ELS_STR("another seed for ties"), verdict, arena);
    els_eprocess_init(&applier->placebo);
}

/* After the last measurement only what has passed the tests learns on, and no test is made any
 * more: a set whose lessons were turned down is not begun anew. */
static bool may_learn(const els_applier *applier, const els_analysis *analysis,
                      const els_example *example)
{
    els_labels_about about;
    const els_task *task = example->task;
    if (!analysis->plan->last)
        return true;
    uint64_t key = task->n_fields == 1 ? els_labels_key(task->kind, task->fields[0].name) : 0;
    return els_labels_look(applier->live.labels, key, &about) && about.trained > 0;
}

static void set_pace(els_applier *applier)
{
    const els_config *config = &applier->tuning.live;
    const els_str any = {NULL, 0};
    applier->candidate.skills_max = els_config_count(config, ELS_CONFIG_library_size, any, any);
    applier->candidate.skill_trials = els_config_count(config, ELS_CONFIG_library_trials, any, any);
    els_replay_set_pace(applier->replay, els_config_get(config, ELS_CONFIG_learn_rate, any, any),
                        els_config_count(config, ELS_CONFIG_learn_replays, any, any));
}

static void learn(els_applier *applier, const els_analysis *analysis)
{
    if (!analysis->plan->learning || analysis->n_examples == 0)
        return;
    if (analysis->plan->last)
        discard(applier); /* what nobody has tested is not carried along */
    set_pace(applier);
    bool is_taught = false;
    for (uint32_t i = 0; i < analysis->n_examples; i++) {
        const els_example *example = &analysis->examples[i];
        if (example->n_task != 1 || example->record >= analysis->n_records ||
            !may_learn(applier, analysis, example))
            continue;
        if (els_learn_lesson(&applier->candidate, example)) {
            is_taught = true;
            continue;
        }
        els_replay_learn(applier->replay, &applier->candidate, example,
                         &analysis->records[example->record], analysis->plan->seed,
                         analysis->iteration, &applier->scratch);
    }
    els_labels_train(applier->candidate.labels, is_taught);
    els_rules_settle(&applier->candidate.rules);
    els_applier_write_state(&applier->candidate, &applier->candidate_bytes);
    applier->versions++;
    applier->candidate_version = analysis->plan->run << 32 | applier->versions;
    /* After the last measurement the tests are over: the rows they were made with are learned. */
    if (analysis->plan->last)
        promote(applier);
}

static els_record *without_traces(const els_analysis *analysis, els_arena *arena)
{
    els_record *records = ELS_ARENA_NEW(arena, els_record, analysis->n_records + 1);
    for (uint32_t i = 0; i < analysis->n_records; i++) {
        records[i] = analysis->records[i];
        if (records[i].verdict != ELS_VERDICT_INFRASTRUCTURE) /* why: for whoever lists them */
            records[i].trace = (els_str){NULL, 0};
    }
    return records;
}

static uint64_t verified_skills(const els_mind *mind)
{
    uint64_t n = 0;
    for (uint32_t i = 0; i < mind->n_skills; i++)
        n += els_skill_is_verified(&mind->skills[i]);
    return n;
}

/* Commands and trials; what follows from them for the next plan. */
static void tune(els_applier *applier, const els_analysis *analysis, els_arena *arena,
                 els_progress *progress)
{
    els_tuning *tuning = &applier->tuning;
    uint64_t before = tuning->moves;
    bool was_on = tuning->current != 0, was_quiet = tuning->is_quiet;
    els_tuning_apply(tuning, analysis, arena, progress->decisions, &progress->n_decisions,
                     DECISIONS_MAX);
    progress->config = els_config_pack(&tuning->live, arena, &progress->n_config);
    progress->trial = els_tuning_trial(tuning, analysis->plan->seed, arena);
    progress->n_trial = progress->trial ? 1 : 0;
    bool was_missed = applier->is_restored && (!els_tuning_is_blank(tuning) || tuning->is_quiet);
    applier->is_restored = false;
    if (was_on || was_missed || tuning->moves != before || tuning->is_quiet != was_quiet)
        progress->config_json =
            els_tuning_json(tuning, analysis->plan->run, analysis->iteration, arena);
}

void els_applier_apply(els_applier *applier, const els_analysis *analysis, els_arena *arena,
                       els_progress *ret)
{
    els_progress progress = {
        .epoch = analysis->epoch,
        .iteration = analysis->iteration,
        .plan = analysis->plan,
        .n_plan = analysis->n_plan,
        .records = without_traces(analysis, arena),
        .n_records = analysis->n_records,
        .insights = analysis->insights,
        .n_insights = analysis->n_insights,
        .proposals = analysis->proposals, /* the planner makes commands of them */
        .n_proposals = analysis->n_proposals,
        .decisions = ELS_ARENA_NEW(arena, els_decision, DECISIONS_MAX),
    };
    decide_learning(applier, analysis, arena, &progress);
    decide_placebo(applier, analysis, arena, &progress);
    tune(applier, analysis, arena, &progress);
    learn(applier, analysis);
    els_applier_refresh_digest(applier);
    progress.live_version = applier->live_version;
    progress.rollback_version = applier->safe_version;
    progress.candidate_version =
        applier->candidate_version == applier->live_version ? 0 : applier->candidate_version;
    progress.state_digest = els_str_of(applier->digest);
    progress.baseline_digest = els_str_of(applier->baseline_digest);
    progress.library_size = verified_skills(&applier->live);
    progress.strategies = els_strategies_of(analysis, arena, &progress.n_strategies);
    *ret = progress;
}

/* What answers was changed outside the loop. */
static void end_teaching(els_applier *applier)
{
    els_applier_write_state(&applier->live, &applier->live_bytes);
    applier->live_version = ++applier->versions;
    discard(applier);
    els_applier_refresh_digest(applier);
}

void els_applier_teach_example(els_applier *applier, const els_example *example,
                               const els_record *record)
{
    els_replay_learn(applier->replay, &applier->live, example, record, applier->versions, 0,
                     &applier->scratch);
    els_labels_train(applier->live.labels, true);
    els_rules_settle(&applier->live.rules);
    end_teaching(applier);
}

void els_applier_teach(els_applier *applier, const els_taught *list, uint32_t n)
{
    els_labels *labels = applier->live.labels;
    for (uint32_t i = 0; i < n; i++)
        els_labels_add(labels, els_labels_key(list[i].kind, list[i].field), list[i].question,
                       list[i].context, list[i].answer, list[i].is_right);
    els_labels_train(labels, true);
    end_teaching(applier);
}

els_err els_applier_state(const els_applier *applier, uint64_t version, els_state *ret)
{
    const els_buf *bytes = NULL;
    if (version == applier->live_version)
        bytes = &applier->live_bytes.bytes;
    else if (version == applier->candidate_version)
        bytes = &applier->candidate_bytes.bytes;
    if (!bytes || version == 0)
        return ELS_E_NOT_FOUND;
    *ret = (els_state){.version = version, .bytes = els_buf_str(bytes)};
    return ELS_OK;
}

els_err els_applier_change(els_applier *applier, els_state *ret)
{
    if (applier->live_version == 0 || applier->live_version == applier->candidate_version)
        return ELS_E_NOT_FOUND;
    els_buf_clear(&applier->change);
    els_mind_save_change(
        &applier->candidate, els_mind_check(els_buf_str(&applier->candidate_bytes.bytes)),
        &applier->live, els_mind_check(els_buf_str(&applier->live_bytes.bytes)), &applier->change);
    *ret = (els_state){applier->candidate_version, applier->live_version,
                       els_buf_str(&applier->change)};
    return ELS_OK;
}

uint64_t els_applier_live_version(const els_applier *applier)
{
    return applier->live_version;
}

uint64_t els_applier_candidate_version(const els_applier *applier)
{
    return applier->candidate_version;
}

const els_config *els_applier_config(const els_applier *applier)
{
    return &applier->tuning.live;
}

els_str els_applier_config_json(const els_applier *applier, uint64_t run, uint64_t iteration,
                                els_arena *arena)
{
    return els_tuning_is_blank(&applier->tuning)
               ? (els_str){"", 0}
               : els_tuning_json(&applier->tuning, run, iteration, arena);
}

const els_mind *els_applier_live(const els_applier *applier)
{
    return &applier->live;
}

const char *els_applier_digest(const els_applier *applier)
{
    return applier->digest;
}
