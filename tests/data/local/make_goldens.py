#!/usr/bin/env python3
"""What transformers answers on small random checkpoints of the Qwen3-VL architecture, for tests/local.

    python3 make_goldens.py            (pip install torch torchvision transformers tokenizers)

Writes tokenizer.json, tokens.json and network.json beside itself. The checkpoints themselves are not kept: every weight
is a hash of its name and place (see `weight`), which the tests compute again. Never needed at run time or in CI."""
import json, os, random, sys, unicodedata
import numpy as np
import torch
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen3VLConfig, Qwen3VLForConditionalGeneration
from transformers.models.qwen2_vl.image_processing_qwen2_vl import Qwen2VLImageProcessor

HERE = os.path.dirname(os.path.abspath(__file__))
PATTERN = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", "<|vision_pad|>",
           "<|image_pad|>", "<|video_pad|>"]
CORPUS = """pick up the red cube and put it on the blue plate. Point the 3D object-centric visual trace for the task
"move the green mug to the left shelf". Your answer should be formatted as a list of tuples, i.e., [(x1, y1, d1), (x2, y2,
d2), ...], where each tuple contains the x and y coordinates of the point, and d is the depth of the point. 把红色的方块放到蓝色的
盘子上。 Größe, naïve café, déjà vu; привет мир; こんにちは世界; 안녕하세요; don't can't we've I'll she's they're it'd I'm
0.123 456 7890 (179, 789, 0.941), [402, 17, 1.5] {"point_2d": [1, 2]} ```json\n[[1, 2, 0.5]]\n``` <think> Step1: [Scale] </think>
the the the there these those that this with within without into onto over under behind front right left top bottom"""


def make_tokenizer():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(PATTERN), "isolated", False),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator([CORPUS] * 4, trainers.BpeTrainer(
        vocab_size=560, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    tokenizer.add_special_tokens([AddedToken(t, normalized=False, special=True) for t in SPECIAL])
    tokenizer.add_tokens([AddedToken(t, normalized=False, special=False) for t in ("<think>", "</think>", "<tool>")])
    tokenizer.save(f"{HERE}/tokenizer.json", pretty=False)
    return tokenizer


def random_text(rng):
    """Words, scripts, blanks, signs, added tokens, and code points from anywhere."""
    pools = ["abcdefghijklmnopqrstuvwxyz", "ABCSTſK", "0123456789", " \t\n\r\u00a0\u2003\u3000\u0085\u180e\u200b\u2028\x0b\x0c\x1c\x1f",
             ".,;:!?'\"()[]{}<>|-_/\\@#$%^&*+=~`", "éèêëàâäùûüôöîïçñßœæÅ", "абвгдежзийкЯЮЭ", "你好世界机器人把红色", "こんにちはカタカナ",
             "안녕하세요각가", "\u0301\u0308\u030a\u0327\u1100\u1161\u11a8", "😀👍🏽👩‍🚀🇨🇳", "\x00\x01\x7f\u0600\u202e\ufeff\ufffd", "مرحبا١٢٣", "हिन्दी१२"]
    parts = []
    for _ in range(rng.randint(1, 12)):
        kind = rng.random()
        if kind < 0.12:
            parts.append(rng.choice(SPECIAL + ["<think>", "</think>", "<tool>", "<|im_", "|>", "'s", "'T", "'ſ", "'LL", "'re"]))
        elif kind < 0.2:
            parts.append(chr(rng.choice([rng.randint(0, 0xd7ff), rng.randint(0xe000, 0xffff), rng.randint(0x10000, 0x1ffff)])))
        elif kind < 0.35:
            words = CORPUS.split()
            parts.append(rng.choice(["", " "]) + rng.choice(words))
        else:
            pool = rng.choice(pools)
            parts.append("".join(rng.choice(pool) for _ in range(rng.randint(1, 9))))
    return "".join(parts)


def composed_alike(tokenizer, text):
    """The reference's composition is of an old Unicode and leaves some new marks where they are; ours is today's."""
    return tokenizer.normalizer.normalize_str(text) == unicodedata.normalize("NFC", text)


def make_tokens(tokenizer):
    rng = random.Random(7)
    texts = ["", " ", "a", "Hello world", " Hello world", "don't can't I'll we've", "  leading and   multiple spaces ",
             "123 4567 0.5e-3 -42", "()[]{}<>", "snake_case camelCase", "<|im_start|>system<|im_end|>", CORPUS,
             "a" * 300, "the" * 200, " " * 50, "\n" * 20, "e\u0301", "\u1100\u1161\u11a8", "\u212b\u2126"]
    texts += [random_text(rng) for _ in range(400)]
    cases = [{"text": t, "ids": tokenizer.encode(t, add_special_tokens=False).ids} for t in texts if composed_alike(tokenizer, t)]
    for case in cases:
        case["decoded"] = tokenizer.decode(case["ids"], skip_special_tokens=True)
        case["composed"] = unicodedata.normalize("NFC", case["text"])
    with open(f"{HERE}/tokens.json", "w", encoding="utf-8") as out:
        out.write("[\n" + ",\n".join(json.dumps(c, ensure_ascii=True) for c in cases) + "\n]\n")


def soak_text(count, path):
    """Many more for a run by hand: text and ids, one JSON a line."""
    tokenizer = Tokenizer.from_file(f"{HERE}/tokenizer.json")
    rng = random.Random(int(os.environ.get("SEED", "11")))
    with open(path, "w", encoding="utf-8") as out:
        for _ in range(count):
            text = random_text(rng)
            while not composed_alike(tokenizer, text):
                text = random_text(rng)
            ids = tokenizer.encode(text, add_special_tokens=False).ids
            out.write(json.dumps({"text": text, "ids": ids}) + "\n")


def weight(name, shape):
    """The number at a place of a tensor: a hash of the tensor's name and the place, uniform; matrices keep the size of
    what goes through them, norms are near 1."""
    seed = 0xcbf29ce484222325
    for byte in name.encode():
        seed = (seed ^ byte) * 0x100000001b3 % 2**64
    with np.errstate(over="ignore"):
        x = np.arange(int(np.prod(shape)), dtype=np.uint64) * np.uint64(0x9e3779b97f4a7c15) + np.uint64(seed)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xbf58476d1ce4e5b9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94d049bb133111eb)
        x = x ^ (x >> np.uint64(31))
    u = (x >> np.uint64(40)).astype(np.float32) * np.float32(2.0**-23) - np.float32(1)
    if "norm" in name and name.endswith("weight"):
        values = np.float32(1) + np.float32(0.2) * u
    elif len(shape) == 1:
        values = np.float32(0.05) * u
    elif "embed_tokens" in name or "pos_embed" in name:
        values = np.float32(0.5) * u
    else:
        values = u * np.float32(np.sqrt(3.0 / (np.prod(shape) / shape[0])))
    return torch.from_numpy(values.reshape(shape))


def picture(width, height, seed):
    """Waves, edges and noise in whole numbers; red first."""
    v, u, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(3), indexing="ij")
    wave = (u * (3 + seed % 5) + v * (5 + c) + (u * v) // (7 + seed % 3)) & 255
    edge = np.where(((u // 17 + v // 11 + c) & 1) == 1, 90, 0)
    noise = (u * 7919 + v * 104729 + c * 1299709 + seed * 15485863) % 61
    return ((wave // 2 + edge + noise) % 256).astype(np.uint8)


def config(new_dialect, vision, text, tied, **more):
    vision = dict({"model_type": "qwen3_vl", "patch_size": 16, "temporal_patch_size": 2, "spatial_merge_size": 2, "in_channels": 3,
                   "hidden_act": "gelu_pytorch_tanh"}, **vision)
    text = dict({"model_type": "qwen3_vl_text", "vocab_size": 576, "hidden_act": "silu", "rms_norm_eps": 1e-6,
                 "max_position_embeddings": 4096, "attention_bias": False}, **text)
    theta, section = text.pop("rope_theta"), text.pop("mrope_section")
    if new_dialect:
        text["rope_parameters"] = {"rope_type": "default", "rope_theta": theta, "mrope_section": section, "mrope_interleaved": True}
        text["dtype"] = "float32"
    else:
        text["rope_theta"] = theta
        text["rope_scaling"] = {"rope_type": "default", "mrope_section": section, "mrope_interleaved": True}
    ids = {t: TOKENS[t] for t in SPECIAL}
    return dict({"architectures": ["Qwen3VLForConditionalGeneration"], "model_type": "qwen3_vl", "tie_word_embeddings": tied,
                 "vision_config": vision, "text_config": text, "image_token_id": ids["<|image_pad|>"], "video_token_id": ids["<|video_pad|>"],
                 "vision_start_token_id": ids["<|vision_start|>"], "vision_end_token_id": ids["<|vision_end|>"]}, **more)


def cases():
    small = {"shortest_edge": 4096, "longest_edge": 65536}
    yield "tied, old dialect, like 2B", config(False,
        dict(depth=6, hidden_size=64, intermediate_size=160, num_heads=4, out_hidden_size=96, num_position_embeddings=2304, deepstack_visual_indexes=[1, 2, 4]),
        dict(hidden_size=96, intermediate_size=256, num_hidden_layers=4, num_attention_heads=6, num_key_value_heads=3, head_dim=16, rope_theta=5000000.0, mrope_section=[4, 2, 2]),
        True, torch_dtype="bfloat16"), "BF16", 1, small
    yield "untied, new dialect, heads wider than hidden", config(True,
        dict(depth=4, hidden_size=72, intermediate_size=144, num_heads=3, out_hidden_size=80, num_position_embeddings=256, deepstack_visual_indexes=[0, 1, 3]),
        dict(hidden_size=80, intermediate_size=192, num_hidden_layers=5, num_attention_heads=8, num_key_value_heads=2, head_dim=32, rope_theta=1000000.0, mrope_section=[6, 5, 5]),
        False, dtype="float32"), "F32", 3, small
    yield "one key head for all", config(True,
        dict(depth=3, hidden_size=48, intermediate_size=100, num_heads=2, out_hidden_size=64, num_position_embeddings=1024, deepstack_visual_indexes=[0, 2]),
        dict(hidden_size=64, intermediate_size=96, num_hidden_layers=3, num_attention_heads=4, num_key_value_heads=1, head_dim=24, rope_theta=10000.0, mrope_section=[4, 4, 4]),
        True), "F16", 1, small
    yield "as many key heads as queries, deep features in disorder", config(False,
        dict(depth=5, hidden_size=64, intermediate_size=128, num_heads=8, out_hidden_size=48, num_position_embeddings=576, deepstack_visual_indexes=[3, 1, 4]),
        dict(hidden_size=48, intermediate_size=128, num_hidden_layers=3, num_attention_heads=4, num_key_value_heads=4, head_dim=12, rope_theta=5000000.0, mrope_section=[2, 2, 2]),
        False), "F32", 2, small
    yield "few sections, fixed area", config(True,
        dict(depth=6, hidden_size=128, intermediate_size=256, num_heads=4, out_hidden_size=128, num_position_embeddings=256, deepstack_visual_indexes=[1, 3, 4]),
        dict(hidden_size=128, intermediate_size=256, num_hidden_layers=5, num_attention_heads=6, num_key_value_heads=2, head_dim=32, rope_theta=10000.0, mrope_section=[8, 4, 4]),
        True), "BF16", 2, {"shortest_edge": 16384, "longest_edge": 16384}
    yield "no deep features, no head size given", config(False,
        dict(depth=2, hidden_size=32, intermediate_size=64, num_heads=2, out_hidden_size=64, num_position_embeddings=2304, deepstack_visual_indexes=[]),
        dict(hidden_size=64, intermediate_size=128, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2, rope_theta=500000.0, mrope_section=[4, 2, 2], rms_norm_eps=1e-5),
        True), "F32", 1, small


QUESTIONS = [(64, 64, "Where?"), (128, 96, "pick up the red cube and put it on the blue plate"), (100, 75, "把红色的方块放到盘子上。 (x, y, d)"),
             (37, 200, "the mug's handle,\n  twice: <think> 0.5"), (640, 480, "Point the 3D object-centric visual trace."), (0, 0, "\n no picture")]


def main():
    torch.set_num_threads(1)
    tokenizer = make_tokenizer()
    global TOKENS
    TOKENS = tokenizer.get_vocab()
    make_tokens(tokenizer)
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer)
    results = []
    for name, description, stored, shards, size in cases():
        model = Qwen3VLForConditionalGeneration(Qwen3VLConfig.from_dict(json.loads(json.dumps(description)))).float().eval()
        dtype = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}[stored]
        with torch.no_grad():
            for key, tensor in model.state_dict().items():
                if key == "lm_head.weight" and description["tie_word_embeddings"]:
                    continue
                tensor.copy_(weight(key, tuple(tensor.shape)).to(dtype).float())
        model.tie_weights()
        processor = Qwen2VLImageProcessor(size=size, patch_size=16, temporal_patch_size=2, merge_size=2,
                                          image_mean=[0.5] * 3, image_std=[0.5] * 3)
        answers = []
        for number, (width, height, text) in enumerate(QUESTIONS):
            inputs, pads = {}, 0
            if width:
                image = torch.from_numpy(picture(width, height, number)).permute(2, 0, 1)
                seen = processor(images=[image], return_tensors="pt")
                inputs = {"pixel_values": seen["pixel_values"], "image_grid_thw": seen["image_grid_thw"]}
                pads = int(seen["image_grid_thw"].prod()) // 4
            vision = "<|vision_start|>" + "<|image_pad|>" * pads + "<|vision_end|>" if width else ""
            prompt = "<|im_start|>user\n" + vision + text + "<|im_end|>\n<|im_start|>assistant\n"
            ids = torch.tensor([fast.encode(prompt, add_special_tokens=False)])
            inputs["mm_token_type_ids"] = (ids == description["image_token_id"]).int()
            with torch.no_grad():
                out = model.generate(input_ids=ids, attention_mask=torch.ones_like(ids), **inputs, do_sample=False, max_new_tokens=64,
                                     eos_token_id=[TOKENS["<|im_end|>"], TOKENS["<|endoftext|>"]], pad_token_id=TOKENS["<|endoftext|>"],
                                     return_dict_in_generate=True, output_logits=True)
            new = out.sequences[0, ids.shape[1]:].tolist()
            logits = out.logits[0][0]
            top2 = torch.stack([l[0].topk(2).values for l in out.logits])
            gap = float((top2[:, 0] - top2[:, 1]).min())
            answers.append({"width": width, "height": height, "seed": number, "text": text, "prompt_ids": ids[0].tolist(),
                            "logits": [float(f"{x:.7g}") for x in logits.tolist()], "ids": new, "smallest_lead": gap})
            print(f"{name}: {width}x{height} lead {gap:.4f} spread {logits.std():.3f} different {len(set(new))}", file=sys.stderr)
        results.append({"name": name, "config": description, "stored": stored, "shards": shards, "size": size, "answers": answers})
    with open(f"{HERE}/network.json", "w", encoding="utf-8") as out:
        json.dump(results, out, ensure_ascii=True, separators=(",", ":"))
        out.write("\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--soak"]:
        soak_text(int(sys.argv[2]), sys.argv[3])
    else:
        main()
