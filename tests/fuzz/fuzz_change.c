/* fuzz_change.c — any bytes as the change of a learned state, as an executor takes it from a peer;
 * the base's check and the checksum are made right first, so that what is behind them is reached.
 * What is taken on is written as a change that is taken on again, as the same mind. */
#include "els_hash.h"
#include "fuzz.h"
#include "mind.h"

enum { CHECK = 8, CHECKS = 2 * CHECK };

static void put_number(char *to, uint64_t value)
{
    for (int i = 0; i < CHECK; i++)
        to[i] = (char)(value >> 8 * i);
}

/* A mind that knows a little of everything. */
static void furnish(els_mind *mind)
{
    static const uint64_t keys[] = {3, 4}, facts[] = {UINT64_C(5) << 32, UINT64_C(6) << 32};
    static const uint32_t own[] = {7, 99};
    const els_router_context context = {5, 6, 1};
    const els_router_outcome outcome = {ELS_STR("react"), ELS_STR("default"), true, 9};
    els_model_step_own(&mind->model, own, 2, 0.75, 0.15);
    els_rules_learn(&mind->rules, 20, 21, facts, 2, 22);
    els_told_learn(&mind->told, 1, keys, 2, 5);
    els_router_learn(&mind->router, &context, &outcome, 1);
    for (int i = 0; i < 12; i++)
        els_labels_add(mind->labels, 1, i % 2 ? ELS_STR("a red hat") : ELS_STR("two blue coats"),
                       (els_str){NULL, 0}, i % 2 ? ELS_STR("hat") : ELS_STR("coat"), true);
    els_labels_train(mind->labels, true);
}

static void check_again(const els_mind *mind, const els_mind *base, uint64_t check)
{
    els_mind other;
    els_buf change = {0}, whole = {0}, again = {0};
    uint64_t same = 0;
    require(els_mind_init(&other, false) == ELS_OK);
    els_mind_save(mind, false, &whole);
    els_mind_save_change(mind, els_mind_check(els_buf_str(&whole)), base, check, &change);
    require(els_mind_load_change(&other, base, check, els_buf_str(&change), &same) == ELS_OK);
    els_mind_save(&other, false, &again);
    require(els_str_eq(els_buf_str(&whole), els_buf_str(&again)));
    require(same == els_mind_check(els_buf_str(&again)));
    els_buf_fini(&change);
    els_buf_fini(&whole);
    els_buf_fini(&again);
    els_mind_fini(&other);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    els_mind school, base, mind;
    els_buf whole = {0};
    uint64_t ignored;
    if (size < CHECKS + CHECK)
        return 0;
    require(els_mind_init(&school, true) == ELS_OK && els_mind_init(&base, false) == ELS_OK &&
            els_mind_init(&mind, false) == ELS_OK);
    furnish(&school);
    els_mind_save(&school, false, &whole);
    require(els_mind_load(&base, els_buf_str(&whole)) == ELS_OK);
    const uint64_t check = els_mind_check(els_buf_str(&whole));
    char *bytes = malloc(size);
    require(bytes != NULL);
    memcpy(bytes, data, size);
    put_number(bytes, check);
    put_number(bytes + size - CHECK,
               els_hash_bytes(els_mind_format(), bytes + CHECKS, size - CHECKS - CHECK));
    if (els_mind_load_change(&mind, &base, check, (els_str){bytes, size}, &ignored) == ELS_OK)
        check_again(&mind, &base, check);
    free(bytes);
    els_buf_fini(&whole);
    els_mind_fini(&school);
    els_mind_fini(&base);
    els_mind_fini(&mind);
    return 0;
}
