"""Numbered cases on all cores, in a folder in memory that is removed however the run ends."""

import concurrent.futures
import contextlib
import multiprocessing
import os
import shutil
import signal
import tempfile


def place_in_memory():
    """A folder in memory from which programs may run, or None for the usual one."""
    folder = "/dev/shm"
    if os.path.isdir(folder) and os.access(folder, os.W_OK) and not os.statvfs(folder).f_flag & os.ST_NOEXEC:
        return folder
    return None


@contextlib.contextmanager
def scratch_folder(prefix):
    """A folder for the cases, named after the prefix and this process. It goes at the end, also at one by SIGHUP, SIGINT or
    SIGTERM, and the workers with it."""
    owner = os.getpid()
    folder = tempfile.mkdtemp(prefix=f"{prefix}{owner}.", dir=place_in_memory())

    def end(number, _):
        signal.signal(number, signal.SIG_DFL)
        if os.getpid() == owner:
            for worker in multiprocessing.active_children():
                # All that it has started is in its group.
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(worker.pid, signal.SIGKILL)
                worker.kill()
                worker.join()
            os.chdir("/")
            remove(folder)
        os.kill(os.getpid(), number)

    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    try:
        yield folder
    finally:
        os.chdir("/")
        remove(folder)


def remove(folder):
    # What a killed process was about to write can come into a folder that was just emptied.
    for _ in range(10):
        shutil.rmtree(folder, ignore_errors=True)
        if not os.path.exists(folder):
            return


def run_chunks(run_cases, numbers, size, options):
    """What run_cases(numbers, options) returns for each `size` of the numbers. Each worker leads a process group."""
    chunks = [numbers[i : i + size] for i in range(0, len(numbers), size)]
    with concurrent.futures.ProcessPoolExecutor(options.jobs, initializer=os.setpgrp) as pool:
        return list(pool.map(run_cases, chunks, [options] * len(chunks)))
