#include "place.h"

static void print_place(const els_place *place, els_buf *out)
{
    if (!place->up) {
        els_buf_printf(out, "%s", place->record->name);
        return;
    }
    print_place(place->up, out);
    els_buf_printf(out, ".%s[%u]", place->field->name, place->index);
}

els_err els_place_refuse(const els_place *place, const els_field_desc *field, els_err err,
                         els_buf *error_text, const char *format, ...)
{
    if (!error_text || !els_buf_try_reserve(error_text, ELS_PLACE_TEXT_MAX))
        return err;
    print_place(place, error_text);
    if (field)
        els_buf_printf(error_text, ".%s", field->name);
    els_buf_printf(error_text, ": ");
    va_list args;
    va_start(args, format);
    els_buf_vprintf(error_text, format, args);
    va_end(args);
    return err;
}
