"""What is said of runs that cannot be put where they should be."""

from __future__ import annotations

import pytest

from api.services.runs.place_runs import Fault, PlacementError


def test_a_placement_error_says_the_first_fault_and_keeps_all() -> None:
    faults = [Fault("/assign/0/pair_id", "The runner has no pair of this id.", "unknown"), Fault("/ignore/1", "Twice.")]
    with pytest.raises(PlacementError, match="no pair of this id") as refused:
        raise PlacementError(faults)
    assert refused.value.faults == tuple(faults)
