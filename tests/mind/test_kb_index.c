#include "kb_world.h"

static els_kb_index *kb;

static void open_index(void)
{
    cr_assert_eq(els_kb_index_new(&world_kb, &kb), ELS_OK);
}

static void close_index(void)
{
    els_kb_index_free(&kb);
}

TestSuite(kb_index, .init = open_index, .fini = close_index);

static const els_kb_value *match(const char *text, uint32_t *length)
{
    els_kb_piece pieces[8];
    uint64_t hashes[8];
    uint32_t n = els_kb_pieces(els_str_of(text), pieces, 8);
    for (uint32_t i = 0; i < n; i++) {
        hashes[i] = pieces[i].hash;
    }
    return els_kb_match(kb, hashes, n, length);
}

Test(kb_index, finds_values_case_insensitively)
{
    uint32_t length = 0;
    const els_kb_value *value = match("BLUE harbor is", &length);
    cr_assert_not_null(value);
    cr_assert_eq(length, 2);
    cr_assert_eq(value->table, 0);
    cr_assert_eq(value->column, 0);
    cr_assert_eq(value->row, 1);
}

Test(kb_index, lists_a_value_of_several_columns_once_per_column)
{
    uint32_t length = 0;
    const els_kb_value *value = match("Northwind", &length);
    cr_assert_not_null(value->next);
    cr_assert_eq(value->next->column, 6);
    cr_assert_null(value->next->next);
}

Test(kb_index, ignores_plural_endings_and_punctuation)
{
    cr_assert_eq(els_kb_value_key(els_str_of("Quartz-Labs (42)")),
                 els_kb_value_key(els_str_of("quartz lab 42")));
    cr_assert_eq(els_kb_value_key(els_str_of("boxes")), els_kb_value_key(els_str_of("box")));
    cr_assert_eq(els_kb_value_key(els_str_of("houses")), els_kb_value_key(els_str_of("house")));
    cr_assert_eq(els_kb_value_key(els_str_of("companies")),
                 els_kb_value_key(els_str_of("company")));
    cr_assert_neq(els_kb_value_key(els_str_of("bus")), els_kb_value_key(els_str_of("bu")));
}

Test(kb_index, gives_typographic_and_plain_apostrophes_one_key)
{
    cr_assert_eq(els_kb_value_key(ELS_STR("O'Brien & Sons")),
                 els_kb_value_key(ELS_STR("O\xe2\x80\x99"
                                          "Brien & Sons")));
    cr_assert_eq(els_kb_value_key(ELS_STR("\xe2\x80\x9c"
                                          "Blue\xe2\x80\x9d Harbor")),
                 els_kb_value_key(ELS_STR("Blue Harbor")));
    cr_assert_neq(els_kb_value_key(ELS_STR("Caf\xc3\xa9")), els_kb_value_key(ELS_STR("Caf")),
                  "other letters are letters");
}

Test(kb_index, does_not_index_plain_numbers_and_dates)
{
    uint32_t length = 0;
    cr_assert_null(match("120", &length));
    cr_assert_null(match("2001-05-01", &length));
}

Test(kb_index, reads_numbers_and_dates)
{
    double value = 0;
    cr_assert(els_kb_cell_number(kb, 0, 3, 2, &value));
    cr_assert_eq(value, 300);
    cr_assert(els_kb_cell_number(kb, 0, 0, 7, &value));
    cr_assert_eq(value, 11443);
    cr_assert_not(els_kb_cell_number(kb, 0, 0, 1, &value));
}

Test(kb_index, knows_columns_that_name_entities)
{
    cr_assert_eq(els_kb_column_refers(kb, 0, 6), 0);
    cr_assert_eq(els_kb_column_refers(kb, 0, 1), -1);
    cr_assert_eq(els_kb_column_refers(kb, 0, 0), -1);
}

Test(kb_index, finds_parts_of_lists)
{
    cr_assert(els_kb_cell_has(kb, 0, 0, 5, els_kb_value_key(els_str_of("Shipping"))));
    cr_assert_not(els_kb_cell_has(kb, 0, 3, 5, els_kb_value_key(els_str_of("shipping"))));
}

Test(kb_index, corrects_one_typing_error)
{
    uint64_t piece = 0;
    els_kb_piece right[1];
    cr_assert_eq(els_kb_pieces(els_str_of("northwind"), right, 1), 1);
    const char *const errors[] = {"nortwind", "nortthwind", "northwimd", "nrothwind", "onrthwind"};
    for (size_t i = 0; i < 5; i++) {
        piece = 0;
        cr_assert(els_kb_correct_piece(kb, els_str_of(errors[i]), &piece), "%s", errors[i]);
        cr_assert_eq(piece, right[0].hash);
    }
    cr_assert_not(els_kb_correct_piece(kb, els_str_of("nortwimd"), &piece));
}

Test(kb_index, refuses_ragged_tables)
{
    els_kb_table ragged = {S("r"), firm_columns, 8, firm_cells, 9};
    els_kb bad = {S("bad"), &ragged, 1};
    els_kb_index *none = NULL;
    cr_assert_eq(els_kb_index_new(&bad, &none), ELS_E_FORMAT);
    cr_assert_null(none);
}

Test(kb_index, survives_an_empty_knowledge_base)
{
    els_kb_table empty = {S("e"), firm_columns, 8, NULL, 0};
    els_kb some = {S("empty"), &empty, 1};
    els_kb_index *index = NULL;
    cr_assert_eq(els_kb_index_new(&some, &index), ELS_OK);
    cr_assert_eq(els_kb_rows(index, 0), 0);
    els_kb_index_free(&index);
    cr_assert_null(index);
}

Test(kb_index, knows_points_in_time_and_words_that_name_entities)
{
    static els_kb_column ship_columns[] = {{S("ship"), S("text"), S("")},
                                           {S("sister_ship"), S("text"), S("")},
                                           {S("built"), S("number"), S("")},
                                           {S("length"), S("number"), S("m")}};
    static els_str ship_cells[] = {S("Ark"), S("Kon"), S("1987"), S("120"),
                                   S("Kon"), S("Ark"), S("1990"), S("1100")};
    els_kb_table ships = {S("ships"), ship_columns, 4, ship_cells, 8};
    els_kb some = {S("fleet"), &ships, 1};
    els_kb_index *index = NULL;
    cr_assert_eq(els_kb_index_new(&some, &index), ELS_OK);
    cr_assert(els_kb_column_is_time(index, 0, 2));
    cr_assert_not(els_kb_column_is_time(index, 0, 3));
    cr_assert_eq(els_kb_column_sort(index, 0, 0), 0);
    cr_assert_eq(els_kb_column_sort(index, 0, 1), -1);
    cr_assert_eq(els_kb_column_sorts(index, 0, 1), 2, "only the second word");
    cr_assert(els_kb_is_sort(index, els_str_of("ships")));
    cr_assert_not(els_kb_is_sort(index, els_str_of("length")));
    els_kb_index_free(&index);
}
