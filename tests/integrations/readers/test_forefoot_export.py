"""Our own export as a file: pairs before runs before marks, and what is not ours, newer or damaged refused by name."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from api.integrations.readers.detect import read_records
from api.integrations.readers.forefoot_export import PairCopy, RunCopy
from api.integrations.readers.run_record import ReadOptions
from api.integrations.readers.table import FileFaultError
from tests.support.exports import zip_bytes
from tests.support.reasons import refused

PAIR_ID = "pair_00000000000000000000"
RUN_ID, MARK_ID = "run_00000000000000000001", "run_00000000000000000000"


def document() -> dict[str, Any]:
    run = {"id": RUN_ID, "pair_id": PAIR_ID, "source": "api", "external_id": None, "deleted_at": None, "same_as": None}
    mark = {"id": MARK_ID, "pair_id": None, "source": "watch", "external_id": "7", "deleted_at": "x", "same_as": RUN_ID}
    pair = {"id": PAIR_ID, "names": [{"source": "strava", "name": "a b"}]}
    return {"format": "forefoot-runner", "version": 1, "runner": {}, "pairs": [pair], "runs": [mark, run]}


def records(facts: Any) -> list[Any]:
    return list(read_records(io.BytesIO(zip_bytes({"x/runner.json": facts, "x/runs.csv": b"id\n"})), ReadOptions()))


def test_a_run_comes_before_the_mark_that_points_at_it() -> None:
    pair, run, mark = records(orjson.dumps(document()))
    assert isinstance(pair, PairCopy) and isinstance(run, RunCopy) and isinstance(mark, RunCopy)
    assert (pair.id, pair.names) == (PAIR_ID, (("strava", "a b"),))
    assert (run.identity.id, run.gone, mark.gone, mark.same_as) == (RUN_ID, False, True, run.identity)


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (lambda facts: facts.update(version=2), "layout 2 of forefoot-runner; this version reads layout 1"),
        (lambda facts: facts.pop("version"), "layout None"),
        (lambda facts: facts.update(format="other-runner"), "its format is not forefoot-runner"),
        (lambda facts: facts.pop("runs"), "damaged"),
        (lambda facts: facts.update(pairs=None), "damaged"),
        (lambda facts: facts["runs"].append(7), "damaged"),
        (lambda facts: facts["runs"].append({"id": {}}), "damaged"),
        (lambda facts: facts["runs"][0].update(id="run_of-my-own"), "damaged"),
        (lambda facts: facts["runs"][0].update(external_id=5), "damaged"),
        (lambda facts: facts["runs"][0].update(external_id="x" * 121), "damaged"),
        (lambda facts: facts["runs"][0].update(source="s" * 41), "damaged"),
        (lambda facts: facts["runs"][0].update(same_as=[]), "damaged"),
        (lambda facts: facts["runs"][1].update(pair_id=1), "damaged"),
        (lambda facts: facts["pairs"][0].update(id=["x"]), "damaged"),
        (lambda facts: facts["pairs"][0].update(names=[{"source": "s" * 41, "name": "n"}]), "damaged"),
        (lambda facts: facts["pairs"][0].update(names=[{"source": "s", "name": "a\0"}]), "damaged"),
    ],
)
def test_another_layout_or_a_damaged_one_is_refused_by_name(change: Callable[[dict[str, Any]], Any], part: str) -> None:
    result = document()
    change(result)
    with refused(FileFaultError, part):
        records(orjson.dumps(result))


@pytest.mark.parametrize(("body", "part"), [(b"{", "is not JSON"), (b"[]", "its format"), (b"NaN", "is not JSON")])
def test_what_is_no_document_is_refused(body: bytes, part: str) -> None:
    with refused(FileFaultError, part):
        records(body)
