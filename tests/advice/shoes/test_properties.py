"""What must hold for every foot and every shelf: safety, order, honesty about what is not known."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise
from math import inf
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from api.advice.core.answer import CARE_LEVELS
from api.advice.foot.feet import ARCHES, WIDTH_CLASSES, WIDTHS_OF_FEET, Feet, Foot, StatedSize
from api.advice.foot.sizes import width_of_box
from api.advice.shoes.advise import advise, prepare
from api.advice.shoes.request import EXPERIENCES, USES, InStock, ShoesAdviceRequest
from api.advice.shoes.shoe import CATEGORIES, PLATES, Shoe, forefoot_cushioning_class, toe_box_class
from api.advice.triage.request import Symptoms
from api.rulebook.load import shipped_rulebook
from tests.advice.cases import texts
from tests.advice.shoes.inputs import PLAIN
from tests.advice.triage.inputs import YES_NO, any_symptoms
from tests.support.served import shown

BOOK = shipped_rulebook()
SORE = Symptoms(pain_level=4, pain_sites=("mth_2",))
SOUND = Symptoms(pain_level=0)

TRUTH = st.sampled_from([None, True, False])
METHODS = st.sampled_from(["gel_mold", "caliper", None])
WIDTHS_SOLD = st.one_of(
    st.none(), st.sets(st.sampled_from(WIDTH_CLASSES), min_size=1).map(lambda sold: tuple(sorted(sold)))
)


# Drawn from few values on both sides of the cut-offs: floats for a shelf of shoes would take most of the time.
SHOES = st.builds(
    Shoe,
    id=st.uuids().map(str),
    brand=st.sampled_from(["Alpha", "beta", "Gamma"]),
    model=st.sampled_from(["One", "Two", "Three"]),
    category=st.sampled_from(CATEGORIES),
    subcategory=st.sampled_from([None, "trail barefoot", "recovery flip-flop"]),
    stability=st.sampled_from([None, "neutral", "stability"]),
    price=st.sampled_from([None, 60, 120, 120.5, 250]),
    forefoot_stack_mm=st.sampled_from([None, 8, 19.9, 20, 24.1, 25, 27, 31, 40]),
    forefoot_stack_method=st.sampled_from([None, "lab", "lab", "brand_published"]),
    heel_stack_mm=st.sampled_from([None, 30, 36, 39.9, 40, 46]),
    largest_us_men_size=st.sampled_from([None, None, 9, 16]),
    toe_box_width_mm=st.sampled_from([None, 68, 71.1, 71.2, 73, 74, 76.8, 78, 80, 85]),
    toe_box_width_method=METHODS,
    ball_width_mm=st.sampled_from([None, 90, 93.6, 93.7, 96.9, 97, 101]),
    ball_width_method=METHODS,
    forefoot_shock_absorption_sa=st.sampled_from([None, 30, 96.9, 97, 107, 108, 121, 140]),
    plate=st.sampled_from([None, *PLATES]),
    rocker=TRUTH,
    arch_support=st.sampled_from([None, "Neutral", "Stability", "yes, reported"]),
    orthotic_friendly=TRUTH,
    widths_sold=WIDTHS_SOLD,
    discontinued=TRUTH,
    gender=st.sampled_from([None, None, None, "male", "female"]),
)
SHELVES = st.lists(SHOES, min_size=1, max_size=8, unique_by=lambda shoe: shoe.id)
FEET = st.builds(
    Foot,
    length_mm=st.sampled_from([None, 222, 250, 262.5, 263, 300, 325]),
    breadth_mm=st.sampled_from([None, 86, 93, 99, 104, 109, 115]),
    arch=st.sampled_from([None, *ARCHES]),
    bunion=TRUTH,
    hammertoe=TRUTH,
    callus=TRUTH,
)
PEOPLE = st.builds(
    ShoesAdviceRequest,
    feet=st.builds(Feet, left=st.one_of(st.none(), FEET), right=st.one_of(st.none(), FEET)),
    sex=st.sampled_from([None, "male", "female"]),
    use=st.sampled_from([None, *USES]),
    in_recovery=TRUTH,
    minimalist_experience=st.sampled_from([None, *EXPERIENCES]),
    max_price=st.sampled_from([None, 50, 120, 200]),
    brands=st.sampled_from([None, ("Alpha",), ("BETA", "gamma")]),
    limit=st.just(50),
    symptoms=st.sampled_from([Symptoms(), SORE, SOUND, Symptoms(pain_sites=("mth_1", "heel"))]),
)


def ask(request: ShoesAdviceRequest, shoes: list[Shoe]) -> dict[str, Any]:
    return shown(advise(request, prepare(((shoe, {"id": shoe.id}) for shoe in shoes), BOOK), BOOK), BOOK)


def score(request: ShoesAdviceRequest, shoe: Shoe) -> float | None:
    """Return the score of a shoe that stands alone on the shelf, ``None`` if it is left out."""
    recommended = ask(request, [shoe])["recommendations"]
    return recommended[0]["score"] if recommended else None


def never_worse(request: ShoesAdviceRequest, shoe: Shoe, better: Shoe) -> None:
    before, after = score(request, shoe), score(request, better)
    if before is not None:
        assert after is not None
        assert after >= before


@given(PEOPLE, SHOES, st.floats(0, 60))
def test_more_cushioning_never_lowers_the_score(request: ShoesAdviceRequest, shoe: Shoe, more: float) -> None:
    absorbed, stack = shoe.forefoot_shock_absorption_sa, shoe.forefoot_stack_mm
    better = replace(
        shoe,
        forefoot_shock_absorption_sa=None if absorbed is None else absorbed + more,
        forefoot_stack_mm=None if stack is None else stack + more,
    )
    never_worse(request, shoe, better)


@given(PEOPLE, SHOES, st.floats(0, 20), st.floats(0, 10))
def test_a_wider_shoe_never_hurts_a_foot_that_is_not_narrow(
    request: ShoesAdviceRequest, shoe: Shoe, toes: float, ball: float
) -> None:
    assume(ask(request, [])["fit"]["width_class"] != "narrow")
    wider = replace(
        shoe,
        toe_box_width_mm=None if shoe.toe_box_width_mm is None else shoe.toe_box_width_mm + toes,
        ball_width_mm=None if shoe.ball_width_mm is None else shoe.ball_width_mm + ball,
    )
    never_worse(request, shoe, wider)


@given(PEOPLE, SHOES)
def test_sold_in_every_width_never_hurts(request: ShoesAdviceRequest, shoe: Shoe) -> None:
    never_worse(request, replace(shoe, widths_sold=("standard",)), replace(shoe, widths_sold=WIDTH_CLASSES))


@given(PEOPLE, SHOES, st.sampled_from(["toe_box", "cushioning", "rocker", "insole", "plate", "support", "widths"]))
def test_the_unknown_never_beats_what_is_known_to_be_good(request: ShoesAdviceRequest, shoe: Shoe, hidden: str) -> None:
    good = replace(
        shoe,
        forefoot_shock_absorption_sa=130,
        forefoot_stack_mm=33,
        toe_box_width_mm=78,
        toe_box_width_method="gel_mold",
        ball_width_mm=97,
        ball_width_method="gel_mold",
        rocker=True,
        orthotic_friendly=True,
        plate="none",
        stability="neutral",
        arch_support="yes, reported",
        widths_sold=WIDTH_CLASSES,
    )
    unknown: dict[str, dict[str, Any]] = {
        "toe_box": {"toe_box_width_mm": None},
        "cushioning": {"forefoot_shock_absorption_sa": None, "forefoot_stack_mm": None},
        "rocker": {"rocker": None},
        "insole": {"orthotic_friendly": None},
        "plate": {"plate": None},
        "support": {"stability": None, "arch_support": None},
        "widths": {"widths_sold": None},
    }
    known, hazy = score(request, good), score(request, replace(good, **unknown[hidden]))
    if hazy is not None:
        assert known is not None
        assert hazy <= known


@given(any_symptoms(), st.sampled_from(YES_NO), PEOPLE, SHELVES)
def test_one_danger_sign_more_never_removes_the_care(
    symptoms: Symptoms, sign: str, request: ShoesAdviceRequest, shoes: list[Shoe]
) -> None:
    before = ask(replace(request, symptoms=symptoms), shoes)
    after = ask(replace(request, symptoms=replace(symptoms, **{sign: True})), shoes)
    levels = [None, *CARE_LEVELS]
    level = {name: None if answer["care"] is None else answer["care"]["level"]
             for name, answer in (("before", before), ("after", after))}  # fmt: skip
    assert levels.index(level["after"]) >= levels.index(level["before"])
    if level["after"] in ("same_day", "emergency"):
        assert after["recommendations"] == []
    if level["after"] is not None and after["care"]["timeframe"] != "routine":
        assert after["verdict"] == "see_professional_first"


@given(PEOPLE, SHELVES, st.randoms(use_true_random=False))
def test_the_order_in_which_shoes_come_changes_nothing(
    request: ShoesAdviceRequest, shoes: list[Shoe], chance: random.Random
) -> None:
    mixed = list(shoes)
    chance.shuffle(mixed)
    assert ask(request, mixed) == ask(request, shoes)


@given(PEOPLE, SHELVES, SHELVES)
def test_a_joined_shelf_answers_like_one_prepared_at_once(
    request: ShoesAdviceRequest, own: list[Shoe], shared: list[Shoe]
) -> None:
    first, second = (prepare(((shoe, {"id": shoe.id}) for shoe in shoes), BOOK) for shoes in (own, shared))
    assume(not {shoe.id for shoe in own} & {shoe.id for shoe in shared})
    assert shown(advise(request, first.joined(second), BOOK), BOOK) == ask(request, own + shared)


@given(PEOPLE, SHELVES)
def test_every_shoe_is_recommended_or_counted_as_left_out(request: ShoesAdviceRequest, shoes: list[Shoe]) -> None:
    answer = ask(request, shoes)
    scores = [entry["score"] for entry in answer["recommendations"]]
    assert all(0 <= number <= 100 for number in scores)
    found = answer["found"]
    assert found["suit"] + found["try_on"] + answer["excluded"]["count"] == len(shoes)
    is_known = answer["verdict"] != "not_enough_known"
    assert found["suit"] == (len(scores) if is_known else 0)
    assert answer["excluded"]["count"] == sum(entry["count"] for entry in answer["excluded"]["by_reason"])
    waits = request.use == "race" and not is_well(request)
    left = "try_on" if answer["try_on"] else "nothing_fits"
    if scores:
        left = "recommended" if is_known else "not_enough_known"
    assert answer["verdict"] == ("not_now" if waits else left)
    assert len(answer["summary"]) <= 140


def is_well(request: ShoesAdviceRequest) -> bool:
    return request.symptoms == SOUND and request.in_recovery is False


@given(PEOPLE, SHELVES)
def test_ranks_follow_the_scores_and_equals_go_by_price(request: ShoesAdviceRequest, shoes: list[Shoe]) -> None:
    entries = ask(request, shoes)["recommendations"]
    for one, other in pairwise(entries):
        if one["rank"] == other["rank"]:
            prices = [entry["offer"]["price"] if entry["offer"] else inf for entry in (one, other)]
            assert prices == sorted(prices)
            assert abs(one["score"] - other["score"]) <= 3
        else:
            assert one["rank"] < other["rank"]
            assert one["score"] >= other["score"]


@given(PEOPLE, SHELVES)
def test_what_nobody_measured_is_never_said_to_suit(request: ShoesAdviceRequest, shoes: list[Shoe]) -> None:
    answer = ask(request, shoes)
    by_id = {shoe.id: shoe for shoe in shoes}
    for entry in answer["recommendations"]:
        shoe = by_id[entry["shoe"]["id"]]
        assert toe_box_class(shoe, BOOK) is not None
        assert forefoot_cushioning_class(shoe, BOOK) is not None
    for entry in answer["try_on"]:
        assert entry["score"] is None
        short = {caution["code"] for caution in entry["cautions"]} & {
            "tight_toe_box",
            "little_cushioning",
            "few_points",
        }
        judged = {criterion["criterion"]: criterion["verdict"] for criterion in entry["criteria"]}
        if answer["fit"]["width_class"] is None:
            del judged["width"]
        narrower = any(caution["code"] == "narrower_than_foot" for caution in entry["cautions"])
        # What is sold narrow alone waits for the width of the foot (FIT-20).
        waits = answer["fit"]["width_class"] is None and entry["size"]["width_class"] == "narrow"
        decisive = {judged.get(name) for name in ("toe_box", "forefoot_cushioning", "width")}
        assert short or narrower or waits or "unknown" in decisive


@given(PEOPLE, SHELVES)
def test_what_is_poor_at_toes_or_forefoot_or_below_the_floor_never_suits(
    request: ShoesAdviceRequest, shoes: list[Shoe]
) -> None:
    answer = ask(request, shoes)
    floor = BOOK.number("FIT-27", "least_points")
    for entry in answer["recommendations"]:
        toe_box, cushioning, *_ = entry["criteria"]
        assert toe_box["verdict"] != "poor" or answer["fit"]["width_class"] == "narrow"
        is_thin = any(caution["code"] == "minimalist" for caution in entry["cautions"])
        if is_thin and request.minimalist_experience == "established":
            continue
        assert cushioning["verdict"] != "poor"
        assert entry["score"] >= floor


@given(PEOPLE, SHELVES)
def test_only_a_foot_known_to_be_well_sees_a_racing_or_minimalist_shoe(
    request: ShoesAdviceRequest, shoes: list[Shoe]
) -> None:
    answer = ask(request, shoes)
    if is_well(request):
        return
    if "in_recovery" not in [missing["field"] for missing in answer["missing"]]:
        assert request.in_recovery is not None or request.symptoms not in (Symptoms(), SOUND)
    codes = {c["code"] for entry in (*answer["recommendations"], *answer["try_on"]) for c in entry["cautions"]}
    assert not codes & {"minimalist", "carbon_plate"}
    racers = {shoe.id for shoe in shoes if shoe.category == "race" or shoe.plate == "carbon"}
    seen = {entry["shoe"]["id"] for entry in (*answer["recommendations"], *answer["try_on"])}
    assert not racers & seen


@given(PEOPLE, SHELVES)
def test_with_numb_feet_a_tall_sole_never_leads(request: ShoesAdviceRequest, shoes: list[Shoe]) -> None:
    entries = ask(replace(request, symptoms=replace(request.symptoms, diabetes=True)), shoes)["recommendations"]
    tall = {shoe.id for shoe in shoes if shoe.heel_stack_mm is not None and shoe.heel_stack_mm >= 40}
    if not {entry["shoe"]["id"] for entry in entries} <= tall:
        assert entries[0]["shoe"]["id"] not in tall


@given(PEOPLE, st.sampled_from(WIDTH_CLASSES), SHELVES)
def test_no_shoe_narrower_than_the_foot_is_recommended_unmarked(
    request: ShoesAdviceRequest, foot: str, shoes: list[Shoe]
) -> None:
    system = "us_women" if request.sex == "female" else "us_men"
    answer = ask(replace(request, feet=None, size=StatedSize(system, 9, foot)), shoes)
    assert answer["fit"]["width_needed"] == foot
    by_id = {shoe.id: shoe for shoe in shoes}
    for entry in (*answer["recommendations"], *answer["try_on"]):
        shoe, width = by_id[entry["shoe"]["id"]], entry["size"]["width_class"]
        if width is None:
            assert shoe.widths_sold is None
            assert entry in answer["try_on"]
            assert "ask_for_width" in [caution["code"] for caution in entry["cautions"]]
            continue
        verdict = next(item["verdict"] for item in entry["criteria"] if item["criterion"] == "width")
        assert shoe.widths_sold is None or width in shoe.widths_sold
        if WIDTHS_OF_FEET.index(width) < WIDTHS_OF_FEET.index(foot):
            assert entry in answer["try_on"]
            assert verdict == "poor"
            assert "narrower_than_foot" in [caution["code"] for caution in entry["cautions"]]
        if shoe.widths_sold is None:
            assert WIDTHS_OF_FEET.index(foot) <= WIDTHS_OF_FEET.index("standard")
            assert width == "standard"
        if entry in answer["recommendations"]:
            assert verdict != "unknown"


BREADTHS = st.floats(80, 124)


@given(
    st.sampled_from(["male", "female", None]),
    st.sampled_from([190, 245.5, 262.5, 300]),
    BREADTHS,
    BREADTHS,
    st.sampled_from(WIDTH_CLASSES),
    st.sampled_from([70, 72.8, 75, 80]),
    st.booleans(),
)
def test_in_one_shoe_and_width_a_broader_foot_never_fares_better(
    sex: str | None, length: float, one: float, other: float, width: str, toe_box: float, sore: bool
) -> None:
    """Of men, women and children; a foot that the width is too wide for is no narrower verdict of it."""
    shoe = replace(PLAIN, toe_box_width_mm=toe_box, ball_width_mm=97, widths_sold=(width,))
    verdicts = []
    for breadth in sorted((one, other)):
        answer = ask(
            ShoesAdviceRequest(feet=Feet(Foot(length, breadth_mm=breadth)), sex=sex, symptoms=SORE if sore else SOUND),
            [shoe],
        )
        foot = answer["fit"]["width_class"]
        assume(foot is not None and WIDTHS_OF_FEET.index(foot) >= WIDTH_CLASSES.index(width))
        suits, to_try = answer["recommendations"], answer["try_on"]
        assert not suits or (foot == width and length > 190)
        verdicts.append(2 if suits else 1 if to_try else 0)
    assert verdicts[0] >= verdicts[1]


@given(st.sampled_from(["male", "female"]), st.sampled_from(["2A", "B", "D", "2E", "4E", "6E"]), BREADTHS)
def test_a_box_suits_no_foot_that_needs_a_wider_letter_of_its_own_scale(sex: str, letter: str, breadth: float) -> None:
    labelled = width_of_box(letter, sex, BOOK)
    assert labelled is not None
    answer = ask(
        ShoesAdviceRequest(
            feet=Feet(Foot(255, breadth_mm=breadth)), sex=sex, symptoms=SOUND, stock={PLAIN.id: (InStock(labelled),)}
        ),
        [replace(PLAIN, toe_box_width_mm=80, ball_width_mm=99, widths_sold=WIDTH_CLASSES)],
    )
    foot = answer["fit"]["width_class"]
    if answer["recommendations"] and foot is not None:
        assert WIDTHS_OF_FEET.index(labelled) >= WIDTHS_OF_FEET.index(foot)


@given(PEOPLE, SHELVES)
def test_a_sore_foot_never_sees_a_minimalist_shoe(request: ShoesAdviceRequest, shoes: list[Shoe]) -> None:
    sore = replace(request, symptoms=SORE)
    thin = {
        shoe.id
        for shoe in shoes
        if shoe.category == "minimalist"
        or (shoe.category != "recovery" and shoe.forefoot_stack_mm is not None and shoe.forefoot_stack_mm < 20)
    }
    assert not thin & {entry["shoe"]["id"] for entry in ask(sore, shoes)["recommendations"]}


def left(answer: dict[str, Any]) -> int:
    """Return how many shoes are left, to buy or to try on."""
    return int(answer["found"]["suit"] + answer["found"]["try_on"])


@given(PEOPLE, SHELVES)
def test_a_relaxed_wish_gains_what_comes_back_without_it(request: ShoesAdviceRequest, shoes: list[Shoe]) -> None:
    answer = ask(request, shoes)
    gains = {entry["change"]: entry["gains"] for entry in answer["relax"]}
    found = left(answer)

    def without(**change: Any) -> int:
        return left(ask(replace(request, **change), shoes)) - found

    if found >= 3:
        assert gains == {}
        return
    if "all" in gains:
        assert without(use=None, brands=None, max_price=None) == gains["all"]
        return
    assert without(use=None) == gains.get("use", 0)
    assert without(brands=None) == gains.get("brands", 0)
    assert without(max_price=None) == gains.get("max_price", 0) + gains.get("price_unknown", 0)


@given(PEOPLE, SHELVES, st.integers(1, 5))
def test_a_limit_cuts_the_list_and_nothing_else(request: ShoesAdviceRequest, shoes: list[Shoe], limit: int) -> None:
    whole, cut = ask(request, shoes), ask(replace(request, limit=limit), shoes)
    assert cut["recommendations"] == whole["recommendations"][:limit]
    assert cut["found"] == whole["found"]
    assert cut["excluded"] == whole["excluded"]
    assert cut["summary"] == whole["summary"]


@given(PEOPLE, SHELVES)
def test_sentences_are_whole(request: ShoesAdviceRequest, shoes: list[Shoe]) -> None:
    for text in texts(ask(request, shoes)):
        assert text
        assert "{" not in text
        assert "None" not in text
        assert "_" not in text or " " not in text


def test_the_same_question_twice_has_the_same_answer() -> None:
    candidates = prepare([(PLAIN, {"id": "plain"})], BOOK)
    request = ShoesAdviceRequest(symptoms=SORE)
    assert shown(advise(request, candidates, BOOK), BOOK) == shown(advise(request, candidates, BOOK), BOOK)
