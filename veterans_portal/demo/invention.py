"""Names, numbers and addresses of people who do not exist: the raw material of the demo data.

All of it is a function of the seed. ID numbers and telephones lie in ranges that were never issued.
"""

import datetime
import random

from stations.identity import SAMPLE_PHONE, SAMPLE_REGION, id_check_digit

SURNAMES = (
    "陈 陈 陈 陈 梁 梁 梁 李 李 李 黄 黄 黄 区 区 冯 冯 林 吴 张 何 谭 邓 赵 周 麦 伍 叶 苏 容 简 余 黎 罗 温 钟"
).split()
# Given names as people were called in each generation: (born until, men's, women's).
GENERATIONS = (
    (
        1949,
        "锡荣 炳坤 树根 润添 兆祥 福康 灿明 金水 耀宗 柏年 启荣 焕章 松柏 德胜 沛霖 国栋 炳焜 锦添".split(),
        "玉莲 惠芳 瑞英 桂香 月娥 巧珍 丽琼 秀媚".split(),
    ),
    (
        1966,
        "国强 建华 卫东 志坚 永康 伟明 锦华 健民 振威 耀辉 家荣 文辉 兆基 汉荣 海波 立新 广源 景良 长青 伯泉".split(),
        "丽娟 惠珍 少芳 美玲 佩珊 秋云 绮文 桂兰".split(),
    ),
    (
        1984,
        "志强 伟雄 健文 锦洪 俊辉 少锋 永亮 国辉 海涛 文彬 家乐 炜坚 振宇 耀东 启明 卓伦 立峰 汝忠 景新 柏桥".split(),
        "静雯 燕玲 嘉敏 晓红 淑仪 艳芬 慧琳 雪梅".split(),
    ),
    (
        2100,
        "俊杰 浩然 嘉豪 子健 家俊 梓轩 冠霖 宇航 志鹏 锐恒 伟聪 泽楷 景晖 卓言 逸飞 铭浩 展鸿 柏熙 启航 文韬".split(),
        "嘉欣 思敏 晓彤 梓晴 诗雅 颖怡 雨桐 静怡".split(),
    ),
)
SINGLE_GIVEN = "强 伟 勇 辉 锋 坚 明 杰 亮 涛 毅 恒".split()


class Inventor:
    """Hands out names, ID numbers and telephones, none of them twice.

    Inventors whose `series`, `series_size` sequence numbers below 1,000, do not overlap never give the same
    number. Those below 200 are left to people_maker.
    """

    def __init__(self, seed, *, series, series_size=200):
        self.rng = random.Random(seed)
        self._sequences = range(series, series + series_size)
        self._phones = series * 1_000
        self._numbers = set()
        self._names = set()

    def name(self, born, sex="1", surname=""):
        """A name of the generation of `born` (a year), new within this inventor."""
        _until, men, women = next(row for row in GENERATIONS if born <= row[0])
        while True:
            short = sex == "1" and born > 1966 and self.rng.random() < 0.12
            given = self.rng.choice(SINGLE_GIVEN if short else men if sex == "1" else women)
            name = (surname or self.rng.choice(SURNAMES)) + given
            if name not in self._names:
                self._names.add(name)
                return name

    def forget_names(self):
        """Starts another place: the same names may occur there again."""
        self._names.clear()

    def day(self, first, last):
        """A date from the year `first` to the year `last`, whole years both."""
        start = datetime.date(first, 1, 1)
        days = (datetime.date(last, 12, 31) - start).days
        return start + datetime.timedelta(days=self.rng.randint(0, days))

    def id_number(self, birth, sex="1"):
        """An 18-digit number of the made-up region with its right check digit."""
        while True:
            sequence = self.rng.choice(self._sequences)
            if sequence % 2 != (sex == "1"):
                continue
            first17 = f"{SAMPLE_REGION}{birth:%Y%m%d}{sequence:03d}"
            if first17 not in self._numbers:
                self._numbers.add(first17)
                return first17 + id_check_digit(first17)

    def phone(self):
        """The next telephone of the made-up range; the order is shuffled by a factor prime to a million."""
        self._phones += 1
        return f"{SAMPLE_PHONE}{self._phones * 7_919 % 1_000_000:06d}"

    def some(self, words, share):
        """One of `words` in `share` of all cases, else ""."""
        return self.rng.choice(words) if self.rng.random() < share else ""
