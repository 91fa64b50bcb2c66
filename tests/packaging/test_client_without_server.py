"""The client and the fixtures where the extra ``server`` is not installed.

Source: docs/client.md.
"""

import os
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from altinn_mock.__main__ import main
from client_fixtures import Altinn, serve
from client_fixtures.server_process import find_program
from client_fixtures.servers import running_server
from mock_server.installation import SERVER_MODULES

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MODULES = {"pyjwt[crypto]": ("jwt", "cryptography")}
FASTER = ("uvloop", "httptools")
IMPORTS = f"""
import sys
for name in {(*SERVER_MODULES, *FASTER)}:
    sys.modules[name] = None
import altinn_mock.plugin
import client_fixtures.asgi
import client_fixtures.freezing
import client_fixtures.real_hosts
import client_fixtures.report
import client_fixtures.session
from altinn_mock import Altinn, serve
from client_fixtures.setup import _scenario
from pathlib import Path
print(_scenario("reminder", Path()).name)
"""
HEAVY = """
import sys
{}
print(sorted({{"pydantic", "httpx", "phonenumbers", "typer", "rich"}} & set(sys.modules)))
"""


@pytest.fixture
def without_server(monkeypatch: pytest.MonkeyPatch):
    """Hide a module of the server."""
    monkeypatch.setitem(sys.modules, "tinydb", None)


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program ``altinn-mock`` in another folder of the PATH, as pipx installs it."""
    file = tmp_path / "altinn-mock"
    file.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(ROOT)!r})\n"
        "from mock_server.__main__ import main\nmain()\n",
        encoding="utf-8",
    )
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    own = Path(sys.executable).parent
    monkeypatch.setenv("PATH", os.pathsep.join((str(own), str(tmp_path), os.environ["PATH"])))
    return file


def output_of(code: str) -> str:
    """Return what *code* prints in a new process."""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return done.stdout.strip()


def test_the_client_imports_no_module_of_the_server():
    assert output_of(IMPORTS) == "reminder"


@pytest.mark.parametrize(
    "code",
    [
        "import altinn_mock.plugin",
        "from altinn_mock import Altinn, Inbox",
        "sys.argv = ['altinn-mock', '--version']; from altinn_mock.__main__ import main",
    ],
    ids=["plugin", "client", "version"],
)
def test_what_is_imported_first_is_light(code: str):
    assert output_of(HEAVY.format(code)) == "[]"


def test_the_modules_of_the_server_are_those_of_the_extra():
    required = [each.partition(">=")[0] for each in PROJECT["optional-dependencies"]["server"]]
    modules = [
        module
        for name in required
        if name not in FASTER
        for module in MODULES.get(name, (name.replace("-", "_"),))
    ]

    assert sorted(modules) == sorted(SERVER_MODULES)


@pytest.mark.usefixtures("without_server")
def test_the_program_on_the_path_is_the_server(program: Path):
    assert find_program() == str(program)
    with serve(settings={"environment": "tt02"}) as altinn:
        assert altinn.settings()["environment"] == "tt02"
        url = altinn.url

    with pytest.raises(ConnectionError):
        Altinn(url).orders()


@pytest.mark.usefixtures("without_server")
def test_a_program_that_does_not_start_is_an_error(program: Path):
    program.write_text("#!/bin/sh\necho no disk left; exit 3\n", encoding="utf-8")

    with (
        pytest.raises(RuntimeError, match=r"altinn-mock did not start: no disk left"),
        running_server(),
    ):
        pass


@pytest.mark.usefixtures("without_server")
def test_without_any_server_the_error_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))

    with pytest.raises(RuntimeError) as error:
        running_server()

    assert str(error.value) == (
        "no server: it is not installed here (no module 'tinydb') and no altinn-mock is on the"
        " PATH; install it with: pip install 'altinn-notifications-mock[server]', or set"
        " ALTINN_MOCK_URL to the address of a server"
    )


@pytest.mark.usefixtures("without_server")
def test_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(sys, "argv", ["altinn-mock", "serve"])

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 2
    assert capsys.readouterr().err == (
        "altinn-mock: the server is not installed here (no module 'tinydb');"
        " install it with: pip install 'altinn-notifications-mock[server]'\n"
    )
