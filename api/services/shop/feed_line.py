"""From an article to a line of stock: its size, width, sex and colour out of options, columns, title and SKU.

What cannot be told is a fault of the line and never a guess: a size without its scale, a letter without the sex.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.advice.foot.feet import SIZE_SYSTEMS
from api.advice.foot.sizes import SEX_OF_SYSTEM
from api.integrations.feeds.article import Article
from api.integrations.feeds.gtin import GtinFaultError, gtin14
from api.integrations.feeds.label import CHILD, FEMALE, MALE, UNISEX, Label, read_label, read_width
from api.integrations.feeds.title import Title, read_title, sex_of
from api.integrations.feeds.vocabulary import NOT_SHOES, folded
from api.integrations.reasons import Reason, why
from api.storage.catalogue.stock import QUANTITY_NOT_STATED

US = "us"
STATED_SYSTEMS = (US, *SIZE_SYSTEMS)
"""In which system a feed may say that its bare numbers are; ``us`` by the sex of each shoe."""

_OPTIONS = {
    "size": re.compile(r"\b(?:size|sizes|groesse|grosse|taille|talla|taglia|maat|pointure|us|uk|eu)\b"),
    "width": re.compile(r"\b(?:width|fit|weite|largeur|ancho|wijdte|widths)\b"),
    "color": re.compile(r"\b(?:colou?r|farbe|couleur|kleur|colore|colou?rway)\b"),
    "gender": re.compile(r"\b(?:gender|sex|geschlecht|genre)\b"),
}
_SYSTEM_IN_NAME = {"us": US, "uk": "uk", "eu": "eu", "eur": "eu", "cm": "mondopoint", "mm": "mondopoint"}
_SKU_TAIL = re.compile(r"(?<=[-_ .])([0-9]{1,2}\.[05]|0[0-9][05]|1[0-9][05])[-_ ]?(2E|4E|2A|EE|D|B|W|N|M)?$")
_SKU_WIDTH = re.compile(r"(?<=[-_ .])(2E|4E|6E|2A|4A|EE|EEEE|WIDE|D|B)(?=[-_ .])")
_SIZE_SYSTEMS_OF_FEEDS = {"us": US, "uk": "uk", "eu": "eu", "de": "eu", "fr": "eu", "it": "eu"}
_TENTHS = 10


@dataclass(frozen=True, slots=True)
class FeedDefaults:
    """What the sender says of a whole feed."""

    size_system: str | None = None
    width: str | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class FeedLine:
    """An article understood: the row that it makes, the model it names, or why it is skipped or cannot be taken."""

    article: Article
    title: Title
    says: Mapping[str, Any]
    gtin: str | None
    skipped: Reason | None = None
    fault: tuple[str, Reason] | None = None


def feed_line(article: Article, defaults: FeedDefaults) -> FeedLine:
    """Return what an article says of a line of stock."""
    options = _options(article)
    color = options.get("color") or article.color
    title = read_title(article.title, article.vendor, color)
    gtin = _gtin(article.gtin)
    sex = _sex(article, options, title)
    label = _label(article, options, title)
    if article.fault is not None:
        return FeedLine(article, title, {}, gtin, fault=("", article.fault))
    if CHILD in (sex, label.sex) or title.is_for_children:
        return FeedLine(article, title, {}, gtin, skipped=why("children_s_shoe"))
    if _is_no_shoe(article, label):
        return FeedLine(article, title, {}, gtin, skipped=why("is_no_shoe"))
    sex = sex or label.sex
    system = _system(label, sex, article, defaults)
    if isinstance(system, Reason) or label.size is None:
        reason = system if isinstance(system, Reason) and label.size is not None else why("no_size_in_feed")
        return FeedLine(article, title, {}, gtin, fault=("size", reason))
    return FeedLine(article, title, _says(article, title, label, sex, system, color, gtin, defaults), gtin)


def _says(
    article: Article,
    title: Title,
    label: Label,
    sex: str | None,
    system: str,
    color: str,
    gtin: str | None,
    defaults: FeedDefaults,
) -> dict[str, Any]:
    quantity = article.quantity
    if quantity is None:
        quantity = 0 if article.available is False else QUANTITY_NOT_STATED
    # Letters of a unisex shoe are men's: it is built on the men's last.
    says = {
        "size": label.size,
        "size_system": system,
        "gender": MALE if sex == UNISEX else sex,
        "width": label.width or defaults.width,
        "quantity": 0 if article.available is False else quantity,
        "sku": article.sku or None,
        "gtin": gtin,
        "price": article.price,
        "currency": (article.currency or defaults.currency) if article.price is not None else None,
        "color": (color or title.color or "")[:80] or None,
        "season": (article.season or title.season or "")[:20] or None,
    }
    return {name: value for name, value in says.items() if value is not None}


def _options(article: Article) -> dict[str, str]:
    """Return the values of the options by what they are; one of an unknown name counts as size if it reads as one."""
    found: dict[str, str] = {}
    for name, value in article.options:
        plain = folded(name)
        kind = next((kind for kind, pattern in _OPTIONS.items() if pattern.search(plain)), None)
        if kind is None and "size" not in found and read_label(value).size is not None:
            kind = "size"
        if kind == "size":
            word = next((word for word in plain.split() if word in _SYSTEM_IN_NAME), "")
            sex = sex_of(plain)
            value = f"{word} {value}" if word and read_label(value).system is None else value
            found.setdefault("sex_of_size", sex or "")
        if kind is not None:
            found.setdefault(kind, value)
    return found


def _label(article: Article, options: Mapping[str, str], title: Title) -> Label:
    """Return size and width, from where they are said most plainly: options, columns, title, SKU."""
    by_option = read_label(options.get("size", ""))
    by_column = read_label(article.size)
    width = (
        read_width(options.get("width", ""))
        or read_width(article.width)
        or by_option.width
        or by_column.width
        or title.label.width
    )
    sized = next((label for label in (by_option, by_column, title.label) if label.size is not None), None)
    by_sku = _in_sku(article.sku)
    if sized is None:
        sized = by_sku if by_sku.size is not None else Label(sex=by_option.sex or by_column.sex)
    return Label(sized.size, sized.system, width or by_sku.width, options.get("sex_of_size") or sized.sex)


def _in_sku(sku: str) -> Label:
    """Return size and width in the last parts of a SKU such as ``GHOST17-M-2E-10.5`` or ``1104341D020-105``."""
    text = sku.upper()
    tail = _SKU_TAIL.search(text)
    width = _SKU_WIDTH.search(text)
    if tail is None:
        return Label(width=read_width(width[1]) if width else None)
    number = float(tail[1]) if "." in tail[1] else int(tail[1]) / _TENTHS
    letter = tail[2] or (width[1] if width else "")
    return Label(number, None, read_label(f"{number:g} {letter}").width if letter else None)


def _sex(article: Article, options: Mapping[str, str], title: Title) -> str | None:
    places = (options.get("gender", ""), article.gender)
    stated = next((sex for text in places if (sex := sex_of(text)) is not None), None)
    if stated is not None or title.label.sex is not None:
        return stated or title.label.sex
    by_kind = sex_of(article.kind)
    tagged = {sex for tag in article.tags.split(",") if (sex := sex_of(tag)) is not None}
    return by_kind or (tagged.pop() if len(tagged) == 1 else None)


def _is_no_shoe(article: Article, label: Label) -> bool:
    if NOT_SHOES.search(folded(article.kind)) is not None:
        return True
    return label.size is None and NOT_SHOES.search(folded(f"{article.title} {article.tags}")) is not None


def _system(label: Label, sex: str | None, article: Article, defaults: FeedDefaults) -> str | Reason:
    stated = _SIZE_SYSTEMS_OF_FEEDS.get(article.size_system.strip().lower(), article.size_system.strip().lower())
    system = label.system or (stated if stated in STATED_SYSTEMS else None) or defaults.size_system
    if system is None:
        return why("size_system_not_stated")
    if system in SEX_OF_SYSTEM and label.system is None and sex in (MALE, FEMALE):
        # A feed's default is for rows that say nothing: a woman's shoe among men's is on the women's scale.
        system = US
    if system != US:
        return system
    if sex is None:
        return why("size_needs_sex")
    return "us_women" if sex == FEMALE else "us_men"


def _gtin(text: str) -> str | None:
    try:
        return gtin14(text) if text else None
    except GtinFaultError:
        return None
