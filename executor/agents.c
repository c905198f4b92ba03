#include "agent.h"

extern const els_agent els_agent_react;
extern const els_agent els_agent_chain_of_thought;
extern const els_agent els_agent_tree_of_thought;
extern const els_agent els_agent_planning;
extern const els_agent els_agent_reflection;
extern const els_agent els_agent_evaluator;
extern const els_agent els_agent_debate;
extern const els_agent els_agent_memory;
extern const els_agent els_agent_curriculum;
extern const els_agent els_agent_voyager;
extern const els_agent els_agent_toolformer;
extern const els_agent els_agent_swarm;
extern const els_agent els_agent_multi_agent;
extern const els_agent els_agent_hierarchical;
extern const els_agent els_agent_generative_agents;
extern const els_agent els_agent_auto_loop;
extern const els_agent els_agent_meta_evolver;
extern const els_agent els_agent_governor;

static const els_agent *const all[] = {
    &els_agent_react,       &els_agent_chain_of_thought, &els_agent_tree_of_thought,
    &els_agent_planning,    &els_agent_reflection,       &els_agent_evaluator,
    &els_agent_debate,      &els_agent_memory,           &els_agent_curriculum,
    &els_agent_voyager,     &els_agent_toolformer,       &els_agent_swarm,
    &els_agent_multi_agent, &els_agent_hierarchical,     &els_agent_generative_agents,
    &els_agent_auto_loop,   &els_agent_meta_evolver,     &els_agent_governor,
};

const els_agent *const *els_agents(uint32_t *ret_count)
{
    *ret_count = sizeof all / sizeof all[0];
    return all;
}

const els_agent *els_agent_named(els_str name)
{
    for (uint32_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (els_str_eq(els_str_of(all[i]->name), name))
            return all[i];
    return NULL;
}
