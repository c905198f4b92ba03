/* els feedback — a verdict on an answer of els solve, or the right answer, learned at once. */
#include "asked.h"
#include "cli.h"
#include "learned.h"
#include "orchestrator.h"
#include "plugin.h"

typedef struct {
    const char *store, *answer;
    bool right, wrong, json;
} feedback_options;

static const els_option options[] = {
    ELS_OPTION(ELS_OPTION_FLAG, "right", 0, NULL, feedback_options, right, NULL,
               "the answer was right"),
    ELS_OPTION(ELS_OPTION_FLAG, "wrong", 0, NULL, feedback_options, wrong, NULL,
               "the answer was wrong"),
    ELS_OPTION(ELS_OPTION_TEXT, "answer", 0, "A", feedback_options, answer, NULL,
               "the right answer"),
    ELS_OPTION(ELS_OPTION_TEXT, "store", 0, "DIR", feedback_options, store, ELS_DEFAULT_STORE,
               "folder of the journal"),
    ELS_OPTION(ELS_OPTION_FLAG, "json", 0, NULL, feedback_options, json, NULL, "print JSON"),
};

static void teach_label(els_learned *learned, const els_asked *asked, els_str answer, bool is_right)
{
    els_taught taught = {.kind = asked->kind,
                         .field = (els_str){"", 0},
                         .question = asked->question,
                         .context = asked->context,
                         .answer = answer,
                         .is_right = is_right};
    els_learned_teach(learned, &taught);
}

/* Grades a beam by what the user said. Of an answer that was only called wrong nothing is known
 * about other answers: their candidates are left out. */
static void grade(els_answer *answer, const els_field_spec *field, els_str said, bool is_right)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < answer->n_beam; i++) {
        els_candidate candidate = answer->beam[i];
        bool matches = els_answer_matches(field->type, said, candidate.answer);
        if (!els_answer_grade_choices(field, said, &candidate))
            candidate.right = matches && is_right ? ELS_GRADE_RIGHT : ELS_GRADE_WRONG;
        if (is_right || matches)
            answer->beam[kept++] = candidate;
    }
    answer->n_beam = kept;
}

/* The task is done once more with a beam, which is graded: as in the loop. */
static void teach_program(els_learned *learned, const els_asked *asked, els_str answer,
                          bool is_right, els_arena *arena)
{
    els_field_spec *field = ELS_ARENA_NEW(arena, els_field_spec, 1);
    els_task *task = ELS_ARENA_NEW(arena, els_task, 1);
    *field = (els_field_spec){
        .type = asked->type, .choices = asked->choices, .n_choices = asked->n_choices};
    *task = (els_task){.id = asked->id,
                       .kind = asked->kind,
                       .question = asked->question,
                       .context = asked->context,
                       .fields = field,
                       .n_fields = 1};
    (void)els_learned_usual(learned, task, arena);
    const els_kb_index *kb = els_learned_kb(learned, asked->kind);
    if (kb)
        task->kb = asked->kind;
    els_orders orders = {.salt = 1, .explore = true, .config = els_learned_config(learned)};
    els_result result;
    els_orchestrator_solve(els_learned_mind(learned), task, kb, &orders, arena, &result);
    grade(&result.answers[0], task->fields, answer, is_right);
    bool was_right = is_right && els_answer_matches(asked->type, answer, result.answers[0].value);
    els_example example = {
        .task = task, .n_task = 1, .answers = result.answers, .n_answers = result.n_answers};
    els_record record = {.id = task->id,
                         .agent = result.agent,
                         .params = result.params,
                         .propensity = result.propensity,
                         .verdict = was_right ? ELS_VERDICT_RIGHT : ELS_VERDICT_WRONG,
                         .cost = result.cost};
    els_learned_teach_example(learned, &example, &record);
}

static int learn(const feedback_options *o, els_str id, els_arena *arena, els_buf *why)
{
    els_asked asked;
    els_learned *learned = NULL;
    if (els_learned_open(o->store, &learned, why))
        return ELS_EXIT_FAILED;
    if (els_asked_find(o->store, id, arena, &asked)) {
        els_buf_printf(why, "store %s knows no answer " ELS_STR_FMT "; els solve shows the ids",
                       o->store, ELS_STR_ARG(els_str_sub(id, 0, 40)));
        els_learned_close(&learned);
        return ELS_EXIT_FAILED;
    }
    els_str answer = o->answer ? els_str_of(o->answer) : asked.answer;
    bool is_right = !o->wrong;
    if (els_str_eq(asked.type, ELS_STR("enum")))
        teach_label(learned, &asked, answer, is_right);
    else
        teach_program(learned, &asked, answer, is_right, arena);
    els_err err = els_learned_save(learned, o->store, why);
    els_learned_close(&learned);
    return err ? ELS_EXIT_FAILED : ELS_EXIT_OK;
}

int els_cli_feedback(int argc, char **argv)
{
    feedback_options o = {0};
    els_arena arena = {0};
    els_option_list words = {0};
    els_buf why = {0};
    int code = els_cli_parse("feedback ID --right|--wrong|--answer A [options]", options,
                             sizeof options / sizeof options[0], &o, argc, argv, &arena, &words);
    if (code < 0 && (words.n != 1 || o.right + o.wrong + (o.answer != NULL) != 1)) {
        els_cli_complain("feedback: give the id that els solve showed, and one of --right, --wrong "
                         "and --answer A");
        code = ELS_EXIT_USAGE;
    }
    if (code < 0 && o.answer && (o.answer[0] == '\0' || els_str_of(o.answer).len > 2048)) {
        els_cli_complain("feedback: --answer takes 1 to 2048 bytes");
        code = ELS_EXIT_USAGE;
    }
    if (code < 0) {
        code = learn(&o, words.items[0], &arena, &why);
        if (code != ELS_EXIT_OK)
            els_cli_complain("feedback: " ELS_STR_FMT, ELS_STR_ARG(els_buf_str(&why)));
        else if (o.json)
            els_cli_print_json(json_pack("{s:s, s:b}", "status", "learned", "right", !o.wrong));
        else
            printf("learned\n");
    }
    els_buf_fini(&why);
    els_arena_fini(&arena);
    return code;
}
