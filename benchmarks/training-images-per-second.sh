#!/usr/bin/env bash
# Prints the images a second of quantisation-aware training of ResNet-20. Argument: number of steps (40).
set -euo pipefail
cd "$(dirname "$0")/.."
source benchmarks/jvm.sh
grep -m1 'model name' /proc/cpuinfo | sed 's/.*: //'
exec "$java" "${flags[@]}" -cp "$path" org.mindpress.benchmarks.TrainingThroughput "$@"
