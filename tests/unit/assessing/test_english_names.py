"""English names of agencies: places, kinds and sectors; what the glossary lacks is in pinyin."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.form.agencies.divisions import divisions
from analysis.form.agencies.english import english_name, named_in
from analysis.form.agencies.offices import words


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("湘乡市自然资源局", "Xiangxiang Natural Resources Bureau"),
        ("湘乡自然资源局", "Xiangxiang Natural Resources Bureau"),
        ("宿迁市人民政府", "Suqian Municipal People's Government"),
        ("平潭县药品监督管理局", "Pingtan County Medical Products Administration"),
        ("湘乡市机关事务管理局", "Xiangxiang Government Offices Administration"),
        ("上海市人民政府办公厅", "General Office of the Shanghai Municipal People's Government"),
        ("湖南省自然资源厅", "Hunan Natural Resources Department"),
        ("洪泽区人民政府", "Hongze District People's Government"),
        ("淮安市洪泽区人民政府", "Huai'an Hongze District People's Government"),
        ("东阿县文化和旅游局", "Dong'e County Culture and Tourism Bureau"),
        ("湘乡市教育科技体育局", "Xiangxiang Education, Science and Technology, and Sports Bureau"),
        (
            "平潭综合实验区管理委员会",
            "Pingtan Comprehensive Experimental Area Administrative Committee",
        ),
        (
            "平潭综合实验区行政审批局",
            "Pingtan Comprehensive Experimental Area Administrative Approval Bureau",
        ),
        (
            "长春净月高新技术产业开发区管理委员会",
            "Changchun Jingyue High-Tech Industrial Development Zone Administrative Committee",
        ),
        ("湘潭市公安局岳塘分局", "Xiangtan Public Security Bureau Yuetang Branch"),
        ("国家税务总局湘乡市税务局", "Xiangxiang Tax Service, State Taxation Administration"),
        ("长沙海关", "Changsha Customs"),
        ("湘乡市棋梓镇人民政府", "Xiangxiang Qizi Town People's Government"),
        ("湘乡市望春门街道办事处", "Xiangxiang Wangchunmen Subdistrict Office"),
        (
            "江永县千家峒瑶族乡人民政府",
            "Jiangyong County Qianjiadong Yao Ethnic Township People's Government",
        ),
        (
            "湘西土家族苗族自治州人民政府",
            "Xiangxi Tujia and Miao Autonomous Prefecture People's Government",
        ),
        ("宁夏回族自治区财政厅", "Ningxia Finance Department"),
        ("湘乡市自来水有限公司", "Xiangxiang Water Supply Co., Ltd."),
        ("江苏省人民医院", "Jiangsu People's Hospital"),
        ("县人民政府", "County People's Government"),
        ("自然资源局", "Natural Resources Bureau"),
        ("某县财政局", "Mouxian County Finance Bureau"),
        ("甲市乙区住建局", "Jiashi Yiqu District Housing and Urban-Rural Development Bureau"),
        (
            "平潭综合实验区自然资源与生态环境局",
            "Pingtan Comprehensive Experimental Area Natural Resources, Ecology and Environment Bureau",
        ),
        (
            "平潭综合实验区交通与建设局",
            "Pingtan Comprehensive Experimental Area Transport and Construction Bureau",
        ),
        ("经济开发区管理委员会", "Economic Development Zone Administrative Committee"),
        ("新疆生产建设兵团", "Xinjiang Production and Construction Corps"),
        ("新疆生产建设兵团财政局", "Xinjiang Production and Construction Corps Finance Bureau"),
        (
            "新疆生产建设兵团办公厅",
            "General Office of the Xinjiang Production and Construction Corps",
        ),
        (
            "新疆生产建设兵团第十四师昆玉市人民政府",
            "Xinjiang Production and Construction Corps Fourteenth Division Kunyu Municipal People's Government",
        ),
        ("第八师石河子市教育局", "Eighth Division Shihezi Education Bureau"),
        ("本评估依据宿迁市人民政府", "Benping Guyi Jusu Qianshi Renmin Zhengfu"),
    ],
)
def test_name_is_place_sector_and_kind(name: str, english: str) -> None:
    assert english_name(name) == english
    assert named_in(name, "en") == f"{english} ({name})"
    assert named_in(name, "zh") == name


@pytest.mark.parametrize(
    ("place", "english"),
    [
        ("六安市", "Lu'an"),
        ("蚌埠市", "Bengbu"),
        ("乐清市", "Yueqing"),
        ("乐亭县", "Laoting County"),
        ("乐山市", "Leshan"),
        ("长治市", "Changzhi"),
        ("长子县", "Zhangzi County"),
        ("长沙市", "Changsha"),
        ("重庆市", "Chongqing"),
        ("厦门市", "Xiamen"),
        ("涡阳县", "Guoyang County"),
        ("陕西省", "Shaanxi"),
        ("山西省", "Shanxi"),
        ("内蒙古自治区", "Inner Mongolia"),
        ("西藏自治区", "Tibet"),
        ("新疆维吾尔自治区", "Xinjiang"),
        ("呼和浩特市", "Hohhot"),
        ("乌鲁木齐市", "Urumqi"),
        ("锡林郭勒盟", "Xilingol League"),
        ("漯河市", "Luohe"),
        ("什邡市", "Shifang"),
        ("荥阳市", "Xingyang"),
        ("荥经县", "Yingjing County"),
        ("铅山县", "Yanshan County"),
        ("大城县", "Daicheng County"),
        ("番禺区", "Panyu District"),
        ("单县", "Shanxian County"),
        ("歙县", "Shexian County"),
        ("芒市", "Mangshi"),
        ("洪洞县", "Hongtong County"),
        ("珲春市", "Hunchun"),
        ("六合区", "Luhe District"),
        ("台州市", "Taizhou"),
        ("浚县", "Xunxian County"),
        ("碑林区", "Beilin District"),
        ("万柏林区", "Wanbailin District"),
        ("神农架林区", "Shennongjia Forestry District"),
        ("浦东新区", "Pudong New Area"),
        ("海南省", "Hainan"),
        ("海南藏族自治州", "Hainan Tibetan Autonomous Prefecture"),
        ("鄂温克族自治旗", "Ewenki Autonomous Banner"),
        ("管城回族区", "Guancheng Hui District"),
        ("吕梁市", "Luliang"),
    ],
)
def test_place_is_read_as_its_people_read_it(place: str, english: str) -> None:
    assert english_name(f"{place}教育局") == f"{english} Education Bureau"


@pytest.mark.parametrize("name", ["西安市某某所", "某某单位", "湘乡市城发杂务局"])
def test_what_the_glossary_lacks_is_not_translated(name: str) -> None:
    english = english_name(name)
    assert not {"Bureau", "Office", "Institute"} & set(english.split())
    assert english.isascii()


def test_a_word_is_never_translated_by_a_piece_of_it() -> None:
    # 计量 is no 统计, though both hold a character of it; 法制 holds none of 司法.
    assert english_name("湘乡市计量局") == "Xiangxiang Jiliang Ju"
    assert english_name("荆州市水利和湖泊局") == "Jingzhou Water Resources and Lakes Bureau"


def test_every_division_has_an_english_name_in_ascii() -> None:
    names = [english_name(d.name) for d in divisions()]
    assert [name for name in names if not (name.isascii() and name[:1].isupper())] == []
    for d in divisions():
        assert len(d.pinyin) == len(d.short), d


def test_no_short_name_of_a_district_lacks_its_last_character() -> None:
    # 碑林区 is the district of 碑林, and no 林区 called 碑.
    assert [d.name for d in divisions() if d.name.endswith("林区") and len(d.short) == 1] == []


def test_bureaus_of_every_sector_are_translated() -> None:
    lacking = {
        key: sector["words"][0]
        for key, sector in words()["sectors"].items()
        if sector["words"] and "Bureau" not in english_name(f"湘乡市{sector['words'][0]}局").split()
    }
    assert lacking == {}


@given(
    st.text(
        "市县区局厅委办和与人民政府教育体育湘乡长沙乐山镇街道处事(（)）é①ab 1",
        min_size=1,
        max_size=25,
    )
    | st.text(min_size=1, max_size=12)
)
def test_any_name_is_kept_and_what_goes_before_the_bracket_is_ascii(name: str) -> None:
    shown = named_in(name, "en")
    assert shown.endswith((name, f"({name})"))
    if shown != name:
        assert shown.removesuffix(f" ({name})").strip()
        assert shown.removesuffix(f" ({name})").isascii()


def test_names_that_tables_hold_whole_need_no_dictionary_and_an_index_reads_as_taught():
    """In a process of its own: the dictionary takes a quarter of a second to load."""
    asked = (
        "import sys;"
        "from analysis.form.agencies.english import english_name;"
        "print(english_name('湘乡市自然资源局'), 'pypinyin' in sys.modules);"
        "from analysis.publishing.index_rows import readings;"
        "print(readings('枞阳县'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, encoding="utf-8", check=True
    )
    told = ["Xiangxiang Natural Resources Bureau False", "zongyangxian zyx"]
    assert done.stdout.splitlines() == told
