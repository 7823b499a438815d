#!/usr/bin/env python3
"""Measures a model run by TraceStudio beside the same run by transformers: the same checkpoint, picture, numbers, threads
and device, in one run. On a graphics processor also the floor: the weights' bytes at the measured speed of copying.

    build/tests/make_checkpoint 2B /tmp/2B
    tests/benchmarks/decode.py --checkpoint /tmp/2B [--program build/tracestudio] [--device cpu|cuda] [--dtype bf16,f32]
                               [--threads 2] [--tokens 16]

Needs torch, transformers and pillow from the package index. Prints a table; asserts nothing."""
import argparse, glob, json, os, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PICTURE = f"{ROOT}/resources/samples/raw_data/3/image.png"


def weight_bytes(checkpoint):
    return sum(os.path.getsize(file) for file in glob.glob(f"{checkpoint}/*.safetensors"))


def ours(arguments, dtype):
    command = [arguments.program, "ask", "--checkpoint", arguments.checkpoint, "--image", PICTURE, "--json", "--dtype", dtype,
               "--device", arguments.device, "--threads", str(arguments.threads), "--max-new-tokens", str(arguments.tokens),
               "put it there"]
    report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    times = report["times"]
    return {"load": times["load"], "read": times["vision"] + times["prefill"],
            "token": times["decode"] / (len(report["token_ids"]) - 1), "memory": report["peak_memory_bytes"],
            "prompt": len(report["prompt_token_ids"])}


def theirs(checkpoint, device, dtype, threads, tokens):
    """In a process of its own, so that its peak of memory is its own."""
    import torch
    from PIL import Image
    from transformers import Qwen3VLForConditionalGeneration
    from transformers.models.qwen2_vl.image_processing_qwen2_vl import Qwen2VLImageProcessor
    torch.set_num_threads(threads)
    kind = {"bf16": torch.bfloat16, "f32": torch.float32}[dtype]
    sync = torch.cuda.synchronize if device.startswith("cuda") else lambda: None
    begin = time.time()
    model = Qwen3VLForConditionalGeneration.from_pretrained(checkpoint, dtype=kind).to(device).eval()
    sync()
    result = {"load": time.time() - begin}
    processor = Qwen2VLImageProcessor(size={"shortest_edge": 65536, "longest_edge": 16777216}, patch_size=16,
                                      temporal_patch_size=2, merge_size=2, image_mean=[.5] * 3, image_std=[.5] * 3)
    picture = processor(images=[Image.open(PICTURE).convert("RGB")], return_tensors="pt")
    places = int(picture["image_grid_thw"].prod()) // 4
    ids = torch.tensor([[151644, 872, 198, 151652] + [151655] * places + [151653] + list(range(10, 22))])
    inputs = dict(input_ids=ids, attention_mask=torch.ones_like(ids), pixel_values=picture["pixel_values"].to(kind),
                  image_grid_thw=picture["image_grid_thw"], mm_token_type_ids=(ids == 151655).int())
    inputs = {name: value.to(device) for name, value in inputs.items()}

    def generate(count):
        begin = time.time()
        model.generate(**inputs, do_sample=False, max_new_tokens=count, min_new_tokens=count)
        sync()
        return time.time() - begin

    with torch.no_grad():
        generate(1)  # warms up
        one, all = generate(1), generate(tokens)
    result |= {"read": one, "token": (all - one) / (tokens - 1), "prompt": ids.shape[1]}
    with open("/proc/self/status") as status:
        result["memory"] = next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))
    if device.startswith("cuda"):
        numbers = torch.empty(1 << 30, dtype=torch.uint8, device=device)
        other = torch.empty_like(numbers)
        other.copy_(numbers); sync()
        begin = time.time()
        for _ in range(20):
            other.copy_(numbers)
        sync()
        result["bandwidth"] = 2 * 20 * numbers.numel() / (time.time() - begin)  # read and written
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--program", default=f"{ROOT}/build/tracestudio")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--dtype", default="bf16,f32")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--tokens", type=int, default=16)
    parser.add_argument("--peer", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.peer:
        print(json.dumps(theirs(arguments.checkpoint, arguments.device, arguments.peer, arguments.threads, arguments.tokens)))
        return
    print(f"{'':24} {'tokens read':>11} {'load s':>8} {'read s':>8} {'s a token':>10} {'peak GB':>8}")
    for dtype in arguments.dtype.split(","):
        peer = subprocess.run([sys.executable, __file__, "--peer", dtype, "--checkpoint", arguments.checkpoint, "--device",
                               arguments.device, "--threads", str(arguments.threads), "--tokens", str(arguments.tokens)],
                              check=True, capture_output=True, text=True).stdout
        peer = json.loads(peer.splitlines()[-1])
        for name, row in (("TraceStudio", ours(arguments, dtype)), ("transformers", peer)):
            print(f"{name + ', ' + dtype:24} {row['prompt']:11} {row['load']:8.2f} {row['read']:8.2f} {row['token']:10.4f} "
                  f"{row['memory'] / 1e9:8.2f}", flush=True)
        if "bandwidth" in peer:
            stored = weight_bytes(arguments.checkpoint) * (2 if dtype == "f32" else 1)
            print(f"{'floor, ' + dtype:24} {'':11} {'':8} {'':8} {stored / peer['bandwidth']:10.4f}   "
                  f"(copying: {peer['bandwidth'] / 1e9:.0f} GB/s)")


main()
