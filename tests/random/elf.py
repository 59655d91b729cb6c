"""Writes what the random test links: tiny x86-64 ELF objects, and archives of them.

An object is a list of definitions, references and initialisers. Each definition is eight bytes that
hold a number of its own, its mark, so that a program can print which definition a reference got. Each
reference is a record in the section "recs", of which the linker makes an array that the program walks:
the object's number, the symbol's number, the address. A record without a symbol says that the object
was taken into the link at all.

Written here and not with an assembler, because a test of thousands of cases makes ten times as many objects.
"""

import struct
from dataclasses import dataclass, field


@dataclass
class Definition:
    symbol: str
    binding: str  # strong, weak, common, linkonce (weak), comdat (weak), comdat-strong, comdat-unique
    mark: int
    visibility: str = "default"
    target: str = ""  # of a COMDAT: a symbol that its content points to
    size: int = 8  # of a common
    group: str = ""  # of a COMDAT: the signature, where that is not the symbol; one group holds all that name it


@dataclass
class Reference:
    symbol: str
    weak: bool = False


@dataclass
class Initialiser:
    section: str
    mark: int


@dataclass
class Object:
    number: int  # equal for objects of equal content
    parts: list = field(default_factory=list)
    source_file: str = ""  # STT_FILE, if any

    def defined(self):
        return [part.symbol for part in self.parts if isinstance(part, Definition)]


STB_LOCAL, STB_GLOBAL, STB_WEAK, STB_GNU_UNIQUE = 0, 1, 2, 10
STT_NOTYPE, STT_OBJECT, STT_SECTION, STT_FILE = 0, 1, 3, 4
SHN_ABS, SHN_COMMON = 0xFFF1, 0xFFF2
VISIBILITY = {"default": 0, "hidden": 2}
PROGBITS, SYMTAB, STRTAB, RELA, INIT_ARRAY, GROUP = 1, 2, 3, 4, 14, 17
WRITE, ALLOC, IN_GROUP = 1, 2, 0x200
R_X86_64_64 = 1


class Strings:
    def __init__(self):
        self.data = b"\0"

    def add(self, text):
        at = len(self.data)
        self.data += text.encode() + b"\0"
        return at


def write_object(obj, number_of):
    """The bytes of `obj`. `number_of` maps names of symbols to the numbers that records hold."""
    names, headers = Strings(), Strings()
    sections = []  # (name, type, flags, content, link, info, alignment, entry size)

    def section(name, kind, flags, content, link=0, info=0, align=8, entry=0):
        sections.append([headers.add(name), kind, flags, content, link, info, align, entry])
        return len(sections)  # its index, after the null section

    data = b"".join(
        struct.pack("<Q", part.mark)
        for part in obj.parts
        if isinstance(part, Initialiser) or isinstance(part, Definition) and part.binding in ("strong", "weak")
    )
    data_index = section(".data", PROGBITS, WRITE | ALLOC, data)
    symbols = [struct.pack("<IBBHQQ", 0, 0, 0, 0, 0, 0)]
    if obj.source_file:
        symbols.append(struct.pack("<IBBHQQ", names.add(obj.source_file), STT_FILE, 0, SHN_ABS, 0, 0))
    data_symbol = len(symbols)
    symbols.append(struct.pack("<IBBHQQ", 0, STT_SECTION, 0, data_index, 0, 0))
    # A signature that is no symbol of the object is a local one in the group's own section, as compilers write it.
    signatures = {}
    for signature in dict.fromkeys(part.group for part in obj.parts if isinstance(part, Definition) and part.group):
        if signature not in obj.defined():
            signatures[signature] = len(symbols)
            symbols.append(None)
    first_global = len(symbols)
    index_of = {}

    def symbol(name, binding, kind, visibility, place, value, size):
        if name not in index_of:
            index_of[name] = len(symbols)
            symbols.append(None)
        symbols[index_of[name]] = struct.pack(
            "<IBBHQQ", names.add(name), binding << 4 | kind, VISIBILITY[visibility], place, value, size
        )

    def reference_to(name, weak=False):
        if name not in index_of:
            symbol(name, STB_WEAK if weak else STB_GLOBAL, STT_NOTYPE, "default", 0, 0, 0)
        return index_of[name]

    groups, offset = {}, 0  # the parts of each group with their sections
    for part in obj.parts:
        if isinstance(part, Initialiser):
            offset += 8
        elif isinstance(part, Definition):
            if part.binding == "common":
                symbol(part.symbol, STB_GLOBAL, STT_OBJECT, part.visibility, SHN_COMMON, 8, part.size)
            elif part.binding == "linkonce":
                content = struct.pack("<Q", part.mark)
                index = section(".gnu.linkonce.d." + part.symbol, PROGBITS, WRITE | ALLOC, content)
                symbol(part.symbol, STB_WEAK, STT_OBJECT, part.visibility, index, 0, 8)
            elif part.binding.startswith("comdat"):
                content = struct.pack("<QQ", part.mark, 0)
                group = groups.setdefault(part.group or part.symbol, [])
                if not group:
                    group.append((None, section(".group", GROUP, 0, b"", align=4, entry=4)))
                index = section(".data." + part.symbol, PROGBITS, WRITE | ALLOC | IN_GROUP, content)
                binding = {"comdat-strong": STB_GLOBAL, "comdat-unique": STB_GNU_UNIQUE}.get(part.binding, STB_WEAK)
                symbol(part.symbol, binding, STT_OBJECT, part.visibility, index, 0, 16)
                group.append((part, index))
            else:
                binding = STB_WEAK if part.binding == "weak" else STB_GLOBAL
                symbol(part.symbol, binding, STT_OBJECT, part.visibility, data_index, offset, 8)
                offset += 8
    relocations = []  # (section's name, section, content)
    for signature, ((_, group), *parts) in groups.items():
        members = []
        for part, index in parts:
            members.append(index)
            if part.target:
                rela = struct.pack("<QQq", 8, reference_to(part.target) << 32 | R_X86_64_64, 0)
                members.append(section(".rela.data." + part.symbol, RELA, IN_GROUP, rela, info=index, entry=24))
        sections[group - 1][3] = struct.pack(f"<{1 + len(members)}I", 1, *members)
        if signature in signatures:
            symbols[signatures[signature]] = struct.pack("<IBBHQQ", names.add(signature), 0, 0, group, 0, 0)
        sections[group - 1][5] = signatures.get(signature) or index_of[signature]

    records, rela = struct.pack("<QQQ", obj.number, 0, 0), b""
    for part in obj.parts:
        if isinstance(part, Reference):
            rela += struct.pack("<QQq", len(records) + 16, reference_to(part.symbol, part.weak) << 32 | R_X86_64_64, 0)
            records += struct.pack("<QQQ", obj.number, number_of[part.symbol], 0)
    relocations.append(("recs", section("recs", PROGBITS, WRITE | ALLOC, records), rela))
    initialisers = [part for part in obj.parts if isinstance(part, Initialiser)]
    for part in initialisers:
        kind = PROGBITS if part.section.startswith(".ctors") else INIT_ARRAY
        index = section(part.section, kind, WRITE | ALLOC, bytes(8))
        at = 8 * [p for p in obj.parts if isinstance(p, Initialiser) or isinstance(p, Definition) and
                  p.binding in ("strong", "weak")].index(part)
        relocations.append((part.section, index, struct.pack("<QQq", 0, data_symbol << 32 | R_X86_64_64, at)))
    for name, index, content in relocations:
        if content:
            section(".rela" + name, RELA, 0x40, content, info=index, entry=24)
    symtab = section(".symtab", SYMTAB, 0, b"".join(symbols), info=first_global, entry=24)
    strtab = section(".strtab", STRTAB, 0, names.data, align=1)
    sections[symtab - 1][4] = strtab
    for entry in sections:
        if entry[1] in (RELA, GROUP):
            entry[4] = symtab
    shstrtab = section(".shstrtab", STRTAB, 0, b"", align=1)
    sections[shstrtab - 1][3] = headers.data

    body, table = b"", struct.pack("<IIQQQQIIQQ", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    for name, kind, flags, content, link, info, align, entry in sections:
        body += bytes(-(64 + len(body)) % align)
        table += struct.pack("<IIQQQQIIQQ", name, kind, flags, 0, 64 + len(body), len(content), link, info, align, entry)
        body += content
    body += bytes(-len(body) % 8)
    header = struct.pack(
        "<16sHHIQQQIHHHHHH", b"\x7fELF\x02\x01\x01\x03", 1, 62, 1, 0, 0, 64 + len(body), 0, 64, 0, 0, 64,
        len(sections) + 1, shstrtab
    )
    return header + body + table


def write_archive(members):
    """A GNU archive with its symbol table. `members`: pairs of a name and (object, bytes)."""

    def header(name, size):
        return f"{name:<16}{0:<12}{0:<6}{0:<6}{'644':<8}{size:<10}`\n".encode()

    names = [symbol for _, (obj, _) in members for symbol in obj.defined()]
    strings = b"".join(name.encode() + b"\0" for name in names)
    table_size = 4 + 4 * len(names) + len(strings)
    at = 8 + 60 + table_size + table_size % 2
    offsets, body = [], b""
    for name, (obj, content) in members:
        offsets += [at + len(body)] * len(obj.defined())
        body += header(name + "/", len(content)) + content + b"\n" * (len(content) % 2)
    table = struct.pack(f">{1 + len(offsets)}I", len(offsets), *offsets) + strings
    return b"!<arch>\n" + header("/", table_size) + table + b"\n" * (table_size % 2) + body
