/* family_rewrite.c — texts made from a piece of the question (tool_rewrite): what is quoted in it,
 * a name, unbroken writing, a word, a row of words, what stands behind a colon, or all of it. Which
 * piece is meant is learned from its sort and its neighbours, what is made of it from the wording.
 */
#include "family_numeric.h"
#include "lexicon.h"
#include "passage.h"
#include "reader.h"
#include "tool_rewrite.h"

#include "els_date.h"

#include <math.h>
#include <stdlib.h>

enum {
    CHUNKS_MAX = 48,   /* of the question, between spaces */
    SOURCES_MAX = 48,  /* pieces that are looked at */
    TAKEN_MAX = 4,     /* of these, likeliest first, programs are made of */
    OFFERED_MAX = 200, /* programs */
    RUN_MAX = 6,       /* words of a piece */
    LONG = 16,         /* words of a question that is more than a short order */
    FRAME_MAX = 10,    /* words around a piece */
    OWN = 8 + FRAME_MAX,
    DATES = 15
};

/* Nats. */
#define QUOTED 2.0
#define UNBROKEN 1.5
#define NAMED 1.0
#define BESIDE_COLON 1.0
#define BARE 1.5 /* all of it, where nothing is asked in words */
#define ALL -1.0
#define OPENING 2.0 /* less where the capital may be that of the sentence */
#define SINGLE -1.0
#define CALLER 2.0 /* less for a word that calls for a program */
#define RUN -1.5
#define CALLED 2.0  /* the question has a word for what is done */
#define COUNTED 1.5 /* it asks how many, and that is counted; less where it does not */

typedef struct {
    const char *sort;
    els_str text;
    uint64_t left, right; /* words beside it */
    uint32_t first, end;  /* chunks of the question */
    uint32_t ordinal;     /* of its sort */
    double prior, score;
} source;

typedef struct {
    uint32_t source;
    els_rewriting made;
    double prior, score;
    uint64_t lot;
} program;

typedef struct {
    els_arena *arena;
    els_str question;
    els_str chunks[CHUNKS_MAX]; /* without the signs around them */
    uint64_t keys[CHUNKS_MAX];  /* stems of their words */
    bool matters[CHUNKS_MAX];
    uint32_t n_chunks;
    bool asks_count, leaves_out;
    source sources[SOURCES_MAX];
    uint32_t n_sources;
} finder;

extern const els_family els_family_rewrite;

/* ---- pieces ---- */

static void add(finder *f, const char *sort, els_str text, uint32_t first, uint32_t end,
                double prior)
{
    uint32_t ordinal = 0;
    if (f->n_sources == SOURCES_MAX || text.len == 0 || text.len > ELS_REWRITE_SOURCE_BYTES)
        return;
    for (uint32_t i = 0; i < f->n_sources; i++)
        ordinal += f->sources[i].sort == sort;
    f->sources[f->n_sources++] = (source){.sort = sort,
                                          .text = text,
                                          .left = first ? f->keys[first - 1] : 1,
                                          .right = end < f->n_chunks ? f->keys[end] : 1,
                                          .first = first,
                                          .end = end,
                                          .ordinal = ordinal,
                                          .prior = prior};
}

static bool is_around(char c)
{
    return strchr("\"'()[]{}<>,;:?!", c) != NULL;
}

static els_str bare(els_str chunk)
{
    while (chunk.len && is_around(chunk.ptr[0]) && chunk.ptr[0] != '(')
        chunk = els_str_sub(chunk, 1, chunk.len);
    while (chunk.len && (is_around(chunk.ptr[chunk.len - 1]) || chunk.ptr[chunk.len - 1] == '.'))
        chunk = els_str_sub(chunk, 0, chunk.len - 1);
    return chunk;
}

static bool is_matter(els_str chunk)
{
    char lower[32];
    const els_str word = els_str_lower(chunk, lower, sizeof lower);
    return !els_passage_is_plain(word) && !els_reader_is_function(word);
}

/* Bytes of the question, which may begin and end within chunks. */
static void read_chunks(finder *f)
{
    const els_str q = f->question;
    char lower[32];
    for (size_t i = 0; i < q.len && f->n_chunks < CHUNKS_MAX;) {
        size_t end = i;
        while (end < q.len && q.ptr[end] != ' ' && q.ptr[end] != '\n' && q.ptr[end] != '\t')
            end++;
        const els_str chunk = bare(els_str_sub(q, i, end));
        if (chunk.len) {
            f->keys[f->n_chunks] = els_reader_stem(els_str_lower(chunk, lower, sizeof lower));
            f->matters[f->n_chunks] = is_matter(chunk);
            f->chunks[f->n_chunks++] = chunk;
        }
        i = end + 1;
    }
}

/* From the first to the last of some chunks, as written. */
static els_str stretch(const finder *f, uint32_t first, uint32_t end)
{
    const char *from = f->chunks[first].ptr;
    return (els_str){from, (size_t)(f->chunks[end - 1].ptr + f->chunks[end - 1].len - from)};
}

/* Written in one, with a sign or a digit within. */
static bool is_unbroken(els_str chunk)
{
    for (size_t i = 0; i < chunk.len; i++)
        if (!(els_is_letter(chunk.ptr[i]) || els_is_beyond_ascii(chunk.ptr[i]) ||
              chunk.ptr[i] == '\''))
            return true;
    return false;
}

static bool is_capital(els_str chunk)
{
    return els_is_upper(chunk.ptr[0]) || (unsigned char)chunk.ptr[0] == 0xC3;
}

static void add_between(finder *f, const char *sort, size_t from, size_t to, double prior)
{
    const els_str text = els_str_trim(els_str_sub(f->question, from, to));
    uint32_t first = 0;
    while (first < f->n_chunks && f->chunks[first].ptr < text.ptr)
        first++;
    uint32_t end = first;
    while (end < f->n_chunks && f->chunks[end].ptr < text.ptr + text.len)
        end++;
    add(f, sort, text, first, end, prior);
}

static void find_quoted(finder *f)
{
    for (size_t i = 0; i < f->question.len; i++) {
        size_t end = i + 1;
        if (f->question.ptr[i] != '"')
            continue;
        while (end < f->question.len && f->question.ptr[end] != '"')
            end++;
        if (end < f->question.len)
            add_between(f, "quoted", i + 1, end, QUOTED);
        i = end;
    }
}

static void find_colon(finder *f)
{
    for (size_t i = 0; i + 1 < f->question.len; i++)
        if (f->question.ptr[i] == ':' && f->question.ptr[i + 1] == ' ') {
            add_between(f, "before", 0, i, BESIDE_COLON);
            add_between(f, "behind", i + 1, f->question.len, BESIDE_COLON);
            return;
        }
}

static void find_runs(finder *f)
{
    for (uint32_t i = 0; i < f->n_chunks;) {
        const bool capital = is_capital(f->chunks[i]);
        uint32_t end = i;
        while (end < f->n_chunks && end - i < RUN_MAX && !is_unbroken(f->chunks[end]) &&
               f->matters[end] && (is_capital(f->chunks[end]) == capital))
            end++;
        for (uint32_t from = i; from < end && from < i + 2; from++)
            if (end - from > 1)
                add(f, capital ? "name" : "run", stretch(f, from, end), from, end,
                    !capital                      ? RUN
                    : from == 0 && end - from > 2 ? NAMED - OPENING
                                                  : NAMED);
        i = end > i ? end : i + 1;
    }
}

/* Nothing is asked and nothing told to do: the question is the text itself. */
static bool is_alone(const finder *f)
{
    uint32_t plain = 0;
    for (uint32_t i = 0; i < f->n_chunks; i++)
        plain += !f->matters[i];
    return plain < 2 && f->question.ptr[f->question.len - 1] != '?';
}

/* Words that call for a program by its name, in general English: how they begin, and how the
 * program's shape does. */
static const struct {
    const char *word, *shape;
    const char *without; /* where what the word names is left out */
} calls[] = {
    {"initial", "initials(", NULL},
    {"upper", "case(upper)", NULL},
    {"capitals", "case(upper)", NULL},
    {"lower", "case(lower)", NULL},
    {"title", "case(title)", NULL},
    {"camel", "joined(,camel)", NULL},
    {"snake", "joined(_,lower)", NULL},
    {"underscore", "joined(_,", NULL},
    {"slug", "joined(-,lower)", NULL},
    {"hyphen", "joined(-,", NULL},
    {"kebab", "joined(-,lower)", NULL},
    {"revers", "reversed", NULL},
    {"backward", "reversed", NULL},
    {"vowel", "count(vowel)", "no_vowels"},
    {"consonant", "count(consonant)", NULL},
    {"letter", "count(letter)", NULL},
    {"character", "count(character)", NULL},
    {"word", "count(word)", NULL},
    {"digit", "digits", "letters"},
    {"extension", "(.,-1)", "(/,-1)>before(.)"},
    {"suffix", "(.,-1)", "(/,-1)>before(.)"},
    {"director", "before(/)", "(/,-1)"},
    {"folder", "before(/)", "(/,-1)"},
    {"domain", "(@,-1)", "before(@)"},
    {"surname", "( ,-1)", "( ,1)"},
    {"minute", "minutes", NULL},
    {"year", "date(y)", NULL},
    {"month", "date(month)", NULL},
};
enum { CALLS = sizeof calls / sizeof *calls };
_Static_assert(CALLS <= 32, "a bit for each");

static bool is_caller(els_str chunk)
{
    char bytes[32];
    const els_str lower = els_str_lower(chunk, bytes, sizeof bytes);
    for (uint32_t c = 0; c < CALLS; c++)
        if (els_str_starts(lower, els_str_of(calls[c].word)))
            return true;
    return false;
}

static void find_sources(finder *f)
{
    read_chunks(f);
    if (f->n_chunks == 0)
        return;
    if (f->n_chunks <= RUN_MAX)
        add(f, "all", f->question, 0, f->n_chunks, is_alone(f) ? BARE : ALL);
    find_quoted(f);
    find_colon(f);
    for (uint32_t i = 0; i < f->n_chunks; i++)
        if (is_unbroken(f->chunks[i]))
            add(f, "unbroken", f->chunks[i], i, i + 1, UNBROKEN);
    find_runs(f);
    for (uint32_t i = 0; i < f->n_chunks; i++)
        if (!is_unbroken(f->chunks[i]) && f->matters[i])
            add(f, "word", f->chunks[i], i, i + 1, SINGLE - (is_caller(f->chunks[i]) ? CALLER : 0));
}

/* ---- features ---- */

/* What is done with the piece hangs on the words around it, not on its own. */
static uint32_t own_features(const finder *f, const source *s, els_str shape, uint32_t own[OWN])
{
    const uint64_t sort = els_hash_str(els_str_of(s->sort));
    uint32_t n = 0;
    own[n++] = els_feature("rewrite.sort", sort, 0, 0);
    own[n++] = els_feature("rewrite.ordinal", sort, s->ordinal < 6 ? s->ordinal : 6, 0);
    own[n++] = els_feature("rewrite.left", sort, s->left, 0);
    own[n++] = els_feature("rewrite.right", sort, s->right, 0);
    own[n++] = els_feature("rewrite.word", s->end == s->first + 1 ? f->keys[s->first] : 0, 0, 0);
    if (shape.len) {
        own[n++] = els_feature("rewrite.shape", sort, els_hash_str(shape), 0);
        own[n++] = els_feature("rewrite.shape_left", s->left, els_hash_str(shape), 0);
        own[n++] = els_feature("rewrite.shape_right", s->right, els_hash_str(shape), 0);
        for (uint32_t i = 0; i < f->n_chunks && n < OWN; i++)
            if ((i < s->first || i >= s->end) && f->matters[i])
                own[n++] = els_feature("rewrite.around", f->keys[i], els_hash_str(shape), 0);
    }
    return n;
}

/* Those among the words around a piece, a bit each. */
static uint32_t calls_around(const finder *f, const source *s)
{
    uint32_t heard = 0;
    for (uint32_t i = 0; i < f->n_chunks; i++) {
        char bytes[32];
        const els_str lower = els_str_lower(f->chunks[i], bytes, sizeof bytes);
        for (uint32_t c = 0; c < CALLS && (i < s->first || i >= s->end); c++)
            heard |= els_str_starts(lower, els_str_of(calls[c].word)) ? UINT32_C(1) << c : 0;
    }
    return heard;
}

/* The shape, or one of those that begin so: "joined(_,", "initials(". */
static bool is_shape(els_str shape, const char *wanted)
{
    const char end = wanted[strlen(wanted) - 1];
    return end == '(' || end == ',' ? els_str_starts(shape, els_str_of(wanted))
                                    : els_str_is(shape, wanted);
}

/* Nats that these words, and whether it is asked how many, say for a program. */
static double called(const finder *f, uint32_t heard, els_str shape)
{
    const bool counts = els_str_starts(shape, ELS_STR("count("));
    double nats = counts == f->asks_count ? (counts ? COUNTED : 0) : -COUNTED;
    for (uint32_t c = 0; c < CALLS && heard >> c; c++)
        if (heard >> c & 1 &&
            is_shape(shape, f->leaves_out && calls[c].without ? calls[c].without : calls[c].shape))
            return nats + CALLED;
    return nats;
}

static int source_order(const void *a, const void *b)
{
    const source *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return (x->text.ptr > y->text.ptr) - (x->text.ptr < y->text.ptr);
}

static int program_order(const void *a, const void *b)
{
    const program *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return (x->lot > y->lot) - (x->lot < y->lot);
}

/* ---- the family ---- */

typedef struct {
    finder found;
    program *programs; /* in the order they were made */
    uint32_t n;
} work;

static void make_dates(work *k, const els_reading *reading, bool counts_only)
{
    int64_t y;
    unsigned m, d;
    if (reading->n_dates == 0)
        return;
    els_date_from_days(reading->dates[0].days, &y, &m, &d);
    els_arena *a = k->found.arena;
    const int year = (int)y;
    const struct {
        const char *shape;
        els_str answer;
        bool is_number;
    } forms[] = {
        {"date(y)", els_arena_printf(a, "%d", year), true},
        {"date(m)", els_arena_printf(a, "%u", m), true},
        {"date(d)", els_arena_printf(a, "%u", d), true},
        {"date(month)", els_str_of(els_month_names[m - 1]), false},
        {"date(d.m.y)", els_arena_printf(a, "%02u.%02u.%d", d, m, year), false},
        {"date(d/m/y)", els_arena_printf(a, "%02u/%02u/%d", d, m, year), false},
        {"date(m/d/y)", els_arena_printf(a, "%02u/%02u/%d", m, d, year), false},
        {"date(y/m/d)", els_arena_printf(a, "%d/%02u/%02u", year, m, d), false},
        {"date(ymd)", els_arena_printf(a, "%d%02u%02u", year, m, d), false},
        {"date(y-m)", els_arena_printf(a, "%d-%02u", year, m), false},
        {"date(d month y)", els_arena_printf(a, "%u %s %d", d, els_month_names[m - 1], year),
         false},
        {"date(month d, y)", els_arena_printf(a, "%s %u, %d", els_month_names[m - 1], d, year),
         false},
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (forms[i].is_number || !counts_only)
            k->programs[k->n++] = (program){
                .source = 0, .made = {els_str_of(forms[i].shape), forms[i].answer, 0, true}};
}

/* Three numbers in one, "3/4/2021", "210403": a date whose order the writing does not tell. */
static uint32_t three_numbers(els_str text, unsigned number[3], size_t digits[3])
{
    uint32_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (!els_is_digit(text.ptr[i])) {
            if (i == 0 || !els_is_digit(text.ptr[i - 1]) || !strchr("/.-", text.ptr[i]) || n == 3)
                return 0;
            continue;
        }
        if (i == 0 || !els_is_digit(text.ptr[i - 1])) {
            if (n == 3)
                return 0;
            number[n] = 0;
            digits[n++] = 0;
        }
        if (++digits[n - 1] > 4)
            return 0;
        number[n - 1] = number[n - 1] * 10 + (unsigned)(text.ptr[i] - '0');
    }
    return n;
}

static void make_orders(work *k)
{
    static const struct {
        const char *shape;
        uint32_t y, m, d;
    } orders[] = {{"iso(dmy)", 2, 1, 0}, {"iso(mdy)", 2, 0, 1}, {"iso(ymd)", 0, 1, 2}};
    unsigned number[3];
    size_t digits[3];
    for (uint32_t i = 0; i < k->found.n_chunks; i++) {
        els_str text = k->found.chunks[i];
        if (text.len == 8 && !memchr(text.ptr, '/', 8) && !memchr(text.ptr, '.', 8))
            text = els_arena_printf(k->found.arena, "%.4s-%.2s-%.2s", text.ptr, text.ptr + 4,
                                    text.ptr + 6);
        if (three_numbers(text, number, digits) != 3)
            continue;
        for (size_t o = 0; o < sizeof orders / sizeof *orders; o++) {
            const unsigned written = number[orders[o].y];
            const size_t long_year = digits[orders[o].y];
            const unsigned y = long_year == 4 ? written
                               : written < 50 ? 2000 + written
                                              : 1900 + written;
            const unsigned m = number[orders[o].m], d = number[orders[o].d];
            if ((long_year == 4 || long_year == 2) && digits[orders[o].d] < 3 &&
                els_date_is_valid(y, m, d))
                k->programs[k->n++] = (program){
                    .source = 0,
                    .made = {els_str_of(orders[o].shape),
                             els_date_format_iso(k->found.arena, els_date_to_days(y, m, d)), 0,
                             false}};
        }
        return;
    }
}

static bool leaves_out(const els_reading *reading)
{
    static const char *const words[] = {"without", "minus",   "drop", "dropped",  "strip",
                                        "remove",  "removed", "bare", "stripped", NULL};
    for (uint32_t i = 0; i < reading->n_question_tokens; i++)
        if (els_str_is_one_of(reading->tokens[i].lower, words))
            return true;
    return false;
}

static work *make(els_session *session)
{
    void **kept = els_session_kept(session, &els_family_rewrite);
    if (*kept)
        return *kept;
    els_arena *arena = els_session_arena(session);
    const els_reading *reading = els_session_reading(session);
    const bool counts_only = els_field_is(session, "number");
    work *k = ELS_ARENA_NEW(arena, work, 1);
    finder *f = &k->found;
    f->arena = arena;
    f->question = els_str_trim(reading->task->question);
    f->leaves_out = leaves_out(reading);
    f->asks_count = (reading->concepts & ELS_CONCEPT_COUNT) != 0;
    find_sources(f);
    for (uint32_t i = 0; i < f->n_sources; i++) {
        uint32_t own[OWN];
        source *s = &f->sources[i];
        s->score =
            s->prior +
            els_session_score(session, own, own_features(f, s, (els_str){NULL, 0}, own), NULL, 0);
    }
    if (f->n_sources > 1)
        qsort(f->sources, f->n_sources, sizeof *f->sources, source_order);
    const bool dates_only = els_field_is(session, "date");
    const uint32_t n = dates_only ? 0 : f->n_sources < TAKEN_MAX ? f->n_sources : TAKEN_MAX;
    els_rewriting *made = ELS_ARENA_ROOM(arena, els_rewriting, ELS_REWRITE_MAX);
    k->programs = ELS_ARENA_ROOM(arena, program, (size_t)n * (ELS_REWRITE_MAX + 1) + DATES);
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t heard = calls_around(f, &f->sources[i]);
        const uint32_t m = els_rewrite(arena, f->sources[i].text, counts_only, made);
        for (uint32_t j = 0; j < m; j++)
            k->programs[k->n++] = (program){.source = i,
                                            .made = made[j],
                                            .prior = f->sources[i].prior + made[j].prior +
                                                     called(f, heard, made[j].shape)};
        const els_str last = f->chunks[f->n_chunks - 1];
        const els_str ended =
            counts_only || !els_str_eq(els_str_of(f->sources[i].sort), ELS_STR("unbroken")) ||
                    els_str_eq(last, f->sources[i].text)
                ? (els_str){NULL, 0}
                : els_rewrite_ending(arena, f->sources[i].text, last);
        if (ended.len)
            k->programs[k->n++] =
                (program){.source = i, .made = {ELS_STR("ending"), ended, 0, false}};
    }
    if (n)
        make_dates(k, reading, counts_only);
    if (f->n_sources && !counts_only)
        make_orders(k);
    *kept = k;
    return k;
}

/* Quoted, written in one with letters in it, two capitals in a row, or beside a colon: something
 * that is plainly to be worked on; or a word of the question calls for it. */
static bool has_piece(const els_str question)
{
    finder f = {.question = question};
    find_sources(&f);
    if (f.n_chunks > LONG)
        return false;
    for (uint32_t i = 0; i < f.n_chunks; i++)
        if (is_caller(f.chunks[i]))
            return true;
    if (f.n_chunks && is_alone(&f))
        return true;
    for (uint32_t i = 0; i < f.n_sources; i++) {
        const els_str sort = els_str_of(f.sources[i].sort), text = f.sources[i].text;
        bool letter = false;
        for (size_t k = 0; k < text.len; k++)
            letter |= els_is_letter(text.ptr[k]) || els_is_beyond_ascii(text.ptr[k]);
        if (letter && !els_str_is(sort, "word") && !els_str_is(sort, "run") &&
            !els_str_is(sort, "all"))
            return true;
    }
    return false;
}

static bool calls_for_count(const els_reading *reading)
{
    for (uint32_t i = 0; i < reading->n_question_tokens; i++)
        if (is_caller(reading->tokens[i].text))
            return reading->n_numbers == 0 && reading->n_question_tokens <= LONG;
    return false;
}

/* Of a text beside the question the other families read more, and a long question is a problem to
 * be solved. */
static bool applies(const els_session *session)
{
    const els_reading *reading = els_session_reading(session);
    const els_task *task = reading->task;
    if (task->kb.len || task->n_fields != 1 || task->question.len == 0 || task->context.len ||
        task->question.len > 2 * ELS_REWRITE_SOURCE_BYTES)
        return false;
    if (els_field_is(session, "date"))
        return reading->n_dates == 0 && reading->n_question_tokens <= LONG;
    return els_field_is(session, "text")     ? has_piece(els_str_trim(task->question))
           : els_field_is(session, "number") ? calls_for_count(reading)
                                             : false;
}

static void propose(els_session *session)
{
    const work *k = make(session);
    const finder *f = &k->found;
    program *sorted = ELS_ARENA_ROOM(f->arena, program, k->n + 1);
    els_rng rng = els_session_rng(session, 0x7277);
    uint32_t n = 0, own[OWN];
    for (uint32_t i = 0; i < k->n; i++) {
        const uint64_t lot = els_rng_u64(&rng);
        const source *s = &f->sources[k->programs[i].source];
        const els_str shape = k->programs[i].made.shape;
        if (!els_session_wants(session, shape))
            continue;
        sorted[n] = k->programs[i];
        sorted[n].lot = lot;
        const uint64_t key = els_hash_pair(501, els_hash_str(els_str_of(s->sort)));
        sorted[n].score = sorted[n].prior + els_session_shape_score(session, shape) +
                          els_session_score(session, own, own_features(f, s, shape, own), &key, 1);
        n++;
    }
    if (n > 1)
        qsort(sorted, n, sizeof *sorted, program_order);
    const double shared = -log(1.0 + k->n);
    for (uint32_t i = 0; i < n && i < OFFERED_MAX; i++) {
        const source *s = &f->sources[sorted[i].source];
        if (!els_session_spend(session, 1))
            return;
        const uint64_t key = els_hash_pair(501, els_hash_str(els_str_of(s->sort)));
        els_offer offer = {.shape = sorted[i].made.shape,
                           .args = els_arena_printf(f->arena, "%s%u", s->sort, s->ordinal),
                           .answer = sorted[i].made.answer,
                           .prior = sorted[i].prior + shared,
                           .own = own,
                           .n_own = own_features(f, s, sorted[i].made.shape, own),
                           .cross = &key,
                           .n_cross = 1};
        els_session_offer(session, &offer);
    }
}

const els_family els_family_rewrite = {
    .name = "rewrite", .applies = applies, .propose = propose, .salience = 0.5};
