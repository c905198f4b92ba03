/* Keys of the plugin benchmark, worked out again by other means than its own: logic, puzzles
 * and stories. */
#include "benchmark_tasks.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(benchmark_logic, .fini = benchmark_fini);

/* ---- orderings, by trying all permutations ---- */

enum { MAX_PEOPLE = 6 };
static char people[MAX_PEOPLE][16];
static int n_people;

static int person(const char *name, size_t len)
{
    for (int i = 0; i < n_people; i++)
        if (strlen(people[i]) == len && memcmp(people[i], name, len) == 0)
            return i;
    cr_assert_lt(n_people, MAX_PEOPLE);
    memcpy(people[n_people], name, len);
    people[n_people][len] = 0;
    return n_people++;
}

static const struct {
    const char *above, *below, *top, *bottom;
} relations[] = {
    {" is taller than ", " is shorter than ", "tallest", "shortest"},
    {" is older than ", " is younger than ", "oldest", "youngest"},
    {" is heavier than ", " is lighter than ", "heaviest", "lightest"},
    {" is faster than ", " is slower than ", "fastest", "slowest"},
    {" is richer than ", " is poorer than ", "richest", "poorest"},
    {" is stronger than ", " is weaker than ", "strongest", "weakest"},
    {" finished before ", " finished after ", "first", "last"},
    {" arrived before ", " arrived after ", "first", "last"},
    {" sits to the left of ", " sits to the right of ", "left?", "right?"},
    {" stands to the left of ", " stands to the right of ", "left?", "right?"},
};

/* Pairs (above, below) stated in the text by the i-th relation. */
static int read_pairs(const char *text, size_t relation, int pairs[][2])
{
    int count = 0;
    for (int way = 0; way < 2; way++) {
        const char *phrase = way ? relations[relation].below : relations[relation].above;
        for (const char *p = text; (p = strstr(p, phrase)); p += strlen(phrase)) {
            const char *start = p, *end = p + strlen(phrase);
            while (start > text && isalpha((unsigned char)start[-1]))
                start--;
            size_t len = strspn(end, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
            if (end[len] != '.')
                continue;
            pairs[count][way] = person(start, (size_t)(p - start));
            pairs[count++][!way] = person(end, len);
        }
    }
    return count;
}

/* Calls visit(rank) for every assignment of ranks to people that fits the pairs; 0 is the top. */
static int fitting_orders(int pairs[][2], int n_pairs, void (*visit)(const int *rank, void *to),
                          void *to)
{
    int rank[MAX_PEOPLE], found = 0, total = 1;
    for (int i = 0; i < n_people; i++)
        total *= n_people;
    for (int code = 0; code < total; code++) {
        int rest = code, used = 0;
        for (int i = 0; i < n_people; i++, rest /= n_people)
            used |= 1 << (rank[i] = rest % n_people);
        bool fits = used == (1 << n_people) - 1;
        for (int p = 0; p < n_pairs && fits; p++)
            fits = rank[pairs[p][0]] < rank[pairs[p][1]];
        if (fits) {
            visit(rank, to);
            found++;
        }
    }
    return found;
}

static void keep_rank(const int *rank, void *to)
{
    memcpy(to, rank, sizeof(int) * (size_t)n_people);
}

static bool check_order_end(const els_sealed_task *t)
{
    char *text = benchmark_text(t);
    int pairs[16][2], rank[MAX_PEOPLE];
    n_people = 0;
    for (size_t r = 0; r < sizeof relations / sizeof relations[0]; r++) {
        int n = read_pairs(text, r, pairs);
        if (n == 0)
            continue;
        cr_assert_eq(fitting_orders(pairs, n, keep_rank, rank), 1, "%s", text);
        const char *question = strstr(text, "Who ");
        bool top = strstr(question, relations[r].top),
             bottom = strstr(question, relations[r].bottom);
        cr_assert_neq(top, bottom, "%s", question);
        cr_assert_eq(rank[person(t->key[0].ptr, t->key[0].len)], top ? 0 : n_people - 1, "%s",
                     text);
        return true;
    }
    cr_assert_fail("unread: %s", text);
    return false;
}

typedef struct {
    int a, b, above, below;
} tally;

static void tally_pair(const int *rank, void *to)
{
    tally *y = to;
    y->above += rank[y->a] < rank[y->b];
    y->below += rank[y->a] > rank[y->b];
}

static bool check_order_pair(const els_sealed_task *t)
{
    char *text = benchmark_text(t), a[16], b[16];
    int pairs[16][2];
    n_people = 0;
    for (size_t r = 0; r < 6; r++) {
        int n = read_pairs(text, r, pairs);
        if (n == 0)
            continue;
        const char *question = strstr(text, "Is ");
        cr_assert_eq(sscanf(question, "Is %15s %*s than %15[A-Za-z]", a, b), 2);
        tally y = {person(a, strlen(a)), person(b, strlen(b)), 0, 0};
        cr_assert_gt(fitting_orders(pairs, n, tally_pair, &y), 0);
        const char *right = y.above && y.below ? "unknown" : y.above ? "yes" : "no";
        cr_assert_str_eq(t->key[0].ptr, right, "%s", text);
        return true;
    }
    cr_assert_fail("unread: %s", text);
    return false;
}

Test(benchmark_logic, keys_of_orderings_are_right)
{
    for (uint32_t level = 1; level <= 5; level += 2) {
        benchmark_check("benchmark.logic.08", level, 8, check_order_end);
        benchmark_check("benchmark.logic.03", level, 8, check_order_end);
        benchmark_check("benchmark.logic.07", level, 8, check_order_end);
    }
    benchmark_check("benchmark.logic.02", 3, 12, check_order_pair);
    benchmark_check("benchmark.logic.02", 5, 6, check_order_pair);
}

/* ---- conditionals, by trying all assignments ---- */

static char atoms[8][64];
static int n_atoms;

/* Reads "Anna is not tired" as an atom and a sign. */
static int atom(const char *text, size_t len, bool *ret_true)
{
    char copy[64];
    cr_assert_lt(len, sizeof copy);
    memcpy(copy, text, len);
    copy[len] = 0;
    char *no = strstr(copy, " not ");
    *ret_true = !no;
    if (no)
        memmove(no, no + 4, strlen(no + 4) + 1);
    copy[0] = (char)tolower((unsigned char)copy[0]);
    for (int i = 0; i < n_atoms; i++)
        if (strcmp(atoms[i], copy) == 0)
            return i;
    cr_assert_lt(n_atoms, 8);
    strcpy(atoms[n_atoms], copy);
    return n_atoms++;
}

static bool check_conditionals(const els_sealed_task *t)
{
    char *text = benchmark_text(t);
    struct {
        int a, b;
        bool sa, sb;
    } rules[12];
    int n_rules = 0, asked = -1, yes = 0, no = 0;
    n_atoms = 0;
    for (char *p = text; *p;) {
        size_t len = strcspn(p, ".?\n");
        if (len && p[len] == '?') {
            char subject[32], predicate[32];
            char words[96];
            memcpy(words, p, len);
            words[len] = 0;
            char *last = strrchr(words, ' ');
            snprintf(predicate, sizeof predicate, "%.31s", last + 1);
            *last = 0;
            snprintf(subject, sizeof subject, "%.31s", words + strlen("Is "));
            bool sign;
            els_str s = els_arena_printf(&benchmark_arena, "%s is %s", subject, predicate);
            asked = atom(s.ptr, s.len, &sign);
            break;
        }
        if (len > 3 && strncmp(p, "If ", 3) == 0) {
            char *comma = memchr(p, ',', len);
            char *then = comma + 2;
            if (strncmp(then, "then ", 5) == 0)
                then += 5;
            rules[n_rules].a = atom(p + 3, (size_t)(comma - p) - 3, &rules[n_rules].sa);
            rules[n_rules].b = atom(then, (size_t)(p + len - then), &rules[n_rules].sb);
            n_rules++;
        } else if (len > 0) {
            rules[n_rules].a = rules[n_rules].b = atom(p, len, &rules[n_rules].sb);
            rules[n_rules].sa = !rules[n_rules].sb;
            n_rules++;
        }
        p += len + (p[len] != 0);
        p += strspn(p, " ");
    }
    cr_assert_neq(asked, -1, "%s", text);
    for (int world = 0; world < 1 << n_atoms; world++) {
        bool fits = true;
        for (int r = 0; r < n_rules; r++)
            fits = fits && ((world >> rules[r].a & 1) != rules[r].sa ||
                            (world >> rules[r].b & 1) == rules[r].sb);
        yes += fits && (world >> asked & 1);
        no += fits && !(world >> asked & 1);
    }
    cr_assert_gt(yes + no, 0, "%s", text);
    cr_assert_str_eq(t->key[0].ptr, yes && no ? "unknown" : yes ? "yes" : "no", "%s", text);
    return true;
}

Test(benchmark_logic, keys_of_conditionals_are_right)
{
    for (uint32_t level = 1; level <= 5; level += 2) {
        benchmark_check("benchmark.logic.17", level, 10, check_conditionals);
        benchmark_check("benchmark.logic.20", level, 10, check_conditionals);
    }
}

/* ---- kinds, by following implications from the stated fact ---- */

/* Index of a noun, plural or not. */
static int noun(const char *word)
{
    char one[32];
    size_t len = strlen(word);
    if (strcmp(word, "daxes") == 0)
        len = 3;
    else if (len > 1 && word[len - 1] == 's')
        len--;
    snprintf(one, sizeof one, "%.*s", (int)len, word);
    bool sign;
    return atom(one, strlen(one), &sign);
}

static bool check_member(const els_sealed_task *t)
{
    char *text = benchmark_text(t), a[24], b[24];
    int from[12], to[12], n = 0, asked = -1;
    bool to_sign[12];
    int known[8] = {0}; /* 1 holds, -1 does not */
    n_atoms = 0;
    for (char *p = text; *p; p += strcspn(p, ".?\n"), p += strspn(p, ".? \n")) {
        if (sscanf(p, "All %23s are %23[a-z]", a, b) == 2 ||
            sscanf(p, "Every %23s is a %23[a-z]", a, b) == 2 ||
            sscanf(p, "Each %23s is a %23[a-z]", a, b) == 2)
            to_sign[n] = true;
        else if (sscanf(p, "No %23s are %23[a-z]", a, b) == 2 ||
                 sscanf(p, "No %23s is a %23[a-z]", a, b) == 2)
            to_sign[n] = false;
        else if (sscanf(p, "Is %*s a %23[a-z]", a) == 1) {
            asked = noun(a);
            break;
        } else {
            bool holds = sscanf(p, "%*s is a %23[a-z]", a) == 1;
            cr_assert(holds || sscanf(p, "%*s is not a %23[a-z]", a) == 1, "%s", p);
            known[noun(a)] = holds ? 1 : -1;
            continue;
        }
        from[n] = noun(a);
        to[n++] = noun(b);
    }
    for (int round = 0; round < 8; round++)
        for (int i = 0; i < n; i++) {
            int value = to_sign[i] ? 1 : -1;
            if (known[from[i]] == 1)
                known[to[i]] = value;
            if (known[to[i]] == -value)
                known[from[i]] = -1;
        }
    cr_assert_neq(asked, -1);
    cr_assert_str_eq(t->key[0].ptr,
                     known[asked] > 0   ? "yes"
                     : known[asked] < 0 ? "no"
                                        : "unknown",
                     "%s", text);
    return true;
}

/* ---- truth tellers, by trying who lies ---- */

static bool check_liars(const els_sealed_task *t)
{
    char *text = benchmark_text(t), speaker[24], a[24], b[24], word[24];
    bool one_liar = strstr(text, "Exactly one") != NULL;
    int said[MAX_PEOPLE][4], n = 0, answers = 0, answer = -1;
    n_people = 0;
    for (char *p = text; (p = strstr(p, " says that ")); p++) {
        char *start = p;
        while (start > text && isalpha((unsigned char)start[-1]))
            start--;
        if (sscanf(start, "%23s says that %23s and %23s are of %*s %23[a-z]", speaker, a, b,
                   word) == 4) {
            said[n][3] = strstr(p, " are of the same") == strstr(p, " are of ") ? 2 : 3;
            said[n][2] = person(b, strlen(b));
        } else {
            cr_assert_eq(sscanf(start, "%23s says that %23s is a %23[a-z]", speaker, a, word), 3);
            said[n][3] = strcmp(word, "knight") == 0 || strcmp(word, "truthteller") == 0;
            said[n][2] = 0;
        }
        said[n][0] = person(speaker, strlen(speaker));
        said[n++][1] = person(a, strlen(a));
    }
    cr_assert_eq(n, n_people, "%s", text);
    for (int liars = 0; liars < 1 << n; liars++) {
        bool fits = !one_liar || __builtin_popcount((unsigned)liars) == 1;
        for (int i = 0; i < n && fits; i++) {
            bool a_lies = liars >> said[i][1] & 1, b_lies = liars >> said[i][2] & 1;
            bool claim = said[i][3] == 0   ? a_lies
                         : said[i][3] == 1 ? !a_lies
                         : said[i][3] == 2 ? a_lies == b_lies
                                           : a_lies != b_lies;
            fits = claim == !(liars >> said[i][0] & 1);
        }
        int value = one_liar ? liars : __builtin_popcount((unsigned)liars);
        if (fits && value != answer) {
            answer = value;
            answers++;
        }
    }
    cr_assert_eq(answers, 1, "%s", text);
    if (one_liar)
        cr_assert_eq(1 << person(t->key[0].ptr, t->key[0].len), answer, "%s", text);
    else
        cr_assert_eq(atoi(t->key[0].ptr), answer, "%s", text);
    return true;
}

Test(benchmark_logic, keys_of_kinds_and_of_liars_are_right)
{
    for (uint32_t level = 1; level <= 5; level += 2) {
        benchmark_check("benchmark.logic.15", level, 12, check_member);
        benchmark_check("benchmark.logic.12", level, 8, check_liars);
        benchmark_check("benchmark.logic.21", level, 8, check_liars);
    }
}

/* ---- puzzles and stories ---- */

/* Who has which pet, by crossing out. */
static bool check_owners(const els_sealed_task *t)
{
    static const char *const pets[] = {"cat",    "dog",    "fish",    "horse",
                                       "parrot", "rabbit", "hamster", "snake"};
    char *text = benchmark_text(t);
    int owned[MAX_PEOPLE], n_owned = 0, fitting = 0;
    char right[24] = "";
    n_people = 0;
    for (char *p = text; isupper((unsigned char)*p);) { /* "Anna, Ben and Clara each have" */
        size_t len = strcspn(p, " ,");
        person(p, len);
        p += len;
        p += strspn(p, " ,");
        if (strncmp(p, "and ", 4) == 0)
            p += 4;
    }
    char *facts = strstr(text, ". ") + 2;
    for (int i = 0; i < 8; i++)
        if (strstr(facts, pets[i]))
            owned[n_owned++] = i;
    cr_assert_eq(n_owned, n_people, "%s", text);
    char *question = strrchr(text, '\n') + 1;
    int total = 1;
    for (int i = 0; i < n_people; i++)
        total *= n_people;
    for (int code = 0; code < total; code++) {
        int has[MAX_PEOPLE], used = 0, rest = code;
        for (int i = 0; i < n_people; i++, rest /= n_people)
            used |= 1 << (has[i] = rest % n_people);
        bool fits = used == (1 << n_people) - 1;
        char a[16], b[16], pet[16];
        for (char *p = facts; fits && p && p < question;
             p = strstr(p, ". ") ? strstr(p, ". ") + 2 : NULL) {
            int owner = -1, owner_b = -1;
            bool positive = true;
            if (sscanf(p, "Either %15s or %15s has the %15[a-z]", a, b, pet) == 3)
                owner_b = person(b, strlen(b));
            else if (sscanf(p, "%15s does not have the %15[a-z]", a, pet) == 2)
                positive = false;
            else if (sscanf(p, "%15s has the %15[a-z]", a, pet) != 2)
                continue;
            owner = person(a, strlen(a));
            bool holds = strcmp(pets[owned[has[owner]]], pet) == 0 ||
                         (owner_b >= 0 && strcmp(pets[owned[has[owner_b]]], pet) == 0);
            fits = holds == positive;
        }
        if (!fits)
            continue;
        fitting++;
        if (sscanf(question, "Who has the %15[a-z]", pet) == 1) {
            for (int i = 0; i < n_people; i++)
                if (strcmp(pets[owned[has[i]]], pet) == 0)
                    strcpy(right, people[i]);
        } else {
            cr_assert_eq(sscanf(question, "Which pet does %15s have", a), 1);
            strcpy(right, pets[owned[has[person(a, strlen(a))]]]);
        }
    }
    cr_assert_eq(fitting, 1, "%s", text);
    cr_assert_str_eq(right, t->key[0].ptr, "%s", text);
    return true;
}

/* The last one a thing went to has it. */
static bool check_hand_over(const els_sealed_task *t)
{
    char *text = benchmark_text(t), thing[24], phrase[48], holder[24] = "";
    cr_assert_eq(sscanf(strstr(text, "Who has the "), "Who has the %23[a-z]", thing), 1);
    snprintf(phrase, sizeof phrase, " the %s to ", thing);
    char *last = NULL;
    for (char *p = text; (p = strstr(p, phrase)); p++)
        last = p + strlen(phrase);
    if (last) {
        sscanf(last, "%23[A-Za-z]", holder);
    } else {
        snprintf(phrase, sizeof phrase, " has the %s.", thing);
        char *p = strstr(text, phrase), *start = p;
        while (start > text && isalpha((unsigned char)start[-1]))
            start--;
        snprintf(holder, sizeof holder, "%.*s", (int)(p - start), start);
    }
    cr_assert_str_eq(holder, t->key[0].ptr, "%s", text);
    return true;
}

/* A grandparent is the parent of a parent. */
static bool check_grandparent(const els_sealed_task *t)
{
    char *text = benchmark_text(t), a[24], b[24], word[24], child[24] = "";
    char parents[12][2][24];
    int n = 0, found = 0;
    for (char *p = text + 1; p; p = strstr(p, ". ") ? strstr(p, ". ") + 2 : NULL) {
        if (sscanf(p, "Who is the %*s of %23[A-Za-z]", child) == 1)
            break;
        if (sscanf(p, "Who is %23[A-Za-z]'s", child) == 1)
            break;
        if (sscanf(p, "%23s is the %23s of %23[A-Za-z]", a, word, b) != 3)
            continue;
        bool down = !strcmp(word, "mother") || !strcmp(word, "father");
        if (!down && strcmp(word, "son") && strcmp(word, "daughter"))
            continue;
        strcpy(parents[n][0], down ? a : b);
        strcpy(parents[n++][1], down ? b : a);
    }
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            if (!strcmp(parents[i][1], parents[j][0]) && !strcmp(parents[j][1], child)) {
                cr_assert_str_eq(parents[i][0], t->key[0].ptr, "%s", text);
                found++;
            }
    cr_assert_eq(found, 1, "%s", text);
    return true;
}

Test(benchmark_logic, keys_of_puzzles_and_stories_are_right)
{
    for (uint32_t level = 1; level <= 5; level += 2) {
        benchmark_check("benchmark.reasoning.18", level, 8, check_owners);
        benchmark_check("benchmark.reasoning.24", level, 8, check_hand_over);
        benchmark_check("benchmark.reasoning.12", level, 8, check_grandparent);
    }
}
