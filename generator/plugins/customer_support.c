/* The task plugin customer_support: a customer's message and record; asked are what the customer
 * wants, which product it is about, how urgent it is and what the policy has to be done. */
#include "customer_support.h"

#include "els_hash.h"

#include <stdio.h>

enum { FIELD_INTENT, FIELD_PRODUCT, FIELD_PRIORITY, FIELD_ACTION, FIELD_COUNT };

/* Drawn anew after the wording was finished: while it was written, the frames that were probed then
 * had been looked at to set the difficulty, and a probe must not have been (docs/honesty.md). */
static uint32_t split_of(support_intent intent, uint32_t frame)
{
    char drawn[64];
    (void)snprintf(drawn, sizeof drawn, "%s/second draw", support_intent_names[intent]);
    return els_plugin_split_of(frame, SUPPORT_FRAMES, els_str_of(drawn));
}

/* Draws one of the frames of `intent` that belong to the split. */
static els_err draw_frame(const els_task_request *request, support_intent intent, els_rng *rng,
                          uint32_t *ret)
{
    uint32_t frames[SUPPORT_FRAMES], count = 0;
    for (uint32_t i = 0; i < SUPPORT_FRAMES; i++)
        if (split_of(intent, i) == request->split)
            frames[count++] = i;
    if (count == 0)
        return ELS_E_NOT_FOUND;
    *ret = frames[els_plugin_draw(request, els_str_of(support_intent_names[intent]), count, rng)];
    return ELS_OK;
}

static els_err draw_intent(els_str family, els_rng *rng, support_intent *ret)
{
    if (family.len == 0) { /* all families have templates in the same splits */
        *ret = (support_intent)els_rng_below(rng, SUPPORT_INTENTS);
        return ELS_OK;
    }
    for (uint32_t i = 0; i < SUPPORT_INTENTS; i++)
        if (els_str_eq(family, els_str_of(support_intent_names[i]))) {
            *ret = (support_intent)i;
            return ELS_OK;
        }
    return ELS_E_NOT_FOUND;
}

/* A product other than `product`, or the empty view where none is to be mentioned. */
static els_str draw_other_product(const support_world *world, const support_product *product,
                                  uint32_t per_cent, els_rng *rng, els_arena *arena)
{
    if (els_rng_below(rng, 100) >= per_cent)
        return (els_str){0};
    uint32_t own = (uint32_t)(product - world->products);
    uint32_t other = (own + 1 + els_rng_below(rng, SUPPORT_PRODUCTS - 1)) % SUPPORT_PRODUCTS;
    return support_product_name(&world->products[other], arena);
}

static els_str *choices(els_arena *arena, const char *const *names, uint32_t n)
{
    els_str *ret = ELS_ARENA_NEW(arena, els_str, n);
    for (uint32_t i = 0; i < n; i++)
        ret[i] = els_str_of(names[i]);
    return ret;
}

static els_field_spec enum_field(els_arena *arena, els_str name, const char *const *names,
                                 uint32_t n)
{
    return (els_field_spec){name, ELS_STR("enum"), choices(arena, names, n), n};
}

static els_field_spec *make_fields(els_arena *arena)
{
    els_field_spec *fields = ELS_ARENA_NEW(arena, els_field_spec, FIELD_COUNT);
    fields[FIELD_INTENT] =
        enum_field(arena, ELS_STR("intent"), support_intent_names, SUPPORT_INTENTS);
    fields[FIELD_PRODUCT] = (els_field_spec){.name = ELS_STR("product"), .type = ELS_STR("entity")};
    fields[FIELD_PRIORITY] =
        enum_field(arena, ELS_STR("priority"), support_priority_names, SUPPORT_PRIORITIES);
    fields[FIELD_ACTION] =
        enum_field(arena, ELS_STR("action"), support_action_names, SUPPORT_ACTIONS);
    return fields;
}

static els_err generate(const els_plugin *self, const els_task_request *request, els_arena *arena,
                        els_sealed_task *ret)
{
    static const uint8_t other_in_message[] = {0, 0, 25, 35, 50}; /* per cent, by difficulty */
    static const uint8_t other_in_record[] = {0, 0, 0, 15, 25};
    els_rng rng =
        els_rng_make(request->task_seed, request->index, els_hash_str(els_str_of(self->name)));
    support_intent intent;
    uint32_t frame;
    if (request->split >= ELS_SPLIT_COUNT_ || request->difficulty > 5)
        return ELS_E_USAGE;
    els_err err = draw_intent(request->family, &rng, &intent);
    if (err == ELS_OK)
        err = draw_frame(request, intent, &rng, &frame);
    if (err)
        return err;
    uint32_t difficulty = request->difficulty ? request->difficulty : 1 + els_rng_below(&rng, 5);

    support_world world;
    support_case c;
    support_world_make(request->seed, &world);
    support_case_draw(&world, intent, difficulty, &rng, &c);
    support_message message = {
        .intent = intent,
        .frame = frame,
        .difficulty = difficulty,
        .product = support_product_name(c.product, arena),
        .other_product =
            draw_other_product(&world, c.product, other_in_message[difficulty - 1], &rng, arena),
        .error_code = support_error_name(c.error, arena),
    };
    els_str *key = ELS_ARENA_NEW(arena, els_str, FIELD_COUNT);
    key[FIELD_INTENT] = els_str_of(support_intent_names[intent]);
    key[FIELD_PRODUCT] = message.product;
    key[FIELD_PRIORITY] = els_str_of(support_priority_names[support_decide_priority(&c)]);
    key[FIELD_ACTION] = els_str_of(support_action_names[support_decide_action(&c)]);

    els_str recorded =
        draw_other_product(&world, c.product, other_in_record[difficulty - 1], &rng, arena);
    *ret = (els_sealed_task){
        .task =
            {
                .question = support_message_write(&message, &rng, arena),
                .context = support_record_write(&c, difficulty, recorded, &rng, arena),
                .kb = els_str_of(self->name),
                .fields = make_fields(arena),
                .n_fields = FIELD_COUNT,
            },
        .template_id = els_arena_printf(arena, "support.%s.%02u", support_intent_names[intent],
                                        (unsigned)(frame + 1)),
        .family = els_str_of(support_intent_names[intent]),
        .key = key,
        .difficulty = difficulty,
    };
    return ELS_OK;
}

static void statistics(const els_plugin *self, els_arena *arena, els_plugin_statistics *ret)
{
    (void)self;
    els_plugin_statistics s = {
        .families = ELS_ARENA_NEW(arena, els_family_statistics, SUPPORT_INTENTS),
        .n_families = SUPPORT_INTENTS,
    };
    for (uint32_t i = 0; i < SUPPORT_INTENTS; i++) {
        s.families[i].name = els_str_of(support_intent_names[i]);
        for (uint32_t frame = 0; frame < SUPPORT_FRAMES; frame++) {
            uint32_t split = split_of((support_intent)i, frame);
            s.families[i].templates[split]++;
            s.templates[split]++;
        }
    }
    *ret = s;
}

static void knowledge(const els_plugin *self, uint64_t seed, els_arena *arena, els_kb *ret)
{
    (void)self;
    support_world world;
    support_world_make(seed, &world);
    support_world_knowledge(&world, arena, ret);
}

const els_plugin els_plugin_customer_support = {
    .name = "customer_support",
    .description = "Support messages with a customer record: name the intent, the product, the "
                   "priority and the action that the policy asks for.",
    .version = "2",
    .generate = generate,
    .validate = els_plugin_validate_fields,
    .statistics = statistics,
    .knowledge = knowledge,
};
