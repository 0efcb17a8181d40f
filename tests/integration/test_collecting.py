"""`gouji collect` against a server on loopback that behaves as sites of governments do."""

import csv
import hashlib
import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
import yaml

from analysis import InputError
from analysis.collecting import Collected, Manners, Request, collect
from analysis.reading.web_records import exchanges_in
from analysis.running.corpus import load_reports, read_report
from analysis.running.expected import read_expected
from tests.support.agency_site import (
    AgencySite,
    article,
    bomb,
    chunked,
    column,
    drip,
    endless,
    failing,
    report_docx,
    reset,
    serving,
)
from tests.support.command import gouji
from tests.support.patience import patience

QUICK = Manners(
    delay_seconds=0,
    step_seconds=3,
    total_seconds=5,
    max_bytes=3_000_000,
    tries=3,
    backoff_seconds=0,
    allow_private=True,
)


@pytest.fixture
def site():
    with serving() as found:
        yield found


def listed(tmp_path: Path, *rows: tuple[str, int, str], text: str = "agency,year,address") -> str:
    path = tmp_path / "list.csv"
    lines = [text, *(f"{agency},{year},{address}" for agency, year, address in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def go(tmp_path: Path, source: str, manners: Manners = QUICK, **more: object) -> Collected:
    return collect(Request(source, tmp_path / "raw", **more), manners)


def one(tmp_path: Path, site: AgencySite, path: str = "/a.html", manners: Manners = QUICK):
    """Collect one report; its row."""
    source = listed(tmp_path, ("某县林业局", 2023, site.url + path))
    done = go(tmp_path, source, manners)
    assert len(done.rows) == 1
    return done.rows[0]


def card(tmp_path: Path, stem: str = "某县林业局-2023") -> dict:
    return yaml.safe_load((tmp_path / "raw" / f"{stem}.source.yml").read_text(encoding="utf-8"))


# --- what is kept ---------------------------------------------------------------------------------


def test_a_page_is_kept_byte_for_byte_with_its_card(tmp_path, site):
    page = article().encode()
    site.page("/a.html", page, Last_Modified="Sat, 20 Jan 2024 02:00:00 GMT")
    row = one(tmp_path, site)
    assert (row.status, row.reason, row.published, row.limit) == (
        "found",
        "",
        "2024-01-20",
        "2024-01-31",
    )
    kept = tmp_path / "raw" / row.file
    assert kept.name == "某县林业局-2023.html"
    assert kept.read_bytes() == page
    said = card(tmp_path)
    assert said["url"] == f"{site.url}/a.html"
    assert said["sha256"] == hashlib.sha256(page).hexdigest()
    assert said["title"] == "某县林业局2023年政府信息公开工作年度报告"
    assert set(said["headers"]) == {"content-type", "last-modified", "etag"}
    assert (said["agency"], said["year"], said["published"]) == ("某县林业局", 2023, "2024-01-20")
    assert said["retrieved"].endswith("Z")
    report = read_report(kept)
    assert (report.agency, report.year) == ("某县林业局", 2023)
    assert not report.findings["rule"].str.contains("source.unchanged").any()


def test_the_warc_file_proves_it(tmp_path, site):
    page = article().encode()
    site.page("/a.html", page)
    one(tmp_path, site)
    records = tmp_path / "raw" / card(tmp_path)["warc"]
    found = list(exchanges_in(records.read_bytes(), "x"))
    assert [(e.url, e.status, e.body) for e in found] == [(f"{site.url}/a.html", 200, page)]
    from warcio.checker import Checker

    checker = Checker(type("Arguments", (), {"inputs": [str(records)], "verbose": False})())
    checker.process_all()
    assert checker.exit_value == 0


def test_the_user_agent_names_the_tool(tmp_path, site):
    site.page("/a.html", article())
    one(tmp_path, site)
    assert all(headers["User-Agent"].startswith("gouji/") for _, headers in site.asked)


def test_redirects_are_followed_and_recorded(tmp_path, site):
    site.redirect("/old", "/new")
    site.redirect("/new", "/年报.html".encode("gb18030"), 301)
    site.page("/%E5%B9%B4%E6%8A%A5.html", article())
    assert one(tmp_path, site, "/old").status == "found"
    said = card(tmp_path)
    assert said["requested"] == f"{site.url}/old"
    assert said["url"] == f"{site.url}/%E5%B9%B4%E6%8A%A5.html"


@pytest.mark.parametrize(
    "content_type", ["text/html", "text/html; charset=utf-8", "application/octet-stream"]
)
def test_gbk_whatever_the_header_says(tmp_path, site, content_type):
    page = article().replace('charset="utf-8"', 'charset="gb2312"').encode("gb18030")
    site.page("/a.html", page, content_type)
    row = one(tmp_path, site)
    assert (row.status, row.published) == ("found", "2024-01-20")
    assert (tmp_path / "raw" / row.file).read_bytes() == page


def test_chunked_and_packed_although_not_asked_for(tmp_path, site):
    page = article().encode()
    site.routes["/a.html"] = chunked(page)
    row = one(tmp_path, site)
    assert (tmp_path / "raw" / row.file).read_bytes() == page
    records = tmp_path / "raw" / card(tmp_path)["warc"]
    assert [e.body for e in exchanges_in(records.read_bytes(), "x")] == [page]


@pytest.mark.parametrize("ending", ["docx", "pdf", "doc"])
def test_an_attachment_behind_a_redirect_is_the_report(tmp_path, site, ending):
    """Its kind is told by its bytes, not by its name."""
    document = report_docx()
    link = (
        f'<p>附件：<a href="/down?id=7">某县林业局2023年政府信息公开工作年度报告.{ending}</a></p>'
    )
    site.page("/a.html", article(body=link))
    site.redirect("/down?id=7", "/files/P020240120.bin")
    site.page("/files/P020240120.bin", document, "text/html")
    row = one(tmp_path, site)
    assert row.file == "某县林业局-2023.docx"
    assert (tmp_path / "raw" / row.file).read_bytes() == document
    assert card(tmp_path)["page"] == f"{site.url}/a.html"
    assert read_report(tmp_path / "raw" / row.file).year == 2023


def test_attachments_of_a_page_with_tables_lie_beside_it_and_are_no_reports(tmp_path, site):
    document = report_docx()
    name = 'attachment; filename="年报.docx"'.encode("gb18030").decode("latin-1")
    site.page("/a.html", article().replace("</h1>", '</h1><a href="/f.docx">附件</a>'))
    site.page("/f.docx", document, "application/msword", Content_Disposition=name)
    row = one(tmp_path, site)
    assert row.file == "某县林业局-2023.html"
    assert (tmp_path / "raw" / "某县林业局-2023_files" / "年报.docx").read_bytes() == document
    assert card(tmp_path)["attachments"][0]["sha256"] == hashlib.sha256(document).hexdigest()
    loaded = load_reports(tmp_path / "raw")
    assert (len(loaded.reports), loaded.problems) == (1, [])


def test_other_attachments_of_an_attached_report_are_no_reports_either(tmp_path, site):
    body = (
        '<a href="/form.docx">附件2：申请表.docx</a>'
        '<a href="/r.docx">附件1：2023年政府信息公开工作年度报告.docx</a>'
    )
    site.page("/a.html", article(body=body))
    site.page("/r.docx", report_docx())
    site.page("/form.docx", report_docx(year=2020))
    assert one(tmp_path, site).file == "某县林业局-2023.docx"
    loaded = load_reports(tmp_path / "raw")
    assert [r.year for r in loaded.reports] == [2023]
    assert loaded.problems == []


def test_pictures_of_a_report_are_kept(tmp_path, site):
    picture = b"\x89PNG\r\n\x1a\n" + bytes(200)
    site.page(
        "/a.html", article(body='<img src="./W020240120.png"><img src="/images/icon_share.png">')
    )
    site.page("/W020240120.png", picture, "image/png")
    row = one(tmp_path, site)
    assert row.status == "found"
    assert "pictures only" in row.reason
    kept = list((tmp_path / "raw" / "某县林业局-2023_files").iterdir())
    assert [p.read_bytes() for p in kept] == [picture]


# --- columns --------------------------------------------------------------------------------------


def trs_column(site: AgencySite) -> None:
    """Three pages that a script names, as TRS does it."""
    script = '<script>createPageHTML(3, 0, "index", "html");</script>'
    years = [(2024, 2023), (2022, 2021), (2020,)]
    for number, page in enumerate(years):
        links = [(f"./{y}/t{y}.html", f"某县林业局{y}年政府信息公开工作年度报告") for y in page]
        name = "index.html" if not number else f"index_{number}.html"
        site.page(f"/nb/{name}", column(links, script))
        for year in page:
            site.page(f"/nb/{year}/t{year}.html", article(year=year))
    site.page(
        "/nb/",
        column(
            [(f"./{y}/t{y}.html", f"某县林业局{y}年政府信息公开工作年度报告") for y in years[0]],
            script,
        ),
    )


def test_every_page_of_a_column(tmp_path, site):
    trs_column(site)
    done = go(tmp_path, f"{site.url}/nb/")
    assert sorted(r.year for r in done.rows) == ["2020", "2021", "2022", "2023", "2024"]
    assert {r.status for r in done.rows} == {"found"}
    assert {r.agency for r in done.rows} == {"某县林业局"}
    assert "agency" not in card(tmp_path)  # nobody stated it: the report itself is to say
    assert len(set(site.paths())) == len(site.paths())


def test_years_that_a_column_does_not_list_are_absent(tmp_path, site):
    trs_column(site)
    done = go(tmp_path, f"{site.url}/nb/", agency="某县林业局", years=(2018, 2019, 2020))
    assert [(r.year, r.status) for r in done.rows] == [
        ("2020", "found"),
        ("2018", "absent"),
        ("2019", "absent"),
    ]
    assert "lists no report for 2018" in done.rows[1].reason


def test_a_list_may_name_the_column(tmp_path, site):
    trs_column(site)
    source = listed(
        tmp_path, ("某县林业局", 2021, f"{site.url}/nb/"), ("某县林业局", 2017, f"{site.url}/nb/")
    )
    done = go(tmp_path, source)
    assert [(r.year, r.status) for r in done.rows] == [("2021", "found"), ("2017", "absent")]
    assert len(set(site.paths())) == len(site.paths())


def test_of_a_column_of_many_agencies_the_one_wanted_is_taken(tmp_path, site):
    names = ["某县教育局", "某县林业局", "某县林业局和水利局", "某县水利局"]
    site.page(
        "/nb/",
        column([(f"{i}.html", f"{n}2023年政府信息公开工作年度报告") for i, n in enumerate(names)]),
    )
    for i, name in enumerate(names):
        site.page(f"/nb/{i}.html", article(name))
    source = listed(tmp_path, ("某县林业局", 2023, f"{site.url}/nb/"))
    assert go(tmp_path, source).rows[0].status == "found"
    assert card(tmp_path)["url"] == f"{site.url}/nb/1.html"


def test_two_entries_for_one_year_are_not_guessed_between(tmp_path, site):
    title = "某县林业局2023年政府信息公开工作年度报告"
    site.page("/nb/", column([("1.html", title), ("2.html", title)]))
    row = one(tmp_path, site, "/nb/")
    assert (row.status, "2 reports for 2023" in row.reason) == ("absent", True)


@pytest.mark.parametrize(
    "script",
    [
        '<script type="text/xml"><datastore><recordset><record><![CDATA[<li><a href="/r.html" '
        'title="某县林业局2023年政府信息公开工作年度报告">某县林业局20…</a></li>]]></record></recordset></datastore></script>',
        '<script>var list=[{"title":"某县林业局2023年政府信息公开工作年度报告","url":"\\/r.html"}];</script>',
        '<script>var d={"docs":[{"docpuburl":"./r.html","doctitle":"\\u67d0\\u53bf\\u6797\\u4e1a\\u5c40'
        '2023\\u5e74\\u653f\\u5e9c\\u4fe1\\u606f\\u516c\\u5f00\\u5de5\\u4f5c\\u5e74\\u5ea6\\u62a5\\u544a"}]};</script>',
        '<iframe src="/inner.html"></iframe>',
    ],
    ids=["jpage", "json", "escaped", "frame"],
)
def test_lists_in_scripts_and_frames(tmp_path, site, script):
    site.page("/nb.html", column([], script))
    site.page("/inner.html", column([("/r.html", "某县林业局2023年政府信息公开工作年度报告")]))
    site.page("/r.html", article())
    assert one(tmp_path, site, "/nb.html").status == "found"


def test_a_page_that_only_leads_on(tmp_path, site):
    site.page("/a.html", "<html><script>window.location.href='/b.html'</script></html>")
    site.page("/b.html", '<html><meta http-equiv="refresh" content="0; url=/c.html"></html>')
    site.page("/c.html", article())
    assert one(tmp_path, site).status == "found"
    assert card(tmp_path)["url"] == f"{site.url}/c.html"


def test_a_saved_column_page(tmp_path, site):
    trs_column(site)
    saved = tmp_path / "column.html"
    links = [("./2023/t2023.html", "某县林业局2023年政府信息公开工作年度报告")]
    saved.write_text(
        f"<!-- saved from url=(0042){site.url}/nb/ -->" + column(links), encoding="utf-8"
    )
    assert [r.status for r in go(tmp_path, str(saved)).rows] == ["found"]
    saved.write_text(column(links), encoding="utf-8")
    with pytest.raises(InputError, match="does not say where it was saved from"):
        go(tmp_path, str(saved))


# --- what is not there, and what only looks as if -------------------------------------------------

NOT_THERE = "<html><head><title>{}</title></head><body><p>{}</p></body></html>"


@pytest.mark.parametrize(
    ("status", "page", "outcome", "reason"),
    [
        (404, "x", "absent", "HTTP 404"),
        (410, "x", "absent", "HTTP 410"),
        (200, NOT_THERE.format("404", "您访问的页面不存在或已删除"), "absent", "does not exist"),
        (
            200,
            NOT_THERE.format("提示信息", "抱歉，找不到您要访问的页面"),
            "absent",
            "does not exist",
        ),
        (
            200,
            NOT_THERE.format("某县人民政府", "今日要闻：春耕开始。" * 90),
            "absent",
            "no annual report",
        ),
        (200, "", "absent", "empty"),
        (
            200,
            '<html><title>统一身份认证登录</title><form><input type="password"></form></html>',
            "unreachable",
            "login",
        ),
        (401, "x", "unreachable", "login"),
        (403, "x", "unreachable", "403"),
        (412, "<script>x()</script>", "unreachable", "by a script"),
        (200, "<html><script>$_ts=window['$_ts']</script></html>", "unreachable", "by a script"),
        (500, "x", "unreachable", "HTTP 500"),
    ],
)
def test_what_an_answer_is_not(tmp_path, site, status, page, outcome, reason):
    site.page("/a.html", page, status=status)
    row = one(tmp_path, site)
    assert row.status == outcome
    assert reason in row.reason
    assert not list((tmp_path / "raw").glob("*.source.yml"))


def test_a_report_of_another_year_is_not_the_one_wanted(tmp_path, site):
    site.page("/a.html", article(year=2022))
    row = one(tmp_path, site)
    assert (row.status, row.file) == ("absent", "")
    assert "2022, not 2023" in row.reason


def test_late_by_the_date_on_the_page(tmp_path, site):
    site.page("/a.html", article(published="2024-02-01"))
    row = one(tmp_path, site)
    assert (row.status, row.published, row.limit) == ("late", "2024-02-01", "2024-01-31")
    site.page("/b.html", article("某县人民政府", published="2024-03-31"))
    source = listed(tmp_path, ("某县人民政府", 2023, f"{site.url}/b.html"))
    assert go(tmp_path, source).rows[0].status == "found"


def test_what_is_absent_is_proved_too(tmp_path, site):
    site.page("/a.html", NOT_THERE.format("404", "页面不存在"))
    one(tmp_path, site)
    kept = (tmp_path / "raw" / "coverage.warc.gz").read_bytes()
    assert f"{site.url}/a.html" in {e.url for e in exchanges_in(kept, "x")}


def test_figures_of_another_agency_are_not_taken_for_those_of_the_one_listed(tmp_path, site):
    site.page("/a.html", article("某县教育局"))
    row = one(tmp_path, site)
    assert "names 某县教育局" in row.reason
    assert not {"agency", "publisher"} & set(card(tmp_path))
    assert read_report(tmp_path / "raw" / row.file).agency == "某县教育局"


def test_a_guide_to_disclosure_is_no_report(tmp_path, site):
    """It speaks of licences, reviews and lawsuits as a report does."""
    words = "行政许可、行政处罚、行政规范性文件；可以申请行政复议或者提起行政诉讼；对申请予以公开。"
    page = NOT_THERE.format("某县林业局政府信息公开指南", words * 20)
    site.page("/a.html", page)
    row = one(tmp_path, site)
    assert (row.status, "no annual report" in row.reason) == ("absent", True)


def test_an_attachment_of_another_year_is_not_taken(tmp_path, site):
    links = [(2022, "/old.docx"), (2023, "/new.docx")]
    body = "".join(
        f'<a href="{url}">{year}年政府信息公开工作年度报告.docx</a>' for year, url in links
    )
    site.page("/a.html", article(body=body))
    for year, url in links:
        site.page(url, report_docx(year=year))
    assert one(tmp_path, site).status == "found"
    assert card(tmp_path)["url"] == f"{site.url}/new.docx"
    site.page("/b.html", article("某县教育局", body=body.split("</a>")[0] + "</a>"))
    row = go(tmp_path, listed(tmp_path, ("某县教育局", 2023, f"{site.url}/b.html"))).rows[0]
    assert (row.status, "2022, not 2023" in row.reason) == ("absent", True)


def test_a_column_of_columns(tmp_path, site):
    """Years, and in each the agencies; menus name the column itself."""
    menu = '<a href="/nb/index.html">政府信息公开年报</a><a href="/x.html">某县政府信息公开年报</a>'
    site.page("/nb/", column([("/nb/2023.html", "2023年政府信息公开年报")], menu))
    links = [("/l.html", "某县林业局2023年政府信息公开工作年度报告")]
    page = column(links, menu).replace("<title>", "<title>2023年")
    site.page("/nb/2023.html", page)
    site.page("/l.html", article())
    row = one(tmp_path, site, "/nb/")
    assert (row.status, row.reason) == ("found", "")
    assert card(tmp_path)["url"] == f"{site.url}/l.html"
    done = go(tmp_path, f"{site.url}/nb/2023.html")
    assert [(r.agency, r.year) for r in done.rows] == [("某县林业局", "2023")]


def test_a_server_that_failed_is_asked_again_by_the_next_run(tmp_path, site):
    site.page("/nb/", "busy", status=503)
    with pytest.raises(InputError, match="HTTP 503"):
        go(tmp_path, f"{site.url}/nb/")
    trs_column(site)
    assert len(go(tmp_path, f"{site.url}/nb/").rows) == 5


def test_a_kind_that_is_not_read_is_said(tmp_path, site):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("OFD.xml", "<OFD/>")
    site.page("/a.html", article(body='<a href="/r.ofd">2023年政府信息公开工作年度报告.ofd</a>'))
    site.page("/r.ofd", out.getvalue())
    row = one(tmp_path, site)
    assert (row.file, "Print it to PDF" in row.reason) == ("某县林业局-2023.ofd", True)


# --- asking politely ------------------------------------------------------------------------------


def test_robots_txt_is_kept_to(tmp_path, site):
    site.page("/robots.txt", "User-agent: *\nDisallow: /private/\n", "text/plain")
    site.page("/private/a.html", article())
    site.page("/a.html", article())
    row = one(tmp_path, site, "/private/a.html")
    assert (row.status, "robots.txt" in row.reason) == ("unreachable", True)
    assert site.paths() == []
    assert one(tmp_path, site).status == "found"


def test_redirects_do_not_lead_around_robots_txt(tmp_path, site):
    site.page("/robots.txt", "User-agent: gouji\nDisallow: /private/\n", "text/plain")
    site.redirect("/a.html", "/private/a.html")
    site.page("/private/a.html", article())
    assert one(tmp_path, site).status == "unreachable"
    assert site.paths() == ["/a.html"]


def test_a_page_in_place_of_robots_txt_forbids_nothing(tmp_path, site):
    site.page("/robots.txt", "<html>Disallow: /</html>")
    site.page("/a.html", article())
    assert one(tmp_path, site).status == "found"


def test_a_server_that_fails_on_robots_txt_is_left_alone(tmp_path, site):
    site.page("/robots.txt", "busy", status=503)
    site.page("/a.html", article())
    assert one(tmp_path, site).status == "unreachable"
    assert site.paths() == []


def test_a_pause_between_requests_to_one_host(tmp_path, site):
    site.page("/robots.txt", "User-agent: *\nCrawl-delay: 7\n", "text/plain")
    from analysis.collecting.records import Recorded
    from analysis.collecting.site import Site
    from analysis.collecting.spool import Spool

    slept: list[float] = []
    asking = Site(QUICK, Spool(tmp_path / "spool"), slept.append)
    for path in ("/a", "/b"):
        asking.get(site.url + path, Recorded())
    asking.close()
    assert [6 < seconds <= 7 for seconds in slept] == [True]


def test_a_failing_server_is_tried_again(tmp_path, site):
    site.page("/ok", article())
    site.routes["/a.html"] = failing(2, site.routes["/ok"])
    assert one(tmp_path, site).status == "found"
    site.routes["/b.html"] = failing(2, site.routes["/ok"], reset)
    assert one(tmp_path, site, "/b.html").status == "found"
    assert site.paths().count("/b.html") == 3


def test_a_host_that_is_down_is_not_asked_for_ever(tmp_path, site):
    for path in "abcd":
        site.routes[f"/{path}"] = reset
    rows = [
        (f"某县{n}局", 2023, f"{site.url}/{p}") for n, p in zip("甲乙丙丁", "abcd", strict=True)
    ]
    done = go(tmp_path, listed(tmp_path, *rows))
    assert [r.status for r in done.rows] == ["unreachable"] * 4
    assert "broke off" in done.rows[0].reason
    assert "not asked again" in done.rows[3].reason
    assert len(site.paths()) == 6


@pytest.mark.parametrize("route", [endless, bomb], ids=["endless", "bomb"])
def test_no_answer_is_larger_than_allowed(tmp_path, site, route):
    site.routes["/a.html"] = route
    row = one(tmp_path, site)
    assert (row.status, "larger than 3 MB" in row.reason) == ("unreachable", True)


def test_no_drip_lasts_for_ever(tmp_path, site):
    site.routes["/a.html"] = drip
    manners = Manners(**{**vars(QUICK), "total_seconds": 0.6, "tries": 1})
    row = one(tmp_path, site, manners=manners)
    assert (row.status, "in time" in row.reason) == ("unreachable", True)


def test_nobody_there(tmp_path):
    with serving() as gone:
        url = gone.url
    row = go(tmp_path, listed(tmp_path, ("某县林业局", 2023, f"{url}/a"))).rows[0]
    assert (row.status, "cannot be reached" in row.reason) == ("unreachable", True)


def test_a_site_is_believed_only_if_a_known_authority_vouches_for_it(tmp_path, monkeypatch):
    from tests.support.certificates import authority_and_server

    authority, server = authority_and_server(tmp_path)
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    with serving(server) as site:
        site.page("/a.html", article())
        row = one(tmp_path, site)
        assert (row.status, site.asked) == ("unreachable", [])
        assert "certificate of 127.0.0.1" in row.reason
        assert "SSL_CERT_FILE" in row.reason
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        assert one(tmp_path, site).status == "found"
    assert card(tmp_path)["url"] == f"{site.url}/a.html"


def test_a_file_of_certificates_that_holds_none_is_named(tmp_path, monkeypatch):
    for path in (tmp_path / "none.pem", tmp_path / "list.csv"):
        source = listed(tmp_path, ("某县林业局", 2023, "https://example.org/a"))
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        with pytest.raises(InputError, match=f"{path.name}.*no certificates.*SSL_CERT_FILE"):
            go(tmp_path, source)


@pytest.mark.parametrize(
    "url", ["http://[bad", "http://x:abc/", "http://x:99999/", "http://a..b/", "http://%/"]
)
def test_addresses_that_are_none(tmp_path, url):
    row = go(tmp_path, listed(tmp_path, ("某县林业局", 2023, url))).rows[0]
    assert (row.status, bool(row.reason)) == ("unreachable", True)


def test_redirects_in_a_ring(tmp_path, site):
    site.redirect("/a.html", "/b.html")
    site.redirect("/b.html", "/a.html")
    assert "redirects more than" in one(tmp_path, site).reason


# --- private addresses ----------------------------------------------------------------------------

PUBLIC = Manners(**{**vars(QUICK), "allow_private": False})


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"]
)
def test_private_addresses_are_not_asked(tmp_path, site, host):
    port = site.url.rsplit(":", 1)[1]
    site.page("/a.html", article())
    source = listed(tmp_path, ("某县林业局", 2023, f"http://{host}:{port}/a.html"))
    row = go(tmp_path, source, PUBLIC).rows[0]
    assert row.status == "unreachable"
    assert site.asked == []


def test_a_redirect_or_a_name_that_turns_private_is_not_followed(tmp_path, site, monkeypatch):
    """The public site is this server under a public name; what it leads to is judged by itself."""
    import socket

    from analysis.collecting import network

    port = int(site.url.rsplit(":", 1)[1])
    real, public = socket.getaddrinfo, network.is_public

    def resolve(host, *rest, **more):
        return real("127.0.0.1" if host == "public.example" else host, *rest, **more)

    first = iter([True])  # the name is public when it is asked first, and not a moment later
    monkeypatch.setattr(network.socket, "getaddrinfo", resolve)
    site.redirect("/a.html", f"http://localhost:{port}/secret")
    site.redirect("/file", "file:///etc/passwd")
    site.page("/secret", article())
    calls: list[str] = []

    def judge(address):
        calls.append(address)
        return address != "::1" and next(first, False) if len(calls) < 2 else public(address)

    monkeypatch.setattr(network, "is_public", judge)
    row = go(
        tmp_path,
        listed(tmp_path, ("某县林业局", 2023, f"http://public.example:{port}/a.html")),
        PUBLIC,
    ).rows[0]
    assert row.status == "unreachable"
    assert "not a public address" in row.reason
    assert "/secret" not in site.paths()
    monkeypatch.undo()
    row = one(tmp_path, site, "/file")
    assert (row.status, "no address with http or https" in row.reason) == ("unreachable", True)


def test_a_list_with_other_schemes_is_refused(tmp_path):
    with pytest.raises(InputError, match="line 2: 'file:///etc/passwd' is no web address"):
        go(tmp_path, listed(tmp_path, ("某县林业局", 2023, "file:///etc/passwd")))
    with pytest.raises(InputError, match="only http and https"):
        go(tmp_path, "ftp://x.example/a")


# --- again, and in the middle ---------------------------------------------------------------------


def state(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and not p.name.endswith(".lock")
    }


def test_a_second_run_asks_only_for_what_changed(tmp_path, site):
    site.page("/a.html", article())
    site.page("/b.html", article("某县教育局"))
    source = listed(
        tmp_path,
        ("某县林业局", 2023, f"{site.url}/a.html"),
        ("某县教育局", 2023, f"{site.url}/b.html"),
    )
    first = go(tmp_path, source)
    assert first.changes == {"new": 2, "changed": 0, "unchanged": 0}
    before = state(tmp_path / "raw")
    asked = len(site.asked)
    second = go(tmp_path, source)
    assert second.changes == {"new": 0, "changed": 0, "unchanged": 2}
    again = [headers for path, headers in site.asked[asked:] if path != "/robots.txt"]
    assert ["If-None-Match" in headers for headers in again] == [True, True]
    assert state(tmp_path / "raw") == before
    site.page("/b.html", article("某县教育局", requests__granted__total=99))
    third = go(tmp_path, source)
    assert third.changes == {"new": 0, "changed": 1, "unchanged": 1}
    assert any("某县教育局 2023" in line and "changed" in line for line in third.lines)
    after = state(tmp_path / "raw")
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {f"某县教育局-2023{e}" for e in (".html", ".source.yml", ".warc.gz")}
    # What was served before is not lost.
    bodies = [e.body for e in exchanges_in(after["某县教育局-2023.warc.gz"], "x")]
    assert before["某县教育局-2023.html"] in bodies
    assert after["某县教育局-2023.html"] == bodies[-1]


def test_without_validators_what_is_served_again_decides(tmp_path, site):
    """A page with a new token in a script says the same; one with another figure does not."""
    page = article().replace("<head>", "<head><script>var token='1'</script>")
    site.page("/a.html", page, validators=False)
    one(tmp_path, site)
    before = state(tmp_path / "raw")
    site.page("/a.html", page.replace("'1'", "'2'"), validators=False)
    one(tmp_path, site)
    assert state(tmp_path / "raw") == before
    site.page("/a.html", article(requests__granted__total=99), validators=False)
    one(tmp_path, site)
    assert state(tmp_path / "raw") != before


def test_a_report_that_becomes_another_file_leaves_one(tmp_path, site):
    site.page("/a.html", article())
    one(tmp_path, site)
    site.page("/a.html", article(body='<a href="/r.docx">2023年政府信息公开工作年度报告.docx</a>'))
    site.page("/r.docx", report_docx())
    assert one(tmp_path, site).file == "某县林业局-2023.docx"
    assert not (tmp_path / "raw" / "某县林业局-2023.html").exists()


def test_files_of_a_person_are_not_touched(tmp_path, site):
    raw = tmp_path / "raw"
    raw.mkdir()
    mine = raw / "某县林业局-2023.csv"
    mine.write_text("mine", encoding="utf-8")
    site.page("/a.html", article())
    assert "not collected by gouji" in one(tmp_path, site).reason
    assert [p.name for p in raw.iterdir() if p.name.startswith("某县")] == [mine.name]


def test_a_report_that_vanishes_stays_as_it_was(tmp_path, site):
    site.page("/a.html", article())
    kept = tmp_path / "raw" / one(tmp_path, site).file
    del site.routes["/a.html"]
    assert one(tmp_path, site).status == "absent"
    assert kept.is_file()


def test_killed_at_any_moment_nothing_is_asked_twice(tmp_path, site):
    """Killed after each request in turn, then let go on: each address was asked for once."""
    trs_column(site)
    site.page("/nb/2020/t2020.html", article(year=2020, body='<a href="/r.docx">年度报告.docx</a>'))
    site.page("/r.docx", report_docx(year=2020))
    command = [
        *(
            sys.executable,
            "-m",
            "gouji",
            "collect",
            f"{site.url}/nb/",
            "--out",
            str(tmp_path / "raw"),
        ),
        *("--delay", "0", "--allow-private"),
    ]
    for killed in range(1, 4):
        wanted = 3 * killed
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        end = time.monotonic() + patience(60)
        while len(site.asked) < wanted and process.poll() is None and time.monotonic() < end:
            time.sleep(0.002)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        for path in (tmp_path / "raw").glob("*.source.yml"):
            said = yaml.safe_load(path.read_text(encoding="utf-8"))
            kept = (tmp_path / "raw" / said["file"]).read_bytes()
            assert hashlib.sha256(kept).hexdigest() == said["sha256"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    # The request under way when a run is killed may have been answered and lost: one for each kill.
    twice = len(site.asked) - len({path for path, _ in site.asked})
    assert twice <= 3
    loaded = load_reports(tmp_path / "raw")
    assert sorted(r.year for r in loaded.reports) == [2020, 2021, 2022, 2023, 2024]
    assert loaded.problems == []
    assert not (tmp_path / "raw" / ".collecting").exists()


def test_two_runs_into_one_folder(tmp_path, site):
    from filelock import FileLock

    (tmp_path / "raw").mkdir()
    site.page("/a.html", article())
    with (
        FileLock(tmp_path / "raw" / ".collecting.lock"),
        pytest.raises(InputError, match="another gouji collect"),
    ):
        one(tmp_path, site)


# --- WARC files of others -------------------------------------------------------------------------


def foreign_warc(site: AgencySite, path: Path, *paths: str) -> Path:
    """A WARC file as a crawler writes it: chunks, HTTP headers and all as they came."""
    import socket

    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=path.name.endswith(".gz"))
    writer.write_record(writer.create_warcinfo_record(path.name, {"software": "another crawler"}))
    host, port = site.url.removeprefix("http://").split(":")
    for asked in paths:
        with socket.create_connection((host, int(port))) as connection:
            request = f"GET {asked} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            connection.sendall(request.encode())
            data = b"".join(iter(lambda: connection.recv(65536), b""))
        writer.write_record(
            writer.create_warc_record(
                f"{site.url}{asked}", "response", payload=io.BytesIO(data), length=len(data)
            )
        )
    path.write_bytes(out.getvalue())
    return path


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_a_warc_file_made_by_others_is_read_and_collected(tmp_path, site, name):
    site.routes["/nb/a.html"] = chunked(article().encode())
    site.page("/", column([("/nb/a.html", "某县林业局2023年政府信息公开工作年度报告")]))
    site.page("/b.html", article("某县教育局", body='<a href="/r.docx">2023年度报告.docx</a>'))
    site.page("/r.docx", report_docx("某县教育局"))
    warc = foreign_warc(site, tmp_path / name, "/", "/nb/a.html", "/b.html", "/r.docx", "/gone")
    loaded = load_reports(warc)
    assert sorted(r.agency for r in loaded.reports) == ["某县教育局", "某县林业局"]
    report = read_report(foreign_warc(site, tmp_path / f"one-{name}", "/nb/a.html"))
    assert (report.year, report.source_url) == (2023, f"{site.url}/nb/a.html")
    asked = len(site.asked)
    done = go(tmp_path, str(warc))
    assert len(site.asked) == asked
    assert sorted((r.agency, r.status) for r in done.rows) == [
        ("某县教育局", "found"),
        ("某县林业局", "found"),
    ]
    assert card(tmp_path)["warc"] == name
    assert (tmp_path / "raw" / "某县教育局-2023.docx").is_file()


def test_a_warc_file_in_a_folder_is_read_unless_what_it_holds_lies_beside_it(tmp_path, site):
    site.page("/a.html", article())
    site.page("/b.html", article("某县教育局"))
    raw = tmp_path / "raw"
    assert one(tmp_path, site).status == "found"
    assert len(load_reports(raw).reports) == 1  # its own proof is not read again
    foreign_warc(site, raw / "Crawl.WARC.gz", "/b.html")
    (raw / "notes.gz").write_bytes(b"no report")
    loaded = load_reports(raw)
    assert (loaded.problems, len(loaded.reports)) == ([], 2)
    go(tmp_path, str(raw / "Crawl.WARC.gz"))
    loaded = load_reports(raw)
    assert (loaded.problems, len(loaded.reports)) == ([], 2)


def test_a_warc_file_cut_off_gives_what_is_whole(tmp_path, site):
    site.page("/a.html", article())
    site.page("/b.html", article("某县教育局"))
    warc = foreign_warc(site, tmp_path / "x.warc.gz", "/a.html", "/b.html")
    warc.write_bytes(warc.read_bytes()[:-300])
    assert "某县林业局" in {r.agency for r in load_reports(warc).reports}


def test_a_file_that_is_no_warc_costs_one_message(tmp_path):
    bad = tmp_path / "x.warc.gz"
    bad.write_bytes(b"not a warc file at all")
    with pytest.raises(InputError, match="not a readable WARC file"):
        go(tmp_path, str(bad))
    done = gouji("read", bad)
    assert (done.returncode, "not a readable WARC file" in done.stderr) == (2, True)


# --- the command ----------------------------------------------------------------------------------


def test_the_command_says_what_was_found(tmp_path, site):
    site.page("/a.html", article())
    source = listed(
        tmp_path,
        ("某县林业局", 2023, f"{site.url}/a.html"),
        ("某县教育局", 2023, f"{site.url}/none.html"),
    )
    options = ("--out", tmp_path / "raw", "--delay", 0, "--allow-private")
    done = gouji("collect", source, *options)
    assert done.returncode == 0, done.stderr
    assert "某县林业局 2023: found, new" in done.stdout
    assert "某县教育局 2023: not there. There is nothing at this address (HTTP 404)" in done.stdout
    assert "1 of 2 reports found" in done.stdout
    assert not done.stderr  # no terminal, so no progress
    with (tmp_path / "raw" / "coverage.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [(r["agency"], r["status"], r["file"]) for r in rows] == [
        ("某县林业局", "found", "某县林业局-2023.html"),
        ("某县教育局", "absent", ""),
    ]
    again = gouji("collect", source, *options, "--strict", "--lang", "zh")
    assert again.returncode == 1
    assert "2份报告中取得1份" in again.stdout


def test_a_brief_takes_the_table_as_its_list(tmp_path, site):
    site.page("/a.html", article(published="2024-05-01"))
    rows = [
        ("某县林业局", 2023, f"{site.url}/a.html"),
        ("某县教育局", 2023, f"{site.url}/none.html"),
    ]
    expected = read_expected(go(tmp_path, listed(tmp_path, *rows)).coverage, 2023)
    assert dict(expected.states) == {"某县林业局": "late", "某县教育局": "absent"}


def test_rows_of_another_list_stay_in_the_table(tmp_path, site):
    site.page("/a.html", article())
    one(tmp_path, site)
    go(tmp_path, listed(tmp_path, ("某县教育局", 2023, f"{site.url}/none.html")))
    with (tmp_path / "raw" / "coverage.csv").open(encoding="utf-8-sig") as file:
        assert [r["agency"] for r in csv.DictReader(file)] == ["某县林业局", "某县教育局"]
