#include "waiting.h"
#include "spool.h"

static json_t *text_json(els_str text)
{
    return json_stringn(text.ptr ? text.ptr : "", text.len);
}

static json_t *command_json(const els_command *command)
{
    json_t *args = json_array();
    for (uint32_t i = 0; i < command->n_args; i++)
        json_array_append_new(args, text_json(command->args[i]));
    return json_pack("{s:o, s:o, s:o, s:o, s:I}", "id", text_json(command->id), "verb",
                     text_json(command->verb), "args", args, "who", text_json(command->who), "at",
                     (json_int_t)command->at);
}

json_t *els_waiting_json(const char *store, els_str target)
{
    els_arena arena = {0};
    els_command *commands;
    uint32_t n = els_spool_look(store, &arena, &commands);
    json_t *list = json_array();
    for (uint32_t i = 0; i < n; i++)
        if (els_str_eq(commands[i].target, target))
            json_array_append_new(list, command_json(&commands[i]));
    els_arena_fini(&arena);
    return list;
}

void els_waiting_print(const char *store, els_str target)
{
    els_arena arena = {0};
    els_command *commands;
    uint32_t n = els_spool_look(store, &arena, &commands);
    for (uint32_t i = 0; i < n; i++) {
        const els_command *c = &commands[i];
        if (!els_str_eq(c->target, target))
            continue;
        printf("waits for a run: ");
        els_cli_print_text(c->verb);
        for (uint32_t a = 0; a < c->n_args; a++) {
            if (c->args[a].len == 0)
                continue;
            putchar(' ');
            els_cli_print_text(c->args[a]);
        }
        printf(" (");
        els_cli_print_text(c->who);
        if (c->at)
            printf(", not before iteration %llu", (unsigned long long)c->at);
        printf(")\n");
    }
    els_arena_fini(&arena);
}
