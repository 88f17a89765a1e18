"""A consultation on a strip of paper: plain text of 42 columns, as receipt printers have them, in ASCII."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

COLUMNS = 42
MOST_SHOES = 3
MOST_QUESTIONS = 5

_INDENT = "   "
_RULE = "-" * COLUMNS
_PLAIN = str.maketrans({"–": "-", "—": "-", "×": "x", "’": "'", "“": '"', "”": '"', "…": "...", "ß": "ss", "ø": "o"})

Part = Mapping[str, Any]


def slip(answer: Part) -> str:
    """Answer the slip for a consultation as it is served. No line is longer than ``COLUMNS``."""
    lines: list[str] = []
    lines += _heading("FOREFOOT")
    lines += _said(answer["summary"])
    lines += _numbered(action["text"] for action in answer["actions"])
    if answer["indicator"] != "critical" or answer["care"] is None or answer["care"]["level"] == "see_professional":
        lines += _parts(answer)
    lines += _open_questions(answer["missing"])
    lines += [_RULE, *_said(answer["disclaimer"]), *_said(f"Rules {answer['rulebook_version']}")]
    return "\n".join(lines) + "\n"


def _open_questions(missing: list[Part]) -> Iterator[str]:
    if missing:
        yield from _heading("STILL TO ANSWER")
        for each in missing[:MOST_QUESTIONS]:
            yield from _said(f"* {each['why']}", "  ")


def _parts(answer: Part) -> Iterator[str]:
    yield from _shoes(answer["shoes"])
    yield from _pad(answer["met_pad"])
    yield from _section("TODAY'S RUN", answer["run_today"], _run(answer["run_today"]))
    yield from _section("AT HOME", answer["self_care"], _care(answer["self_care"]))
    yield from _section("EXERCISES", answer["exercises"], _exercises(answer["exercises"]))


def _section(title: str, part: Part, told: Iterable[str]) -> Iterator[str]:
    yield from _heading(title)
    yield from _said(part["summary"])
    yield from told


def _shoes(part: Part) -> Iterator[str]:
    yield from _heading("SHOES")
    yield from _said(part["summary"])
    for number, found in enumerate(part["recommendations"][:MOST_SHOES], 1):
        yield from _said(f"{number}. {found['shoe']['brand']} {found['shoe']['model']}", _INDENT)
        yield from _under(f"{_size(found['size'])}, {found['score']} of 100 points")
        for caution in found["cautions"]:
            yield from _under(caution["text"])


def _size(size: Part) -> str:
    """Return the size as people name it, with its width."""
    width = size["width"] or (size["width_class"] or "").replace("_", " ")
    return " ".join(part for part in (size["label"] or "size to try", width) if part)


def _pad(part: Part) -> Iterator[str]:
    yield from _heading("PAD")
    yield from _said(part["summary"])
    for placed in part["placements"]:
        if placed["sore"] is False:
            continue
        edge, behind = placed["front_edge_from_heel_mm"], placed["behind_ball_mm"]
        side = placed["side"] or "either"
        band = f"{behind['target']:g} mm behind the ball line ({behind['low']:g} to {behind['high']:g})"
        text = f"* {side} foot: front edge {edge['target']:g} mm from the back of the heel, {band}"
        yield from _said(text, "  ")


def _run(part: Part) -> Iterator[str]:
    limits = part["limits"]
    if part["verdict"] == "easy_only":
        minutes = limits["max_minutes"]
        ground = ", ".join(limits["surfaces"]).replace("_", " ")
        yield from _said(f"* at most {minutes} minutes, on {ground}", "  ")
    for sign in part["stop_if"]:
        yield from _said(f"* {sign['text']}", "  ")


def _care(part: Part) -> Iterator[str]:
    for measure in part["plan"]:
        yield from _said(f"* {measure['how']}", "  ")


def _exercises(part: Part) -> Iterator[str]:
    for slot, entries in part["sessions"].items():
        if entries:
            yield from _said(f"{slot}:".upper())
            for entry in entries:
                yield from _said(f"* {entry['title']}, {entry['amount']}", "  ")


def _heading(title: str) -> list[str]:
    return [_RULE, title, _RULE]


def _numbered(texts: Iterable[str]) -> Iterator[str]:
    for number, text in enumerate(texts, 1):
        yield from _said(f"{number}. {text}", _INDENT)


def _under(text: str) -> Iterator[str]:
    yield from (_INDENT + line for line in _said(text, width=COLUMNS - len(_INDENT)))


def _said(text: str, indent: str = "", *, width: int = COLUMNS) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.translate(_PLAIN)).encode("ascii", "ignore").decode()
    return textwrap.wrap(plain, width, subsequent_indent=indent) or [""]
