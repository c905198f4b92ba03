/* word_templates_second.c — a second half of templates, which is only measured: nobody chooses
 * methods by it or reads what was answered wrongly. Written before the work of decision 0032 began.
 */
#include "word_templates.h"

const els_word_template els_word_templates_second[] = {
    /* getting and parting */
    {"drawer",
     "There are {a} [1:crayons|pencils|rulers] in the drawer. {N} placed {b} more {1} in the "
     "drawer. How many {1} are now there in total?",
     "a+b", "a=9..60 b=5..40", false},
    {"playground",
     "{a} children were playing in the park. When it started to rain, {b} of them went home. How "
     "many children stayed in the park?",
     "a-b", "a=20..60 b=3..18", false},
    {"pears",
     "{N} picked {a} [1:pears|plums|figs] and {M} picked {b} {1} from the tree. {K} ate {c} of "
     "the {1} they picked. How many {1} were left?",
     "a+b-c", "a=10..40 b=10..40 c=3..15", false},
    {"found",
     "{N} found {a} seashells on the beach and gave some of them to {M}. Now {she} has {b} "
     "seashells. How many seashells did {she} give to {M}?",
     "a-b", "a=30..80 b=5..28", false},
    {"wallet",
     "{N} went to the [market|fair|mall] with some money. {She} spent ${a} on lunch and ${b} on a "
     "shirt, and came home with ${c}. How much money did {she} take along?",
     "a+b+c", "a=5..20 b=10..40 c=3..30", false},
    {"library",
     "A library had {a} books. On Monday {b} books were borrowed, and on Tuesday {c} books were "
     "returned. How many books are in the library on Tuesday evening?",
     "a-b+c", "a=200..900 b=20..90 c=5..60", false},
    {"album",
     "{N} has collected {a} stickers. {She} needs {b} to fill the whole album. How many more "
     "stickers does {she} need?",
     "b-a", "a=20..90 b=100..200", false},
    {"saplings",
     "There are {a} walnut trees in the park. Park workers will plant walnut trees today. When "
     "they are finished there will be {b} walnut trees in the park. How many will they plant?",
     "b-a", "a=10..40 b=50..90", false},
    {"cookies",
     "{N} made {a} cookies for the school sale. {Her} brother ate {b} of them before the sale and "
     "{she} sold {c}. How many cookies did {she} have left over?",
     "a-b-c", "a=60..120 b=4..15 c=20..40", false},
    {"ran",
     "{N} walked {a} [1:metres|yards] in the morning, {b} {1} at noon and {c} {1} in the evening. "
     "How far did {she} walk in all?",
     "a+b+c", "a=100..900/10 b=100..900/10 c=100..900/10", false},
    {"parking",
     "A car park has room for {a} cars. {b} cars are parked there already, and {c} more arrive. "
     "How many places are still empty?",
     "a-b-c", "a=80..150 b=20..50 c=5..25", false},
    {"bees",
     "Some bees were in the hive. {a} more flew in, and then there were {b} bees in the hive. How "
     "many bees were in the hive to begin with?",
     "b-a", "a=5..40 b=50..120", false},
    {"zoo",
     "{N}'s aquarium held {a} fish. {b} of them died last winter, so {she} bought {c} new ones. "
     "How many fish are in the aquarium now?",
     "a-b+c", "a=15..50 b=2..12 c=3..20", false},
    /* comparing */
    {"roses",
     "A florist sold {a} roses yesterday. That is {b} fewer than the number of tulips she sold. "
     "How many tulips did the florist sell?",
     "a+b", "a=15..60 b=3..14", false},
    {"rain",
     "It rained {a} [1:inches|millimetres] in April and {b} {1} in May. How much more rain fell "
     "in May than in April?",
     "b-a", "a=5..40 b=45..90", false},
    {"weights",
     "A pumpkin weighs {a} pounds and a melon weighs {b} pounds. How much heavier is the pumpkin?",
     "a-b", "a=20..60 b=3..18", false},
    {"goals",
     "{N} scored {a} goals this season. {M} scored {b} goals less than {N}. How many goals did "
     "both of them score altogether?",
     "a*2-b", "a=12..40 b=2..10", false},
    {"towers",
     "The old tower is {a} feet tall. The new tower is {b} times as tall. How many feet taller is "
     "the new tower than the old one?",
     "a*(b-1)", "a=20..90 b=3..6", false},
    {"siblings",
     "{N} is {a} years old. {Her} brother is {b} years younger. What is the sum of their ages?",
     "a*2-b", "a=10..30 b=2..8", false},
    {"future",
     "{N} is {a} now, and {her} mother is {b} times as old. How old will {her} mother be in {c} "
     "years?",
     "a*b+c", "a=6..14 b=3..5 c=3..15", false},
    {"half",
     "{M} read {a} books over the summer. {N} read half as many books as {M}. How many books did "
     "they read in total?",
     "a+a/2", "a=6..40/2", false},
    {"votes",
     "In an election, {a} people voted for {N} and {b} people voted for {M}. By how many votes "
     "did {N} win?",
     "a-b", "a=200..500 b=50..190", false},
    {"twice",
     "On Friday, {a} visitors came to the [museum|castle]. On Saturday there were twice as many "
     "visitors as on Friday, and on Sunday there were {b} fewer than on Saturday. How many "
     "visitors came on Sunday?",
     "a*2-b", "a=40..200 b=10..60", false},
    {"thrice",
     "{N} has three times as many [1:coins|shells|buttons] as {M}. If {N} has {a} {1}, how many "
     "{1} does {M} have?",
     "a/3", "a=12..90/3", false},
    /* groups and sharing */
    {"bags",
     "{N} put {a} [1:oranges|apples|lemons] into {b} bags so that every bag has the same number. "
     "How many {1} go in each bag?",
     "a/b", "a=20..90 b=2..9", false},
    {"tables",
     "{a} guests are coming to a wedding. If {b} guests can sit at each table, how many tables "
     "will be needed?",
     "ceil(a/b)", "a=50..200 b=6..12", false},
    {"pencils",
     "A teacher has {a} boxes of pencils with {b} pencils in each box. She divides all of the "
     "pencils evenly among {c} pupils. How many pencils does each pupil receive?",
     "a*b/c", "a=4..12 b=8..24 c=4..24", false},
    {"leftover",
     "{N} has {a} photos. {She} wants to put {b} photos on every page of an album. How many "
     "photos will be left over once as many pages as possible are full?",
     "a-b*floor(a/b)", "a=20..90 b=4..9", false},
    {"rows",
     "The orchard has {a} rows of trees. There are {b} trees in each row. A storm knocks down {c} "
     "trees. How many trees are still standing?",
     "a*b-c", "a=6..15 b=5..12 c=3..15", false},
    {"flats",
     "An apartment building has {a} floors. Every floor has {b} apartments, and {c} people live "
     "in each apartment. How many people live in the building?",
     "a*b*c", "a=4..15 b=3..8 c=2..5", false},
    {"wheels",
     "A workshop has {a} bicycles and {b} tricycles. Each bicycle has {c} wheels and each tricycle "
     "has {d} wheels. What is the total number of wheels?",
     "a*c+b*d", "a=4..20 b=3..12 c=2,2 d=3,3", false},
    {"packs",
     "Hot dogs come in packs of {a}. {N} bought {b} packs for the barbecue, and the guests ate "
     "{c} hot dogs. How many hot dogs remained?",
     "a*b-c", "a=6..12 b=3..8 c=5..17", false},
    {"teams",
     "There are {a} girls and {b} boys in the club. The coach splits them into teams of {c}. How "
     "many teams are there?",
     "(a+b)/c", "a=10..40 b=10..40 c=3..8", false},
    {"candies",
     "{N} bought {a} candies. {She} kept {b} and shared the others equally between "
     "{c} cousins. How many candies did each cousin get?",
     "(a-b)/c", "a=30..90 b=3..15 c=2..8", false},
    {"bracelets",
     "It takes {a} beads to make one bracelet. {N} has {b} red beads and {c} white beads. How "
     "many bracelets can {she} make?",
     "floor((b+c)/a)", "a=6..15 b=30..90 c=30..90", false},
    {"juice",
     "A jug contains {a} cups of juice. {N} fills glasses that hold {b} cups each. How many "
     "glasses can {she} fill?",
     "a/b", "a=12..60 b=2..6", false},
    {"cartons",
     "A farmer collected {a} eggs in the morning and {b} in the evening. He sells them in cartons "
     "of one dozen. How many cartons can he fill?",
     "(a+b)/12", "a=30..120 b=20..100", false},
    /* rates */
    {"drive", "{N} drove {a} miles in {b} hours. What was {her} average speed in miles per hour?",
     "a/b", "a=90..400/10 b=2..8", false},
    {"trip2", "Driving at {a} miles per hour, how many hours will it take {N} to cover {b} miles?",
     "b/a", "a=30..70/5 b=120..700/10", false},
    {"cyclists",
     "Two cyclists start from the same place and ride in opposite directions, one at {a} km/h and "
     "the other at {b} km/h. How many kilometres apart are they after {c} hours?",
     "(a+b)*c", "a=10..20 b=21..30 c=2..6", false},
    {"typing",
     "{N} can type {a} words in {b} minutes. How many words does {she} type in {c} minutes?",
     "a/b*c", "a=80..400/10 b=2..8 c=10..40/5", false},
    {"babysit",
     "{N} charges ${a} per hour for babysitting. Last week {she} babysat {b} hours on Friday and "
     "{c} hours on Saturday. How much money did {she} earn?",
     "a*(b+c)", "a=7..15 b=2..6 c=2..7", false},
    {"wage",
     "{N} earned ${a} for {b} hours of work. At the same rate, what would {she} be paid for {c} "
     "hours?",
     "a/b*c", "a=60..240/12 b=4..8 c=9..20", false},
    {"pool",
     "A pool holds {a} gallons of water. One pipe fills it at {b} gallons per minute while a leak "
     "drains {c} gallons per minute. How many minutes does it take to fill the pool?",
     "a/(b-c)", "a=200..900/10 b=12..30 c=2..10", false},
    {"recipe",
     "A recipe for {a} people needs {b} cups of flour. How many cups of flour are needed for {c} "
     "people?",
     "b/a*c", "a=2..6 b=4..12 c=8..30", false},
    {"printer",
     "A printer prints {a} pages a minute. How long, in minutes, will it take to print {b} copies "
     "of a report with {c} pages?",
     "b*c/a", "a=5..20/5 b=4..20 c=10..40/5", false},
    {"walks",
     "{N} walks {her} dog {a} times a day. Each walk takes {b} minutes. How many minutes does "
     "{she} "
     "spend walking the dog in {c} days?",
     "a*b*c", "a=2..4 b=10..40/5 c=3..14", false},
    {"pushups", "{N} does {a} push-ups every day. How many push-ups does {she} do in {b} weeks?",
     "a*7*b", "a=10..50/5 b=2..8", false},
    {"heart",
     "A machine makes {a} bottles every minute. How many bottles does it make in {b} hours?",
     "a*60*b", "a=10..60/5 b=2..8", false},
    {"candle",
     "A candle is {a} centimetres long and burns down {b} centimetres each hour. How long is it "
     "after {c} hours?",
     "a-b*c", "a=25..50 b=2..3 c=3..8", false},
    {"fuel",
     "A truck uses {a} litres of diesel for every 100 kilometres. How many litres does it need "
     "for {b} kilometres?",
     "b*a/100", "a=10..40/5 b=200..900/100", false},
    /* money */
    {"snacks",
     "A sandwich costs ${a} and a drink costs ${b}. {N} orders {c} sandwiches and {d} drinks. How "
     "much does the order cost?",
     "a*c+b*d", "a=4..9 b=1..3 c=2..6 d=2..6", false},
    {"twenty",
     "{N} bought {a} notebooks at ${b} each and a pen for ${c}. {She} handed the cashier ${d}. "
     "How much change should {she} receive?",
     "d-a*b-c", "a=2..6 b=2..5 c=1..6 d=50,100", false},
    {"afford",
     "{N} has ${a}. {She} wants to buy toy cars that cost ${b} apiece. How many toy cars can "
     "{she} buy?",
     "floor(a/b)", "a=20..90 b=3..9", false},
    {"short",
     "A scooter costs ${a}. {N} has saved ${b}, and {her} aunt adds ${c} for {her} "
     "birthday. How much money does {she} still need?",
     "a-b-c", "a=150..300 b=20..80 c=10..60", false},
    {"tickets",
     "The school sold {a} tickets for the concert at ${b} each. The band was paid ${c}. How much "
     "profit did the school make?",
     "a*b-c", "a=50..150 b=4..12 c=50..180", false},
    {"each", "{N} paid ${a} for {b} identical shirts. What was the price of one shirt?", "a/b",
     "a=24..180 b=2..9", false},
    {"discount",
     "A pair of shoes usually costs ${a}. Today the store gives a discount of {b}%. How much do "
     "the shoes cost today?",
     "a*(100-b)/100", "a=40..160/20 b=10..50/5", false},
    {"tax",
     "The price of a [phone|laptop] before tax is ${a}, and the sales tax is {b} percent. How much "
     "does a customer pay altogether?",
     "a*(100+b)/100", "a=200..900/100 b=4..10", false},
    {"sharing",
     "{N} and {M} together pay ${a} for a gift. {N} pays ${b} more than {M}. How much does {M} "
     "pay?",
     "(a-b)/2", "a=40..90 b=4..20", false},
    {"piggy",
     "{N} has {a} quarters and {b} dimes in a piggy bank. A quarter is worth {c} cents and a dime "
     "is worth {d} cents. How many cents is that in all?",
     "a*c+b*d", "a=3..20 b=3..20 c=25,25 d=10,10", false},
    {"allowance",
     "{N} gets ${a} pocket money every week and saves all of it. After {b} weeks {she} buys a "
     "game for ${c}. How many dollars does {she} have left?",
     "a*b-c", "a=6..12 b=6..12 c=10..35", false},
    {"halfprice",
     "Tickets to the [fair|pool] cost ${a}. Children pay half price. How much does it cost for "
     "{b} children to get in?",
     "a/2*b", "a=4..20/2 b=2..9", false},
    /* parts and percents */
    {"exam", "A class has {a} students. {b}% of them passed the exam. How many students passed?",
     "a*b/100", "a=20..200/20 b=20..90/5", false},
    {"absent",
     "There are {a} workers in a factory. On Monday {b} percent of the workers were absent. How "
     "many workers were present?",
     "a*(100-b)/100", "a=100..600/20 b=5..40/5", false},
    {"percent",
     "{N} answered {a} out of {b} questions correctly. What percentage of the questions did {she} "
     "answer correctly?",
     "a*100/b", "a=6..48/3 b=20,25,40,50", false},
    {"fraction",
     "{N} had {a} [1:grapes|nuts|cherries]. {She} gave one third of them to {M}. How many {1} did "
     "{M} get?",
     "a/3", "a=12..90/3", false},
    {"quarter",
     "A tailor bought {a} yards of cloth and used a quarter of it for curtains. How many yards "
     "are left?",
     "a*3/4", "a=12..80/4", false},
    {"halves",
     "{N} has {a} marbles. Half of the marbles are blue and the rest are green. If {she} loses {b} "
     "green marbles, how many green marbles does {she} have?",
     "a/2-b", "a=30..90/2 b=3..12", false},
    {"ratio",
     "In a class, the ratio of boys to girls is {a} to {b}. There are {c} boys. How many girls are "
     "there?",
     "c*b/a", "a=2..5 b=3..7 c=10..40", false},
    {"growth",
     "A town had {a} inhabitants ten years ago. Since then the number has grown by {b}%. How many "
     "inhabitants does it have today?",
     "a*(100+b)/100", "a=1000..9000/500 b=5..40/5", false},
    /* shapes, times, averages, numbers that do not matter */
    {"garden",
     "A rectangular garden is {a} feet long and {b} feet wide. What is its area in square feet?",
     "a*b", "a=10..40 b=5..20", false},
    {"square", "Each side of a square is {a} cm long. What is the perimeter of the square?", "a*4",
     "a=3..40", false},
    {"average2",
     "In four tests {N} got {a}, {b}, {c} and {d} points. What is the average of {her} points?",
     "(a+b+c+d)/4", "a=40..100 b=40..100 c=40..100 d=40..100", false},
    {"movie", "A film lasts {a} hours and {b} minutes. How many minutes is that?", "a*60+b",
     "a=1..3 b=5..55/5", false},
    {"clown",
     "{N}, aged {a}, took {b} photos of animals and {c} photos of flowers on a trip of {d} days. "
     "How many photos did {she} take?",
     "b+c", "a=8..15 b=10..60 c=10..60 d=2..9", false},
    {"shelf2",
     "{N} has {a} shelves. {b} books and {c} toys stand on each shelf. How many books does {she} "
     "have?",
     "a*b", "a=3..9 b=5..20 c=2..9", false},
    {"bus2",
     "A school trip costs ${a} per child. {b} children and {c} teachers take part, but teachers do "
     "not pay. How much money is collected?",
     "a*b", "a=5..20 b=15..60 c=2..6", false},
    {"pages",
     "A book has {a} pages. {N} read {b} pages on Monday and twice as many on Tuesday. How many "
     "pages does {she} still have to read?",
     "a-b*3", "a=150..300 b=10..40", false},
    {"consecutive",
     "{N} ran {a} kilometres on each of {b} days and {c} kilometres on each of the other {d} days. "
     "What was the total distance?",
     "a*b+c*d", "a=3..9 b=2..5 c=4..12 d=2..5", false},
    {"bottles",
     "A crate holds {a} bottles, and a lorry carries {b} crates. A shop has ordered {c} bottles. "
     "How many lorries are required?",
     "ceil(c/(a*b))", "a=12,20,24 b=10..30/5 c=500..3000/50", false},
    {"paint",
     "One tin of paint covers {a} square metres. {N} wants to paint {b} walls of {c} square metres "
     "each. How many tins does {she} need?",
     "ceil(b*c/a)", "a=8..20 b=3..6 c=10..30", false},
    {"score",
     "{N} and {M} played a game. {N} had {a} points, then lost {b} points and won {c}. {M} ended "
     "with {d} points. How many points more than {M} did {N} end with?",
     "a-b+c-d", "a=50..90 b=5..20 c=10..30 d=10..40", false},
};
const uint32_t els_word_n_templates_second =
    sizeof els_word_templates_second / sizeof els_word_templates_second[0];
