"""Which addresses the service may call: by what they are, in every form they can be written in."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

import pytest
import requests_mock
from hypothesis import given
from hypothesis import strategies as st

from api.integrations.feeds.fetch import Fetcher, FetchError
from api.integrations.public_net import AddressError, Reach, address_of, looks_callable, reach_of

PUBLIC, PRIVATE, NEVER = "93.184.216.34", "10.0.0.1", "169.254.169.254"

# The registries of IANA for special purposes, written down apart from the library that the service asks.
OWN = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "::1/128", "fc00::/7")
CLOSED = (
    *("0.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24"),
    *("203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32", "168.63.129.16/32", "192.0.0.192/32"),
    *("::/128", "fe80::/10", "ff00::/8", "fec0::/10", "2001:db8::/32", "100::/64", "64:ff9b:1::/48", "::ffff:0:0:0/96"),
    *("fd00:ec2::254/128", "fd20:ce::254/128", "fd00:42::42/128"),
)
NETWORKS = {network: ipaddress.ip_network(network) for network in (*OWN, *CLOSED)}
EDGES = [edge for network in NETWORKS.values() for edge in (network[0], network[-1])]
BESIDE = [
    type(network[0])(number)
    for network in NETWORKS.values()
    for number in (int(network[0]) - 1, int(network[-1]) + 1)
    if 0 <= number < 2**network.max_prefixlen
]


def within(network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> st.SearchStrategy[object]:
    return st.integers(int(network[0]), int(network[-1])).map(type(network[0]))


ANY_V4 = st.one_of(
    st.sampled_from([each for each in (*EDGES, *BESIDE) if each.version == 4]),
    *(within(network) for network in NETWORKS.values() if network.version == 4),
    st.ip_addresses(v=4),
)
ANY_V6 = st.one_of(
    st.sampled_from([each for each in (*EDGES, *BESIDE) if each.version == 6]),
    *(within(network) for network in NETWORKS.values() if network.version == 6),
    st.ip_addresses(v=6),
)


def expected(address: object) -> Reach | None:
    """Return where the registries say an address lies; None where this table does not tell public from reserved."""
    if any(address in NETWORKS[network] for network in CLOSED if address.version == NETWORKS[network].version):  # type: ignore[attr-defined]
        return Reach.NEVER
    if any(address in NETWORKS[network] for network in OWN if address.version == NETWORKS[network].version):  # type: ignore[attr-defined]
        return Reach.PRIVATE
    return None


@given(st.one_of(ANY_V4, ANY_V6))
def test_a_special_address_is_one_of_ones_own_net_or_closed_as_the_registries_say(address: object) -> None:
    found = reach_of(str(address))
    assert found is expected(address) or (expected(address) is None and found is not Reach.PRIVATE)


def gateway_forms(inner: ipaddress.IPv4Address) -> Iterator[ipaddress.IPv6Address]:
    number = int(inner)
    server = int(ipaddress.IPv4Address("8.8.8.8"))
    yield ipaddress.IPv6Address((0x0064FF9B << 96) | number)  # NAT64
    yield ipaddress.IPv6Address((0x2002 << 112) | (number << 80) | 1)  # 6to4
    yield ipaddress.IPv6Address((0x20010000 << 96) | (server << 64) | (number ^ 0xFFFFFFFF))  # Teredo, its client
    yield ipaddress.IPv6Address((0x20010000 << 96) | (number << 64) | (server ^ 0xFFFFFFFF))  # Teredo, its server
    for flag in (0x00005EFE, 0x02005EFE):
        yield ipaddress.IPv6Address((0x2A00_1450 << 96) | (flag << 32) | number)  # ISATAP
    yield ipaddress.IPv6Address((0x0064FF9B0001 << 80) | number)  # NAT64 of one's own (RFC 8215)
    yield ipaddress.IPv6Address((0xFFFF << 48 << 16) | number)  # IPv4-translated
    if number > 1:
        yield ipaddress.IPv6Address(number)  # IPv4-compatible


@given(ANY_V4)
def test_an_address_within_another_counts_as_itself_and_nothing_private_is_reached_through_a_gateway(
    inner: ipaddress.IPv4Address,
) -> None:
    mapped = f"::ffff:{inner}"
    assert reach_of(mapped) is reach_of(str(inner)) is reach_of(f"{mapped}%eth0")
    for form in gateway_forms(inner):
        found = reach_of(str(form))
        assert found is Reach.NEVER or (found is reach_of(str(inner)) is Reach.PUBLIC), form


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_an_address_of_the_internet_may_be_called_in_whatever_form_it_is_written(address: str) -> None:
    assert reach_of(address) is Reach.PUBLIC


def called(*addresses: str, scheme: str = "https", allow_private: bool = True) -> str | None:
    try:
        return address_of(f"{scheme}://shop.example/", lambda host, port: list(addresses), allow_private=allow_private)
    except AddressError as refused:
        assert refused.is_refused
        return None


@given(st.one_of(ANY_V4, ANY_V6), st.lists(st.sampled_from([PUBLIC, PRIVATE]), max_size=3), st.randoms())
def test_a_name_counts_as_the_worst_of_its_addresses(address: object, beside: list[str], shuffled: object) -> None:
    names = [str(address), *beside]
    shuffled.shuffle(names)  # type: ignore[attr-defined]
    reached = {reach_of(name) for name in names}
    assert (called(*names) is None) is (Reach.NEVER in reached)
    assert (called(*names, allow_private=False) is None) is (reached != {Reach.PUBLIC})
    assert (called(*names, scheme="http") is None) is (reached != {Reach.PRIVATE})
    assert called(*names, scheme="http", allow_private=False) is None


@pytest.mark.parametrize(
    "host",
    [
        *("169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "169.254.43518", "[fe80::1%25eth0]"),
        *("[::ffff:169.254.169.254]", "[fd00:ec2::254]", "100.100.100.200", "0.0.0.0", "[::]", "[ff02::1]", "0"),  # noqa: S104
        *("169.254.169.254.", "a..b", "a" * 64, "localhost%00.example", "127%2e0.0.1", "."),
    ],
)
def test_an_address_that_is_never_called_is_seen_in_every_way_of_writing_it(host: str) -> None:
    assert not looks_callable(f"https://{host}/", allow_private=True)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9000/hooks", "http://10.0.0.1/", "https://[fd12::1]/", "http://till/"]
)
def test_an_address_of_ones_own_net_may_be_named_where_that_is_allowed_and_only_there(url: str) -> None:
    assert looks_callable(url, allow_private=True)
    assert not looks_callable(url, allow_private=False) or url.endswith("till/")


NAMES = {"shop.example": PUBLIC, "till.example": PRIVATE, "other.example": "192.168.0.9", "cloud.example": NEVER}


@pytest.mark.parametrize(
    ("first", "target", "outcome"),
    [
        ("https://shop.example/", "https://till.example/", "address_refused"),
        ("https://shop.example/", "https://cloud.example/", "address_refused"),
        ("https://shop.example/", "http://shop.example/", "address_refused"),
        ("http://till.example/", "http://cloud.example/", "address_refused"),
        ("http://till.example/", "http://other.example/", "fetched"),
        ("http://till.example/", "https://shop.example/", "fetched"),
    ],
)
def test_a_redirect_leads_into_ones_own_net_only_from_within_it(first: str, target: str, outcome: str) -> None:
    fetcher = Fetcher(allow_private=True, resolve=lambda host, port: [NAMES[host]], sleep=lambda seconds: None)
    with requests_mock.Mocker() as hosts:
        hosts.get(first, status_code=302, headers={"Location": target})
        hosts.get(target, text="fetched")
        try:
            found = fetcher.get(first, headers={}).body.decode()
        except FetchError as fault:
            found = fault.code
        assert (found, hosts.call_count) == (outcome, 1 if outcome == "address_refused" else 2)


def test_a_redirect_out_of_ones_own_net_leads_not_back_into_it() -> None:
    fetcher = Fetcher(allow_private=True, resolve=lambda host, port: [NAMES[host]], sleep=lambda seconds: None)
    with requests_mock.Mocker() as hosts:
        hosts.get("http://till.example/", status_code=302, headers={"Location": "https://shop.example/"})
        hosts.get("https://shop.example/", status_code=302, headers={"Location": "http://other.example/"})
        with pytest.raises(FetchError, match="address_refused"):
            fetcher.get("http://till.example/", headers={})
        assert hosts.call_count == 2


@pytest.mark.parametrize(
    "host", ["localhost", "localhost.", "LocalHost", "a.localhost.", "127.0.0.1.", "127.1", "0x7f.1"]
)
def test_this_machine_is_seen_in_every_way_of_writing_it(host: str) -> None:
    assert not looks_callable(f"https://{host}/", allow_private=False)
    assert looks_callable(f"https://{host}/", allow_private=True)


@pytest.mark.parametrize("host", ["shop.example", "shop.example.", "schuhe-müller.example", "xn--mller-kva.example"])
def test_the_name_of_a_host_is_looked_at_when_it_is_called(host: str) -> None:
    assert looks_callable(f"https://{host}/", allow_private=False)
