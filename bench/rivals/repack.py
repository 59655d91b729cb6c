#!/usr/bin/env python3
"""A script as people write it: parse the archives, compare digests, repack with ar and ranlib.

Usage: bench/rivals/repack.py OUT LIBRARY...

It reads GNU archives itself, so that nothing is unpacked to disk that need not be, hashes with SHA-256 (the
fastest cryptographic hash of Python's standard library on machines with SHA instructions), and writes to disk
only what is packed again. It does not ask whether the result links.
"""
import hashlib
import os
import shutil
import subprocess
import sys


def members(path):
    """Yields name and content of each member of a GNU archive."""
    with open(path, "rb") as file:
        data = file.read()
    if not data.startswith(b"!<arch>\n"):
        sys.exit(f"{path}: not an archive")
    names = b""
    at = 8
    while at + 60 <= len(data):
        header = data[at : at + 60]
        name = header[:16].rstrip(b" ")
        size = int(header[48:58])
        content = memoryview(data)[at + 60 : at + 60 + size]
        at += 60 + size + size % 2
        if name == b"//":
            names = bytes(content)
        elif name not in (b"/", b"/SYM64/"):
            if name.startswith(b"/"):
                start = int(name[1:])
                name = names[start : names.index(b"/\n", start)]
            yield name.rstrip(b"/").decode(), content


def pack(path, folder, files):
    """Puts `files`, pairs of name and content, into an archive."""
    os.makedirs(folder)
    names = []
    for number, (name, content) in enumerate(files):
        place = f"{folder}/{number}"  # names may repeat, so each file has a folder of its own
        os.mkdir(place)
        with open(f"{place}/{name}", "wb") as file:
            file.write(content)
        names.append(f"{place}/{name}")
    if os.path.exists(path):
        os.remove(path)
    for start in range(0, len(names), 500):
        subprocess.run(["ar", "qcS", path, *names[start : start + 500]], check=True, stderr=subprocess.DEVNULL)
    if names:
        subprocess.run(["ranlib", path], check=True, stderr=subprocess.DEVNULL)
    shutil.rmtree(folder)


def main(out, libraries):
    os.makedirs(out)
    digests = {}  # by library: the digest of each member
    found = {}  # by digest: the libraries that have it
    for library in libraries:
        digests[library] = [hashlib.sha256(content).digest() for _, content in members(library)]
        for digest in digests[library]:
            found.setdefault(digest, set()).add(library)
    shared = {digest for digest, where in found.items() if len(where) > 1}
    taken = set()
    moved = []
    for number, library in enumerate(libraries):
        kept = []
        for digest, (name, content) in zip(digests[library], members(library)):
            if digest not in shared:
                kept.append((name, content))
            elif digest not in taken:
                taken.add(digest)
                moved.append((name, bytes(content)))
        pack(f"{out}/{number}-{os.path.basename(library)}", f"{out}/unpacked", kept)
    pack(f"{out}/libworkspace.a", f"{out}/unpacked", moved)


main(sys.argv[1], sys.argv[2:])
