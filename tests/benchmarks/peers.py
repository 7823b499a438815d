#!/usr/bin/python3
"""Measures TraceStudio beside its peers, the same way and in one run: start to the first sample on screen, frames a
second while orbiting, next file, peak memory. Every program is only looked at from outside: real windows on an X server
(Xvfb, software rendering), real mouse and key events, the screen's own pixels.

    tests/benchmarks/peers.py [--tracestudio build/tracestudio] [--only NAME,NAME] [--repeat N]

Needs, from Debian: xvfb matchbox-window-manager python3-xlib python3-numpy python3-opencv f3d meshlab cloudcompare labelme.
Prints a table; asserts nothing. Numbers move with the machine: compare within one table only."""
import argparse, json, os, shutil, signal, subprocess, sys, tempfile, time
import numpy as np, cv2
from Xlib import X, XK, display as xdisplay
from Xlib.ext import xtest

WIDTH, HEIGHT = 1280, 800
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def make_inputs(folder):
    """The bundled 640x480 scene without holes, as 307,200 points, and enlarged to 1280x800: 1,024,000 points."""
    rows = json.load(open(f"{ROOT}/resources/samples/trajectory_dataset.json"))
    row = next(r for r in rows if len(r["gt_depth_intrinsics"]) == 4)
    raw = f"{ROOT}/resources/samples/raw_data/"
    colour0 = cv2.imread(raw + row["image_path"])
    depth0 = cv2.imread(raw + row["gt_depth_path"], cv2.IMREAD_UNCHANGED)
    mask0 = cv2.imread(raw + row["mask_path"], cv2.IMREAD_GRAYSCALE)
    holes = (depth0 == 0).astype(np.uint8)
    _, labels = cv2.distanceTransformWithLabels(holes, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    nearest = np.zeros(labels.max() + 1, np.uint16)
    nearest[labels[holes == 0]] = depth0[holes == 0]
    depth0 = nearest[labels]
    inputs = {}
    for name, (w, h) in {"307k": (640, 480), "1M": (1280, 800)}.items():
        bench = f"{folder}/{name}/bench"
        K0 = np.array(row["gt_depth_intrinsics"])[:3, :3]
        K = K0.copy(); K[0] *= w / depth0.shape[1]; K[1] *= h / depth0.shape[0]
        colour = cv2.resize(colour0, (w, h)); depth = cv2.resize(depth0, (w, h), interpolation=cv2.INTER_NEAREST)
        mask = cv2.resize(mask0, (w, h), interpolation=cv2.INTER_NEAREST)
        dataset = []
        for i in range(6):
            os.makedirs(f"{bench}/raw_data/{i}")
            # Each sample is its own picture, so that a switch is seen: shifted by some columns.
            c, d, m = (np.roll(a, 40 * i, axis=1) for a in (colour, depth, mask))
            cv2.imwrite(f"{bench}/raw_data/{i}/image.png", c); cv2.imwrite(f"{bench}/raw_data/{i}/gt_depth.png", d)
            cv2.imwrite(f"{bench}/raw_data/{i}/mask.png", m)
            v, u = np.mgrid[0:h, 0:w]; z = d / 1000.0
            points = np.stack([(u - K[0, 2]) * z / K[0, 0], (v - K[1, 2]) * z / K[1, 1], z], -1).reshape(-1, 3)
            record = np.empty(w * h, [("p", "<f4", 3), ("c", "u1", 3)])
            record["p"] = points; record["c"] = c[..., ::-1].reshape(-1, 3)
            os.makedirs(f"{folder}/{name}/ply", exist_ok=True)
            with open(f"{folder}/{name}/ply/{i}.ply", "wb") as f:
                f.write((f"ply\nformat binary_little_endian 1.0\nelement vertex {w*h}\nproperty float x\nproperty float y\nproperty float z\n"
                         "property uchar red\nproperty uchar green\nproperty uchar blue\nend_header\n").encode())
                record.tofile(f)
            os.makedirs(f"{folder}/{name}/images", exist_ok=True)
            cv2.imwrite(f"{folder}/{name}/images/{i}.png", c)
            r = dict(row); r.update(id=i, intrinsics=K.tolist(), gt_depth_intrinsics=K.tolist(),
                                    **{k: f"{i}/{f}" for k, f in (("image_path", "image.png"), ("depth_path", "gt_depth.png"),
                                                                  ("gt_depth_path", "gt_depth.png"), ("mask_path", "mask.png"))})
            dataset.append(r)
        json.dump(dataset, open(f"{bench}/trajectory_dataset.json", "w"))
        inputs[name] = f"{folder}/{name}"
    return inputs


class Screen:
    def __init__(self, number):
        self.server = subprocess.Popen(["Xvfb", f":{number}", "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp"],
                                       stderr=subprocess.DEVNULL)
        self.name = f":{number}"
        for _ in range(100):
            try:
                self.display = xdisplay.Display(self.name); break
            except Exception:
                time.sleep(0.05)
        self.root = self.display.screen().root
        # Every program gets the whole screen.
        self.manager = subprocess.Popen(["matchbox-window-manager", "-use_titlebar", "no"], stderr=subprocess.DEVNULL,
                                        env=dict(os.environ, DISPLAY=self.name))

    def grab(self, x=0, y=0, w=WIDTH, h=HEIGHT):
        data = self.root.get_image(x, y, w, h, X.ZPixmap, 0xFFFFFFFF).data
        return np.frombuffer(data, np.uint8).reshape(h, w, 4)[..., :3]

    def move(self, x, y):
        xtest.fake_input(self.display, X.MotionNotify, x=int(x), y=int(y)); self.display.sync()

    def button(self, down, number=1):
        xtest.fake_input(self.display, X.ButtonPress if down else X.ButtonRelease, number); self.display.sync()

    def key(self, chord):
        codes = [self.display.keysym_to_keycode(XK.string_to_keysym(name)) for name in chord.split("+")]
        for code in codes:
            xtest.fake_input(self.display, X.KeyPress, code)
        for code in reversed(codes):
            xtest.fake_input(self.display, X.KeyRelease, code)
        self.display.sync()

    def close(self):
        self.manager.terminate(); self.display.close(); self.server.terminate(); self.server.wait()


def peak_mb(process):
    """Sum of the peak resident sizes of the process and its children."""
    total, todo = 0, [process.pid]
    while todo:
        pid = todo.pop()
        try:
            total += next(int(l.split()[1]) for l in open(f"/proc/{pid}/status") if l.startswith("VmHWM"))
            todo += [int(c) for c in open(f"/proc/{pid}/task/{pid}/children").read().split()]
        except (OSError, StopIteration):
            pass
    return total / 1024


def settle(screen, region, began, quiet=3.0, limit=25.0, share=0.97):
    """Milliseconds from `began` until the region first looked (nearly) as it does in the end."""
    frames, last_change = [], time.monotonic()
    before = None
    while time.monotonic() - began < limit:
        now = time.monotonic()
        picture = screen.grab(*region)[::4, ::4].astype(np.int16)
        if before is None or np.abs(picture - before).max() > 8:
            frames.append((now, picture)); last_change = now; before = picture
        elif len(frames) > 1 and now - last_change > quiet:
            break
        time.sleep(0.002)
    final = frames[-1][1]
    for when, picture in frames:
        if (np.abs(picture - final).max(axis=2) <= 24).mean() >= share:
            return (when - began) * 1000
    return float("nan")


def orbit(screen, region, seconds=3.0):
    """Different pictures a second while the left button drags in circles inside the region."""
    x, y, w, h = region
    cx, cy, r = x + w / 2, y + h / 2, min(w, h) / 5
    strip = (x + w // 4, y + h // 2 - 24, w // 2, 48)
    screen.move(cx + r, cy); screen.button(True)
    seen, last, began, step = 0, None, time.monotonic(), 0
    while (now := time.monotonic()) - began < seconds:
        angle = (now - began) * 2.5
        screen.move(cx + r * np.cos(angle), cy + r * np.sin(angle) * 0.7)
        picture = screen.grab(*strip).tobytes()
        if picture != last:
            seen += 1; last = picture
        time.sleep(0.002)
    screen.button(False)
    return (seen - 1) / seconds


PEERS = {
    # name: (command, region of the stage when it has just started, key for the next file, keys that leave only the cloud,
    #        region to orbit in)
    "TraceStudio": (lambda a, d: [a.tracestudio, "--size", f"{WIDTH}x{HEIGHT}", d + "/bench"], (400, 160, 540, 560), "d",
                    ["Control_L+1", "Control_L+2", "Control_L+4"], (200, 140, 880, 560)),
    "F3D": (lambda a, d: ["f3d", "--scalars", "--comp=-2", "--resolution", f"{WIDTH},{HEIGHT}", f"{d}/ply"], (200, 90, 880, 620), "Right",
            [], (200, 140, 880, 560)),
    "MeshLab": (lambda a, d: ["meshlab", d + "/ply/0.ply"], (40, 140, 700, 560), None, [], (40, 140, 700, 560)),
    "CloudCompare": (lambda a, d: ["CloudCompare", d + "/ply/0.bin"], (460, 160, 560, 440), None, [], (460, 160, 560, 440)),
    "labelme": (lambda a, d: ["labelme", d + "/images", "--nodata"], (150, 120, 800, 560), "d", [], None),
}


def make_cloudcompare_file(screen, folder):
    """CloudCompare asks about every PLY file; its own format opens without a question."""
    subprocess.run(["CloudCompare", "-SILENT", "-AUTO_SAVE", "OFF", "-C_EXPORT_FMT", "BIN", "-NO_TIMESTAMP", "-O", f"{folder}/ply/0.ply",
                    "-SAVE_CLOUDS", "FILE", f"{folder}/ply/0.bin"], env=dict(os.environ, DISPLAY=screen.name), timeout=60,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def measure(screen, arguments, name, folder, does_orbit):
    command, region, next_key, alone, orbit_region = PEERS[name]
    home = tempfile.mkdtemp()
    environment = dict(os.environ, DISPLAY=screen.name, LIBGL_ALWAYS_SOFTWARE="1", HOME=home, XDG_CONFIG_HOME=home, XDG_RUNTIME_DIR=home,
                       QT_QPA_PLATFORM="xcb")
    environment.pop("WAYLAND_DISPLAY", None)
    began = time.monotonic()
    process = subprocess.Popen(command(arguments, folder), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               start_new_session=True)
    result = {"start": settle(screen, region, began)}
    if arguments.keep:
        cv2.imwrite(f"{arguments.keep}/{name}-{os.path.basename(folder)}.png", screen.grab())
    screen.move(region[0] + region[2] / 2, region[1] + region[3] / 2)
    if next_key:
        times = []
        for _ in range(3):
            time.sleep(0.6); pressed = time.monotonic(); screen.key(next_key); times.append(settle(screen, region, pressed, 0.8, 6))
        result["next"] = float(np.nanmedian(times))
    if does_orbit:
        for key in alone:
            screen.key(key); time.sleep(0.5)
        time.sleep(1)
        result["fps"] = orbit(screen, orbit_region)
    if arguments.keep:
        cv2.imwrite(f"{arguments.keep}/{name}-{os.path.basename(folder)}-orbit.png", screen.grab())
    result["peak"] = peak_mb(process)
    os.killpg(process.pid, signal.SIGKILL); process.wait(); shutil.rmtree(home, ignore_errors=True)
    time.sleep(0.3)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tracestudio", default=f"{ROOT}/build/tracestudio")
    parser.add_argument("--only", default=",".join(PEERS))
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--keep", help="folder for a picture of each program")
    arguments = parser.parse_args()
    folder = tempfile.mkdtemp()
    inputs = make_inputs(folder)
    screen = Screen(90 + os.getpid() % 100)
    rows = []
    try:
        for name in arguments.only.split(","):
            if name == "CloudCompare":
                for one in inputs.values():
                    make_cloudcompare_file(screen, one)
            runs = [measure(screen, arguments, name, inputs["307k"], name != "labelme") for _ in range(arguments.repeat)]
            middle = {k: float(np.nanmedian([r[k] for r in runs])) for k in runs[0]}
            if name != "labelme":
                middle["fps1M"] = measure(screen, arguments, name, inputs["1M"], True)["fps"]
            rows.append((name, middle))
            print(f"# {name}: {middle}", file=sys.stderr)
    finally:
        screen.close(); shutil.rmtree(folder, ignore_errors=True)
    cell = lambda m, k, d=0: f"{m[k]:.{d}f}" if k in m else "–"
    print(f"{'':14}{'start, ms':>11}{'orbit fps 307k':>16}{'1M':>8}{'next file, ms':>15}{'peak MB':>9}")
    for name, m in rows:
        print(f"{name:14}{cell(m,'start'):>11}{cell(m,'fps',1):>16}{cell(m,'fps1M',1):>8}{cell(m,'next'):>15}{cell(m,'peak'):>9}")


if __name__ == "__main__":
    main()
