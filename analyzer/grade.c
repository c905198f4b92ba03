#include "grade.h"

enum { FIELDS_MAX = 16, BEAM_MAX = 256 }; /* as in the wire contract */

void els_grade_result(const els_plugin *plugin, const els_sealed_task *sealed,
                      const els_result *result, els_record *record)
{
    uint32_t fields = sealed->task.n_fields;
    els_str answers[FIELDS_MAX];
    bool right[FIELDS_MAX] = {false}, any = false;
    record->fields = fields;
    record->fields_right = 0;
    bool is_abstained = result->status == ELS_STATUS_ABSTAINED;
    if (result->status == ELS_STATUS_INFRASTRUCTURE || fields > FIELDS_MAX ||
        (!is_abstained && result->n_answers != fields)) {
        record->verdict = ELS_VERDICT_INFRASTRUCTURE;
        return;
    }
    for (uint32_t i = 0; i < fields && !is_abstained; i++) {
        answers[i] = result->answers[i].value;
        any = any || answers[i].len;
        if (i == 0 || result->answers[i].confidence < record->confidence)
            record->confidence = result->answers[i].confidence;
    }
    if (!any) {
        record->verdict = ELS_VERDICT_ABSTAINED;
        return;
    }
    plugin->validate(plugin, sealed, answers, right);
    for (uint32_t i = 0; i < fields; i++)
        record->fields_right += right[i] && answers[i].len;
    record->verdict = record->fields_right == fields ? ELS_VERDICT_RIGHT : ELS_VERDICT_WRONG;
}

void els_grade_beams(const els_plugin *plugin, const els_sealed_task *sealed, els_answer *answers)
{
    const els_task *task = &sealed->task;
    bool is_by_field = plugin->validate == els_plugin_validate_fields;
    els_str filled[FIELDS_MAX];
    bool right[FIELDS_MAX];
    for (uint32_t f = 0; f < task->n_fields && f < FIELDS_MAX; f++)
        filled[f] = sealed->key[f];
    for (uint32_t f = 0; f < task->n_fields && f < FIELDS_MAX; f++) {
        for (uint32_t c = 0; c < answers[f].n_beam; c++) {
            els_candidate *candidate = &answers[f].beam[c];
            bool is_right;
            if (is_by_field &&
                els_answer_grade_choices(&task->fields[f], sealed->key[f], candidate))
                continue;
            if (is_by_field) {
                is_right =
                    els_answer_matches(task->fields[f].type, sealed->key[f], candidate->answer);
            } else {
                filled[f] = candidate->answer;
                plugin->validate(plugin, sealed, filled, right);
                is_right = right[f];
            }
            candidate->right =
                is_right && candidate->answer.len ? ELS_GRADE_RIGHT : ELS_GRADE_WRONG;
        }
        filled[f] = sealed->key[f];
    }
}

void els_grade_rehearsals(const els_plugin *plugin, const els_sealed_task *sealed,
                          els_rehearsal *rehearsals, uint32_t n)
{
    uint32_t fields = sealed->task.n_fields;
    for (uint32_t i = 0; i < n; i++) {
        els_rehearsal *r = &rehearsals[i];
        bool right[FIELDS_MAX] = {false}, all = true;
        r->right = ELS_GRADE_NONE; /* whatever the executor wrote there */
        if (r->n_values != fields || fields > FIELDS_MAX)
            continue;
        plugin->validate(plugin, sealed, r->values, right);
        for (uint32_t f = 0; f < fields; f++)
            all = all && right[f] && r->values[f].len;
        r->right = all ? ELS_GRADE_RIGHT : ELS_GRADE_WRONG;
    }
}

static size_t rehearsal_bytes(const els_rehearsal *r)
{
    size_t bytes = 32 + r->agent.len + r->params.len;
    for (uint32_t i = 0; i < r->n_values; i++)
        bytes += r->values[i].len + 4;
    return bytes;
}

static size_t candidate_bytes(const els_candidate *c)
{
    return 64 + c->family.len + c->shape.len + c->args.len + c->answer.len + 4 * (size_t)c->n_own +
           8 * (size_t)c->n_cross;
}

/* Bytes when every beam is cut to `most` candidates. */
static size_t bytes_at(const els_example *examples, uint32_t n, uint32_t most)
{
    size_t bytes = 0;
    for (uint32_t e = 0; e < n; e++) {
        const els_task *task = &examples[e].task[0];
        bytes += 256 + task->question.len + task->context.len;
        for (uint32_t f = 0; f < task->n_fields; f++)
            for (uint32_t c = 0; c < task->fields[f].n_choices; c++)
                bytes += task->fields[f].choices[c].len + 4;
        for (uint32_t r = 0; r < examples[e].n_rehearsals; r++)
            bytes += rehearsal_bytes(&examples[e].rehearsals[r]);
        for (uint32_t a = 0; a < examples[e].n_answers; a++) {
            const els_answer *answer = &examples[e].answers[a];
            bytes += 64 + answer->value.len + 8 * ((size_t)answer->n_words + answer->n_facts);
            for (uint32_t c = 0; c < answer->n_beam && c < most; c++)
                bytes += candidate_bytes(&answer->beam[c]);
        }
    }
    return bytes;
}

void els_grade_fit(els_example *examples, uint32_t n, size_t max_bytes)
{
    uint32_t most = BEAM_MAX;
    while (most > 0 && bytes_at(examples, n, most) > max_bytes)
        most /= 2;
    for (uint32_t e = 0; e < n && most < BEAM_MAX; e++)
        for (uint32_t a = 0; a < examples[e].n_answers; a++)
            if (examples[e].answers[a].n_beam > most)
                examples[e].answers[a].n_beam = most;
}
