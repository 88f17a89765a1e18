"""One sentence of a wording file read into a Template; a format or a form that is not understood is refused."""

from __future__ import annotations

import string

from api.advice.core.wording import Template
from api.rulebook.errors import RulebookError
from api.rulebook.yaml_strict import mapping_of, text_of


def read_template(entry: object, where: str, plurals: frozenset[str]) -> Template:
    """Return the sentence of an entry, a text or a count with a form for each of ``plurals``; raise RulebookError."""
    if not isinstance(entry, dict):
        text = text_of(entry, where)
        placeholders(text, where)
        return Template(text)
    given = mapping_of(entry, where, allowed={"count", *plurals}, required={"count", *plurals})
    forms = {category: text_of(given[category], f"{where}: {category}") for category in sorted(plurals)}
    for category, form in forms.items():
        placeholders(form, f"{where}: {category}")
    return Template(forms["other"], text_of(given["count"], f"{where}: count"), forms)


def placeholders(text: str, where: str) -> frozenset[str]:
    """Return the names between braces in a text; raise RulebookError for one that carries a format."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError as fault:
        raise RulebookError(f"{where}: {fault}") from fault
    for _, name, specification, conversion in parts:
        if name is not None and (specification or conversion):
            raise RulebookError(f"{where}: {{{name}}} carries a format; values are formatted by the language")
    return frozenset(name for _, name, _, _ in parts if name is not None)
