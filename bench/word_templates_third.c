/* word_templates_third.c — a third set of templates, written without looking at the mind or at the
 * second half, and split by lot into A, whose errors may be read, and B, of which only totals are
 * looked at. */
#include "word_templates.h"

const els_word_template els_word_templates_third_a[] = {
    {"needs",
     "{N} needs {a} tiles for a picture and has found {b} so far. How many more tiles does "
     "{she} have to find?",
     "a-b", "a=40..120 b=10..39", false},
    {"birthday",
     "There were {a} coins in {N}'s collection. For {her} birthday {she} was given some more, "
     "and now the collection counts {b} coins. How many coins was {she} given?",
     "b-a", "a=20..60 b=62..110", false},
    {"unsold",
     "A shop had {a} newspapers this morning. It sold {b} before noon and {c} after noon. How "
     "many newspapers were not sold?",
     "a-b-c", "a=90..200 b=20..50 c=10..39", false},
    {"borrowed",
     "A library owns {a} books. On Monday readers borrow {b} of them and on Tuesday {c} are "
     "brought back. How many books are in the library then?",
     "a-b+c", "a=300..900/10 b=60..150 c=20..59", false},
    {"twohalls",
     "One hall has {a} seats and another has twice as many. How many people can sit in both "
     "halls together?",
     "a*3", "a=40..300", false},
    {"rows",
     "In a theatre there are {a} rows with {b} seats in each row. Tonight {c} seats stay "
     "empty. How many seats are taken?",
     "a*b-c", "a=8..25 b=10..30 c=5..60", false},
    {"vases",
     "{N} has {a} roses and wants to put {b} in every vase. How many vases does {she} need?", "a/b",
     "a=24..96 b=3..8", false},
    {"stickerbook",
     "Each page of an album holds {a} photos. {N} has {b} photos. How many pages can {she} "
     "fill completely?",
     "floor(b/a)", "a=4..9 b=50..150", false},
    {"legs",
     "On a farm there are {a} cows and {b} ducks. How many legs do these animals have in all?",
     "a*4+b*2", "a=4..30 b=5..40", false},
    {"classroom",
     "A school has {a} classrooms. In each of them there are {b} tables, and at each table "
     "{c} children can sit. How many children can the school seat?",
     "a*b*c", "a=5..18 b=8..15 c=2..4", false},
    {"press",
     "A press prints {a} pages in a minute. How long, in minutes, does it need for a book of "
     "{b} pages?",
     "b/a", "a=10..40/5 b=200..900/20", false},
    {"typist",
     "A typist writes {a} letters in {b} hours. How many letters can he write in a working "
     "day of {c} hours at the same pace?",
     "a*c/b", "a=12..40 b=2..4 c=6..9", false},
    {"fuel",
     "A car needs {a} litres of petrol for 100 km. How many litres does it need for a trip of "
     "{b} km?",
     "a*b/100", "a=5..12 b=200..900/50", true},
    {"snail",
     "A snail creeps {a} cm in {b} minutes. How many minutes will it take to creep {c} cm?",
     "c*b/a", "a=10..40/5 b=2..6 c=60..200/10", false},
    {"plane", "An aeroplane covers {a} km in {b} hours. What is its speed in km per hour?", "a/b",
     "a=1500..6000/100 b=2..8", false},
    {"bees",
     "A beekeeper gets {a} kg of honey from every hive. He fills it into jars of {b} g. How "
     "many jars can he fill with the honey of {c} hives?",
     "a*c*1000/b", "a=8..20 b=250,500 c=2..9", false},
    {"siblings",
     "{a} siblings share {b} nuts fairly. What is left over goes to the squirrel. How many "
     "nuts does each of them receive?",
     "floor(b/a)", "a=3..7 b=40..130", false},
    {"leftover", "{N} hands out {a} cards evenly among {b} players. How many cards remain?",
     "a-b*floor(a/b)", "a=40..110 b=3..9", false},
    {"boats",
     "A boat can carry {a} passengers. What is the smallest number of trips needed to bring "
     "{b} passengers across the river?",
     "ceil(b/a)", "a=6..14 b=50..150", false},
    {"buttons",
     "A shirt needs {a} buttons. {N} has a box of {b} buttons. How many shirts can {she} "
     "finish?",
     "floor(b/a)", "a=6..11 b=50..180", false},
    {"kiosk",
     "At the kiosk {N} takes {a} bars at ${b} each and a drink for ${c}. {She} gives the "
     "seller ${d}. How much does {she} get back?",
     "d-a*b-c", "a=2..6 b=2..5 c=2..6 d=50", false},
    {"afford", "{N} has ${a}. A comic costs ${b}. How many comics can {she} buy at most?",
     "floor(a/b)", "a=25..90 b=3..8", false},
    {"short",
     "A skateboard costs ${a}. {N} has already put aside ${b} and gets ${c} from {her} aunt. "
     "How many dollars is {she} still short of the price?",
     "a-b-c", "a=80..150 b=20..45 c=10..30", false},
    {"bulk",
     "A single notebook costs ${a}; a pack of {b} notebooks costs ${c}. How much does one "
     "save by buying the pack instead of {b} single notebooks?",
     "a*b-c", "a=3..6 b=5,10 c=10..24", false},
    {"eachcost", "{a} identical chairs cost ${b}. What does one chair cost?", "b/a",
     "a=3..9 b=90..600/10", false},
    {"unit", "{a} pencils cost ${b}. How much do you have to pay for {c} such pencils?", "b*c/a",
     "a=3..6 b=6..30 c=7..15", false},
    {"pocketmoney",
     "{N} receives ${a} pocket money a week. {She} spends ${b} of it every week and saves the "
     "rest. After how many weeks has {she} saved ${c}?",
     "c/(a-b)", "a=9..20 b=3..8 c=30..120/2", false},
    {"wage",
     "A gardener earns ${a} an hour on weekdays and ${b} an hour on Sundays. This week he "
     "worked {c} hours on weekdays and {d} hours on Sunday. How much did he earn?",
     "a*c+b*d", "a=11..18 b=19..30 c=20..38 d=3..8", false},
    {"shoes",
     "{N} buys shoes marked ${a} at {b} percent off. How much does {she} pay for the shoes?",
     "a*(100-b)/100", "a=40..120/10 b=10..50/5", true},
    {"interest",
     "A savings account pays {b}% interest a year. {N} puts ${a} into it. How much is in the "
     "account after one year?",
     "a*(100+b)/100", "a=200..900/50 b=2..8", true},
    {"bought",
     "Last year a club had {a} members. This year membership grew by {b} percent. How many "
     "members does it have now?",
     "a*(100+b)/100", "a=100..400/20 b=5..50/5", false},
    {"fifths",
     "Three fifths of the {a} passengers on a ferry are tourists. How many passengers are "
     "tourists?",
     "a*3/5", "a=50..300/5", false},
    {"twothirds",
     "A barrel holds {a} litres. It is two thirds full. How many litres are in the barrel?",
     "a*2/3", "a=60..300/3", false},
    {"eaten", "{N} baked {a} biscuits. The guests ate 3/4 of them. How many biscuits are left?",
     "a/4", "a=24..96/4", false},
    {"mortar",
     "To make mortar, cement and sand are mixed in the ratio {a} to {b}. How many buckets of "
     "sand go with {c} buckets of cement?",
     "c*b/a", "a=2..3 b=4..7 c=6..24", false},
    {"forevery",
     "In a class there are {a} girls for every {b} boys. There are {c} boys in the class. How "
     "many girls are there?",
     "c*a/b", "a=3..5 b=2..4 c=8..20", false},
    {"punch",
     "For every {a} cups of juice a punch takes {b} cups of water. {N} uses {c} cups of "
     "juice. How many cups of water does {she} need?",
     "c*b/a", "a=2..4 b=3..7 c=8..24", false},
    {"bricklayers",
     "{a} bricklayers build a wall in {b} days. How many days would {c} bricklayers need for "
     "the same wall?",
     "a*b/c", "a=3..8 b=6..18 c=2..12", false},
    {"pumps",
     "{a} pumps empty a pool in {b} hours. How long would it take {c} pumps of the same kind?",
     "a*b/c", "a=2..6 b=6..20 c=3..12", false},
    {"glasses", "How many glasses of {b} ml can be filled from {a} litres of lemonade?", "a*1000/b",
     "a=2..9 b=200,250,500", false},
    {"metres", "A rope is {a} m and {b} cm long. How many centimetres is that?", "a*100+b",
     "a=2..9 b=15..95/5", false},
    {"square",
     "The side of a square flower bed measures {a} m. How many metres of edging go around it?",
     "4*a", "a=4..30", false},
    {"width",
     "A rectangular field has an area of {a} square metres and is {b} m long. How wide is it?",
     "a/b", "a=400..2000/10 b=20..50/5", false},
    {"temps",
     "The temperatures on four days were {a}, {b}, {c} and {d} degrees. What was the mean "
     "temperature?",
     "(a+b+c+d)/4", "a=13..30 b=13..30 c=13..30 d=13..30", false},
    {"meanof", "The average weight of {a} sacks is {b} kg. What do the sacks weigh all together?",
     "a*b", "a=4..15 b=20..60", false},
    {"fourth",
     "After three tests {N} has an average of {a} points. How many points does {she} have in "
     "total?",
     "3*a", "a=40..95", false},
    {"sumdiff",
     "Two brothers have ${a} together. The elder has ${b} more than the younger. How many "
     "dollars does the younger have?",
     "(a-b)/2", "a=60..200 b=4..30", false},
    {"threetimes",
     "{N} and {M} have {a} shells between them. {N} has {b} times as many as {M}. How many "
     "shells does {M} have?",
     "a/(b+1)", "a=30..150 b=2..6", false},
    {"ages",
     "{N} is {a} years old and {her} mother is {b}. How old will the mother be when {N} is "
     "{c}?",
     "b+c-a", "a=5..11 b=30..45 c=14..25", false},
    {"yearsago",
     "{N} is now {a} years old. {b} years ago {she} was half as old as {M} was then. How old "
     "was {M} then?",
     "2*(a-b)", "a=14..25 b=3..10", false},
    {"missing",
     "A hiking trail is {a} km long. On the first day {N} walks {b} km and on the second day "
     "{c} km. How many kilometres are left for the third day?",
     "a-b-c", "a=60..100 b=15..28 c=13..25", false},
    {"house",
     "In a street with {a} houses, built {b} years ago, there live {c} people in every house "
     "on average. How many people live in the street?",
     "a*c", "a=15..60 b=20..90 c=3..6", false},
    {"busroute",
     "Bus number {a} has {b} seats. {c} passengers are sitting and {d} are standing. How many "
     "seats are free?",
     "b-c", "a=13..99 b=45..60 c=20..40 d=2..9", false},
    {"orchard",
     "In an orchard of {a} trees, each {b} m high, every tree bears {c} kg of plums. {d} kg "
     "of the plums are unripe. How many kg of ripe plums are there?",
     "a*c-d", "a=12..40 b=3..6 c=20..45 d=15..90", false},
};
const uint32_t els_word_n_templates_third_a =
    sizeof els_word_templates_third_a / sizeof els_word_templates_third_a[0];

const els_word_template els_word_templates_third_b[] = {
    {"harbour",
     "In the morning {a} boats lie in the harbour. By noon {b} have sailed out and {c} others "
     "have come in. How many boats lie there now?",
     "a-b+c", "a=15..60 b=3..14 c=3..14", false},
    {"beads",
     "{N} had some beads. After giving {a} of them to {M}, {she} still has {b}. How many "
     "beads did {N} have to begin with?",
     "a+b", "a=5..40 b=6..60", false},
    {"lift",
     "{a} people are riding in a lift. On the second floor {b} get out and {c} get in. How "
     "many people are in the lift after that?",
     "a-b+c", "a=7..14 b=2..6 c=2..9", false},
    {"pond",
     "After {a} ducks flew off, {b} ducks were left on the pond. How many ducks had been on "
     "the pond before?",
     "a+b", "a=4..30 b=5..40", false},
    {"tower",
     "A church tower is {a} m high. It is {b} m lower than the television tower. How high is "
     "the television tower?",
     "a+b", "a=30..90 b=15..120", false},
    {"shallow",
     "The northern lake is {a} m deep, and the southern lake is {b} m shallower. How deep is "
     "the southern lake?",
     "a-b", "a=40..90 b=5..35", false},
    {"steps",
     "{N} took {a} steps today and {M} took {b}. How many fewer steps did {M} take than {N}?",
     "a-b", "a=5000..9000/50 b=1000..4900/50", false},
    {"dog",
     "A dog weighs {a} kg, which is {b} times as much as a cat. How much does the cat weigh?",
     "a/b", "a=12..60 b=2..6", false},
    {"pears",
     "{N} picked {a} pears, and {M} picked half as many. How many pears did they pick in all?",
     "a+a/2", "a=20..80/2", false},
    {"blocks",
     "{N}'s tower is {a} blocks high. {M}'s tower is {b} blocks higher than that, and {K}'s "
     "is {c} blocks lower than {M}'s. How many blocks high is {K}'s tower?",
     "a+b-c", "a=12..40 b=5..20 c=2..11", false},
    {"eggtray", "{a} eggs are packed into cartons of {b}. How many eggs are left over?",
     "a-b*floor(a/b)", "a=50..200 b=6,8,10,12", false},
    {"wheels",
     "A workshop builds tricycles. It has {a} wheels in store. How many tricycles can be "
     "built if each gets three wheels?",
     "a/3", "a=30..150/3", false},
    {"crates",
     "A lorry brings {a} crates. Every crate contains {b} bottles, but {c} bottles got broken "
     "on the way. How many bottles are whole?",
     "a*b-c", "a=10..40 b=12,20,24 c=3..30", false},
    {"cycling", "{N} cycles at {a} km/h. How far does {she} get in {b} hours?", "a*b",
     "a=12..25 b=2..7", false},
    {"taxis",
     "{a} guests want to go to the station by taxi. At most {b} fit in a taxi. How many taxis "
     "must be called?",
     "ceil(a/b)", "a=17..70 b=3..7", false},
    {"museum",
     "Entry to a museum is ${a} for a grown-up and half of that for a child. How many dollars "
     "does a family of two grown-ups and {b} children pay?",
     "2*a+b*a/2", "a=6..20/2 b=2..5", false},
    {"halfdollar",
     "An ice cream costs ${a}.50. {N} buys {b} of them. How many dollars does {she} spend?",
     "(a+0.5)*b", "a=2..5 b=2..8", true},
    {"market",
     "A farmer bought {a} lambs at ${b} apiece and sold them for ${c} altogether. How much "
     "profit did he make?",
     "c-a*b", "a=4..12 b=30..60 c=800..1200/10", false},
    {"loan",
     "{N} borrowed ${a} and pays back ${b} every month. How much does {she} still owe after "
     "{c} months?",
     "a-b*c", "a=600..900/20 b=25..60/5 c=3..9", false},
    {"absent",
     "There are {a} children in a choir, and {b}% of them are absent today. How many are "
     "present?",
     "a*(100-b)/100", "a=20..120/5 b=10..60/5", false},
    {"discount",
     "A bicycle that usually costs ${a} is offered with a discount of {b}%. How many dollars "
     "does the buyer save?",
     "a*b/100", "a=200..600/20 b=5..40/5", false},
    {"scored",
     "In a quiz with {a} questions {N} gave {b} right answers. What percentage of the "
     "questions did {she} answer correctly?",
     "100*b/a", "a=20,25,40,50 b=8..19", false},
    {"vat",
     "A repair costs ${a} before tax. A tax of {b}% is added. What is the final bill in "
     "dollars?",
     "a*(100+b)/100", "a=50..400/10 b=5,10,15,20", true},
    {"votes", "{a} citizens voted. {b}% voted yes, and the others voted no. How many voted no?",
     "a*(100-b)/100", "a=200..900/20 b=15..85/5", false},
    {"thirdof", "A third of the {a} pages of a book are pictures. How many pages are pictures?",
     "a/3", "a=60..240/3", false},
    {"quarter",
     "{N} had {a} marbles and gave a quarter of them to {M}. How many marbles did {N} keep?",
     "a*3/4", "a=24..120/4", false},
    {"halfthen",
     "A baker sold half of his {a} pretzels in the morning and {b} more in the afternoon. How "
     "many pretzels are left?",
     "a/2-b", "a=80..200/2 b=10..38", false},
    {"split", "{N} and {M} split ${a} in the ratio {b}:{c}. How many dollars does {N} get?",
     "a*b/(b+c)", "a=60..300/10 b=13,17 c=14,15", false},
    {"ratio",
     "A necklace has {a} red beads for each {b} white beads. There are {c} beads altogether. "
     "How many of them are red?",
     "c*a/(a+b)", "a=2..3 b=4..5 c=30..90", false},
    {"pancakes", "A recipe for {a} people takes {b} eggs. How many eggs are needed for {c} people?",
     "b*c/a", "a=3..4 b=5..8 c=8..24", false},
    {"scale",
     "On a map {a} cm stand for {b} km. Two towns are {c} cm apart on the map. How many "
     "kilometres apart are they really?",
     "c*b/a", "a=2..4 b=5..20 c=6..24", false},
    {"fodder", "The hay lasts {a} horses for {b} days. For how many days would it last {c} horses?",
     "a*b/c", "a=4..10 b=12..40 c=3..15", false},
    {"faster",
     "At {a} km/h the journey takes {b} hours. How many hours does the same journey take at "
     "{c} km/h?",
     "a*b/c", "a=40..90/10 b=3..8 c=30..120/10", false},
    {"lesson", "A concert begins at 19:{a} and ends at 21:{b}. How many minutes does it last?",
     "120+b-a", "a=15..45/5 b=15..45/5", false},
    {"bell",
     "A lesson starts at {a}:{b} and lasts {c} minutes. A break of {d} minutes follows. How "
     "many minutes pass from the start of the lesson to the end of the break?",
     "c+d", "a=13..16 b=15..45/5 c=40..60/5 d=15..25/5", false},
    {"nightwork",
     "A watchman comes on duty at 10 p.m. and goes home at {a} a.m. For how many hours is he "
     "on duty?",
     "a+2", "a=4..9", false},
    {"music",
     "{N} practises the flute for {a} minutes every day. How many hours does {she} practise "
     "in {b} days?",
     "a*b/60", "a=20..50/5 b=6..60", false},
    {"weeksdays",
     "{N} stays with {her} grandparents for {a} weeks and {b} days. How many days is that?",
     "a*7+b", "a=2..6 b=2..6", false},
    {"yearly", "A gym charges ${a} each month. What does a membership cost for {b} years?",
     "a*12*b", "a=15..60 b=2..5", false},
    {"parking",
     "Parking costs ${a} for the first hour and ${b} for each further hour. {N} parks for {c} "
     "hours. How much does {she} have to pay?",
     "a+(c-1)*b", "a=4..9 b=2..3 c=3..9", false},
    {"mailing",
     "Sending a parcel costs ${a} for the first kilogram and ${b} for every additional "
     "kilogram. What does it cost to send a parcel of {c} kg?",
     "a+(c-1)*b", "a=5..12 b=2..4 c=3..12", false},
    {"rental",
     "Renting a boat costs ${a} plus ${b} per hour. How much does it cost to rent the boat "
     "for {c} hours?",
     "a+b*c", "a=10..30 b=4..9 c=3..8", false},
    {"plank", "A plank {a} m long is sawn into pieces of {b} cm. How many pieces are there?",
     "a*100/b", "a=2..9 b=20,25,40,50", false},
    {"grams", "A cook has {a} kg of flour and uses {b} g. How many grams of flour are left?",
     "a*1000-b", "a=2..5 b=150..950/50", false},
    {"yard", "A rectangular yard is {a} m long and {b} m wide. What is its perimeter in metres?",
     "2*(a+b)", "a=20..60 b=8..19", false},
    {"wallpaper",
     "A wall is {a} m wide and {b} m high. A window of {c} square metres is left out. How "
     "many square metres have to be papered?",
     "a*b-c", "a=6..12 b=3..4 c=2..5", false},
    {"tiles",
     "A floor of {a} m by {b} m is covered with square tiles of which {c} cover one square "
     "metre. How many tiles are needed?",
     "a*b*c", "a=4..9 b=3..8 c=4,9,16", false},
    {"girlsboys",
     "A school has {a} pupils. There are {b} more girls than boys. How many girls go to the "
     "school?",
     "(a+b)/2", "a=200..600 b=10..60", false},
    {"ball",
     "A racket and a ball cost ${a} together. The racket is ${b} dearer than the ball. What "
     "does the racket cost?",
     "(a+b)/2", "a=30..90 b=10..28", false},
    {"agesum",
     "{N} is {a} years old. {N}'s brother is {b} years younger. What is the sum of their "
     "ages?",
     "2*a-b", "a=9..18 b=2..6", false},
    {"halves",
     "A class of {a} children collects leaves. Each child brings {b} leaves, and their "
     "teacher adds {c} of his own. How many leaves do they have?",
     "a*b+c", "a=15..30 b=3..9 c=10..40", false},
    {"tall",
     "{N}, who is {a} years old, is {b} cm tall. {She} has grown {c} cm in the last year. How "
     "tall was {she} a year ago?",
     "b-c", "a=8..14 b=125..170 c=3..9", false},
    {"candles",
     "A box of candles costs ${a} and holds {b} candles. A church burns {c} candles a month. "
     "How many boxes must it buy for {d} months?",
     "ceil(c*d/b)", "a=8..20 b=10,12,20 c=13..40 d=2..6", false},
};
const uint32_t els_word_n_templates_third_b =
    sizeof els_word_templates_third_b / sizeof els_word_templates_third_b[0];
