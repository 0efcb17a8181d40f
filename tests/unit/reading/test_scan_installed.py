"""Whether the extra for scans is there is asked without loading it: every command would wait."""

import subprocess
import sys


def test_reading_other_files_loads_nothing_for_scans():
    code = "import sys, analysis.reading.document; print({'cv2', 'onnxruntime', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
