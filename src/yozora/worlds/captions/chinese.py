"""Chinese captions."""

from dataclasses import replace

from yozora.worlds.captions import chinese_words as words
from yozora.worlds.captions.facts import Act, Dice, Facts, Party
from yozora.worlds.vocabulary import Action, Direction, Gait, Move, Place, Speed, Style, TimeOfDay, Weather

STANDING = (Gait.WALK, Gait.HOP, Gait.RUN, Gait.STILL)


def number(count: int) -> str:
    """Small numbers as words; two things are 两."""
    return words.NUMBERS[count] if count < len(words.NUMBERS) else str(count)


def measure(party: Party) -> str:
    """The measure word: 只, 头, 辆 and so on."""
    return words.OWN_MEASURES.get(party.cast.id, words.MEASURES[party.cast.kind])


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
        """Choose its name, 狗, and its full name, 红色的大狗."""
        names = words.NAMES.get(party.cast.id, (party.cast.chinese,))
        if party.colour is not None:
            names = words.PAINTED.get(party.cast.id, names)
        name = self.dice.one_of(names)
        colour = f"{words.COLOURS[party.colour]}{self.dice.one_of(('的', ''))}" if party.colour is not None else ""
        size = self.dice.one_of(words.SIZES[party.size]) if party.size else ""
        colour = colour if colour.endswith("的") or not size or not colour else f"{colour}的"
        self.names[party.number] = name
        self.nouns[party.number] = f"{colour}{size}{name}"

    def thing(self, party: Party) -> str:
        """一只狗, and once it has been named 那只狗."""
        counted = f"{number(party.count) if party.count > 1 else ''}{measure(party)}"
        if party.number in self.named:
            name = self.names[party.number]
            if list(self.names.values()).count(name) > len(party.twins):
                name = self.nouns[party.number]
            order = [twin for twin in self.named if twin in party.twins]
            if len(party.twins) == 1:
                return f"那{counted}{name}"
            place = order.index(party.number)
            if place and len(party.twins) == 2:
                return f"另外那{counted}{name}"
            return f"第{number(place + 1) if place != 1 else '二'}{'组' if party.count > 1 else measure(party)}{name}"
        other = any(twin in self.named for twin in party.twins)
        self.named.append(party.number)
        first = "另外" if other and party.count > 1 else "另" if other else ""
        return f"{first}{number(party.count)}{measure(party)}{self.nouns[party.number]}"

    def verb(self, act: Act, party: Party) -> str:
        """The verb alone."""
        choices = words.OWN_VERBS.get((act.action, party.cast.id))
        if choices is None and act.action is Action.STAND and party.living and party.cast.gait in STANDING:
            choices = words.VERBS[act.action]
        choices = choices or words.GAIT_VERBS.get((act.action, party.cast.gait), words.VERBS[act.action])
        if act.action is Action.STAND and choices is words.VERBS[act.action] and not party.living:
            choices = ("静静不动",)
        return self.dice.one_of(choices)

    def does(self, act: Act, party: Party) -> str:
        """慢慢地向左走."""
        verb = self.verb(act, party)
        how = self.dice.one_of(words.SPEEDS[act.speed]) if act.speed is not Speed.NORMAL else ""
        if act.target is not None:
            return f"{how}{verb}{self.thing(self.facts.parties[act.target])}"
        if act.direction is Direction.STAY:
            return f"{how}{verb}"
        if act.action is Action.STAND:
            return f"面朝{'左' if act.direction is Direction.LEFT else '右'}{verb}"
        if act.action is Action.ENTER:
            return f"从{'左' if act.direction is Direction.RIGHT else '右'}边{verb}"
        way = self.dice.one_of(words.DIRECTIONS[act.direction])
        return f"{how}{way}{verb}" if self.dice.chance(0.7) else f"{way}{how}{verb}"

    def where(self, party: Party | None) -> str:
        """The place, without 在."""
        swims = party is not None and party.cast.gait is Gait.SWIM
        if self.scene.place is Place.SEA and swims:
            return self.dice.one_of(words.IN_THE_SEA)
        return self.dice.one_of(words.PLACES[self.scene.place])

    def relations(self, party: Party) -> str:
        """在一棵树的后面."""
        return "、".join(
            f"在{self.thing(self.facts.parties[other])}{self.dice.one_of(words.RELATIONS[kind])}"
            for kind, other in party.relations
        )

    def clause(self, party: Party, *, where: str = "") -> str:
        """Everything one party does."""
        text = self.thing(party)
        if party.relations:
            stirring = party.moves or any(self.facts.parties[other].moves for _, other in party.relations)
            text += f"起初{self.relations(party)}，" if stirring else f"{self.relations(party)}"
            where = ""
        for index, act in enumerate(party.acts):
            join = self.dice.one_of(("，然后", "，接着", "，随后")) if act.later else "，同时"
            text += f"{join if index else where}{self.does(act, party)}"
        for rider in self.facts.riders(party):
            text += f"，上面有{self.thing(rider)}"
        return text

    def present(self, party: Party) -> str:
        """A party that does nothing but stand somewhere."""
        return f"{self.thing(party)}{self.relations(party)}"


def short(facts: Facts, dice: Dice) -> str:
    """What a person types."""
    teller, hero, scene = Teller(facts, dice), facts.hero, facts.scene
    before: list[str] = []
    if hero is None or dice.chance(0.12 if scene.time is TimeOfDay.DAY else 0.5):
        before.append(dice.one_of(words.TIMES[scene.time]))
    if facts.weather is not Weather.CLEAR and dice.chance(0.5):
        before.append(dice.one_of(words.WEATHERS[facts.weather]))
    where = teller.where(hero) if hero is None or not hero.acts or dice.chance(0.75) else ""
    style = ""
    if scene.style is not Style.STORYBOOK and dice.chance(0.6):
        style = "，" + dice.one_of(words.STYLES[scene.style])
    if hero is None:
        return f"{''.join(before)}的{where}{style}"
    inner = dice.chance(0.6) and not before
    told = teller.thing(hero)
    if not hero.acts:
        return f"{''.join(before)}{'的' if before else ''}{where}有{told}{style}"
    acts = hero.acts[: 2 if dice.chance(0.4) else 1]
    if dice.chance(0.4):
        acts = tuple(replace(act, direction=Direction.STAY, speed=Speed.NORMAL) for act in acts)
    told += f"在{where}" if inner and where else ""
    for index, act in enumerate(acts):
        told += ("，然后" if act.later else "，同时") * bool(index) + teller.does(act, hero)
    opener = "".join(before)
    if where and not inner:
        opener += f"{'的' if opener else ''}{where}"
    return f"{opener}{'，' if opener else ''}{told}{style}"


def long(facts: Facts, dice: Dice) -> str:
    """Everything the scene states."""
    teller, hero, scene = Teller(facts, dice), facts.hero, facts.scene
    time = dice.one_of(words.TIMES[scene.time])
    inside = hero is not None and bool(hero.acts) and not hero.relations and dice.chance(0.4)
    where = teller.where(hero) if inside else teller.where(None)
    clauses = [
        teller.clause(party, where=f"在{where}" if inside and party is hero else "")
        for party in facts.told
        if party.acts
    ]
    idle = [party for party in facts.told if not party.acts]
    tied = [party for party in idle if party.relations]
    clauses += [teller.present(party) for party in tied]
    if rest := [party for party in idle if party not in tied and party.number not in teller.named]:
        clauses.append(f"有{'、'.join(teller.thing(party) for party in rest)}")
    sky = ""
    if facts.weather is not Weather.CLEAR:
        sky = dice.one_of(words.SKIES[facts.weather])
    deeds = "；".join(clauses) or "没有角色"
    opener = time if inside else dice.one_of((f"{time}的{where}", f"{time}，{where}"))
    if sky and dice.chance(0.5):
        return f"{opener}，{sky}，{deeds}。{_camera(teller)}"
    return f"{opener}，{deeds}。{sky}{'。' if sky else ''}{_camera(teller)}"


def _camera(teller: Teller) -> str:
    """Shot, angle, style and move."""
    facts, dice, camera = teller.facts, teller.dice, teller.scene.camera
    parts = [dice.one_of(words.SHOTS[camera.shot])]
    if camera.target is not None and facts.framed is not None and facts.framed.count == 1:
        parts[0] = f"{teller.thing(facts.framed)}的{parts[0]}"
    if camera.angle in words.ANGLES:
        parts.append(dice.one_of(words.ANGLES[camera.angle]))
    move = dice.one_of(words.MOVES[facts.move])
    if facts.move is Move.FOLLOW and facts.framed is not None:
        move += teller.thing(facts.framed)
    parts.append(move)
    if facts.scene.style is not Style.STORYBOOK:
        parts.append(dice.one_of(words.STYLES[facts.scene.style]))
    return f"{'，'.join(parts)}。"
