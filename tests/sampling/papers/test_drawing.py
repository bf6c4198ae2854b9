"""Drawn papers: alike for a seed, and two sets that share nothing."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from agency.reading.reader import read_file
from agency.rules.rulebook import load_rulebook
from agency.sampling.papers.drawing import (
    CLEAN,
    JPEG,
    KINDS,
    MEASURED,
    PDF,
    SETS,
    TUNING,
    PaperSet,
    drawn,
    drawn_about,
)
from agency.sampling.papers.paper import Said
from agency.sampling.papers.words import words

TYPES = load_rulebook().catalogue.types
BOTH = pytest.mark.parametrize("papers", SETS.values(), ids=list(SETS))


@BOTH
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_bytes(papers: PaperSet, kind: str) -> None:
    one, again = (next(drawn(papers, kind, 3, 1)) for _ in range(2))
    other = next(drawn(papers, kind, 4, 1))
    assert one == again
    assert one.content != other.content


@BOTH
def test_every_type_of_the_catalogue_is_drawn(papers: PaperSet) -> None:
    made = list(drawn(papers, CLEAN, 1, len(TYPES)))
    assert {one.paper.code for one in made} == set(TYPES)
    assert all(one.content.startswith(b"%PDF-") and one.media_type == PDF for one in made)


@BOTH
@pytest.mark.parametrize("kind", ["scan", "photo"])
def test_scans_and_photos_are_pictures(papers: PaperSet, kind: str) -> None:
    (one,) = drawn(papers, kind, 1, 1)
    picture = Image.open(BytesIO(one.content))
    assert (one.media_type, picture.format) == (JPEG, "JPEG")
    assert max(picture.size) > 700
    assert picture.mode == ("L" if kind == "scan" else "RGB")


def test_the_two_sets_share_no_layout_font_camera_or_label() -> None:
    assert not set(TUNING.for_all) & set(MEASURED.for_all)
    assert not {font.name for font in TUNING.fonts} & {font.name for font in MEASURED.fonts}
    assert TUNING.camera is not MEASURED.camera
    tuning, measured = (words().wording[one.name] for one in (TUNING, MEASURED))
    for what, labels in tuning.labels.items():
        assert not set(labels) & set(measured.labels[what])


def test_there_are_layouts_and_fonts_enough() -> None:
    assert len(TUNING.for_all) >= 4
    assert len(MEASURED.for_all) >= 3
    assert len(TUNING.fonts) >= 3
    assert len(MEASURED.fonts) >= 3


SAID = Said("CMA-AAMA", "Noor Ashdown", "C268177", date(2024, 11, 18), date(2029, 11, 30))


@BOTH
def test_a_paper_about_somebody_says_what_it_was_told_to(papers: PaperSet) -> None:
    one = drawn_about(papers, CLEAN, 1, SAID)
    assert one == drawn_about(papers, CLEAN, 1, SAID)
    read = {found.field: found.value for found in read_file(one.content, PDF).fields}
    assert read["code"] == "CMA-AAMA"
    assert (read["holder"], read["number"]) == ("Noor Ashdown", "C268177")
    assert (read["issued_on"], read["expires_on"]) == ("2024-11-18", "2029-11-30")
    assert one.paper.truth["holder"] == "Noor Ashdown"
