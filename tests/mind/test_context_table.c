#include "context_table.h"

#include <criterion/criterion.h>
#include <string.h>

static els_arena arena;
static els_kb kb;
static els_str rest;

static bool read_table(const char *context)
{
    return els_context_table(els_str_of(context), &arena, &kb, &rest);
}

static void expect_cell(uint32_t row, uint32_t column, const char *text)
{
    const els_kb_table *t = &kb.tables[0];
    cr_assert_lt(row * t->n_columns + column, t->n_cells);
    const els_str cell = t->cells[row * t->n_columns + column];
    cr_expect(els_str_eq(cell, els_str_of(text)), ELS_STR_FMT, ELS_STR_ARG(cell));
}

static void expect_column(uint32_t column, const char *name, const char *type)
{
    const els_kb_column *c = &kb.tables[0].columns[column];
    cr_expect(els_str_eq(c->name, els_str_of(name)), ELS_STR_FMT, ELS_STR_ARG(c->name));
    cr_expect(els_str_eq(c->type, els_str_of(type)), ELS_STR_FMT, ELS_STR_ARG(c->type));
}

Test(context_table, reads_commas_and_quotes)
{
    cr_assert(read_table(
        "name,Home town,age,born\nAda,\"Lyon, France\",41,1980-02-03\nBen,Graz,7,2014-05-06\n"));
    cr_assert_eq(kb.n_tables, 1);
    cr_assert_eq(kb.tables[0].n_columns, 4);
    cr_assert_eq(kb.tables[0].n_cells, 8);
    expect_column(1, "home_town", "text");
    expect_column(2, "age", "number");
    expect_column(3, "born", "date");
    expect_cell(0, 1, "Lyon, France");
    expect_cell(1, 2, "7");
}

Test(context_table, reads_markdown_and_leaves_the_text_around_it)
{
    cr_assert(read_table("Prices of today.\n| item | price |\n|---|---:|\n| lamp | 12.5 |\n| desk "
                         "| -3 |\nAll in euros."));
    cr_assert_eq(kb.tables[0].n_cells, 4);
    expect_column(1, "price", "number");
    expect_cell(1, 0, "desk");
    cr_expect(els_str_contains(rest, ELS_STR("Prices of today.")));
    cr_expect(els_str_contains(rest, ELS_STR("All in euros.")));
    cr_expect_not(els_str_contains(rest, ELS_STR("lamp")));
}

static void expect_table(uint32_t i, const char *name, uint32_t columns, uint32_t cells)
{
    cr_assert_lt(i, kb.n_tables);
    const els_str found = kb.tables[i].name;
    cr_expect(els_str_eq(found, els_str_of(name)), ELS_STR_FMT, ELS_STR_ARG(found));
    cr_expect_eq(kb.tables[i].n_columns, columns);
    cr_expect_eq(kb.tables[i].n_cells, cells);
}

Test(context_table, takes_several_tables_in_their_order)
{
    cr_assert(read_table("a\tb\n1\t2\n3\t4\n\nc\td\te\n1\t2\t3\n4\t5\t6\n7\t8\t9\n\nEnd."));
    cr_assert_eq(kb.n_tables, 2);
    expect_table(0, "table", 2, 4);
    expect_table(1, "table", 3, 9);
    cr_expect(els_str_contains(rest, ELS_STR("End.")));
    cr_assert(read_table("Harbours:\nname,ships\nOban,3\nLeith,9\n\n## Table 2: Big ships\n\n"
                         "ship,tons,port\nAda,20,Oban\nBee,31,Leith\nCod,7,Oban\n"));
    cr_assert_eq(kb.n_tables, 2);
    expect_table(0, "harbours", 2, 4);
    expect_table(1, "big_ships", 3, 9);
    cr_expect(els_str_contains(rest, ELS_STR("Big ships")));
    cr_expect_not(els_str_contains(rest, ELS_STR("Leith")));
}

Test(context_table, is_not_parted_by_an_odd_row)
{
    cr_assert(read_table("name,age\nAda,41\nBen,7\nCarl,9\nodd,row,here\nDora,x\nEve,y\nFay,z\n"));
    cr_expect_eq(kb.n_tables, 1);
}

Test(context_table, leaves_other_texts_alone)
{
    static const char *const others[] = {
        "",
        "Ada, who is kind, left.\nBen, who is tall, stayed.\nCarl, who is old, slept.",
        "name,age\nAda,41",
        "size: big; age: old -> cat\nsize: small; age: new -> dog\nsize: big; age: new -> cat",
        "1, 2, 3\n4, 5, 6\n7, 8, 9",
        "[1, 2] -> [2]\n[3, 4] -> [4]\n[5, 6] -> [6]",
        "name,name\n1,2\n3,4",
        "|\n||\n|||",
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        cr_expect_not(read_table(others[i]), "%s", others[i]);
}

Test(context_table, stops_at_its_limits)
{
    els_buf text = {0};
    els_buf_printf(&text, "a,b\n");
    for (int i = 0; i < 3000; i++)
        els_buf_printf(&text, "%d,%d\n", i, i + 1);
    cr_assert(els_context_table(els_buf_str(&text), &arena, &kb, &rest));
    cr_expect_eq(kb.tables[0].n_cells, 2 * ELS_CONTEXT_ROWS_MAX);
    els_buf_fini(&text);
    for (int i = 0; i <= ELS_CONTEXT_COLUMNS_MAX; i++)
        els_buf_printf(&text, "c%d,", i);
    els_buf_printf(&text, "\n1,2\n3,4\n");
    cr_expect_not(els_context_table(els_buf_str(&text), &arena, &kb, &rest));
    els_buf_fini(&text);
}

Test(context_table, reads_many_tables_of_a_long_text_once_each, .timeout = 20)
{
    els_buf text = {0};
    for (int i = 0; i < 30; i++) {
        els_buf_add(&text, ELS_STR("name,size\n"));
        for (int k = i == 0 ? 1020 : 500; k-- > 0;)
            els_buf_add(&text, ELS_STR("a,b\n"));
        els_buf_addc(&text, '\n');
    }
    els_buf_addc(&text, '\0');
    cr_assert(read_table(text.ptr));
    cr_expect_eq(kb.n_tables, ELS_CONTEXT_TABLES_MAX);
    expect_table(0, "table", 2, 2040);
    expect_table(3, "table", 2, 1000);
    els_buf_fini(&text);
}
