"""What is asked together: one question a screen, in the order that decides between questions of equal weight.

A checklist asks for several symptoms at once: what is ticked is so, what is not ticked is not. The ``state`` of the
feet comes early and opens or closes whole groups, so that a person without pain is asked nothing about it.
"""

from __future__ import annotations

from dataclasses import dataclass

from api.advice.core.answer import ChoiceValue
from api.advice.core.rules import Rulebook
from api.advice.interview.request import CONSULTATION, MET_PAD, RETIREMENT, SHOES

CHECKLIST = "checklist"
STATE = "state"
PAIN_LEVEL = "pain_level"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to tick: the field of the symptoms, its value when ticked, and its value when not.

    ``implies`` is what ticking it says of other items, whether they are ticked or not: no list that is filled in as it
    reads may contradict itself (TRIAGE-18).
    """

    field: str
    value: ChoiceValue = True
    otherwise: ChoiceValue = False
    implies: tuple[tuple[str, ChoiceValue | None], ...] = ()

    @property
    def key(self) -> str:
        """The name of its text."""
        return self.field if isinstance(self.value, bool) else f"{self.field}={self.value}"


@dataclass(frozen=True, slots=True)
class Screen:
    """One question. ``fields`` are dotted; ``items`` belong to a checklist."""

    id: str
    fields: tuple[str, ...]
    items: tuple[Item, ...] = ()
    purposes: frozenset[str] = frozenset()
    """Of a question that changes no level of care: the purposes whose advice it changes."""


def _checklist(name: str, *items: str | Item) -> Screen:
    made = tuple(item if isinstance(item, Item) else Item(item) for item in items)
    return Screen(name, tuple(dict.fromkeys(f"symptoms.{item.field}" for item in made)), made)


def _symptom(*names: str, id: str | None = None) -> Screen:
    return Screen(id or names[0], tuple(f"symptoms.{name}" for name in names))


DANGER = _checklist(
    "danger",
    *("cold_or_pale_foot", "sudden_numb_foot", "calf_swelling", "breathless", "deformity_after_injury"),
    *("cannot_walk_four_steps", "sole_bruising", "fever"),
)
LOOK = _checklist(
    "look",
    "swelling",
    Item("both_feet_swollen", implies=(("swelling", True),)),
    *("heat", "redness", "open_wound"),
    Item("hot_stuck_joint", implies=(("heat", True),)),
    "toe_deformity",
)
SENSATION = _checklist(
    "sensation",
    Item("numbness_or_tingling", "comes_and_goes", "none"),
    Item("numbness_or_tingling", "stays", "none"),
    Item("bone_tenderness", "metatarsal_shaft", "none"),
    Item("bone_tenderness", "navicular", "none"),
    Item("bone_tenderness", "fifth_base", "none"),
    "joint_unstable",
    "morning_stiffness_minutes",
)
WHEN = _checklist(
    "when",
    *("hurts_to_walk", "hurts_at_rest"),
    # Whether a pain of the night eases off the feet is left open, unless that is ticked too.
    Item("hurts_at_night", implies=(("eases_off_feet", None),)),
    Item("eases_off_feet", False, True, implies=(("hurts_at_rest", True),)),
    *("worse_despite_rest", "one_painful_step", "recent_load_increase"),
)
ABOUT = _checklist(
    "about",
    *("diabetes", "neuropathy", "pregnant"),
    Item("seen_by_professional", "same_or_better", "no"),
    Item("seen_by_professional", "new_or_worse", "no"),
)
GROUPS = {"pain": ("symptoms.pain_level",), "look": LOOK.fields, "sensation": SENSATION.fields}
"""What the state of the feet opens or closes -> the fields that a group stands for."""
LOST_WEIGHT = "weight_loss_or_cancer_history"
IN_RECOVERY = "in_recovery"
"""Not of the symptoms, and yet a state of the feet: it is ticked there, and asked alone where no state is asked."""
STATE_FIELDS = (*(field for fields in GROUPS.values() for field in fields), f"symptoms.{LOST_WEIGHT}")
WHERE = Screen("where", ("symptoms.pain_sites", "symptoms.pain_side"), purposes=frozenset({MET_PAD, CONSULTATION}))

OF_SYMPTOMS = (
    DANGER,
    Screen(STATE, STATE_FIELDS),
    _symptom(PAIN_LEVEL),
    LOOK,
    SENSATION,
    WHEN,
    ABOUT,
    _symptom("pain_kinds"),
    WHERE,
    _symptom("days_since_onset"),
    *(_symptom(name) for name in ("improving", "days_of_self_care", "consistent_exercises_weeks", "age_years")),
    _symptom(LOST_WEIGHT),
)

OF_ADVICE = (
    WHERE,
    Screen("size", ("size", "feet"), purposes=frozenset({SHOES, MET_PAD, CONSULTATION})),
    Screen("sex", ("sex",), purposes=frozenset({SHOES, MET_PAD, CONSULTATION})),
    Screen("use", ("use",), purposes=frozenset({SHOES, CONSULTATION})),
    Screen(IN_RECOVERY, (IN_RECOVERY,), purposes=frozenset({SHOES, CONSULTATION})),
    Screen("insole", ("insole",), purposes=frozenset({MET_PAD, CONSULTATION})),
    *(
        Screen(name, (name,), purposes=frozenset({RETIREMENT}))
        for name in ("distance", "feel", "kind", "weekly_distance")
    ),
    Screen(
        "inspection",
        ("inspection.outsole_through", "inspection.tilts", "inspection.creased_midsole"),
        (Item("outsole_through"), Item("tilts"), Item("creased_midsole")),
        frozenset({RETIREMENT}),
    ),
)
SCREENS = {screen.id: screen for screen in (*OF_SYMPTOMS, *OF_ADVICE)}


def values_of(item: Item, book: Rulebook) -> tuple[ChoiceValue, ChoiceValue]:
    """Return what is sent for an item that is ticked, and for one that is not; numbers are figures of the rules."""
    if item.field == "morning_stiffness_minutes":
        return round(book.number("SAFE-08", "morning_stiffness_over_minutes")) + 1, 0
    return item.value, item.otherwise
