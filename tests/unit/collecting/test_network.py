"""Which addresses are public."""

import pytest

from analysis.collecting.network import is_public
from analysis.collecting.records import Recorded, header_text, plain_url, redirect_of
from analysis.reading.web_records import Exchange


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.9.9", "169.254.169.254", "0.0.0.0"),
        *("100.64.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1"),
        *("64:ff9b::a00:1", "2002:7f00:1::", "::7f00:1", "2001:0:7f00:1::"),
    ],
)
def test_what_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "223.5.5.5", "2400:3200::1", "64:ff9b::808:808"])
def test_what_is_public(address):
    assert is_public(address)


def test_headers_in_gbk_and_addresses_in_chinese():
    assert header_text("年报".encode("gb18030").decode("latin-1")) == "年报"
    assert header_text("年报".encode().decode("latin-1")) == "年报"
    assert header_text("年报") == "年报"
    assert plain_url("HTTP://X.cn/年报.html#top") == "http://x.cn/%E5%B9%B4%E6%8A%A5.html"
    assert plain_url("http://x.cn/%E5%B9%B4?a=1&b=%20") == "http://x.cn/%E5%B9%B4?a=1&b=%20"


def test_answers_are_found_through_redirects_and_rings_end():
    recorded = Recorded()
    recorded.add(
        [
            Exchange("http://x/a", 302, (("location", "/b"),), b"", ""),
            Exchange("http://x/b", 200, (), b"old", ""),
            Exchange("http://x/b", 200, (), b"new", ""),
            Exchange("http://x/r", 302, (("location", "/r"),), b"", ""),
        ]
    )
    assert recorded.find("http://x/a#top").last.body == b"new"
    assert recorded.find("http://x/r") is None
    assert recorded.find("http://x/none") is None
    assert redirect_of(Exchange("http://x/a", 200, (("location", "/b"),), b"", "")) == ""
