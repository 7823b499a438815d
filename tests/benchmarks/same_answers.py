#!/usr/bin/env python3
"""Asks the program and transformers the same about the first samples of a benchmark's folder, with the same checkpoint, and
compares the tokens of prompts and greedy answers one by one.

    tests/benchmarks/same_answers.py --benchmark resources/samples [--checkpoint resources/models/tabletop-demo]
                                     [--program build/tracestudio] [--samples 100]

For checkpoints that are sent the instruction alone. Needs torch, transformers and pillow from the package index. Prints
what differs and how many are the same; asserts nothing."""
import argparse, json, os, subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--benchmark", required=True)
    parser.add_argument("--checkpoint", default=f"{ROOT}/resources/models/tabletop-demo")
    parser.add_argument("--program", default=f"{ROOT}/build/tracestudio")
    parser.add_argument("--samples", type=int, default=100)
    arguments = parser.parse_args()

    import torch
    from PIL import Image
    from tokenizers import Tokenizer
    from transformers import Qwen3VLForConditionalGeneration
    from transformers.models.qwen2_vl.image_processing_qwen2_vl import Qwen2VLImageProcessor
    torch.set_num_threads(1)
    model = Qwen3VLForConditionalGeneration.from_pretrained(arguments.checkpoint, dtype=torch.float32).eval()
    pictures = Qwen2VLImageProcessor.from_pretrained(arguments.checkpoint)
    words = Tokenizer.from_file(f"{arguments.checkpoint}/tokenizer.json")
    pad = words.token_to_id("<|image_pad|>")
    with open(f"{arguments.benchmark}/trajectory_dataset.json") as file:
        rows = json.load(file)[:arguments.samples]
    same_prompts = same_answers = 0
    for row in rows:
        path = f"{arguments.benchmark}/raw_data/{row['image_path']}"
        command = [arguments.program, "ask", "--checkpoint", arguments.checkpoint, "--image", path, "--json", "--threads", "1",
                   row["prompt"]]
        ours = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        picture = pictures(images=[Image.open(path).convert("RGB")], return_tensors="pt")
        places = int(picture["image_grid_thw"].prod()) // 4
        ids = words.encode("<|im_start|>user\n<|vision_start|>" + "<|image_pad|>" * places + "<|vision_end|>" + row["prompt"] +
                           "<|im_end|>\n<|im_start|>assistant\n", add_special_tokens=False).ids
        same_prompts += ids == ours["prompt_token_ids"]
        ids = torch.tensor([ids])
        with torch.no_grad():
            made = model.generate(input_ids=ids, attention_mask=torch.ones_like(ids), mm_token_type_ids=(ids == pad).int(),
                                  do_sample=False, max_new_tokens=256, **picture)
        theirs = made[0, ids.shape[1]:].tolist()
        mine = ours["token_ids"]
        stops = set(model.generation_config.eos_token_id if isinstance(model.generation_config.eos_token_id, list)
                    else [model.generation_config.eos_token_id])
        strip = lambda tokens: tokens[:-1] if tokens and tokens[-1] in stops else tokens
        if strip(mine) == strip(theirs):
            same_answers += 1
        else:
            print(f"{row['prompt']!r}\n  ours   {ours['text']}\n  theirs {words.decode(theirs)}")
    print(f"of {len(rows)}: the same prompt {same_prompts}, the same answer {same_answers}")


if __name__ == "__main__":
    main()
