/* messages.h — the structs of every message, generated from messages.def.
 *
 * Plain data: depends on base only, so that pure code (mind, plugins, stages) can use the records
 * without a socket or a codec in sight. Texts and lists are borrowed: from the received frame, from
 * an arena, or from static data; whoever made the struct keeps them alive. */
#ifndef ELS_MESSAGES_H
#define ELS_MESSAGES_H

#include "els_str.h"

#define ELS_STRUCT(name, doc) typedef struct els_##name els_##name; struct els_##name {
#define ELS_STRUCT_END(name) };
#define ELS_MESSAGE(name, id, style, doc) typedef struct els_##name els_##name; struct els_##name {
#define ELS_MESSAGE_END(name) };
#define ELS_U64(s, f, since, unit, doc) uint64_t f;
#define ELS_U32(s, f, since, unit, doc) uint32_t f;
#define ELS_F64(s, f, since, unit, doc) double f;
#define ELS_BOOL(s, f, since, unit, doc) bool f;
#define ELS_TEXT(s, f, max, since, doc) els_str f;
#define ELS_BYTES(s, f, max, since, doc) els_str f;
#define ELS_TEXTS(s, f, max_count, max, since, doc) els_str *f; uint32_t n_##f;
#define ELS_U32S(s, f, max_count, since, doc) uint32_t *f; uint32_t n_##f;
#define ELS_U64S(s, f, max_count, since, doc) uint64_t *f; uint32_t n_##f;
#define ELS_LIST(s, type, f, max_count, since, doc) els_##type *f; uint32_t n_##f;
#include "messages.def"
#include "messages_undef.h"

/* Message type numbers: ELS_MSG_task_chunk and so on. */
typedef enum {
#define ELS_STRUCT(name, doc)
#define ELS_STRUCT_END(name)
#define ELS_MESSAGE(name, id, style, doc) ELS_MSG_##name = (id),
#define ELS_MESSAGE_END(name)
#define ELS_U64(s, f, since, unit, doc)
#define ELS_U32(s, f, since, unit, doc)
#define ELS_F64(s, f, since, unit, doc)
#define ELS_BOOL(s, f, since, unit, doc)
#define ELS_TEXT(s, f, max, since, doc)
#define ELS_BYTES(s, f, max, since, doc)
#define ELS_TEXTS(s, f, max_count, max, since, doc)
#define ELS_U32S(s, f, max_count, since, doc)
#define ELS_U64S(s, f, max_count, since, doc)
#define ELS_LIST(s, type, f, max_count, since, doc)
#include "messages.def"
#include "messages_undef.h"
} els_msg_type;

enum { ELS_SPLIT_TRAIN, ELS_SPLIT_SELECT, ELS_SPLIT_PROBE, ELS_SPLIT_TRANSFER, ELS_SPLIT_COUNT_ };
enum { ELS_ARM_BASELINE, ELS_ARM_LIVE, ELS_ARM_CANDIDATE, ELS_ARM_TRIAL };
enum { ELS_STATUS_ANSWERED, ELS_STATUS_ABSTAINED, ELS_STATUS_INFRASTRUCTURE };
enum { ELS_VERDICT_WRONG, ELS_VERDICT_RIGHT, ELS_VERDICT_ABSTAINED, ELS_VERDICT_INFRASTRUCTURE };
enum { ELS_GRADE_NONE, ELS_GRADE_WRONG, ELS_GRADE_RIGHT }; /* candidate.right */

/* A training segment that forces this agent holds lessons for the label learner: a label task of it
 * comes back with a beam of one candidate of this family and shape, which stands for every choice
 * of the field. Graded, it names the one that is right, or none. */
#define ELS_LABELS_AGENT "labels"
#define ELS_LESSON_FAMILY "labels"
#define ELS_LESSON_SHAPE "any choice"

#endif
