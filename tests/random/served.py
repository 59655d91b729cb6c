"""Programs that are started once and forked for each call, for tests that start a linker a hundred thousand times."""

import functools
import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path

# Of each object whose target it was not told, GNU ar asks every plugin, and loads all of LLVM for that.
AR = ["ar", "--target=elf64-x86-64"]


class Server:
    """A program that was started once, up to its main, and is forked for each call (see preload.c)."""

    # Those of this process, by program. They live in its folder.
    running = {}
    library = None

    def __init__(self, program):
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "LD_PRELOAD": self.library}
        self.process = subprocess.Popen(
            [path_of(program)], env=environment, bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.answer()

    @classmethod
    def of(cls, program):
        if program not in cls.running:
            cls.running[program] = cls(program)
        return cls.running[program]

    @classmethod
    def end_all(cls):
        for server in cls.running.values():
            server.process.stdin.close()
            server.process.wait()
            server.process.stdout.close()
        cls.running = {}

    def answer(self):
        status = self.process.stdout.read(4)
        if not status or len(status) != 4:
            sys.exit(f"{self.process.args[0]} cannot be served; is it linked statically?")
        return os.waitstatus_to_exitcode(struct.unpack("=i", status)[0])

    def run(self, arguments):
        request = "".join(argument + "\0" for argument in [path_of(arguments[0])] + arguments[1:]).encode()
        self.process.stdin.write(struct.pack("=I", len(request)) + request)
        return self.answer()


@functools.lru_cache
def path_of(tool):
    path = tool if "/" in tool else shutil.which(tool) or tool
    # tests/run may have put a client of a server of its own in the program's place (see tests/served).
    return os.readlink(path + ".real") if os.path.islink(path + ".real") else path


def run(arguments):
    """Runs a program in this folder and returns its exit code. What it writes goes to files."""
    if "/" not in arguments[0] and arguments[0] != "ar-meld":
        return Server.of(arguments[0]).run(arguments)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    actions = [(os.POSIX_SPAWN_OPEN, 1 + i, name, flags, 0o644) for i, name in enumerate(["stdout", "stderr"])]
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
    child = os.posix_spawn(path_of(arguments[0]), arguments, environment, file_actions=actions)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def read(path):
    with open(path, errors="replace") as file:
        return file.read()


def compile_preload(output):
    """Compiles the library that makes servers of programs, for Server.library."""
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", output, Path(__file__).with_name("preload.c")], check=True)


@functools.lru_cache
def newest(program):
    """The name under which a program's newest version is installed, or None."""
    names = [f"{program}-{version}" for version in range(29, 18, -1)] + [program]
    return next((name for name in names if shutil.which(name)), None)
