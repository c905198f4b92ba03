/* word_templates.c — the templates; how they are told is in word_render.c. */
#include "word_templates.h"

const els_word_template els_word_templates[] = {
    {"rotten",
     "{N} [packs|fills] {a} [crates|boxes] with {b} [1:melons|pumpkins|lemons] each. {c} of the "
     "{1} [turn out to be|are] rotten. How many good {1} [does {she} have|are there]?",
     "a*b-c", "a=3..9 b=6..20 c=2..12", false},
    {"change",
     "{N} buys {a} [notebooks|mugs|candles] that cost ${b} each. {She} pays with ${c}. How much "
     "change does {she} get back?",
     "c-a*b", "a=2..8 b=2..9 c=50,100", false},
    {"cinema",
     "A ticket for the [cinema|theatre|zoo] costs ${a} for adults and ${b} for children. What do "
     "{c} adults and {d} children pay in all?",
     "a*c+b*d", "a=9..20 b=3..8 c=2..6 d=3..9", false},
    {"jar",
     "There are {a} [sweets|walnuts|marbles] in a jar. {N} takes out {b} and shares the rest "
     "equally among {c} friends. How many does each friend get?",
     "(a-b)/c", "a=30..90 b=5..25 c=3..8", false},
    {"train",
     "A [train|coach] travels at {a} km per hour for {b} hours and then at {c} km per hour for {d} "
     "hours. How far does it go altogether?",
     "a*b+c*d", "a=50..120/10 b=2..5 c=40..100/10 d=2..6", false},
    {"stamps",
     "{N} has {a} stamps. {M} has {b} times as many stamps as {N}. How many stamps do they have "
     "together?",
     "a*(b+1)", "a=6..40 b=3..9", false},
    {"cards",
     "{M} has {a} cards, and {N} has {b} more cards than {M}. How many cards do the two have "
     "together?",
     "a*2+b", "a=10..60 b=3..30", false},
    {"age",
     "{N} is {a} years old. {M} is {b} years older than {N}, and {K} is {c} times as old as {M}. "
     "How old is {K}?",
     "(a+b)*c", "a=4..20 b=2..9 c=2..4", false},
    {"coat",
     "{N} earns ${a} an hour and works {b} hours a day. After {c} days {she} spends ${d} on a "
     "[coat|lamp|guitar]. How much money is left?",
     "a*b*c-d", "a=9..20 b=4..8 c=3..9 d=40..95", false},
    {"baker",
     "A baker makes {a} [1:loaves|rolls|pies] every day. How many {1} does he make in {b} weeks?",
     "a*7*b", "a=20..90 b=2..6", false},
    {"pump",
     "A pump moves {a} litres of water per minute. How many litres does it move in {b} hours?",
     "a*60*b", "a=5..40 b=2..9", false},
    {"sale",
     "A [jacket|tent|watch] is priced at ${a}. In the sale it is reduced by {b}%. What is the sale "
     "price?",
     "a*(100-b)/100", "a=40..300/10 b=10..60/5", true},
    {"bicycles",
     "{a}% of the {b} pupils of a school come by [1:bicycle|bus]. How many pupils do not come by "
     "{1}?",
     "b*(100-a)/100", "a=10..80/5 b=200..800/20", false},
    {"farmers",
     "In a village of {a} people, {b} percent are [1:farmers|fishermen|teachers]. How many {1} "
     "live there?",
     "a*b/100", "a=200..900/20 b=10..60/5", false},
    {"rent",
     "The rent of a [flat|shop|garage] was ${a} a month. It goes up by {b}%. What is the new rent?",
     "a*(100+b)/100", "a=200..900/50 b=4..20/2", true},
    {"average",
     "{N} scored {a}, {b} and {c} points in three games. What was {her} average score per game?",
     "(a+b+c)/3", "a=10..40 b=10..40 c=10..40", false},
    {"trip",
     "{a} pupils and {b} teachers go on a trip. Each [bus|van|boat] holds {c} people. How many of "
     "them are needed?",
     "ceil((a+b)/c)", "a=60..200 b=4..12 c=9..45", false},
    {"reading",
     "{N} reads {a} pages in {b} days. At this rate, how many pages will {she} read in {c} days?",
     "a*c/b", "a=40..200/10 b=2..5 c=6..20", false},
    {"tank",
     "A tank holds {a} litres and already contains {b} litres. A tap fills in {c} litres per "
     "minute. How many minutes does it take until the tank is full?",
     "(a-b)/c", "a=200..900/10 b=20..150/10 c=5..30/5", false},
    {"saving",
     "{N} wants to buy a [bicycle|camera|drum] that costs ${a}. {She} has ${b} now and saves ${c} "
     "every week. How many weeks must {she} still save?",
     "(a-b)/c", "a=150..600/10 b=20..120/10 c=5..25/5", false},
    {"stickers",
     "{N} bought {a} packs of {b} stickers and {M} bought {c} packs of {d} stickers. How many more "
     "stickers did {N} get than {M}?",
     "a*b-c*d", "a=5..12 b=8..20 c=2..6 d=4..10", false},
    {"apples",
     "{N}, who is {a} years old, picked {b} [apples|plums] in the morning and {c} in the "
     "afternoon. How many did {she} pick that day?",
     "b+c", "a=7..15 b=12..60 c=10..70", false},
    {"fence",
     "A [field|garden|yard] is {a} metres long and {b} metres wide. How many metres of fence go "
     "around it?",
     "(a+b)*2", "a=20..90 b=8..50", false},
    {"carpet",
     "A room measures {a} metres by {b} metres. Carpet costs ${c} per square metre. What does the "
     "carpet for the room cost?",
     "a*b*c", "a=3..9 b=3..8 c=8..30", false},
    {"eggs",
     "{N} buys {a} dozen eggs and breaks {b} of them on the way. How many whole eggs does {she} "
     "bring home?",
     "a*12-b", "a=2..9 b=2..15", false},
    {"marbles",
     "{N} had twice as many [1:marbles|coins] as {M}, who had {a}. Then {N} gave away {b}. How "
     "many {1} does {N} have now?",
     "a*2-b", "a=12..60 b=3..20", false},
    {"hall",
     "Half of the {a} seats in a hall are taken. Then {b} more people sit down. How many seats are "
     "still free?",
     "a/2-b", "a=60..300/2 b=5..25", false},
    {"shelf",
     "{N} had {a} books. {She} bought {b} more and gave {c} to {M}. How many books does {she} have "
     "now?",
     "a+b-c", "a=20..80 b=4..20 c=3..18", false},
    {"swap",
     "After giving {a} [1:shells|badges] to {M} and getting {b} from {K}, {N} has {c}. How many "
     "{1} did {N} have at first?",
     "c+a-b", "a=5..25 b=3..20 c=20..70", false},
    {"birds",
     "Some birds sat on a wire. {a} of them flew away and {b} stayed. How many birds had been "
     "there at the start?",
     "a+b", "a=4..30 b=5..40", false},
    {"bus",
     "A bus leaves with {a} passengers. At the first stop {b} get off and {c} get on; at the next "
     "stop {d} get on. How many passengers are on the bus now?",
     "a-b+c+d", "a=20..45 b=3..15 c=2..12 d=2..12", false},
    {"shift",
     "{N} works {a} days a week and {b} hours a day. How many hours does {she} work in {c} weeks?",
     "a*b*c", "a=3..6 b=4..9 c=2..12", false},
    {"bill",
     "{a} friends share a bill equally. The [meal|pizza] cost ${b} and the drinks cost ${c}. How "
     "much does each friend pay?",
     "(b+c)/a", "a=3..8 b=40..120 c=10..50", false},
    {"tip", "A dinner costs ${a}, and {N} leaves a tip of {b}%. How much does {she} pay in total?",
     "a*(100+b)/100", "a=20..90/5 b=10..20/5", true},
    {"phone",
     "A phone plan costs ${a} a month plus ${b} for every extra hour. Last month {N} used {c} "
     "extra hours. How high was {her} bill?",
     "a+b*c", "a=15..40 b=2..6 c=3..12", false},
    {"taxi",
     "A taxi charges ${a} to start and ${b} per mile. {N} paid ${c} for a ride. How many miles "
     "long was it?",
     "(c-a)/b", "a=3..8 b=2..5 c=20..90", false},
    {"chairs",
     "In a hall there are {a} rows of {b} chairs. {c} more chairs are put at the back. How many "
     "chairs are there now?",
     "a*b+c", "a=5..20 b=6..18 c=4..30", false},
    {"rope",
     "From a rope {a} metres long {N} cuts {c} pieces of {b} metres each. How many metres of rope "
     "are left?",
     "a-b*c", "a=60..150 b=2..8 c=3..7", false},
    {"height",
     "{N} is {a} cm tall. {M} is {b} cm shorter than {N}, and {K} is {c} cm taller than {M}. How "
     "tall is {K}?",
     "a-b+c", "a=140..190 b=4..25 c=2..18", false},
    {"together",
     "Together {N} and {M} have {a} [nuts|tokens]. {N} has {b} more than {M}. How many has {M}?",
     "(a-b)/2", "a=30..120 b=4..28", false},
    {"noon",
     "At noon it was {a} degrees. By evening the temperature had fallen by {b} degrees and during "
     "the night it fell by another {c} degrees. How many degrees was it then?",
     "a-b-c", "a=22..38 b=3..9 c=2..8", false},
    {"speed",
     "On a full tank a car goes {a} km, and it took {b} hours for a trip of {c} km. What was its "
     "speed in km per hour?",
     "c/b", "a=500..900/50 b=2..6 c=120..480/10", false},
    {"detour",
     "{N} drives {a} miles at {b} miles per hour and then {c} miles at {d} miles per hour. How "
     "many hours does {she} drive?",
     "a/b+c/d", "a=60..240/20 b=30..60/10 c=100..300/20 d=40..60/10", false},
    {"pencils",
     "A class has {a} children, and {b} of them are girls. Every boy gets {c} pencils. How many "
     "pencils are needed for the boys?",
     "(a-b)*c", "a=20..35 b=8..17 c=2..6", false},
    {"hens",
     "A farmer has {a} hens. Each hen lays {b} eggs a week. He sells the eggs for ${c} each. How "
     "much does he take in a week?",
     "a*b*c", "a=6..30 b=3..7 c=2..3", false},
    {"stall",
     "{N} sells {a} cakes for ${b} each at a fair. The ingredients cost {her} ${c}. How much "
     "profit does {she} make?",
     "a*b-c", "a=10..40 b=3..9 c=15..60", false},
    {"trader",
     "A trader buys {a} kg of coffee at ${b} per kg and sells it at ${c} per kg. What is his "
     "profit?",
     "a*(c-b)", "a=10..80 b=4..9 c=11..20", false},
    {"workers",
     "{a} workers need {b} days to build a wall. How many days would {c} workers need for it?",
     "a*b/c", "a=4..12 b=4..12 c=2..16", false},
    {"recipe",
     "A recipe for {a} people takes {b} grams of flour. How many grams are needed for {c} people?",
     "b*c/a", "a=2..6 b=200..600/50 c=5..15", false},
    {"toys",
     "A factory makes {a} toys an hour and runs {b} hours a day. The toys are packed in boxes of "
     "{c}. How many boxes are filled in a day?",
     "a*b/c", "a=30..90/5 b=6..12 c=5..15", false},
    {"chocolates",
     "{N} shares {a} boxes of {b} chocolates equally among {c} children. How many chocolates does "
     "each child get?",
     "a*b/c", "a=3..9 b=8..24 c=4..12", false},
    {"weekdays",
     "{N} runs {a} km on each of the {b} weekdays and {c} km on Saturday. How many km does {she} "
     "run in the week?",
     "a*b+c", "a=3..9 b=5 c=8..20", false},
    {"coupon",
     "{N} orders {a} shirts at ${b} each and has a coupon for ${c} off. What does {she} pay?",
     "a*b-c", "a=2..6 b=12..30 c=5..20", false},
    {"magazine", "A magazine costs ${a} a month. How much does {N} pay for it in {b} years?",
     "a*12*b", "a=4..25 b=2..6", false},
    {"tickets",
     "A theatre sold {a} of its {b} tickets at ${c} each. How many tickets were not sold?", "b-a",
     "a=120..300 b=320..500 c=8..30", false},
    {"library",
     "A library has {a} shelves with {b} books each. {c} books are lent out and {d} come back. How "
     "many books are in the library now?",
     "a*b-c+d", "a=8..30 b=20..45 c=30..90 d=5..29", false},
    {"purse",
     "{N} has ${a}. {She} spends ${b} on a book and then buys {d} pens for ${c} each. How many "
     "dollars does {she} have left?",
     "a-b-c*d", "a=60..120 b=8..25 c=2..5 d=2..6", false},
    {"squirrels",
     "{N} has {a} nuts. {She} gives the same number to each of {b} squirrels and has {c} left. How "
     "many nuts does each squirrel get?",
     "(a-c)/b", "a=30..120 b=3..9 c=2..15", false},
    {"taps",
     "One tap gives {a} litres a minute and another gives {b} litres a minute. How many litres do "
     "both give in {c} minutes?",
     "(a+b)*c", "a=5..20 b=4..18 c=5..30", false},
    {"leak",
     "Every minute {a} litres run into a barrel and {b} litres leak out. How many litres more are "
     "in it after {c} minutes?",
     "(a-b)*c", "a=12..30 b=2..9 c=5..30", false},
    {"meeting",
     "Two trains are {a} km apart and drive towards each other, one at {b} km per hour, the other "
     "at {c} km per hour. After how many hours do they meet?",
     "a/(b+c)", "a=200..900/10 b=40..90/10 c=40..110/10", false},
    {"parcels",
     "The mean weight of {a} parcels is {b} kg. All but one of them weigh {c} kg together. What "
     "does that one weigh?",
     "a*b-c", "a=4..8 b=6..15 c=12..60", false},
    {"ribbon", "A ribbon of {a} metres is cut into pieces of {b} cm. How many pieces are there?",
     "a*100/b", "a=3..20 b=20,25,40,50,60", false},
    {"film", "A film lasts {a} hours and {b} minutes. How many minutes is that?", "a*60+b",
     "a=2..4 b=5..55", false},
    {"raise",
     "{N} earned ${a} a month. Now {she} gets ${b} a month more. How much does {she} earn in a "
     "year?",
     "(a+b)*12", "a=900..3000/100 b=50..300/10", false},
    {"book", "A book has {a} pages. {N} reads {b} pages a day for {c} days. How many pages remain?",
     "a-b*c", "a=200..400 b=8..25 c=3..8", false},
    {"teams",
     "{a} teams come to a tournament. Each team has {b} players and {c} coaches. How many people "
     "come?",
     "a*(b+c)", "a=4..16 b=6..15 c=2..4", false},
    {"bags",
     "{N} puts {a} sweets and {b} toys into each gift bag. How many things does {she} need for {c} "
     "bags?",
     "(a+b)*c", "a=4..12 b=2..6 c=6..25", false},
    {"juice",
     "{a} bottles of {b} litres of juice are poured equally into {c} jugs. How many litres are in "
     "each jug?",
     "a*b/c", "a=4..15 b=2..6 c=2..10", false},
    {"boat",
     "A boat costs ${a} for the first hour and ${b} for each further hour. {N} rents it for {c} "
     "hours. What does {she} pay?",
     "a+b*(c-1)", "a=15..30 b=5..12 c=3..9", false},
    {"points",
     "To win, {N} needs {a} points. {She} got {b} points in the first round and {c} in the second. "
     "How many points are missing?",
     "a-b-c", "a=90..150 b=20..45 c=15..40", false},
    {"shells", "{N} found {a} shells and {M} found {b}. How many fewer shells did {M} find?", "a-b",
     "a=40..90 b=8..38", false},
    {"margin",
     "A dealer buys a table for ${a} and sells it for ${b}. How many percent profit does she make?",
     "(b-a)*100/a", "a=40..200/10 b=60..300/10", false},
    {"test", "{N} answered {a} of {b} questions correctly. What percentage is that?", "a*100/b",
     "a=6..45 b=20,25,40,50", false},
    {"bikes",
     "A shop that opened {a} years ago sells {b} [bikes|sofas] a week for ${c} each. What does it "
     "take in a week?",
     "b*c", "a=3..40 b=5..30 c=80..300/10", false},
    {"tour",
     "On a tour of {a} days {N} rests for {b} days and rides {c} km on every other day. How many "
     "km does {she} ride?",
     "(a-b)*c", "a=8..20 b=2..5 c=30..90/5", false},
    {"truck",
     "An empty truck weighs {a} kg. It is loaded with {b} crates of {c} kg each. What does it "
     "weigh now?",
     "a+b*c", "a=1500..4000/100 b=6..30 c=20..60/5", false},
    {"paint",
     "{a} litres of paint are enough for {b} square metres. How many litres are needed for {c} "
     "square metres?",
     "c*a/b", "a=2..6 b=10..30/5 c=40..150/5", false},
    {"stairs",
     "A tower has {a} floors with {b} steps each. {N} has climbed {c} steps. How many steps are "
     "still ahead of {her}?",
     "a*b-c", "a=6..20 b=12..22 c=20..70", false},
    {"guests",
     "{a} guests were invited to a wedding and {b} cannot come. Each table seats {c}. How many "
     "tables are needed?",
     "(a-b)/c", "a=60..160 b=4..30 c=4..10", false},
    {"younger",
     "{N} is {a} years old, and {M} is {b} years younger. How old will {M} be in {c} years?",
     "a-b+c", "a=20..50 b=2..15 c=3..20", false},
    {"jobs",
     "{N} mows lawns for ${a} an hour and washes cars for ${b} an hour. Last week {she} mowed for "
     "{c} hours and washed cars for {d} hours. How much did {she} earn?",
     "a*c+b*d", "a=8..15 b=6..12 c=3..9 d=2..8", false},
    {"gap",
     "A shirt costs ${a} and a hat costs ${b}. How much more do {c} shirts cost than {c} hats?",
     "(a-b)*c", "a=20..40 b=6..18 c=2..7", false},
    {"plants",
     "{N} plants {a} rows of {b} tulips and {c} rows of {d} roses. How many flowers are there?",
     "a*b+c*d", "a=3..9 b=6..15 c=2..8 d=5..14", false},
    {"savings",
     "Every month {N} earns ${a}, pays ${b} for rent and ${c} for food and saves the rest. How "
     "much does {she} save in {d} months?",
     "(a-b-c)*d", "a=1500..3000/100 b=400..800/50 c=150..400/50 d=3..10", false},
    {"herd",
     "A herd has {a} sheep. In spring {b} lambs are born, and in autumn {c} animals are sold. How "
     "big is the herd then?",
     "a+b-c", "a=60..200 b=10..50 c=15..55", false},
    {"thrice",
     "{M} ran {a} laps. {N} ran {b} times as many laps as {M}. How many more laps did {N} run?",
     "a*(b-1)", "a=3..12 b=3..6", false},
    {"mixed",
     "There are {a} red and {b} blue balloons in each of {c} bags, and {d} of all the balloons "
     "burst. How many are left?",
     "(a+b)*c-d", "a=4..12 b=3..10 c=4..12 d=3..20", false},
    {"refill",
     "A can of {a} litres fills {b} glasses. How many cans does {N} need to fill {c} glasses?",
     "c/b", "a=2..5 b=6..15 c=60..240/6", false},
    {"fine",
     "{N} returned a book {a} days late and another {b} days late. The fine is {c} cents per day. "
     "How many cents does {she} owe?",
     "(a+b)*c", "a=2..12 b=3..15 c=5..30/5", false},
    /* the same problem in four wordings each */
    {"loose.1",
     "{N} has {a} [boxes|bags] with {b} [1:pears|beads] in each. {She} gives {c} {1} to {M}. How "
     "many {1} does {N} have left?",
     "a*b-c", "a=3..9 b=6..20 c=2..12", false},
    {"loose.2",
     "There are {a} [1:trays|baskets] in the kitchen, and each of the {1} holds {b} "
     "[2:buns|rolls]. The guests eat {c} of the {2}. How many remain?",
     "a*b-c", "a=3..9 b=6..20 c=2..12", false},
    {"loose.3",
     "A shop gets {a} cartons of {b} [lamps|radios] each. {c} have already been sold. How many are "
     "still in the shop?",
     "a*b-c", "a=3..9 b=6..20 c=2..15", false},
    {"loose.4",
     "{N} buys {a} packets that contain {b} [1:seeds|screws] each and loses {c} of them. How many "
     "{1} are left?",
     "a*b-c", "a=3..9 b=6..20 c=2..12", false},
    {"extra.1",
     "{N} has {a} albums with {b} photos in each and {c} more photos in a drawer. How many photos "
     "does {she} have altogether?",
     "a*b+c", "a=3..9 b=8..30 c=3..25", false},
    {"extra.2",
     "There are {a} tables with {b} chairs each in a room. Another {c} chairs stand along the "
     "wall. How many chairs are there in all?",
     "a*b+c", "a=3..12 b=2..8 c=3..20", false},
    {"extra.3",
     "Each of {a} [buses|vans] carries {b} people, and {c} people come on foot. What is the total "
     "number of people?",
     "a*b+c", "a=3..9 b=8..30 c=3..25", false},
    {"extra.4",
     "{N} saves ${b} every week for {a} weeks, and then {her} aunt gives {her} ${c} more. How much "
     "money does {she} have in total?",
     "a*b+c", "a=3..12 b=4..15 c=5..40", false},
    {"paying.1",
     "{N} has ${c}. {She} buys {a} [tickets|kites] for ${b} each. How much money does {she} have "
     "left?",
     "c-a*b", "a=2..8 b=2..9 c=80..150", false},
    {"paying.2",
     "A roll has {c} metres of wire. {N} uses {a} pieces, each {b} metres long. How many metres "
     "remain?",
     "c-a*b", "a=2..8 b=2..9 c=80..150", false},
    {"paying.3",
     "There were {c} [stickers|cards] in a drawer. {N} gave {b} to each of {her} {a} friends. How "
     "many are left in the drawer?",
     "c-a*b", "a=2..8 b=2..9 c=80..150", false},
    {"paying.4",
     "{N} must read {c} pages. {She} has read {b} pages a day for {a} days. How many pages are "
     "still left?",
     "c-a*b", "a=2..8 b=5..9 c=80..150", false},
    {"two.1",
     "{N} buys {a} books at ${b} each and {c} pens at ${d} each. How much does {she} pay in total?",
     "a*b+c*d", "a=2..6 b=6..15 c=2..9 d=1..4", false},
    {"two.2",
     "There are {a} large boxes with {b} cups each and {c} small boxes with {d} cups each. How "
     "many cups are there altogether?",
     "a*b+c*d", "a=2..6 b=10..20 c=2..9 d=3..8", false},
    {"two.3",
     "{N} walked {a} km per hour for {b} hours and cycled {c} km per hour for {d} hours. How many "
     "km did {she} travel in all?",
     "a*b+c*d", "a=3..6 b=2..5 c=10..20 d=2..5", false},
    {"two.4",
     "{a} men work {b} hours each, and {c} women work {d} hours each. What is the total number of "
     "hours they work?",
     "a*b+c*d", "a=2..8 b=4..9 c=2..8 d=3..9", false},
    {"share.1",
     "{N} has {a} [plums|figs]. {She} eats {b} and shares the rest equally among {c} friends. How "
     "many does each friend get?",
     "(a-b)/c", "a=30..99 b=3..20 c=3..8", false},
    {"share.2",
     "Of {a} eggs {b} are broken. The others are packed into boxes of {c}. How many boxes are "
     "filled?",
     "(a-b)/c", "a=60..150 b=4..20 c=4..10", false},
    {"share.3",
     "{N} has ${a} and spends ${b} on food. The rest must last for {c} days. How much can {she} "
     "spend each day?",
     "(a-b)/c", "a=90..300 b=20..60 c=3..8", false},
    {"share.4",
     "A gardener has {a} bulbs. He gives away {b} of them and plants the rest in {c} equal rows. "
     "How many bulbs are in each row?",
     "(a-b)/c", "a=50..150 b=4..30 c=3..9", false},
    {"joint.1",
     "{N} has {a} [plums|figs] and {M} has {b}. They share all of them equally among {c} children. "
     "How many does each child get?",
     "(a+b)/c", "a=12..60 b=8..50 c=3..8", false},
    {"joint.2", "{a} boys and {b} girls form teams of {c}. How many teams are there?", "(a+b)/c",
     "a=12..60 b=8..50 c=3..8", false},
    {"joint.3",
     "{N} earned ${a} on Monday and ${b} on Tuesday and divides the money equally over {c} days. "
     "How much does {she} have for each day?",
     "(a+b)/c", "a=30..90 b=20..90 c=3..8", false},
    {"joint.4",
     "{a} red and {b} white roses are put into bunches of {c} roses. How many bunches are there?",
     "(a+b)/c", "a=12..60 b=8..50 c=3..8", false},
    {"flow.1",
     "{N} had {a} [coins|shells]. {She} found {b} more and gave {c} to {M}. How many does {she} "
     "have now?",
     "a+b-c", "a=20..80 b=4..20 c=3..18", false},
    {"flow.2",
     "There were {a} people on a train. {b} got on and {c} got off. How many people are on the "
     "train now?",
     "a+b-c", "a=20..80 b=4..20 c=3..18", false},
    {"flow.3",
     "A shop had {a} bicycles, received {b} more and sold {c}. How many bicycles does it have "
     "left?",
     "a+b-c", "a=20..80 b=4..20 c=3..18", false},
    {"flow.4", "{N} had ${a}, earned ${b} and spent ${c}. How much money does {she} have now?",
     "a+b-c", "a=20..80 b=4..40 c=3..18", false},
    {"less.1",
     "{N} had {a} [coins|shells]. {She} gave {b} to {M} and lost {c}. How many does {she} have "
     "left?",
     "a-b-c", "a=50..99 b=4..20 c=3..18", false},
    {"less.2",
     "A farmer has {a} cows. He sells {b} in spring and {c} in summer. How many cows remain?",
     "a-b-c", "a=50..99 b=4..20 c=3..18", false},
    {"less.3",
     "{N} has ${a}. {She} spends ${b} on shoes and ${c} on a hat. How much money is left?", "a-b-c",
     "a=80..150 b=20..40 c=10..30", false},
    {"less.4",
     "Of {a} litres of milk {b} litres are drunk and {c} litres are spilled. How many litres are "
     "left?",
     "a-b-c", "a=50..99 b=4..20 c=3..18", false},
    {"pairs.1",
     "Each child gets {a} apples and {b} pears. How many pieces of fruit do {c} children get "
     "altogether?",
     "(a+b)*c", "a=2..9 b=2..9 c=4..25", false},
    {"pairs.2",
     "A meal costs ${a} and a drink costs ${b}. How much do {c} people pay in total if each has a "
     "meal and a drink?",
     "(a+b)*c", "a=6..19 b=2..5 c=3..9", false},
    {"pairs.3",
     "{N} runs {a} km in the morning and {b} km in the evening every day. How many km does {she} "
     "run in {c} days?",
     "(a+b)*c", "a=2..9 b=2..9 c=4..25", false},
    {"pairs.4",
     "One machine makes {a} parts an hour and another makes {b} parts an hour. How many parts do "
     "they make together in {c} hours?",
     "(a+b)*c", "a=8..40 b=8..40 c=3..9", false},
    {"net.1", "{N} earns ${a} a day and spends ${b} a day. How much does {she} save in {c} days?",
     "(a-b)*c", "a=40..90 b=10..35 c=3..20", false},
    {"net.2",
     "A snail climbs {a} cm every day and slips back {b} cm every night. How many cm does it climb "
     "in {c} days?",
     "(a-b)*c", "a=30..60 b=5..25 c=3..9", false},
    {"net.3",
     "A class of {a} pupils goes to the zoo, but {b} pupils are ill. Each ticket costs ${c}. How "
     "much do the tickets cost?",
     "(a-b)*c", "a=20..35 b=2..8 c=3..9", false},
    {"net.4",
     "A shop buys pens for ${b} each and sells them for ${a} each. How much profit does it make on "
     "{c} pens?",
     "(a-b)*c", "a=6..12 b=2..5 c=10..60", false},
    {"triple.1",
     "A hotel has {a} floors with {b} rooms each, and there are {c} beds in each room. How many "
     "beds are there?",
     "a*b*c", "a=3..9 b=8..20 c=2..4", false},
    {"triple.2", "{N} takes {a} pills {b} times a day. How many pills does {she} take in {c} days?",
     "a*b*c", "a=2..4 b=2..4 c=5..30", false},
    {"triple.3",
     "{a} workers work {b} hours a day for ${c} an hour each. How much do they earn in one day?",
     "a*b*c", "a=3..9 b=4..9 c=10..20", false},
    {"triple.4",
     "There are {a} crates with {b} bottles each. Every bottle costs ${c}. How much do all the "
     "bottles cost?",
     "a*b*c", "a=3..9 b=6..20 c=2..5", false},
    {"regroup.1",
     "{N} has {a} bags of {b} sweets and divides the sweets equally among {c} children. How many "
     "sweets does each child get?",
     "a*b/c", "a=3..9 b=8..24 c=4..12", false},
    {"regroup.2",
     "{a} boxes with {b} books each are put on {c} shelves, the same number on every shelf. How "
     "many books are on each shelf?",
     "a*b/c", "a=3..9 b=8..24 c=4..12", false},
    {"regroup.3", "{N} saves ${a} a week for {b} weeks. How many games at ${c} each can {she} buy?",
     "a*b/c", "a=4..15 b=4..12 c=6..20", false},
    {"regroup.4",
     "A baker bakes {a} trays of {b} rolls and packs the rolls into bags of {c}. How many bags are "
     "there?",
     "a*b/c", "a=3..9 b=8..24 c=4..12", false},
    {"rate.1", "{a} machines make {b} parts a day. How many parts do {c} machines make a day?",
     "b*c/a", "a=2..6 b=20..90 c=5..15", false},
    {"rate.2", "{N} types {b} words in {a} minutes. How many words does {she} type in {c} minutes?",
     "b*c/a", "a=2..6 b=60..300 c=5..15", false},
    {"rate.3", "{a} kg of rice cost ${b}. How much do {c} kg of rice cost?", "b*c/a",
     "a=2..6 b=6..30 c=5..15", false},
    {"rate.4", "A car uses {b} litres for {a} km. How many litres does it use for {c} km?", "b*c/a",
     "a=50..200/50 b=4..20 c=100..900/50", false},
    {"off.1", "A [radio|sofa] costs ${a}. There is a discount of {b}%. How much does it cost now?",
     "a*(100-b)/100", "a=40..300/10 b=10..60/5", true},
    {"off.2", "The price of a [bag|bed] was ${a}. It falls by {b}%. What is the new price?",
     "a*(100-b)/100", "a=40..300/10 b=10..60/5", true},
    {"off.3",
     "{N} buys a [lamp|desk] that normally costs ${a} with {b}% off. How much does {she} pay?",
     "a*(100-b)/100", "a=40..300/10 b=10..60/5", true},
    {"off.4",
     "A school had {a} pupils. Since then the number has fallen by {b}%. How many pupils are there "
     "now?",
     "a*(100-b)/100", "a=200..800/20 b=10..60/5", false},
    {"part.1", "{b}% of the {a} people in a hall are children. How many children are in the hall?",
     "a*b/100", "a=200..800/20 b=10..60/5", false},
    {"part.2", "Of {a} apples {b} percent are rotten. How many apples are rotten?", "a*b/100",
     "a=200..800/20 b=10..60/5", false},
    {"part.3", "{N} earns ${a} a month and saves {b}% of it. How much does {she} save a month?",
     "a*b/100", "a=1000..3000/100 b=10..40/5", false},
    {"part.4", "A farm has {a} animals. {b}% of the animals are goats. How many goats are there?",
     "a*b/100", "a=200..800/20 b=10..60/5", false},
    {"fold.1",
     "{N} has {a} pencils, and {M} has {b} times as many. How many pencils do they have "
     "altogether?",
     "a*(b+1)", "a=6..40 b=3..9", false},
    {"fold.2",
     "{N} sold {a} cups on Monday and {b} times as many on Tuesday. How many cups did {she} sell "
     "in total?",
     "a*(b+1)", "a=6..40 b=3..9", false},
    {"fold.3",
     "A pen costs ${a}, and a book costs {b} times as much. How much do both cost together?",
     "a*(b+1)", "a=2..9 b=3..9", false},
    {"fold.4",
     "There are {a} ducks on a lake and {b} times as many geese. How many birds are there in all?",
     "a*(b+1)", "a=6..40 b=3..9", false},
    {"more.1",
     "{N} has {a} pencils, and {M} has {b} more than {N}. How many pencils do they have "
     "altogether?",
     "a*2+b", "a=10..60 b=3..30", false},
    {"more.2",
     "{N} sold {a} cups on Monday and {b} more on Tuesday than on Monday. How many cups did {she} "
     "sell in total?",
     "a*2+b", "a=10..60 b=3..30", false},
    {"more.3",
     "A hat costs ${a}, and a coat costs ${b} more than the hat. How much do both cost together?",
     "a*2+b", "a=10..60 b=3..30", false},
    {"more.4",
     "There are {a} ducks on a lake and {b} more geese than ducks. How many birds are there in "
     "all?",
     "a*2+b", "a=10..60 b=3..30", false},
    {"hours.1",
     "A machine fills {a} bottles per minute. How many bottles does it fill in {b} hours?",
     "a*60*b", "a=5..40 b=2..9", false},
    {"hours.2", "{N}'s heart beats {a} times a minute. How many times does it beat in {b} hours?",
     "a*60*b", "a=60..90 b=2..9", false},
    {"hours.3", "{N} types {a} words a minute. How many words can {she} type in {b} hours?",
     "a*60*b", "a=20..60 b=2..6", false},
    {"hours.4", "Every minute {a} cars pass a gate. How many cars pass it in {b} hours?", "a*60*b",
     "a=5..40 b=2..9", false},
    {"mean.1",
     "{N} read {a} pages on Monday, {b} on Tuesday and {c} on Wednesday. How many pages did {she} "
     "read per day on average?",
     "(a+b+c)/3", "a=10..40 b=10..40 c=10..40", false},
    {"mean.2", "Three parcels weigh {a} kg, {b} kg and {c} kg. What is their average weight?",
     "(a+b+c)/3", "a=4..30 b=4..30 c=4..30", false},
    {"mean.3",
     "What is the mean of the ages of {N}, {M} and {K}, who are {a}, {b} and {c} years old?",
     "(a+b+c)/3", "a=10..60 b=10..60 c=10..60", false},
    {"mean.4", "In three tests {N} got {a}, {b} and {c} points. What was {her} average?",
     "(a+b+c)/3", "a=20..90 b=20..90 c=20..90", false},
    {"versus.1",
     "{N} buys {a} packs of {b} pens, and {M} buys {c} packs of {d} pens. How many more pens does "
     "{N} have than {M}?",
     "a*b-c*d", "a=5..12 b=8..20 c=2..6 d=4..10", false},
    {"versus.2",
     "{N} works {a} hours for ${b} an hour, and {M} works {c} hours for ${d} an hour. How much "
     "more does {N} earn than {M}?",
     "a*b-c*d", "a=6..12 b=12..20 c=2..6 d=8..12", false},
    {"versus.3",
     "One hall has {a} rows of {b} seats, another has {c} rows of {d} seats. How many seats more "
     "does the first one have?",
     "a*b-c*d", "a=9..20 b=12..20 c=5..9 d=8..12", false},
    {"versus.4",
     "{N} has {a} shelves with {b} books each, and {M} has {c} shelves with {d} books each. What "
     "is the difference between their numbers of books?",
     "a*b-c*d", "a=6..12 b=15..25 c=2..6 d=8..14", false},
    {"aside.1",
     "{N} is {a} years old. {She} bought {b} [apples|pens] on Monday and {c} on Tuesday. How many "
     "did {she} buy altogether?",
     "b+c", "a=7..15 b=12..60 c=10..70", false},
    {"aside.2",
     "In {a} days {N} picked {b} red and {c} yellow flowers. How many flowers did {she} pick in "
     "all?",
     "b+c", "a=2..6 b=12..60 c=10..70", false},
    {"aside.3",
     "{N} lives {a} km from school. {She} has {b} blue and {c} green marbles. How many marbles "
     "does {she} have in total?",
     "b+c", "a=2..9 b=12..60 c=10..70", false},
    {"aside.4",
     "At {a} o'clock there were {b} cars in a car park, and then {c} more cars came. How many cars "
     "were there then?",
     "b+c", "a=2..11 b=12..60 c=10..70", false},
};
const uint32_t els_word_n_templates = sizeof els_word_templates / sizeof els_word_templates[0];
