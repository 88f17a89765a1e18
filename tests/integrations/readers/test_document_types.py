"""XML with a document type: one that only points out is read over, whatever declares something within is refused."""

from __future__ import annotations

import re

import pytest

from api.integrations.feeds.read_feed import articles_of, feed_of_xml
from api.integrations.readers.run_record import RunRecord
from api.integrations.readers.table import FileFaultError
from tests.integrations.export_help import one_run, read
from tests.integrations.readers.test_more_formats import kml, pwx, sml
from tests.support.exports import zip_bytes
from tests.support.exports.others import gpx, health, tcx, workout
from tests.support.reasons import refused

POINTS = "<gx:Track>{}</gx:Track>".format(
    "".join(
        f"<when>2026-09-20T14:{minute}:12Z</when><gx:coord>13 {52 + degree / 100} 1</gx:coord>"
        for degree, minute in enumerate((12, 18, 24))
    )
)
FILES = {
    "gpx": gpx([[(52.0, 13.0, "2026-09-20T14:12:12Z"), (52.01, 13.0, "2026-09-20T14:18:12Z")]]),
    "TrainingCenterDatabase": tcx([(5000, 1500)]),
    "kml": kml(POINTS),
    "pwx": pwx("<dist>10010.8</dist>"),
    "sml": sml(),
}
ENDINGS = {"TrainingCenterDatabase": "tcx"}
HARMLESS = {
    "a name": "<!DOCTYPE {root}>",
    "an address": '<!DOCTYPE {root} SYSTEM "http://www.example.org/{root}.dtd?a>b">',
    "an address that is not reached": "<!DOCTYPE {root} SYSTEM 'file:///etc/passwd'>",
    "a public name": '<!DOCTYPE {root} PUBLIC "-//EXAMPLE//DTD {root} 1.0//EN" "http://www.example.org/{root}.dtd">',
    "line breaks": "\n<!DOCTYPE\n  {root}\n  SYSTEM\n'x.dtd'\n>\n",
}
HARMFUL = {
    "laughs": "<!DOCTYPE {root} [<!ENTITY a 'ha'>" + "<!ENTITY b '&a;&a;&a;&a;'>" * 9 + "]>",
    "an outside entity": "<!DOCTYPE {root} [<!ENTITY c SYSTEM 'file:///etc/passwd'>]>",
    "an outside part": "<!DOCTYPE {root} [<!ENTITY % c SYSTEM 'http://example.org/x.dtd'> %c;]>",
    "both": "<!DOCTYPE {root} SYSTEM 'x.dtd' [<!ENTITY c 'd'>]>",
    "elements": "<!DOCTYPE {root} [<!ELEMENT {root} ANY>]>",
    "defaults": "<!DOCTYPE {root} [<!ATTLIST trkpt lat CDATA '52'>]>",
    "nothing": "<!DOCTYPE {root} []>",
}


def with_type(body: bytes, declared: str, root: str) -> bytes:
    """Return a document with a document type before its root element."""
    at = re.search(rb"<\w", body)
    assert at is not None
    return body[: at.start()] + declared.replace("{root}", root).encode() + body[at.start() :]


@pytest.mark.parametrize("root", FILES)
@pytest.mark.parametrize("declared", HARMLESS.values(), ids=HARMLESS)
def test_a_document_type_that_only_points_out_changes_nothing(root: str, declared: str) -> None:
    plain, typed = FILES[root], with_type(FILES[root], declared, root)
    kind = {"kind": "run"}
    assert read(typed, **kind) == read(plain, **kind)
    assert isinstance(read(typed, **kind)[0], RunRecord)
    assert (
        one_run(zip_bytes({f"a.{ENDINGS.get(root, root)}": typed}), **kind).distance == one_run(plain, **kind).distance
    )


@pytest.mark.parametrize("root", FILES)
@pytest.mark.parametrize("declared", HARMFUL.values(), ids=HARMFUL)
def test_a_document_that_declares_something_within_is_refused_and_says_so(root: str, declared: str) -> None:
    body = with_type(FILES[root], declared, root)
    for sent in (body, zip_bytes({f"a.{ENDINGS.get(root, root)}": body})):
        with refused(FileFaultError, "entities or a document type of its own"):
            read(sent, kind="run")


def test_what_a_document_type_points_at_gives_no_entity_a_meaning() -> None:
    body = with_type(FILES["gpx"], HARMLESS["an address that is not reached"], "gpx")
    named = body.replace(b"<trk>", b"<trk><name>&outside;</name>", 1)
    assert one_run(named).distance == one_run(FILES["gpx"]).distance


@pytest.mark.parametrize("declared", HARMLESS.values(), ids=HARMLESS)
def test_a_health_export_may_have_any_document_type_but_entities(declared: str) -> None:
    plain = health([workout("2026-04-20 18:00:00 +0200", child=("5", "km"))])
    body = re.sub(rb"<!DOCTYPE.*?\]>", b"", plain, count=1, flags=re.DOTALL)
    assert b"DOCTYPE" not in body
    assert b"<!ELEMENT" in plain
    assert one_run(with_type(body, declared, "HealthData")) == one_run(body) == one_run(plain)


@pytest.mark.parametrize("name", [name for name in HARMFUL if name not in ("elements", "defaults", "nothing")])
def test_a_health_export_that_declares_entities_is_refused(name: str) -> None:
    body = health([workout("2026-04-20 18:00:00 +0200", child=("5", "km"))])
    first = with_type(re.sub(rb"<!DOCTYPE.*?\]>", b"", body, count=1, flags=re.DOTALL), HARMFUL[name], "HealthData")
    with refused(FileFaultError, "entities"):
        read(first)
    # A comment as long as what is looked at for the document type hides none behind it.
    hidden = with_type(b"<HealthData></HealthData>", f"<!--{'x' * 600_000}-->{HARMFUL[name]}", "HealthData")
    with pytest.raises(FileFaultError):
        read(hidden)


ITEM = b"<item><g:id>1</g:id><title>A B</title></item>"
FEED = b"<rss xmlns:g='http://base.google.com/ns/1.0'><channel>%s</channel></rss>" % ITEM


@pytest.mark.parametrize("declared", HARMLESS.values(), ids=HARMLESS)
def test_a_merchant_feed_may_have_a_document_type(declared: str) -> None:
    def articles(body: bytes) -> list[object]:
        return list(articles_of(feed_of_xml(body)))

    assert articles(with_type(FEED, declared, "rss")) == articles(FEED) != []


@pytest.mark.parametrize("declared", HARMFUL.values(), ids=HARMFUL)
def test_a_merchant_feed_that_declares_something_within_is_refused(declared: str) -> None:
    with refused(FileFaultError, "entities or a document type of its own"):
        list(articles_of(feed_of_xml(with_type(FEED, declared, "rss"))))
