"""What the first report of a process waits for, done before there are several processes.

Patterns are compiled and modules loaded when a report first needs them, which takes as long as
reading ten more. Processes that are copied from this one find it done.
"""

from functools import cache

from analysis.reading.document import read_bytes

from .recognise import recognise

# Of all that pages have a little: figures in sentences, dates, a style sheet and a table.
_PAGE = """<html><head><title>某县财政局2023年政府信息公开工作年度报告</title>
<style>.text{color:#000}</style></head><body>
<h1>某县财政局2023年政府信息公开工作年度报告</h1><p class="text">发布日期：2024年1月20日</p>
<p>一、总体情况</p><p style="color:#000">2023年，本机关主动公开政府信息12条，收到申请3件，
比上年增加1件，予以公开2件，结转下年度继续办理1件。被申请行政复议1件，行政诉讼0件。收取信息处理费0元。</p>
<p>二、主动公开政府信息情况</p><table><tr><td>信息内容</td><td>本年制发件数</td>
<td>本年废止件数</td><td>现行有效件数</td></tr><tr><td>规章</td><td>0</td><td>0</td><td>0</td></tr>
<tr><td>行政规范性文件</td><td>1</td><td>0</td><td>1</td></tr></table>
<p>六、其他需要报告的事项</p><p>无。</p></body></html>"""


@cache
def warm_up() -> None:
    """Read a page of a few lines, once in this process; nothing is kept of it."""
    recognise(read_bytes(_PAGE.encode(), "page.html"), partial=True)
