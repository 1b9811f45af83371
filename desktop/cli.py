"""The command line: the window, and everything that needs none.

Exit codes: 0 done, 1 a check failed, 2 bad input, or output that could not be written, told in one line on standard
error; 130 interrupted by Ctrl-C, 143 told to end, 129 the terminal is gone. A reader of standard output that has had
enough, or that never was there, changes none of them.

Nothing heavy is imported before a command needs it, and nothing but `render`, `check` and the window imports Qt.
"""

import json
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from desktop import __version__
from desktop.commands import reference, runs, sampling, sealed, studies
from desktop.commands.offscreen import make_artist
from desktop.commands.options import AsJson
from desktop.commands.progress import say
from desktop.commands.selection import selection
from desktop.system import interruption, streams
from desktop.system.file_names import looks_like_file, path_named
from desktop.system.files import open_plain
from desktop.system.refusal import Refusal
from desktop.system.requirements import invocation, use_memory_sparingly, window_problem

INTERRUPTED = 130

app = typer.Typer(
    name="ctc-voyage",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command line of this process and leave with its exit code."""
    streams.prepare()
    interruption.obey()
    interruption.begin_work()
    try:
        code = refuse_lost_output(execute(sys.argv[1:]))
    except KeyboardInterrupt:
        interruption.leave(interruption.WORDS, interruption.exit_code())
    interruption.end_work()
    if code and code == interruption.exit_code():
        # Threads of an interrupted command are not waited for.
        interruption.leave("", code)
    sys.exit(code)


def execute(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; every refusal is one line on standard error."""
    try:
        code = int(app(args=_with_command(arguments), prog_name="ctc-voyage", standalone_mode=False) or 0)
    except interruption.Interrupted as error:
        return _say_interrupted(str(error))
    except KeyboardInterrupt:
        return _say_interrupted()
    except Exception as error:
        if _was_interrupted(error) or interruption.exit_code():
            return _say_interrupted()
        return _refused(error)
    # Typer turns Ctrl-C into this code without a word.
    return _say_interrupted() if code == INTERRUPTED else code


def _with_command(arguments: Sequence[str]) -> list[str]:
    """Return the arguments of a command line, with the command `open` before a file that stands alone."""
    first = next(iter(arguments), "-")
    is_file = first not in NAMES and not first.startswith("-") and (looks_like_file(first) or os.path.lexists(first))
    return ["open", *arguments] if is_file else list(arguments)


def _refused(error: Exception) -> int:
    """Tell why a command was refused and return its exit code; raise the error again when it is a defect."""
    if isinstance(error, typer.TyperException):
        where = getattr(getattr(error, "ctx", None), "command_path", "ctc-voyage").removeprefix("ctc-voyage")
        message = error.format_message().replace("Value error, ", "").removesuffix(".")
        return say(f"{message}; {invocation()}{where} --help tells what is allowed", 2)
    if isinstance(error, Refusal):
        return say(str(error), 2)
    raise error


def _say_interrupted(kept: str = "") -> int:
    return say(f"interrupted; {kept}" if kept else "interrupted", interruption.exit_code() or INTERRUPTED)


def _was_interrupted(error: BaseException | None) -> bool:
    """Tell whether Ctrl-C lies behind an error: Typer and the compiler of the engine wrap it in errors of their own."""
    seen: set[int] = set()
    # Nothing keeps an error from being its own cause.
    while error is not None and id(error) not in seen:
        if isinstance(error, KeyboardInterrupt | typer.Abort):
            return True
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return False


def refuse_lost_output(code: int) -> int:
    """Return the exit code of a command, which is not that of success when its output could not be written."""
    why = streams.refused()
    if not why:
        return code
    return say(f"standard output cannot be written: {why}; files that were asked for are whole", code or 2)


@app.callback(invoke_without_command=True)
def window(
    context: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    """Watch tumor cells cross the body, and why nearly all of them die.

    Without a command, open the window; with a FILE in its place, show that in it.
    """
    if version:
        typer.echo(f"CTC Voyage {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        raise typer.Exit(_open_window())


def open_file(
    file: Annotated[
        Path,
        typer.Argument(
            parser=path_named, metavar="FILE", help="A scenario, a class code, or a picture or film of the program."
        ),
    ],
) -> None:
    """Open the window with a file or a class code; `ctc-voyage FILE` does the same."""
    from desktop.commands.arguments import opens_as_code

    if not opens_as_code(str(file)):
        # Whether it is one of ours, the window says.
        open_plain(file).close()
    raise typer.Exit(_open_window(file))


def _open_window(file: Path | None = None) -> int:
    problem = window_problem()
    if problem is not None:
        return say(problem.sentence, 2)
    use_memory_sparingly()
    # First, since PySide6 reads the source of every module that is imported after it: that takes a good half second.
    import desktop.cascade  # noqa: F401, I001
    from PySide6.QtCore import QCoreApplication

    from desktop.ui.window.app import run_window

    # An exception in the middle of painting would crash Qt; a second Ctrl-C ends the program the hard way.
    def close_window(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        QCoreApplication.quit()

    interruption.hand_over()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, close_window)
    return run_window(file)


def check(*, as_json: AsJson = False) -> None:
    """Check this computer: versions, files, speed of the engine and of drawing, and a picture written and read."""
    from desktop.commands.self_check import examine
    from desktop.commands.tables import print_findings

    findings = examine(make_artist)
    passed = all(finding.passed for finding in findings)
    if as_json:
        typer.echo(json.dumps({"passed": passed, "findings": [finding.as_dict() for finding in findings]}))
    else:
        print_findings(findings)
    if not passed:
        raise typer.Exit(1)


# Help lists them in this order.
app.command("open")(open_file)
COMMANDS = (
    *runs.COMMANDS,
    sampling.sample,
    studies.sweep,
    reference.describe,
    check,
    *studies.TESTS,
    selection,
    *sealed.COMMANDS,
)
for command in COMMANDS:
    app.command()(command)
NAMES = frozenset(item.name or getattr(item.callback, "__name__", "") for item in app.registered_commands)


if __name__ == "__main__":
    main()
