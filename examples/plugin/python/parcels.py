"""A task plugin for ELS: JSON lines on stdin and stdout, as docs/plugins.md describes.

Nothing but the request decides what a task is: the random numbers come from its seed."""

import json
import random
import sys

# Wordings per family: each is a template, and ELS decides which of them are only measured.
FAMILIES = {
    "boxes": {
        "each": "Each box holds {a} jars. How many jars are in {b} boxes?",
        "per": "A box takes {a} jars. How many jars fit into {b} boxes?",
        "fill": "With {a} jars per box, how many jars do {b} boxes hold?",
        "stack": "There are {b} boxes of {a} jars each. How many jars are there?",
        "order": "A customer orders {b} boxes. Each has {a} jars. How many jars is that?",
    },
    "rest": {
        "sold": "There were {c} jars and {a} were sold. How many are left?",
        "broken": "Of {c} jars {a} broke. How many jars are whole?",
        "sent": "A shelf had {c} jars, then {a} were sent away. How many remain?",
        "taken": "{a} of {c} jars were taken. How many jars are still there?",
        "given": "A shop with {c} jars gives away {a}. How many does it keep?",
    },
}


def describe():
    return {
        "name": "parcels",
        "version": "1",
        "description": "Jars in boxes: products and differences.",
        "families": [
            {"name": family, "templates": sorted(wordings)} for family, wordings in FAMILIES.items()
        ],
    }


def generate(request):
    draw = random.Random(request["seed"])
    most = 10 * request["difficulty"]
    a, b, c = draw.randint(2, most), draw.randint(2, most), draw.randint(most + 1, 3 * most)
    wording = FAMILIES[request["family"]][request["template"]]
    answer = a * b if request["family"] == "boxes" else c - a
    return {
        "id": request["id"],
        "question": wording.format(a=a, b=b, c=c),
        "type": "number",
        "answer": str(answer),
    }


for line in sys.stdin:
    request = json.loads(line)
    answer = describe() if request["op"] == "describe" else generate(request)
    print(json.dumps(answer), flush=True)
