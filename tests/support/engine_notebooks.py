"""Notebooks named by what they do or break: the engine must leave in each what papermill's own
leaves.

A cell is its source, or (source, tags).
"""

from typing import Any

import nbformat

Cell = str | tuple[str, list[str]]

WELL: dict[str, list[Cell]] = {
    "results_and_prints": [
        "a = 1",
        "print('一'); print('two')\na",
        "a; a + 1",
        "a + 1;",
        "_ + 1",
        "In[4], Out[4], len(In), _i, __",
        "",
        "# only a comment",
        "'😀 \\ud800 ' + '\\u0000'.encode().hex()",
        "%history -n 1-2",
        "None",
        "get_ipython().__class__.__name__, __name__, get_ipython().execution_count",
    ],
    "streams_interleaved": [
        "import sys\nfor n in range(3):\n    print('out', n)\n    print('err', n, file=sys.stderr)",
        "print('before')\ndisplay('shown')\nprint('after')\n'result'",
        "print('no newline', end='')\nprint('carriage\\rreturn')",
        "import time\nprint('one', flush=True)\ntime.sleep(0.5)\nprint('two')",
        "import logging\nlogging.warning('logged')",
        "import warnings\nwarnings.warn('warned')",
        "sys.stdout.write('written')",
        "print('x' * 300_000)",
        "print('\\n'.join(map(str, range(20_000))))",
    ],
    "compiled_code_and_subprocesses_print": [
        "!echo shell; echo wrong >&2",
        # One write, and time to see it: papermill's own engine cuts in two what comes in pieces,
        # and on a busy machine shows what other processes print after the cell's result.
        "import os\nos.system('echo system; sleep 1')",
        "import subprocess, time\nsubprocess.run(['echo', 'sub'])\ntime.sleep(1)",
        "import ctypes, time\nctypes.CDLL(None).write(1, b'compiled\\n', 9)\ntime.sleep(1)",
        "out = !echo captured\nout",
        "%%bash\necho bash",
    ],
    "displays_and_updates": [
        "handle = display('first', display_id='here')",
        "handle.update('second')",
        "from IPython.display import HTML, Markdown, JSON, Image, Javascript, Latex, "
        "clear_output, display, update_display",
        "display(HTML('<b>b</b>'), Markdown('*m*'), Latex('$x$'))\nHTML('<i>i</i>')",
        "JSON({'a': [1, None]})",
        "update_display(HTML('third'), display_id='here')",
        "print('gone')\nclear_output()\nprint('kept')",
        "print('gone')\nclear_output(wait=True)\nprint('kept')",
        "display({'text/plain': 'p', 'text/html': '<p>'}, raw=True, metadata={'text/html': "
        "{'isolated': True}})",
        "class Rich:\n    def _repr_html_(self): return '<u>'\nRich().__class__",
        "class Bundle:\n    def _repr_mimebundle_(self, **k): return {'text/x': 'y'}\nBundle()",
        "class Broken:\n    def _repr_html_(self): raise ValueError('no')\nBroken().__class__",
        "display(display_id='new') is not None",
    ],
    "figures": [
        "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
        "plt.figure(figsize=(2, 1)); plt.plot([1]); print('text'); 'value'",
        "fig, ax = plt.subplots(figsize=(1, 1))\nfig",
        "import matplotlib\nmatplotlib.get_backend(), plt.rcParams['figure.dpi'], "
        "plt.get_fignums()",
        "%config InlineBackend.figure_formats = ['svg']",
        "plt.rcParams['svg.hashsalt'] = 'x'; plt.figure(figsize=(1, 1)); plt.close()",
        "%matplotlib inline\nplt.figure(figsize=(1, 1)); plt.show(); print('after')",
        "matplotlib.rcParams['axes.facecolor'], matplotlib.rcParams['font.family']",
    ],
    "tables": [
        "import pandas as pd\npd.DataFrame({'甲': [1, 2], 'b': ['x', None]})",
        "pd.DataFrame([[n for n in range(40)]] * 100)",
        "pd.get_option('display.max_columns'), pd.get_option('display.max_rows'), "
        "pd.get_option('display.width')",
        "import numpy as np\nnp.arange(3000).reshape(60, 50)",
        "pd.Series(range(3), name='s')",
    ],
    "awaited": [
        "import asyncio\nawait asyncio.sleep(0.01)\n'awaited'",
        "async def work():\n    await asyncio.sleep(0.05)\n    print('from a task')\ntask = "
        "asyncio.create_task(work())",
        "await task",
        "async with asyncio.timeout(1):\n    print('in time')",
        "asyncio.get_running_loop().is_running()",
        "[n async for n in (m async for m in __import__('types').coroutine(lambda: (yield))())] "
        "if False else 'none'",
    ],
    "magics": [
        "%%capture kept\nprint('captured')",
        "kept.stdout",
        "%env GOUJI_TEST=1",
        "import os\nos.environ['GOUJI_TEST'], os.environ['TERM'], os.environ['PAGER'], "
        "'JPY_PARENT_PID' in os.environ or True",
        "%pwd\n''",
        "%precision 2\n3.14159",
        "%%writefile made.py\nVALUE = 7",
        "import made\nmade.VALUE",
        "%run made.py\nVALUE",
        "%load_ext autoreload\n%autoreload 2",
        "%who_ls",
        "%alias say echo alias",
        "say hello",
        "%%javascript\nalert(1)",
        "import sys\nsys.argv[0].rsplit('/', 1)[-1], len(sys.argv), sys.path[0], len(sys.path) > 2",
        "import builtins, threading\nthreading.current_thread() is threading.main_thread(), "
        "__builtins__ is builtins",
        "?made.VALUE",
        "get_ipython().user_ns['_dh'] == [__import__('pathlib').Path.cwd()], "
        "__import__('signal').getsignal(2)",
    ],
    "processes_and_threads": [
        "import threading\nt = threading.Thread(target=lambda: print('thread'))",
        "t.start(); t.join()",
        "from concurrent.futures import ThreadPoolExecutor as Pool\nwith Pool(4) as pool:\n    "
        "print(sum(pool.map(abs, [1, 2])))",
        "def square(n):\n    return n * n",
        "import multiprocessing as mp\nwith mp.get_context('fork').Pool(2) as pool:\n    "
        "print(pool.map(square, range(5)))",
        "import numpy as np\na = np.ones((300, 300))\nfloat((a @ a).sum())",
        "import pyarrow as pa, pyarrow.compute as pc\npc.sum(pa.array(range(1_000_000))).as_py()",
    ],
}
FAIL: dict[str, list[Cell]] = {
    "raises_on_purpose": [
        ("1 / 0", ["raises-exception"]),
        "print('goes on')",
        ("def f(:", ["raises-exception"]),
        ("import no_such_module", ["raises-exception"]),
        ("%no_such_magic", ["raises-exception"]),
        ("input('?')", ["raises-exception"]),
        ("raise KeyboardInterrupt", ["raises-exception"]),
        ("raise ExceptionGroup('several', [ValueError(1), TypeError('二')])", ["raises-exception"]),
        ("import pandas\npandas.DataFrame().loc['nowhere']", ["raises-exception"]),
        ("never_run()", ["skip-execution"]),
        "print('last')",
    ],
    "fails_in_a_function": [
        "def inner(x):\n    return x / 0\n",
        "print('shown')\ninner(1)",
        "print('never')",
    ],
    "syntax_is_wrong": ["1", "if True\n    2", "3"],
    "exits_well": ["print('before')", "import sys\nsys.exit(0)", "print('after')"],
    "exits_badly": ["import sys\nsys.exit('no')", "print('never')"],
    "fails_while_shown": [
        "class Bad:\n    def __repr__(self): raise ValueError('no repr')",
        "Bad()",
        "print('next')",
    ],
    "is_interrupted": [
        "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\nfor _ in range(10**8): pass",
        "1",
    ],
}


def notebook(cells: list[Cell], parameters: str = "lang = 'zh'") -> Any:
    """The notebook of these cells, with a cell of parameters before them."""
    made = nbformat.v4.new_notebook(
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        }
    )
    pairs = [(parameters, ["parameters"]), *((c, []) if isinstance(c, str) else c for c in cells)]
    for number, (source, tags) in enumerate(pairs):
        made.cells.append(
            nbformat.v4.new_code_cell(
                source, id=f"c{number}", metadata={"tags": tags} if tags else {}
            )
        )
    made.cells.append(nbformat.v4.new_markdown_cell("# 文字", id="text"))
    return made
