/* random_message.h — messages with arbitrary valid content, filled in by the tables. */
#ifndef ELS_RANDOM_MESSAGE_H
#define ELS_RANDOM_MESSAGE_H

#include "codec.h"
#include "els_rng.h"

static els_str random_str(els_rng *rng, els_arena *arena, uint32_t max_bytes)
{
    /* Mostly short, at times around the borders between msgpack's size classes. */
    static const uint32_t borders[] = {0, 1, 31, 32, 255, 256, 257};
    uint32_t len =
        els_rng_chance(rng, 0.1) ? borders[els_rng_below(rng, 7)] : els_rng_below(rng, 12);
    if (len > max_bytes)
        len = max_bytes;
    char *bytes = els_arena_alloc(arena, len + 1);
    for (uint32_t i = 0; i < len; i++)
        bytes[i] = (char)els_rng_below(rng, 256);
    return (els_str){bytes, len};
}

static uint64_t random_u64(els_rng *rng)
{
    return els_rng_u64(rng) >> els_rng_below(rng, 64);
}

static void random_record(els_rng *rng, els_arena *arena, const els_record_desc *record, char *to,
                          unsigned depth)
{
    for (uint32_t i = 0; i < record->n_fields; i++) {
        const els_field_desc *field = &record->fields[i];
        void *value = to + field->offset;
        uint32_t count = 0;
        if (field->max_count) {
            count = els_rng_below(rng, depth > 2 ? 2 : 4);
            if (count > field->max_count)
                count = field->max_count;
            *(uint32_t *)(void *)(to + field->count_offset) = count;
        }
        switch (field->kind) {
        case ELS_FIELD_U64:
            *(uint64_t *)value = random_u64(rng);
            break;
        case ELS_FIELD_U32:
            *(uint32_t *)value = (uint32_t)(random_u64(rng) >> 32);
            break;
        case ELS_FIELD_F64:
            *(double *)value = els_rng_chance(rng, 0.2) ? 0 : els_rng_normal(rng) * 1e6;
            break;
        case ELS_FIELD_BOOL:
            *(bool *)value = els_rng_chance(rng, 0.5);
            break;
        case ELS_FIELD_TEXT:
        case ELS_FIELD_BYTES:
            *(els_str *)value = random_str(rng, arena, field->max_bytes);
            break;
        case ELS_FIELD_TEXTS: {
            els_str *texts = ELS_ARENA_NEW(arena, els_str, count);
            for (uint32_t j = 0; j < count; j++)
                texts[j] = random_str(rng, arena, field->max_bytes);
            *(els_str **)value = texts;
            break;
        }
        case ELS_FIELD_U32S: {
            uint32_t *numbers = ELS_ARENA_NEW(arena, uint32_t, count);
            for (uint32_t j = 0; j < count; j++)
                numbers[j] = els_rng_u32(rng);
            *(uint32_t **)value = numbers;
            break;
        }
        case ELS_FIELD_U64S: {
            uint64_t *numbers = ELS_ARENA_NEW(arena, uint64_t, count);
            for (uint32_t j = 0; j < count; j++)
                numbers[j] = els_rng_u64(rng);
            *(uint64_t **)value = numbers;
            break;
        }
        case ELS_FIELD_LIST: {
            char *items = els_arena_alloc(arena, (size_t)count * field->record->size);
            for (uint32_t j = 0; j < count; j++)
                random_record(rng, arena, field->record, items + (size_t)j * field->record->size,
                              depth + 1);
            *(void **)value = items;
            break;
        }
        }
    }
}

static void *random_message(els_rng *rng, els_arena *arena, const els_message_desc *desc)
{
    char *message = els_arena_alloc(arena, desc->record->size);
    random_record(rng, arena, desc->record, message, 0);
    return message;
}

#endif
