#include <criterion/criterion.h>

#include "numeric_session.h"

extern const els_family els_family_story;
static els_session session;

static void open_story(const char *type, const char *question)
{
    session_open(&session, type, question, "");
    cr_assert(els_family_story.applies(&session), "%s", question);
    els_family_story.propose(&session);
}

/* The likeliest program, before anything is learned. */
static void expect_first(const char *question, const char *answer)
{
    open_story("number", question);
    const kept_offer *best = offer_best(&session);
    if (!best || !els_str_eq(best->answer, els_str_of(answer)))
        offers_print(&session);
    cr_assert(best, "%s: nothing is offered", question);
    cr_assert(els_str_eq(best->answer, els_str_of(answer)), "%s: " ELS_STR_FMT " instead of %s",
              question, ELS_STR_ARG(best->answer), answer);
    session_close(&session);
}

Test(story, follows_getting_and_parting)
{
    expect_first(
        "Ina had 26 shells. She found 9 more and lost 4. How many shells does Ina have now?", "31");
    expect_first("A tram leaves with 40 people. At the next stop 12 get off and 5 get on. "
                 "How many people are on the tram now?",
                 "33");
    expect_first("Ole pays for a pen of $3 with $20. How much change does he get?", "17");
}

Test(story, goes_back_to_what_is_not_told)
{
    expect_first("Ina had 50 nuts. She gave some of them to Ole. Now she has 18 nuts. "
                 "How many nuts did she give to Ole?",
                 "32");
    expect_first("Some frogs sat in a pond. 6 of them jumped away and 11 stayed. "
                 "How many frogs were in the pond at the start?",
                 "17");
    expect_first(
        "Ina spent half of her money and had $16 left. How much money did she have at first?",
        "32");
}

Test(story, compares_whom_it_names)
{
    expect_first(
        "Ole has 7 more pens than Ina. Ina has 12 pens. How many pens do they have together?",
        "31");
    expect_first("Ina has 21 pens. She has 6 more pens than Ole. How many pens does Ole have?",
                 "15");
    expect_first("Ole is 14. Ina is three times as old as Ole. How old is Ina?", "42");
    expect_first("Ina and Ole have 40 pens together. Ina has 8 more pens than Ole. "
                 "How many pens does Ole have?",
                 "16");
    expect_first("A bee hive has 30 bees and another has 18. How many more bees are in the first?",
                 "12");
}

Test(story, multiplies_rates_with_what_they_are_per)
{
    expect_first(
        "Ole buys 3 pens that cost $4 each and a book for $9. How much does he pay in total?",
        "21");
    expect_first("Ina runs 4 km a day. How many km does she run in 3 weeks?", "84");
    expect_first("A printer prints 20 pages per minute. How many pages does it print in 2 hours?",
                 "2400");
    expect_first("Ole drives 150 miles at 50 miles per hour. How many hours does he drive?", "3");
    expect_first("6 kg of nuts cost $18. How much do 10 kg of nuts cost?", "30");
}

Test(story, shares_and_rounds_as_is_asked)
{
    expect_first("Ina shares 45 figs equally among 9 friends. How many figs does each friend get?",
                 "5");
    expect_first("27 pupils go by car. A car can carry 4 pupils. How many cars are needed?", "7");
    expect_first("A box holds 6 eggs. Ole has 27 eggs. How many boxes can he fill?", "4");
}

Test(story, takes_parts_of_a_whole)
{
    expect_first(
        "A lamp costs $60. The price is reduced by 20%. What is the new price of the lamp?", "48");
    expect_first("Of 90 seats 30 percent are free. How many seats are not free?", "63");
    expect_first("A third of the 24 cups are blue. How many cups are blue?", "8");
    expect_first("A shop had 40 cups and sold 3/4 of them. How many cups were left?", "10");
}

Test(story, measures_rooms_and_means)
{
    expect_first("A yard is 12 metres long and 5 metres wide. What is the perimeter of the yard?",
                 "34");
    expect_first("A yard is 12 metres long and 5 metres wide. What is the area of the yard?", "60");
    expect_first("Ina got 8, 5 and 11 points in three games. What was her average score?", "8");
}

Test(story, reads_ratios_and_what_they_leave)
{
    expect_first("For every 3 red beads there are 5 blue ones. Ina has 20 blue beads. How many red "
                 "beads does she have?",
                 "12");
    expect_first("Ina and Ole share 35 nuts in the ratio 2:3. How many nuts does Ole get?", "21");
    expect_first("A printer needs 6 seconds for every 4 pages. How many seconds does it need for "
                 "10 pages?",
                 "15");
}

Test(story, knows_that_more_hands_need_less_time)
{
    expect_first("4 men build a wall in 9 days. How many days do 6 men need?", "6");
    expect_first("The hay lasts 10 cows for 12 days. For how many days would it last 8 cows?",
                 "15");
    expect_first("Ole types 3 pages in 12 minutes. How many minutes does he need for 5 pages?",
                 "20");
}

Test(story, pays_the_first_hour_once)
{
    expect_first("A boat costs $7 for the first hour and $4 for each further hour. What do 5 hours "
                 "cost?",
                 "23");
    expect_first("Parking costs $5 for the first 2 hours and $2 for each additional hour. What "
                 "does Ole pay for 6 hours?",
                 "13");
}

Test(story, measures_from_one_time_of_day_to_another)
{
    expect_first("A film starts at 18:30 and ends at 20:45. How many minutes long is it?", "135");
    expect_first("Ole sleeps from 10 p.m. to 7 a.m. How many hours does he sleep?", "9");
    expect_first("Ina reads 20 pages a day for a week. How many pages does she read?", "140");
    expect_first("A bus leaves every 15 minutes. How many buses leave in 3 hours?", "12");
}

Test(story, tells_those_who_are_there_from_those_who_are_not)
{
    expect_first("There are 45 pupils in a class, 20 % of them are absent. How many are present?",
                 "36");
    expect_first("A hall has 9 rows of 20 seats. Tonight 30 seats stay empty. How many seats are "
                 "taken?",
                 "150");
    expect_first("30% of the 90 cars are red. How many cars are red?", "27");
}

Test(story, finds_the_whole_of_a_part_and_both_of_a_sum)
{
    expect_first("12 pupils are 40% of a class. How many pupils are in the class?", "30");
    expect_first("A pen and a cap cost $18 together. The cap costs $8 more than the pen. How much "
                 "is the pen?",
                 "5");
    expect_first("In a class of 28 there are 4 more girls than boys. How many boys are there?",
                 "12");
    expect_first("The average weight of 12 sacks is 39 kg. What do all the sacks weigh together?",
                 "468");
}

Test(story, reads_squares_and_sides)
{
    expect_first("A square has a side of 7 cm. What is its perimeter?", "28");
    expect_first("A field has an area of 600 square metres and is 30 m long. How wide is it?",
                 "20");
}

Test(story, knows_ages_at_another_time)
{
    expect_first("Ina is 10 years old and her uncle is 32. How old will the uncle be when Ina is "
                 "15?",
                 "37");
    expect_first("Ole is 14 years old. How old was he 6 years ago?", "8");
}

Test(story, counts_the_years_between_two_and_from_one)
{
    expect_first("A war broke out in 1618 and was over in 1648. How many years did it last?", "30");
    expect_first("The poet was born in 1797 and published her first book in 1818. How old was she "
                 "then?",
                 "21");
    expect_first("From 1952 until 1968 the ship carried mail. How many years was that?", "16");
    expect_first("How long did the exhibition run that opened in 1950 and closed in 1957?", "7");
    expect_first("Grandfather was born in 1938. In which year did he turn 65?", "2003");
    expect_first("The bridge, opened in 1932, was closed 41 years later. In what year was it "
                 "closed?",
                 "1973");
    expect_first("In 1990 a farm had 40 cows and 25 goats. How many animals did it have?", "65");
}

Test(story, takes_percentages_of_what_the_question_names)
{
    expect_first("A farm has 90 animals. 40 of them are cows, and 10 of the cows are brown. What "
                 "percentage of the cows are brown?",
                 "25");
    expect_first("Of 200 guests 80 are men, and 20 of the men wear hats. What percentage of the "
                 "men wear hats?",
                 "25");
    expect_first("The population rose from 800 to 920. By what percentage did it rise?", "15");
    expect_first("Mia's weekly wage of 400 dollars rises by 5 percent. What is the new wage?",
                 "420");
}

Test(story, weighs_means_by_how_much_there_is_of_each)
{
    expect_first("3 kg of almonds at $12 per kg are mixed with 1 kg of walnuts at $8 per kg. What "
                 "does one kg of the mix cost?",
                 "11");
    expect_first("A merchant mixes 10 litres of juice at $2 per litre with 30 litres at $4 per "
                 "litre. What is a litre of the mixture worth?",
                 "3.5");
    expect_first("A car goes for 2 hours at 60 km per hour and for 3 hours at 80 km per hour. What "
                 "is its average speed?",
                 "72");
}

Test(story, adds_the_work_of_two_and_subtracts_their_speeds)
{
    expect_first("Ann can type a report in 4 hours, Ben takes 12 hours. How many hours do they "
                 "need if they work together?",
                 "3");
    expect_first("One pipe fills a pool in 6 hours, another fills it in 3 hours. How long do both "
                 "need together?",
                 "2");
    expect_first("Two cars start at the same place, one at 50 km/h and the other at 70 km/h in the "
                 "opposite direction. How far apart are they after 2 hours?",
                 "240");
    expect_first("A hare runs at 12 m per second, a dog behind it at 15 m per second. The dog is "
                 "60 m behind. After how many seconds does it catch the hare?",
                 "20");
}

Test(story, knows_triangles_and_volumes)
{
    expect_first("A triangular flower bed has a base of 8 m. Its height is 5 m. Find its area.",
                 "20");
    expect_first("A tank is 5 m long, 3 m wide and 2 m deep. What is its volume in cubic metres?",
                 "30");
}

Test(story, tells_what_is_paid_once_and_what_is_gone_twice)
{
    expect_first("A plumber charges a flat fee of $40 plus $25 per hour. What is the charge for 3 "
                 "hours?",
                 "115");
    expect_first("A coach asks a fixed fee of $30 and $2 for every mile. What is the fare for 12 "
                 "miles?",
                 "54");
    expect_first("The school is 3 km from my house. I walk there and back 5 days a week. How many "
                 "kilometres do I walk in a week?",
                 "30");
    expect_first("It is 12 miles to the lake. How many miles does Tom drive there and back?", "24");
}

Test(story, tells_what_is_left_over_and_in_what_unit)
{
    expect_first("50 apples are put in nets of 8. How many apples are left over?", "2");
    expect_first("A concert lasts 2 hours and 15 minutes. How long is it in minutes?", "135");
    expect_first("A theatre has 20 rows of 15 seats. If 40 seats are empty, how many seats are "
                 "taken?",
                 "260");
    expect_first("Class 5 has 14 girls and 9 boys. They sit in room 12. How many pupils are there?",
                 "23");
}

Test(story, leaves_out_what_is_not_asked_for)
{
    expect_first("Bus number 60 has 48 seats. 30 people are in it. How many seats are free?", "18");
    expect_first("Ole, who is 9 years old, found 14 cones in May and 20 cones in June. "
                 "How many cones did he find?",
                 "34");
    expect_first("A soup takes 7 cups of water and 9 cups of milk. Ina has put in 3 cups of water. "
                 "How many more cups of water does she need?",
                 "4");
}

Test(story, adds_only_kinds_of_what_is_asked_for)
{
    expect_first("Bo has 12 nails, 8 screws and 5 bolts. Bo loses 10 of these things. "
                 "How many things does Bo have now?",
                 "15");
    expect_first(
        "Una has 4 vases, one lamp, two rugs and one desk. How many objects does Una have in all?",
        "8");
    expect_first("Ona has 3 pears and 5 plums. Pia has 2 pears and one plum. "
                 "How many plums do they have together?",
                 "6");
}

Test(story, knows_whom_the_three_and_of_them_stand_for)
{
    expect_first(
        "Ona has 40 shells. Pia has 12 fewer shells than Ona. Rex has 9 more shells than Pia. "
        "How many shells do the three have together?",
        "105");
    expect_first(
        "A machine makes 20 toys a day. There are 3 of them. How many toys are made in 5 days?",
        "300");
    expect_first("A chair costs $50. The price is cut by 10%. How much do 4 of them cost now?",
                 "180");
}

Test(story, tells_amounts_of_a_day_from_amounts_beside_them)
{
    expect_first("Ivo laid 12 bricks on each of 5 mornings and then 9 on Friday. "
                 "How many bricks did he lay in all?",
                 "69");
    expect_first("A choir sings for 2 hours on each of 3 evenings a week. "
                 "How many hours does it sing in 4 weeks?",
                 "24");
    expect_first("A crane lifts 30 beams in one hour. How many beams does it lift in 4 hours?",
                 "120");
}

Test(story, takes_what_is_now_from_what_was)
{
    expect_first("A ferry was carrying 18 cyclists. At the pier some went on, and now there are "
                 "30 aboard. How many went on?",
                 "12");
    expect_first("There were 34 candles in the box. After the feast there were 20. "
                 "How many candles had been taken?",
                 "14");
    expect_first("Uma had 7 keys. Her uncle gave her a bunch and now she has 19. "
                 "How many were in the bunch?",
                 "12");
    expect_first(
        "Ivo found 6 feathers in the wood and now owns 31. How many did he own before that?", "25");
}

Test(story, reads_compounds_of_numbers)
{
    expect_first("Uma bought three brushes at $6 each and gave the clerk a fifty-dollar note. "
                 "How much change was due?",
                 "32");
    expect_first("A 56-metre cable is cut into 8-metre lengths. How many lengths does that make?",
                 "7");
    expect_first("How many minutes are there in 2 and a half hours?", "150");
}

Test(story, tells_who_holds_how_many_each)
{
    expect_first("Uma puts 50 photos into frames that hold 8 each. How many photos are left over?",
                 "2");
    expect_first("Ivo rolled 48 dumplings and put an equal number onto each of 6 plates. "
                 "How many dumplings went onto a plate?",
                 "8");
    expect_first("Every one of the 7 drawers holds 6 spoons. How many spoons is that altogether?",
                 "42");
    expect_first("A song lasts 4 minutes. How many songs fit into 36 minutes?", "9");
    expect_first("If each crate holds 9 melons, how many melons are in 6 crates?", "54");
}

Test(story, finds_one_price_of_several)
{
    expect_first("Uma paid $41 in all: $20 for a vase and the remainder for 7 identical bowls. "
                 "How much was one bowl?",
                 "3");
    expect_first("Ivo bought 4 identical toy drums and paid $36. What did each toy drum cost?",
                 "9");
    expect_first("A kettle and a pan cost $52 together. The kettle costs $12 more than the pan. "
                 "What does the pan cost?",
                 "20");
    expect_first("A desk costs $90, which is three times the price of a stool. "
                 "How much do you pay for the desk and the stool together?",
                 "120");
}

Test(story, asks_for_a_difference_or_a_kind_in_other_words)
{
    expect_first("The old mast is 41 feet high. The new mast is 29 feet high. "
                 "How many feet lower is the new mast?",
                 "12");
    expect_first("A clinic saw 16 rabbits and 9 parrots today. How many pets did the clinic see?",
                 "25");
    expect_first("The number of cooks is 14. There are 5 fewer waiters than cooks. "
                 "How many waiters are there?",
                 "9");
    expect_first("Of the 23 boats in the harbour, 9 were painted. How many boats are unpainted?",
                 "14");
}

Test(story, gets_to_the_end_of_a_long_problem_with_little_work)
{
    session_open(
        &session, "number",
        "Al buys 3 pens at 2 dollars each, 4 pads at 5 dollars each and 2 inks at 7 dollars "
        "each. He pays with 50 dollars. How much change does he get?",
        "");
    session.allowance = 12;
    els_family_story.propose(&session);
    const kept_offer *best = offer_best(&session);
    cr_assert(best && els_str_eq(best->answer, ELS_STR("10")));
    session_close(&session);
}

Test(story, writes_the_formula_over_the_numbers_told)
{
    open_story("number", "Ole has 3 bags with 8 nuts each. How many nuts does he have?");
    const kept_offer *best = offer_of(&session, "24", "story");
    cr_assert(best);
    cr_assert(els_str_eq(best->args, ELS_STR("(n0*n1)")), ELS_STR_FMT, ELS_STR_ARG(best->args));
    session_close(&session);
}

Test(story, spends_no_more_than_its_allowance)
{
    const char *question = "Ole has 3 bags with 8 nuts each and buys 5 nuts and 2 pears. "
                           "How many nuts does he have?";
    for (uint32_t allowance = 0; allowance < 12; allowance++) {
        session_open(&session, "number", question, "");
        session.allowance = allowance;
        els_family_story.propose(&session);
        cr_expect_leq(session.spent, allowance);
        cr_expect_eq(session.n_offers > 0, allowance > 0, "allowance %u", allowance);
        session_close(&session);
    }
}

Test(story, leaves_other_tasks_alone)
{
    static const char *const questions[] = {"How many nuts does Ole have?",
                                            "1 2 3 4 5 6 7 8 nuts: how many nuts are there?"};
    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
        session_open(&session, "number", questions[i], "");
        cr_expect_not(els_family_story.applies(&session), "%s", questions[i]);
        session_close(&session);
    }
    session_open(&session, "date", "Ole has 3 nuts and 4 pears. When?", "");
    cr_expect_not(els_family_story.applies(&session));
    session_close(&session);
}
