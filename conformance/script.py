"""How the scripts that run MindSpore end; no program of its own."""
import os
import sys


def end(main, arguments, usage):
    """Calls main(*arguments), says what went wrong, and leaves: 0 good, 1 an exception. Without arguments it prints the usage: 2."""
    if arguments is None:
        sys.exit(print(usage, file=sys.stderr) or 2)
    try:
        main(*arguments)
        code = 0
    except Exception as e:                # any refusal of the library is the answer that was asked for
        print('%s: %s' % (type(e).__name__, e), file=sys.stderr, flush=True)
        code = 1
    sys.stderr.flush()
    os._exit(code)                        # MindSpore's exit handlers are slow and may hang after an error
