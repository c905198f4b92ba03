/* els-sim — runs the system on virtual time under faults that one seed decides. */
#include "sim.h"

#include "fault_disk.h"
#include "remove_tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { STEP_US = 500, FAULTS_US = 12000000, END_US = 600000000 };

sim_world *sim;

double sim_share(void)
{
    return els_rng_unit(&sim->rng);
}

uint64_t sim_below(uint64_t n)
{
    return n ? els_rng_u64(&sim->rng) % n : 0;
}

/* ---- the world ---- */

static double one_of(double a, double b, double c)
{
    return (double[]){a, b, c}[sim_below(3)];
}

/* Each seed has its own kind of bad weather. */
static sim_faults draw_faults(void)
{
    return (sim_faults){
        .drop = one_of(0, 0.002, 0.02),
        .duplicate = one_of(0, 0.01, 0.1),
        .corrupt = one_of(0, 0.002, 0.01),
        .reorder = one_of(0, 0.01, 0.1),
        .delay_us = (uint64_t)one_of(500, 5000, 60000),
        .crash = one_of(0, 0.3, 2),
        .stop = one_of(0, 0.2, 1),
        .partition = one_of(0, 0.2, 1),
        .no_room = one_of(0, 0.2, 1),
        .late_crash = one_of(0, 0.001, 0.01),
        .until_us = FAULTS_US,
    };
}

static void make_slots(void)
{
    static const els_role roles[SIM_SLOTS] = {
        ELS_ROLE_BROKER,     ELS_ROLE_GENERATOR, ELS_ROLE_ANALYZER, ELS_ROLE_APPLIER,
        ELS_ROLE_FORECASTER, ELS_ROLE_GOALER,    ELS_ROLE_MONITOR,  ELS_ROLE_EXECUTOR,
        ELS_ROLE_EXECUTOR,   ELS_ROLE_EXECUTOR,
    };
    for (int i = 0; i < SIM_SLOTS; i++) {
        sim_slot *slot = &sim->slots[i];
        *slot = (sim_slot){.role = roles[i], .start_us = sim_below(100000)};
        snprintf(slot->name, sizeof slot->name, "%s.%d", els_role_name(roles[i]), i);
    }
}

static bool happens(double per_second)
{
    return sim->now_us < sim->faults.until_us && sim_share() < per_second * STEP_US / 1e6;
}

static void make_trouble(void)
{
    sim_slot *slot = &sim->slots[sim_below(SIM_SLOTS)];
    if (happens(sim->faults.crash) && slot->process) {
        sim_process_kill(slot);
    } else if (happens(sim->faults.stop)) {
        slot->stopped_us = sim->now_us + sim_below(3000000);
        sim->counts.stops++;
    } else if (happens(sim->faults.partition)) {
        slot->cut_off_us = sim->now_us + sim_below(3000000);
        sim->counts.partitions++;
    } else if (happens(sim->faults.no_room)) {
        fault_disk_fail(FAULT_FULL, sim_below(20), true);
        sim->counts.full_disks++;
    }
    if (sim_below(3000000 / STEP_US) == 0 || sim->now_us >= sim->faults.until_us)
        fault_disk_fail(FAULT_NONE, 0, false); /* there is room again */
}

static void step(void)
{
    make_trouble();
    for (int i = 0; i < SIM_SLOTS && !sim->failure[0]; i++) {
        sim_slot *slot = &sim->slots[i];
        if (!slot->process && sim->now_us >= slot->start_us)
            sim_process_start(slot);
        if (slot->process && sim->now_us >= slot->busy_us && sim->now_us >= slot->stopped_us)
            sim_process_tick(slot);
    }
    sim_net_deliver();
    sim->now_us += STEP_US;
}

/* Runs one world to its end; false with sim->failure when something did not hold. */
static bool run_world(sim_world *world, uint64_t seed, const sim_faults *faults,
                      sim_history *history, const sim_history *reference)
{
    sim = world;
    world->seed = seed;
    world->now_us = 1000000;
    world->rng = els_rng_make(seed, 0x73696d, 0);
    world->faults = faults ? *faults : draw_faults();
    strcpy(world->dir, "/tmp/els-sim-XXXXXX");
    if (!mkdtemp(world->dir))
        abort();
    fault_disk_clear();
    sim_net_clear();
    sim_check_begin(history, reference);
    make_slots();
    while (!world->is_finished && !world->failure[0] && world->now_us < END_US)
        step();
    if (!world->is_finished)
        sim_fail("the run does not end in %d s of virtual time", END_US / 1000000);
    sim_check_store(world->is_finished);
    sim_counts counts = world->counts; /* what follows is no part of it */
    for (int i = 0; i < SIM_SLOTS; i++)
        if (world->slots[i].process)
            sim_process_kill(&world->slots[i]);
    world->counts = counts;
    remove_tree(world->dir);
    return !world->failure[0];
}

/* ---- the program ---- */

typedef struct {
    uint64_t seed;
    bool stubs, verbose;
} sim_options;

static void add(sim_counts *sum, const sim_counts *one)
{
    const uint64_t *from = (const uint64_t *)one;
    uint64_t *to = (uint64_t *)sum;
    for (size_t i = 0; i < sizeof *sum / sizeof *to; i++)
        to[i] += from[i];
}

static void print_counts(const sim_counts *c)
{
    printf(
        "%llu messages: %llu dropped, %llu doubled, %llu corrupted, %llu out of order\n"
        "%llu crashes (%llu with the power), %llu stops, %llu partitions, %llu full disks\n"
        "%llu chunks of results, %llu acknowledged; %llu iterations made again;"
        " in %llu seeds a task\nwas set aside, having been with three executors that were killed\n",
        (unsigned long long)c->sent, (unsigned long long)c->dropped,
        (unsigned long long)c->duplicated, (unsigned long long)c->corrupted,
        (unsigned long long)c->reordered, (unsigned long long)c->crashes,
        (unsigned long long)c->power_cuts, (unsigned long long)c->stops,
        (unsigned long long)c->partitions, (unsigned long long)c->full_disks,
        (unsigned long long)c->results, (unsigned long long)c->results_counted,
        (unsigned long long)c->redone, (unsigned long long)c->set_aside);
}

static int run_all(const sim_options *o, uint64_t seeds)
{
    const sim_faults calm = {.delay_us = 500};
    sim_history *reference = sim_history_new();
    sim_counts sum = {0};
    uint64_t failed = 0;
    sim_world world = {.stubs = o->stubs, .verbose = o->verbose};
    if (!run_world(&world, 0, &calm, reference, NULL)) {
        fprintf(stderr, "els-sim: the undisturbed run fails: %s\n", world.failure);
        return ELS_EXIT_FAILED;
    }
    for (uint64_t i = 0; i < seeds; i++) {
        uint64_t seed = o->seed + i;
        sim_history *history = sim_history_new();
        world = (sim_world){.stubs = o->stubs, .verbose = o->verbose};
        if (!run_world(&world, seed, NULL, history, reference)) {
            fprintf(stderr, "seed %llu: %s\n  again: els-sim 1 --seed %llu%s --verbose\n",
                    (unsigned long long)seed, world.failure, (unsigned long long)seed,
                    o->stubs ? " --stubs" : "");
            failed++;
        }
        add(&sum, &world.counts);
        sim_history_free(&history);
    }
    sim_history_free(&reference);
    print_counts(&sum);
    printf("%llu seeds, %llu failed\n", (unsigned long long)seeds, (unsigned long long)failed);
    return failed ? ELS_EXIT_FAILED : ELS_EXIT_OK;
}

int main(int argc, char **argv)
{
    static const els_option options[] = {
        ELS_OPTION(ELS_OPTION_U64, "seed", 0, "N", sim_options, seed, "1", "the first seed"),
        ELS_OPTION(ELS_OPTION_FLAG, "stubs", 0, NULL, sim_options, stubs, NULL,
                   "stand-ins for stages and executors: faster"),
        ELS_OPTION(ELS_OPTION_FLAG, "verbose", 0, NULL, sim_options, verbose, NULL,
                   "what the processes log"),
    };
    sim_options o = {0};
    els_option_group group = {options, 3, &o};
    els_option_list words = {0};
    els_arena arena = {0};
    els_buf why = {0};
    uint64_t seeds = 0;
    int code = ELS_EXIT_USAGE;
    if (els_options_parse(&group, 1, argc, argv, &arena, &words, &why) == ELS_OK && words.n == 1 &&
        els_str_to_u64(words.items[0], &seeds) && seeds) {
        fault_disk_open();
        code = run_all(&o, seeds);
        fault_disk_close();
    } else {
        fprintf(stderr, "els-sim: %s\nusage: els-sim SEEDS [--seed N] [--stubs] [--verbose]\n",
                why.len ? why.ptr : "say how many seeds");
    }
    els_arena_fini(&arena);
    els_buf_fini(&why);
    return code;
}
