"""Figures in words: what a rule says in prose are its own figures, and a customer's sentence takes them from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest

from api.advice.core.rules import Rule
from api.rulebook.load import shipped_rulebook

RULES = shipped_rulebook().rules

SPOKEN_ROUGHLY = {
    ("RETIRE-02", 1126): "the kilometres of the figure, without the half",
    ("TRAIN-05", 10): "the end of the pain scale",
    ("FOOT-01", 74): "both sexes' mean in round per cent",
    ("SIZE-01", 8): "the size of the example",
    ("SIZE-01", 9): "the size of the example",
    ("SIZE-05", 100): "people in 'of 100'",
}

_NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?!\w)")
_RULE_ID = re.compile(r"\b[A-Z]+-\d\d\b")
_NO_FIGURE = re.compile(r"\{[^}]*\}|\b\d(?:st|nd|rd|th)\b|\bout of 10\b|\b100 %")
"""In a customer's sentence: a blank to fill, the name of a toe, the scale of pain, a printer's full size."""


def figures_of(rule: Rule) -> Iterator[float]:
    """Yield every number of a rule as it may be spoken: without sign, and a share in per cent too."""
    for parameter in rule.parameters.values():
        for value in parameter.value if isinstance(parameter.value, tuple) else (parameter.value,):
            if isinstance(value, int | float):
                yield from (round(abs(value), 6), round(abs(value) * 100, 6))


def spoken_in(text: str) -> Iterator[float]:
    """Yield every number in a text, ids of rules and names of toes (2nd) apart."""
    for number in _NUMBER.findall(_RULE_ID.sub("", text)):
        yield float(number.rstrip(",").replace(",", ""))


def strange(rule: Rule, known: Iterable[float]) -> list[float]:
    """Return the numbers that a rule says and that are neither its own nor known."""
    return sorted(set(spoken_in(rule.says)) - set(figures_of(rule)) - set(known))


@pytest.mark.parametrize("rule_id", [rule.id for rule in RULES.values() if rule.basis != "house"])
def test_a_rule_that_others_stated_says_its_own_figures(rule_id: str) -> None:
    """Our own choices may speak of the figures that they weigh; what a source said stands with its figures."""
    known = [number for known_id, number in SPOKEN_ROUGHLY if known_id == rule_id]
    assert strange(RULES[rule_id], known) == []


@pytest.mark.parametrize("rule_id", [rule.id for rule in RULES.values() if rule.wordings])
def test_a_customers_sentence_takes_its_figures_from_the_rule(rule_id: str) -> None:
    written_out = [
        f"{occasion}: {form}"
        for occasion, template in RULES[rule_id].wordings.items()
        for form in (template.text, *template.forms.values())
        if re.search(r"\d", _NO_FIGURE.sub("", form))
    ]
    assert written_out == []


def test_every_rough_figure_is_still_spoken() -> None:
    unspoken = [(rule_id, number) for rule_id, number in SPOKEN_ROUGHLY if number not in strange(RULES[rule_id], ())]
    assert unspoken == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("At 1,126.5 km, 0.80 or 37 %.", [1126.5, 0.8, 37]),
        ("From the 2nd to the 4th head.", []),
        ("As FIT-01 says, 3, and 4.", [3, 4]),
        ("75,000 / weight", [75000]),
    ],
)
def test_the_search_for_spoken_figures_sees(text: str, expected: list[float]) -> None:
    assert list(spoken_in(text)) == expected
