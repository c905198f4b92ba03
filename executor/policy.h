/* policy.h — what the governor refuses. Pure; the policy in words is docs/policy.md. */
#ifndef ELS_POLICY_H
#define ELS_POLICY_H

#include "reading.h"

/* Name of the rule by which the task is refused, NULL when it is allowed. Looks at what the
 * question asks for, sentence by sentence; never at the context, which is material, and not at
 * tasks that only choose among given answers. */
const char *els_policy_refusal(const els_reading *reading);

#endif
