"""What is refused, in the language of whoever reads it.

Our code and marshmallow word it in English, where it arises. The page ``refusals`` of a wording holds every such
sentence: it is found by its English words, whatever stands in the place of a placeholder, and worded again in the
language of the request. What is worded already, as the reasons of an import are, stays as it is.
"""

from __future__ import annotations

import re
from functools import lru_cache

from api.advice.core.wording import Wording
from api.rulebook.load import ENGLISH, shipped_rulebook

PAGE = "refusals."
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def refusal_in(wording: Wording, sentence: str) -> str:
    """Return a sentence of the code as ``wording`` has it; one that no page holds stays."""
    if wording.language == ENGLISH:
        return sentence
    found = key_and_facts(sentence)
    return sentence if found is None else wording.text(found[0], **found[1])


def key_and_facts(sentence: str) -> tuple[str, dict[str, str]] | None:
    """Return the key of an English sentence and what stands in the place of its placeholders; None for no such one."""
    for key, pattern in _patterns():
        if found := pattern.fullmatch(sentence):
            return key, found.groupdict()
    return None


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return every sentence as a pattern, the one with the most words of its own first."""
    wording = shipped_rulebook(ENGLISH).wording
    texts = [(key, wording.template(key).text) for key in wording.keys(PAGE)]
    texts.sort(key=lambda entry: -len(_PLACEHOLDER.sub("", entry[1])))
    return tuple((key, _pattern(text)) for key, text in texts)


def _pattern(text: str) -> re.Pattern[str]:
    parts = _PLACEHOLDER.split(text)
    written = [f"(?P<{part}>.*)" if place % 2 else re.escape(part) for place, part in enumerate(parts)]
    return re.compile("".join(written), re.DOTALL)
