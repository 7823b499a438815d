#!/usr/bin/python3
"""Makes parse_text_random.json, parse_json_random.json, python_json_random.json and python_unicode.json.

Random texts of our own, with what Python 3.11, numpy 1.24 and the published evaluator's two parsers make of them.
Usage: make_random_goldens.py PATH/TO/RoboTracer/Evaluation/summarize_acc.py
The texts come from a fixed seed, so a run with the same versions writes the same files.
"""
import json
import math
import random
import re
import struct
import sys
import warnings

import numpy as np

warnings.simplefilter("ignore")
source = open(sys.argv[1], encoding="utf-8").read()
functions = re.findall(r"^def (?:text2pts|json2pts)_normalize\(.*?(?=^def )", source, re.S | re.M)
assert len(functions) == 2
scope = {"np": np, "re": re, "json": json, "Tuple": tuple, "List": list}
exec("from typing import *\n" + "\n".join(functions), scope)
# The published pattern, to say where each tuple stands.
tuple_pattern = re.search(r'pattern = r"(.*)"', functions[0]).group(1)


def number(value):
    try:
        value = float(value)
    except OverflowError:
        value = math.inf if value > 0 else -math.inf
    return value if math.isfinite(value) else str(value)


def outcome(parse, text):
    try:
        array = parse(text, 640, 480, is_normalized_1000=True)
    except Exception as error:
        return {"raises": f"{type(error).__name__}: {error}"}
    points = [[number(v) for v in row] for row in array] if array.ndim == 2 else []
    return {"shape": list(array.shape), "dtype": str(array.dtype), "points": points}


def tuple_spans(text):
    spans = []
    for match in re.finditer(tuple_pattern, text):
        if "," in match.group(1):
            spans.append([len(text[: at].encode("utf-8", "surrogatepass")) for at in match.span()])
    return spans


def write(name, cases):
    with open(name, "w", encoding="ascii") as file:
        file.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


def random_number(rng):
    return rng.choice([
        lambda: str(rng.randint(0, 1000)), lambda: str(rng.randint(-20, 1200)), lambda: f"{rng.uniform(0, 5):.3f}",
        lambda: repr(rng.uniform(0, 1000)), lambda: f"+{rng.randint(0, 9)}", lambda: f"{rng.randint(0, 9)}.",
        lambda: f".{rng.randint(0, 99)}", lambda: f"{rng.randint(1, 9)}e{rng.randint(-9, 9)}", lambda: "-0",
        lambda: "0.0005", lambda: f"{rng.randint(0, 2000)}.{rng.randint(0, 1999) * 5 + 5:04d}",
        lambda: "".join(rng.choice("０１２３４٣৪7") for _ in range(3)), lambda: "9" * rng.choice([19, 20, 39, 60, 310]),
        lambda: "0." + "0" * rng.choice([30, 330]) + "1", lambda: rng.choice(["nan", "inf", "x", "", "--1", "1_0", "²"]),
    ])()


def random_text(rng):
    space = lambda: rng.choice([""] * 12 + [" ", " ", "\n", "\t", "\xa0", "\u2003", "\u3000", "\x1c", "\x85", "\u200b"])
    parts = []
    for _ in range(rng.randint(0, 6)):
        count = rng.choice([1, 2, 2, 3, 3, 3, 3, 4, 6])
        common = rng.random() < 0.6
        values = [str(rng.randint(0, 1000)) if common else random_number(rng) for _ in range(count)]
        body = values[0]
        for value in values[1:]:
            body += ("" if rng.random() < 0.9 else space()) + "," + rng.choice(["", " ", " ", space()]) + value
        parts.append(rng.choice(["("] * 9 + ["((", "( ", "[", "(("]) + body + rng.choice([")"] * 9 + ["]", " )", ",)", ""]))
        parts.append(rng.choice([", ", ",", "\n", " and ", "", "é", "(", "日本 "]))
    text = "".join(parts)
    if text and rng.random() < 0.3:
        at = rng.randrange(len(text))
        text = text[:at] + rng.choice("(),.+-0 5\n[é") + text[at + rng.randint(0, 1):]
    return text


def json_number(rng):
    return rng.choice([
        lambda: str(rng.randint(0, 1000)), lambda: str(rng.randint(0, 1000)), lambda: f"{rng.uniform(0, 5):.3f}",
        lambda: repr(rng.uniform(-10, 1000)), lambda: f"{rng.randint(1, 9)}e{rng.randint(-9, 9)}", lambda: "-0",
        lambda: "-0.0", lambda: rng.choice(["NaN", "Infinity", "-Infinity", "1e400", "-1E+400", "1e-400", "4.9e-324"]),
        lambda: rng.choice(["true", "false", "null", '"402"', "{}", "[]"]),
        lambda: rng.choice(["9223372036854775807", "18446744073709551615", "18446744073709551616",
                            "-9223372036854775808", "-9223372036854775809", "9007199254740993", "1" * 300, "9" * 309]),
        lambda: f"{rng.randint(0, 2000)}.{rng.randint(0, 1999) * 5 + 5:04d}",
        lambda: rng.choice(["01", "+1", ".5", "1.", "1.e5", "1e", "1e+", "-", "- 1", "Nan", "-NaN", "infinity", "0x1", "1" * 20]),
    ])()


def random_value(rng, depth, wild):
    number_of = lambda r: json_number(r) if r.random() < wild else str(r.randint(0, 1000))
    gap = lambda: rng.choice(["", "", "", " ", "\n", "\t", "\r\n"])
    if depth <= 0 or rng.random() < 0.25:
        count = rng.choice([2, 1, 4, 0]) if rng.random() < wild * 0.3 else 3
        return "[" + ",".join(gap() + number_of(rng) for _ in range(count)) + gap() + "]"
    if rng.random() < 0.3:
        keys = [rng.choice(["a", "b", "point_2d", "\\u0061", "\\ud83d\\ude00", "\\ud800", "é", "", "\\n", "\\/"])
                for _ in range(rng.randint(0, 4))]
        return "{" + ",".join(f'{gap()}"{key}"{gap()}:{gap()}{random_value(rng, depth - 1, wild)}' for key in keys) + "}"
    return "[" + ",".join(gap() + random_value(rng, depth - 1, wild) + gap() for _ in range(rng.randint(0, 4))) + "]"


def random_json(rng, damage):
    text = random_value(rng, rng.randint(0, 4), rng.choice([0, 0.1, 0.3]))
    if rng.random() < damage:
        for _ in range(rng.randint(1, 2)):
            at = rng.randrange(len(text) + 1)
            bit = rng.choice(list('[]{},:"\\ue1-. \n') + ["\\u00", "\x01", "\xa0", "\ufeff", '"x', "日", "NaN", '\\ud800\\u'])
            text = text[:at] + bit + text[at + rng.randint(0, 1):]
    return text


def random_fenced(rng):
    word = rng.choice(["json"] * 24 + ["", "", "python", "c++", "json ", "é", "٣", "²", "json5", "Ⅷ", "js-on", "json\r"])
    inner = random_json(rng, 0.1)
    strip = lambda: rng.choice(["", "", "\n", " ", "\u3000", "\x85", "\x1f", "\u200b"])
    text = rng.choice(["", "", "Here:\n", "`", "``` a\n", "日本"]) + "```" + word + rng.choice(["\n"] * 24 + ["", " "])
    return text + strip() + inner + strip() + rng.choice(["```"] * 20 + ["\n```", "```\n```json\n[[1,2]]\n```", "``", ""])


def canonical(value):
    if value is None:
        return "n"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, int):
        return f"i{value}"
    if isinstance(value, float):
        return "nan" if math.isnan(value) else "d" + struct.pack(">d", value).hex()
    if isinstance(value, str):
        return "s" + value.encode("utf-8", "surrogatepass").hex()
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return "{" + ",".join(canonical(k) + ":" + canonical(v) for k, v in value.items()) + "}"


def loaded(text):
    try:
        return {"value": canonical(json.loads(text))}
    except Exception as error:
        return {"raises": f"{type(error).__name__}: {error}"}


def ranges(accepts):
    found = []
    for code in range(0x110000):
        if not accepts(chr(code)):
            continue
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return found


rng = random.Random(20240607)
texts = [random_text(rng) for _ in range(600)]
write("parse_text_random.json", [
    {"id": f"random_{i}", "input": t, "out": outcome(scope["text2pts_normalize"], t), "spans": tuple_spans(t)}
    for i, t in enumerate(texts)])
fenced = [random_fenced(rng) for _ in range(600)]
fenced += ["```\n[[1,2," + "7" * 4301 + "]]```", "```\n" + "[" * 992 + "]" * 992 + "```", "```\n" + "[" * 993 + "]" * 993 + "```",
           "```\n" + '{"a":' * 992 + "}" * 992 + "```", "```\n[[1,2," + "9" * 309 + "],[3,4,5]]```",
           "```\n[[1," + "9" * 309 + "],[3,4,5]]```", "```\n[[1,2,18446744073709551615],[3,4,-1]]```",
           "```\n[[1,2,18446744073709551616],[3,4,-1]]```", "```\n[[1,2,-9223372036854775809],[3,4,-1]]```"]
write("parse_json_random.json", [
    {"id": f"random_{i}", "input": t, "out": outcome(scope["json2pts_normalize"], t)}
    for i, t in enumerate(fenced)])
documents = [random_json(rng, 0.4) for _ in range(900)]
documents += ["", " ", "\ufeff[1]", "[1] x", '"a', '"\\', '"\\u12', '"\\u00e9', '"\\u00e9"', '"\\ud83d\\ude0', '"\\ud83d\\ude00"',
              '"\\ud83d\\u0041"', '"\\ude00\\ud83d"', '"a\tb"', '"a\x7fb"', "{", '{"a"', '{"a":', '{"a":1', '{"a":1,', '{"a":1,}',
              '{"a":1,"b":2,"a":3}', "{a:1}", "[", "[1", "[1,", "[1,]", "[,]", "-", "-1", "-0", "1.5", "1.", "nul", "tru", "fals",
              "Na", "Infinit", "-Infinit", "1" * 4301, "-" + "1" * 4301, "1" * 4300, "2.5e308", '["é\n", x]', '{"日本": [1,\n  2 3]}',
              "nullx", "[true false]", '"\\x"', '"\\u+123"', '"\\u 123"', "[1e5,1E-5,1e+5,1.e5]", "123456789012345678901234567890"]
write("python_json_random.json", [{"input": t, "out": loaded(t)} for t in documents])
write("python_unicode.json", [
    {"class": "digit", "ranges": ranges(lambda c: re.match(r"\d", c))},
    {"class": "space", "ranges": ranges(lambda c: re.match(r"\s", c))},
    {"class": "word", "ranges": ranges(lambda c: re.match(r"\w", c))}])
