"""Running code that a hostile file may attack: in a process with little memory, little time, no environment.

Standard library only: the script in the child imports `confine` from here before it touches the file.
"""

import os
import resource
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_CHUNK = 1 << 20


def confine(memory: int, seconds: float) -> None:
    """Gives up, for good, the means to harm the machine: `memory` in bytes, `seconds` of CPU time."""
    whole = int(seconds) + 1
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (whole, whole + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


class Stalled(Exception):
    """The child took longer, or said more, than it was allowed to."""


@contextmanager
def in_memory(content: bytes) -> Iterator[int]:
    """A descriptor that holds `content` and never touches a disk."""
    file = os.memfd_create("confined")
    try:
        with open(file, "wb", closefd=False) as memory:
            memory.write(content)
        os.lseek(file, 0, os.SEEK_SET)
        yield file
    finally:
        os.close(file)


def run(script: Path, arguments: list[str], content: bytes, *, seconds: float, most: int):
    """`(exit status, output)` of `script` with `content` as its input; a death by signal is negative.

    Raises Stalled after `seconds`, or beyond `most` bytes of output. What the child writes to its standard
    error is dropped: an error could quote the file.
    """
    with in_memory(content) as file:
        process = subprocess.Popen(
            [sys.executable, "-I", "-X", "utf8", script, *arguments],
            env={},
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + seconds
        try:
            output = b"".join(_chunks(process.stdout.fileno(), deadline, most))
            return process.wait(max(deadline - time.monotonic(), 1)), output
        except subprocess.TimeoutExpired as error:
            raise Stalled from error
        finally:
            process.kill()
            process.wait()
            process.stdout.close()


def _chunks(pipe: int, deadline: float, most: int) -> Iterator[bytes]:
    poll = select.poll()
    poll.register(pipe)
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            raise Stalled
        chunk = os.read(pipe, _CHUNK)
        if not chunk:
            return
        most -= len(chunk)
        if most < 0:
            raise Stalled
        yield chunk
