"""Every curl that a document shows gives the output that the document shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.console import NOT_RUN, RUN, Step, masked, run_steps, steps_of
from tests.support.service import running_service

README = Path("README.md")


def run_by(path: Path) -> list[Step]:
    """Return the commands of a document that the tests run as they stand."""
    return [step for step in steps_of(path.read_text()) if step.command.startswith(RUN)]


DOCUMENTS = [README, *(path for path in sorted(Path("docs").rglob("*.md")) if steps_of(path.read_text()))]


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if path != README and run_by(path)], ids=str)
def test_the_document_shows_what_happens(path: Path, tmp_path: Path) -> None:
    steps = run_by(path)
    with running_service(f"sqlite:///{tmp_path / 'forefoot.db'}", tmp_path) as service:
        printed = run_steps(steps, service.url, service.key, tmp_path)
    assert [masked(output) for output in printed] == [masked(step.output) for step in steps]


@pytest.mark.parametrize("path", DOCUMENTS, ids=str)
def test_every_command_is_either_run_or_known_not_to_be(path: Path) -> None:
    unknown = [step for step in steps_of(path.read_text()) if not step.command.startswith((*RUN, *NOT_RUN))]
    assert unknown == []


def test_the_readme_can_be_read_in_a_sitting() -> None:
    assert len(README.read_text().splitlines()) < 200


def test_the_readme_shows_what_happens_the_first_time_and_again_and_with_a_wrong_key(tmp_path: Path) -> None:
    steps = run_by(README)
    with running_service(f"sqlite:///{tmp_path / 'forefoot.db'}", tmp_path) as service:
        first = run_steps(steps, service.url, service.key, tmp_path)
        picture_on_top = (tmp_path / ".forefoot/pad.svg").read_text()
        again = run_steps(steps, service.url, service.key, tmp_path)
        refused = "\n".join(run_steps(steps, service.url, "ff_wrong", tmp_path))
    assert [masked(output) for output in first] == [masked(step.output) for step in steps]
    assert picture_on_top == Path("docs/pad.svg").read_text()
    assert [masked(output) for output in again] == [masked(output) for output in first]
    assert refused.count("The key is unknown, expired or revoked.") >= 4


def test_the_readme_shows_curls_with_their_output() -> None:
    assert len([step for step in steps_of(README.read_text()) if step.output]) >= 3


def test_steps_are_read_as_written() -> None:
    text = (
        "Text\n\n```console\n$ export A=1\n$ curl -s x \\\n    -d '{\n  \"a\": 1}' | cat\n{\n  1\n}\n```\n\n"
        "```json\n$ curl not-a-console\n```\n```console\n$ curl y\nno\n$ curl z\n"
        "$ export B=$(curl -d '{\n  1}' \\\n    | cat)\n```\n"
    )
    assert steps_of(text) == [
        Step("export A=1", "", 4),
        Step("curl -s x \\\n    -d '{\n  \"a\": 1}' | cat", "{\n  1\n}", 5),
        Step("curl y", "no", 17),
        Step("curl z", "", 19),
        Step("export B=$(curl -d '{\n  1}' \\\n    | cat)", "", 20),
    ]


def test_a_wrong_output_is_seen(tmp_path: Path) -> None:
    steps = [Step("export A=one; echo $A", "", 1), Step("curl --version >/dev/null; echo $A two", "", 2)]
    assert run_steps(steps, "http://127.0.0.1:1", "key", tmp_path) == ["one", "one two"]


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ('"instance": "urn:forefoot:request:4f0c2c1d"', '"instance": "urn:forefoot:request:<id>"'),
        ("store_0123456789abcdefghjk is", "store_<id> is"),
        ("shoe_0123", "shoe_0123"),
        ("2026-08-01T10:00:00.123Z", "<time>"),
        ("2026-08-01T10:00:00+00:00", "<time>"),
        ("2026-08-01", "2026-08-01"),
        ("score 87", "score 87"),
    ],
)
def test_only_what_differs_from_run_to_run_is_masked(output: str, expected: str) -> None:
    assert masked(output) == expected
