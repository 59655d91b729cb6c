"""What the test of the models links: objects of a few definitions and references, in each format, and what
linkers make of them.

Each definition is eight bytes that hold a number of its own, its mark, and each object adds a record with its
number to one section, "recs" or "ids". So a linked program tells which objects the linker took, in which order it
laid them out, and which definition each symbol got. ELF objects are written by elf.py, others by llvm-mc.
"""

import struct
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "random"))
from elf import Definition, Initialiser, Reference, write_object  # noqa: E402,F401

IDS = 0x5EED0000_00000000  # the upper half of a record's number


class Program:
    """A linked program: the numbers of its objects in order, and the mark at each symbol."""

    def __init__(self, sections, symbols):
        """Sections as (name, address, content), symbols as (name, address)."""
        self.objects, self.marks = [], {}
        self.sections = sections
        for name, _, content in sections:
            if name == "recs":
                for number, symbol, _ in struct.iter_unpack("<QQQ", content[: len(content) // 24 * 24]):
                    if symbol == 0:
                        self.objects.append(number)
            elif name == "ids":
                for (number,) in struct.iter_unpack("<Q", content[: len(content) // 8 * 8]):
                    if number & IDS == IDS:
                        self.objects.append(number ^ IDS)
        for name, address in symbols:
            for _, start, content in sections:
                if start <= address < start + len(content):
                    self.marks[name.partition("@")[0]] = int.from_bytes(content[address - start :][:8], "little")


def text(table, at):
    return table[at : table.index(b"\0", at)].decode(errors="replace")


def read_elf(image):
    at, = struct.unpack_from("<Q", image, 40)
    count, names_index = struct.unpack_from("<HH", image, 60)
    headers = [struct.unpack_from("<IIQQQQIIQQ", image, at + 64 * i) for i in range(count)]
    content = [bytes(h[5]) if h[1] == 8 else image[h[4] : h[4] + h[5]] for h in headers]
    sections = [(text(content[names_index], h[0]), h[3], c) for h, c in zip(headers, content) if h[2] & 2]
    symbols = []
    for header, table in zip(headers, content):
        if header[1] == 2:
            for name, _, _, place, value, _ in struct.iter_unpack("<IBBHQQ", table):
                if place != 0 and place < 0xFF00:
                    symbols.append((text(content[header[6]], name), value))
    return Program(sections, symbols)


def read_pe(image):
    at, = struct.unpack_from("<I", image, 0x3C)
    _, _, count, _, table, symbol_count, optional, _ = struct.unpack_from("<IHHIIIHH", image, at)
    strings = image[table + 18 * symbol_count :]

    def name_of(field):
        if field[:4] == b"\0\0\0\0":
            return text(strings, struct.unpack_from("<I", field, 4)[0])
        return field.rstrip(b"\0").decode()

    sections, symbols, i = [], [], 0
    for header in struct.iter_unpack("<8sIIIIIIHHI", image[at + 24 + optional :][: 40 * count]):
        name, virtual_size, address, raw_size, raw = header[:5]
        content = image[raw : raw + raw_size] if raw else b""
        sections.append((name.rstrip(b"\0").decode(), address, content.ljust(virtual_size, b"\0")))
    while i < symbol_count:
        name, value, section, _, storage, extra = struct.unpack_from("<8sIhHBB", image, table + 18 * i)
        if section > 0 and storage in (2, 105):
            symbols.append((name_of(name), sections[section - 1][1] + value))
        i += 1 + extra
    return Program(sections, symbols)


def read_macho(image):
    commands, = struct.unpack_from("<I", image, 16)
    at, sections, symbols = 32, [], []
    for _ in range(commands):
        command, size = struct.unpack_from("<II", image, at)
        if command == 0x19:  # LC_SEGMENT_64
            count, = struct.unpack_from("<I", image, at + 64)
            for i in range(count):
                name, _, address, length, offset = struct.unpack_from("<16s16sQQI", image, at + 72 + 80 * i)
                kind, = struct.unpack_from("<I", image, at + 72 + 80 * i + 64)
                content = bytes(length) if kind & 0xFF in (1, 12) else image[offset : offset + length]
                sections.append((name.rstrip(b"\0").decode().removeprefix("__"), address, content))
        elif command == 2:  # LC_SYMTAB
            table, count, strings, length = struct.unpack_from("<IIII", image, at + 8)
            for name, kind, _, _, value in struct.iter_unpack("<IBBHQ", image[table : table + 16 * count]):
                if kind & 0xE0 == 0 and kind & 0x0E == 0x0E:
                    symbols.append((text(image[strings : strings + length], name).removeprefix("_"), value))
        at += size
    return Program(sections, symbols)


def read_wasm(image):
    def leb(at):
        value = shift = 0
        while True:
            value |= (image[at] & 0x7F) << shift
            shift += 7
            at += 1
            if image[at - 1] < 0x80:
                return value, at

    def name_at(at):
        length, at = leb(at)
        return image[at : at + length].decode(), at + length

    at, symbols, sections, constants = 8, [], [], []
    names = {}
    exports = []
    while at < len(image):
        kind = image[at]
        size, at = leb(at + 1)
        end = at + size
        if kind == 6:  # globals
            count, at = leb(at)
            for _ in range(count):
                value, at = leb(at + 3)  # type, mutability, i32.const
                constants.append(value)
                at += 1
        elif kind == 7:  # exports
            count, at = leb(at)
            for _ in range(count):
                name, at = name_at(at)
                what = image[at]
                index, at = leb(at + 1)
                if what == 3:
                    exports.append((name, index))
        elif kind == 11:  # data
            count, at = leb(at)
            for _ in range(count):
                address, at = leb(at + 2)  # flags, i32.const
                length, at = leb(at + 1)
                sections.append(["", address, image[at : at + length]])
                at += length
        elif kind == 0:
            name, at = name_at(at)
            while name == "name" and at < end:
                part = image[at]
                length, at = leb(at + 1)
                if part == 9:  # data segments
                    count, here = leb(at)
                    for _ in range(count):
                        index, here = leb(here)
                        names[index], here = name_at(here)
                at += length
        at = end
    sections = [(names.get(i, ""), address, content) for i, (_, address, content) in enumerate(sections)]
    symbols = [(name, constants[index]) for name, index in exports]
    return Program(sections, symbols)


# ---- assembly ----


def mangled(form, name):
    return "_" + name if form == "macho" else name


def assembly(form, obj):
    """The object as llvm-mc reads it. `form`: coff, macho or wasm."""
    lines = []
    wasm = form == "wasm"
    section = {"coff": '.section ids,"dw"', "macho": ".section __DATA,__ids,regular,no_dead_strip",
               "wasm": '.section ids,"",@'}
    data = {"coff": ".data", "macho": ".data"}
    word = ".int64" if wasm else ".quad"
    references = []
    if form == "coff":
        # LLVM names the default of a weak external after another symbol of the object.
        lines += [".data", f".globl u{obj.number}", f"u{obj.number}:", ".quad 0"]
    for part in obj.parts:
        if isinstance(part, Reference):
            references.append(part)
            continue
        if isinstance(part, Initialiser):
            lines += [part.section, f"{word} 0"]
            continue
        name = mangled(form, part.symbol)
        if part.binding == "common":
            lines.append(f".comm {name},8,3")
            continue
        if part.binding.startswith("comdat") and wasm:
            lines.append(f'.section .data.{name},"G",@,{name},comdat')
        elif part.binding.startswith("comdat"):
            lines.append(f'.section .data${name},"dw",discard,{name}')
        elif wasm:
            lines.append(f'.section .data.{name},"",@')
        else:
            lines.append(data[form])
        if wasm:
            lines += [f".type {name},@object", f".size {name},8"]
        if form == "macho":
            lines.append(f".globl {name}")
            if part.binding == "weak":
                lines.append(f".weak_definition {name}")
            if part.visibility == "hidden":
                lines.append(f".private_extern {name}")
        else:
            weak = part.binding == "weak" or wasm and part.binding == "comdat"
            lines.append(f".weak {name}" if weak else f".globl {name}")
            if part.visibility == "hidden":
                lines.append(f".hidden {name}")
        if not wasm:
            lines.append(".p2align 3")
        lines += [f"{name}:", f"{word} {part.mark}"]
    lines += [section[form], f"{word} {IDS + obj.number:#x}"]
    if references:
        lines.append('.section .data.refs,"",@' if wasm else data[form])
        for i, part in enumerate(references):
            name = mangled(form, part.symbol)
            if part.weak:
                lines.append(f".weak_reference {name}" if form == "macho" else f".weak {name}")
            if wasm:
                lines += [f".type {name},@object"] * 0
            lines.append(f".int32 {name}" if wasm else f".quad {name}")
    if wasm and references:
        lines.insert(0, "")
    return "\n".join(lines) + "\n"
