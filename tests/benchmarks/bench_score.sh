#!/usr/bin/env bash
# What scoring 100 frames in 3D costs, whole processes from start to end: this program beside the published evaluator.
#
#   bench_score.sh TRACESTUDIO BENCHMARK ANSWERS_3D.jsonl [RUNS]
#
# Every answer gets picture files of its own, copied in turn from those of ANSWERS_3D.jsonl under BENCHMARK/raw_data, so
# nothing is scored twice. The published evaluator (Evaluation/summarize_acc.py of Zhoues/RoboTracer) is run where
# TRACESTUDIO_PUBLISHED_EVALUATOR names it; PYTHON has its modules (numpy, scipy, open3d, cv2, PIL, tqdm). The best of
# RUNS runs counts, since a machine also does other things; CPU seconds are of all threads.
set -euo pipefail

(($# >= 3)) || {
    sed -n "2,9s/^# \{0,1\}//p" "$0" >&2
    exit 2
}
program=$(realpath "$1")
benchmark=$(realpath "$2")
answers=$(realpath "$3")
runs=${4:-3}
python=${PYTHON:-/usr/bin/python3}
evaluator=${TRACESTUDIO_PUBLISHED_EVALUATOR:+$(realpath "$TRACESTUDIO_PUBLISHED_EVALUATOR")}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/outputs"
"$python" - "$benchmark" "$answers" "$folder" <<'PYTHON'
import itertools, json, os, shutil, sys

benchmark, answers, folder = sys.argv[1:]
rows = [json.loads(line) for line in open(answers, encoding="utf-8") if line.strip()]
with open(f"{folder}/outputs/RoboTracer_Frames_3D.jsonl", "w", encoding="utf-8") as out:
    for number, row in zip(range(100), itertools.cycle(rows)):
        row = dict(row, question_id=number)
        for key in ("image_path", "gt_depth_path", "mask_path"):
            source = f"{benchmark}/raw_data/{row[key]}"
            row[key] = f"{number}/{os.path.basename(source)}"
            target = f"{folder}/TraceSpatial-Bench/raw_data/{row[key]}"
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copyfile(source, target)
        out.write(json.dumps(row, ensure_ascii=False) + "\n")
PYTHON

# measure NAME COMMAND…: prints a line and leaves the best wall and CPU seconds in $wall and $cpu.
measure() {
    local name=$1 result
    shift
    wall= cpu=
    for ((run = 0; run < runs; ++run)); do
        result=$( { TIMEFORMAT='%R %U %S'; time "$@" >/dev/null 2>"$folder/errors" || cat "$folder/errors" >&2; } 2>&1 | tail -1)
        read -r real user system <<<"$result"
        wall=$(awk -v a="${wall:-inf}" -v b="$real" 'BEGIN { print b + 0 < a + 0 || a == "inf" ? b : a }')
        cpu=$(awk -v a="${cpu:-inf}" -v b="$user" -v c="$system" 'BEGIN { print b + c < a + 0 || a == "inf" ? b + c : a }')
    done
    printf '%-28s %10.2f %10.2f\n' "$name" "$wall" "$cpu"
}

cd "$folder"
printf '%-28s %10s %10s\n' "100 answers in 3D, seconds" wall CPU
score=("$program" evaluate --benchmark TraceSpatial-Bench --predictions outputs/RoboTracer_Frames_3D.jsonl)
measure "TraceStudio" "${score[@]}"
our_wall=$wall our_cpu=$cpu
measure "TraceStudio, one thread" "${score[@]}" --threads 1
if [[ -z $evaluator ]]; then
    echo "(TRACESTUDIO_PUBLISHED_EVALUATOR names no published evaluator to compare with)"
    exit
fi
export OPENBLAS_NUM_THREADS=1
runs=1
measure "published evaluator" "$python" "$evaluator" --model_name RoboTracer_Frames --task_name 3D
awk -v a="$wall" -v b="$our_wall" -v c="$cpu" -v d="$our_cpu" \
    'BEGIN { printf "%-28s %9.1f× %9.1f×\n", "faster by", a / b, c / d }'
