"""Lists of agencies and years as people write them: names of columns, and what parts them."""

AGENCY = ("agency", "机关", "单位", "机关名称", "单位名称", "部门", "机构", "name")
YEAR = ("year", "年度", "年份", "年", "报告年度")
_SEPARATORS = ",;\t，；"


def separator(line: str) -> str:
    """What is between the columns: the mark that is most often in a line.

    Parameters
    ----------
    line : str
        The first line of the list.
    """
    return max(_SEPARATORS, key=line.count)
