"""Reads the commands of a document, runs its curls and makes outputs comparable.

They stand in ``console`` blocks with prompts, or one in each ``sh`` block, to be pasted, with its output in the
``text``, ``json`` or ``csv`` block that follows at once.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

SHOWN_BASE = "http://localhost:8000"
RUN = ("curl ", "export ")
NOT_RUN = ("make ", "git ", "forefoot ", ".venv/", "psql ", "DATABASE_URL=", "FOREFOOT_", "PORT=")

_BLOCK = re.compile(
    r"^```(?:console\n(?P<console>.*?)^```"
    r"|sh\n(?P<command>.*?)\n```(?:\n+```(?:text|json|csv)\n(?P<output>.*?)^```)?)",
    re.MULTILINE | re.DOTALL,
)
_MASKS = (
    (re.compile(r"urn:forefoot:request:[A-Za-z0-9._-]+"), "urn:forefoot:request:<id>"),
    (re.compile(r"(?i)(x-request-id: )\S+"), r"\1<id>"),
    (re.compile(r"\b([a-z]{2,8})_[0-9abcdefghjkmnpqrstvwxyz]{20}\b"), r"\1_<id>"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)"), "<time>"),
    (re.compile(r"(?i)(date: )[^\r\n]+"), r"\1<time>"),
    (re.compile(r"expires=\d+&signature=[\w-]+"), "expires=<time>&signature=<signature>"),
    (re.compile(r"\br=\d+;t=\d+"), "r=<left>;t=<seconds>"),
)


@dataclass(frozen=True)
class Step:
    """A command of a document, the output shown below it, and the line it stands on."""

    command: str
    output: str
    line: int


def steps_of(text: str) -> list[Step]:
    """Return every command of the document's console blocks, in order."""
    steps = []
    for block in _BLOCK.finditer(text):
        if block["command"] is not None:
            line = text[: block.start("command")].count("\n") + 1
            steps.append(Step(block["command"], (block["output"] or "").strip("\n"), line))
            continue
        line = text[: block.start("console")].count("\n") + 1
        for part in re.split(r"^(?=\$ )", block["console"], flags=re.MULTILINE):
            if part.startswith("$ "):
                steps.append(_step(part, line))
            line += part.count("\n")
    return steps


def _step(part: str, line: int) -> Step:
    lines = part[2:].splitlines()
    end = 0
    while lines[end].endswith("\\") or "\n".join(lines[: end + 1]).count("'") % 2:
        end += 1
    return Step("\n".join(lines[: end + 1]), "\n".join(lines[end + 1 :]).strip("\n"), line)


def run_steps(steps: list[Step], url: str, key: str, folder: Path) -> list[str]:
    """Run the commands in one shell, against the service at ``url``, and answer what each printed."""
    script = "".join(f"printf '\\036'\n{step.command.replace(SHOWN_BASE, url)}\n" for step in steps)
    done = subprocess.run(
        ["bash", "-c", script],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=folder,
        env={**os.environ, "FOREFOOT_KEY": key, "FOREFOOT_URL": url},
        check=False,
    )
    return [printed.replace(url, SHOWN_BASE).replace("\r", "").strip("\n") for printed in done.stdout.split("\x1e")[1:]]


def masked(output: str) -> str:
    """Return the output without what differs from run to run: ids, request ids, times, what is left of a limit."""
    for pattern, word in _MASKS:
        output = pattern.sub(word, output)
    return output
