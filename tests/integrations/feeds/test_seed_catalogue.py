"""The shared catalogue: its shape, its sources, and that a flaw in its files stops the load by name."""

from __future__ import annotations

import re
import shutil
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from api.config import seed_folder
from api.integrations.feeds.seed_catalogue import FILES, SeedFaultError, read_seed
from api.integrations.feeds.shoe_figures import FIGURES

SEED = read_seed(seed_folder())


def figures() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (shoe_id, name, figure)
        for shoe_id, record in SEED.records.items()
        for name, figure in record["figures"].items()
        if figure is not None
    ]


def test_there_are_as_many_shoes_and_figures_as_the_page_says() -> None:
    page = Path("docs/data-sources.md").read_text()
    assert f"holds {len(SEED.records)} shoe models and {len(figures())} figures" in page
    assert (len(SEED.records), len(figures())) == (106, 900)


def test_the_page_counts_right_who_measured_what() -> None:
    models: dict[frozenset[str], set[str]] = defaultdict(set)
    counted: Counter[frozenset[str]] = Counter()
    for shoe_id, record in SEED.records.items():
        publishers = frozenset(source["publisher"] for source in record["sources"])
        models[publishers].add(shoe_id)
        counted[publishers] += sum(figure is not None for figure in record["figures"].values())
    rows = re.findall(r"^\| (.+?) \| (\d+) \| (\d+) \|", Path("docs/data-sources.md").read_text(), re.MULTILINE)
    for publishers, shoe_ids in models.items():
        result = [row for row in rows if all(publisher in row[0] for publisher in publishers)]
        assert len(result) == 1, publishers
        together = [other for other in models if all(publisher in result[0][0] for publisher in other)]
        assert int(result[0][1]) == sum(len(models[other]) for other in together)
        assert int(result[0][2]) == sum(counted[other] for other in together)
        assert shoe_ids
    assert sum(int(row[1]) for row in rows) == len(SEED.records)
    assert sum(int(row[2]) for row in rows) == len(figures())


def test_every_figure_says_what_how_and_who() -> None:
    for shoe_id, name, figure in figures():
        known = {source["id"] for source in SEED.records[shoe_id]["sources"]}
        assert figure["unit"] in FIGURES[name].units
        assert figure["method"] is not None, (shoe_id, name)
        assert figure["sources"], (shoe_id, name)
        assert set(figure["sources"]) <= known
        if figure["method"] in ("lab", "gel_mold", "caliper", "caliper_big_toe"):
            assert figure["sample"] == "men's US 9", (shoe_id, name)


def test_ids_are_stable_words() -> None:
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", shoe_id) for shoe_id in SEED.records)


@pytest.mark.parametrize(
    ("shoe_id", "figure", "value", "unit", "method"),
    [
        ("hoka-clifton-10", "toe_box_width_mm", 73.1, "mm", "gel_mold"),
        ("hoka-clifton-10", "forefoot_shock_absorption_sa", 121.9, "sa", "lab"),
        ("altra-torin-7", "drop_mm", -0.8, "mm", "lab"),
        ("altra-torin-7", "midsole_softness", 16.8, "shore_a", "lab"),
        ("altra-torin-8", "midsole_softness", 36.6, "asker_c", "lab"),
        ("hoka-transport", "toe_box_width_mm", 74.9, "mm", "caliper_big_toe"),
        ("hoka-transport", "ball_width_mm", 95, "mm", "caliper"),
        ("topo-athletic-st-6", "weight_g", 187, "g", "brand_published"),
        ("oofos-ooriginal-thong", "forefoot_stack_mm", 25, "mm", "reviewer_measurement"),
        ("whitin-cross-trainer-barefoot", "heel_stack_mm", 6.5, "mm", "comparison_table"),
    ],
)
def test_figures_are_those_of_the_source(shoe_id: str, figure: str, value: float, unit: str, method: str) -> None:
    result = SEED.records[shoe_id]["figures"][figure]
    assert (result["value"], result["unit"], result["method"]) == (value, unit, method)


def test_what_nobody_measured_is_unknown() -> None:
    slide = SEED.records["oofos-ooahh-slide"]
    assert [figure for figure in slide["figures"].values() if figure is not None] == []
    assert slide["rocker"] is None
    assert slide["widths_sold"] is None
    assert [source["publisher"] for source in slide["sources"]] == ["Ultrarunner Joe", "WebShopGuru"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(seed_folder(), tmp_path / "seed"))


@pytest.mark.parametrize(
    ("file", "old", "new", "finding"),
    [
        ("figures.csv", ",g,lab", ",kg,lab", "'kg' is none of g"),
        ("figures.csv", ",mm,gel_mold", ",mm,", "'' is none of gel_mold"),
        ("figures.csv", ",mm,gel_mold", ",mm,lab", "'lab' is none of gel_mold"),
        ("figures.csv", ",asker_c,", ",asker,", "'asker' is none of asker_c, shore_a"),
        ("figures.csv", "weight_g", "mass_g", "no figure is called 'mass_g'"),
        ("figures.csv", ",176,g", ",about 176,g", "'about 176' is not a number"),
        ("figures.csv", ",176,g", ",NaN,g", "NaN is no believable weight_g"),
        ("figures.csv", ",176,g", ",17600,g", "17600 is no believable weight_g"),
        ("figures.csv", "runrepeat-adidas-adizero-adios-9\n", "nobody\n", "no source is called 'nobody'"),
        ("figures.csv", "adidas-adizero-adios-9,weight_g", "no-such-shoe,weight_g", "no shoe no-such-shoe"),
        ("figures.csv", "9,heel_stack_mm", "9,weight_g", "stands twice"),
        ("figures.csv", "shoe,figure", "shoe,fig", "the columns must be shoe,figure"),
        ("shoes.csv", ",race,", ",racing,", "'racing' is none of road"),
        ("shoes.csv", "standard|wide", "standard|big", "'big' is none of narrow"),
        ("shoes.csv", "adidas-adizero-adios-pro-4,", "adidas-adizero-adios-9,", "stands twice"),
        ("shoes.csv", ",neutral,2025,", ",neutral,,2025,", "cells where"),
        ("shoes.csv", ",yes,no,RunRepeat", ",maybe,no,RunRepeat", "'maybe' is none of yes, no"),
        ("shoes.csv", ",adidas,Adizero Adios 9", ",,Adizero Adios 9", "needs brand and model"),
        ("sources.csv", ",lab,http", ",rumour,http", "'rumour' is none of lab"),
        ("sources.csv", "https://runrepeat.com/adidas-adizero-adios-9", "", "needs title, publisher and url"),
    ],
)
def test_a_flaw_stops_the_load_by_name(folder: Path, file: str, old: str, new: str, finding: str) -> None:
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(SeedFaultError, match=re.escape(finding)):
        read_seed(folder)


def test_the_digest_changes_with_any_file(folder: Path) -> None:
    digests = {read_seed(folder).digest}
    for name in FILES:
        path = folder / name
        path.write_text(path.read_text().replace("RunRepeat", "RunRepeat!", 1).replace("men's US 9", "men's US 9 ", 1))
        digests.add(read_seed(folder).digest)
    assert len(digests) == 1 + len(FILES)
