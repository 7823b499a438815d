#!/usr/bin/python3
"""Writes the tiny masks of every PNG kind and what Pillow and OpenCV read from them (masks.json).

Run once; needs python3-pil, python3-numpy and python3-opencv."""
import json
import os
import struct
import zlib

import cv2
import numpy as np
from PIL import Image

here = os.path.dirname(os.path.abspath(__file__))
ramp = np.array([[0, 1, 127, 128], [200, 254, 255, 3], [0, 255, 64, 0]], dtype=np.uint8)


def save(name, picture):
    picture.save(os.path.join(here, name + ".png"))


def save_raw(name, bits, colour, rows):
    """A PNG of a kind that Pillow does not write; `rows` are the packed bytes of each row."""
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    header = struct.pack(">IIBBBBB", 4, 3, bits, colour, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + row for row in rows))
    with open(os.path.join(here, name + ".png"), "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b""))


save("grey8", Image.fromarray(ramp))
save("bit1", Image.fromarray(ramp > 100))
save("grey16", Image.fromarray(np.array([[0, 255, 256, 65535], [257, 512, 32768, 1], [0, 65280, 3, 0]], dtype=np.uint16)))
palette = Image.fromarray(np.array([[0, 1, 2, 1], [2, 2, 0, 0], [1, 0, 2, 1]], dtype=np.uint8), mode="P")
palette.putpalette([0, 0, 0, 255, 255, 255, 0, 0, 0])
save("palette", palette)
wide = Image.fromarray(ramp, mode="P")
wide.putpalette([c for i in range(256) for c in (255 - i, i, 7)])
save("palette256", wide)
red = np.dstack([ramp, ramp[::-1], ramp[:, ::-1]])
save("rgb8", Image.fromarray(red))
save("rgba8", Image.fromarray(np.dstack([red, ramp[::-1, ::-1]])))
save("greyalpha8", Image.fromarray(np.dstack([ramp, ramp[::-1]]), mode="LA"))
save_raw("grey2", 2, 0, [bytes([0b00011011]), bytes([0b11100100]), bytes([0b00110011])])
save_raw("grey4", 4, 0, [bytes([0x01, 0x8f]), bytes([0xf0, 0x72]), bytes([0x3c, 0x0f])])
wide16 = (red.astype(np.uint16) << 8) + 5
save_raw("rgb16", 16, 2, [row.astype(">u2").tobytes() for row in wide16])
save_raw("rgba16", 16, 6, [row.astype(">u2").tobytes() for row in np.dstack([wide16, wide16[:, :, 0]])])
save_raw("greyalpha16", 16, 4, [row.astype(">u2").tobytes() for row in wide16[:, :, :2]])

expected = {}
for name in sorted(f[:-4] for f in os.listdir(here) if f.endswith(".png")):
    path = os.path.join(here, name + ".png")
    pillow = np.array(Image.open(path))
    if pillow.ndim == 3:
        pillow = pillow[:, :, 0]
    expected[name] = {"mode": Image.open(path).mode,
                      "pillow": pillow.astype(np.uint8).tolist(),
                      "opencv": cv2.imread(path, cv2.IMREAD_GRAYSCALE).tolist()}
with open(os.path.join(here, "masks.json"), "w") as file:
    file.write("{\n" + ",\n".join(f' "{k}": {json.dumps(v)}' for k, v in expected.items()) + "\n}\n")
