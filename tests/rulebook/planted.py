"""A small sound rulebook in a folder, and a way to plant one fault in it."""

from __future__ import annotations

from pathlib import Path

SOURCES = """\
rulebook_version: "1.2.3"
sources:
  guide:
    title: A guide
    kind: document
    publisher: somebody
    sections: ["One", "Two"]
  trial:
    title: A trial
    kind: study
    year: 2020
    url: https://doi.org/10.1/x
    people: 12 people, walking
    design: crossover
  house:
    title: Our own choice
    kind: house
    note: With reasons.
"""

RULES = """\
area: shoes
rules:
  SHOE-01:
    says: >-
      The toes need
      room.
    basis: document
    used_by: [shoes, met_pad_adjustment]
    parameters:
      room_min_mm: {value: 10, unit: mm}
      share_fraction: {value: 0.25, unit: fraction}
      kinds: {value: [roomy, wide], unit: list}
      shape: {value: teardrop, unit: text}
      rounds: {value: 3, unit: count}
      steps_mm: {value: [2, 3.5], unit: mm}
    references:
      - {source: guide, section: "One"}
      - {source: trial, second_hand: true}
    conflicts:
      - {text: conflict_1, rules: [SHOE-02]}
    wording_facts: [name, days]
  SHOE-02:
    says: Soft is good.
    basis: house
    used_by: [shoes]
    references:
      - {source: house}
"""

OTHER_RULES = """\
area: risk
rules:
  RISK-01:
    says: More weight, more load.
    basis: study
    used_by: [risk]
    references:
      - {source: trial}
"""

WORDING = """\
language: en
area: shoes
rules:
  SHOE-01:
    title: Room
    conflicts:
      conflict_1: They differ.
    sentences:
      short: "Leave {room_min_mm} mm, {name}."
      days:
        count: days
        one: Wait a day.
        other: "Wait {days} days."
  SHOE-02:
    title: Cushion
"""

OTHER_WORDING = """\
language: en
area: risk
rules:
  RISK-01:
    title: Weight
"""

TEXTS = """\
language: en
texts:
  heading: Shoes
"""

PAGES = {
    "sources.yaml": SOURCES,
    "rules/shoes.yaml": RULES,
    "rules/risk.yaml": OTHER_RULES,
    "wording/en/shoes.yaml": WORDING,
    "wording/en/risk.yaml": OTHER_WORDING,
    "wording/en/slip.yaml": TEXTS,
}


def plant(folder: Path, page: str = "", old: str = "", new: str = "") -> Path:
    """Return a folder that holds the sound rulebook, in one page of it ``old`` replaced by ``new``."""
    (folder / "rules").mkdir()
    (folder / "wording" / "en").mkdir(parents=True)
    for name, text in PAGES.items():
        content = text
        if name == page:
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
            content = text.replace(old, new)
        (folder / name).write_text(content, encoding="utf-8")
    return folder
