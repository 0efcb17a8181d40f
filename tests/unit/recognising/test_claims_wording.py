"""Kinds of wording: who submitted, what all is said of, which step, and what paper was handed out.

Each kind with what must be claimed and what must be left alone.
"""

import pytest

from tests.unit.recognising.test_claims import (
    CONCLUDED,
    GRANTED,
    RECEIVED,
    REVIEWS,
    SUITS,
    bound,
    table,
    verdict,
)

PARTLY, REFUSED = "requests/partly_granted/total", "requests/refused.*/total"
UNAVAILABLE = "requests/unavailable.*/total"
UNPROCESSED = "requests/unprocessed.*/total"
OUT = "requests/carried_out/total"
NOT_HELD = "requests/unavailable.not_held/total"
REPEALED = "disclosure/normative_documents/repealed"
LICENCES, PENALTIES = "disclosure/licences/decisions", "disclosure/penalties/decisions"
FEES = "disclosure/fees/amount"


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        # An answer may be called by the paper that gives it.
        ("作出予以公开告知书6份、部分公开告知书2份。", {(GRANTED, 6.0), (PARTLY, 2.0)}),
        ("予以公开答复意见6份，不予公开决定书3份。", {(GRANTED, 6.0), (REFUSED, 3.0)}),
        ("出具无法提供答复函4件，不予处理通知书2件。", {(UNAVAILABLE, 4.0), (UNPROCESSED, 2.0)}),
        ("以予以公开答复意见书答复6件。", {(GRANTED, 6.0)}),
        ("出具本机关不掌握告知书5份。", {(NOT_HELD, 5.0)}),
        # Drafts, samples, checked or others' papers are no answers.
        ("草拟予以公开告知书6份。", set()),
        ("领导签批不予公开决定书6份。", set()),
        ("审核不予公开决定书6份。", set()),
        ("印制予以公开答复意见书样本60份。", set()),
        ("印发予以公开答复意见书模板6份。", set()),
        ("评查各单位部分公开告知书6份。", set()),
        ("送达第三方权益告知书6份，内部管理通知3份。", set()),
        ("送达政府信息公开申请补正告知书6份。", set()),
    ],
)
def test_an_outcome_is_named_by_the_paper_that_gives_it(text, claimed):
    assert bound(text, year=2024) == claimed


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("群众通过邮寄、网站等途径提交政府信息公开40件。", {(RECEIVED, 40.0)}),
        ("申请人通过平台、信函等方式提交政府信息公开申请40件。", {(RECEIVED, 40.0)}),
        ("公民、法人通过线上、线下等渠道提交政府信息公开申请40件。", {(RECEIVED, 40.0)}),
        # What an office's own people hand in is what is to be published.
        ("各科室通过内网等途径提交政府信息公开40件。", set()),
        ("机关干部通过协同平台等途径提交政府信息公开40件。", set()),
        ("二级单位通过专网等渠道提交政府信息公开40件。", set()),
        ("信息员通过后台等途径提交政府信息公开40件。", set()),
        ("通过内部流程等途径提交政府信息公开40件。", set()),
        ("业务股室、下属站所提交政府信息公开申请40件。", set()),
        ("各镇街、社区向我局提交信息公开申请40件，要求在网站发布。", set()),
    ],
)
def test_who_applies_is_no_part_of_the_office(text, claimed):
    assert bound(text, year=2024) == claimed


@pytest.mark.parametrize(
    ("text", "is_of_all"),
    [
        ("均按期办结。", True),
        ("全部在法定期限内办结。", True),
        ("均一次办结。", True),
        ("所有申请均已按时办结。", True),
        ("申请事项均在规定时限内办结。", True),
        ("我局对收到的申请均依法办结。", True),
        ("上述申请全部当场办结。", True),
        ("依申请公开事项全部按时办结。", True),
        ("2024年度受理的申请均已办结。", True),
        ("审批事项全部实现一次办结。", False),
        ("承诺事项全部办结。", False),
        ("民生实事均如期办结。", False),
        ("重点项目全部办结。", False),
        ("群众反映的问题均已办结。", False),
        ("政务服务事项均实现网上办结。", False),
        ("企业开办全部一日办结。", False),
        ("12345交办件均按时办结。", False),
        ("均依法延期后办结。", False),
        ("均经补正后办结。", False),
        ("涉企申请均提前办结。", False),
        ("低保申请均按期办结。", False),
    ],
)
def test_all_are_those_that_the_clause_names(text, is_of_all):
    claimed = bound(f"收到政府信息公开申请6件。{text}", year=2024)
    assert claimed == {(RECEIVED, 6.0)} | ({(CONCLUDED, 6.0)} if is_of_all else set())


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("因信息公开被申请行政复议3件。", {(REVIEWS, 3.0)}),
        (
            "发生信息公开行政诉讼5件，其中败诉1件。",
            {(SUITS, 5.0), ("remedies/suit_*/corrected", 1.0)},
        ),
        # Who brings reviews to an end, or sees to them, was not complained about.
        ("完成复议申请3件。", set()),
        ("处理行政复议申请3件。", set()),
        ("登记行政复议案件3件。", set()),
        ("化解行政复议案件3件。", set()),
        ("完成信息公开行政复议答复3件。", set()),
        # Lost before whom is not said.
        ("依申请公开败诉案件1件。", set()),
        ("信息公开工作败诉1件。", set()),
    ],
)
def test_cases_are_those_brought_against_the_office(text, claimed):
    assert bound(text, year=2024) == claimed


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("收到申请12件，尚有3件在法定时限内办理中。", {(RECEIVED, 12.0), (OUT, 3.0)}),
        ("收到申请12件，3件仍在办理期限内。", {(RECEIVED, 12.0), (OUT, 3.0)}),
        ("清理后废止规范性文件4件。", {(REPEALED, 4.0)}),
        ("全年答复申请人12件次。", {(CONCLUDED, 12.0)}),
        # A step on the way counts some of them.
        ("发出补正告知12件，补正后受理10件。", set()),
        ("经补正后办结10件。", set()),
        ("延期后办结10件。", set()),
        ("征求意见后答复10件。", set()),
        # Others agree or refuse when they are asked.
        ("征求第三方意见6件，第三方不同意公开4件。", set()),
        ("权利人同意公开2件。", set()),
        ("经征询，相关企业不同意公开4件。", set()),
        # A catalogue has items of both kinds.
        ("主动公开事项56项，依申请公开事项4项。", set()),
        ("主动公开目录120条，依申请公开目录6条。", set()),
        ("主动公开内容56个，依申请公开内容4个。", set()),
    ],
)
def test_steps_third_parties_and_catalogues(text, claimed):
    assert bound(f"做好依申请公开工作。{text}", year=2024) == claimed


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ("收到申请公开政府信息9条。", {RECEIVED}),
        ("不掌握相关信息9条。", {NOT_HELD}),
        ("予以公开信息9条。", set()),
        ("部分公开信息9条，不予公开信息9条。", set()),
    ],
)
def test_items_of_information_are_doubted_only_where_they_may_be_what_was_published(text, accused):
    found = verdict(f"做好依申请公开工作。{text}", table({RECEIVED: 6.0}), year=2024)
    assert {target for target, how in found.items() if how == "contradicts"} == accused


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        # How many came in, were answered and are open, as a table of the year would call it.
        ("接收申请12件，办结9件，未办结3件。", {(RECEIVED, 12.0), (CONCLUDED, 9.0), (OUT, 3.0)}),
        ("年度受理量12件，年度办结量9件。", {(RECEIVED, 12.0), (CONCLUDED, 9.0)}),
        (
            "全年受理总量12件，办结总量9件，在办3件。",
            {(RECEIVED, 12.0), (CONCLUDED, 9.0), (OUT, 3.0)},
        ),
        ("市民、企业提出公开申请共12件。", {(RECEIVED, 12.0)}),
        ("各科室提出公开申请12件。", set()),
        ("群众投诉12件，办结9件，未办结3件。", set()),
        ("热线受理量12件，办结量9件。", set()),
        # Shares by another word.
        (
            "办结申请50件，其中予以公开10件，比重20%。",
            {(CONCLUDED, 50.0), (GRANTED, 10.0), (f"{GRANTED} % {CONCLUDED}", 20.0)},
        ),
        # Cases over disclosure; levels of trial are no two cases.
        ("发生政府信息公开行政应诉案件3件。", {(SUITS, 3.0)}),
        ("一审行政诉讼9件，二审4件，再审1件。", set()),
        ("行政应诉案件3件。", set()),
        # What was applied for, and what was decided on it.
        ("行政许可受理30件，办结28件。", {(LICENCES, 28.0)}),
        ("行政处罚立案30件，结案28件。", {(PENALTIES, 28.0)}),
        ("行政许可新收30件，办结28件。", {(LICENCES, 28.0)}),
        ("行政处罚线索30条，办结28件。", set()),
        ("不予行政处罚4件，减轻处罚6件。", set()),
        ("不予行政许可4件，注销行政许可6件。", set()),
        # What was taken, and not what was waived or paid back.
        ("行政事业性收费共收取3.5万元。", {(FEES, 3.5)}),
        ("全年行政事业性收费实际入库3.5万元。", {(FEES, 3.5)}),
        ("行政事业性收费为零。", {(FEES, 0.0)}),
        ("减免行政事业性收费3.5万元。", set()),
        ("退还多收的行政事业性收费3.5万元。", set()),
        ("为企业减负，免征行政事业性收费3.5万元。", set()),
    ],
)
def test_words_of_the_year_in_figures(text, claimed):
    assert bound(f"做好依申请公开工作。{text}", year=2024, scope="agency") == claimed


@pytest.mark.parametrize(
    "who", ["各街道", "各镇（街道）", "县级部门", "各委办局", "各区县", "市直单位"]
)
def test_what_all_below_an_office_received_is_of_another_scope(who):
    text = f"{who}受理依申请公开45件。"
    assert set(verdict(text, table({RECEIVED: 6.0}), scope="agency").values()) == {
        "different scope"
    }


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("2024年申请受理12件，办结9件。", {(RECEIVED, 12.0), (CONCLUDED, 9.0)}),
        ("群众申请受理12件。", {(RECEIVED, 12.0)}),
        ("因信息公开引起的行政应诉3件。", {(SUITS, 3.0)}),
        # What was asked for is something else, in this clause or the one before.
        ("低保申请受理230件，办结220件。", set()),
        ("收到行政许可申请900件，受理890件。", set()),
        ("信息化项目申请受理9件。", set()),
        ("政府信息申请受理9件。", {(RECEIVED, 9.0)}),
        ("群众来访提交信息公开申请7件，网上提交20件。", set()),
        ("廉租房的申请受理30件。", set()),
        ("应收行政事业性收费80万元，减免9万元。", set()),
        # Looked through before it is published.
        ("经保密审查，同意公开800条，不同意公开14条。", set()),
        ("落实三审三校制度，准予公开320件。", set()),
    ],
)
def test_what_is_asked_for_is_information(text, claimed):
    assert bound(f"做好依申请公开工作。{text}", year=2024) == claimed


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("收到政府信息公开申请贰件，办结壹件。", {(RECEIVED, 2.0), (CONCLUDED, 1.0)}),
        ("收到政府信息公开申请壹佰零柒份。", {(RECEIVED, 107.0)}),
        ("收到政府信息公开申请拾叁宗，均为书面。", {(RECEIVED, 13.0)}),
        ("没有发生壹起行政复议。", {(REVIEWS, 0.0)}),
        # No numeral, and no count.
        ("收到政府信息公开申请拾佰件。", set()),
        ("伍某、陆某要求面谈，柒月答复。", set()),
    ],
)
def test_numerals_as_on_cheques_are_numbers(text, claimed):
    assert bound(text, year=2024) == claimed


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("收到申请并受理12件，办结9件。", {(RECEIVED, 12.0), (CONCLUDED, 9.0)}),
        ("我局共接到群众申请并受理12件。", {(RECEIVED, 12.0)}),
        # What was applied for is something else.
        ("收到低保申请并受理30件，办结28件。", set()),
        ("接到建房用地申请并受理30件。", set()),
    ],
)
def test_what_was_received_may_be_named_before_it_is_accepted(text, claimed):
    assert bound(f"做好依申请公开工作。{text}", year=2024) == claimed


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        (
            "收到政府信息公开申请28件。除1件结转外，其余27件均已办结。",
            {(RECEIVED, 28.0), (OUT, 1.0), (CONCLUDED, 27.0)},
        ),
        (
            "收到政府信息公开申请28件，除有3件结转至下年度外，其余25件按期答复。",
            {(RECEIVED, 28.0), (OUT, 3.0), (CONCLUDED, 25.0)},
        ),
        # Letters are no applications; what is left out may be anything.
        ("收到群众来信28件。除1件结转外，其余27件均已办结。", set()),
        ("收到政府信息公开申请28件。除1件撤回外，其余均已办结。", {(RECEIVED, 28.0)}),
    ],
)
def test_all_but_those_carried_over(text, claimed):
    assert bound(text, year=2024) == claimed


@pytest.mark.parametrize(
    "text",
    [
        "收到政府信息公开申请14件。14件中，予以公开6件，部分公开1件。",
        "收到政府信息公开申请20件，办结14件。在这14件中，予以公开6件，部分公开1件。",
        "收到政府信息公开申请14件。收到的14件中，予以公开6件，部分公开1件。",
    ],
)
def test_a_total_told_once_more_opens_what_became_of_it(text):
    told = verdict(text, table({}, blank=(GRANTED, PARTLY)), year=2024)
    assert (told[GRANTED], told[PARTLY]) == ("cannot tell", "cannot tell")


@pytest.mark.parametrize(
    "text",
    [
        "收到政府信息公开申请14件。抽查5件，5件中，予以公开3件，部分公开1件。",
        "收到政府信息公开申请14件。检查的8件中，予以公开3件，部分公开1件。",
        "收到政府信息公开申请14件，较上年减少5件。5件中，予以公开3件。",
        "县政府收到政府信息公开申请14件，其中我局收到6件。14件中，予以公开3件。",
        "收到行政许可申请14件。14件中，予以公开3件。",
    ],
)
def test_what_is_among_another_number_is_no_outcome_of_the_total(text):
    told = verdict(text, table({RECEIVED: 14.0}, blank=(GRANTED, PARTLY)), year=2024)
    assert not {GRANTED, PARTLY} & set(told)


@pytest.mark.parametrize(
    ("parts", "of_all"),
    [
        ("区政府本级20件、部门30件、街镇10件", True),
        ("市政府办公室20件，县（市、区）40件", True),
        # Not all of them are told of: what follows may be of those that are.
        ("区政府本级20件、部门30件", False),
        ("区政府本级20件", False),
    ],
)
def test_after_all_parts_of_a_total_the_figures_are_of_the_whole(parts, of_all):
    text = f"全年共受理政府信息公开申请60件，其中{parts}；办结55件，结转下年5件。"
    told = verdict(text, table({RECEIVED: 60.0, CONCLUDED: 50.0}), scope="territory", year=2024)
    assert told[RECEIVED] == "agrees"
    assert told[CONCLUDED] == ("contradicts" if of_all else "different scope")


@pytest.mark.parametrize("together", ["共计", "共有", "合计", "总计为"])
def test_reviews_and_lawsuits_counted_together_are_a_sum(together):
    text = f"因信息公开被申请行政复议及被提起行政诉讼{together}9件，其中行政复议6件、行政诉讼3件。"
    assert bound(text, year=2024) == {(f"{REVIEWS} + {SUITS}", 9.0), (REVIEWS, 6.0), (SUITS, 3.0)}


@pytest.mark.parametrize(
    ("text", "received"),
    [
        ("收到书面申请4件、网上申请2件。", set()),
        ("收到书面申请4件，网站申请2件，合计6件。", {6.0}),
        ("收到书面申请4件，均为个人申请。", {4.0}),
    ],
)
def test_written_applications_beside_those_by_net_are_a_part(text, received):
    told = bound(f"做好依申请公开工作。{text}", year=2024)
    assert {value for target, value in told if target == RECEIVED} == received


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        (
            "受理依申请公开9条，其中公开7条、不予公开2条。",
            {(RECEIVED, 9.0), (GRANTED, 7.0), (REFUSED, 2.0)},
        ),
        # Items published: counted unlike the applications, of more than there were, or named so.
        ("受理依申请公开9件，其中公开7条。", {(RECEIVED, 9.0)}),
        ("受理依申请公开9条，其中公开70条。", {(RECEIVED, 9.0)}),
        ("受理依申请公开9条，公开7条。", {(RECEIVED, 9.0)}),
        ("受理依申请公开9条，其中公开信息7条。", {(RECEIVED, 9.0)}),
    ],
)
def test_what_was_disclosed_is_counted_as_the_applications_are(text, claimed):
    assert bound(text, year=2024) == claimed


CORRECTED = "remedies/review/corrected"


@pytest.mark.parametrize(
    ("text", "corrected"),
    [
        ("因信息公开被申请行政复议8件，其中确认违法3件。", {3.0}),
        ("因信息公开被申请行政复议8件，维持5件、被确认答复违法3件。", {3.0}),
        # Not so found; and what is against the law is no answer.
        ("因信息公开被申请行政复议8件，未确认违法3件。", set()),
        ("因信息公开被申请行政复议8件。拆除确认违法建筑3件。", set()),
        ("因信息公开被申请行政复议8件。查处确认违法案件3件。", set()),
    ],
)
def test_an_answer_found_unlawful_is_corrected(text, corrected):
    told = bound(text, year=2024)
    assert {value for target, value in told if target == CORRECTED} == corrected


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("3件予以公开或者部分公开。", {(f"{GRANTED} + {PARTLY}", 3.0)}),
        ("其中3件不予公开和不予处理。", {(f"{REFUSED} + {UNPROCESSED}", 3.0)}),
        (
            "其余3件分别作不予公开、无法提供及不予处理。",
            {(f"{REFUSED} + {UNAVAILABLE} + {UNPROCESSED}", 3.0)},
        ),
        ("3件由自然人、科研机构提出。", set()),
        # Each with its own number; and one row of the form, though it names several.
        ("3件予以公开、2件不予公开。", {(GRANTED, 3.0), (REFUSED, 2.0)}),
        ("3件属于信访、举报、投诉不予处理。", {("requests/unprocessed.complaint/total", 3.0)}),
    ],
)
def test_a_number_before_several_outcomes_is_of_them_together(text, claimed):
    assert bound(f"收到政府信息公开申请40件，{text}", year=2024) == claimed | {(RECEIVED, 40.0)}
