"""Whose figure a number is, and of when; and names of the form in words that offices use."""

import pytest

from analysis.recognising.claims.reader import claim_rows, read_claims
from tests.unit.recognising.test_claims import (
    AFTER,
    CARRIED_IN,
    CONCLUDED,
    DIRECT,
    GRANTED,
    RECEIVED,
    REVIEWS,
    SUITS,
    bound,
    table,
)

NATURAL, LEGAL = "requests/received/natural_person", "requests/received/legal_persons"
PARTLY, OUT = "requests/partly_granted/total", "requests/carried_out/total"
LICENCES, PENALTIES = "disclosure/licences/decisions", "disclosure/penalties/decisions"
COERCION = "disclosure/coercion/decisions"
ISSUED = "disclosure/normative_documents/issued"
IN_FORCE = "disclosure/normative_documents/in_force"


def read(text: str, **known: object) -> set[tuple[str, float]]:
    return bound(f"做好依申请公开工作。{text}", year=2023, **known)


@pytest.mark.parametrize(
    "text",
    [
        # Several years together, or a part of the year.
        "自新条例实施以来，我局累计收到政府信息公开申请310件，答复305件。",
        "机构改革以来，办理政府信息公开申请86件。",
        "截至9月底，受理政府信息公开申请31件。",
        "2023年上半年收到政府信息公开申请17件。",
        "前三季度，我局答复信息公开申请26件。",
        "7月份收到信息公开申请9件。",
        "1—8月收到信息公开申请19件。",
        # Cases that courts hear, and cases of another kind.
        "区法院新收行政诉讼案件63件，审结58件。",
        "办理民事诉讼6件。",
        "涉及我单位的劳动争议诉讼2件。",
        # How documents were marked when they were drafted.
        "起草公文130件，其中主动公开62件、依申请公开21件、不予公开47件。",
        "确定为主动公开55件、依申请公开12件、不予公开8件。",
        # What was taken over or left of another matter.
        "调处矛盾纠纷41件，结转下年2件。",
        "办理市民来信15件，结转下年度继续办理4件。",
        "公开信息960件，其中主动公开950件，依申请公开10件。",
        # Plans, and periods of another length.
        "明年拟制发行政规范性文件4件。",
        "2024年要办理政府信息公开申请20件。",
        "任务目标是办结信息公开申请50件。",
        "上年我局受理信息公开申请19件，予以公开9件、部分公开3件。",
        "收到信息公开申请超期答复2件。",
        "2件申请经批准延长答复期限后答复。",
        "十四五期间收到信息公开申请260件。",
        # Applications for something else, or another's.
        "收到居务公开申请6件。",
        "受理房产信息查询申请70件。",
        "办结市局转办的信息公开申请3件。",
        "与兄弟单位联合答复申请2件。",
        "为各科室审核信息公开答复14件。",
        "企业申请行政许可90件。",
        "网上公开行政处罚决定65件、行政许可决定20件。",
        # What follows the figure of another matter is that matter's.
        "大厅共接件300件，办结298件，不予受理2件。",
        "综合执法立案33件，结转下年1件。",
        # Two figures side by side, of two parts.
        "收到信息公开申请7件、5件，来自东西两个片区。",
        "上年度结转至本年度的信访事项3件。",
    ],
)
def test_figures_of_other_periods_and_matters_are_left_alone(text: str) -> None:
    assert read(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "据省里通报，全省各级机关共收到政府信息公开申请9000件。",
        "局属事业单位收到政府信息公开申请4件。",
        "下属单位全年受理信息公开申请4件。",
        "直属机构共收到信息公开申请4件。",
    ],
)
def test_figures_of_other_bodies_contradict_nothing(text: str) -> None:
    cells = table({RECEIVED: 20})
    for scope in (None, "agency", "territory"):
        claims = read_claims([(text, "line 1")], cells, year=2023, scope=scope)
        assert "contradicts" not in set(claims["verdict"])


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        # The year stands after the months of another matter.
        (
            "自条例施行以来不断规范流程，2023年收到政府信息公开申请31件。",
            {(RECEIVED, 31)},
        ),
        ("上半年收到信息公开申请5件，全年共收到信息公开申请31件。", {(RECEIVED, 31)}),
        ("今年以来，收到政府信息公开申请31件。", {(RECEIVED, 31)}),
        ("2023年以来，收到政府信息公开申请31件。", {(RECEIVED, 31)}),
        ("截至12月底，收到政府信息公开申请31件。", {(RECEIVED, 31)}),
        ("1月1日至12月31日，收到政府信息公开申请31件。", {(RECEIVED, 31)}),
        ("1-12月收到政府信息公开申请31件。", {(RECEIVED, 31)}),
        # Years in a row, and from one year to the next.
        ("收到申请数：2021年9件、2022年12件、2023年31件。", {(RECEIVED, 31)}),
        ("申请数由12件降至31件。", {(RECEIVED, 31)}),
        ("对6件申请予以公开，对2件申请部分公开。", {(GRANTED, 6), (PARTLY, 2)}),
        ("收到申请31件，涉及土地征收12件。", {(RECEIVED, 31)}),
        (
            "因逾期不补正不再处理2件；逾期不缴费1件；以其他方式处理3件。",
            {
                ("requests/other.not_corrected/total", 2),
                ("requests/other.fee_unpaid/total", 1),
            },
        ),
        ("全系统收到政府信息公开申请31件。", {(RECEIVED, 31)}),
        (
            "予以公开6件，部分公开2件，不予公开1件，无法提供3件，共计12件。",
            {
                (GRANTED, 6),
                (PARTLY, 2),
                ("requests/refused.*/total", 1),
                ("requests/unavailable.*/total", 3),
                (CONCLUDED, 12),
            },
        ),
        ("一年来，收到政府信息公开申请31件。", {(RECEIVED, 31)}),
        ("收到申请由去年的12件增加到今年的31件。", {(RECEIVED, 31)}),
        ("申请数量从2022年的12件增至31件，2024年预计达40件。", {(RECEIVED, 31)}),
        # What was carried in is told as applications.
        ("2022年结转至本年度继续办理的申请3件，本年新收31件。", {(CARRIED_IN, 3), (RECEIVED, 31)}),
        ("新收申请31件，结转3件，已办结30件。", {(RECEIVED, 31), (CARRIED_IN, 3), (CONCLUDED, 30)}),
        ("新收申请31件，办结28件，结转3件。", {(RECEIVED, 31), (CONCLUDED, 28), (OUT, 3)}),
        # Reviews that have ended.
        (
            "已审结的信息公开行政复议案件7件。",
            {("remedies/review/upheld + remedies/review/corrected + remedies/review/other", 7)},
        ),
        ("收到行政复议4件，没有行政诉讼。", {(REVIEWS, 4), (SUITS, 0)}),
        ("因信息公开引发行政复议4件，行政应诉案件3件。", {(REVIEWS, 4), (SUITS, 3)}),
        ("被提起行政复议4件，法院受理行政诉讼3件。", {(REVIEWS, 4), (SUITS, 3)}),
        (
            "信息公开行政复议4件，其中维持4件，没有被纠正的案件。",
            {(REVIEWS, 4), ("remedies/review/upheld", 4), ("remedies/review/corrected", 0)},
        ),
        (
            "复议结果：维持2件，纠正1件，未审结1件，合计4件。",
            {
                ("remedies/review/upheld", 2),
                ("remedies/review/corrected", 1),
                ("remedies/review/pending", 1),
                (REVIEWS, 4),
            },
        ),
        # Who applied, said before the figure.
        ("申请人以个人为主，共25件，法人和其他组织6件。", {(NATURAL, 25), (LEGAL, 6)}),
        (
            "申请人中自然人居多，有25件，占80.65%。",
            {(NATURAL, 25), (f"{NATURAL} % {RECEIVED}", 80.65)},
        ),
        # 企业 is one group among others, or all that are no persons.
        (
            "收到申请31件：自然人25件、企业6件。",
            {(RECEIVED, 31), (NATURAL, 25), (f"requests/received/business | {LEGAL}", 6)},
        ),
        (
            "收到申请31件：自然人25件、企业5件、法律服务机构1件。",
            {
                (RECEIVED, 31),
                (NATURAL, 25),
                ("requests/received/business", 5),
                ("requests/received/legal_services", 1),
            },
        ),
        ("申请人中自然人25件，企业5件，律师2件。", {(NATURAL, 25)}),
        ("全年服务企业26件。", set()),
        # Outcomes.
        ("收到申请表31份，出具答复书28份。", {(RECEIVED, 31), (CONCLUDED, 28)}),
        (
            "答复情况：公开6件、部分公开2件、不予公开1件。",
            {(GRANTED, 6), (PARTLY, 2), ("requests/refused.*/total", 1)},
        ),
        (
            "公开6件，占20%；无法提供3件，占10%。",
            {
                (GRANTED, 6),
                (f"{GRANTED} % {CONCLUDED}", 20),
                ("requests/unavailable.*/total", 3),
                (f"requests/unavailable.*/total % {CONCLUDED}", 10),
            },
        ),
        ("予以公开的占20%，共6件。", {(f"{GRANTED} % {CONCLUDED}", 20), (GRANTED, 6)}),
        (
            "对属于信访事项的2件不予处理，对重复申请的1件不予处理。",
            {
                ("requests/unprocessed.complaint/total", 2),
                ("requests/unprocessed.repeated/total", 1),
            },
        ),
        ("因申请内容属于信访投诉举报，不予处理4件。", {("requests/unprocessed.*/total", 4)}),
        ("以申请名义投诉举报的申请2件。", {("requests/unprocessed.complaint/total", 2)}),
        (
            "公开后可能危及国家安全、公共安全、经济安全、社会稳定的3件。",
            {("requests/refused.safety_stability/total", 3)},
        ),
        ("没有现成信息、需要另行加工的5件。", {("requests/unavailable.not_compiled/total", 5)}),
        ("余下3件转入次年继续办理。", {(OUT, 3)}),
        # Table two.
        ("本年处理决定数量：行政许可7件、行政处罚9件。", {(LICENCES, 7), (PENALTIES, 9)}),
        (
            "行政许可方面，本年处理决定7件；行政处罚方面，本年处理决定9件。",
            {(LICENCES, 7), (PENALTIES, 9)},
        ),
        ("没有作出行政许可决定和行政处罚决定。", {(f"{LICENCES} & {PENALTIES}", 0)}),
        ("制发行政规范性文件3件，截至年末现行有效20件。", {(ISSUED, 3), (IN_FORCE, 20)}),
        ("现行有效行政规范性文件总量20件。", {(IN_FORCE, 20)}),
        ("全年制发文件90件，其中规范性文件3件。", {(ISSUED, 3)}),
    ],
)
def test_names_of_the_form_in_words_that_offices_use(
    text: str, claims: set[tuple[str, float]]
) -> None:
    assert read(text) == claims


@pytest.mark.parametrize(
    "text",
    [
        "我厅作为第三人参加行政复议9件。",
        "为企业免征行政事业性收费9万元。",
        "某镇收到信息公开申请9件。",
        "因逾期未补正而不再办理的申请9件。",
        "参与旁听行政诉讼9件。",
        "法院当年审结行政诉讼9件。",
        "推广使用规范性文件制发模板，下载模板制发规范性文件9件。",
    ],
)
def test_a_total_in_words_not_understood_contradicts_nothing(text: str) -> None:
    cells = table({RECEIVED: 20, REVIEWS: 3, CONCLUDED: 18})
    claims = read_claims([(f"做好依申请公开工作。{text}", "line 1")], cells, year=2023)
    assert "contradicts" not in set(claims["verdict"])


@pytest.mark.parametrize(
    "text",
    [
        "桐山县林业局全年收到政府信息公开申请9件。",
        "县林业局收到信息公开申请9件。",
        "2023年，林业局共受理公民、法人和其他组织提出的政府信息公开申请9件。",
        "我局新收申请9件。",
    ],
)
def test_the_agency_of_the_report_may_be_named(text: str) -> None:
    cells = table({RECEIVED: 20})
    found = claim_rows([(text, "line 1")], cells, year=2023, agency="桐山县林业局").frame()
    assert found["verdict"].tolist() == ["contradicts"]


def test_groups_of_lawsuits_are_still_told_apart() -> None:
    text = "信息公开行政诉讼5件，直接向法院起诉的3件，经行政复议后起诉的2件。"
    assert read(text) == {(SUITS, 5), (f"{DIRECT}/total", 3), (f"{AFTER}/total", 2)}


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("涉及行政复议、行政诉讼案件30件，结果维持21件。", set()),
        ("行政复议和行政诉讼共30件，其中维持21件。", {(f"{REVIEWS} + {SUITS}", 30)}),
        (
            "行政复议和行政诉讼共30件，其中行政复议维持21件。",
            {(f"{REVIEWS} + {SUITS}", 30), ("remedies/review/upheld", 21)},
        ),
        (
            "发生行政诉讼2件（1件未经复议直接起诉），2件维持结果。",
            {(SUITS, 2), (f"{DIRECT}/total", 1)},
        ),
        ("行政复议5件，行政诉讼0件，结果维持3件，尚未审结2件。", {(REVIEWS, 5), (SUITS, 0)}),
        ("行政诉讼2件，案件目前正在审理中。", {(SUITS, 2), ("remedies/suit_*/pending", 2)}),
    ],
)
def test_how_cases_ended_is_said_of_the_cases_that_were_counted(text, claimed) -> None:
    """Of both together no cell tells; of a group or a kind not more than it has."""
    assert read(text) == claimed


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        (
            "共受理申请11件，答复申请9件，均在法定期限内办结，2件结转下一年办理。",
            {(RECEIVED, 11), (CONCLUDED, 9), ("requests/carried_out/total", 2)},
        ),
        ("共受理申请11件，答复9件，均按期办结。", {(RECEIVED, 11)}),
        ("共受理申请11件，均按期办结。", {(RECEIVED, 11), (CONCLUDED, 11)}),
        ("共受理申请11件，已逐件按期答复。", {(RECEIVED, 11), (CONCLUDED, 11)}),
        ("共受理申请11件，现已基本答复。", {(RECEIVED, 11)}),
        ("共受理申请11件，已大多答复申请人。", {(RECEIVED, 11)}),
        ("共受理申请11件，已陆续答复。", {(RECEIVED, 11)}),
        # Of all cases of an agency those over its disclosure.
        ("全年发生行政复议25件，其中信息公开类3件。", {(REVIEWS, 3)}),
        ("全年发生行政复议25件。其中3件为信息公开类。", {(REVIEWS, 3)}),
        ("全年行政复议25件，行政诉讼10件，其中信息公开类3件。", set()),
        ("全年行政复议25件，其中非信息公开类22件。", {(REVIEWS, 25)}),
        # Those that were carried in are among all of them, where they were told of beside these.
        (
            "上年结转2件，新收申请11件，已按期答复。",
            {(RECEIVED, 11), (CARRIED_IN, 2), (CONCLUDED, 13)},
        ),
        (
            "新收申请11件，上年结转2件，均按期办结。",
            {(RECEIVED, 11), (CARRIED_IN, 2), (CONCLUDED, 13)},
        ),
        (
            "全年新收申请11件，上年结转0件，全部予以公开。",
            {(RECEIVED, 11), (CARRIED_IN, 0), (GRANTED, 11)},
        ),
        # Not all, where some are still open; those of them that something is said of.
        (
            "办结上年结转申请2件，新收申请11件，均已按期办结，剩余3件结转下年度。",
            {(CARRIED_IN, 2), (RECEIVED, 11), (OUT, 3)},
        ),
        (
            "受理信息公开申请11件。受理的9件申请已按规定在法定期限内予以答复。",
            {(RECEIVED, 11), (CONCLUDED, 9)},
        ),
        ("新收申请11件，对其中由我局制作的信息均依法予以公开。", {(RECEIVED, 11)}),
        ("新收申请11件，属于本机关公开的均予以公开。", {(RECEIVED, 11)}),
        # One of two.
        ("新收申请11件，均予以公开或部分公开。", {(RECEIVED, 11)}),
        ("行政复议6件，均维持原答复或驳回请求。", {(REVIEWS, 6)}),
        ("新收申请11件，均按期答复或办结。", {(RECEIVED, 11), (CONCLUDED, 11)}),
        # Of those counted since, where these are not all; of all, where they are.
        ("新收申请11件，其中涉及征地4件，均无法提供。", {(RECEIVED, 11)}),
        ("新收申请11件，网上申请4件，均为自然人申请。", {(RECEIVED, 11)}),
        ("新收申请11件，网上4件、信函7件，均按期办结。", {(RECEIVED, 11), (CONCLUDED, 11)}),
        ("新收申请11件，同比减少4件，均按期办结。", {(RECEIVED, 11), (CONCLUDED, 11)}),
        ("行政复议6件，其中上年4件，均维持。", {(REVIEWS, 6)}),
        # Not what is denied of them, what they are about, or who else applied.
        ("新收申请11件，均不属于不予公开范围。", {(RECEIVED, 11)}),
        ("新收申请11件，尚未全部办结。", {(RECEIVED, 11)}),
        ("新收申请11件，均涉及个人隐私。", {(RECEIVED, 11)}),
        ("新收申请11件，均由自然人和企业提出。", {(RECEIVED, 11)}),
    ],
)
def test_all_are_those_counted_last(text, claimed) -> None:
    assert read(text) == claimed


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        # Two bodies, each with its own figures, of which no cell is told.
        (
            "镇本部新收申请6件，予以公开5件，部分公开1件；各站所新收申请9件，予以公开7件，不予处理2件。",
            set(),
        ),
        ("收到信息公开申请31件，结转下年3件，窗口登记的结转下年1件。", {(RECEIVED, 31)}),
        # What was carried in is answered by itself, so that what came before is a part.
        (
            "新收申请21件，予以公开15件，不予公开6件；上年结转2件，予以公开2件。",
            {(RECEIVED, 21), (CARRIED_IN, 2), ("requests/refused.*/total", 6)},
        ),
        ("作出行政处罚14件，其中街道作出行政处罚3件。", set()),
        # A total with its parts is that of all; of what is told of one part nobody knows the rest.
        (
            "共收到信息公开申请30件，其中向县政府提出信息公开申请19件，办结17件，向各乡镇提出信息公开申请11件。",
            {(RECEIVED, 30)},
        ),
        # The same said twice is one claim.
        (
            "收到申请8件，予以公开6件。综上，收到申请8件，予以公开6件。",
            {(RECEIVED, 8), (GRANTED, 6)},
        ),
    ],
)
def test_a_paragraph_that_gives_a_cell_two_figures_gives_it_none(text, claimed) -> None:
    assert read(text) == claimed


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        # One way of several; all of them.
        ("从公开专区收到申请4件。全年收到申请30件。", {(RECEIVED, 30)}),
        ("线上、线下共收到依申请公开30件。", {(RECEIVED, 30)}),
        # What came in, or was answered; what came over; what was answered as it ought to be.
        ("受理并答复信息公开申请30件。", {(f"{RECEIVED} | {CONCLUDED}", 30)}),
        ("新收申请30件，上一年度结转受理0件。", {(RECEIVED, 30), (CARRIED_IN, 0)}),
        ("收到申请30件以及2022年转办申请2件。", {(RECEIVED, 30), (CARRIED_IN, 2)}),
        (
            "考虑群众诉求。收到30件申请，29件已按照规定程序进行了答复，转下一年度转办1件。",
            {(RECEIVED, 30), (CONCLUDED, 29), (OUT, 1)},
        ),
        # Decisions of the year; documents of which there are none.
        ("行政许可2023年处理决定数量9项，行政处罚2项。", {(LICENCES, 9), (PENALTIES, 2)}),
        ("行政许可2022年度处理决定数量9项。", set()),
        ("公开财政拨款收入支出表、机关运行信息公开1条。", set()),
        ("行政执法工作均无被申请行政复议、提起行政诉讼。", set()),
        ("未因行政处罚被申请行政复议。", set()),
        (
            "未发生因信息公开工作申请行政复议，提起行政诉讼的情况。",
            {(f"{REVIEWS} & {SUITS}", 0)},
        ),
        (
            "因依申请公开引发行政复议被纠错和行政诉讼败诉数均为“零”。",
            {("remedies/review/corrected & remedies/suit_*/corrected", 0)},
        ),
        (
            "行政处罚事项新增10项，总计44项，处理决定数量29件。",
            {
                ("disclosure/penalties/items_change", 10),
                ("disclosure/penalties/items_last_year + disclosure/penalties/items_change", 44),
                (PENALTIES, 29),
            },
        ),
        ("其他管理服务事项共10项，处理决定数量29件。", set()),
        ("发生因信息公开申请行政复议情况3件。", {(REVIEWS, 3)}),
        ("办结申请9件，下年度继续办理0件。", {(CONCLUDED, 9), (OUT, 0)}),
        (
            "共受理申请15件，其中新收到14件，结转上年度办理1件，办结13件，结转下年度2件。",
            {(f"{RECEIVED} + {CARRIED_IN}", 15)}
            | {(RECEIVED, 14), (CARRIED_IN, 1), (CONCLUDED, 13), (OUT, 2)},
        ),
        # A list's own number; one nought of two; what is answered of those that came and came over.
        ("3、2023年我局未收到政府信息公开申请。", {(RECEIVED, 0)}),
        (
            "作出行政处罚9件，行政许可、行政强制0件。",
            {(PENALTIES, 9), (f"{LICENCES} & {COERCION}", 0)},
        ),
        (
            "新收信息公开申请30件，办理32件（含上年结转7件，另有5件顺延到下年度）。",
            {(RECEIVED, 30), (CONCLUDED, 32), (CARRIED_IN, 7), (OUT, 5)},
        ),
        (
            "信息公开类行政复议12件，行政诉讼7件，其中：9件行政复议、4件行政诉讼获维持。",
            {
                (REVIEWS, 12),
                (SUITS, 7),
                ("remedies/review/upheld", 9),
                ("remedies/suit_*/upheld", 4),
            },
        ),
        # In other words.
        ("共收到依申公开事项9件。", {(RECEIVED, 9)}),
        ("收到依申请公开业务9件，已办结完成8件。", {(RECEIVED, 9), (CONCLUDED, 8)}),
        ("全年未共收到依申请公开申请。", {(RECEIVED, 0)}),
        (
            "共受理申请30件，其中网站申请20件、当面申请10件；已办理28件，结转下年度办理2件。",
            {(RECEIVED, 30), (CONCLUDED, 28), (OUT, 2)},
        ),
        (
            "未制定行政法规、规章和规范性文件，无行政处罚、行政事业性收费事项。",
            {(f"disclosure/regulations/issued & {ISSUED}", 0), (PENALTIES, 0)},
        ),
    ],
)
def test_which_cell_is_meant(text: str, claimed: set[tuple[str, float]]) -> None:
    assert read(text) == claimed


def test_what_a_government_alone_was_asked_for_is_of_another_scope_in_its_territory() -> None:
    text = "受理向市政府提出的信息公开申请20件。"
    claims = read_claims([(text, "line 1")], table({RECEIVED: 90}), year=2023, scope="territory")
    assert claims["verdict"].tolist() == ["different scope"]


@pytest.mark.parametrize(
    "text",
    [
        "收到申请31件，未出现可能引发争议的信息公开申请。",
        "办结信息公开申请31件，收到申请31件，没有涉及重大敏感事项的信息公开申请。",
    ],
)
def test_where_some_came_in_none_came_is_said_of_a_kind_of_them(text: str) -> None:
    assert (RECEIVED, 0) not in read(text)
