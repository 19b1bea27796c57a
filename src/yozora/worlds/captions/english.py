"""English captions."""

from dataclasses import replace

from yozora.worlds.captions import english_words as words
from yozora.worlds.captions.facts import SIDES, TRAVELS, Act, Dice, Facts, Party
from yozora.worlds.vocabulary import Action, Direction, Gait, Move, Place, Speed, Style, TimeOfDay, Weather

MOST_SHORT_WORDS = 12
LEAST_SHORT_WORDS = 3


def plural(noun: str) -> str:
    """More than one: `balls of yarn`, `wolves`, `police officers`."""
    for glue in (" of ", " with "):
        if glue in noun:
            head, tail = noun.split(glue, 1)
            return f"{plural(head)}{glue}{tail}"
    *before, last = noun.split(" ")
    if last in words.PLURALS:
        return " ".join([*before, words.PLURALS[last]])
    for stem, many in words.PLURALS.items():  # jellyfish, water buffalo
        if last.endswith(stem) and stem in ("fish", "man", "woman"):
            return " ".join([*before, last.removesuffix(stem) + many])
    if last.endswith(("s", "x", "z", "ch", "sh")):
        return noun + "es"
    return noun[:-1] + "ies" if last.endswith("y") and last[-2] not in "aeiou" else noun + "s"


def with_article(noun: str) -> str:
    """`an elephant`, `a unicorn`, `an SUV`."""
    first = noun.split(" ")[0]
    open_sound = first in words.AN or (first[0].lower() in "aeiou" and first not in words.A)
    return f"{'an' if open_sound else 'a'} {noun}"


def finite(phrase: str, *, many: bool) -> str:
    """`goes up to`, or `go up to` for many."""
    if many:
        return phrase
    verb, *rest = phrase.split(" ")
    if verb.endswith(("s", "sh", "ch", "x", "o")):
        verb += "es"
    else:
        verb = verb[:-1] + "ies" if verb.endswith("y") and verb[-2] not in "aeiou" else verb + "s"
    return " ".join([verb, *rest])


def going(phrase: str) -> str:
    """`going up to`."""
    verb, *rest = phrase.split(" ")
    if verb in words.DOUBLED:
        verb += verb[-1]
    elif verb.endswith("ie"):
        verb = verb[:-2] + "y"
    elif verb.endswith("e"):
        verb = verb[:-1]
    return " ".join([verb + "ing", *rest])


def number(count: int) -> str:
    """Small numbers as words."""
    return words.NUMBERS[count] if count < len(words.NUMBERS) else str(count)


class Teller:
    """The words of one caption; it remembers who has been named."""

    def __init__(self, facts: Facts, dice: Dice) -> None:
        self.facts, self.dice, self.scene = facts, dice, facts.scene
        self.named: list[int] = []
        self.names: dict[int, str] = {}
        self.nouns: dict[int, str] = {}
        for party in facts.parties:
            first = party.twins[0]
            if first == party.number:
                self._christen(party)
            self.names[party.number], self.nouns[party.number] = self.names[first], self.nouns[first]

    def _christen(self, party: Party) -> None:
        """Choose its name, `dog`, and its full name, `big red dog`."""
        names = words.NOUNS.get(party.cast.id, (party.cast.english,))
        if party.colour is not None:
            names = words.PAINTED.get(party.cast.id, names)
        before = [self.dice.one_of(words.SIZES[party.size])] if party.size else []
        before += [party.colour.value] if party.colour is not None else []
        self.names[party.number] = self.dice.one_of(names)
        self.nouns[party.number] = " ".join([*before, self.names[party.number]])

    def thing(self, party: Party) -> str:
        """`a dog`, and once it has been named `the dog`."""
        if party.number in self.named:
            return self._again(party)
        self.named.append(party.number)
        noun = self.nouns[party.number]
        other = any(twin in self.named[:-1] for twin in party.twins)
        if party.count > 1:
            return f"{number(party.count)} {'more ' if other else ''}{plural(noun)}"
        if other:
            return f"another {noun}"
        bare = party.colour is None and not party.size
        if bare and party.cast.id in words.PROPER:
            return noun
        return f"the {noun}" if bare and party.cast.id in words.UNIQUE else with_article(noun)

    def _again(self, party: Party) -> str:
        noun = self.names[party.number]
        if list(self.names.values()).count(noun) > len(party.twins):
            noun = self.nouns[party.number]
        counted = f"{number(party.count)} {plural(noun)}" if party.count > 1 else noun
        order = [twin for twin in self.named if twin in party.twins]
        if len(party.twins) == 1:
            proper = party.cast.id in words.PROPER and party.colour is None and not party.size and party.count == 1
            return noun if proper else f"the {counted}"
        place = order.index(party.number)
        return f"the {'other' if place and len(party.twins) == 2 else words.ORDINALS[min(place, 9)]} {counted}"

    def verb(self, act: Act, party: Party) -> str:
        """The bare verb, such as `go up to`; one word where a direction follows."""
        choices = words.OWN_VERBS.get((act.action, party.cast.id))
        choices = choices or words.GAIT_VERBS.get((act.action, party.cast.gait), words.VERBS[act.action])
        if act.direction is not Direction.STAY and act.action is not Action.STAND:
            choices = [choice for choice in choices if " " not in choice] or choices[:1]
        if act.speed is Speed.SLOW:
            choices = [choice for choice in choices if choice not in words.HASTY]
        return self.dice.one_of(choices)

    def does(self, act: Act, party: Party, *, bent: str) -> str:
        """A verb phrase: `slowly walks to the left`; `bent` is `s`, `ing` or empty for the bare verb."""
        verb = self.verb(act, party)
        if bent:
            verb = going(verb) if bent == "ing" else finite(verb, many=party.count > 1)
        how = self.dice.one_of(words.SPEEDS[act.speed]) if act.speed is not Speed.NORMAL else ""
        if act.target is not None:
            parts = [how if how != "fast" else "quickly", verb, self.thing(self.facts.parties[act.target])]
        elif how and how != "fast" and self.dice.chance(0.5):
            parts = [how, verb, self.way(act)]
        else:
            parts = [verb, how, self.way(act)]
        return " ".join(part for part in parts if part)

    def way(self, act: Act) -> str:
        """Where an act leads, as the viewer sees it."""
        if act.direction is Direction.STAY or act.target is not None:
            return ""
        if act.action is Action.STAND:
            return f"facing {act.direction}"
        if act.action is Action.ENTER:
            return "from the left" if act.direction is Direction.RIGHT else "from the right"
        return self.dice.one_of(words.DIRECTIONS[act.direction])

    def where(self, party: Party | None) -> str:
        """The place, as it fits what a party does there first."""
        place = self.scene.place
        act = party.acts[0] if party is not None and party.acts else None
        at = words.PLACES[place][1:]
        if party is None or act is None:
            return self.dice.one_of(at)
        aloft = party.cast.gait in (Gait.FLY, Gait.HOVER) or act.action is Action.FLY
        if aloft and place in words.OVER and act.action in (Action.FLY, Action.FLOAT, Action.CIRCLE):
            name = words.PLACES[place][0]
            return self.dice.one_of((f"over {name}", f"above {name}"))
        if place is Place.SEA and party.cast.gait is Gait.SWIM:
            return self.dice.one_of(words.IN_THE_SEA)
        sideways = act.action in TRAVELS - {Action.LEAVE} and act.direction in SIDES
        return self.dice.one_of((*words.ACROSS.get(place, at), at[0]) if sideways else at)

    def relations(self, party: Party) -> str:
        """`behind a tree and near the dog`, as it is when the clip begins."""
        told = (
            f"{self.dice.one_of(words.RELATIONS[kind])} {self.thing(self.facts.parties[other])}"
            for kind, other in party.relations
        )
        return " and ".join(told)

    def subject(self, party: Party) -> str:
        """A party with its riders and where it stands."""
        text = self.thing(party)
        if riders := self.facts.riders(party):
            text += f" with {' and '.join(self.thing(rider) for rider in riders)} on it"
        if not party.relations:
            return text
        stirring = party.moves or any(self.facts.parties[other].moves for _, other in party.relations)
        relations = self.relations(party)
        return f"{text}, at first {relations}," if stirring else f"{text} {relations}"

    def clause(self, party: Party, *, where: str = "") -> str:
        """Everything one party does."""
        text = self.subject(party)
        for index, act in enumerate(party.acts):
            join = (self.dice.one_of((", then", " and then", ", and then")) if act.later else " and") if index else ""
            text += f"{join} {self.does(act, party, bent='s')}"
            if not index and where:
                text += f" {where}"
        return text

    def present(self, party: Party) -> str:
        """A party that does nothing: `there is a tree behind the house`."""
        if party.number in self.named:
            return f"{self.subject(party)} can be seen"
        return f"there {'is' if party.count == 1 else 'are'} {self.subject(party)}"


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:].rstrip(",") + "."


def short(facts: Facts, dice: Dice) -> str:
    """What a person types: 3 to 12 words."""
    teller = Teller(facts, dice)
    hero = facts.hero
    if hero is None:
        text, extras = words.PLACES[facts.scene.place][0], [dice.one_of(words.TIMES[facts.scene.time])]
    else:
        text = _core(facts, dice, hero)
        extras = _extras(teller, hero)
    place_first = dice.chance(0.12)
    for extra in extras:
        if len(f"{text} {extra}".split()) <= MOST_SHORT_WORDS:
            joined = f"{text}, {extra}" if extra.startswith(("as ", "like ", "painted ")) else f"{text} {extra}"
            text = f"{extra}, {text}" if place_first else joined
            place_first = False
    if len(text.split()) < LEAST_SHORT_WORDS:
        text += f" {teller.where(hero)}"
    return text[0].upper() + text[1:] if dice.chance(0.35) else text


def _core(facts: Facts, dice: Dice, hero: Party) -> str:
    """The hero and what it does, as much as fits."""
    bent = "ing" if dice.chance(0.5) else "s"
    bare = [replace(act, direction=Direction.STAY, speed=Speed.NORMAL) for act in hero.acts]
    tries = [hero.acts[:2], hero.acts[:1], tuple(bare[:1]), ()]
    for acts in tries[0 if dice.chance(0.4) else 1 if dice.chance(0.6) else 2 :]:
        teller = Teller(facts, dice)
        told = [teller.thing(hero)]
        if hero.relations and dice.chance(0.7) and not hero.moves:
            told.append(teller.relations(hero))
        for index, act in enumerate(acts):
            told.append(("then " if act.later else "and ") * bool(index) + teller.does(act, hero, bent=bent))
        if len(" ".join(told).split()) <= MOST_SHORT_WORDS:
            return " ".join(told)
    return Teller(facts, dice).thing(hero)


def _extras(teller: Teller, hero: Party) -> list[str]:
    """Phrases a short caption may add, the first ones first."""
    scene, dice = teller.scene, teller.dice
    extras = [teller.where(hero)] if dice.chance(0.75) else []
    if dice.chance(0.12 if scene.time is TimeOfDay.DAY else 0.5):
        extras.append(dice.one_of(words.TIMES[scene.time]))
    if teller.facts.weather is not Weather.CLEAR and dice.chance(0.5):
        extras.append(dice.one_of(words.WEATHERS[teller.facts.weather]))
    if scene.style is not Style.STORYBOOK and dice.chance(0.6):
        extras.append(dice.one_of(words.STYLES[scene.style]))
    return extras


def long(facts: Facts, dice: Dice) -> str:
    """Everything the scene states, in one to three sentences."""
    teller = Teller(facts, dice)
    scene, hero = facts.scene, facts.hero
    inside = hero is not None and bool(hero.acts) and dice.chance(0.5)
    setting = [dice.one_of(words.TIMES[scene.time])]
    if facts.weather is not Weather.CLEAR:
        setting.append(dice.one_of(words.WEATHERS[facts.weather]))
    apart = dice.chance(0.4)
    opener = [] if apart else dice.shuffled(setting)
    if not inside:
        opener.insert(0, teller.where(None))
    deeds = _deeds(teller, where=teller.where(hero) if inside else "")
    if not deeds:
        deeds = f"the picture shows {words.PLACES[scene.place][0]}"
        opener = [] if apart else setting
    sentences = [_sentence(f"{' '.join(opener)}, {deeds}" if opener else deeds)]
    if apart:
        skies = [dice.one_of(words.HOURS[scene.time])]
        skies += [dice.one_of(words.SKIES[facts.weather])] if facts.weather is not Weather.CLEAR else []
        sentences.append(_sentence(" and ".join(skies)))
    return " ".join([*sentences, _camera(teller)])


def _deeds(teller: Teller, *, where: str) -> str:
    """All parties, those that act before those that do not and have not been named by then."""
    facts, dice = teller.facts, teller.dice
    clauses = [teller.clause(party, where=where if party is facts.hero else "") for party in facts.told if party.acts]
    idle = [party for party in facts.told if not party.acts]
    tied = [party for party in idle if party.relations]
    clauses += [teller.present(party) for party in tied]
    rest = [party for party in idle if party not in tied and party.number not in teller.named]
    if rest:
        *others, last = [teller.thing(party) for party in rest]
        listed = f"{', '.join(others)} and {last}" if others else last
        clauses.append(f"there {'is' if rest[0].count == 1 else 'are'} {listed}")
    if len(clauses) == 2:
        return dice.one_of((", while ", ", and ", "; ")).join(clauses)
    return "; ".join(clauses)


def _camera(teller: Teller) -> str:
    """Shot, angle, style and move."""
    facts, dice, camera = teller.facts, teller.dice, teller.scene.camera
    shot = with_article(dice.one_of(words.SHOTS[camera.shot]))
    if camera.target is not None and facts.framed is not None and facts.framed.count == 1:
        shot += f" of {teller.thing(facts.framed)}"
    if camera.angle in words.ANGLES:
        shot += f" {dice.one_of(words.ANGLES[camera.angle])}"
    if facts.scene.style is not Style.STORYBOOK:
        shot += f", {dice.one_of(words.STYLES[facts.scene.style])}"
    move = dice.one_of(words.MOVES[facts.move])
    if facts.move is Move.FOLLOW:
        move += f" {teller.thing(facts.framed)}" if facts.framed is not None else " the action"
    opening = dice.one_of(("", "this is ", "the picture is ", "shown in "))
    return _sentence(f"{opening}{shot}{dice.one_of(('; ', ', and '))}{move}")


def slots(facts: Facts) -> dict[str, str]:
    """What the scene states, in the plainest words."""
    teller, scene = Teller(facts, Dice(None)), facts.scene
    told = {
        "subjects": "; ".join(teller.thing(party) for party in facts.parties),
        "actions": "; ".join(_acts(teller, party) for party in facts.parties if party.acts),
        "relations": "; ".join(f"{teller.thing(p)} {teller.relations(p)}" for p in facts.parties if p.relations),
        "place": words.PLACES[scene.place][1],
        "time": words.TIMES[scene.time][0],
        "weather": words.WEATHERS[facts.weather][0] if facts.weather is not Weather.CLEAR else "",
        "shot": words.SHOTS[scene.camera.shot][0],
        "angle": words.ANGLES[scene.camera.angle][0] if scene.camera.angle in words.ANGLES else "",
        "move": words.MOVES[facts.move][0],
        "style": words.STYLES[scene.style][0] if scene.style is not Style.STORYBOOK else "",
    }
    return {name: text for name, text in told.items() if text}


def _acts(teller: Teller, party: Party) -> str:
    return f"{teller.thing(party)}: {', then '.join(teller.does(act, party, bent='') for act in party.acts)}"
