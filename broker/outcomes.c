#include "outcomes.h"

enum { SHOWN_BYTES = 400 /* of a question or an answer */ };

static const els_lines_file file = {"outcomes.jsonl", "outcomes.1.jsonl", ELS_OUTCOMES_BYTES};
const char *const els_outcomes_verdicts[ELS_OUTCOMES_VERDICTS] = {"wrong", "right", "abstained",
                                                                  "infrastructure"};
static const char *const arms[] = {"untrained", "live", "candidate", "trial"};

/* The beginning of a text, cut between characters of UTF-8. */
static els_str begin_of(els_str text)
{
    size_t end = text.len < SHOWN_BYTES ? text.len : SHOWN_BYTES;
    while (end < text.len && end > 0 && ((unsigned char)text.ptr[end] & 0xc0) == 0x80)
        end--;
    return els_str_sub(text, 0, end);
}

static void add_line(const els_analysis *analysis, uint64_t run, uint32_t at,
                     const els_example *example, els_buf *out)
{
    const els_plan *plan = &analysis->plan[0];
    const els_record *r = &analysis->records[at];
    const els_segment *segment = r->segment < plan->n_segments ? &plan->segments[r->segment] : NULL;
    const char *arm = segment && segment->arm < 4 ? arms[segment->arm] : "live";
    els_lines_begin(&(els_lines_place){run, analysis->iteration, at}, out);
    els_lines_add_text("segment", segment ? segment->name : (els_str){NULL, 0}, out);
    els_lines_add_text("arm", els_str_of(arm), out);
    els_lines_add_text("id", r->id, out);
    els_lines_add_text("kind", r->plugin, out);
    els_lines_add_text("family", r->family, out);
    els_lines_add_text("agent", r->agent, out);
    els_lines_add_text("params", r->params, out);
    els_lines_add_text("verdict",
                       els_str_of(r->verdict < ELS_OUTCOMES_VERDICTS
                                      ? els_outcomes_verdicts[r->verdict]
                                      : "infrastructure"),
                       out);
    els_lines_add_real("confidence", r->confidence, out);
    els_buf_printf(out, ",\"cost\":%llu", (unsigned long long)r->cost);
    els_lines_add_real("latency_ms", (double)r->latency_ns / 1e6, out);
    els_lines_add_real("propensity", r->propensity, out);
    els_lines_add_text("trace", r->trace, out);
    if (example && example->n_task == 1)
        els_lines_add_text("question", begin_of(example->task[0].question), out);
    if (example && example->n_answers == 1)
        els_lines_add_text("answer", begin_of(example->answers[0].value), out);
    els_buf_printf(out, "}\n");
}

els_err els_outcomes_write(const char *dir, uint64_t run, const els_analysis *analysis)
{
    els_buf lines = {0};
    uint32_t next = 0; /* example; they are in task order, as the records are */
    if (analysis->n_plan != 1)
        return ELS_OK;
    for (uint32_t i = 0; i < analysis->n_records; i++) {
        while (next < analysis->n_examples && analysis->examples[next].record < i)
            next++;
        bool has = next < analysis->n_examples && analysis->examples[next].record == i;
        add_line(analysis, run, i, has ? &analysis->examples[next] : NULL, &lines);
    }
    els_err err = els_lines_append(dir, &file, els_buf_str(&lines));
    els_buf_fini(&lines);
    return err;
}

els_err els_outcomes_read(const char *dir, const els_lines_query *query, els_arena *arena,
                          els_lines_page *ret)
{
    return els_lines_read(dir, &file, query, arena, ret);
}
