/* The world of a seed: which plans, products and error codes there are. Cheap enough to be made
 * anew for every task, so that nothing has to be kept. */
#include "customer_support.h"

#include "els_hash.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Words that no message uses otherwise, so that a mention of a plan is one. */
static const char *const plan_names[] = {
    "Bronze",  "Silver",   "Gold",         "Platinum", "Starter", "Essential",
    "Premier", "Ultimate", "Professional", "Elite",    "Diamond", "Founder",
};

/* Made-up names, each at least three edits away from every other. */
static const char *const product_names[] = {
    "Lumora",   "Quentis",  "Verlano",  "Brixel",   "Nordika",  "Zephyra",  "Cobaltix",  "Dravino",
    "Elmsward", "Fyndora",  "Galvex",   "Hestrium", "Ibexor",   "Jovanta",  "Kelpion",   "Mirvale",
    "Octarin",  "Pyxalis",  "Rustigo",  "Sablewyn", "Tivoryn",  "Umbrello", "Vantiq",    "Wexford",
    "Xandrite", "Yarrowex", "Zintaro",  "Arkelon",  "Bellamus", "Crynthia", "Duskello",  "Emberlin",
    "Flaxomir", "Grelmius", "Hylitech", "Isorwell", "Juniqor",  "Kovarex",  "Lindquill", "Morphada",
    "Nimbuscu", "Orvessa",  "Plinthor", "Quorvane", "Ravensk",  "Stellimo", "Trovica",   "Ulvarion",
};

/* 0: the name stands alone. */
static const char *const product_suffixes[] = {
    "",      "Canvas", "Beacon", "Ledger", "Vault", "Relay",
    "Forge", "Atlas",  "Lens",   "Pilot",  "Dock",  "Harbor",
};

static const char *const categories[] = {
    "camera", "router", "editor", "planner", "printer", "tracker", "speaker", "thermostat",
};

static const char *const platforms[] = {"Windows", "macOS", "Linux", "Android", "iOS"};

static const char *const components[] = {"storage", "network", "firmware", "renderer", "scheduler"};

static void identity(uint8_t *ret, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ret[i] = (uint8_t)i;
}

/* The first `wanted` places of a random order of n indices. */
static void draw_first(els_rng *rng, uint8_t *indices, size_t n, size_t wanted)
{
    identity(indices, n);
    for (size_t i = 0; i < wanted; i++) {
        size_t j = i + els_rng_below(rng, (uint32_t)(n - i));
        uint8_t swap = indices[i];
        indices[i] = indices[j];
        indices[j] = swap;
    }
}

static int64_t pick(els_rng *rng, const int64_t *values, size_t n)
{
    return values[els_rng_below(rng, (uint32_t)n)];
}

static void make_plans(els_rng *rng, support_plan *plans)
{
    static const int64_t windows[] = {14, 21, 30, 45, 60};
    static const int64_t notices[] = {15, 28, 40, 60, 90};
    static const int64_t seats[] = {10, 20, 35, 50, 80};
    static const int64_t logins[] = {6, 8, 10, 12};
    static const int64_t outages[] = {30, 45, 60, 90, 120, 180};
    uint8_t names[COUNT(plan_names)], kinds[SUPPORT_PLANS];
    draw_first(rng, names, COUNT(plan_names), SUPPORT_PLANS);
    /* Tier and support level are crossed: neither tells the other. */
    draw_first(rng, kinds, SUPPORT_PLANS, SUPPORT_PLANS);
    for (size_t i = 0; i < SUPPORT_PLANS; i++)
        plans[i] = (support_plan){
            .name = names[i],
            .is_premium = kinds[i] % 2 == 0,
            .is_personal = kinds[i] / 2 % 2 == 0,
            .refund_window = pick(rng, windows, COUNT(windows)),
            .notice_period = pick(rng, notices, COUNT(notices)),
            .seat_limit = pick(rng, seats, COUNT(seats)),
            .login_limit = pick(rng, logins, COUNT(logins)),
            .outage_allowance = pick(rng, outages, COUNT(outages)),
        };
}

static void make_products(els_rng *rng, support_product *products)
{
    static const int64_t warranties[] = {6, 12, 18, 24, 36};
    uint8_t names[COUNT(product_names)];
    draw_first(rng, names, COUNT(product_names), SUPPORT_PRODUCTS);
    for (size_t i = 0; i < SUPPORT_PRODUCTS; i++) {
        uint32_t suffix = i % 2 ? 1 + els_rng_below(rng, COUNT(product_suffixes) - 1) : 0;
        products[i] = (support_product){
            .name = names[i],
            .suffix = (uint8_t)suffix,
            .category = (uint8_t)els_rng_below(rng, COUNT(categories)),
            .platforms = (uint8_t)(1 + els_rng_below(rng, (1u << COUNT(platforms)) - 1)),
            .price = 10 * els_rng_between(rng, 2, 60),
            .warranty = pick(rng, warranties, COUNT(warranties)),
            .min_os_version = els_rng_between(rng, 8, 30),
        };
    }
}

static void make_errors(els_rng *rng, support_error *errors)
{
    uint8_t order[SUPPORT_ERRORS];
    draw_first(rng, order, SUPPORT_ERRORS, SUPPORT_ERRORS);
    for (size_t i = 0; i < SUPPORT_ERRORS; i++)
        errors[i] = (support_error){
            .code = 100 + 40 * (int64_t)i + els_rng_between(rng, 0, 39),
            .component = (uint8_t)els_rng_below(rng, COUNT(components)),
            .needs_engineer = order[i] % 2 == 0,
        };
}

void support_world_make(uint64_t seed, support_world *ret)
{
    els_rng rng = els_rng_make(seed, els_hash_str(ELS_STR("customer_support")), 0);
    make_plans(&rng, ret->plans);
    make_products(&rng, ret->products);
    make_errors(&rng, ret->errors);
}

els_str support_plan_name(const support_plan *plan)
{
    return els_str_of(plan_names[plan->name]);
}

els_str support_product_name(const support_product *product, els_arena *arena)
{
    const char *name = product_names[product->name];
    if (product->suffix == 0)
        return els_str_of(name);
    return els_arena_printf(arena, "%s %s", name, product_suffixes[product->suffix]);
}

els_str support_error_name(const support_error *error, els_arena *arena)
{
    return els_arena_printf(arena, "E%lld", (long long)error->code);
}

/* ---- knowledge base ---- */

typedef struct {
    const char *name, *type, *unit;
} column_spec;

static els_kb_table make_table(els_arena *arena, const char *name, const column_spec *columns,
                               uint32_t n_columns, uint32_t n_rows)
{
    els_kb_table table = {
        .name = els_str_of(name),
        .columns = ELS_ARENA_NEW(arena, els_kb_column, n_columns),
        .n_columns = n_columns,
        .cells = ELS_ARENA_NEW(arena, els_str, (size_t)n_columns * n_rows),
        .n_cells = n_columns * n_rows,
    };
    for (uint32_t i = 0; i < n_columns; i++)
        table.columns[i] = (els_kb_column){els_str_of(columns[i].name), els_str_of(columns[i].type),
                                           els_str_of(columns[i].unit)};
    return table;
}

static els_str integer(els_arena *arena, int64_t value)
{
    return els_arena_printf(arena, "%lld", (long long)value);
}

static els_kb_table plans_table(const support_world *world, els_arena *arena)
{
    static const column_spec columns[] = {
        {"plan", "text", ""},
        {"tier", "text", ""},
        {"support_level", "text", ""},
        {"refund_window", "number", "days"},
        {"notice_period", "number", "days"},
        {"seat_limit", "number", "seats"},
        {"login_limit", "number", "attempts"},
        {"outage_allowance", "number", "minutes"},
    };
    els_kb_table table = make_table(arena, "plans", columns, COUNT(columns), SUPPORT_PLANS);
    els_str *cell = table.cells;
    for (size_t i = 0; i < SUPPORT_PLANS; i++) {
        const support_plan *plan = &world->plans[i];
        *cell++ = support_plan_name(plan);
        *cell++ = els_str_of(plan->is_premium ? "premium" : "core");
        *cell++ = els_str_of(plan->is_personal ? "personal" : "standard");
        *cell++ = integer(arena, plan->refund_window);
        *cell++ = integer(arena, plan->notice_period);
        *cell++ = integer(arena, plan->seat_limit);
        *cell++ = integer(arena, plan->login_limit);
        *cell++ = integer(arena, plan->outage_allowance);
    }
    return table;
}

static els_str platform_list(const support_product *product, els_arena *arena)
{
    char text[64];
    size_t len = 0;
    for (size_t i = 0; i < COUNT(platforms); i++) {
        if (!(product->platforms >> i & 1))
            continue;
        const char *separator = len ? "; " : "";
        size_t n = strlen(separator), m = strlen(platforms[i]);
        memcpy(text + len, separator, n);
        memcpy(text + len + n, platforms[i], m);
        len += n + m;
    }
    return els_arena_copy(arena, (els_str){text, len});
}

static els_kb_table products_table(const support_world *world, els_arena *arena)
{
    static const column_spec columns[] = {
        {"product", "text", ""},          {"category", "text", ""},
        {"platforms", "list", ""},        {"price", "number", "USD"},
        {"warranty", "number", "months"}, {"min_os_version", "number", ""},
    };
    els_kb_table table = make_table(arena, "products", columns, COUNT(columns), SUPPORT_PRODUCTS);
    els_str *cell = table.cells;
    for (size_t i = 0; i < SUPPORT_PRODUCTS; i++) {
        const support_product *product = &world->products[i];
        *cell++ = support_product_name(product, arena);
        *cell++ = els_str_of(categories[product->category]);
        *cell++ = platform_list(product, arena);
        *cell++ = integer(arena, product->price);
        *cell++ = integer(arena, product->warranty);
        *cell++ = integer(arena, product->min_os_version);
    }
    return table;
}

static els_kb_table errors_table(const support_world *world, els_arena *arena)
{
    static const column_spec columns[] = {
        {"error_code", "text", ""},
        {"component", "text", ""},
        {"fix", "text", ""},
    };
    els_kb_table table = make_table(arena, "errors", columns, COUNT(columns), SUPPORT_ERRORS);
    els_str *cell = table.cells;
    for (size_t i = 0; i < SUPPORT_ERRORS; i++) {
        const support_error *error = &world->errors[i];
        *cell++ = support_error_name(error, arena);
        *cell++ = els_str_of(components[error->component]);
        *cell++ = els_str_of(error->needs_engineer ? "engineer" : "guide");
    }
    return table;
}

void support_world_knowledge(const support_world *world, els_arena *arena, els_kb *ret)
{
    els_kb_table *tables = ELS_ARENA_NEW(arena, els_kb_table, 3);
    tables[0] = plans_table(world, arena);
    tables[1] = products_table(world, arena);
    tables[2] = errors_table(world, arena);
    *ret = (els_kb){.name = ELS_STR("customer_support"), .tables = tables, .n_tables = 3};
}
