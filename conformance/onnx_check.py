# Holds an ONNX file to ONNX's own checker, with shape inference. usage: onnx_check.py FILE    exit 0: valid; the reason stands on stderr otherwise
import sys

import onnx

onnx.checker.check_model(sys.argv[1], full_check=True)
print("valid", onnx.__version__)
