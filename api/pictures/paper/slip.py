"""A consultation on a strip of paper: plain text of 42 columns, as receipt printers have them, in code page 858."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from api.advice.consultation.answer import TakenHome
from api.advice.core.answer import Missing
from api.advice.core.wording import Money, Or, Tenths, Wording
from api.advice.exercises.answer import ExercisesAnswer
from api.advice.foot.sizes import with_letter
from api.advice.met_pad.answer import MetPadAnswer, Placement
from api.advice.return_to_run.answer import WayBack
from api.advice.run_today.answer import EASY, NO, RunTodayAnswer
from api.advice.self_care.answer import SelfCareAnswer
from api.advice.shoes.answer import Offer, Recommendation, ShoesAnswer, SizeShown
from api.pictures.paper.pdf import Sheet, document

COLUMNS = 42
MAX_LINES = 96
"""About 40 cm of paper: the longest consultations keep an exercise of each session and a question."""
MAX_SHOES = 3
MAX_QUESTIONS = 5

LEADS_ON = "read_the_parts"
"""The action that leads to the parts, which stand below it."""

_INDENT = "   "
_LINE = "-" * COLUMNS
_PRINTABLE = "cp858"
"""What receipt printers know by default: the letters of Western Europe, and the euro."""
_PLAIN = str.maketrans(
    {
        **{"–": "-", "—": "-", "−": "-", "×": "x", "’": "'", "‘": "'", "…": "...", "œ": "oe", "Œ": "OE"},
        **dict.fromkeys("“”„", '"'),
        "\u202f": "\u00a0",
    }
)


_BEFORE_UNIT = re.compile(r"(?<=\d) (?=(?:mm|cm|km|kg|min|s|h)\b)|(?<=\d) (?=x \d)|(?<=\d x) (?=\d)")
"""The blanks between a number and its unit, and between the measures of one thing, at which no line ends."""


@dataclass(frozen=True, slots=True)
class Length:
    """How much of each section is printed, so that the paper stays short."""

    leads: bool = True
    """Whether what leads to the parts below stands above them; all else that is to be done is always printed."""

    advice: int = 12
    """Of shoes and of today's run, each."""

    shoes: int = MAX_SHOES
    """With size, price and cautions; the others by their names."""

    cautions: int = 2
    measures: int = 6
    exercises: int = 3
    stops: int = 3
    questions: int = MAX_QUESTIONS


_LEAN = Length(leads=False, cautions=0, measures=1, exercises=1, stops=0, questions=1)
SHORTER = (
    Length(),
    Length(cautions=1),
    Length(cautions=0, measures=5, exercises=2, stops=2),
    Length(cautions=0, measures=4, exercises=1, stops=1, questions=3),
    Length(cautions=0, measures=3, exercises=1, stops=1, questions=2),
    Length(shoes=2, cautions=0, measures=2, exercises=1, stops=1, questions=2),
    replace(_LEAN, shoes=2),
    replace(_LEAN, advice=2, shoes=2),
    replace(_LEAN, advice=2, shoes=1),
    replace(_LEAN, advice=1, shoes=1),
    replace(_LEAN, advice=1, shoes=1, questions=0),
    replace(_LEAN, advice=1, shoes=1, exercises=0, questions=0),
    replace(_LEAN, advice=0, shoes=1, exercises=0, questions=0),
    replace(_LEAN, advice=0, shoes=0, exercises=0, questions=0),
)
"""What is tried in turn until a slip that is not urgent fits on its paper."""


def slip(taken: TakenHome, wording: Wording, *, disclaimer: str, version: str, shop: str | None = None) -> str:
    """Return the slip of what is taken home: no line over ``COLUMNS``, ``MAX_LINES`` where nobody has to be seen.

    ``disclaimer`` and ``version`` are those of the rulebook; ``shop`` stands at its head where it has a name in
    letters that a printer has.
    """
    lines: list[str] = []
    for length in SHORTER:
        writer = _Writer(wording, length)
        lines = [
            *writer.head(shop),
            *writer.body(taken),
            *(() if length == SHORTER[0] or taken.is_urgent else [_LINE, *_wrapped(writer.text("shortened"))]),
            _LINE,
            *_wrapped(disclaimer),
            *_wrapped(writer.text("version", version=version)),
        ]
        if len(lines) <= MAX_LINES or taken.is_urgent:
            break
    return "\n".join(lines) + "\n"


class _Writer:
    """Writes the sections in one language and one length; a sentence stands once."""

    def __init__(self, wording: Wording, length: Length) -> None:
        self._wording = wording
        self._length = length
        self._printed: set[str] = set()

    def text(self, key: str, **facts: object) -> str:
        return self._wording.text(f"slip.{key}", **facts)

    def head(self, shop: str | None) -> list[str]:
        """Return the name of the shop, or of the service."""
        name = _wrapped(shop or "")
        return [_LINE, *(name if any(map(str.strip, name)) else _wrapped(self.text("title")))]

    def body(self, taken: TakenHome) -> Iterator[str]:
        top = taken.top
        yield from self._once(top.summary)
        actions = [action for action in top.actions if self._length.leads or action.code != LEADS_ON]
        for number, action in enumerate(actions, 1):
            yield from self._once(f"{number}. ", action.text)
        if not taken.is_urgent:
            yield from self._parts(taken)
        yield from self._questions(top.missing)

    def _parts(self, taken: TakenHome) -> Iterator[str]:
        if taken.shoes is not None:
            yield from self._shoes(taken.shoes, taken.shoes_found)
        if taken.met_pad is not None:
            yield from self._pad(taken.met_pad)
        if taken.run_today is not None:
            care = taken.top.care
            yield from self._run(taken.run_today, must_be_seen=care is not None and care.timeframe != "routine")
        yield from self._way_back(taken.return_to_run)
        if taken.self_care is not None:
            yield from self._care(taken.self_care)
        if taken.exercises is not None:
            yield from self._exercises(taken.exercises)

    def _heading(self, key: str) -> list[str]:
        return [_LINE, *_wrapped(self.text(key))]

    def _once(self, lead: str, text: str = "") -> Iterator[str]:
        """Yield a text behind its number or mark, unless it is on the slip already."""
        lead, text = (lead, text) if text else ("", lead)
        if text not in self._printed:
            self._printed.add(text)
            yield from _wrapped(lead + text, " " * len(lead))

    def _mark(self, text: str) -> Iterator[str]:
        yield from self._once("* ", text)

    def _shoes(self, shoes: ShoesAnswer, found: int) -> Iterator[str]:
        """Yield the shoes, as many as the summary above speaks of: by name, then how many more were ``found``."""
        yield from self._heading("shoes")
        if not shoes.recommendations:
            yield from self._once(shoes.summary)
            for untested in shoes.try_on[:MAX_SHOES]:
                yield from self._mark(f"{untested.name.brand} {untested.name.model}")
                if self._length.cautions:
                    yield from self._shelf(untested.offer)
            yield from self._further(found, len(shoes.try_on))
            yield from self._to_order(shoes)
        for number, recommended in enumerate(shoes.recommendations[:MAX_SHOES], 1):
            yield from self._once(f"{number}. ", f"{recommended.name.brand} {recommended.name.model}")
            if number <= self._length.shoes:
                yield from self._details(recommended)
        if shoes.recommendations:
            yield from self._further(found, len(shoes.recommendations))
        yield from (line for action in shoes.actions[: self._length.advice] for line in self._mark(action.text))

    def _details(self, recommended: Recommendation) -> Iterator[str]:
        yield from _under(self._size(recommended))
        yield from self._shelf(recommended.offer)
        for caution in recommended.cautions[: self._length.cautions]:
            yield from (_INDENT + line for line in self._once(caution.text))

    def _further(self, found: int, shown: int) -> Iterator[str]:
        if further := found - min(shown, MAX_SHOES):
            yield from _wrapped(self.text("further", count=further))

    def _shelf(self, offer: Offer | None) -> Iterator[str]:
        """Yield what a shoe costs and how many pairs are here, as far as it is known."""
        if offer is None:
            return
        price = Money(offer.price, offer.currency)
        if offer.quantity:
            yield from _under(self.text("shelf", price=price, pairs=offer.quantity))
        else:
            yield from _under(self.text("price", price=price))

    def _to_order(self, shoes: ShoesAnswer) -> Iterator[str]:
        """Yield what would suit if the store ordered it, and which other store of the account has it."""
        if not shoes.to_order:
            return
        yield from _wrapped(self.text("to_order"))
        for entry in shoes.to_order[: self._length.shoes]:
            yield from self._mark(f"{entry.shoe.brand} {entry.shoe.model}")
            stores = tuple(store.name for store in entry.other_stores)
            if stores:
                yield from _under(self.text("also_at", stores=stores))

    def _size(self, recommended: Recommendation) -> str:
        size = recommended.size
        if not size.label:
            return self.text("size_unknown", score=recommended.score)
        width = width_in_words(size, self._wording)
        if not width:
            return self.text("size", label=size.label, score=recommended.score)
        return self.text("size_and_width", label=size.label, width=width, score=recommended.score)

    def _pad(self, pad: MetPadAnswer) -> Iterator[str]:
        if pad.placement is None and not pad.actions and pad.pad is None:
            return
        yield from self._heading("pad")
        placements = [placement for placement in pad.placements if placement.sore is not False]
        if not placements:
            yield from self._once(pad.summary)
        for placement in placements:
            yield from self._placement(placement)
        yield from (line for action in pad.actions for line in self._mark(action.text))
        if placements:
            yield from self._mark(self.text("pad_worse"))

    def _placement(self, placement: Placement) -> Iterator[str]:
        edge, *rest = placement_lines(placement, self._wording)
        yield from self._mark(edge)
        for line in rest:
            yield from _under(line)

    def _run(self, run: RunTodayAnswer, *, must_be_seen: bool) -> Iterator[str]:
        yield from self._heading("run")
        if must_be_seen and run.verdict == NO:
            # The part on running always names it, also where it stands at the top.
            yield from _wrapped(self.text("no_run_until_seen"))
            return
        yield from self._once(run.summary)
        limits = run.limits
        if run.verdict == EASY and limits.max_minutes:
            ground = Or(tuple(self.text(f"ground_{surface}") for surface in limits.surfaces))
            yield from self._mark(self.text("run_limits", minutes=limits.max_minutes, ground=ground))
        for worn in run.wear[:1]:
            yield from self._mark(worn.text)
        for action in run.actions[: self._length.advice]:
            yield from self._mark(action.text)
        for sign in run.stop_if[: self._length.stops]:
            yield from self._mark(sign.text)

    def _way_back(self, way_back: WayBack | None) -> Iterator[str]:
        if way_back is not None:
            yield from _wrapped(self.text("way_back"))
            for check in way_back.gate:
                yield from self._once("[x] " if check.passed else "[ ] ", check.text)

    def _care(self, care: SelfCareAnswer) -> Iterator[str]:
        if not care.plan:
            return
        yield from self._heading("home")
        # However short the paper, a reported illness or medicine is minded on it.
        for left_out in care.left_out:
            if left_out.minds_a_condition:
                yield from self._mark(left_out.why)
        for measure in care.plan[: self._length.measures]:
            yield from self._mark(measure.how)

    def _exercises(self, exercises: ExercisesAnswer) -> Iterator[str]:
        slots = [(slot, exercises.sessions.of(slot)) for slot in ("morning", "midday", "evening")]
        if not any(session for _, session in slots) or not self._length.exercises:
            return
        yield from self._heading("exercises")
        for slot, session in slots:
            if session:
                chosen = [f"{entry.title}, {entry.amount}" for entry in session[: self._length.exercises]]
                if len(chosen) == 1:
                    yield from _wrapped(f"{self.text(slot)} {chosen[0]}", "  ")
                    continue
                yield from _wrapped(self.text(slot))
                yield from (line for entry in chosen for line in _wrapped(f"* {entry}", "  "))

    def _questions(self, missing: Iterable[Missing]) -> Iterator[str]:
        questions = list(dict.fromkeys(entry.question for entry in missing if entry.question))[: self._length.questions]
        if questions:
            yield from self._heading("questions")
            for question in questions:
                yield from self._mark(question)


def width_in_words(size: SizeShown, wording: Wording) -> str:
    """Return a width as a word, with its letter."""
    word = wording.text(f"sizes.width_{size.width_class}") if size.width_class else ""
    return with_letter(word, size.width)


def placement_lines(placement: Placement, wording: Wording) -> list[str]:
    """Return where the pad goes along the foot, where across it, and its size, the one to ask for in a shop."""
    edge, across, pad = placement.front_edge_from_heel_mm, placement.across_from_inner_edge_mm, placement.pad
    key = f"slip.{'cut_out' if placement.free_head else 'pad'}_edge_{placement.side or 'either'}"
    toe = wording.text(f"met_pad.toe_{placement.at_head.removeprefix('mth_')}")
    lines = [
        wording.text(key, edge=Tenths(edge.target), toe=toe),
        wording.text("slip.pad_across", low=round(across.low), high=round(across.high)),
    ]
    if pad.width_mm is None or pad.length_mm is None:
        return lines
    own, sold = {"width": round(pad.width_mm), "length": round(pad.length_mm)}, pad.nearest_sold
    if sold is None or own == (wanted := {"width": round(sold.width_mm), "length": round(sold.length_mm)}):
        return [*lines, wording.text("slip.pad_size", **own, thick=pad.thickness_mm)]
    # The drawing shows the size for this foot: both are named, so that they are not taken for a mistake.
    exact = {"own_width": own["width"], "own_length": own["length"]}
    return [*lines, wording.text("slip.pad_size_sold", **wanted, **exact, thick=pad.thickness_mm)]


def _under(text: str) -> Iterator[str]:
    yield from (_INDENT + line for line in _wrapped(text, width=COLUMNS - len(_INDENT)))


def _wrapped(text: str, indent: str = "", *, width: int = COLUMNS) -> list[str]:
    plain = "".join(map(_printable, unicodedata.normalize("NFC", text.translate(_PLAIN))))
    plain = _BEFORE_UNIT.sub("\u00a0", plain)
    lines = textwrap.wrap(plain, width, subsequent_indent=indent) or [""]
    return [line.replace("\u00a0", " ") for line in lines]


def _printable(letter: str) -> str:
    try:
        letter.encode(_PRINTABLE)
    except UnicodeEncodeError:
        return unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()
    return letter


SLIP_WIDTH_MM = 80.0
_MARGIN_MM, _LEADING = 4.0, 1.25
_LETTER_WIDTH = 0.6
"""How wide Courier sets every letter, as a share of its size."""


def slip_as_pdf(text: str, title: str) -> bytes:
    """Return a slip as one PDF page, as wide as the paper of a receipt printer and as long as the slip."""
    lines = text.rstrip("\n").split("\n")
    size = (SLIP_WIDTH_MM - 2 * _MARGIN_MM) / (COLUMNS * _LETTER_WIDTH)
    sheet = Sheet((SLIP_WIDTH_MM, 2 * _MARGIN_MM + len(lines) * size * _LEADING))
    for number, line in enumerate(lines, 1):
        sheet.words(line, (_MARGIN_MM, sheet.height - _MARGIN_MM - number * size * _LEADING), size, even=True)
    return document([sheet], title)
