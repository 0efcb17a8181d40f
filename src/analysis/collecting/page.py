"""A web page of an agency: what it is, and what it leads to.

Sites of governments run on a few systems (TRS 拓尔思, jpage 大汉, 博达 vsb): lists stand in tags or
in scripts, further pages are named by a script, articles carry their attachments as links.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from urllib.parse import unquote, urlsplit

import lxml.html

from analysis.errors import InputError
from analysis.reading.backends.encodings import decode
from analysis.reading.web_records import Exchange, looks_like_report

from .records import absolute
from .scripts import MOST_PAGES, links_in, pages_in

ATTACHED = (
    *(".pdf", ".docx", ".doc", ".wps", ".xlsx", ".xls"),
    *(".et", ".zip", ".rar", ".ofd", ".rtf"),
)
PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp")
_MISSING = re.compile(
    r"\b404\b|(?:页面|网页|页)(?:不存在|未找到|没有找到|已(?:经)?(?:被)?删除|丢失|走丢|找不到)"
    r"|(?:找不到|无法找到|未找到|没有找到).{0,12}(?:页|内容|资源|文件)"
    r"|访问的.{0,8}(?:不存在|已(?:被)?删除|已下线|已失效)|not\s+found|does\s+not\s+exist",
    re.I,
)
_LOGIN = re.compile(r"登录|登陆|统一身份认证|sign\s*in|log\s*in", re.I)
_ARTICLE = re.compile(
    r"TRS_Editor|TRS_UEDITOR|UCAP-CONTENT|vsb_content|pages_content|article|zoom|content|detail",
    re.I,
)
_ICONS = re.compile(r"icon|logo|qr|code|wx|weixin|weibo|share|print|btn|banner|bg[_.]|jiucuo|gtimg")
_JUMP_IN_SCRIPT = re.compile(
    r"(?:location(?:\.href)?\s*=|location\.(?:replace|assign)\s*\()\s*[\"']([^\"']+)[\"']", re.I
)
_JUMP_IN_META = re.compile(r"url\s*=\s*[\"']?([^\"'>\s]+)", re.I)
_DATE = re.compile(r"(20\d{2})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})")
_DATE_NAMES = ("pubdate", "publishdate", "firstpublishedtime", "others")


@dataclass(frozen=True)
class Link:
    """A link, with the text that a person sees.

    Attributes
    ----------
    text : str
        What the link says, or its title where that says more.
    url : str
        Where it leads.
    """

    text: str
    url: str


class Page:
    """One page as served.

    Parameters
    ----------
    exchange : Exchange
        The answer. Neither its type nor its charset is believed.

    Raises
    ------
    InputError
        If no encoding fits its bytes.
    """

    def __init__(self, exchange: Exchange) -> None:
        self.url = exchange.url
        self.source, _ = decode(exchange.body, exchange.url)
        parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=False)
        data = re.sub(r"^\s*<\?xml[^>]*\?>", "", self.source).encode("utf-8", "replace")
        self.root = lxml.html.document_fromstring(data or b"<p></p>", parser=parser)
        base = self.root.xpath("//base/@href")
        self.base = absolute(self.url, str(base[0])) or self.url if base else self.url

    @cached_property
    def text(self) -> str:
        """What a person reads on it, on one line."""
        parts = self.root.xpath("//body//text()[not(ancestor::script or ancestor::style)]")
        return " ".join(" ".join(map(str, parts)).split())

    @cached_property
    def title(self) -> str:
        """The article's title, else that of the page."""
        metas = [self._meta("articletitle"), *map(str, self.root.xpath("//title/text()"))]
        return next((" ".join(t.split()) for t in metas if t.strip()), "")

    @cached_property
    def headings(self) -> list[str]:
        """Texts that may be the title of an article."""
        found = [e.text_content() for e in self.root.xpath("//h1|//h2|//h3")]
        return [t for t in (" ".join(t.split()) for t in [self.title, *found]) if t]

    def _meta(self, name: str) -> str:
        """The content of a ``meta`` of this name, in lower case; empty where there is none."""
        for element in self.root.iter("meta"):
            if (element.get("name") or "").lower() == name:
                return str(element.get("content") or "").strip()
        return ""

    @property
    def is_report(self) -> bool:
        """Whether it prints the tables of an annual report."""
        return looks_like_report(self.text)

    @property
    def published(self) -> str:
        """The day of publication as ``2024-01-20``; empty where the page does not state it.

        The names are those of 《政府网站发展指引》 (国办发〔2017〕47号, annex 2).
        """
        stated = [self._meta(name) for name in _DATE_NAMES]
        printed = re.search(
            r"(?:发布|公布|发文|成文)(?:时间|日期)[^\d]{0,6}(20\d{2}.{0,12})", self.text
        )
        for text in [*stated, printed[1] if printed else ""]:
            if match := _DATE.search(text):
                year, month, day = map(int, match.groups())
                if 1 <= month <= 12 and 1 <= day <= 31:
                    return f"{year}-{month:02}-{day:02}"
        return ""

    @property
    def refusal(self) -> str:
        """What the page is in place of an article, as a reason of ``messages.yml``; else empty."""
        if self.is_report:
            return ""
        heads = " ".join(self.headings)
        short = len(self.text) < 600
        if _MISSING.search(heads) or (short and _MISSING.search(self.text)):
            return "soft_404"
        password = self.root.xpath("//input[translate(@type,'PASWORD','pasword')='password']")
        if password and (short or _LOGIN.search(heads)):
            return "login"
        if len(self.text) < 20 and not self.links and self.root.xpath("//script"):
            return "script_wall"
        return ""

    @property
    def jump(self) -> str:
        """Where a page that only leads on leads to; empty where it does not."""
        if len(self.text) > 300:
            return ""
        for element in self.root.iter("meta"):
            match = _JUMP_IN_META.search(element.get("content") or "")
            if match and (element.get("http-equiv") or "").lower() == "refresh":
                return absolute(self.base, match[1])
        scripts = " ".join(map(str, self.root.xpath("//script/text()")))
        found = _JUMP_IN_SCRIPT.search(scripts) if len(scripts) < 3000 else None
        return absolute(self.base, found[1]) if found else ""

    @cached_property
    def links(self) -> list[Link]:
        """Every link, those in scripts too, each address once with the longest of its texts."""
        found: dict[str, str] = {}
        scripts = self.root.xpath("//script/text() | //textarea/text()")
        scripted = chain.from_iterable(map(links_in, map(str, scripts)))
        for text, reference in chain(self._tagged(), scripted):
            if re.match(r"(?:javascript|mailto|tel|data):|#", reference.strip(), re.I):
                continue
            url = absolute(self.base, reference)
            if url and len(text) >= len(found.get(url, "")):
                found[url] = text
        return [Link(text, url) for url, text in found.items()]

    def _tagged(self) -> Iterator[tuple[str, str]]:
        for element in self.root.iter("a", "area"):
            seen, title = " ".join(element.text_content().split()), element.get("title") or ""
            yield title if len(title) > len(seen) else seen, element.get("href") or ""
        for element in self.root.iter("iframe", "frame", "embed"):
            yield "", element.get("src") or ""
        for element in self.root.iter("object"):
            yield "", element.get("data") or ""

    @property
    def attachments(self) -> list[Link]:
        """Links to documents, in the order of the page."""
        return [link for link in self.links if _ending(link) in ATTACHED]

    @property
    def pictures(self) -> list[str]:
        """Addresses of the pictures in the article; none where no article can be told."""
        found: dict[str, None] = {}
        for element in self.root.iter("div", "td", "article", "section"):
            if _ARTICLE.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
                for picture in element.iter("img"):
                    url = absolute(self.base, picture.get("src") or picture.get("data-src") or "")
                    path = urlsplit(url).path.lower()
                    if path.endswith(PICTURES) and not _ICONS.search(path.rsplit("/", 1)[-1]):
                        found[url] = None
        return list(found)

    @property
    def frames(self) -> list[str]:
        """Addresses of the pages shown inside this one."""
        sources = (e.get("src") or "" for e in self.root.iter("iframe", "frame"))
        return [u for u in (absolute(self.base, s) for s in sources if s.strip()) if u]

    @property
    def further(self) -> list[str]:
        """Addresses of the other pages of a list, as far as this page tells."""
        found = {absolute(self.base, name): None for name in pages_in(self.source)}
        for link in self.links:
            if re.fullmatch(
                r"(?:下一?页|后一?页|next|[>›»]{1,2})\s*[>›»]*", link.text.strip(), re.I
            ):
                found[link.url] = None
        return [url for url in list(found)[:MOST_PAGES] if url != self.url]


def _ending(link: Link) -> str:
    """The ending of the document that a link leads to, by its address or by its text."""
    parts = urlsplit(link.url)
    for text in (unquote(parts.path), link.text, *unquote(parts.query).split("&")):
        match = re.search(r"(\.[a-z]{2,4})\s*(?:$|[)）\]】])", text.strip().lower())
        if match and match[1] in ATTACHED:
            return match[1]
    return ""


def page_of(exchange: Exchange) -> Page | None:
    """The page in an answer; None where its bytes are none.

    Parameters
    ----------
    exchange : Exchange
        The answer.
    """
    try:
        return Page(exchange)
    except (InputError, ValueError, lxml.etree.LxmlError):
        return None
