"""YAML read strictly: a key that stands twice, an unknown key or an empty text is an error, never a shrug."""

from __future__ import annotations

from collections.abc import Hashable, Set
from pathlib import Path
from typing import Any

import yaml

from api.rulebook.errors import RulebookError


class _NoDuplicateKeys(yaml.SafeLoader):
    """A safe loader that refuses a mapping in which a key stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise RulebookError(f"{node.start_mark.name}: key {key!r} stands twice, {key_node.start_mark}")
            seen.add(key)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> object:
    """Answer the content of a YAML file; raises RulebookError for a missing file, bad YAML or a duplicate key."""
    try:
        with path.open(encoding="utf-8") as stream:
            return yaml.load(stream, Loader=_NoDuplicateKeys)  # noqa: S506 - a SafeLoader underneath
    except OSError as fault:
        raise RulebookError(f"{path.name}: cannot be read ({fault.strerror})") from fault
    except yaml.YAMLError as fault:
        raise RulebookError(f"{path.name}: {fault}") from fault


def mapping_of(
    value: object, where: str, *, allowed: Set[str] | None = None, required: Set[str] = frozenset()
) -> dict[str, Any]:
    """Answer ``value`` as a mapping with text keys; raises RulebookError naming unknown or missing keys."""
    if not isinstance(value, dict):
        raise RulebookError(f"{where}: a mapping is wanted, not {value!r}")
    unknown = [key for key in value if not isinstance(key, str) or (allowed is not None and key not in allowed)]
    if unknown:
        raise RulebookError(f"{where}: unknown key {unknown[0]!r}")
    missing = sorted(required - value.keys())
    if missing:
        raise RulebookError(f"{where}: {missing[0]} is missing")
    return value


def text_of(value: object, where: str) -> str:
    """Answer ``value`` as a text that is not empty, white space folded; raises RulebookError."""
    if not isinstance(value, str) or not value.strip():
        raise RulebookError(f"{where}: a text is wanted, not {value!r}")
    return " ".join(value.split())
