"""mim notebook run: executes notebooks with this repository's C# kernel through nbclient."""

import argparse
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from traitlets.config import Config

KERNEL = "mimlab-csharp"
INJECTED = "injected-parameters"


class Mistake(Exception):
    """Something the person who called can put right; one sentence."""


def main():
    arguments = parse()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    failures = 0
    for path in arguments.files:
        try:
            failures += not run_file(Path(path), arguments)
        except Mistake as mistake:
            failures += 1
            print(f"{path}: {mistake}", file=sys.stderr)
    return 1 if failures else 0


def parse():
    parser = argparse.ArgumentParser(prog="mim notebook run")
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--in-place", action="store_true")
    parser.add_argument("--output", metavar="DIR")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", dest="parameters", type=parameter)
    parser.add_argument("--timeout", type=int, default=600, metavar="S")
    arguments = parser.parse_intermixed_args()
    if arguments.in_place and arguments.output:
        parser.error("--in-place and --output exclude each other")
    if arguments.output and (twins := of_one_name(arguments.files)):
        parser.error(f"{' and '.join(twins)} would be written to the same file in {arguments.output}: give each a call of its own")
    if arguments.timeout < 0:
        parser.error("--timeout must be 0 (no limit) or a number of seconds")
    return arguments


def of_one_name(files):
    """The first files whose names without folders are equal; none when all differ."""
    groups = {}
    for file in files:
        groups.setdefault(Path(file).name, []).append(file)
    return next((group for group in groups.values() if len(group) > 1), [])


def parameter(text):
    name, equals, value = text.partition("=")
    if not equals or not re.fullmatch(r"[A-Za-z_]\w*", name):
        raise argparse.ArgumentTypeError(f"'{text}' is not NAME=VALUE")
    return name, value


def run_file(path, arguments):
    """Runs one notebook and writes it where it was asked for; False when a cell failed."""
    notebook = read(path)
    inject(notebook, arguments.parameters)
    begun = time.monotonic()
    # Sockets in a folder of this user's own instead of ports; a socket's path must be short.
    place = None if len(tempfile.gettempdir()) < 60 else os.environ.get("XDG_RUNTIME_DIR")
    with tempfile.TemporaryDirectory(prefix="mim-", dir=place) as folder:
        failure = execute(path, notebook, arguments.timeout, folder)
    merge_streams(notebook)
    if arguments.output:
        # Also when a cell failed: there the error stands beside its code.
        os.makedirs(arguments.output, exist_ok=True)
        write(notebook, Path(arguments.output) / path.name)
    elif arguments.in_place and not failure:
        write(notebook, path)
    if failure:
        print(f"{path}: {failure}", file=sys.stderr)
        return False
    cells = sum(cell.cell_type == "code" for cell in notebook.cells)
    print(f"{path}: {cells} code cells in {time.monotonic() - begun:.1f} s")
    return True


def read(path):
    try:
        return nbformat.read(path, as_version=4)
    except OSError as error:
        raise Mistake(f"cannot be read: {error.strerror}.") from error
    except Exception as error:
        raise Mistake(f"is no notebook: {str(error).splitlines()[0]}") from error


def inject(notebook, parameters):
    """Puts the given values into a cell right after the one tagged "parameters" (papermill's convention)."""
    notebook.cells = [cell for cell in notebook.cells if INJECTED not in tags(cell)]
    if not parameters:
        return
    place = next((index for index, cell in enumerate(notebook.cells) if "parameters" in tags(cell)), None)
    if place is None:
        raise Mistake('has no cell tagged "parameters", so --set has nothing to set.')
    source = notebook.cells[place].source
    for name, _ in parameters:
        if not re.search(rf"\b{name}\s*=(?!=)", source):
            known = ", ".join(dict.fromkeys(re.findall(r"\b([A-Za-z_]\w*)\s*=(?!=)", source)))
            raise Mistake(f"has no parameter {name}; its parameters are {known or 'none'}.")
    code = "\n".join(f"{name} = {literal(value)};" for name, value in parameters)
    cell = nbformat.v4.new_code_cell(code, metadata={"tags": [INJECTED]})
    if (notebook.nbformat, notebook.nbformat_minor) >= (4, 5):
        cell["id"] = INJECTED
    else:
        cell.pop("id", None)
    notebook.cells.insert(place + 1, cell)


def tags(cell):
    return cell.metadata.get("tags", [])


def literal(value):
    """The value as C#: numbers, truth values, null and quoted text as they are, anything else as text."""
    if re.fullmatch(r"[+-]?(\d[\d_]*\.?\d*|\.\d+)([eE][+-]?\d+)?[fFdDmMuUlL]{0,2}|true|false|null|@?\"[^\"]*\"", value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def execute(path, notebook, timeout, folder):
    """Runs the cells in order; the first failure as text, or None."""
    client = NotebookClient(
        notebook,
        kernel_name=KERNEL,
        timeout=timeout or None,
        record_timing=False,
        resources={"metadata": {"path": str(path.resolve().parent)}},
        config=Config({"KernelManager": {"transport": "ipc", "ip": f"{folder}/kernel"}}),
    )
    total = len(notebook.cells)
    with client.setup_kernel():
        for index, cell in enumerate(notebook.cells):
            if cell.cell_type != "code" or not cell.source.strip():
                continue
            where = f"cell {index + 1} of {total}"
            begun = time.monotonic()
            Progress.begin(f"{path}: {where} ...")
            try:
                client.execute_cell(cell, index)
            except CellExecutionError as error:
                return f"{where} failed: {error.ename}: {error.evalue}\n{quote(cell)}\n{plain(traceback(cell))}".rstrip()
            except CellTimeoutError:
                return f"{where} took longer than {timeout} s (--timeout).\n{quote(cell)}"
            except DeadKernelError:
                return f"{where} ended the kernel.\n{quote(cell)}"
            finally:
                Progress.end(f"{path}: {where} {time.monotonic() - begun:.1f} s")
    return None


class Progress:
    """One line that changes on a terminal, one line per cell elsewhere."""

    live = sys.stderr.isatty()

    @classmethod
    def begin(cls, text):
        if cls.live:
            print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)

    @classmethod
    def end(cls, text):
        if cls.live:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
        else:
            print(text, file=sys.stderr, flush=True)


def quote(cell, most=12):
    lines = cell.source.splitlines()
    shown = [f"    {line}" for line in lines[:most]]
    return "\n".join(shown + (["    ..."] if len(lines) > most else []))


def traceback(cell):
    """What the kernel says about the error; what nbclient says repeats the cell and the headline."""
    errors = [output for output in cell.get("outputs", []) if output.output_type == "error"]
    return "\n".join(errors[-1].traceback) if errors else ""


def plain(text):
    return text if sys.stderr.isatty() else re.sub(r"\x1b\[[0-9;]*m", "", text)


def merge_streams(notebook):
    """Joins neighbouring pieces of one stream, so that a file does not depend on when the pieces came."""
    for cell in notebook.cells:
        merged = []
        for output in cell.get("outputs", []):
            if merged and output.output_type == "stream" == merged[-1].output_type and output.name == merged[-1].name:
                merged[-1].text += output.text
            else:
                merged.append(output)
        if cell.cell_type == "code":
            cell.outputs = merged


def write(notebook, path):
    """Replaces the file in one step: a reader, or a crash, sees the old or the new one."""
    handle, fresh = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            nbformat.write(notebook, file)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, fresh)
        else:
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(fresh, 0o666 & ~mask)
        os.replace(fresh, path)
    except BaseException:
        Path(fresh).unlink(missing_ok=True)
        raise


if __name__ == "__main__":
    try:
        code = main()
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)
