"""Prose of a report in our own words: figures of its tables, figures that no table has, and plans; worded differently each year."""

import random

import numpy as np

from .figures import AT

_OPENINGS = (
    "{year}年，{us}围绕中心工作，把公开贯穿于决策、执行和服务各环节。",
    "一年来，{us}坚持应公开尽公开，群众办事看得懂、找得到。",
    "{us}对照年度工作要点逐项销号，公开的质量有了新的提高。",
    "{year}年{us}压实科室责任，公开内容由主要负责人审定后发布。",
    "按照县里统一部署，{us}在{year}年完善了公开目录和审核流程。",
)
_REQUESTS = (
    "全年收到政府信息公开申请{received}件，上年结转{carried_in}件，办结{concluded}件。",
    "{year}年新收政府信息公开申请{received}件，办结{concluded}件。",
    "本年度共受理政府信息公开申请{received}件。",
    "全年共收到信息公开申请{received}件，其中予以公开{granted}件。",
)
_REVIEWS = (
    "因政府信息公开被申请行政复议{review}件。",
    "全年发生信息公开行政复议案件{review}件。",
    "涉及信息公开的行政复议{review}件。",
)
_STATED = (
    ("全年接受群众咨询{n}人次。", "各窗口解答来电咨询{n}次。", "接待现场咨询{n}人次，均当场答复。"),
    (
        "承办人大代表建议{k}件、政协提案{m}件，全部按期答复。",
        "办理人大建议{k}件，政协委员提案{m}件。",
    ),
    (
        "组织政务公开业务培训{m}次。",
        "举办信息公开培训班{m}期，参训{n}人次。",
        "参加上级组织的政务公开培训{m}次。",
    ),
    (
        "门户网站发布信息{n}条，微信公众号推送消息{p}条。",
        "通过县政府网站公开信息{n}条。",
        "政务新媒体全年更新{p}条。",
    ),
    (
        "发布政策解读材料{m}篇。",
        "制作图文解读{m}份，在网站同步推送。",
        "召开新闻发布会{m}场，解读惠民政策{k}条。",
    ),
    (
        "办理依申请公开未向申请人收取费用。",
        "全年没有收取信息处理费。",
        "{year}年未发生政府信息公开收费。",
    ),
    (
        "网站总访问量{p}万次。",
        "公众号关注人数达{p}百余人。",
        "开展专项检查{m}次，发现的问题已经整改。",
    ),
)
_PROBLEMS = (
    "一是公开内容还不够丰富；二是个别科室更新不够及时。",
    "主要是解读形式单一，专业术语偏多。",
    "信息员变动频繁，业务不够熟练。",
)
_PLANS = (
    "下一步，我们将加强业务培训，逐月通报更新情况。",
    "下一步，将多用图表解读，回应群众关心的问题。",
    "今后将完善目录，按月开展自查。",
)
_OTHERS = ("本年度没有其他需要报告的事项。", "无其他需要报告的事项。", "收取信息处理费0元。")


def prose_of(
    agency: str, scope: str, year: int, values: np.ndarray, seed: tuple[int, ...]
) -> list[str]:
    """Lines of a report: its heading 一 and what follows it, 五 and 六; the tables stand between them.

    Parameters
    ----------
    values : ndarray
        Figures of the form, in the order of ``CODES``; a sentence whose figure is not printed is left out.
    """
    rng = random.Random(repr(seed))
    us = "全县各级行政机关" if scope == "territory" else agency
    told = {
        name: values[AT[f"requests/{name}/total"]]
        for name in ("received", "carried_in", "concluded", "granted")
    }
    told["review"] = values[AT["remedies/review/total"]]
    known = {name: f"{v:.0f}" for name, v in told.items() if v == v}
    free = {
        "us": us,
        "year": str(year),
        "n": rng.randint(20, 900),
        "k": rng.randint(1, 15),
        "m": rng.randint(1, 12),
        "p": rng.randint(30, 2000),
    }
    lines = ["一、总体情况", rng.choice(_OPENINGS).format(**free)]
    lines += [
        text.format(**free, **known)
        for text in _known(rng, _REQUESTS, known) + _known(rng, _REVIEWS, known)
    ]
    lines += [
        rng.choice(said).format(**free)
        for said in rng.sample(_STATED, rng.randint(3, len(_STATED)))
    ]
    return [
        *lines,
        "五、存在的主要问题及改进情况",
        rng.choice(_PROBLEMS),
        rng.choice(_PLANS),
        "六、其他需要报告的事项",
        rng.choice(_OTHERS),
    ]


def _known(rng: random.Random, wordings: tuple[str, ...], known: dict[str, str]) -> list[str]:
    names = ("received", "carried_in", "concluded", "granted", "review")
    fit = [w for w in wordings if all(f"{{{name}}}" not in w or name in known for name in names)]
    return [rng.choice(fit)] if fit else []
