/* The plugin customer_support from outside: everything is checked against the texts of the tasks
 * and the knowledge base, the policy by a second writing of it. */
#include "customer_support.h"
#include "els_date.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

extern const els_plugin els_plugin_customer_support;
static const els_plugin *const plugin = &els_plugin_customer_support;

enum { RUN_SEED = 42 };

static els_task_request request_of(uint64_t index, uint32_t split, uint32_t difficulty)
{
    return (els_task_request){
        .seed = RUN_SEED, .task_seed = 7, .index = index, .split = split, .difficulty = difficulty};
}

static els_sealed_task make(els_arena *arena, els_task_request request)
{
    els_sealed_task task;
    cr_assert_eq(els_plugin_make(plugin, &request, arena, &task), ELS_OK);
    return task;
}

static bool is_field(const els_sealed_task *t, uint32_t field, const char *answer)
{
    return els_str_eq(t->key[field], els_str_of(answer));
}

/* ---- reading the public side of a task ---- */

static els_str line_value(els_str context, const char *key)
{
    els_str line, head;
    while (els_str_split(&context, '\n', &line)) {
        els_str value = line;
        if (els_str_split(&value, ':', &head) && els_str_eq(head, els_str_of(key)))
            return els_str_trim(value);
    }
    return (els_str){0};
}

static int64_t line_number(els_str context, const char *key)
{
    els_str value = line_value(context, key), word;
    uint64_t number = 0;
    cr_assert(els_str_split(&value, ' ', &word), "no line %s", key);
    cr_assert(els_str_to_u64(word, &number), "no number in line %s", key);
    return (int64_t)number;
}

static int64_t line_days(els_str context, const char *key)
{
    int64_t days = 0;
    cr_assert(els_date_parse_iso(line_value(context, key), &days), "no date in line %s", key);
    return days;
}

static els_str kb_text(const els_kb *kb, const char *table, els_str entity, const char *column)
{
    for (uint32_t t = 0; t < kb->n_tables; t++) {
        const els_kb_table *tab = &kb->tables[t];
        if (!els_str_eq(tab->name, els_str_of(table)))
            continue;
        for (uint32_t row = 0; row * tab->n_columns < tab->n_cells; row++)
            for (uint32_t c = 0; c < tab->n_columns; c++)
                if (els_str_eq(tab->cells[row * tab->n_columns], entity) &&
                    els_str_eq(tab->columns[c].name, els_str_of(column)))
                    return tab->cells[row * tab->n_columns + c];
    }
    cr_assert(false, "no %s of " ELS_STR_FMT, column, ELS_STR_ARG(entity));
    return (els_str){0};
}

static int64_t kb_number(const els_kb *kb, const char *table, els_str entity, const char *column)
{
    uint64_t number = 0;
    cr_assert(els_str_to_u64(kb_text(kb, table, entity, column), &number));
    return (int64_t)number;
}

/* The error code that the message names. */
static els_str named_error(const els_kb *kb, els_str question)
{
    const els_kb_table *errors = &kb->tables[2];
    for (uint32_t i = 0; i < errors->n_cells; i += errors->n_columns)
        if (els_str_contains(question, errors->cells[i]))
            return errors->cells[i];
    cr_assert(false, "no error code in: " ELS_STR_FMT, ELS_STR_ARG(question));
    return (els_str){0};
}

/* ---- the policy, written a second time ---- */

static const char *expected_action(const els_kb *kb, const els_sealed_task *t)
{
    els_str context = t->task.context;
    els_str plan = line_value(context, "Plan");
    int64_t today = line_days(context, "Today");
    if (is_field(t, 0, "refund")) {
        int64_t age = today - line_days(context, "Purchase date");
        return age > kb_number(kb, "plans", plan, "refund_window") ? "deny_refund"
                                                                   : "approve_refund";
    }
    if (is_field(t, 0, "cancellation")) {
        int64_t left = line_days(context, "Contract end") - today;
        return left < kb_number(kb, "plans", plan, "notice_period") ? "ask_notice"
                                                                    : "schedule_cancellation";
    }
    if (is_field(t, 0, "billing"))
        return line_number(context, "Invoice amount") <= line_number(context, "Agreed amount")
                   ? "explain_charge"
                   : "offer_credit";
    if (is_field(t, 0, "shipping"))
        return today - line_days(context, "Shipping date") <= line_number(context, "Delivery limit")
                   ? "send_status"
                   : "send_replacement";
    if (is_field(t, 0, "account_access"))
        return line_number(context, "Failed logins") < kb_number(kb, "plans", plan, "login_limit")
                   ? "reset_access"
                   : "verify_identity";
    if (is_field(t, 0, "seat_change"))
        return line_number(context, "Seats used") < kb_number(kb, "plans", plan, "seat_limit")
                   ? "add_seats"
                   : "offer_upgrade";
    if (is_field(t, 0, "outage"))
        return line_number(context, "Outage duration") <=
                       kb_number(kb, "plans", plan, "outage_allowance")
                   ? "send_status"
                   : "offer_credit";
    if (is_field(t, 0, "compatibility"))
        return line_number(context, "OS version") <
                       kb_number(kb, "products", t->key[1], "min_os_version")
                   ? "advise_update"
                   : "send_guide";
    if (is_field(t, 0, "complaint"))
        return line_number(context, "Open tickets") <= line_number(context, "Ticket limit")
                   ? "send_apology"
                   : "escalate";
    if (is_field(t, 0, "feature_request"))
        return line_number(context, "Votes") < line_number(context, "Vote threshold")
                   ? "log_request"
                   : "escalate";
    if (is_field(t, 0, "product_question"))
        return els_str_eq(kb_text(kb, "plans", plan, "support_level"), ELS_STR("personal"))
                   ? "book_call"
                   : "send_guide";
    cr_assert(is_field(t, 0, "troubleshooting"));
    els_str fix = kb_text(kb, "errors", named_error(kb, t->task.question), "fix");
    return els_str_eq(fix, ELS_STR("engineer")) ? "escalate" : "send_guide";
}

static const char *expected_priority(const els_kb *kb, const els_sealed_task *t)
{
    els_str context = t->task.context;
    els_str tier = kb_text(kb, "plans", line_value(context, "Plan"), "tier");
    bool premium = els_str_eq(tier, ELS_STR("premium"));
    if (is_field(t, 0, "account_access") || is_field(t, 0, "complaint") ||
        is_field(t, 0, "outage") || is_field(t, 0, "troubleshooting"))
        return premium ? "urgent" : "high";
    if (is_field(t, 0, "billing") || is_field(t, 0, "cancellation") || is_field(t, 0, "refund") ||
        is_field(t, 0, "shipping")) {
        int64_t days = line_days(context, "Today") - line_days(context, "Customer since");
        return days < line_number(context, "Loyalty period") ? "normal" : "high";
    }
    return premium ? "normal" : "low";
}

Test(customer_support, decides_by_the_policy_from_record_and_knowledge_base_alone)
{
    els_arena world = {0}, arena = {0};
    els_kb kb;
    plugin->knowledge(plugin, RUN_SEED, &world, &kb);
    for (uint64_t i = 0; i < 4000; i++) {
        els_arena_reset(&arena);
        els_sealed_task t = make(&arena, request_of(i, (uint32_t)(i % 3), 0));
        const char *action = expected_action(&kb, &t);
        cr_assert(is_field(&t, 3, action), "%s: " ELS_STR_FMT " is not %s", "action",
                  ELS_STR_ARG(t.key[3]), action);
        const char *priority = expected_priority(&kb, &t);
        cr_assert(is_field(&t, 2, priority), "%s: " ELS_STR_FMT " is not %s", "priority",
                  ELS_STR_ARG(t.key[2]), priority);
    }
    els_arena_fini(&arena);
    els_arena_fini(&world);
}

Test(customer_support, gives_equal_tasks_for_equal_requests_and_others_for_other_indices)
{
    els_arena arena = {0};
    uint32_t equal_questions = 0;
    for (uint64_t i = 0; i < 300; i++) {
        els_arena_reset(&arena);
        els_sealed_task a = make(&arena, request_of(i, ELS_SPLIT_PROBE, 0));
        els_sealed_task b = make(&arena, request_of(i, ELS_SPLIT_PROBE, 0));
        els_sealed_task next = make(&arena, request_of(i + 1, ELS_SPLIT_PROBE, 0));
        cr_assert(els_str_eq(a.task.id, b.task.id));
        cr_assert(els_str_eq(a.task.question, b.task.question));
        cr_assert(els_str_eq(a.task.context, b.task.context));
        cr_assert_eq(a.difficulty, b.difficulty);
        for (uint32_t f = 0; f < a.task.n_fields; f++)
            cr_assert(els_str_eq(a.key[f], b.key[f]));
        equal_questions += els_str_eq(a.task.question, next.task.question);
    }
    cr_assert_eq(equal_questions, 0);
    els_arena_fini(&arena);
}

Test(customer_support, has_a_hundred_templates_in_ten_families_over_all_three_splits)
{
    els_arena arena = {0};
    els_plugin_statistics s;
    uint32_t sums[ELS_SPLIT_COUNT_] = {0};
    plugin->statistics(plugin, &arena, &s);
    cr_assert_geq(s.n_families, 10);
    cr_assert_geq(s.templates[0] + s.templates[1] + s.templates[2], 100);
    for (uint32_t i = 0; i < s.n_families; i++) {
        const uint32_t *templates = s.families[i].templates;
        cr_assert(templates[ELS_SPLIT_TRAIN] && templates[ELS_SPLIT_SELECT] &&
                  templates[ELS_SPLIT_PROBE]);
        for (uint32_t split = 0; split < ELS_SPLIT_COUNT_; split++)
            sums[split] += templates[split];
    }
    cr_assert_arr_eq(sums, s.templates, sizeof sums);
    els_arena_fini(&arena);
}

/* Number of the template over all families, from its id "support.<family>.<number>". */
static uint32_t template_number(const els_sealed_task *t)
{
    uint64_t number = 0;
    els_str id = t->template_id;
    cr_assert(els_str_starts(id, ELS_STR("support.")));
    cr_assert(els_str_eq(els_str_sub(id, 8, id.len - 3), t->family));
    cr_assert(els_str_to_u64(els_str_sub(id, id.len - 2, id.len), &number));
    for (uint32_t i = 0; i < SUPPORT_INTENTS; i++)
        if (els_str_eq(t->family, els_str_of(support_intent_names[i])))
            return i * SUPPORT_FRAMES + (uint32_t)number - 1;
    cr_assert(false, "unknown family");
    return 0;
}

Test(customer_support, draws_every_template_in_its_own_split_only)
{
    els_arena arena = {0};
    els_plugin_statistics s;
    uint8_t seen[SUPPORT_INTENTS * SUPPORT_FRAMES] = {0};
    uint32_t counts[ELS_SPLIT_COUNT_] = {0};
    for (uint64_t i = 0; i < 6000; i++) {
        els_arena_reset(&arena);
        els_sealed_task t = make(&arena, request_of(i, (uint32_t)(i % 3), 0));
        seen[template_number(&t)] |= (uint8_t)(1u << i % 3);
    }
    for (uint32_t i = 0; i < SUPPORT_INTENTS * SUPPORT_FRAMES; i++) {
        cr_assert(seen[i] == 1 || seen[i] == 2 || seen[i] == 4, "template %u: %u", i, seen[i]);
        counts[seen[i] / 2]++;
    }
    plugin->statistics(plugin, &arena, &s);
    cr_assert_arr_eq(counts, s.templates, sizeof counts);
    els_arena_fini(&arena);
}

Test(customer_support, keeps_to_the_family_that_is_asked_for)
{
    els_arena arena = {0};
    for (uint64_t i = 0; i < 200; i++) {
        els_task_request request = request_of(i, ELS_SPLIT_TRAIN, 3);
        request.family = ELS_STR("refund");
        els_arena_reset(&arena);
        els_sealed_task t = make(&arena, request);
        cr_assert(els_str_eq(t.family, request.family));
        cr_assert(is_field(&t, 0, "refund"));
        cr_assert_eq(t.difficulty, 3);
    }
    els_arena_fini(&arena);
}

Test(customer_support, refuses_what_it_does_not_have)
{
    els_arena arena = {0};
    els_sealed_task t;
    els_task_request unknown = request_of(0, ELS_SPLIT_TRAIN, 0);
    unknown.family = ELS_STR("poetry");
    els_task_request transfer = request_of(0, ELS_SPLIT_TRANSFER, 0);
    els_task_request too_hard = request_of(0, ELS_SPLIT_TRAIN, 6);
    cr_assert_eq(plugin->generate(plugin, &unknown, &arena, &t), ELS_E_NOT_FOUND);
    cr_assert_eq(plugin->generate(plugin, &transfer, &arena, &t), ELS_E_NOT_FOUND);
    cr_assert_eq(plugin->generate(plugin, &too_hard, &arena, &t), ELS_E_USAGE);
    els_arena_fini(&arena);
}

Test(customer_support, has_keys_among_choices_or_in_the_knowledge_base)
{
    els_arena world = {0}, arena = {0};
    els_kb kb;
    plugin->knowledge(plugin, RUN_SEED, &world, &kb);
    for (uint64_t i = 0; i < 1000; i++) {
        els_arena_reset(&arena);
        els_sealed_task t = make(&arena, request_of(i, ELS_SPLIT_TRAIN, 0));
        cr_assert_eq(t.task.n_fields, 4);
        cr_assert(els_str_eq(t.task.kb, kb.name));
        for (uint32_t f = 0; f < 4; f++) {
            const els_field_spec *field = &t.task.fields[f];
            bool found = false;
            for (uint32_t c = 0; c < field->n_choices; c++)
                found = found || els_str_eq(field->choices[c], t.key[f]);
            if (field->n_choices == 0) {
                cr_assert(els_str_eq(field->type, ELS_STR("entity")));
                found = els_str_eq(kb_text(&kb, "products", t.key[f], "product"), t.key[f]);
            }
            cr_assert(found);
        }
    }
    els_arena_fini(&arena);
    els_arena_fini(&world);
}

Test(customer_support, has_a_knowledge_base_of_three_whole_tables)
{
    els_arena arena = {0};
    els_kb kb;
    plugin->knowledge(plugin, RUN_SEED, &arena, &kb);
    cr_assert_eq(kb.n_tables, 3);
    for (uint32_t t = 0; t < kb.n_tables; t++) {
        const els_kb_table *table = &kb.tables[t];
        cr_assert_eq(table->n_cells % table->n_columns, 0);
        for (uint32_t i = 0; i < table->n_cells; i++)
            cr_assert(table->cells[i].len > 0);
        for (uint32_t i = 0; i < table->n_cells; i += table->n_columns)
            for (uint32_t j = 0; j < i; j += table->n_columns)
                cr_assert(!els_str_ieq(table->cells[i], table->cells[j]));
    }
    cr_assert_geq(kb.tables[1].n_cells / kb.tables[1].n_columns, 30);
    els_arena_fini(&arena);
}

Test(customer_support, makes_another_world_of_another_seed)
{
    els_arena arena = {0};
    els_kb a, b, again;
    uint32_t equal = 0;
    plugin->knowledge(plugin, 1, &arena, &a);
    plugin->knowledge(plugin, 2, &arena, &b);
    plugin->knowledge(plugin, 1, &arena, &again);
    const els_kb_table *products = &a.tables[1];
    for (uint32_t i = 0; i < products->n_cells; i++) {
        cr_assert(els_str_eq(products->cells[i], again.tables[1].cells[i]));
        equal += els_str_eq(products->cells[i], b.tables[1].cells[i]);
    }
    cr_assert_lt(equal, products->n_cells / 4);
    els_arena_fini(&arena);
}

/* ---- the messages ---- */

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool mentions(els_str text, els_str value)
{
    for (size_t i = 0; i + value.len <= text.len; i++)
        if (els_str_ieq(els_str_sub(text, i, i + value.len), value) &&
            (i == 0 || !is_word_byte(text.ptr[i - 1])) &&
            (i + value.len == text.len || !is_word_byte(text.ptr[i + value.len])))
            return true;
    return false;
}

Test(customer_support, mentions_of_the_knowledge_base_only_products_and_error_codes)
{
    els_arena world = {0}, arena = {0};
    els_kb kb;
    uint32_t misspelt = 0, others[6] = {0};
    plugin->knowledge(plugin, RUN_SEED, &world, &kb);
    for (uint64_t i = 0; i < 1500; i++) {
        els_arena_reset(&arena);
        els_sealed_task t = make(&arena, request_of(i, (uint32_t)(i % 3), 0));
        misspelt += !mentions(t.task.question, t.key[1]);
        for (uint32_t k = 0; k < kb.n_tables; k++)
            for (uint32_t c = 0; c < kb.tables[k].n_cells; c++) {
                els_str value = kb.tables[k].cells[c];
                bool is_name = k > 0 && c % kb.tables[k].n_columns == 0;
                if (is_name && k == 1 && !els_str_eq(value, t.key[1]))
                    others[t.difficulty] += mentions(t.task.question, value);
                else if (!is_name)
                    cr_assert(!mentions(t.task.question, value), ELS_STR_FMT " in " ELS_STR_FMT,
                              ELS_STR_ARG(value), ELS_STR_ARG(t.task.question));
            }
    }
    cr_assert_lt(misspelt, 30, "%u of 1500 products are misspelt", misspelt);
    cr_assert_eq(others[1] + others[2], 0);
    cr_assert_gt(others[3], 30);
    cr_assert_gt(others[5], others[3]);
    els_arena_fini(&arena);
    els_arena_fini(&world);
}

static els_str first_words(els_str text, uint32_t n)
{
    size_t i = 0;
    while (i < text.len && n > 0)
        n -= text.ptr[i++] == ' ';
    return els_str_sub(text, 0, i);
}

Test(customer_support, shows_no_template_by_its_first_three_words)
{
    enum { INSTANCES = 200, TEMPLATES = SUPPORT_INTENTS * SUPPORT_FRAMES };
    els_arena arena = {0}, kept = {0};
    static els_str starts[TEMPLATES][INSTANCES];
    uint32_t counts[TEMPLATES] = {0}, full = 0;
    for (uint64_t i = 0; full < TEMPLATES && i < 300000; i++) {
        els_arena_reset(&arena);
        els_sealed_task t = make(&arena, request_of(i, (uint32_t)(i % 3), 0));
        uint32_t template = template_number(&t);
        if (counts[template] == INSTANCES)
            continue;
        starts[template][counts[template]++] =
            els_arena_copy(&kept, first_words(t.task.question, 3));
        full += counts[template] == INSTANCES;
    }
    cr_assert_eq(full, TEMPLATES);
    for (uint32_t template = 0; template <TEMPLATES; template ++) {
        uint32_t most_frequent = 0, distinct = 0;
        for (uint32_t i = 0; i < INSTANCES; i++) {
            uint32_t equal = 0, before = 0;
            for (uint32_t j = 0; j < INSTANCES; j++) {
                bool same = els_str_ieq(starts[template][i], starts[template][j]);
                equal += same;
                before += same && j < i;
            }
            distinct += before == 0;
            if (equal > most_frequent)
                most_frequent = equal;
        }
        cr_assert_gt(distinct, 30, "template %u has %u starts", template, distinct);
        cr_assert_lt(most_frequent, INSTANCES / 3, "template %u", template);
    }
    els_arena_fini(&kept);
    els_arena_fini(&arena);
}

Test(customer_support, leaves_no_trace_of_the_grammar_in_a_message)
{
    els_arena arena = {0};
    for (uint64_t i = 0; i < 3000; i++) {
        els_arena_reset(&arena);
        els_str q = make(&arena, request_of(i, (uint32_t)(i % 3), 0)).task.question;
        for (size_t j = 0; j < q.len; j++)
            cr_assert(q.ptr[j] && !strchr("<>{}[]|@", q.ptr[j]), ELS_STR_FMT, ELS_STR_ARG(q));
        cr_assert(!els_str_contains(q, ELS_STR("  ")) && !els_str_contains(q, ELS_STR(" .")) &&
                      !els_str_contains(q, ELS_STR(" ,")),
                  ELS_STR_FMT, ELS_STR_ARG(q));
    }
    els_arena_fini(&arena);
}

/* One line of each intent that has lines of its own. */
static const char *const telling_keys[] = {
    "Purchase date", "Contract end",    "Invoice amount", "Shipping date", "Failed logins",
    "Seats used",    "Outage duration", "OS version",     "Open tickets",  "Votes",
};

Test(customer_support, does_not_tell_the_intent_by_which_lines_a_record_has)
{
    enum { KEYS = sizeof telling_keys / sizeof telling_keys[0] };
    els_arena arena = {0};
    uint32_t shown[KEYS] = {0}, right[KEYS][SUPPORT_INTENTS] = {{0}};
    for (uint64_t i = 0; i < 3000; i++) {
        els_arena_reset(&arena);
        els_sealed_task t = make(&arena, request_of(i, ELS_SPLIT_TRAIN, 0));
        uint32_t intents = 0;
        for (uint32_t k = 0; k < KEYS; k++) {
            if (line_value(t.task.context, telling_keys[k]).len == 0)
                continue;
            intents++;
            shown[k]++;
            right[k][template_number(&t) / SUPPORT_FRAMES]++;
        }
        cr_assert_eq(intents, 3);
    }
    for (uint32_t k = 0; k < KEYS; k++)
        for (uint32_t intent = 0; intent < SUPPORT_INTENTS; intent++)
            cr_assert_lt(right[k][intent] * 5, shown[k] * 2, "%s", telling_keys[k]);
    els_arena_fini(&arena);
}

Test(customer_support, lets_both_actions_of_an_intent_come_up_alike)
{
    els_arena arena = {0};
    uint32_t counts[SUPPORT_INTENTS][SUPPORT_ACTIONS] = {{0}}, totals[SUPPORT_INTENTS] = {0};
    for (uint64_t i = 0; i < 6000; i++) {
        els_arena_reset(&arena);
        els_sealed_task t = make(&arena, request_of(i, ELS_SPLIT_TRAIN, 0));
        uint32_t intent = template_number(&t) / SUPPORT_FRAMES;
        for (uint32_t a = 0; a < SUPPORT_ACTIONS; a++)
            counts[intent][a] += is_field(&t, 3, support_action_names[a]);
        totals[intent]++;
    }
    for (uint32_t i = 0; i < SUPPORT_INTENTS; i++) {
        uint32_t used = 0;
        cr_assert_gt(totals[i], 300);
        for (uint32_t a = 0; a < SUPPORT_ACTIONS; a++) {
            used += counts[i][a] > 0;
            cr_assert(counts[i][a] == 0 || (counts[i][a] * 4 > totals[i] && //
                                            counts[i][a] * 4 < totals[i] * 3));
        }
        cr_assert_eq(used, 2);
    }
    els_arena_fini(&arena);
}

Test(customer_support, shows_more_lines_and_longer_messages_at_higher_difficulty)
{
    els_arena arena = {0};
    uint64_t lines[6] = {0}, bytes[6] = {0};
    for (uint32_t difficulty = 1; difficulty <= 5; difficulty++)
        for (uint64_t i = 0; i < 400; i++) {
            els_arena_reset(&arena);
            els_sealed_task t = make(&arena, request_of(i, ELS_SPLIT_TRAIN, difficulty));
            els_str rest = t.task.context, line;
            while (els_str_split(&rest, '\n', &line))
                lines[difficulty]++;
            bytes[difficulty] += t.task.question.len;
        }
    for (uint32_t difficulty = 2; difficulty <= 5; difficulty++) {
        cr_assert_gt(lines[difficulty], lines[difficulty - 1]);
        cr_assert_gt(bytes[difficulty], bytes[difficulty - 1]);
    }
    els_arena_fini(&arena);
}

Test(customer_support, accepts_the_key_and_refuses_every_other_answer)
{
    els_arena arena = {0};
    for (uint64_t i = 0; i < 200; i++) {
        els_arena_reset(&arena);
        els_sealed_task t = make(&arena, request_of(i, ELS_SPLIT_TRAIN, 0));
        els_str wrong[4] = {ELS_STR("poetry"), ELS_STR("No Such Thing"), ELS_STR(""), t.key[0]};
        bool right[4];
        plugin->validate(plugin, &t, t.key, right);
        cr_assert(right[0] && right[1] && right[2] && right[3]);
        plugin->validate(plugin, &t, wrong, right);
        cr_assert(!right[0] && !right[1] && !right[2] && !right[3]);
        for (uint32_t c = 0; c < t.task.fields[3].n_choices; c++) {
            els_str answers[4] = {t.key[0], t.key[1], t.key[2], t.task.fields[3].choices[c]};
            plugin->validate(plugin, &t, answers, right);
            cr_assert_eq(right[3], els_str_eq(answers[3], t.key[3]));
        }
    }
    els_arena_fini(&arena);
}

/* ---- names and grammar ---- */

/* Levenshtein distance of two short words, case ignored. */
static uint32_t edits(els_str a, els_str b)
{
    uint32_t row[64];
    for (uint32_t j = 0; j <= b.len; j++)
        row[j] = j;
    for (uint32_t i = 1; i <= a.len; i++) {
        uint32_t diagonal = row[0];
        row[0] = i;
        for (uint32_t j = 1; j <= b.len; j++) {
            bool same = els_str_ieq(els_str_sub(a, i - 1, i), els_str_sub(b, j - 1, j));
            uint32_t best = diagonal + !same;
            diagonal = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[b.len];
}

Test(customer_support, keeps_product_names_three_edits_apart)
{
    els_arena arena = {0};
    for (uint64_t seed = 0; seed < 10; seed++) {
        els_kb kb;
        els_arena_reset(&arena);
        plugin->knowledge(plugin, seed, &arena, &kb);
        const els_kb_table *t = &kb.tables[1];
        for (uint32_t i = 0; i < t->n_cells; i += t->n_columns)
            for (uint32_t j = 0; j < i; j += t->n_columns)
                cr_assert_geq(edits(t->cells[i], t->cells[j]), 3, ELS_STR_FMT " " ELS_STR_FMT,
                              ELS_STR_ARG(t->cells[i]), ELS_STR_ARG(t->cells[j]));
    }
    els_arena_fini(&arena);
}

static bool pool_exists(els_str name)
{
    for (size_t i = 0; i < support_pool_count; i++)
        if (els_str_eq(els_str_of(support_pools[i].name), name))
            return true;
    return false;
}

static void check_names(const char *pattern)
{
    for (const char *open = strchr(pattern, '<'); open; open = strchr(open + 1, '<')) {
        const char *close = strchr(open, '>');
        cr_assert(close, "%s", pattern);
        els_str name = {open + 1, (size_t)(close - open - 1)};
        cr_assert(pool_exists(name), "no pool " ELS_STR_FMT, ELS_STR_ARG(name));
    }
}

Test(customer_support, has_sorted_pools_for_all_names_its_frames_use)
{
    for (size_t i = 0; i < support_pool_count; i++) {
        cr_assert(i == 0 || strcmp(support_pools[i - 1].name, support_pools[i].name) < 0);
        check_names(support_pools[i].choices);
    }
    for (uint32_t i = 0; i < SUPPORT_INTENTS; i++)
        for (uint32_t j = 0; j < SUPPORT_FRAMES; j++) {
            check_names(support_frames[i][j]);
            cr_assert(strstr(support_frames[i][j], "@P"));
            cr_assert(i != SUPPORT_TROUBLESHOOTING || strstr(support_frames[i][j], "@E"));
        }
}
