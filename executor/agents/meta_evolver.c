/* meta_evolver — Hu, Lu and Clune 2024, Automated Design of Agentic Systems, arXiv 2408.08435.
 *
 * Control flow: an archive of configurations (an architecture with its parameters moved up or down)
 * has its fitness in the router, learned from outcomes; the fittest of the population solves the
 * field, in training a mutant of it with the given chance; staged: it gets half of the work, the
 * next in line the rest where its answer is not trusted.
 * Parameters: population (architectures the archive draws on), mutation_rate (0..1; 0: nothing ever
 * changes), trust. */
#include "agent.h"
#include "router.h"

#include <math.h>
#include <string.h>

enum { POPULATION_MAX = 6, DOWN = 0, AS_IS = 1, UP = 2 };

/* The founders of the archive, in their default settings. */
static const char *const founders[POPULATION_MAX] = {"react",        "voyager",   "planning",
                                                     "hierarchical", "auto_loop", "memory"};

/* Which founder, and how each of its parameters was moved. */
typedef struct {
    uint32_t founder;
    uint8_t moved[ELS_AGENT_PARAMETERS];
} genome;

static const els_agent *founder_of(const genome *g)
{
    return els_agent_named(els_str_of(founders[g->founder]));
}

static uint32_t n_parameters(const els_agent *agent)
{
    uint32_t n = 0;
    while (n < ELS_AGENT_PARAMETERS && agent->parameters[n])
        n++;
    return n;
}

static bool is_founder(const genome *g)
{
    for (uint32_t p = 0; p < ELS_AGENT_PARAMETERS; p++)
        if (g->moved[p] != AS_IS)
            return false;
    return true;
}

static els_setting setting_of(const genome *g)
{
    const els_agent *agent = founder_of(g);
    els_setting setting = agent->settings[0];
    for (uint32_t p = 0; p < n_parameters(agent); p++)
        if (g->moved[p] != AS_IS)
            setting.value[p] = els_config_neighbour(setting.value[p], g->moved[p] == UP);
    return setting;
}

static els_str name_of(const genome *g, els_arena *arena)
{
    static const char letter[] = "-=+";
    const els_agent *agent = founder_of(g);
    char moves[ELS_AGENT_PARAMETERS + 1] = {0};
    for (uint32_t p = 0; p < n_parameters(agent); p++)
        moves[p] = letter[g->moved[p]];
    return els_arena_printf(arena, "%s%s", agent->name, moves);
}

/* What the router has learned of a configuration; of a founder nobody has tried under this name on
 * such tasks, what it knows of the architecture. False: a mutant that is not in the archive. */
static bool fitness_of(const els_work *work, const els_router_context *context, const genome *g,
                       double *ret_fitness)
{
    const els_view *view = work->view;
    els_router_arm own =
        els_router_arm_of(ELS_STR("meta_evolver"),
                          els_arena_printf(view->arena, "%s/" ELS_STR_FMT, work->setting->name,
                                           ELS_STR_ARG(name_of(g, view->arena))));
    els_router_arm founder =
        els_router_arm_of(els_str_of(founders[g->founder]), ELS_STR("default"));
    bool is_tried = els_router_has_tried(&view->mind->router, context, own);
    if (!is_tried && !is_founder(g))
        return false;
    *ret_fitness = els_router_advantage(&view->mind->router, context, is_tried ? own : founder,
                                        els_work_config(work, ELS_CONFIG_router_price));
    return true;
}

/* The next combination of moves; false after the last. */
static bool next_moves(genome *g, uint32_t n)
{
    for (uint32_t p = 0; p < n; p++) {
        if (g->moved[p] < UP) {
            g->moved[p]++;
            return true;
        }
        g->moved[p] = DOWN;
    }
    return false;
}

typedef struct {
    genome genome;
    double fitness;
} member;

static void rank(member ret[2], member fresh)
{
    if (fresh.fitness > ret[0].fitness) {
        ret[1] = ret[0];
        ret[0] = fresh;
    } else if (fresh.fitness > ret[1].fitness) {
        ret[1] = fresh;
    }
}

/* The two fittest of the archive; equals in the order of the founders. */
static void select_fittest(const els_work *work, uint32_t population, member ret[2])
{
    els_router_context context = els_work_context(work->view);
    ret[0] = ret[1] = (member){{0}, -INFINITY};
    for (uint32_t f = 0; f < population; f++) {
        member m = {.genome = {.founder = f}};
        memset(m.genome.moved, AS_IS, sizeof m.genome.moved);
        if (fitness_of(work, &context, &m.genome, &m.fitness))
            rank(ret, m);
        uint32_t n = n_parameters(founder_of(&m.genome));
        memset(m.genome.moved, DOWN, n);
        do {
            if (!is_founder(&m.genome) && fitness_of(work, &context, &m.genome, &m.fitness))
                rank(ret, m);
        } while (next_moves(&m.genome, n));
    }
    if (ret[1].fitness == -INFINITY)
        ret[1] = ret[0];
}

/* One parameter up or down by one. */
static void mutate(genome *g, els_rng *rng)
{
    uint32_t p = els_rng_below(rng, n_parameters(founder_of(g)));
    bool up = els_rng_chance(rng, 0.5);
    if (g->moved[p] == AS_IS)
        g->moved[p] = up ? UP : DOWN;
    else
        g->moved[p] = AS_IS;
}

static void solve_field(els_work *work, uint32_t field)
{
    uint32_t population = (uint32_t)work->setting->value[0];
    double rate = work->setting->value[1], trust = work->setting->value[2], confidence;
    member fittest[2];
    select_fittest(work, population < POPULATION_MAX ? population : POPULATION_MAX, fittest);
    /* One configuration for the whole task: its outcome is the task's. */
    els_rng rng = els_rng_make(work->view->salt, work->view->task_key, 79);
    if (work->explore && els_rng_chance(&rng, rate))
        mutate(&fittest[0].genome, &rng);
    work->variant = name_of(&fittest[0].genome, work->view->arena);
    for (uint32_t stage = 0; stage < 2; stage++) {
        els_setting setting = setting_of(&fittest[stage].genome);
        uint32_t left = els_work_left(work, field);
        els_work_delegate(work, field, founder_of(&fittest[stage].genome), &setting,
                          stage == 0 ? (left + 1) / 2 : left);
        els_work_best(work, field, &confidence);
        if (confidence >= trust || els_work_left(work, field) == 0)
            break;
    }
}

static const els_setting settings[] = {
    {"default", {4, 0.3, 0.4}},
    {"wild", {6, 0.6, 0.4}},
};

const els_agent els_agent_meta_evolver = {
    .name = "meta_evolver",
    .source = "Hu, Lu and Clune 2024, arXiv 2408.08435",
    .control_flow = "take the fittest configuration of a learned archive, in training mutate it, "
                    "give more work only when it is not trusted",
    .parameters = {"population", "mutation_rate", "trust"},
    .settings = settings,
    .n_settings = sizeof settings / sizeof settings[0],
    .solve = solve_field,
};
