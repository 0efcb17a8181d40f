"""What several places of a report say of its agency, year and address; and reports read in part."""

import pytest

from analysis.errors import InputError
from analysis.reading.blocks import Line
from analysis.reading.document import read_bytes
from analysis.recognising.about.compared import same_agency
from analysis.recognising.about.findings import agency_findings
from analysis.recognising.about.metadata import read_metadata
from analysis.recognising.about.names import looks_like_agency
from analysis.recognising.recognise import recognise
from analysis.running.corpus import load_reports, read_report
from tests.support.layouts import figures, flattened

TITLE = "某县林业局2023年政府信息公开工作年度报告"


def meta(*head, body=("依法开展工作。",), tail=()):
    texts = [*head, "一、总体情况", *body, "二、主动公开政府信息情况", *tail]
    return read_metadata([Line(t, f"line {n}") for n, t in enumerate(texts, start=1)], "2021")


def report(change=lambda text: text, name="report.txt", **card):
    return recognise(read_bytes(change(flattened(figures())).encode(), name), card)


def found(read, rule):
    return [f.en for f in read.findings.itertuples() if f.rule == rule]


@pytest.mark.parametrize(
    ("sentence", "agency"),
    [
        ("2022年，清河县林业局不断强化信息报送工作。", "清河县林业局"),
        ("2022年，在县委、县政府的领导下，清河县林业局认真落实条例。", "清河县林业局"),
        ("一年来，清河县葛仙庄镇人民政府坚持以公开为常态。", "清河县葛仙庄镇人民政府"),
        ("2022年度，在区委、区政府的统一部署下，区统计局紧紧围绕中心工作。", ""),
        ("2022年，镇远海关主动公开信息37条。", "镇远海关"),
        ("根据条例的要求，旗山镇人民政府特编制本年度报告。", "旗山镇人民政府"),
        ("2022年，中国人民银行宜春市中心支行主动公开信息37条。", "中国人民银行宜春市中心支行"),
        ("2022年，宜春海关主动公开信息37条。", "宜春海关"),
        ("根据条例的要求，清河县葛仙庄镇特编制本年度报告。", "清河县葛仙庄镇"),
        ("本年度报告是由清河县林业局根据条例编制而成。", "清河县林业局"),
        ("严格落实要求，会同清河县林业局全面做好清理工作。", ""),
        ("2022年，我局认真落实条例。", ""),
        ("2022年，全年我局主动公开信息37条。", ""),
        ("2022年，可以查阅区财政局主动公开的信息。", ""),
        ("2022年，通过清河县林业局主动公开信息37条。", ""),
        ("2022年，应县林业局认真落实条例。", "应县林业局"),
        ("2022年，向阳区林业局认真落实条例。", "向阳区林业局"),
        ("2022年，和平县林业局认真落实条例。", "和平县林业局"),
        ("2022年，和清河县林业局认真落实条例。", ""),
        ("2022年，县人民政府高度重视。", ""),
        ("2022年，为进一步提高各股室认真程度，市委坚持学习。", ""),
        ("2022年，清河县委高度重视，清河县党工委坚持公开。", ""),
        ("2022年，按照清河县林业局要求，各单位认真落实。", ""),
    ],
)
def test_the_first_sentence_names_the_agency_where_no_title_does(sentence, agency):
    read = meta(body=(sentence,))
    assert (read.agency, read.year) == (agency, 2022 if sentence.startswith("2022") else None)


@pytest.mark.parametrize(
    "heading", ["（一）主动公开。", "一是主动公开方面：", "1.主动公开情况。", ""]
)
def test_a_sentence_behind_a_heading_gives_the_year_where_nothing_better_does(heading):
    assert meta(body=(f"{heading}2023年我局依法公开信息37条。",)).year == 2023
    assert meta(body=(f"{heading}较2022年多公开信息37条。",)).year is None


def test_a_report_of_the_year_before_that_a_sentence_names_is_not_this_one():
    said = f"按时公开发布《{TITLE.replace('2023', '2022')}》，公开文件17件。"
    assert meta(body=("2023年，我局认真落实条例。", said)).year == 2023
    assert meta(body=("我局认真落实条例。", said)).year == 2022


def test_an_agency_of_two_names_keeps_both_as_in_a_title():
    body = ("清河县司法局（县行政复议局）依据条例编制本报告。",)
    title = meta("清河县司法局（县行政复议局）2022年政府信息公开工作年度报告")
    assert meta(body=body).agency == title.agency == "清河县司法局(县行政复议局)"


def test_the_first_sentence_gives_no_year_where_anything_better_does():
    assert meta(TITLE, body=("2022年，某县林业局不断改进。",)).year == 2023


def test_a_signature_names_the_agency():
    assert meta(tail=("清河县林业局", "2024年1月12日")).agency == "清河县林业局"
    assert meta(tail=("清河县林业局 2024年1月12日",)).agency == "清河县林业局"
    assert meta(tail=("清河县林业局",)).agency == ""  # a line of a site's foot, perhaps


AGENCIES = (
    "清河县林业局",
    "清河县人民政府办公室",
    "云岭高新技术产业开发区管理委员会",
    "清河县和平街道办事处",
    "清河县白马乡人民政府",
    "云岭市水务集团有限公司",
    "清河县第一中学",
)


@pytest.mark.parametrize("agency", AGENCIES)
@pytest.mark.parametrize(
    "sentence",
    [
        "{}按照条例规定，编制本报告。",
        "{}根据条例编制2022年政府信息公开工作年度报告。",
        "2022年度，{}深入贯彻条例。",
        "{}高度重视政府信息公开工作，全年公开信息31条。",
        "在市委、市政府的领导下，{}结合工作实际，依法公开信息。",
        "根据市里的统一安排，{}（以下简称“我单位”）现发布2022年度报告。",
        "{}政府信息公开工作领导小组办公室编制了本报告。",
        "{}政务公开领导小组编制本报告。",
        "根据条例的规定，{}编制了本报告。",
        "本报告依照条例，由{}编制。",
        "对本报告如有疑问，请联系：{}，电话：0000-1234567。",
        "如需了解更多，欢迎致电{}咨询。",
        "如有疑问，请与{}办公室联系（电话：0000-1234567）。",
        "如有疑问，请与{}信息公开办公室联系。",
    ],
)
@pytest.mark.parametrize("above", [True, False])
def test_a_sentence_above_or_below_the_first_heading_names_the_agency(agency, sentence, above):
    text = sentence.format(agency)
    read = meta("2022年政府信息公开工作年度报告", text) if above else meta(body=(text,))
    assert read.agency == agency


@pytest.mark.parametrize(
    "sentence",
    [
        "如有疑问，请与清河县政务公开办公室联系。",  # 清河县 alone is no agency
        "根据《中华人民共和国政府信息公开条例》，编制本报告。",
        "中华人民共和国办公厅高度重视政府信息公开工作。",
        "清河县水利局配合完成。",
        "与清河县水利局联合开展宣传。",
    ],
)
def test_what_is_no_agency_or_not_this_one_is_not_taken(sentence):
    assert meta("2022年政府信息公开工作年度报告", sentence).agency == ""
    assert meta(body=(sentence,)).agency == ""


@pytest.mark.parametrize(
    ("head", "tail", "doubted"),
    [
        (("如有疑问，请与宜春市水利局联系。",), (), True),
        (("发布机构：宜春市人民政府",), (), True),
        (("来源：宜春市水利局",), (), True),
        (("发布机构：宜春市水利局",), (), False),
        ((), ("宜春市水利局办公室 2024年1月12日印发",), False),
        ((), ("宜春市水利局", "二〇二四年一月十二日"), False),
    ],
)
def test_an_agency_from_what_may_name_another_is_a_finding(head, tail, doubted):
    read = meta("2023年政府信息公开工作年度报告", *head, tail=tail)
    assert read.agency in ("宜春市水利局", "宜春市人民政府")
    assert [f[1] for f in agency_findings(read)] == ["meta.agency"] * doubted


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("林业局", "责任部门：清河县林业局办公室"),
        ("林业局", "供稿单位：清河县林业局信息中心"),
        ("林业局", "公开部门：清河县林业和草原局"),
        ("", "责任部门：清河县林业局办公室"),
        ("", "制发机关：县林业局"),
    ],
)
def test_a_part_of_an_agency_or_its_short_name_is_not_taken_for_it(title, field):
    signed = ("清河县林业局", "2024年1月20日")
    assert meta(f"{title}2023年政府信息公开工作年度报告", field, tail=signed).agency == signed[0]


@pytest.mark.parametrize("title", ["宜春市税局", "宜春市务局", "宜春税务局", "宜春市税劳局"])
def test_a_misprint_in_a_title_is_a_finding_where_the_text_has_the_name(title):
    head = (f"{title}2023年政府信息公开工作年度报告", "如有疑问，请与宜春市税务局办公室联系。")
    rules = [f[1] for f in agency_findings(meta(*head))]
    assert rules == ([] if title == "宜春税务局" else ["meta.agency"])


def test_the_office_of_an_editorial_committee_is_an_agency_itself():
    read = meta(body=("如有疑问，请与清河县地方志编纂委员会办公室联系。",))
    assert read.agency == "清河县地方志编纂委员会办公室"


def test_a_title_with_an_agency_is_not_overruled_by_what_stands_below_it():
    read = meta(TITLE, "清河县水利局高度重视政府信息公开工作。")
    assert read.agency == "某县林业局"


def test_who_made_the_report_goes_before_whom_to_ask():
    read = meta("如有疑问，请与清河县政务服务中心联系。", "本报告由清河县林业局编制。")
    assert read.agency == "清河县林业局"


@pytest.mark.parametrize(
    "name",
    [
        "政府",
        "人民政府",
        "县人民政府",
        "政府信息公开工作年度报告",
        "我局",
        "本机关",
        "办公室",
        "各单位",
        "行政机关",
    ],
)
def test_generic_words_are_no_agency(name):
    assert not looks_like_agency(name)
    assert meta(f"发布机构：{name}").agency == ""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("洪泽区人民政府", "淮安市洪泽区人民政府", True),
        ("清河县人民政府办公室", "清河县人民政府", True),
        ("会仪镇", "绥江县会仪镇人民政府", True),
        ("清河县市场监管局", "清河县市场监督管理局", True),
        ("清河县住建局", "清河县住房和城乡建设局", True),
        ("县林业局", "清河县林业局", True),
        ("清河县林业局", "清河县水利局", False),
        ("清河县林业局", "威县林业局", False),
        ("清河县林业局", "清河县人民政府", False),
    ],
)
def test_names_of_one_agency_and_of_two(one, other, same):
    assert same_agency(one, other) is same_agency(other, one) is same


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t + "\n某县水利局\n2024年1月12日\n",
        lambda t: t.replace("本年情况如下。", "本报告由某县水利局编制。"),
        lambda t: t.replace("本年情况如下。", "2023年，某县水利局认真落实条例。"),
        lambda t: f"编制单位：某县水利局\n{t}",
    ],
)
def test_names_that_differ_are_a_warning_with_their_places(change):
    read = report(change)
    assert read.agency == "某县林业局"
    (told,) = found(read, "meta.agency")
    assert "某县水利局" in told
    assert "line" in told


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t + "\n某县林业局\n2024年1月12日\n",
        lambda t: t.replace("本年情况如下。", "本报告由县林业局办公室编制。"),
        lambda t: f"发布机构：某县人民政府办公室\n{t}",
        lambda t: f"公开责任部门：某县人民政府办公室\n{t}",
        lambda t: f"公开单位：某县政府办公室\n{t}",
        lambda t: t.replace("本年情况如下。", "如有疑问，请与某县政务服务中心联系。"),
    ],
)
def test_names_that_may_agree_are_no_finding(change):
    assert found(report(change), "meta.agency") == []


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (
            "原文链接: https://www.qinghe.gov.cn/zw/202401/t20240109_1.htm",
            "https://www.qinghe.gov.cn/zw/202401/t20240109_1.htm",
        ),
        ("来源：http://www.qinghe.gov.cn/a/b.html?id=3", "http://www.qinghe.gov.cn/a/b.html?id=3"),
        ("来源： www.qinghe.gov.cn/a/b.html", "www.qinghe.gov.cn/a/b.html"),
        ("来源：清河县人民政府 www.qinghe.gov.cn", "www.qinghe.gov.cn"),
    ],
)
def test_an_address_is_kept_whole(head, url):
    read = report(lambda t: f"{head}\n{t}".replace("www.example.gov.cn", ""))
    assert read.source_url == url
    assert read.source_host == "www.qinghe.gov.cn"


def test_a_page_s_head_gives_its_address():
    page = (
        '<html><head><meta name="SiteDomain" content="www.qinghe.gov.cn"/>{}</head><body>'
        + "".join(f"<p>{line}</p>" for line in flattened(figures()).splitlines())
        + "</body></html>"
    )
    url = '<meta name="Url" content="https://www.qinghe.gov.cn/zw/t1.htm"/>'
    for more, address in (("", "www.qinghe.gov.cn"), (url, "https://www.qinghe.gov.cn/zw/t1.htm")):
        read = recognise(read_bytes(page.format(more).encode(), "page.html"), {})
        assert (read.source_url, read.source_host) == (address, "www.qinghe.gov.cn")


def test_a_header_of_fields_gives_title_date_and_address():
    head = (
        "标题: 平潭综合实验区科技局2023年度政府信息公开工作年度报告",
        "发布时间: 2024-01-31 08:28",
        "文号: ",
        "发布机构: 区科技局",
        "原文链接: https://www.pingtan.gov.cn/a/202401/t1.htm",
        "本地目录: a/202401/平潭综合实验区科技局2023年度政府信息公开工作年度报告",
    )
    read = meta(*head)
    assert (read.agency, read.year) == ("平潭综合实验区科技局", 2023)
    assert (read.published, read.url) == (
        "2024-01-31T08:28",
        "https://www.pingtan.gov.cn/a/202401/t1.htm",
    )


def without(words):
    return lambda text: text.replace(words, "")


def test_what_names_no_agency_or_year_is_read_in_part(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(flattened(figures()).replace(TITLE, ""), encoding="utf-8")
    with pytest.raises(InputError, match="cannot be told"):
        read_report(path)
    assert load_reports(path).reports == []
    read = read_report(path, partial=True)
    assert (read.agency, read.year, read.id) == ("", 0, "unknown-unknown")
    assert len(read.cells) == 200
    assert "cannot be told" in found(read, "meta.agency")[0]
    assert "cannot be told" in found(read, "meta.year")[0]


def test_a_report_without_tables_keeps_its_prose_date_and_agency(tmp_path):
    path = tmp_path / "report.txt"
    head = f"{TITLE}\n发布时间：2024-01-20\n一、总体情况\n2023年，本局公开信息12条。\n二、主动公开政府信息情况\n见附图。\n"
    path.write_text(head, encoding="utf-8")
    with pytest.raises(InputError, match="none of the three"):
        read_report(path)
    read = read_report(path, partial=True)
    assert (read.agency, read.year, read.published) == ("某县林业局", 2023, "2024-01-20")
    assert set(read.cells["status"]) == {"absent"}
    assert any("公开信息12条" in text for text, _ in read.prose)
    assert "none of the three" in found(read, "meta.tables")[0]
    path.write_text("本局工作扎实推进。", encoding="utf-8")
    with pytest.raises(InputError, match="none of the three"):
        read_report(path, partial=True)  # no report at all


@pytest.mark.parametrize(
    "sentence",
    [
        "2023年，全年我局严格落实条例。",
        "2023年，坚持以人民为中心深化公开。",
        "公众可以查阅区财政局主动公开的信息。",
        "督促各单位办公室认真落实。",
    ],
)
def test_words_of_a_sentence_are_no_other_agency(sentence):
    read = report(lambda text: text.replace("本年情况如下。", sentence))
    assert found(read, "meta.agency") == []


def test_another_agency_that_opens_the_report_is_a_finding():
    read = report(lambda text: text.replace("本年情况如下。", "2023年，清河县水利局认真落实条例。"))
    assert len(found(read, "meta.agency")) == 1
