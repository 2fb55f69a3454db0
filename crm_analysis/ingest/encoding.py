"""In which encoding was this file written?"""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

from crm_analysis.ingest.progress import Tell, untold

CHUNK = 4 << 20
_SAMPLE = 256 << 10
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Nearly every byte sequence decodes as gb18030, so a fixed order of attempts misreads Japanese: the detector decides,
# held to the code pages that shops' exports really come in.
_CODE_PAGES = ["gb18030", "cp932", "cp1252", "big5", "euc_jp"]


@dataclass(frozen=True)
class Scan:
    """What one pass over the bytes tells."""

    sha256: str
    size: int
    encoding: str


def scan(path: Path, tell: Tell = untold) -> Scan:
    """Read the file once, telling of each piece: its fingerprint, its size and its encoding."""
    digest = hashlib.sha256()
    decoder: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
    size, head = 0, b""
    for chunk in chunks(path):
        tell(len(chunk))
        digest.update(chunk)
        size += len(chunk)
        head = head or chunk[:_SAMPLE]
        decoder = _still_utf8(decoder, chunk)
    is_utf8 = decoder is not None and _ends_whole(decoder)
    return Scan(digest.hexdigest(), size, _encoding(head, is_utf8))


def chunks(path: Path) -> Iterator[bytes]:
    """The file's bytes, a few megabytes at a time."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def rewrite_as_utf8(source: Path, encoding: str, target: Path, tell: Tell = untold) -> None:
    """Write the text anew as UTF-8; bytes that do not belong to the encoding become U+FFFD."""
    with (
        source.open(encoding=encoding, errors="replace", newline="") as text,
        target.open("w", encoding="utf-8", newline="") as out,
    ):
        while part := text.read(CHUNK):
            tell(0)
            out.write(part)


def _still_utf8(decoder: codecs.IncrementalDecoder | None, chunk: bytes) -> codecs.IncrementalDecoder | None:
    if decoder is None:
        return None
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return None
    return decoder


def _ends_whole(decoder: codecs.IncrementalDecoder) -> bool:
    # A download cut off inside a character is still UTF-8.
    return len(decoder.getstate()[0]) < 4


def _encoding(head: bytes, is_utf8: bool) -> str:
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    parity = _utf16_by_zero_bytes(head)
    if parity:
        return parity
    if is_utf8:
        return "utf-8"
    best = from_bytes(head, cp_isolation=_CODE_PAGES).best()
    return best.encoding if best else "cp1252"


def _utf16_by_zero_bytes(head: bytes) -> str | None:
    """UTF-16 without a mark shows by zero bytes that stand in one parity only."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if even + odd < len(head) // 20:
        return None
    if odd > 20 * even:
        return "utf-16-le"
    if even > 20 * odd:
        return "utf-16-be"
    return None
