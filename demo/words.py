"""The words the model is taught: COCO's things and stuff, ImageNet's names, and how to say them."""

import re
from pathlib import Path

# Category numbers of COCO's panoptic masks -> the word taught for them.
_THINGS = """person bicycle car motorcycle airplane bus train truck boat traffic_light
fire_hydrant - stop_sign parking_meter bench bird cat dog horse sheep cow elephant bear zebra
giraffe - backpack umbrella - - handbag tie suitcase frisbee skis snowboard sports_ball kite
baseball_bat baseball_glove skateboard surfboard tennis_racket bottle - wine_glass cup fork knife
spoon bowl banana apple sandwich orange broccoli carrot hot_dog pizza donut cake chair couch
potted_plant bed - dining_table - - toilet - tv laptop mouse remote keyboard cell_phone microwave
oven toaster sink refrigerator - book clock vase scissors teddy_bear hair_drier toothbrush"""
THINGS = {
    number: word.replace("_", " ")
    for number, word in enumerate(_THINGS.split(), start=1)
    if word != "-"
}
STUFF = {
    92: "banner", 93: "blanket", 95: "bridge", 100: "cardboard", 107: "counter", 109: "curtain",
    112: "door", 118: "floor", 119: "flower", 122: "fruit", 125: "gravel", 128: "house",
    130: "light", 133: "mirror", 138: "net", 141: "pillow", 144: "platform", 145: "field",
    147: "railroad", 148: "river", 149: "road", 151: "roof", 154: "sand", 155: "sea", 156: "shelf",
    159: "snow", 161: "stairs", 166: "tent", 168: "towel", 171: "wall", 175: "wall", 176: "wall",
    177: "wall", 178: "water", 180: "blind", 181: "window", 184: "tree", 185: "fence",
    186: "ceiling", 187: "sky", 188: "cabinet", 189: "table", 190: "floor", 191: "pavement",
    192: "mountain", 193: "grass", 194: "dirt", 195: "paper", 196: "food", 197: "building",
    198: "rock", 199: "wall", 200: "rug",
}  # fmt: skip


def with_article(name: str) -> str:
    """'a dog', 'an oven', and nothing before what is not counted: 'skis', 'scissors'."""
    if name in ("skis", "scissors"):
        return name
    return ("an " if name[0].lower() in "aeiou" else "a ") + name


def listed(names: list[str]) -> str:
    """'a dog', 'a dog and a car', 'a dog, a car and a tree'."""
    things = [with_article(name) for name in names]
    if len(things) == 1:
        return things[0]
    return ", ".join(things[:-1]) + " and " + things[-1]


def head_word(name: str) -> str:
    """The word that says what kind of thing it is: 'table' of 'dining table'."""
    return name.split()[-1]


def mentions(text: str, name: str) -> bool:
    """Whether `text` names the thing as a whole word, in singular or plural ('car', not 'cart')."""
    stem = re.escape(name.lower())
    return re.search(rf"\b{stem}(?:s|es)?\b", text.lower()) is not None


def class_names(path: Path) -> list[str]:
    """Class names of a data set in YOLO form, in the order of their numbers (`classes.yaml`)."""
    found = re.findall(r"^\s+(\d+):\s*(.+?)\s*$", path.read_text(), flags=re.MULTILINE)
    return [name for _, name in sorted(((int(number), name) for number, name in found))]


# ImageNet's names under the everyday word that people (and COCO) use.
_EVERYDAY = """
person: scuba diver, groom, ballplayer
bicycle: bicycle-built-for-two, mountain bike, tricycle
car: ambulance, beach wagon, cab, convertible, jeep, limousine, minivan, Model T, racer, sports car
motorcycle: moped, motor scooter
airplane: airliner, warplane, wing
bus: minibus, school bus, trolleybus
train: bullet train, freight car, passenger car, electric locomotive, steam locomotive, streetcar
truck: fire engine, garbage truck, moving van, pickup, tow truck, trailer truck, snowplow
boat: canoe, fireboat, gondola, lifeboat, speedboat, yawl, catamaran, trimaran, schooner, liner,\
 container ship, wreck, pirate
traffic light: traffic light
parking meter: parking meter
bench: park bench
sheep: ram
cow: ox, water buffalo, bison
horse: sorrel
zebra: zebra
backpack: backpack
umbrella: umbrella
handbag: purse
tie: Windsor tie, bow tie
skis: ski
sports ball: baseball, basketball, croquet ball, golf ball, rugby ball, soccer ball, tennis ball,\
 volleyball, ping-pong ball
tennis racket: racket
wine glass: goblet, red wine
cup: cup, coffee mug, espresso, beer glass
knife: cleaver, letter opener
spoon: wooden spoon, ladle
banana: banana
apple: Granny Smith
orange: orange
lemon: lemon
strawberry: strawberry
pineapple: pineapple
sandwich: cheeseburger
broccoli: broccoli
hot dog: hotdog
pizza: pizza
cake: trifle
couch: studio couch
potted plant: pot
bed: four-poster
dining table: dining table
toilet: toilet seat
tv: television, monitor, screen
laptop: laptop, notebook
mouse: mouse
remote: remote control
keyboard: computer keyboard, typewriter keyboard
cell phone: cellular telephone
microwave: microwave
oven: stove, rotisserie
toaster: toaster
sink: washbasin
refrigerator: refrigerator
book: comic book, book jacket, bookcase, bookshop, library
vase: vase
teddy bear: teddy
hair drier: hand blower
monkey: gorilla, chimpanzee, orangutan, gibbon
lion: lion
tiger: tiger
"""
EVERYDAY = {
    name.strip(): line.split(":")[0]
    for line in _EVERYDAY.strip().splitlines()
    for name in line.split(":")[1].split(",")
}
# Categories too wide to be what somebody would say first.
WIDE = frozenset(
    [
        "animal", "clothing", "container", "device", "equipment", "food", "fruit", "furniture",
        "instrument", "machine", "structure", "tool", "vegetable", "vehicle",
    ]
)  # fmt: skip


def taught_words(name: str, category: str | None) -> dict[str, float]:
    """What to say of an ImageNet picture, and how often: everyday words before exact names."""
    if name in EVERYDAY:
        return {EVERYDAY[name]: 1.0}
    if category is None or category == name:
        return {name: 1.0}
    if category in WIDE:
        return {name: 0.6, category: 0.4}
    return {category: 0.8, name: 0.2}
