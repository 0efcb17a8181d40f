"""Pages: tables as browsers get them, with the markup that editors and Word leave behind."""

import random
from collections.abc import Callable
from html import escape

from .forms import Table, Td

Wrap = Callable[[str, random.Random], str]


def plain(text: str, rng: random.Random) -> str:
    """Text in its cell."""
    return escape(text).replace("\n", "<br>")


def word(text: str, rng: random.Random) -> str:
    """A number or label split over runs, as pasting from Word does."""
    cut = rng.randint(0, len(text))
    runs = "".join(
        f'<span style="font-size:12.0pt">{escape(part)}<o:p></o:p></span>' if part else ""
        for part in (text[:cut], text[cut:])
    )
    return f'<p class="MsoNormal" align="center"><font face="宋体">{runs or "&nbsp;"}</font></p>'.replace(
        "\n", "<br/>"
    )


def styled(text: str, rng: random.Random) -> str:
    """A paragraph with a style, as the editors of government sites write it."""
    return f'<p style="text-align:center;line-height:1.75em"><span style="font-family:仿宋;font-size:16px">{escape(text)}</span></p>'


def word_heavy(text: str, rng: random.Random) -> str:
    """Every character in runs of its own, each with all of Word's styling: what a pasted document weighs."""
    style = (
        "mso-spacerun:'yes';font-family:仿宋_GB2312;mso-fareast-font-family:仿宋_GB2312;mso-hansi-font-family:宋体;"
        "color:rgb(0,0,0);letter-spacing:0.0000pt;font-size:10.5000pt;mso-font-kerning:0.0000pt;"
    )
    runs = "".join(
        f'<span style="{style}"><font face="仿宋_GB2312">{escape(c)}</font></span>' for c in text
    )
    return f'<p class="MsoNormal" align="center" style="margin-top:0pt;text-align:center;">{runs or "&nbsp;"}<o:p></o:p></p>'


def surrounded(page: str, rng: random.Random) -> str:
    """A page inside a government site: scripts, navigation, lists of other articles, a footer."""
    script = (
        "<script>"
        + "var menu=[];function show(i){document.getElementById('m'+i).style.display='block';}\n"
        * 400
        + "</script>"
    )
    style = (
        "<style>"
        + ".nav li a:hover{color:#c00;background:url(/images/bg.png) no-repeat}\n" * 250
        + "</style>"
    )
    menu = "".join(
        f'<li class="nav-item" id="m{i}"><a href="/col/col{i}/index.html" target="_blank" title="栏目{i}">栏目{i}</a></li>'
        for i in range(350)
    )
    listed = "".join(
        f'<div class="item"><a href="/art/2023/{i}.html">县政府部门通知公告第{i}号</a><span class="date">2023-0{1 + i % 9}-1{i % 9}</span></div>'
        for i in range(150)
    )
    page = page.replace(
        "<body>",
        f'<body><div class="top"><ul class="nav">{menu}</ul></div><div class="side">{listed}</div><div class="main">',
    )
    page = page.replace(
        "</body>",
        '</div><div class="foot" style="display:none">隐藏</div><div class="foot">主办：县政府办公室</div></body>',
    )
    return page.replace("</head>", f"{style}{script}</head>")


def indented(text: str, rng: random.Random) -> str:
    """Source indented by an editor: line breaks and spaces around the text."""
    return f"\n      <p>\n        {escape(text)}\n      </p>\n    ".replace("\u2028", "")


def page(
    agency: str,
    year: int,
    parts: list[tuple[str, list[Table]]],
    rng: random.Random,
    wrap: Wrap = plain,
    nested: bool = False,
    chatter: bool = True,
    titles: dict[str, str] | None = None,
) -> str:
    """A whole page: header tables and navigation around, sections in order."""
    names = {
        "一": "总体情况",
        "二": "主动公开政府信息情况",
        "三": "收到和处理政府信息公开申请情况",
        "四": "政府信息公开行政复议、行政诉讼情况",
        "五": "存在的主要问题及改进情况",
        "六": "其他需要报告的事项",
    }
    made = dict(parts)
    body = [
        f"<h1>{agency}{year}年政府信息公开工作年度报告</h1>",
        f"<p>发布时间：{year + 1}-01-2{rng.randint(0, 9)} 来源：{agency}</p>",
    ]
    if chatter:
        body.insert(
            0,
            "<ul><li>首页</li><li>公开 12 条</li></ul><table><tr><td>索引号</td><td>000014349/2023-00021</td></tr>"
            "<tr><td>发布机构</td><td>县政府</td><td>成文日期</td><td>2019年12月3日</td></tr></table>",
        )
    for number, name in names.items():
        body.append(f"<p><b>{number}、{name}</b></p>")
        if number in ("一", "五", "六"):
            body.append(
                f"<p>本年主动公开信息{rng.randint(10, 900)}条，办理建议提案{rng.randint(1, 9)}件。</p>"
            )
        body += [_table(t, rng, wrap) for t in made.get(number, [])]
    content = "\n".join(body)
    if nested:
        content = f"<table width=100%><tr><td><table><tr><td>左栏</td><td>{content}</td></tr></table></td></tr></table>"
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="PubDate" content="{year + 1}-01-22 09:30">'
        f"<title>{agency}</title><script>var a='<table>';</script><style>td{{}}</style></head><body>{content}</body></html>"
    )


def _table(table: Table, rng: random.Random, wrap: Wrap) -> str:
    rows = "".join(f"<tr>{''.join(_cell(td, rng, wrap) for td in row)}</tr>" for row in table)
    return f'<table border="1"><tbody>{rows}</tbody></table>'


def _cell(td: Td, rng: random.Random, wrap: Wrap) -> str:
    spans = (f' colspan="{td.width}"' if td.width > 1 else "") + (
        f" rowspan={td.height}" if td.height > 1 else ""
    )
    return f"<td{spans}>{wrap(td.text, rng)}</td>"
