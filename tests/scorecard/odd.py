"""JSON documents that must or must not be taken, and texts that are odd, made of the grammar and the Unicode tables."""

from __future__ import annotations

import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

_BLANKS = (b"", b" ", b"\t", b"\n", b"\r\n")
_GOOD_NUMBERS = (
    b"0 -0 1 -1 10 0.5 -0.5 1e5 1E5 1e+5 1e-5 1.5e3 0e0 0.0e-0 123456789 9007199254740993 1e-400 0.1".split()
)
_GOOD_STRINGS = (
    *(
        b'""',
        b'"a"',
        b'" "',
        b'"\\""',
        b'"\\\\"',
        b'"\\/"',
        b'"\\b"',
        b'"\\f"',
        b'"\\n"',
        b'"\\r"',
        b'"\\t"',
        b'"\\u0041"',
    ),
    *(b'"\\u00e9"', b'"\\u20AC"', b'"\\ud83d\\ude00"', '"é"'.encode(), '"€"'.encode(), '"😀"'.encode(), b'"\x7f"'),
    *('"\u2028"'.encode(), '"\ufeff"'.encode(), b'"\\u0000"', b'"/"', b'"//"', b'"[1,"', b'"\\\\u0000"'),
)
_GOOD_OTHER = (
    b"true",
    b"false",
    b"null",
    b"[]",
    b"{}",
    b"[[]]",
    b"[{}]",
    b'{"":0}',
    b'{"a":{}}',
    b"[1,2]",
    b'[1,"a",null]',
)
_BAD_NUMBERS = (
    b"+1 01 -01 00 1. .5 -.5 1e 1e+ 1E- 1.e5 0x1 - -- --1 1_0 Infinity -Infinity NaN nan 1f 1L 0b1 1e5.5 1.2.3 -a"
).split()
_BAD_STRINGS = (
    *(
        b'"',
        b'"a',
        b'a"',
        b"'a'",
        b"a",
        b'"\\"',
        b'"\\x41"',
        b'"\\u12"',
        b'"\\uZZZZ"',
        b'"\\U0041"',
        b'"\\a"',
        b'"\\0"',
    ),
    *(
        b'"\n"',
        b'"\t"',
        b'"\x00"',
        b'"\x1f"',
        b'"\xff"',
        b'"\xe9"',
        b'"\xc0\xaf"',
        b'"\xed\xa0\x80"',
        b'"\xf4\x90\x80\x80"',
    ),
    *(b'"\xe2\x82"', b'"a" "b"', b'"a"b', b"`a`", "“a”".encode()),
)
_BAD_OTHER = (
    *(
        b"True",
        b"FALSE",
        b"nul",
        b"undefined",
        b"[",
        b"]",
        b"[1",
        b"[1,",
        b"[1,]",
        b"[,1]",
        b"[,]",
        b"[1 2]",
        b"[1;2]",
        b"[1]]",
    ),
    *(
        b"{",
        b"}",
        b"{,}",
        b'{"a"}',
        b'{"a":}',
        b'{"a" 1}',
        b'{"a":1,}',
        b'{,"a":1}',
        b'{"a":1 "b":2}',
        b"{a:1}",
        b"{1:1}",
    ),
    *(
        b"{'a':1}",
        b'{"a":1}}',
        b'{"a"::1}',
        b"{null:1}",
        b"[}",
        b"{]",
        b"[1}",
        b'{"a":1]',
        b"//a\n1",
        b"/*a*/1",
        b"#a\n1",
        b"1 2",
    ),
)


def good_documents() -> Iterator[bytes]:
    """Yield documents that keep the grammar."""
    for value in (*_GOOD_NUMBERS, *_GOOD_STRINGS, *_GOOD_OTHER):
        yield from (value, b"[%s]" % value, b'{"name":%s}' % value, b'{"inner":{"depth":[null,%s]}}' % value)
    for blank in _BLANKS:
        yield b'%s{%s"name"%s:%s[%s1%s,%s2%s]%s}%s' % ((blank,) * 10)


def bad_documents() -> Iterator[bytes]:
    """Yield documents that break the grammar, or are no UTF-8."""
    yield from (
        b"",
        b" ",
        b"\xef\xbb\xbf{}",
        '{"a":1}'.encode("utf-16"),
        '{"a":1}'.encode("utf-32"),
        b"{}\x00",
        b"\x00{}",
    )
    for value in (*_BAD_NUMBERS, *_BAD_STRINGS, *_BAD_OTHER):
        yield from (value, b"[%s]" % value, b'{"name":%s}' % value, b'{"inner":{"depth":[null,%s]}}' % value)
    for blank in (b"\x0b", b"\x0c", b"\xa0", "\u2003".encode(), "\ufeff".encode()):
        yield b'{"name":%s1}' % blank


_OF_EACH_CATEGORY = 6
_WORDS = """
undefined null None nil NaN Infinity true false 0 -0 1e309 0x10 1/0 --1 00 1,000.5 ½ ٣ １２ ² Ⅷ
' '' " \\ \\\\ ` ; -- # % %s %n %d%d %25 & && | || $ $$ $(id) `id` ${7*7} {{7*7}} #{7*7} <%= %>
{0} {} [] () :name ? @ * ~ ^
=cmd|'/C'!A0 +1 -1 @SUM(A1) =1+1 <script>alert(1)</script> "><img/src=x>
javascript:alert(1) <!-- --> <![CDATA[ ]]> &lt; &#0;
' OR '1'='1 1;DROP TABLE runs '; -- \\' %27 %00 ../../etc/passwd ..\\..\\ /etc/passwd
C:\\ \\\\host\\share file:///etc/passwd
con aux nul prn .htaccess . .. ... http://a.example //a.example a@b.example ${jndi:ldap://a}
\u202eabc \u2066abc\u2069 Zalgo̷̢ e\u0301 é Å Å ﬃ ß ẞ İ ı
ﷺ 👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 ☺️ 🇩🇪 ﹏ ﷽ שלום مرحبا 你好 こんにちは 안녕 ไทย हिन्दी Ελλάδα Привет ꙮ 𝕏 𠜎 𓀀 ￼ �
￾ \ufdd0 \U0010ffff \U000e0041 \u00ad
\u200b \u200c \u200d \u200e \u200f \u2060 \ufeff \u034f \u115f \u3164 \u2028 \u2029 \u0085 \u00a0 \u3000 \u1680 \u180e
"""


def odd_texts() -> list[str]:
    """Return some hundred texts that something has stumbled over, or that hold a character of an odd kind."""
    texts = {
        "",
        " ",
        "  a  ",
        "a\r\nSet-Cookie: b=c",
        "a" * 39,
        "a" * 41,
        "a" * 5_000,
        "a\tb",
        "Scunthorpe",
        "O'Brien-Ñ, Jr.",
    }
    texts.update(
        _WORDS.encode().decode("unicode_escape").encode("latin-1", "ignore").decode("utf-8", "ignore").split(" ")
    )
    texts.update(_WORDS.split())
    texts.update(f"a{chr(point)}b" for point in (*range(32), *range(127, 160), 0xD7FF, 0xE000, 0xFFFE, 0x1FFFE))
    found: dict[str, list[str]] = defaultdict(list)
    for point in range(sys.maxunicode + 1):
        kind = unicodedata.category(chr(point))
        if kind != "Cs" and len(found[kind]) < _OF_EACH_CATEGORY and point > 160:
            found[kind].append(f"a{chr(point)}b")
    return sorted(texts.union(*found.values()))
