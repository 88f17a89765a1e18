"""The sentences of the command line, from wording/<language>/commands.yaml: what it prints, refuses and helps with."""

from __future__ import annotations

import click

from api.advice.core.wording import Or
from api.config import SettingsError
from api.rulebook.load import shipped_rulebook


def text(key: str, /, **facts: object) -> str:
    """Return a text of the command line; raise UnknownWordingError."""
    return shipped_rulebook().wording.text(f"commands.{key}", **facts)


def refusal(key: str, /, **facts: object) -> click.ClickException:
    """Return the error that ends a command with one line."""
    return click.ClickException(text(key, **facts))


def refused_setting(fault: SettingsError) -> click.ClickException:
    """Return the error of a variable of the environment that cannot be read."""
    facts = {name: Or(value) if isinstance(value, tuple) else value for name, value in fault.facts.items()}
    return refusal(fault.code, **facts)
