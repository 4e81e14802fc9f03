#!/bin/sh
# Runs a mindpress device kit with MindSpore Lite's own programs and writes result.json. README.txt says how; this is plain POSIX sh for PCs and devices.
# usage: device-kit.sh convert | run | all
set -eu
cd "$(dirname "$0")"
. ./kit.env
CONVERTER_LITE=${CONVERTER_LITE:-converter_lite}
BENCHMARK=${BENCHMARK:-benchmark}
THREADS=${THREADS:-1}
RUNS=${RUNS:-100}
WARM_UP=${WARM_UP:-3}
LITE_VERSION=${LITE_VERSION:-unknown}

die() { echo "device-kit: $*" >&2; exit 1; }
plain() { printf %s "$1" | tr -cd 'A-Za-z0-9 ._+@()/,:-' | cut -c1-120; }
digest() { sha256sum "$1" | cut -c1-64; }

whole() {
  sha256sum -c SHA256SUMS >work/sums.log 2>&1 || die "the kit is not as it was packed; see work/sums.log. Remedy: unpack it again"
}

# $1 name of the converted model, the rest options of the converter
convert_one() {
  name=$1; shift
  rm -f "$name.ms"
  echo "convert: $name"
  # CONVERTER_LITE and BENCHMARK may hold several words, such as an emulator or an option
  # shellcheck disable=SC2086
  $CONVERTER_LITE "--outputFile=$name" "$@" >"work/convert.log" 2>&1 || die "converter_lite refused; see work/convert.log"
  [ -s "$name.ms" ] || die "converter_lite wrote no $name.ms; see work/convert.log"
}

convert() {
  convert_one int8 --fmk=MINDIR --modelFile=deployment.mindir
  convert_one float --fmk=ONNX --modelFile=float.onnx "--inputShape=$FLOAT_SHAPE"
  [ "$CALIBRATION" -eq 0 ] ||
    convert_one lite-ptq/lite-ptq --fmk=ONNX --modelFile=float.onnx "--inputShape=$FLOAT_SHAPE" --configFile=lite-ptq/full_quant.cfg
}

# $1 model, $2 loops before, $3 image: one inference in a process of its own
infer() {
  # shellcheck disable=SC2086
  $BENCHMARK "--modelFile=$1" "--inDataFile=inputs/$3.bin" --loopCount=1 "--warmUpLoopCount=$2" "--numThreads=$THREADS"
}

# $1 name, $2 model file: every image once, its output as hexadecimal digits of little-endian float32
outputs() {
  dump=$(pwd)/work/dump
  printf '{ "common_dump_settings": { "dump_mode": 0, "path": "%s", "net_name": "net", "input_output": 2, "kernels": [] } }\n' "$dump" >work/dump.json
  : >"work/$1.outputs"
  for file in inputs/*.bin; do
    image=$(basename "$file" .bin)
    rm -rf "$dump"; mkdir -p "$dump"
    (MINDSPORE_DUMP_CONFIG=$(pwd)/work/dump.json; export MINDSPORE_DUMP_CONFIG; infer "$2" 0 "$image") >work/run.log 2>&1 ||
      die "benchmark ended with an error on image $image of $1; see work/run.log"
    # the output of the graph is the last float32 tensor of its shape that is written
    # shellcheck disable=SC2012
    output=$(ls -t "$dump"/net/*_output_0_shape_1_"$CLASSES"_Float32_* 2>/dev/null | head -n 1)
    [ -n "$output" ] || die "benchmark dumped no float32 output of shape 1 x $CLASSES on image $image of $1; see work/run.log and work/dump"
    od -An -v -tx1 "$output" | tr -d ' \n' >>"work/$1.outputs"
    echo >>"work/$1.outputs"
    [ "$1" != int8 ] || ! cmp -s "$output" "expected/$image.bin" || equal=$((equal + 1))
  done
}

# $1 name, $2 model file: one time, milliseconds
time_one() {
  infer "$2" "$WARM_UP" 00000 >work/run.log 2>&1 || die "benchmark ended with an error on $1; see work/run.log"
  millis=$(sed -n 's/.*AvgRunTime = \([0-9][0-9.]*\) ms.*/\1/p' work/run.log | head -n 1)
  [ -n "$millis" ] || die "benchmark printed no AvgRunTime; see work/run.log"
  echo "$millis" >>"work/$1.times"
}

emulated() {
  case "${EMULATED:-} $BENCHMARK $(cat /sys/class/dmi/id/sys_vendor 2>/dev/null || true) $(getprop ro.hardware 2>/dev/null || true)" in
    0*) echo false ;;
    1* | *qemu* | *QEMU* | *ranchu* | *goldfish*) echo true ;;
    *) echo false ;;
  esac
}

processor() {
  name=$(getprop ro.soc.model 2>/dev/null || true)
  [ -n "$name" ] || name=$(sed -n -e 's/^model name[[:space:]]*: *//p' -e 's/^Hardware[[:space:]]*: *//p' -e 's/^Model[[:space:]]*: *//p' /proc/cpuinfo 2>/dev/null | head -n 1)
  plain "${name:-unknown}"
}

# $1 file of lines, $2 quote or nothing: the lines as the inside of a JSON array
listed() {
  [ ! -f "$1" ] || sed "s/.*/$2&$2/; \$!s/\$/,/" "$1" | tr '\n' ' '
}

# $1 name, $2 model file
model() {
  printf '    { "model": "%s", "sha256": "%s",\n      "outputs": [ ' "$1" "$(digest "$2")"
  listed "work/$1.outputs" '"'
  printf '],\n      "millis": [ '
  listed "work/$1.times" ''
  printf '] }'
}

run() {
  [ -n "${DEVICE:-}" ] || die "name the device, such as DEVICE='Raspberry Pi 5', so that the certificate can name it"
  [ -s int8.ms ] && [ -s float.ms ] || die "int8.ms or float.ms is missing. Remedy: device-kit.sh convert, where converter_lite runs"
  [ "$CALIBRATION" -eq 0 ] || [ -s lite-ptq/lite-ptq.ms ] || die "lite-ptq/lite-ptq.ms is missing. Remedy: device-kit.sh convert"
  rm -f work/*.outputs work/*.times result.json
  equal=0
  echo "run: $IMAGES images in int8 and float"
  outputs int8 int8.ms
  outputs float float.ms
  [ "$CALIBRATION" -eq 0 ] || outputs lite-ptq lite-ptq/lite-ptq.ms
  echo "run: $RUNS times each, int8 and float in turns"
  done=0
  while [ "$done" -lt "$RUNS" ]; do
    time_one int8 int8.ms
    time_one float float.ms
    [ "$CALIBRATION" -eq 0 ] || time_one lite-ptq lite-ptq/lite-ptq.ms
    done=$((done + 1))
  done
  {
    printf '{ "version": 1,\n  "run": "%s",\n  "images": %s,\n  "calibrationImages": %s,\n' "$RUN" "$IMAGES" "$CALIBRATION"
    printf '  "manifestSha256": "%s",\n  "deploymentSha256": "%s",\n' "$(digest manifest.json)" "$(digest deployment.mindir)"
    printf '  "device": "%s",\n  "machine": "%s",\n  "processor": "%s",\n' "$(plain "$DEVICE")" "$(plain "${MACHINE:-$(uname -m)}")" "$(processor)"
    printf '  "lite": "%s",\n  "emulated": %s,\n  "threads": %s,\n  "warmUpRuns": %s,\n' "$(plain "$LITE_VERSION")" "$(emulated)" "$THREADS" "$WARM_UP"
    printf '  "measuredAt": "%s",\n  "models": [\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
    model int8 int8.ms
    printf ',\n'
    model float float.ms
    if [ "$CALIBRATION" -ne 0 ]; then
      printf ',\n'
      model lite-ptq lite-ptq/lite-ptq.ms
    fi
    printf '\n  ] }\n'
  } >work/result.json
  mv work/result.json result.json
  echo "$equal of $IMAGES images give the expected bits; the verdict is: mindpress device-result $RUN result.json"
}

mkdir -p work
case ${1:-all} in
  convert) whole; convert ;;
  run) whole; run ;;
  all) whole; convert; run ;;
  *) die "usage: device-kit.sh convert | run | all" ;;
esac
