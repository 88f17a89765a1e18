"""From an article to a line of stock: its size, width, sex and colour out of options, columns, title and SKU.

What cannot be determined is a fault of the line and never a guess: a size without its scale, a letter without the sex.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from api.advice.foot.feet import SIZE_SYSTEMS
from api.advice.foot.sizes import SEX_OF_SYSTEM
from api.integrations.feeds.article import Article
from api.integrations.feeds.gtin import gtin_of_feed
from api.integrations.feeds.label import (
    CHILD,
    FEMALE,
    MALE,
    UNISEX,
    Label,
    read_label,
    read_width,
    width_of_option,
)
from api.integrations.feeds.title import Title, read_title, sex_of
from api.integrations.feeds.vocabulary import (
    NOT_SHOE_MAKERS,
    NOT_SHOES,
    NOT_SHOES_UNLESS_SIZED,
    NOT_SIZES,
    SECOND_HAND,
    SECOND_HAND_WORDS,
    SHOE_WORDS,
    folded,
)
from api.integrations.reasons import Reason, why
from api.storage.catalogue.stock import QUANTITY_NOT_STATED

US = "us"
STATED_SYSTEMS = (US, *SIZE_SYSTEMS)
"""In which system a feed may say that its bare numbers are; ``us`` by the sex of each shoe."""

_OPTIONS = {
    "size": re.compile(
        r"\b(?:sizes?|shoesize|(?:schuh)?groe?sse|tailles?|tallas?|taglia|maat|schoenmaat|pointures?|numero"
        r"|storlek|storrelse|rozmiar|velikost|tamanho|us|uk|eu)\b"
    ),
    "width": re.compile(
        r"\b(?:widths?|(?:schuh)?weite|breite|largeur|chaussant|ancho|anchura|horma|larghezza|wijdte|breedte"
        r"|szerokosc|tegosc|bredde?|largura)\b"
    ),
    "fit": re.compile(r"\b(?:fit|passform)\b"),
    "color": re.compile(r"\b(?:colou?r|farbe|couleur|kleur|colore|colou?rway|kolor|farg|farge|farve|cor)\b"),
    "gender": re.compile(r"\b(?:gender|sex|geschlecht|genre|sexe|sexo|genero|sesso|geslacht|plec|kon|kjonn)\b"),
}
_SYSTEM_IN_NAME = {"us": US, "uk": "uk", "eu": "eu", "eur": "eu", "cm": "mondopoint", "mm": "mondopoint"}
_SKU_TAIL = re.compile(r"(?<=[-_ .])([0-9]{1,2}\.[05]|0[0-9][05]|1[0-9][05])[-_ ]?(2E|4E|2A|EE|D|B|W|N|M)?$")
_SKU_WIDTH = re.compile(r"(?<=[-_ .])(2E|4E|6E|2A|4A|EE|EEEE|WIDE|D|B)(?=[-_ .])")
_CENTIMETRES = "cm"
_SIZE_SYSTEMS_OF_FEEDS = {
    **{"us": US, "usa": US, "uk": "uk", "gb": "uk", "eu": "eu", "eur": "eu", "de": "eu", "fr": "eu"},
    **{"jp": _CENTIMETRES, "cm": _CENTIMETRES, "mm": "mondopoint"},
}
_IN_CENTIMETRES = (18.0, 36.0)
_SEX_LETTERS = {"h": MALE, "f": FEMALE, "w": FEMALE, "d": FEMALE, "u": UNISEX, "k": CHILD}
"""In a column of sexes: Herren, Homme, Hombre; female, femme; women; Damen; unisex; Kinder."""
_TENTHS = 10
_SMALLEST_EU = 34
"""No shoe for a grown-up bears a lower European number."""


@dataclass(frozen=True, slots=True)
class FeedDefaults:
    """What the sender says of a whole feed."""

    size_system: str | None = None
    width: str | None = None
    currency: str | None = None
    letter_m: str | None = None
    """What ``M`` is in the feed's column of sexes: beside ``W`` or ``F`` a man, beside ``H`` (hombre) a woman."""


@dataclass(frozen=True, slots=True)
class FeedLine:
    """An article understood: the row that it makes, the model it names, or why it is skipped or cannot be taken."""

    article: Article
    title: Title
    values: Mapping[str, Any]
    gtin: str | None
    skipped: Reason | None = None
    fault: tuple[str, Reason] | None = None


def feed_line(article: Article, defaults: FeedDefaults) -> FeedLine:
    """Return what an article says of a line of stock."""
    options = _options(article)
    color = options.get("color") or article.color
    title = read_title(article.title, article.vendor, color)
    gtin = gtin_of_feed(article.gtin)
    sex = _sex(article, options, title, defaults)
    label = _label(article, options, title)
    if article.fault is not None:
        return FeedLine(article, title, {}, gtin, fault=("", article.fault))
    left_out = _left_out(article, title, sex, label)
    if left_out is not None:
        return FeedLine(article, title, {}, gtin, skipped=left_out)
    sex = sex or label.sex
    of_women = sex == FEMALE and label.also is not None and label.also[1] == "us_women"
    if label.also is not None and (of_women or (label.system == US and sex is None)):
        label = replace(label, size=label.also[0], system=label.also[1])
    system = _system(label, sex, article, defaults)
    fault = _fault(article, options, label, system)
    if fault is not None or isinstance(system, Reason):
        return FeedLine(article, title, {}, gtin, fault=fault)
    if system == "eu" and (label.size or 0) < _SMALLEST_EU:
        return FeedLine(article, title, {}, gtin, skipped=why("children_s_shoe"))
    if system == _CENTIMETRES:
        label, system = replace(label, size=round((label.size or 0) * _TENTHS, 1)), "mondopoint"
    return FeedLine(article, title, _values(article, title, label, sex, system, color, gtin, defaults), gtin)


def _left_out(article: Article, title: Title, sex: str | None, label: Label) -> Reason | None:
    """Return why an article is none for a shelf of shoes for grown-ups, ``None`` if it is one."""
    if _is_no_shoe(article, label):
        return why("is_no_shoe")
    if CHILD in (sex, label.sex) or title.is_for_children:
        return why("children_s_shoe")
    return why("second_hand") if _is_second_hand(article) else None


def _is_second_hand(article: Article) -> bool:
    """Return whether an article is not new, by its condition, or by its title, its type or one of its tags."""
    if {folded(article.condition), *map(folded, article.tags.split(","))} & SECOND_HAND:
        return True
    return SECOND_HAND_WORDS.search(folded(f"{article.title} / {article.kind}")) is not None


def _fault(
    article: Article, options: Mapping[str, str], label: Label, system: str | Reason
) -> tuple[str, Reason] | None:
    """Return what of an article is not understood, and would be a guess."""
    if label.size is None:
        size = options.get("size") or article.size
        return "size", why("several_sizes", cell=size[:40]) if label.several else why("no_size_in_feed")
    if isinstance(system, Reason):
        return "size", system
    for width in (options.get("width", ""), article.width):
        if width_of_option(width)[1]:
            return "width", why("width_not_understood", cell=width[:40])
    return None


def _values(
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
    values = {
        "size": label.size,
        "size_system": system,
        "gender": sex,
        "width": label.width or defaults.width,
        "quantity": 0 if article.available is False else quantity,
        "sku": article.sku or None,
        "gtin": gtin,
        "price": article.price,
        "currency": (article.currency or defaults.currency) if article.price is not None else None,
        "color": (color or title.color or "")[:80] or None,
        "season": (article.season or title.season or "")[:20] or None,
    }
    return {name: value for name, value in values.items() if value is not None}


def _options(article: Article) -> dict[str, str]:
    """Return the values of the options by what they are; one of an unknown name counts as size if it reads as one."""
    found: dict[str, str] = {}
    for name, value in article.options:
        plain = folded(name)
        kind = next((kind for kind, pattern in _OPTIONS.items() if pattern.search(plain)), None)
        if kind is None and "size" not in found and read_label(value).size is not None:
            kind = "size" if plain not in NOT_SIZES else None
        if kind == "size":
            word = next((word for word in plain.split() if word in _SYSTEM_IN_NAME), "")
            sex = sex_of(plain)
            value = f"{word} {value}" if word and read_label(value).system is None else value
            found.setdefault("sex_of_size", sex or "")
            found.setdefault("system_of_size", word)
        if kind is not None:
            found.setdefault(kind, value)
    return found


def _label(article: Article, options: Mapping[str, str], title: Title) -> Label:
    """Return size and width, from where they stand most plainly: options, columns, title, SKU."""
    by_option = read_label(options.get("size", ""))
    by_column = read_label(article.size)
    width = (
        width_of_option(options.get("width", ""))[0]
        or width_of_option(article.width)[0]
        or read_width(options.get("fit", ""))
        or by_option.width
        or by_column.width
        or title.label.width
    )
    if by_option.several or by_column.several:
        return Label(width=width, sex=by_option.sex or by_column.sex, several=True)
    if options.get("system_of_size") and by_option.system is None:
        # An option called EU whose value is no EU size is not of the feed's own scale.
        return Label(width=width, sex=by_option.sex)
    sized = next((label for label in (by_option, by_column, title.label) if label.size is not None), None)
    by_sku = _in_sku(article.sku)
    if sized is None:
        sized = by_sku if by_sku.size is not None else Label(sex=by_option.sex or by_column.sex)
    sex = options.get("sex_of_size") or sized.sex
    return Label(sized.size, sized.system, width or by_sku.width, sex, also=sized.also)


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


def _sex(article: Article, options: Mapping[str, str], title: Title, defaults: FeedDefaults) -> str | None:
    places = (options.get("gender", ""), article.gender)
    letters = {**_SEX_LETTERS, "m": defaults.letter_m}
    stated = next((sex for text in places if (sex := letters.get(folded(text)) or sex_of(text)) is not None), None)
    if stated is not None or title.label.sex is not None:
        return stated or title.label.sex
    by_kind = sex_of(article.kind)
    tagged = {sex for tag in article.tags.split(",") if (sex := sex_of(tag)) is not None}
    return by_kind or (tagged.pop() if len(tagged) == 1 else None)


def _is_no_shoe(article: Article, label: Label) -> bool:
    if folded(article.vendor) in NOT_SHOE_MAKERS or _names_no_shoe(article.kind):
        return True
    named = folded(f"{article.title} {article.tags}")
    if NOT_SHOES.search(folded(article.title)) is not None:
        return True
    return label.size is None and any(words.search(named) for words in (NOT_SHOES, NOT_SHOES_UNLESS_SIZED))


def _names_no_shoe(kind: str) -> bool:
    """Return whether a type is one of no shoe: of ``Apparel & Accessories > Shoes`` the last part decides."""
    for path in kind.split(";"):
        last = folded(re.split(r"\s*[>|]\s*|\s/\s", path.strip())[-1])
        if NOT_SHOES.search(last) is not None:
            return True
        if NOT_SHOES_UNLESS_SIZED.search(last) is not None and SHOE_WORDS.search(last) is None:
            return True
    return False


def _system(label: Label, sex: str | None, article: Article, defaults: FeedDefaults) -> str | Reason:
    named = article.size_system.strip().lower()
    stated = _SIZE_SYSTEMS_OF_FEEDS.get(named, named)
    if label.system is None and named and stated not in (*STATED_SYSTEMS, _CENTIMETRES):
        return why("unknown_size_system", cell=article.size_system[:40])
    if stated == _CENTIMETRES and label.system is None:
        low, high = _IN_CENTIMETRES
        return _CENTIMETRES if label.size is not None and low <= label.size <= high else why("no_size_in_feed")
    system = label.system or stated or defaults.size_system or None
    if system is None:
        return why("size_system_not_stated")
    if system in SEX_OF_SYSTEM and label.system is None and sex in (MALE, FEMALE):
        # A feed's default is for rows that say nothing: a woman's shoe among men's is on the women's scale.
        system = US
    if system != US:
        return system
    if sex is not None:
        return "us_women" if sex == FEMALE else "us_men"
    # A default of the men's scale settles which US sizes a feed means.
    by_default = defaults.size_system
    return by_default if by_default in ("us_men", "us_women") else why("size_needs_sex")
