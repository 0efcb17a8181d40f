"""Lists as people write them."""

import pytest

from analysis.collecting.listing import read_list, read_years
from analysis.errors import InputError

ROWS = [("某县林业局", 2023, "http://x.example/a"), ("某县教育局", 2022, "")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t", "，"])
@pytest.mark.parametrize(
    "head", ["agency{m}year{m}address", "机关{m}年度{m}网址", "单位名称{m}年份{m}链接"]
)
def test_any_mark_and_encoding(encoding, mark, head):
    lines = [head.format(m=mark), *(mark.join(map(str, row)) for row in ROWS)]
    data = "\r\n".join(lines).encode(encoding)
    assert [(w.agency, w.year, w.address) for w in read_list(data, "x")] == ROWS


def test_further_columns_comments_and_blank_lines():
    data = "# 某县\n\nagency,year,address,区划代码,电话\n某县林业局,2023年,x.gov.cn/a,430381,1\n\n".encode()
    (found,) = read_list(data, "x")
    assert (found.year, found.address, dict(found.more)) == (
        2023,
        "http://x.gov.cn/a",
        {"division": "430381"},
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("agency,year,address\n", "names no report"),
        ("name,url\na,b\n", "must name the columns"),
        ("agency,year,address\n某局,二三年,http://x\n", "line 2: '二三年' is no year"),
        ("agency,year,address\n,2023,http://x\n", "line 2: names no agency"),
        ("agency,year,address\n某局,2023,file:///etc/passwd\n", "line 2: .* is no web address"),
        ("agency,year,address\n某局,2023,javascript:x\n", "is no web address"),
        ("agency,year,address\n某局,2023,http://x\n某局,2023,http://y\n", "stands twice"),
        (" \n", "is empty"),
    ],
)
def test_what_is_no_list(text, message):
    with pytest.raises(InputError, match=message):
        read_list(text.encode(), "x.csv")


def test_years():
    assert read_years("2019-2021, 2023") == (2019, 2020, 2021, 2023)
    assert read_years("") == ()
    for wrong in ("23", "2023-2020", "x"):
        with pytest.raises(InputError, match="--years"):
            read_years(wrong)
