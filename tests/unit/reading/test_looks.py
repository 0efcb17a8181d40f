"""What a reader sees of a page's cell: the value is that, or the cell is unreadable."""

import pytest

from analysis.reading.backends.html import read_html
from analysis.reading.backends.html.looks import Looks
from analysis.recognising.numbers import read_number
from tests.support.patience import processor_seconds

# Style sheet, cell, and the value that may be read; None where the print leaves it open.
CASES = [
    ("", '<td><div style="line-height:0;overflow:hidden">3</div>12</td>', (12, None)),
    ("", '<td style="line-height:0"><div style="overflow:hidden">3</div>12</td>', (12, None)),
    (
        ".a{font:12px/0 serif;overflow:hidden;display:inline-block}",
        '<td><i class="a">3</i>12</td>',
        (12, None),
    ),
    ("", '<td><p style="line-height:.05;overflow:hidden">3</p>12</td>', (12, None)),
    ("", '<td style="line-height:0">12</td>', (12,)),
    ("td{line-height:1.5;overflow:hidden}", "<td>12</td>", (12,)),
    ("div{line-height:150%;overflow:hidden}", "<td><div>12</div></td>", (12,)),
    (
        "div{line-height:0;overflow:hidden} div p{line-height:20px}",
        "<td><div><p>12</p></div></td>",
        (12, None),
    ),
    ("", '<td><span style="display:none">3</span>12</td>', (12,)),
    ("", '<td bgcolor="black"><font color="white">12</font></td>', (12,)),
    ("", '<td style="opacity:1;color:#fff"><font color="black">12</font></td>', (12,)),
    ("", "<td><select><option>3</option><option selected>12</option></select></td>", (12,)),
    ("", "<td><select><option>12<option>3</select></td>", (12,)),
    ("", "<td><select><option hidden>3</option><option>12</option></select></td>", (12,)),
    ("", '<td><select><option label="12">3</option></select></td>', (12,)),
    ("", "<td><select size=2><option>3<option>12</select></td>", (None,)),
    ("", "<td><select multiple><option>3<option selected>12</select></td>", (None,)),
    (".a{background:#036}", '<td class="a"><font color="#fff">12</font></td>', (12,)),
    (".a{display:none}", '<td><span class="a">3</span>12</td>', (12,)),
    (".a{display:none} td .a{display:inline}", '<td><span class="a">3</span>12</td>', (312,)),
    ("td .a{display:inline}.a{display:none}", '<td><span class="a">3</span>12</td>', (312,)),
    (
        ".a{display:none!important} td .a{display:inline}",
        '<td><span class="a">3</span>12</td>',
        (12,),
    ),
    ("#x{display:none}", '<td><span id="x">3</span>12</td>', (12,)),
    ("span.b>i{visibility:hidden}", '<td><span class="b"><i>3</i>12</span></td>', (12,)),
    (
        "span{visibility:hidden} span b{visibility:visible}",
        "<td><span>3<b>12</b></span></td>",
        (12,),
    ),
    ("@media print{.a{display:none}}", '<td><span class="a">3</span>12</td>', (312,)),
    ("@media screen{.a{display:none}}", '<td><span class="a">3</span>12</td>', (12,)),
    ("td span:first-child{opacity:0}", "<td><span>3</span><span>12</span></td>", (12,)),
    ("", '<td><span style="opacity:.0">3</span>12</td>', (12,)),
    ("", '<td><span style="opacity:0%">3</span>12</td>', (12,)),
    ("", '<td><span style="OPACITY: 0">3</span>12</td>', (12,)),
    ("", '<td><span style="opacity:.2">3</span>12</td>', (None,)),
    ("", '<td><span style="font-size:0">3</span>12</td>', (12,)),
    ("", '<td><span style="font-size:1px">3</span>12</td>', (12,)),
    ("", '<td><span style="font:0/0 a">3</span>12</td>', (12,)),
    ("", '<td><span style="color:transparent">3</span>12</td>', (12,)),
    ("", '<td><span style="color:rgba(0,0,0,0)">3</span>12</td>', (12,)),
    ("", '<td><span style="color:rgb(255 255 255)">3</span>12</td>', (12,)),
    ("", '<td><span style="color:white">3</span>12</td>', (12,)),
    ("", '<td><span style="color:#fefefe">3</span>12</td>', (12,)),
    ("", '<td><span style="color:#eee">3</span>12</td>', (None,)),
    ("", '<td><span style="color:hsl(0,0%,100%)">3</span>12</td>', (12,)),
    (".w{color:#FFF}", '<td><span class="w">3</span>12</td>', (12,)),
    ("", '<td style="background:#000;color:#fff"><span style="color:#000">3</span>12</td>', (12,)),
    (
        "",
        '<td bgcolor="#336699"><font color="#336699">3</font><font color="#fff">12</font></td>',
        (12,),
    ),
    ("td{background:navy;color:white}", "<td>12</td>", (12,)),
    ("td{background:navy;color:white}", '<td><span style="color:navy">3</span>12</td>', (12,)),
    ("", '<td bgcolor="navy"><font color="white">12</font></td>', (12,)),
    ("", '<td style="background:url(x.png)"><font color="white">12</font></td>', (12,)),
    ("", '<td><mark style="background:yellow;color:yellow">3</mark>12</td>', (12,)),
    ("", "<td><del>3</del>12</td>", (12,)),
    ("", "<td><s>3</s>12</td>", (12,)),
    ("", "<td><strike>3</strike>12</td>", (12,)),
    ("", '<td><span style="text-decoration: line-through red">3</span>12</td>', (12,)),
    ("", '<td><span style="text-decoration-line: underline line-through">3</span>12</td>', (12,)),
    ("", '<td style="text-decoration:line-through">12</td>', (None,)),
    ("", "<td><del>12</del></td>", (None,)),
    ("", "<td>1<del>3</del>2</td>", (None, 12)),
    ("", "<td>12<sup>3</sup></td>", (12,)),
    ("", "<td>12<sub>3</sub></td>", (12,)),
    ("sup{vertical-align:baseline;font-size:inherit}", "<td>12<sup>3</sup></td>", (123, None)),
    ("", '<td>12<span style="vertical-align:text-top;font-size:60%">3</span></td>', (12, None)),
    ("", '<td>12<span style="vertical-align:5px">3</span></td>', (12, None)),
    ("", '<td>12<span style="vertical-align:40%">3</span></td>', (12, None)),
    ("", '<td>12<span style="position:relative;top:-.5em;font-size:70%">3</span></td>', (12, None)),
    ("", '<td style="vertical-align:top">12</td>', (12,)),
    ("", '<td style="vertical-align:super">12</td>', (12,)),
    ("", "<td>12<small>3</small></td>", (12, None)),
    ("", '<td>12<font size="1">3</font></td>', (12, None)),
    (
        "",
        '<td><span style="font-size:14px">12</span><span style="font-size:8px">3</span></td>',
        (12, None),
    ),
    (
        "",
        '<td><span style="font-size:14px">1</span><span style="font-size:14px">2</span></td>',
        (12,),
    ),
    (
        "",
        '<td><p><span style="font-size:14px"><span lang="EN-US">1</span></span><span style="font-size:14px"><span>2</span></span></p></td>',
        (12,),
    ),
    (
        "",
        '<td><p><b><span style="font-size:10.5pt">1</span></b><span style="font-size:10.5pt">2</span></p></td>',
        (12,),
    ),
    (
        "",
        '<td><p><b><span style="font-size:12pt">12</span></b><b><span style="font-size:7pt">2</span></b></p></td>',
        (12, None),
    ),
    (".n{font-size:8px}", '<td>12<i class="n">2</i></td>', (12, None)),
    ("", '<td><span style="position:absolute;left:-9999px">3</span>12</td>', (12,)),
    ("", '<td><span style="position:absolute;top:-2000px">3</span>12</td>', (12,)),
    ("", '<td><span style="position:fixed;left:-100em">3</span>12</td>', (12,)),
    ("", '<td><span style="position:absolute">3</span>12</td>', (None,)),
    (
        "",
        '<td><span style="display:inline-block;text-indent:-9999px;overflow:hidden;width:1px">3</span>12</td>',
        (12,),
    ),
    ("", '<td><span style="display:inline-block;margin-left:-999em">3</span>12</td>', (12,)),
    ("", '<td><span style="display:block;height:0;overflow:hidden">3</span>12</td>', (12,)),
    (
        "",
        '<td><span style="display:inline-block;max-width:0;overflow:hidden;vertical-align:bottom">3</span>12</td>',
        (12,),
    ),
    (
        "",
        '<td><span style="position:absolute;clip:rect(0 0 0 0);height:1px;width:1px;overflow:hidden">3</span>12</td>',
        (12,),
    ),
    ("", '<td><span style="clip-path:inset(100%)">3</span>12</td>', (12,)),
    ("", '<td><span style="display:inline-block;transform:scale(0)">3</span>12</td>', (12,)),
    ("", '<td><span style="display:inline-block;transform:scaleX(-1)">32</span></td>', (None, 32)),
    ("", "<td><span hidden>3</span>12</td>", (12,)),
    ("", '<td><bdo dir="rtl">12</bdo></td>', (21,)),
    ("", '<td><bdo dir="rtl">1<b>2</b></bdo></td>', (21, None)),
    ("", '<td style="unicode-bidi:bidi-override;direction:rtl">123</td>', (321,)),
    (".r{direction:rtl;unicode-bidi:bidi-override}", '<td><span class="r">123</span></td>', (321,)),
    ("", '<td dir="rtl">123</td>', (123,)),
    ("", "<td>\u202e123\u202c</td>", (None, 321)),
    ('.p:before{content:"1"}', '<td><span class="p">35</span></td>', (135, None)),
    ('.p:after{content:"5"}', '<td class="p">35</td>', (355, None)),
    ('.p::after{content:"万"}', '<td class="p">35</td>', (350000, None)),
    ('.p::after{content:"";clear:both}', '<td class="p">35</td>', (35,)),
    ('.p::before{content:"5";display:none}', '<td class="p">35</td>', (35,)),
    ('.p::before{content:"★"}', '<td class="p">35</td>', (35,)),
    ("td{counter-increment:c}.p::before{content:counter(c)}", '<td class="p">35</td>', (None,)),
    (".p::before{content:attr(data-x)}", '<td class="p" data-x="1">35</td>', (None,)),
    ('.p::before{content:"\\31"}', '<td class="p">35</td>', (135, None)),
    ("", '<td><span style="disp/**/lay:none">3</span>12</td>', (312, 12)),
    ("", '<td><span style="display/**/:none">3</span>12</td>', (12,)),
    ("", '<td><input value="12" style="display:none">13</td>', (13,)),
    ("", '<td><span style="filter:opacity(0)">3</span>12</td>', (12,)),
    ("", '<td><span style="filter:alpha(opacity=0)">3</span>12</td>', (12,)),
    ("", '<td><span style="-webkit-text-fill-color:transparent">3</span>12</td>', (12,)),
    ("", '<td style="visibility:hidden">3</td>', (None,)),
    ("tr td:nth-child(2){visibility:hidden}", "<td>3</td>", (None,)),
    ("", '<td><span style="visibility:hidden"><img src="a.png"></span>12</td>', (12,)),
    ("", "<td><template>3</template>12</td>", (12,)),
    (".a,.b{display:none}", '<td><span class="b">3</span>12</td>', (12,)),
    ("/* .a{display:none} */", '<td><span class="a">3</span>12</td>', (312,)),
    ("<!-- .a{display:none} -->", '<td><span class="a">3</span>12</td>', (12,)),
    ("@import url(x.css); .a{display:none}", '<td><span class="a">3</span>12</td>', (12,)),
    (".a:not(.c){display:none}", '<td><span class="a">3</span>12</td>', (12,)),
    ("[data-x]{display:none}", '<td><span data-x="1">3</span>12</td>', (12,)),
    ("span[class^=a]{display:none}", '<td><span class="abc">3</span>12</td>', (12,)),
    ("", '<td><font color="ffffff">3</font>12</td>', (12,)),
    ("", '<td><font style="color:windowtext">12</font></td>', (12,)),
    (":root{--c:#fff}.a{color:var(--c)}", '<td><span class="a">3</span>12</td>', (12, None)),
    (".a{color:#fff;background:#fff}", '<td><span class="a">3</span>12</td>', (12,)),
    (".h{background:#0a5;color:#fff}", '<td class="h">12</td>', (12,)),
    ("a:hover{color:#fff}.a{color:#000}", '<td><a class="a">12</a></td>', (12,)),
    ("body{color:#fff;background:#003}", "<td>12</td>", (12,)),
    ("body{color:#fff;background:#003}", '<td><i style="color:#003">3</i>12</td>', (12,)),
    ("", '<td><span style="line-height:0;font-size:0px">3</span>12</td>', (12,)),
    ("", '<td><span style="letter-spacing:-1em">3</span>12</td>', (None, 12)),
    ("", "<td><rp>3</rp>12</td>", (12,)),
    ("", "<td><ruby>12<rt>3</rt></ruby></td>", (12,)),
    # What decides together may be declared apart.
    ("td{background:#234}td{color:#fff}", "<td>42</td>", (42,)),
    ("tr{background:#234}td{color:#fff}", "<td>42</td>", (42,)),
    ("td{background:#234}td b{color:#234}", "<td>4<b>2</b></td>", (4,)),
    ("b{position:relative}td b{top:-9px}", "<td>4<b>2</b></td>", (None, 4)),
    ("div{width:1ch}td div{overflow:hidden}", "<td><div>42</div></td>", (4, None)),
    ("b{clip:rect(0,0,0,0)}td b{position:absolute}", "<td>4<b>2</b></td>", (4,)),
    # Some browsers set these above the text, others in its line.
    ("", "<td><ruby>1<rtc>2</rtc></ruby></td>", (None,)),
    ("", "<td><ruby><rb>1</rb><rtc><rt>2</rt></rtc></ruby></td>", (None,)),
    ("", "<td>1<rt>2</rt></td>", (None,)),
    ("", "<td><ruby>12<rtc>人</rtc></ruby></td>", (12, None)),
    ("", '<td><span style="float:right;display:none">3</span>12</td>', (12,)),
    ("", '<td><span style="text-shadow:none;color:#FFFFFF !important">3</span>12</td>', (12,)),
    ("", "<td><details><summary>12</summary>3</details></td>", (12, None)),
    ("", '<td><span style="mso-hide:all;display:none">3</span>12</td>', (12,)),
    (
        "",
        '<td><span style="mso-text-raise:4.0pt;position:relative;top:-4.0pt">3</span>12</td>',
        (12, None),
    ),
    (
        "",
        '<td>12<span style="mso-text-raise:4.0pt;position:relative;top:-4.0pt">3</span></td>',
        (12, None),
    ),
    ("", '<td>12<span style="font-variant-position:super">3</span></td>', (12, None)),
    ("", '<td>12<b style="vertical-align:super">3</b></td>', (12, None)),
    ("", '<td><nobr style="display:none">3</nobr>12</td>', (12,)),
    ("", '<td><o:p style="display:none">3</o:p>12</td>', (12,)),
    # What sheets of today can do; a digit in doubt beside others leaves the cell open.
    (
        ".z{clip-path:polygon(0 0,0 0,0 0);display:inline-block}",
        "<td>4<span class=z>2</span></td>",
        (4, None),
    ),
    ("", '<td>4<span style="display:inline-block;scale:0">2</span></td>', (4, None)),
    ("", '<td>4<span style="display:inline-block;zoom:0.01">2</span></td>', (4, None)),
    ("", '<td>4<span style="display:inline-block;translate:-9999px">2</span></td>', (4, None)),
    (
        "",
        '<td><div style="position:relative">4<span>2</span><div style="position:absolute;left:1em;top:0;width:2em;height:2em;background:#fff"></div></div></td>',
        (4, None),
    ),
    ("", '<td>4<span style="color:hwb(0 100% 0%)">2</span></td>', (4, None)),
    ("", '<td>4<span style="color:oklch(100% 0 0)">2</span></td>', (4, None)),
    ("", '<td>4<span style="color:color(srgb 1 1 1)">2</span></td>', (4, None)),
    ("", '<td>4<span style="color:color-mix(in srgb,white,white)">2</span></td>', (4, None)),
    ("", '<td>4<span style="color:color-mix(in oklab,white 90%,#eee)">2</span></td>', (4, None)),
    ("", '<td>4<span style="color:color-mix(in hsl,red,lime)">2</span></td>', (None,)),
    ("td{color:color-mix(in srgb, black 70%, white)}", "<td>42</td>", (42,)),
    ("td{color:color-mix(in srgb, currentColor 80%, transparent)}", "<td>42</td>", (42,)),
    ("td{color:color-mix(in oklch, #123 60%, gray)}", "<td>42</td>", (42,)),
    ("td{color:color-mix(in srgb, black 3%, transparent)}", "<td>42</td>", (None,)),
    ("td{background:color-mix(in srgb,black 90%,red)}", "<td>42</td>", (None, 42)),
    ("td{background:color-mix(in srgb,black,#111);color:#fff}", "<td>42</td>", (42,)),
    ("td{color:light-dark(#222,#eee)}", "<td>42</td>", (42,)),
    ("td{color:light-dark(white,black)}", "<td>42</td>", (None,)),
    ("", '<td>4<span style="color:Canvas">2</span></td>', (4, None)),
    (":where(td,th) > span{display:none}", "<td>4<span>2</span></td>", (4,)),
    ("td{ .q{display:none} }", "<td>4<span class=q>2</span></td>", (4, None)),
    ("td{ & .q{display:none} }", "<td>4<span class=q>2</span></td>", (4, None)),
    ('[data-x="1,2"]{display:none}', '<td>4<span data-x="1,2">2</span></td>', (4,)),
    ("td :is(.q,.r){display:none}", "<td>4<span class=q>2</span></td>", (4,)),
    ("@media (max-width:300px){.q{display:none}}", "<td>4<span class=q>2</span></td>", (42, None)),
    ("@media (max-width:3000px){.q{display:none}}", "<td>4<span class=q>2</span></td>", (4, None)),
    ("@media not print{.q{display:none}}", "<td>4<span class=q>2</span></td>", (4, None)),
    ("@media print{.q{display:none}}", "<td>4<span class=q>2</span></td>", (42, None)),
    ("@media screen, print{.q{display:none}}", "<td>4<span class=q>2</span></td>", (4, None)),
    (
        "@supports not (display:grid){.q{display:none}}",
        "<td>4<span class=q>2</span></td>",
        (42, None),
    ),
    ("@scope (td){.q{display:none}}", "<td>4<span class=q>2</span></td>", (4, None)),
    (
        '.q{position:relative}.q::after{content:"";position:absolute;left:0;top:50%;width:100%;border-top:1px solid #000}',
        "<td><span class=q>42</span>4</td>",
        (4, None),
    ),
    (
        ".q::after{content:var(--a)}",
        "<td><span class=q style=\"--a:'2'\">4</span></td>",
        (42, None),
    ),
    ("", "<td><details><summary>4</summary>2</details></td>", (4,)),
    ("", '<td>4<span style="font-variant:super">2</span></td>', (4, None)),
    ("", "<td>4<span style=\"font-feature-settings:'sups'\">2</span></td>", (4, None)),
    ("", '<td>4<span style="float:right">2</span></td>', (4, None)),
    ("", "<td>4<button>2</button></td>", (None, 42)),
    ("", "<td>4<meter value=2>2</meter></td>", (4, None)),
    ("", "<td>4<svg width=10 height=10><text>2</text></svg></td>", (None, 42)),
    ("", "<td>4<object>2</object></td>", (None, 42)),
    ("", "<td><math><msup><mn>4</mn><mn>2</mn></msup></math></td>", (None, 4)),
    ("", "<td><math><mfrac><mn>4</mn><mn>2</mn></mfrac></math></td>", (None,)),
    ("", "<td>4<title>2</title></td>", (4, None)),
    ("", '<td><div style="width:1ch;overflow:hidden;white-space:nowrap">42</div></td>', (4, None)),
    (
        "",
        '<td><div style="width:10px;overflow:hidden;text-overflow:ellipsis">425</div></td>',
        (None, 4),
    ),
    (
        "",
        '<td>4<span style="display:inline-block;width:0;overflow:scroll">2</span></td>',
        (4, None),
    ),
    ("", '<td>4<span style="position:absolute;left:calc(-1 * 9999px)">2</span></td>', (4, None)),
    ("", '<td>4<span style="position:absolute;inset:0 auto auto -9999px">2</span></td>', (4, None)),
    (
        "",
        '<td>4<span style="position:absolute;inset-inline-start:-9999px">2</span></td>',
        (4, None),
    ),
    ("", '<td>4<span style="margin-left:9999px">2</span></td>', (4, None)),
    (
        "",
        '<td>4<span style="display:inline-block;text-indent:100%;white-space:nowrap;overflow:hidden;width:9px">2</span></td>',
        (4, None),
    ),
    ("", '<td>4<span style="filter:blur(20px)">2</span></td>', (4, None)),
    (
        "",
        '<td>4<span style="mask:linear-gradient(transparent,transparent)">2</span></td>',
        (4, None),
    ),
    (
        "",
        '<td>4<span style="-webkit-mask-image:linear-gradient(transparent,transparent)">2</span></td>',
        (4, None),
    ),
    (
        "",
        '<td><div style="display:flex;flex-direction:row-reverse"><span>2</span><span>4</span></div></td>',
        (42, None),
    ),
    (
        "",
        '<td><div style="display:flex"><span style="order:2">2</span><span>4</span></div></td>',
        (42, None),
    ),
    ("", '<td><span style="float:right">2</span>4</td>', (42, None, 4)),
    ("", '<td>4<span style="color:#ccc">2</span></td>', (4, None)),
    ("", '<td><span style="translate:-9999px">42</span></td>', (None,)),
    ("", '<td><span style="display:block;transform:scale(-1,1)">69</span></td>', (None,)),
    (".o{-webkit-text-security:disc}", '<td><span class="o">42</span></td>', (None,)),
    (".l{background:linear-gradient(#fff 45%,#000)}", '<td><i class="l">4</i>2</td>', (2, None)),
    ("", "<td><span popover>4</span>2</td>", (2,)),
    ("", '<td><script>document.write("4")</script>2</td>', (42, None)),
    ("", "<td>42<sup>[1]</sup></td>", (42,)),
    ("", "<td>42<sup>（1）</sup></td>", (42,)),
    ("", '<td><span style="transform:scaleX(0)">42</span></td>', (None,)),
    ("", '<td><span style="clip-path:circle(0)">42</span></td>', (None,)),
    ("", '<td><span style="color:rgba(0,0,0,.05)">42</span></td>', (None,)),
    ("", '<td><span style="color:rgba(0,0,0,.9)">42</span></td>', (42,)),
    ("", '<td><span style="color:windowtext">4</span>2</td>', (42,)),
    ("", '<td><span style="font-family:a;mso-x:b">4</span>2</td>', (42,)),
    # What stands in an element, as its scroll bar does, is not the element.
    (".a::-webkit-scrollbar{display:none}", '<td class="a">42</td>', (42,)),
    (".a::selection{color:#fff}", '<td>4<span class="a">2</span></td>', (42,)),
    # Selectors and conditions of which nobody can tell here whether they hold.
    ("td :first-of-type{display:none}", "<td>4<span>2</span></td>", (None,)),
    ("@container (width>0){.a{display:none}}", '<td>4<span class="a">2</span></td>', (None,)),
    ("@supports (x:y){.a{display:none}}", '<td>4<span class="a">2</span></td>', (None,)),
    ("@supports (display:grid){.a{display:none}}", '<td>4<span class="a">2</span></td>', (4,)),
    ("@layer x{td .a{display:none}}.a{display:inline}", '<td>4<i class="a">2</i></td>', (42,)),
    # On a text within a line these do nothing; a browser shows it.
    ("", '<td>4<span hidden="until-found">2</span></td>', (42, None)),
    ("", '<td>4<span style="text-indent:-9999px">2</span></td>', (42, None)),
    ("", '<td>4<span style="transform:scale(0)">2</span></td>', (42, None)),
    # Out of its cell, or in part cut off.
    (
        "",
        '<td><span style="display:inline-block;transform:translateY(200px)">42</span></td>',
        (None,),
    ),
    ("", '<td style="position:relative;top:30px">42</td>', (None,)),
    ("", '<td><span style="padding-left:9999px">42</span></td>', (None,)),
    (
        ".a{display:inline-block;height:5px;overflow:hidden}",
        '<td>4<b class="a">2</b></td>',
        (None,),
    ),
    ("", '<td style="display:inline-block;width:5px;overflow:hidden">42</td>', (None,)),
    ("", '<td style="height:5px;width:1px;overflow:hidden">42</td>', (42,)),
    # Sizes and colours that are worked out.
    ("", '<td>4<span style="font-size:calc(1em * 0)">2</span></td>', (4,)),
    ("", '<td>4<span style="font-size:min(1px,9px)">2</span></td>', (4,)),
    ("", '<td>4<span style="background:currentColor">2</span></td>', (4,)),
    ("td *{-webkit-text-fill-color:inherit}", '<td>4<font color="#ffffff">2</font></td>', (4,)),
    ("", '<td>4<i style="color:transparent;text-shadow:0 0 0 #000">2</i></td>', (None,)),
    ("", '<td>4<i style="content:url(a.png)">2</i></td>', (None,)),
    ("", '<td><s>4<i style="display:inline-block">2</i></s></td>', (None,)),
    ("", '<td>4<span style="all:unset">2</span></td>', (None,)),
    ("", '<td>4<span style="mix-blend-mode:difference">2</span></td>', (None,)),
    # What a browser is asked that a person's may answer either way.
    ("@media (min-resolution:2dppx){.a{display:none}}", '<td>1<i class="a">7</i></td>', (None,)),
    (
        "@media (prefers-contrast:more){.a{display:none}}",
        '<td>1<i class="a">7</i></td>',
        (17, None),
    ),
    ("@media not (update:slow){.a{display:none}}", '<td>1<i class="a">7</i></td>', (1, None)),
    ("@media (pointer:fine){.a{display:none}}", '<td>1<i class="a">7</i></td>', (1,)),
    ("@media (any-hover:none){.a{display:none}}", '<td>1<i class="a">7</i></td>', (17,)),
    ("@media (prefers-color-scheme:dark){.a{display:none}}", '<td>1<i class="a">7</i></td>', (17,)),
    ("@media (prefers-color-scheme:light){.a{display:none}}", '<td>1<i class="a">7</i></td>', (1,)),
    ("@media (600px<width<=1600px){.a{display:none}}", '<td>1<i class="a">7</i></td>', (1,)),
    ("@media (1600px>=width){.a{display:none}}", '<td>1<i class="a">7</i></td>', (1,)),
    ("@media (20em < width < 40em){.a{display:none}}", '<td>1<i class="a">7</i></td>', (17,)),
    ("@media print, (color){.a{display:none}}", '<td>1<i class="a">7</i></td>', (1,)),
    # Parts of a row that stand in another order than they are written.
    ("tr{display:flex}td:first-child{order:2}", "<td>17</td>", (None,)),
    ("div{display:flex}b{order:-1}", "<td><div><i>1</i><b>7</b></div></td>", (None,)),
    ("div{display:flex}b{order:0}", "<td><div><i>17</i><b></b></div></td>", (17,)),
    # A browser puts rows into a body where the page gives them none.
    ("tbody .a{display:none}", '<td>1<i class="a">7</i></td>', (1,)),
    ("table>tr .a{display:none}", '<td>1<i class="a">7</i></td>', (17,)),
    # Moves, notes above the line and lines that strike through.
    (
        ".a{animation:x 1s forwards}@keyframes x{to{opacity:0}}",
        '<td>1<i class="a">7</i></td>',
        (None,),
    ),
    ("td{background:#fff}", '<td>1<i style="position:relative;z-index:-1">7</i></td>', (None,)),
    ("", '<td>1<i style="display:ruby-text">7</i></td>', (1, None)),
    (
        "",
        '<td>1<i style="text-decoration:underline;text-underline-offset:-.5em">7</i></td>',
        (None,),
    ),
    ("", '<td>1<i style="text-decoration:underline;text-underline-offset:3px">7</i></td>', (17,)),
    (
        "",
        '<td>1<i style="text-decoration:overline;text-decoration-thickness:14px">7</i></td>',
        (None,),
    ),
    (
        "",
        '<td>1<i style="display:inline-block;border-top:1px solid;height:0;line-height:0">7</i></td>',
        (None,),
    ),
    (
        "p{display:-webkit-box;-webkit-line-clamp:1;-webkit-box-orient:vertical;overflow:hidden}",
        "<td><p>1<br>7</p></td>",
        (1, None),
    ),
    # Side by side in the source, and apart on the page.
    ("", '<td>4<span style="display:block">8</span></td>', (None,)),
    (".b{display:block}", '<td>4<span class="b">8</span></td>', (None,)),
    ("", '<td><span style="display:inline-block;width:100%">4</span>8</td>', (None,)),
    ("", '<td>4<span style="margin-left:3em">8</span></td>', (None,)),
    ("", '<td><b style="padding:0 30px 0 0">4</b>8</td>', (None,)),
    ("", '<td>4<span style="margin:0;padding:0;border:0">8</span></td>', (48,)),
    ("", '<td><span style="display:block;padding:5px">48</span></td>', (48,)),
    (
        "",
        '<td><i style="position:relative;left:1em">4</i>'
        '<i style="position:relative;left:-1em">8</i></td>',
        (None,),
    ),
    ("", '<td><b style="position:relative;left:1px">48</b></td>', (48,)),
    ("", '<td>4<a href="#note8">8</a></td>', (None,)),
    ("", '<td><a href="list.html">48</a></td>', (48,)),
    ("", '<td>4<a name="_Toc1">8</a></td>', (48,)),
    # What a form shows.
    ("", '<td><input type="number" value="48件"></td>', (None,)),
    ("", '<td><input type="number" value="48"></td>', (48,)),
    ("", '<td>4<input value="8"></td>', (None,)),
    ("", '<td><input value="12348" style="width:1em"></td>', (None,)),
    ("", '<td><input value="12348" size="1"></td>', (None,)),
    ("", '<td><input value="48" style="text-decoration:line-through"></td>', (None,)),
    ("", '<td><input value="48" style="width:90%"></td>', (48,)),
    ("", "<td>4<noembed>8</noembed></td>", (4,)),
    # A ground that draws a line through what stands on it.
    (
        "td{background:linear-gradient(transparent 48%,red 48%,red 52%,transparent 52%)}",
        "<td>48</td>",
        (None,),
    ),
    ("td{background:linear-gradient(#fff,#eee)}", "<td>48</td>", (48,)),
    # Sheets that no browser follows.
    ("</style><style type='text/less'>.k{display:none}", '<td>4<i class="k">8</i></td>', (48,)),
    ("</style><style type='TEXT/CSS'>.k{display:none}", '<td>4<i class="k">8</i></td>', (4,)),
    (
        "</style><noscript><style>.k{display:none}</style></noscript><style>",
        '<td>4<i class="k">8</i></td>',
        (48,),
    ),
    (
        "</style><template><style>.k{display:none}</style></template><style>",
        '<td>4<i class="k">8</i></td>',
        (48,),
    ),
    # What no browser knows is passed over.
    (".k{display:none;display:bogus}", '<td>4<i class="k">8</i></td>', (4,)),
    ("", '<td>4<i style="color:#fff;color:nosuch">8</i></td>', (4,)),
    ("", '<td>4<i style="opacity:0;opacity:much">8</i></td>', (4,)),
    ("@supports not (display:bogus){.k{display:none}}", '<td>4<i class="k">8</i></td>', (4, None)),
    ("@supports not (display:grid){.k{display:none}}", '<td>4<i class="k">8</i></td>', (48,)),
    # What only a browser works out.
    (".k{display:none;all:unset}", '<td>4<i class="k">8</i></td>', (48, None)),
    (".k{display:var(--shown)}", '<td>4<i class="k">8</i></td>', (None,)),
    (
        "@layer b,a;@layer a{.k{display:none}}@layer b{.k{display:inline}}",
        '<td>4<i class="k">8</i></td>',
        (4,),
    ),
    (
        "@layer a{.k{display:none!important}}.k{display:inline!important}",
        '<td>4<i class="k">8</i></td>',
        (4,),
    ),
    ("", '<td>4<i style="color:#fff;-webkit-text-stroke:1px red">8</i></td>', (None,)),
    ('q{quotes:"1" "2"}', "<td><q>48</q></td>", (None,)),
    ("", "<td style=\"text-emphasis:'7'\">48</td>", (None,)),
    ('q{quotes:"“" "”"}', "<td><q>48</q></td>", (48,)),
    # Drawn back over what is before it, or out of its cell.
    ("", '<td><i style="margin-left:-9999px">2</i>44</td>', (None,)),
    ("", '<td><i style="position:relative;left:60px">44</i></td>', (None,)),
    # Shown in place of what is written, or over it.
    ("", '<td><div><template shadowrootmode="open">5</template>44</div></td>', (None,)),
    ("", "<td><dialog open>52</dialog>44</td>", (None,)),
    (".k{display:none", '<td>4<i class="k">8</i></td>', (4,)),
    (
        ".q::before{content:'/*'}.k{display:none}.q::after{content:'*/'}",
        '<td>4<i class="k">8</i></td>',
        (4,),
    ),
    # What is not in the text: another page, a number that counts, a button, a ground of one colour.
    ("", '<td><iframe srcdoc="9"></iframe>48</td>', (None,)),
    ("", '<td><iframe src="a" width="0"></iframe>48</td>', (48,)),
    ("", '<td><object data="a.html"></object>48</td>', (None,)),
    ("", "<td><ol><li>48</li></ol></td>", (None,)),
    ("", '<td><ol style="list-style:none"><li>48</li></ol></td>', (48,)),
    ("", '<td><ol><li style="list-style-type:disc">48</li></ol></td>', (48,)),
    ("", "<td><ol><li><p>48件</p></li></ol></td>", (None,)),
    ("", '<td><ul style="list-style:decimal inside"><li>48</li></ul></td>', (None,)),
    ("", '<td><ul style="list-style:inside"><li>48</li></ul></td>', (48,)),
    ("", '<td><ul type="1"><li>48</li></ul></td>', (None,)),
    ("", '<td><ol><li type="disc">48</li></ol></td>', (48,)),
    (".k{list-style-type:cjk-ideographic}", '<td><ul class="k"><li>48</li></ul></td>', (None,)),
    (".k{list-style:decimal}.k{list-style:square}", '<td><ul class="k"><li>48</ul></td>', (48,)),
    (".k{list-style:decimal}", '<td><ul><li class="k">48</li></ul></td>', (None,)),
    (".k{display:list-item;list-style:decimal inside}", '<td class="k">48</td>', (None,)),
    ("", '<td><p style="display:list-item;list-style:decimal">48</p></td>', (None,)),
    ("", '<td><p style="display:list-item">48</p></td>', (48,)),
    (".k{list-style:decimal}", '<td class="k">48</td>', (48,)),
    ("", '<td><input type="submit" value="9">48</td>', (None,)),
    ("", '<td><image src="a.png" alt="9">48</td>', (None,)),
    ("td{background:linear-gradient(#000,#000);color:#000}", "<td>48</td>", (None,)),
    ("td{background:linear-gradient(#fff,#000);color:#000}", "<td>48</td>", (48,)),
    ("td{background:linear-gradient(to right,#fff,#fefefe)}", "<td>48</td>", (48,)),
    # Signs that lead from left to right lead nowhere else.
    ("", "<td>\u202d48\u202c</td>", (48,)),
    ("", "<td>4\ufe0f8\ufe0f</td>", (48,)),
    ("", "<td>\u202e48\u202c</td>", (None,)),
    ("li::marker{content:'7'}", "<td><ul><li>48</li></ul></td>", (None,)),
    ("li::marker{content:'·'}", "<td><ul><li>48</li></ul></td>", (48,)),
    ("", '<td>4<i style="font-size:round(0.4px,1px)">8</i></td>', (None,)),
    ("", '<td>4<i style="--c:#fff;color:var(--c)">8</i></td>', (4,)),
    ("", "<td><figure>4<figcaption>8</figcaption></figure></td>", (None,)),
    # A style sheet within its own address.
    ("@import 'data:text/css,.k{display:none}';", '<td>4<i class="k">8</i></td>', (4,)),
    (
        "</style><link rel=stylesheet href='data:text/css;base64,Lmt7ZGlzcGxheTpub25lfQ=='><style>",
        '<td>4<i class="k">8</i></td>',
        (4,),
    ),
]


def read_cell(css: str, cell: str) -> str:
    page = f"<html><head><style>{css}</style></head><body><table><tr><td>甲</td>{cell}</tr></table>"
    row = read_html(page).grids[0].rows[0]
    return row[1].text if len(row) > 1 and row[1] is not None else ""


@pytest.mark.parametrize(("css", "cell", "values"), CASES)
def test_the_value_is_what_a_reader_sees(css, cell, values):
    assert read_number(read_cell(css, cell)).value in values


def test_an_ordinary_cell_is_untouched_by_styles_of_others():
    css = ".x{display:none}.y{color:#fff}.z{font-size:0}"
    assert read_cell(css, '<td style="font-size:14px;color:#333">12</td>') == "12"


def test_print_that_is_in_doubt_is_kept():
    assert read_cell("", "<td>12<small>3</small></td>") == "12⟨3⟩"
    assert read_cell("", "<td><del>12</del></td>") == "⟨12⟩"


def test_white_text_is_only_doubted_where_a_sheet_elsewhere_may_colour_its_ground():
    page = '<table><tr><td><b style="color:#fff">收到</b></td><td><b style="color:#fff">3</b>12</td></tr></table>'
    linked = '<html><link rel="stylesheet" href="x.css"><body>'
    imported = "<html><style>@import 'x.css';</style><body>"
    doubted = [(head, "收到", "⟨3⟩12") for head in (linked, imported)]
    for head, label, printed in (("<html><body>", "", "12"), *doubted):
        (row,) = read_html(head + page).grids[0].rows
        assert [slot.text for slot in row] == [label, printed]


def test_hidden_paragraphs_and_raised_marks_of_the_prose():
    css = ".old{text-decoration:line-through}.hid{display:none}"
    page = (
        f"<html><style>{css}</style><body><p class='hid'>样例</p><p>收到<span class='old'>9</span>"
        "12<sup>①</sup>件</p>"
    )
    assert [line.text for line in read_html(page).blocks] == ["收到12[①]件"]


JUNK = [
    "a" * 200_000,
    "/*" * 90_000,
    "[x='" * 40_000,
    ".a{" * 40_000,
    "@layer a" + " " * 200_000,
    "@layer a," * 20_000,
    "@property --a{" * 20_000 + "var(",
    "@property --a{" + "initial-value " * 20_000 + "var(",
    "@counter-style a{" * 20_000,
    "@counter-style a{" + "'" * 200_000,
    "--a:" * 50_000 + "var(--a",
    "var(--a," * 20_000,
    ":is(" * 40_000,
    ":not(:x" * 30_000 + "{color:red}",
    ":is(a)" * 30_000 + "{color:red}",
]


@pytest.mark.parametrize("junk", JUNK)
def test_a_style_that_never_ends_costs_no_more_than_its_length(junk):
    short = processor_seconds(lambda: read_html(f"<style>{junk[: len(junk) // 8]}</style>"))
    limit = 30 * short + 0.5
    assert processor_seconds(lambda: read_html(f"<style>{junk}</style>"), limit) <= limit


# Styles of a page's frame that leave all of its text where it is seen.
FRAMES = [
    (".w{display:flex;flex-direction:row-reverse}", "<div>栏目</div><div>", "</div>"),
    (".w{display:flex;flex-direction:column-reverse}", "<div>栏目</div><div>", "</div>"),
    (".w{display:flex}.m{order:2}", '<div class="m">', "</div><div>栏目</div>"),
    (".w{position:absolute;top:99px;left:50%;width:980px;margin-left:-490px}", "", ""),
    (".w{position:relative;left:50%;width:1200px;margin:0 0 0 -600px}", "", ""),
    (".w{animation:in 1s}@keyframes in{from{opacity:0}}", "", ""),
]


@pytest.mark.parametrize(("css", "before", "after"), FRAMES)
def test_the_frame_of_a_page_leaves_its_figures_plain(css, before, after):
    filler = "".join(f"<tr><td>第{n}类事项的办理情况</td><td>{n}</td></tr>" for n in range(40))
    page = f'<style>{css}</style><div class="w">{before}<table>{filler}</table>{after}</div>'
    (grid,) = read_html(f"<html><body>{page}").grids
    assert [row[1].text for row in grid.rows] == [str(n) for n in range(40)]


def test_numbers_that_a_sheet_counts_before_labels_are_no_part_of_them():
    css = "tr{counter-increment:n}td:first-child::before{content:counter(n) '. '}"
    page = f"<html><style>{css}</style><body><table><tr><td>重复申请</td><td>7</td></tr></table>"
    (row,) = read_html(page).grids[0].rows
    assert [slot.text for slot in row] == ["重复申请", "7"]
    (row,) = read_html(page.replace("重复申请", "（七）总计")).grids[0].rows
    assert [slot.text for slot in row] == ["（七）总计", "7"]
    assert read_cell("td:last-child::before{content:counter(n)}", "<td>7件次</td>") != "7件次"
    assert read_cell("td:last-child::before{content:counter(n)}", "<td>7</td>") != "7"


def test_columns_may_be_hidden_and_links_take_the_colour_of_the_page():
    page = (
        "<table><colgroup><col><col style='visibility:collapse'></colgroup>"
        "<tr><td>甲</td><td>48</td></tr></table>"
    )
    (row,) = read_html(page).grids[0].rows
    assert row[1] is None or read_number(row[1].text).value is None
    page = (
        "<html><body link='#ffffff'><table><tr><td>甲</td><td>4<a href='x'>8</a></td></tr></table>"
    )
    (row,) = read_html(page).grids[0].rows
    assert read_number(row[1].text).value == 4


# Rules of ordinary sheets that ask for what a reader of plain CSS 3 does not know; none of them
# hides anything on a page at rest.
ORDINARY = [
    "td:-moz-window-inactive{display:none}",
    ":-moz-loading{visibility:hidden}",
    "td::-moz-focus-inner,td::-webkit-scrollbar{display:none}",
    ":-webkit-full-screen td,:-webkit-autofill{opacity:0}",
    ":-ms-fullscreen td{color:#fff}",
    ":fullscreen td{font-size:0}",
    "td:bogus{display:none}",
    "td,th:bogus{display:none}",
    "td,::bogus{display:none}",
    "td,td:contains(2){display:none}",
    ":is(:bogus,:unheard){display:none}",
    ":where(:is(:bogus)) td{display:none}",
    ":dir(rtl){visibility:hidden}",
    ":dir(rtl) td{opacity:0}",
    ":any-link{color:#fff}",
    "td:-webkit-any-link{display:none}",
    ":not(:defined){visibility:hidden}",
    "x-tile:not(:defined){opacity:0}",
    ":host td{display:none}",
    "td:focus-within,tr:focus-visible{font-size:0}",
    ":placeholder-shown{opacity:0}",
    ":required{color:#fff}",
    ":popover-open,:modal{display:none}",
    "@supports (-ms-ime-align:auto){td{display:none}}",
    '.x:after{content:"}"}@media print{td{display:none}}',
]


@pytest.mark.parametrize("css", ORDINARY)
def test_a_rule_that_no_browser_applies_leaves_the_figures_of_a_page(css):
    assert read_cell(css, "<td>12</td>") == "12"


# Style sheet, cell, and the value: what a browser does with a rule of which it knows a part.
KNOWN = [
    (":is(.a,:bogus){display:none}", '<td><span class="a">3</span>12</td>', (12,)),
    (".a,:bogus{display:none}", '<td><span class="a">3</span>12</td>', (312,)),
    (".a,td:-moz-broken{display:none}", '<td><span class="a">3</span>12</td>', (None,)),
    (".a,::bogus(x{display:none}", '<td><span class="a">3</span>12</td>', (312, None)),
    (".b[x{color:red}.a{display:none}", '<td><span class="a">3</span>12</td>', (312, None)),
    (".a:not(:focus-within){display:none}", '<td><span class="a">3</span>12</td>', (12,)),
    (".a:not(:focus):not(:popover-open){opacity:0}", '<td><i class="a">3</i>12</td>', (12,)),
    (":any-link{opacity:0}", '<td><a href="#x">3</a>12</td>', (12,)),
    (".a:dir(ltr){display:none}", '<td><span class="a">3</span>12</td>', (12,)),
    (".a:dir(rtl){display:none}", '<td><b dir="rtl"><i class="a">3</i></b>12</td>', (12,)),
    (":where(.a){display:none}i{display:inline}", '<td><i class="a">3</i>12</td>', (312,)),
    (".x:after{content:'{'}.a{display:none}", '<td><i class="a">3</i>12</td>', (12,)),
    ("x-n:not(:defined){display:none}", "<td><x-n>3</x-n>12</td>", (12, None)),
    (".a > :is(b i){display:none}", '<td class="a"><b><i>3</i></b>12</td>', (312, None)),
]


@pytest.mark.parametrize(("css", "cell", "values"), KNOWN)
def test_a_rule_is_followed_as_far_as_browsers_know_what_it_asks(css, cell, values):
    assert read_number(read_cell(css, cell)).value in values


# Declarations for a browser of long ago, which no other follows.
HACKS = [
    ("display:none\\9", 312),
    ("color:#fff\\9", 312),
    ("opacity:0\\0", 312),
    ("font-size:0;font-size:12px\\9", 12),
    ("text-indent:-9999px\\9;display:block", 312),
    ("position:absolute;left:-9999px\\0/", 312),
    ("display:none !important\\9", 312),
    ("visibility:hidden!ie", 312),
    ("*display:none;_font-size:0", 312),
    ("d\\69splay:n\\6fne", 12),
]


@pytest.mark.parametrize(("style", "value"), HACKS)
def test_declarations_for_browsers_of_long_ago_are_passed_over(style, value):
    read = read_number(read_cell("", f'<td><b style="{style}">3</b>12</td>')).value
    assert read in (value, None)
    assert read_cell(f"td{{{style}}}", "<td>12</td>") == ("" if value == 12 else "12")


# Style sheet, cell, and the value: what a page names in one place and uses in another.
NAMED = [
    (".k{color:var(--c)}", '<td><span class="k" style="--c:#fff">3</span>12</td>', (12, None)),
    (".k{font-size:var(--s)}", '<td><span class="k" style="--s:0">3</span>12</td>', (12, None)),
    (":root{--d:none}", '<td><span style="display:var(--d)">3</span>12</td>', (12, None)),
    (
        ".k{--s:0}.z{--s:12px}.k{font-size:var(--s)}",
        '<td><b class="k">3</b><i class="z">1</i>2</td>',
        (12, None),
    ),
    (
        ".z{--s:0}.k{--s:12px}.k{font-size:var(--s)}",
        '<td class="z"><b class="k">3</b>12</td>',
        (312, None),
    ),
    ("td{--o:1}.k{--o:0;opacity:var(--o)}", '<td><b class="k">3</b>12</td>', (12,)),
    (
        ":root{--a:var(--b);--b:none}.k{display:var(--a)}",
        '<td><b class="k">3</b>12</td>',
        (12, None),
    ),
    (":root{--c:#333}.dark{--c:#fff}td{color:var(--c)}", "<td>12</td>", (12,)),
    (":root{--c:#fff}:root{--c:#333}td{color:var(--c)}", "<td>12</td>", (12,)),
    (":root{--c:#333}.k{--c:#222}td{color:var(--c)}", '<td class="k">12</td>', (12,)),
    (
        ":root{--c:#333}@media (prefers-color-scheme:dark){:root{--c:#fff}}td{color:var(--c)}",
        "<td>12</td>",
        (12,),
    ),
    (
        ":root{--c:#333}h1{--c:#fff}td,h1{color:var(--c)}",
        "<td>12</td></tr></table><h1>a</h1>",
        (12,),
    ),
    (
        '@property --s{syntax:"<length>";inherits:true;initial-value:0px}b{font-size:var(--s)}',
        "<td><b>3</b>12</td>",
        (12, None),
    ),
    ("td{font-size:var(--none,14px);color:var(--no)}", "<td>12</td>", (12,)),
    (
        '@counter-style z{system:cyclic;symbols:"7"}ul{list-style:inside z}',
        "<td><ul><li>12</li></ul></td>",
        (712, None),
    ),
    (
        '@counter-style z{system:cyclic;symbols:"•"}ul{list-style:inside z}',
        "<td><ul><li>12</li></ul></td>",
        (12,),
    ),
]


@pytest.mark.parametrize(("css", "cell", "values"), NAMED)
def test_what_a_page_names_holds_where_it_is_used(css, cell, values):
    assert read_number(read_cell(css, cell)).value in values


def test_names_made_to_break_readers_cost_little():
    names = "".join(f"--n{i}:var(--n{i + 1}) var(--n{i + 1});" for i in range(60))
    values = "".join(f".a{i}{{--x:{i}px}}" for i in range(200))
    uses = ".k{margin:var(--n0);width:var(--x)}" * 200
    classes = " ".join(f"a{i}" for i in range(200))
    style, cell = f":root{{{names}}}{values}{uses}", f'<td class="k {classes}">12</td>'
    assert processor_seconds(lambda: read_cell(style, cell), enough=5) <= 5


# Style sheet, cell, and the value: layers in the order in which the page names them.
LAYERED = [
    ("@layer a,b;@layer b{.k{display:inline}}@layer a{.k{display:none}}", (312,)),
    ("@layer a,b;@layer b{.k{display:none}}@layer a{td .k{display:inline}}", (12,)),
    ("@layer a{.k{display:none}}@layer b{.k{display:inline}}", (312,)),
    ("@layer b{.k{display:none}}.k{display:inline}@layer a{td .k{display:none}}", (312,)),
    ("@layer a{.k{display:none!important}}@layer b{.k{display:inline!important}}", (12,)),
    ("@layer a{.k{display:none!important}}.k{display:inline!important}", (12,)),
    ("@layer a,b;@layer b{.k{display:none!important}}@layer a{.k{display:inline}}", (12,)),
    ("@layer a{@layer b{.k{display:none}}.k{display:inline}}", (312, None)),
    ("@layer{.k{display:none}}@layer{.k{display:inline}}", (312, None)),
]


@pytest.mark.parametrize(("css", "values"), LAYERED)
def test_layers_are_followed_in_their_order(css, values):
    assert read_number(read_cell(css, '<td><b class="k">3</b>12</td>')).value in values


def test_a_table_that_is_set_in_layers_is_read():
    css = """
        @layer reset, theme, utilities;
        @layer reset { * { margin: 0 } sup { vertical-align: baseline } }
        @layer utilities { .bg { background: #036 } .on { color: #fff !important } }
        @layer theme { th { color: #333 } }
    """
    assert read_cell(css, '<th class="bg on">12</th>') == "12"


def test_what_is_important_in_a_style_attribute_goes_before_layers():
    css = "@layer a{.k{display:none!important}}"
    cell = '<td><b class="k" style="display:inline!important">3</b>12</td>'
    assert read_number(read_cell(css, cell)).value == 312


def test_what_is_hidden_with_its_container_is_not_looked_at_again(monkeypatch):
    """Of containers in containers each was, so that time grew with the square of their depth."""
    inner = '<span style="display:none">7</span>' * 20
    nested = ("<div style=display:none>" + inner) * 60 + "</div>" * 60
    asked = []
    of = Looks.of
    monkeypatch.setattr(Looks, "of", lambda self, node: asked.append(node) or of(self, node))
    read_html(f"<html><body>{nested}<p>8</p></body></html>")
    assert 0 < len(asked) < 10 * 60 * 21
