# Counts the right answers of a converted device kit on its test images, all images after one load: our int8 model, the float model, and the int8 model that
# MindSpore Lite makes of the float model by itself. The kit comes from `mindpress device-kit RUN --images N --lite-ptq` and `device-kit.sh convert`.
# usage: lite_ptq.py KIT LABELS.bin    LABELS.bin: the CIFAR-10 test batch that the run was judged on. Standard library only.
import array
import math
import pathlib
import subprocess
import sys
import tempfile

RECORD = 1 + 3 * 32 * 32
MODELS = {"int8": "int8.ms", "float": "float.ms", "lite-ptq": "lite-ptq/lite-ptq.ms"}


def wilson(right, images, z=1.959963984540054):
    share, spread = right / images, z * z / images
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / images + spread / (4 * images))
    return 100 * (middle - half), 100 * (middle + half)


def main(kit, labels):
    inputs = sorted((kit / "inputs").iterdir())
    classes = inputs and (kit / "expected" / inputs[0].name).stat().st_size // 4
    right = labels.read_bytes()[::RECORD][: len(inputs)]
    if not inputs or len(right) != len(inputs):
        sys.exit(f"{kit} has {len(inputs)} images, {labels} has labels for {len(right)} of them")
    install = pathlib.Path(__file__).parent / "install"
    tool = subprocess.run([install, "lite-x86"], check=True, capture_output=True, text=True).stdout.split()
    expected = b"".join((kit / "expected" / file.name).read_bytes() for file in inputs)
    with tempfile.TemporaryDirectory() as folder:
        images, outputs = pathlib.Path(folder, "images"), pathlib.Path(folder, "outputs")
        with images.open("wb") as stream:
            for file in inputs:
                stream.write(file.read_bytes())
        for name, file in MODELS.items():
            subprocess.run([*tool, "many", kit / file, images, outputs], check=True, stdout=subprocess.DEVNULL)
            values = array.array("f", outputs.read_bytes())
            rows = [values[at : at + classes] for at in range(0, len(values), classes)]
            count = sum(row.index(max(row)) == label for row, label in zip(rows, right, strict=True))
            low, high = wilson(count, len(inputs))
            line = f"{name}: {count} of {len(inputs)} right, 95 % interval {low:.2f} to {high:.2f} %"
            if name == "int8":
                wanted = array.array("f", expected)
                line += f"; {sum(a != b for a, b in zip(values, wanted, strict=True))} of {len(values)} outputs differ from the kit's"
            print(line, flush=True)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: lite_ptq.py KIT LABELS.bin")
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
