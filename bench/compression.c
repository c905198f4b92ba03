/* compression.c — what further compression of the library could save, measured on a learned one.
 *
 *   els-bench-compression [iterations] [seed] [tasks] [plugin,...]
 *
 * Trains on the train split (200 iterations of 10). First table: bits to write down the programs
 * that solved the tasks learned from, spelled out, by shapes of a library, and by shapes whose own
 * spelling is compressed by reusable fragments. Fragments are replaced pair by pair while the whole
 * gets shorter (Larsson and Moffat 2000, Re-Pair), a cheap stand-in for the abstractions of Stitch
 * (Bowers et al. 2023) on terms as flat as these. Second table: for every family, on tasks of the
 * select split, at which place its hearing comes to a right program: the search that is left for an
 * abstraction to shorten. */
#include "family.h"
#include "lab_common.h"
#include "session.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TOKENS_MAX = 16384, SYMBOLS_MAX = 4096, FAMILIES_MAX = 64, HEARING = 16 };

/* ---- description length ---- */

typedef struct {
    uint32_t token[TOKENS_MAX]; /* all spellings behind each other; END between them */
    uint32_t n;
    char name[SYMBOLS_MAX][32];
    uint32_t n_symbols;
} spelling;

enum { END = 0 };

static uint32_t symbol_of(spelling *s, const char *text, size_t len)
{
    for (uint32_t i = 0; i < s->n_symbols; i++)
        if (strlen(s->name[i]) == len && memcmp(s->name[i], text, len) == 0)
            return i;
    if (s->n_symbols == SYMBOLS_MAX || len >= sizeof s->name[0])
        return END;
    memcpy(s->name[s->n_symbols], text, len);
    return s->n_symbols++;
}

/* Words, numbers and single signs of a shape, led by its family. */
static void spell(spelling *s, const els_skill *skill)
{
    char text[sizeof skill->family + sizeof skill->shape + 2];
    snprintf(text, sizeof text, "%s %s", skill->family, skill->shape);
    for (size_t i = 0; text[i] && s->n + 2 < TOKENS_MAX;) {
        size_t len = 1;
        if (isalnum((unsigned char)text[i]))
            while (isalnum((unsigned char)text[i + len]) || text[i + len] == '.')
                len++;
        if (text[i] != ' ')
            s->token[s->n++] = symbol_of(s, text + i, len);
        i += len;
    }
    s->token[s->n++] = END;
}

/* Bits of the tokens under their own frequencies. */
static double entropy_bits(const spelling *s, const double *weight)
{
    static double count[SYMBOLS_MAX];
    double all = 0, bits = 0;
    memset(count, 0, sizeof count);
    for (uint32_t i = 0; i < s->n; i++) {
        count[s->token[i]] += weight[i];
        all += weight[i];
    }
    for (uint32_t i = 0; i < s->n_symbols; i++)
        bits += count[i] > 0 ? count[i] * log2(all / count[i]) : 0;
    return bits;
}

/* Replaces the most frequent pair by a symbol of its own; returns how often, 0 when none is there
 * three times. */
static uint32_t replace_pair(spelling *s)
{
    uint32_t best = 2, a = 0, b = 0, n = 0;
    for (uint32_t i = 0; i + 1 < s->n; i++) {
        uint32_t count = 0;
        for (uint32_t k = 0; k + 1 < s->n; k++)
            count += s->token[k] == s->token[i] && s->token[k + 1] == s->token[i + 1];
        if (s->token[i] != END && s->token[i + 1] != END && count > best) {
            best = count;
            a = s->token[i];
            b = s->token[i + 1];
        }
    }
    if (best < 3 || s->n_symbols == SYMBOLS_MAX)
        return 0;
    uint32_t fresh = s->n_symbols++;
    for (uint32_t i = 0; i < s->n; n++) {
        bool pair = i + 1 < s->n && s->token[i] == a && s->token[i + 1] == b;
        s->token[n] = pair ? fresh : s->token[i];
        i += pair ? 2 : 1;
    }
    s->n = n;
    return best;
}

static void print_lengths(const els_mind *mind)
{
    static spelling s = {.name = {"end"}, .n_symbols = 1};
    static double weight[TOKENS_MAX], once[TOKENS_MAX];
    double solved = 0, calls = 0;
    for (uint32_t i = 0; i < mind->n_skills; i++) {
        uint32_t from = s.n;
        spell(&s, &mind->skills[i]);
        for (uint32_t k = from; k < s.n; k++)
            weight[k] = mind->skills[i].right;
        solved += mind->skills[i].right;
    }
    for (uint32_t i = 0; i < TOKENS_MAX; i++)
        once[i] = 1;
    for (uint32_t i = 0; i < mind->n_skills; i++)
        if (mind->skills[i].right)
            calls += mind->skills[i].right * log2(solved / mind->skills[i].right);
    double spelled = entropy_bits(&s, weight), library = entropy_bits(&s, once), best = library;
    uint32_t kept = 0;
    double definition = 0;
    for (uint32_t fragments = 1; replace_pair(&s); fragments++) {
        definition += 2 * log2((double)s.n_symbols); /* its two parts */
        double bits = entropy_bits(&s, once) + definition;
        if (bits < best) {
            best = bits;
            kept = fragments;
        }
    }
    printf("| written by | library, bits | programs, bits | together |\n|---|---|---|---|\n");
    printf("| spelled out | 0 | %.0f | %.0f |\n", spelled, spelled);
    printf("| %u shapes | %.0f | %.0f | %.0f |\n", mind->n_skills, library, calls, library + calls);
    printf("| shapes, %u fragments in their spelling | %.0f | %.0f | %.0f |\n", kept, best, calls,
           best + calls);
}

/* ---- search that is left ---- */

typedef struct {
    const els_family *family;
    uint32_t heard, solved, first; /* fields; solved: a right program; first: in first place */
    uint64_t place, units;         /* sums over the solved */
} hearing;

/* Hears the family of the most probable shape, as architectures do first. */
static void hear(const els_mind *mind, const els_sealed_task *sealed, const els_kb_index *kb,
                 hearing list[FAMILIES_MAX], uint32_t *n, els_arena *arena)
{
    els_view view;
    els_view_open(&view, mind, &sealed->task, kb, 1, arena);
    els_session *session = els_session_open(&view, 0, NULL);
    uint32_t n_shapes, at = 0;
    const els_shape_guess *shapes = els_session_shapes(session, &n_shapes);
    const els_family *family =
        n_shapes ? els_family_named(els_str_of(shapes[0].skill->family)) : NULL;
    if (!family)
        return;
    while (at < *n && list[at].family != family)
        at++;
    if (at == FAMILIES_MAX)
        return;
    if (at == *n)
        list[(*n)++] = (hearing){.family = family};
    uint32_t units =
        els_session_run_family(session, family, family->allowance ? family->allowance : HEARING);
    const els_pool *pool = els_session_pool(session);
    uint32_t place = 0;
    while (place < pool->n_items && !els_answer_matches(sealed->task.fields[0].type, sealed->key[0],
                                                        pool->items[place].answer))
        place++;
    list[at].heard++;
    if (place == pool->n_items)
        return;
    list[at].solved++;
    list[at].first += place == 0;
    list[at].place += place + 1;
    list[at].units += units;
}

static bool print_hearings(const els_lab_world *world, const els_mind *mind, uint64_t seed,
                           uint32_t tasks)
{
    static hearing list[FAMILIES_MAX];
    uint32_t n = 0;
    els_arena arena = {0};
    bool fine = true;
    for (uint32_t i = 0; i < tasks && fine; i++) {
        uint32_t turn = i % world->n;
        els_sealed_task sealed;
        els_task_request request = {
            .seed = seed, .task_seed = 777, .index = i / world->n, .split = ELS_SPLIT_SELECT};
        els_arena_reset(&arena);
        fine = !els_plugin_make(world->plugin[turn], &request, &arena, &sealed);
        if (fine && sealed.task.n_fields > 0)
            hear(mind, &sealed, world->kb[turn], list, &n, &arena);
    }
    printf("\n| family | heard | a right program | in first place | mean place | units per hearing "
           "|\n|---|---|---|---|---|---|\n");
    for (uint32_t i = 0; i < n; i++)
        printf("| %s | %u | %u | %u | %.1f | %.1f |\n", list[i].family->name, list[i].heard,
               list[i].solved, list[i].first,
               (double)list[i].place / (list[i].solved ? list[i].solved : 1),
               (double)list[i].units / (list[i].solved ? list[i].solved : 1));
    els_arena_fini(&arena);
    return fine;
}

int main(int argc, char **argv)
{
    uint32_t iterations = argc > 1 ? (uint32_t)atoi(argv[1]) : 200;
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    uint32_t tasks = argc > 3 ? (uint32_t)atoi(argv[3]) : 600;
    els_str names = els_str_of(argc > 4 ? argv[4] : ELS_LAB_PLUGINS);
    els_lab_world world;
    els_mind mind;
    if (els_lab_open(&world, names, seed)) {
        fprintf(stderr, "els-bench-compression: " ELS_STR_FMT ": not all of these are plugins\n",
                ELS_STR_ARG(names));
        return 2;
    }
    els_replay *replay = els_replay_new();
    if (!replay || els_mind_init(&mind, true))
        return 1;
    els_arena arena = {0}, scratch = {0};
    bool fine = true;
    for (uint64_t i = 0; i < (uint64_t)iterations * ELS_LAB_BATCH && fine; i++)
        fine = els_lab_step(&world, &mind, replay, seed, i, (els_str){NULL, 0}, &arena, &scratch);
    if (fine) {
        print_lengths(&mind);
        fine = print_hearings(&world, &mind, seed, tasks);
    }
    els_arena_fini(&arena);
    els_arena_fini(&scratch);
    els_replay_free(&replay);
    els_mind_fini(&mind);
    els_lab_close(&world);
    return fine ? 0 : 1;
}
