/* family_story.c — arithmetic stories that the story tool reads as a whole: one skill, since the plot
 * and its formula are decided by the story's verbs and units. */
#include "family_numeric.h"
#include "tool_story.h"

#include <math.h>

static bool applies(const els_session *session)
{
    els_story_answer answers[ELS_STORY_ANSWERS_MAX];
    bool number = els_field_is(session, "number"), any = false;
    if (els_field_is(session, "date") || els_field_is(session, "list"))
        return false;
    uint32_t n = els_story_solve(els_session_reading(session), answers);
    for (uint32_t i = 0; i < n; i++)
        any = any || (answers[i].uses_all && (answers[i].name.len == 0) == number) ||
              (answers[i].name.len > 0 && !number);
    return any;
}

static void propose(els_session *session)
{
    els_story_answer answers[ELS_STORY_ANSWERS_MAX];
    els_arena *arena = els_session_arena(session);
    uint32_t n = els_story_solve(els_session_reading(session), answers), offered = 0;
    bool number = els_field_is(session, "number");
    for (uint32_t i = 0; i < n; i++) {
        const els_story_answer *a = &answers[i];
        if ((a->name.len > 0 && number) || !els_session_wants(session, ELS_STR("story")))
            continue;
        if (!els_session_spend(session, 1))
            return;
        els_str answer = a->name.len > 0 ? els_field_fit(session, a->name)
                                         : els_field_fit(session, els_format_number(arena, a->value));
        if (answer.len == 0)
            continue;
        uint64_t how = els_hash_str(els_str_of(a->how));
        uint32_t own[] = {
            els_feature("story.how", how, a->uses_all, 0),
            els_feature("story.uses", a->uses_all, offered > 0, 0),
            els_feature("story.whole", a->value == floor(a->value), a->value < 0, 0),
        };
        double prior = 3 - 0.8 * offered - (a->uses_all || a->name.len > 0 ? 0 : 2.5) -
                       (a->value == floor(a->value) ? 0 : 0.4);
        els_offer program = {
            .shape = ELS_STR("story"),
            .args = els_str_of(a->how),
            .answer = answer,
            .prior = prior,
            .check = a->uses_all ? 1 : 0,
            .own = own,
            .n_own = sizeof own / sizeof own[0],
        };
        els_session_offer(session, &program);
        offered++;
    }
}

const els_family els_family_story = {
    .name = "story", .applies = applies, .propose = propose, .salience = 2};
