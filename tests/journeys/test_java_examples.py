"""The examples in Java, with the JDK's own HTTP client, which offers HTTP/2 by default."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples/java"
OLDEST_JDK = 17


def has_jdk() -> bool:
    if shutil.which("java") is None:
        return False
    shown = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', shown)
    return found is not None and int(found[1]) >= OLDEST_JDK


@pytest.mark.skipif(not has_jdk(), reason=f"no JDK {OLDEST_JDK} or later here")
@pytest.mark.parametrize("program", sorted(path.name for path in EXAMPLES.glob("*.java")))
def test_a_java_program_passes_against_an_unchanged_server(program: str, altinn_url: str):
    result = subprocess.run(
        ["java", str(EXAMPLES / program)],
        capture_output=True,
        text=True,
        env=os.environ | {"ALTINN_MOCK_URL": altinn_url},
        check=False,
    )

    assert (result.returncode, result.stdout) == (0, "passed\n"), result.stderr


def test_there_are_java_programs():
    assert len(list(EXAMPLES.glob("*.java"))) == 3
