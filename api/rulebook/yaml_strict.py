"""YAML read strictly: a key that stands twice, an unknown key or an empty text is an error, never a shrug."""

from __future__ import annotations

import re
from collections.abc import Hashable, Set
from pathlib import Path
from typing import Any

import yaml

from api.rulebook.errors import RulebookError

_BREAKABLE = re.compile(r"[ \t\r\n]+")
_PLAIN_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_PLAIN_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")


# libyaml reads the rules in a tenth of the time, which every worker spends before its first answer.
_SafeLoader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _StrictLoader(_SafeLoader):  # type: ignore[misc, valid-type]
    """A safe loader that refuses keys that stand twice, merged mappings, and numbers not written plainly.

    YAML reads ``010`` as 8, ``1:30`` as 90 and ``.inf`` as a number; nobody means that in a table of figures.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise RulebookError(f"a key must be a single word{key_node.start_mark}")
            if key_node.tag == "tag:yaml.org,2002:merge":
                raise RulebookError(f"merged mappings are not read{key_node.start_mark}")
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise RulebookError(f"key {key!r} stands twice{key_node.start_mark}")
            seen.add(key)
        loaded: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return loaded

    def plain_integer(self, node: yaml.ScalarNode) -> int:
        if not _PLAIN_INTEGER.fullmatch(node.value):
            raise RulebookError(f"{node.value} is not a plainly written number{node.start_mark}")
        return int(node.value)

    def plain_decimal(self, node: yaml.ScalarNode) -> float:
        if not _PLAIN_DECIMAL.fullmatch(node.value):
            raise RulebookError(f"{node.value} is not a plainly written number{node.start_mark}")
        return float(node.value)


_StrictLoader.add_constructor("tag:yaml.org,2002:int", _StrictLoader.plain_integer)
_StrictLoader.add_constructor("tag:yaml.org,2002:float", _StrictLoader.plain_decimal)


def read_yaml(path: Path) -> object:
    """Return the content of a YAML file; raises RulebookError for a missing file, bad YAML or a duplicate key."""
    try:
        with path.open(encoding="utf-8") as stream:
            return yaml.load(stream, Loader=_StrictLoader)  # noqa: S506 - a SafeLoader underneath
    except OSError as fault:
        raise RulebookError(f"{path.name}: cannot be read ({fault.strerror})") from fault
    except UnicodeDecodeError as fault:
        raise RulebookError(f"{path.name}: is not UTF-8 text") from fault
    except RulebookError as fault:
        raise RulebookError(f"{path.name}: {fault}") from fault
    except yaml.YAMLError as fault:
        raise RulebookError(f"{path.name}: {fault}") from fault


def mapping_of(
    value: object, where: str, *, allowed: Set[str] | None = None, required: Set[str] = frozenset()
) -> dict[str, Any]:
    """Return ``value`` as a mapping with text keys; raises RulebookError naming unknown or missing keys."""
    if not isinstance(value, dict):
        raise RulebookError(f"{where}: a mapping is wanted, not {value!r}")
    unknown = [key for key in value if not isinstance(key, str) or (allowed is not None and key not in allowed)]
    if unknown:
        raise RulebookError(f"{where}: unknown key {unknown[0]!r}")
    missing = sorted(required - value.keys())
    if missing:
        raise RulebookError(f"{where}: {missing[0]} is missing")
    return value


def list_of(value: object, where: str) -> list[Any]:
    """Return ``value`` as a list in which nothing stands twice; raises RulebookError."""
    if not isinstance(value, list):
        raise RulebookError(f"{where}: a list is wanted, not {value!r}")
    for index, item in enumerate(value):
        if item in value[:index]:
            raise RulebookError(f"{where}: {item!r} stands twice")
    return value


def text_of(value: object, where: str) -> str:
    """Return ``value`` as a text that is not empty, its blanks folded but for unbroken ones; raises RulebookError."""
    if not isinstance(value, str) or not value.strip():
        raise RulebookError(f"{where}: a text is wanted, not {value!r}")
    return _BREAKABLE.sub(" ", value).strip()


def one_of(value: object, allowed: tuple[str, ...], where: str) -> str:
    """Return ``value`` if it is one of the allowed words; raises RulebookError naming them all."""
    if not isinstance(value, str) or value not in allowed:
        raise RulebookError(f"{where}: {value!r} is none of {', '.join(allowed)}")
    return value
