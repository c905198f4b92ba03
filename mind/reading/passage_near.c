/* passage_near.c — see passage_near.h. */
#include "passage_near.h"
#include "kb_index.h"
#include "passage.h"
#include "reader.h"

#include <math.h>

enum { MATCHED_MAX = 512 /* words of the context that are compared in meaning */ };

#define REACH 5.0     /* tokens at which nearness is half */
#define RELATED 0.2   /* below, two meanings have about as much in common as any two */
#define ELSEWHERE 0.3 /* what a match in the next sentence counts */

static void add_asked(els_near_words *p, els_str word, bool is_capital, bool is_implied)
{
    bool genitive;
    if (p->n_asked < ELS_NEAR_WORDS)
        p->asked[p->n_asked++] =
            (els_near_word){.word = word,
                            .hash = els_hash_str(word),
                            .stem = els_reader_stem(word),
                            .meaning = els_thesaurus_of(els_reader_base(word, &genitive)),
                            .is_capital = is_capital,
                            .is_implied = is_implied,
                            .weight = 1};
}

/* The question's words, and what its asking word asks for: "where" for a place. */
static void read_asked(els_near_words *p)
{
    static const char *const implied[][2] = {
        {"where", "place"}, {"where", "location"}, {"when", "date"},
        {"when", "time"},   {"who", "name"},       {"who", "person"},
    };
    const els_reading *reading = p->reading;
    for (uint32_t i = 0; i < reading->n_question_tokens; i++) {
        const els_token *t = &reading->tokens[i];
        if (t->kind != ELS_TOKEN_SYMBOL && !els_passage_is_plain(t->lower))
            add_asked(p, t->lower, t->capital, false);
        for (size_t k = 0; k < sizeof implied / sizeof *implied; k++)
            if (els_str_is(t->lower, implied[k][0]))
                add_asked(p, els_str_of(implied[k][1]), false, true);
    }
}

static float match_of(const els_near_words *p, uint32_t i, const els_near_word *word,
                      bool by_meaning)
{
    const els_token *t = &p->reading->tokens[i];
    bool genitive;
    if (t->hash == word->hash || els_reader_stem(t->lower) == word->stem)
        return 1;
    if (t->kind != ELS_TOKEN_WORD)
        return 0;
    if (els_kb_words_alike(els_reader_base(t->lower, &genitive),
                           els_reader_base(word->word, &genitive)))
        return 0.9F;
    if (!by_meaning || t->capital || word->meaning.n == 0)
        return 0;
    const double related = els_thesaurus_related(els_thesaurus_of(t->lower), word->meaning);
    return related < RELATED ? 0 : (float)fmin(0.8, 0.2 + related);
}

static void match_words(els_near_words *p)
{
    const uint32_t first = p->reading->n_question_tokens, n = p->reading->n_tokens - first;
    const bool by_meaning = n <= MATCHED_MAX;
    p->match = ELS_ARENA_NEW(p->arena, float, (size_t)n *(p->n_asked + 1));
    for (uint32_t i = 0; i < n; i++) {
        const els_token *t = &p->reading->tokens[first + i];
        if (t->kind == ELS_TOKEN_SYMBOL || els_passage_is_plain(t->lower))
            continue;
        for (uint32_t q = 0; q < p->n_asked; q++)
            p->match[i * p->n_asked + q] = match_of(p, first + i, &p->asked[q], by_meaning);
    }
    for (uint32_t q = 0; q < p->n_asked; q++) {
        double sum = 0;
        for (uint32_t i = 0; i < n; i++)
            sum += (double)p->match[i * p->n_asked + q];
        p->asked[q].weight = sum > 0 ? 1 / sqrt(fmax(1, sum)) : 0;
        p->asked[q].weight *= p->asked[q].is_implied ? ELS_NEAR_IMPLIED : 1;
    }
}

void els_near_reach(const els_near_words *p, uint32_t first, uint32_t end,
                    double ret[ELS_NEAR_WORDS])
{
    const els_reading *reading = p->reading;
    const uint32_t base = reading->n_question_tokens, sentence = reading->tokens[first].sentence;
    for (uint32_t q = 0; q < p->n_asked; q++)
        ret[q] = 0;
    const uint32_t from_sentence =
        sentence > 0 && reading->sentences[sentence - 1].in_context ? sentence - 1 : sentence;
    const uint32_t to_sentence = sentence + 1 < reading->n_sentences ? sentence + 1 : sentence;
    for (uint32_t i = reading->sentences[from_sentence].first;
         i < reading->sentences[to_sentence].end; i++) {
        if (i >= first && i < end)
            continue;
        const uint32_t distance = i < first ? first - i : i - end + 1;
        double reach = 1 / (1 + (distance - 1) / REACH);
        reach *= reading->tokens[i].sentence == sentence ? 1 : ELSEWHERE;
        for (uint32_t q = 0; q < p->n_asked; q++)
            ret[q] = fmax(ret[q], reach * (double)p->match[(i - base) * p->n_asked + q]);
    }
}

double els_near(const els_near_words *p, uint32_t first, uint32_t end)
{
    double best[ELS_NEAR_WORDS], sum = 0, all = 0;
    els_near_reach(p, first, end, best);
    for (uint32_t q = 0; q < p->n_asked; q++) {
        sum += p->asked[q].weight * best[q];
        all += p->asked[q].weight;
    }
    return all > 0 ? sum / all : 0;
}

void els_near_read(els_near_words *p, const els_reading *reading, els_arena *arena)
{
    *p = (els_near_words){.reading = reading, .arena = arena};
    read_asked(p);
    match_words(p);
}
