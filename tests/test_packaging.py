"""The program finds its own files in a checkout, in an editable install and in an installed wheel."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from desktop import __version__
from desktop.scene.page.typeface import type_files
from desktop.system.assets import ResourceError, asset

ROOT = Path(__file__).parents[1]
QUESTION = """
import desktop, desktop.system.assets
print(desktop.__file__)
print(desktop.system.assets.asset("scenarios"))
"""


def test_a_checkout_finds_its_assets() -> None:
    assert asset("scenarios") == ROOT / "assets" / "scenarios"
    assert asset("scenarios").is_dir()


@pytest.mark.parametrize("relative", ["scenarios/no-such-file.toml", "../pyproject.toml", "/etc/passwd"])
def test_a_missing_or_foreign_file_is_one_sentence(relative: str) -> None:
    with pytest.raises(ResourceError) as error:
        asset(relative)
    assert relative in str(error.value)
    assert "\n" not in str(error.value)


def call(*command: str | Path, cwd: Path) -> str:
    """Run a command away from the checkout and return what it prints."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def bare_python(tmp_path: Path) -> Path:
    """Make an environment that sees this one's libraries, but not this one's editable installs."""
    home = tmp_path / "environment"
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    site = call(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path).strip()
    # A path line in a .pth file is not searched for further .pth files.
    Path(site, "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return python


ODD = "ü é'#%&@$ {x} [y];!"
"""A folder that many languages would read as something else than a name."""


@pytest.fixture
def odd_checkout(tmp_path: Path) -> Path:
    """Copy the program into a folder with an odd name."""
    home = tmp_path / ODD
    home.mkdir()
    for part in ("desktop", "assets"):
        shutil.copytree(ROOT / part, home / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "main.py", home)
    return home


def test_the_program_finds_its_files_in_a_folder_of_any_name(odd_checkout: Path) -> None:
    main = (sys.executable, odd_checkout / "main.py")
    assert "default-patient" in call(*main, "describe", "scenarios", cwd=odd_checkout)
    assert "travel" in call(*main, "describe", "lessons", cwd=odd_checkout)


@pytest.mark.long
def test_the_program_draws_in_a_folder_of_any_name(odd_checkout: Path) -> None:
    main = (sys.executable, odd_checkout / "main.py")
    for name in ("page.svg", "film.mp4", "film.gif", "frames"):
        target = odd_checkout / name
        call(*main, "render", "default-patient", target, "--seconds", "1", "--size", "160x90", cwd=odd_checkout)
        assert target.exists()
    told = call(*main, "render", "--job", odd_checkout / "frames" / "job.json", cwd=odd_checkout)
    assert "from before" in told


def install(python: Path, *what: str | Path, cwd: Path) -> None:
    pip = (sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-build-isolation", "-q")
    call(*pip, "--disable-pip-version-check", "--no-index", *what, cwd=cwd)


@pytest.mark.long
def test_an_installed_wheel_finds_its_assets(bare_python: Path, tmp_path: Path) -> None:
    call(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, ROOT, cwd=tmp_path)
    (wheel,) = tmp_path.glob("*.whl")
    install(bare_python, wheel, cwd=tmp_path)
    package, scenarios = map(Path, call(bare_python, "-c", QUESTION, cwd=tmp_path).splitlines())
    assert ROOT not in package.parents
    assert scenarios == package.parent / "assets" / "scenarios"
    installed = {path.name for path in scenarios.iterdir()}
    assert installed == {path.name for path in asset("scenarios").iterdir()} != set()
    fonts = {path.name for path in (scenarios.parent / "fonts").iterdir()}
    assert fonts == {path.name for path in (*type_files(), asset("fonts/OFL.txt"))}
    command = bare_python.with_name("ctc-voyage.exe" if os.name == "nt" else "ctc-voyage")
    assert call(command, "--version", cwd=tmp_path).strip() == f"CTC Voyage {__version__}"


@pytest.mark.long
def test_an_editable_install_finds_the_assets_of_its_checkout(bare_python: Path, tmp_path: Path) -> None:
    install(bare_python, "-e", ROOT, cwd=tmp_path)
    package, scenarios = map(Path, call(bare_python, "-c", QUESTION, cwd=tmp_path).splitlines())
    assert package == ROOT / "desktop" / "__init__.py"
    assert scenarios == ROOT / "assets" / "scenarios"
