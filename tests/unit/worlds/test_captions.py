"""Captions say what the scene states, in both languages, and nothing else."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yozora.worlds.captions import captions, slots
from yozora.worlds.captions.english import finite, going, plural, with_article
from yozora.worlds.cast.roster import roster
from yozora.worlds.sampling import sample
from yozora.worlds.scene import Actor, Beat, Camera, Relation, Scene
from yozora.worlds.vocabulary import (
    Action,
    Colour,
    Direction,
    Move,
    Place,
    RelationKind,
    Shot,
    Speed,
    Style,
    TimeOfDay,
    Weather,
)

SEEDS = st.integers(min_value=0, max_value=2**31)
HOURS = {
    TimeOfDay.DAWN: r"dawn|daybreak|sunrise|黎明|清晨|日出",
    TimeOfDay.DAY: r"\bday\b|daytime|daylight|白天",
    TimeOfDay.SUNSET: r"sunset|evening|the sun is setting|日落|傍晚|黄昏",
    TimeOfDay.NIGHT: r"night|夜",
}
SKIES = {
    Weather.CLOUDY: r"\bcloud|多云|阴天|天上有云",
    Weather.RAIN: r"\brain|(?<!暴风)雨",
    Weather.SNOW: r"\bsnow|雪",
    Weather.FOG: r"\bfog|雾",
    Weather.STORM: r"\bstorm|暴风雨",
    Weather.WIND: r"\bwind|刮着风|风在吹",
}
PLACES = {
    Place.MEADOW: r"meadow|grass|草地|草原",
    Place.FOREST: r"forest|woods|森林|树林",
    Place.JUNGLE: r"jungle|丛林",
    Place.GARDEN: r"garden|花园",
    Place.DESERT: r"desert|沙漠",
    Place.SNOWFIELD: r"in the snow\b|through the snow\b|snowfield|snowy|雪地|雪原",
    Place.MOUNTAINS: r"mountains|山里|群山",
    Place.BEACH: r"beach|seashore|海滩|沙滩",
    Place.SEA: r"at sea|the sea\b(?! floor)|ocean|海上|大海|海水",
    Place.SEABED: r"underwater|under the sea|seabed|sea floor|海底|水下",
    Place.CITY: r"city|downtown|城市",
    Place.VILLAGE: r"village|村",
    Place.ROOM: r"room\b|indoors|房间|室内",
    Place.STAGE: r"stage|舞台",
    Place.SKY: r"the sky\b(?! is)|天空中|空中",
    Place.MOON: r"the moon|月球",
}
STYLES = {
    Style.ARCHIVAL: r"archival|老电影|档案",
    Style.NOIR: r"noir|黑白|黑色电影",
    Style.PAPERCRAFT: r"paper|纸",
    Style.STOP_MOTION: r"stop motion|定格",
    Style.WATERCOLOUR: r"watercolour|水彩",
    Style.PIXEL: r"pixel|像素",
    Style.SILHOUETTE: r"silhouette|剪影",
    Style.BALLOON: r"in balloon style|made of balloons|气球风格|气球世界",
}
NO_WEATHER = (Place.SEABED, Place.ROOM, Place.STAGE, Place.MOON)
RUN_RIGHT = (Beat(action=Action.RUN, direction=Direction.RIGHT),)


def english(scene: Scene, *, seeds: int = 12) -> list[str]:
    return [captions(scene, seed=seed).long_en for seed in range(seeds)]


def chinese(scene: Scene, *, seeds: int = 12) -> list[str]:
    return [captions(scene, seed=seed).long_zh for seed in range(seeds)]


def scene_of(*actors: Actor, relations: tuple[Relation, ...] = (), **rest: Any) -> Scene:
    return Scene(seconds=4, actors=actors, relations=relations, **rest)


def dogs(count: int, subject: str = "dog", **rest: Any) -> Scene:
    return scene_of(*(Actor(id=str(n), subject=subject, x=n / 10, **rest) for n in range(count)))


def _places(text: str) -> set[Place]:
    return {name for name, marks in PLACES.items() if re.search(marks, text)}


@pytest.mark.parametrize("seed", range(60))
def test_the_long_captions_tell_time_weather_and_style_and_no_others(seed: int) -> None:
    hour, sky, look = list(TimeOfDay)[seed % 4], list(Weather)[seed % 7], list(Style)[seed % 9]
    hero = sample(seed, seconds=3, subject="dog").actors[0]
    told = captions(scene_of(hero, place=Place.VILLAGE, time=hour, weather=sky, style=look), seed=seed)
    for text in (told.long_en.lower(), told.long_zh):
        assert [time for time, marks in HOURS.items() if re.search(marks, text)] == [hour]
        assert [weather for weather, marks in SKIES.items() if re.search(marks, text)] == [sky] * (sky in SKIES)
        assert [style for style, marks in STYLES.items() if re.search(marks, text)] == [look] * (look in STYLES)


@pytest.mark.parametrize("place", Place)
def test_captions_tell_the_place_and_no_other(place: Place) -> None:
    for action in (Action.RUN, Action.FLY, Action.STAND):
        scene = scene_of(Actor(id="a", subject="eagle", beats=(Beat(action=action),)), place=place)
        for seed in range(12):
            told = captions(scene, seed=seed)
            for text in (told.long_en.lower(), told.long_zh):
                assert place in _places(text)
            for text in (told.short_en.lower(), told.long_en.lower(), told.short_zh, told.long_zh):
                assert _places(text) <= {place} | ({Place.SEA} if place is Place.SEABED else set())


@pytest.mark.parametrize("place", NO_WEATHER)
def test_no_weather_is_told_where_none_is_seen(place: Place) -> None:
    scene = scene_of(Actor(id="a", subject="dog"), place=place, weather=Weather.RAIN)
    for text in (*english(scene), *chinese(scene)):
        assert not re.search(SKIES[Weather.RAIN], text)
    assert "weather" not in slots(scene)


@given(seed=SEEDS)
def test_a_short_caption_has_3_to_12_words_and_a_long_one_1_to_3_sentences(seed: int) -> None:
    told = captions(sample(seed, seconds=4), seed=seed)
    assert 3 <= len(told.short_en.split()) <= 12
    assert not told.short_en.endswith(".")
    assert 1 <= len(re.findall(r"\.(?: |$)", told.long_en)) <= 3 and told.long_en.endswith(".")
    assert 1 <= told.long_zh.count("。") <= 3 and told.long_zh.endswith("。")
    assert told.long_en[0].isupper()


@given(seed=SEEDS)
def test_captions_are_well_formed(seed: int) -> None:
    told = captions(sample(seed, seconds=4), seed=seed)
    for text in (told.short_en, told.long_en):
        assert text.isascii()
        assert not re.search(r"  | ,|,,| \.|\ba [aeio]|\ban [^aeiouS]", text)
    for text in (told.short_zh, told.long_zh):
        assert not re.search(r"[a-z ]|，，|。。|，。|的的|在在", text)


@given(seed=SEEDS)
def test_captions_tell_the_hero_of_a_random_scene(seed: int) -> None:
    scene = sample(seed, seconds=4)
    told, hero = captions(scene, seed=seed), scene.actors[0]
    for text in (told.short_zh, told.long_zh):
        names = {roster()[hero.subject].chinese, "汽车", "恐龙", "冥想者", "猫", "鸽子"}
        assert any(name in text for name in names)
    if hero.colour is not None:
        assert hero.colour.value in told.short_en and hero.colour.value in told.long_en
    of_things = told.long_en.replace("black and white", "")
    for colour in set(Colour) - {actor.colour for actor in scene.actors}:
        assert not re.search(rf"\b{colour} (?!cat\b)", of_things)


def test_the_same_seed_gives_the_same_words_and_other_seeds_other_words() -> None:
    scene = scene_of(Actor(id="a", subject="dog", beats=RUN_RIGHT), weather=Weather.RAIN)
    assert captions(scene, seed=3) == captions(scene, seed=3)
    told = [captions(scene, seed=seed) for seed in range(30)]
    assert len({one.long_en for one in told}) > 20 and len({one.long_zh for one in told}) > 15
    assert len({one.short_en for one in told}) > 15 and len({one.short_zh for one in told}) > 10


@pytest.mark.parametrize(
    ("noun", "many"),
    [
        ("dog", "dogs"),
        ("wolf", "wolves"),
        ("polar bear", "polar bears"),
        ("goose", "geese"),
        ("mouse", "mice"),
        ("tropical fish", "tropical fish"),
        ("jellyfish", "jellyfish"),
        ("person", "people"),
        ("old woman", "old women"),
        ("snowman", "snowmen"),
        ("police officer", "police officers"),
        ("ball of yarn", "balls of yarn"),
        ("man with a beard", "men with a beard"),
        ("fox", "foxes"),
        ("bus", "buses"),
        ("torch", "torches"),
        ("butterfly", "butterflies"),
        ("donkey", "donkeys"),
        ("sheep", "sheep"),
        ("ox", "oxen"),
        ("elf", "elves"),
        ("cactus", "cacti"),
    ],
)
def test_plurals_are_right(noun: str, many: str) -> None:
    assert plural(noun) == many


def test_articles_follow_the_sound() -> None:
    nouns = ["elephant", "unicorn", "SUV", "orange taxi", "dog", "old man", "UFO"]
    articles = [with_article(noun).split(" ")[0] for noun in nouns]
    assert articles[:6] == ["an", "a", "an", "an", "a", "an"]


def test_verbs_are_bent_right() -> None:
    bent = [
        (finite(verb, many=False), going(verb)) for verb in ("go up to", "fly", "chase", "swim", "lie still", "ski")
    ]
    assert bent == [
        ("goes up to", "going up to"),
        ("flies", "flying"),
        ("chases", "chasing"),
        ("swims", "swimming"),
        ("lies still", "lying still"),
        ("skis", "skiing"),
    ]
    assert finite("run", many=True) == "run"


def test_equal_actors_that_do_the_same_are_counted() -> None:
    scene = dogs(3, beats=RUN_RIGHT)
    assert slots(scene)["subjects"] == "three dogs"
    assert all(re.search(r"three dogs (\w+ )?(run|dash|race)\b", text.lower()) for text in english(scene))
    assert all("三只狗" in text for text in chinese(scene))


@pytest.mark.parametrize(
    ("subject", "counted"),
    [
        ("elephant", "两头大象"),
        ("horse", "两匹马"),
        ("fish", "两条鱼"),
        ("taxi", "两辆出租车"),
        ("sailboat", "两艘帆船"),
        ("airplane", "两架飞机"),
        ("woman", "两个女人"),
        ("tree", "两棵树"),
        ("rose", "两朵玫瑰"),
        ("castle", "两座城堡"),
        ("cat", "两只猫"),
        ("coffee", "两杯咖啡"),
    ],
)
def test_chinese_counts_with_the_right_measure_word(subject: str, counted: str) -> None:
    assert all(counted in text for text in chinese(dogs(2, subject)))


def test_equal_actors_that_do_different_things_are_told_apart() -> None:
    other = Actor(id="b", subject="dog", x=0.5, beats=(Beat(action=Action.SLEEP),))
    scene = scene_of(Actor(id="a", subject="dog", x=-0.5, beats=RUN_RIGHT), other)
    assert all(re.search(r"a dog .*another dog", text, re.IGNORECASE) for text in english(scene))
    assert all("一只狗" in text and "另一只狗" in text for text in chinese(scene))


def test_beats_are_told_in_order() -> None:
    beats = (
        Beat(action=Action.JUMP, start_s=2),
        Beat(action=Action.RUN, direction=Direction.LEFT, end_s=2),
    )
    scene = scene_of(Actor(id="a", subject="dog", beats=beats))
    for text in english(scene):
        assert re.search(r"(runs|dashes|races) (to the left|toward the left|leftward).* then (jumps|leaps)", text)
    for text in chinese(scene):
        assert re.search(r"左.*跑.*(然后|接着|随后)跳", text)


def test_a_beat_after_the_end_of_the_clip_is_not_told() -> None:
    beats = (Beat(action=Action.RUN), Beat(action=Action.EXPLODE, start_s=9))
    assert slots(scene_of(Actor(id="a", subject="dog", beats=beats)))["actions"] == "the dog: run"


@pytest.mark.parametrize(
    ("kind", "words", "han"),
    [
        (RelationKind.LEFT_OF, "left of", "左"),
        (RelationKind.RIGHT_OF, "right of", "右"),
        (RelationKind.BEHIND, "behind", "后"),
        (RelationKind.IN_FRONT_OF, "in front of", "前"),
        (RelationKind.NEAR, r"near|close to", "附近"),
        (RelationKind.ON, r" on| on top of", "上面"),
        (RelationKind.UNDER, r"under|beneath", "下"),
    ],
)
def test_relations_are_told_the_right_way_round(kind: RelationKind, words: str, han: str) -> None:
    actors = Actor(id="t", subject="tree"), Actor(id="c", subject="cat", x=0.3)
    scene = scene_of(*actors, relations=(Relation(subject="c", kind=kind, object="t"),))
    for text in english(scene):
        assert re.search(rf"a cat.*({words}).*(a|the) tree", text, re.IGNORECASE)
    for text in chinese(scene):
        assert re.search(rf"一只猫在一棵树的.*{han}", text)


def test_a_chase_and_a_collision_name_their_targets() -> None:
    for action, words, han in (
        (Action.CHASE, "chases|runs after|pursues", "追"),
        (Action.COLLIDE, "bumps into|crashes into|collides with", "撞"),
        (Action.APPROACH, "approaches|goes up to|comes up to", "近"),
    ):
        hunter = Actor(id="d", subject="dog", x=-0.5, beats=(Beat(action=action, target="c"),))
        scene = scene_of(hunter, Actor(id="c", subject="cat", x=0.5))
        assert all(re.search(rf"a dog ({words}) a cat", text, re.IGNORECASE) for text in english(scene))
        assert all(re.search(rf"一只狗.*{han}.*一只猫", text) for text in chinese(scene))


def test_a_rider_is_told_on_its_mount() -> None:
    actors = Actor(id="m", subject="monkey", beats=RUN_RIGHT), Actor(id="h", subject="horse", beats=RUN_RIGHT)
    scene = scene_of(*actors, relations=(Relation(subject="m", kind=RelationKind.ON, object="h"),))
    assert all("horse with a monkey on it" in text for text in english(scene))
    assert all("上面有一只猴子" in text for text in chinese(scene))


def test_what_a_motion_ignores_is_not_told() -> None:
    beat = Beat(action=Action.SLEEP, direction=Direction.LEFT, speed=Speed.FAST)
    assert slots(scene_of(Actor(id="a", subject="dog", beats=(beat,))))["actions"] == "the dog: sleep"
    for text in english(scene_of(Actor(id="a", subject="dog", beats=(beat,)))):
        assert not re.search(r"\bleft|quickly|fast|rapidly", text)


@pytest.mark.parametrize("move", Move)
def test_the_camera_is_told(move: Move) -> None:
    actor = Actor(id="a", subject="dog", beats=RUN_RIGHT)
    marks = {
        Move.STATIC: r"static|still|not move",
        Move.FOLLOW: r"(follows|tracks) the dog",
        Move.HANDHELD: r"hand",
        Move.CRANE_UP: r"cranes up|rises",
        Move.CRANE_DOWN: r"cranes down|sinks",
        Move.DOLLY_IN: r"dollies in|pushes in",
        Move.DOLLY_OUT: r"dollies out|pulls back",
        Move.TRUCK_LEFT: r"camera (trucks|slides).* left",
        Move.TRUCK_RIGHT: r"camera (trucks|slides).* right",
        Move.ORBIT: r"orbits|circles",
    }
    usual = str(move).replace("_", "s .*")
    for text in english(scene_of(actor, camera=Camera(move=move, shot=Shot.CLOSE))):
        assert re.search(marks.get(move, usual), text)
        assert re.search("close", text)


@pytest.mark.parametrize("place", Place)
def test_a_place_with_nobody_in_it_has_captions(place: Place) -> None:
    told = captions(Scene(seconds=2, place=place, camera=Camera(move=Move.FOLLOW)), seed=1)
    assert 3 <= len(told.short_en.split()) <= 12 and "follow" not in told.long_en
    assert told.short_zh and told.long_zh


def test_every_member_of_the_cast_can_be_told_of() -> None:
    for subject, member in roster().items():
        for count in (1, 2):
            told = captions(dogs(count, subject), seed=7)
            assert member.chinese in told.long_zh or subject in ("sauropod", "yogi")
            assert ("two " in told.long_en) == (count == 2)


def test_slots_leave_out_what_is_not_stated() -> None:
    assert set(slots(Scene(seconds=2))) == {"place", "time", "shot", "move"}
    full = scene_of(
        Actor(id="a", subject="taxi", colour=Colour.RED, beats=(Beat(action=Action.DRIVE, direction=Direction.LEFT),)),
        place=Place.CITY,
        time=TimeOfDay.NIGHT,
        weather=Weather.FOG,
        style=Style.NOIR,
    )
    assert slots(full) == {
        "subjects": "a red taxi",
        "actions": "the taxi: drive to the left",
        "place": "in the city",
        "time": "at night",
        "weather": "in the fog",
        "shot": "medium shot",
        "move": "the camera is static",
        "style": "in film noir style",
    }
