"""Pinyin of names: what a clerk types to find somebody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.pinyin import pinyin_of


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("陈志强", "chenzhiqiang", "czq"),
        ("曾国强", "zengguoqiang", "zgq"),
        ("单建军", "shanjianjun", "sjj"),
        ("仇明", "qiuming", "qm"),
        ("解放", "xiefang", "xf"),
        ("区伟文", "ouweiwen", "oww"),
        ("朴永哲", "piaoyongzhe", "pyz"),
        ("查良", "zhaliang", "zl"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("万俟春", "moqichun", "mqc"),
        ("盖叫天", "gejiaotian", "gjt"),
        ("翟明", "zhaiming", "zm"),
        ("冼星海", "xianxinghai", "xxh"),
        ("覃勇", "qinyong", "qy"),
        ("逄建", "pangjian", "pj"),
        ("缪斌", "miaobin", "mb"),
        ("任华", "renhua", "rh"),
        ("华国", "huaguo", "hg"),
        ("长孙明", "zhangsunming", "zsm"),
        ("欧阳建国", "ouyangjianguo", "oyjg"),
        ("司徒朝阳", "situchaoyang", "stcy"),
        ("高朝阳", "gaozhaoyang", "gzy"),
        ("李长根", "lichanggen", "lcg"),
        ("李曾", "liceng", "lc"),  # a surname's reading is the surname's only
        ("吕布", "lvbu", "lb"),
        ("阿依古丽·买买提", "ayigulimaimaiti", "ayglmmt"),
        ("John Smith", "johnsmith", "js"),
        ("José王", "josewang", "jw"),
        ("王Peter", "wangpeter", "wp"),
        ("王", "wang", "w"),
        ("", "", ""),
    ],
)
def test_names_read_as_people_say_them(name, full, initials):
    assert pinyin_of(name) == (full, initials)


def test_characters_nobody_can_read_are_left_out():
    assert pinyin_of("王\U0003134f强") == ("wangqiang", "wq")
    assert pinyin_of("\ue000") == ("", "")


@given(st.text())
def test_the_key_is_lower_case_ascii_whatever_the_name(name):
    full, initials = pinyin_of(name)
    assert all("a" <= char <= "z" for char in full + initials)
    assert len(initials) <= len(full) and full[:1] == initials[:1]
