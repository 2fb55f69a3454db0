"""Files as nobody should write them: samples mistreated at random, the same way again for the same number."""

from __future__ import annotations

import gzip
import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import xlsxwriter

from exports_support import samples

Mutation = Callable[[bytes, random.Random], bytes]

ENCODINGS = ("utf-16", "utf-16-le", "gb18030", "cp1252", "cp932", "utf-32", "utf-7", "latin-1", "utf-8-sig")
LINE_ENDS = (b"\n", b"\r\n", b"\r", b"\n\n", b"\n\r", b"\x0b", b"\x0c", "\u2028".encode())
NUMBERS = (
    "", "-", "1e999", "1e-9", "NaN", "inf", "-0", "0x1F", "1,2,3", "1.2.3", "1.234,56", "1,234.56", "12'345", "(5.00)",
    "--5", "５", "½", "999999999999999", "123456789012345678901234567890", "$", "US$ 1", "1 000", "5.08E+18", "₫1.000",
    "=1+1", "true", "12,5", "1,5000000", ".", ",", "+", "1-", "٣", "10%", "0000", "-1.00-",
)  # fmt: skip
DATES = (
    "0000-00-00", "2024-02-30", "2023-02-29", "31/12/2024", "12/31/2024", "13/13/2024", "2024-01-01T25:00:00",
    "9999-12-31 23:59:59", "1899-12-31", "-4712-01-01", "45000", "2024-01-01 10:00:00 +9999", "2024年13月1日", "1/2/3",
    "2024-06-31", "yesterday", "01.02.2024 1:2:3 PM", "2024-01-01T10:00:00Z", "20240101", "infinity", "epoch",
    "290309-12-22", "Jan 32, 2024", "2024-03-10 02:30:00 -0800",
)  # fmt: skip
TEXTS = (
    '"', '""', '"""', "'", "\\", "\x00", "\u202e", "\ufeff", "\ud7ff", "𝒳" * 40, "e\u0301" * 30, "{}", "{0}", "%s",
    "$1", "'; DROP TABLE uploads; --",
    "\x1f", "\x18", "\t", "\n", "\r", "a\nb", '"a\nb"', "#REF!", "NULL", "\x85", "​", "🛒",
)  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A mistreated file: its name, its bytes, and what was done to which sample."""

    name: str
    content: bytes
    history: str


@cache
def originals() -> tuple[tuple[str, bytes], ...]:
    """Name and bytes of every sample."""
    return tuple((path.name, path.read_bytes()) for path in samples())


def mutant(number: int) -> Mutant:
    """The file of a number."""
    chance = random.Random(number)
    name, content = chance.choice(originals())
    if name.endswith(".xlsx") and chance.random() < 0.7:  # they are read in a process of their own, which takes long
        name, content = originals()[0]
    done = [name]
    mutations = BINARY if name.endswith(".xlsx") else TEXTUAL
    for _ in range(chance.choice((1, 1, 2, 3))):
        mutation = chance.choice(mutations)
        content = mutation(content, chance)
        done.append(mutation.__name__)
    if chance.random() < 0.04:
        wrap = chance.choice((zipped, gzipped, as_workbook))
        name, content = f"export.{ENDINGS[wrap]}", wrap(content, chance)
        done.append(wrap.__name__)
        if chance.random() < 0.7:
            mutation = chance.choice(BINARY)
            content = mutation(content, chance)
            done.append(mutation.__name__)
    return Mutant(name, content, f"{number}: {' > '.join(done)}")


# ---------------------------------------------------------------- bytes


def flip_bytes(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut(content: bytes, chance: random.Random) -> bytes:
    start = chance.choice((0, 0, 0, chance.randint(0, len(content))))
    return content[start : chance.randint(start, len(content))]


def insert_nuls(content: bytes, chance: random.Random) -> bytes:
    place = chance.randint(0, len(content))
    return content[:place] + b"\0" * chance.choice((1, 7, 5000)) + content[place:]


def insert_noise(content: bytes, chance: random.Random) -> bytes:
    place = chance.randint(0, len(content))
    return content[:place] + chance.randbytes(chance.choice((1, 30, 3000))) + content[place:]


def swap_parts(content: bytes, chance: random.Random) -> bytes:
    one, two = sorted(chance.randint(0, len(content)) for _ in range(2))
    return content[two:] + content[one:two] + content[:one]


def repeat(content: bytes, chance: random.Random) -> bytes:
    return content * chance.randint(2, 4)


def nothing_but_a_few_bytes(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randint(0, 6)]


# ---------------------------------------------------------------- lines


def on_lines(change: Callable[[list[bytes], random.Random], list[bytes]]) -> Mutation:
    def mutation(content: bytes, chance: random.Random) -> bytes:
        return b"\n".join(change(content.split(b"\n"), chance))

    mutation.__name__ = change.__name__
    return mutation


@on_lines
def double_lines(lines: list[bytes], chance: random.Random) -> list[bytes]:
    place = chance.randrange(len(lines))
    return [*lines[:place], *lines[place : place + chance.randint(1, 4)] * chance.randint(2, 20), *lines[place:]]


@on_lines
def drop_lines(lines: list[bytes], chance: random.Random) -> list[bytes]:
    return [line for line in lines if chance.random() > 0.3]


@on_lines
def shuffle_lines(lines: list[bytes], chance: random.Random) -> list[bytes]:
    return chance.sample(lines, len(lines))


@on_lines
def swap_delimiters(lines: list[bytes], chance: random.Random) -> list[bytes]:
    other = chance.choice((b";", b"\t", b"|", b" ", b"", b",,", b"\x01"))
    share = chance.choice((0.2, 1.0))
    return [line.replace(b",", other) if chance.random() < share else line for line in lines]


@on_lines
def mix_line_ends(lines: list[bytes], chance: random.Random) -> list[bytes]:
    return [line + chance.choice(LINE_ENDS) for line in lines]


@on_lines
def put_lines_above(lines: list[bytes], chance: random.Random) -> list[bytes]:
    return [
        chance.choice((b"", b"Report", b",,,", b"a;b", b'"', b"1,2,3")) for _ in range(chance.randint(1, 40))
    ] + lines


@on_lines
def double_headings(lines: list[bytes], chance: random.Random) -> list[bytes]:
    times = chance.choice((1, 2, 60))
    return [b",".join([line] * (times + 1)) if place == 0 or times < 3 else line for place, line in enumerate(lines)]


@on_lines
def repeat_the_headings_below(lines: list[bytes], chance: random.Random) -> list[bytes]:
    place = chance.randint(0, len(lines))
    return [*lines[:place], lines[0], *lines[place:]]


@on_lines
def drop_the_headings(lines: list[bytes], chance: random.Random) -> list[bytes]:
    return lines[1:] or lines


# ---------------------------------------------------------------- cells


def on_cells(change: Callable[[bytes, random.Random], bytes], share: float) -> Mutation:
    def mutation(content: bytes, chance: random.Random) -> bytes:
        lines = content.split(b"\n")
        for place, line in enumerate(lines):
            if place and chance.random() < share and line:
                cells = line.split(b",")
                chosen = chance.randrange(len(cells))
                cells[chosen] = change(cells[chosen], chance)
                lines[place] = b",".join(cells)
        return b"\n".join(lines)

    mutation.__name__ = change.__name__
    return mutation


def number(cell: bytes, chance: random.Random) -> bytes:
    return chance.choice(NUMBERS).encode()


def day(cell: bytes, chance: random.Random) -> bytes:
    return chance.choice(DATES).encode()


def text(cell: bytes, chance: random.Random) -> bytes:
    return chance.choice(TEXTS).encode("utf-8", "surrogatepass")


def quoted_deeply(cell: bytes, chance: random.Random) -> bytes:
    return b'"' * chance.choice((1, 2, 3, 101)) + cell + b'"' * chance.choice((0, 1, 2, 100))


def huge(cell: bytes, chance: random.Random) -> bytes:
    return (cell or b"9") * chance.choice((1, 300, 20_000, 200_000))


def change_digits(content: bytes, chance: random.Random) -> bytes:
    return re.sub(
        rb"\d", lambda digit: bytes([chance.choice(b"0123456789")]) if chance.random() < 0.2 else digit[0], content
    )


def columns_swapped_in_the_headings(content: bytes, chance: random.Random) -> bytes:
    head, _, rest = content.partition(b"\n")
    headings = head.split(b",")
    return b",".join(chance.sample(headings, len(headings))) + b"\n" + rest


def other_headings(content: bytes, chance: random.Random) -> bytes:
    head, _, rest = content.partition(b"\n")
    words = [
        chance.choice((b"a", b"Date", b"Total", b"Name", b"", b"x" * 300, "日期".encode(), heading))
        for heading in head.split(b",")
    ]
    return b",".join(words) + b"\n" + rest


# ---------------------------------------------------------------- encodings and containers


def other_encoding(content: bytes, chance: random.Random) -> bytes:
    decoded = content.decode(chance.choice(("utf-8", "latin-1", "gb18030")), "replace")
    return decoded.encode(chance.choice(ENCODINGS), "replace")


def two_encodings(content: bytes, chance: random.Random) -> bytes:
    place = chance.randint(0, len(content))
    return content[:place] + content[place:].decode("utf-8", "replace").encode(chance.choice(ENCODINGS), "replace")


def zipped(content: bytes, chance: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for place in range(chance.choice((1, 1, 2))):
            archive.writestr(f"orders{place}.csv", content)
    return out.getvalue()


def gzipped(content: bytes, chance: random.Random) -> bytes:
    return gzip.compress(content, mtime=0)


def as_workbook(content: bytes, chance: random.Random) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for row, line in enumerate(content.decode("latin-1").splitlines()[:200]):
            for column, cell in enumerate(line.split(",")[:100]):
                page.write_string(row, column, cell[:1000])
    return out.getvalue()


def member_damaged(content: bytes, chance: random.Random) -> bytes:
    """A zip archive, or a workbook, whose parts are mistreated and packed again; other bytes are only flipped."""
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(out, "w") as damaged:
            for member in archive.namelist():
                part = archive.read(member)
                damaged.writestr(member, flip_bytes(part, chance) if chance.random() < 0.4 else part)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError, ValueError):
        return flip_bytes(content, chance)
    return out.getvalue()


ENDINGS = {zipped: "zip", gzipped: "csv.gz", as_workbook: "xlsx"}
BINARY: tuple[Mutation, ...] = (flip_bytes, cut, insert_nuls, insert_noise, swap_parts, repeat, member_damaged)
TEXTUAL: tuple[Mutation, ...] = (
    *BINARY[:-1],
    nothing_but_a_few_bytes,
    double_lines,
    drop_lines,
    shuffle_lines,
    swap_delimiters,
    mix_line_ends,
    put_lines_above,
    double_headings,
    repeat_the_headings_below,
    drop_the_headings,
    on_cells(number, 0.3),
    on_cells(number, 0.05),
    on_cells(day, 0.3),
    on_cells(day, 0.05),
    on_cells(text, 0.2),
    on_cells(quoted_deeply, 0.1),
    on_cells(huge, 0.05),
    change_digits,
    columns_swapped_in_the_headings,
    other_headings,
    other_encoding,
    two_encodings,
)


def keep(folder: Path, made: Mutant) -> Path:
    """Write a file to disk."""
    file = folder / made.name
    file.write_bytes(made.content)
    return file
