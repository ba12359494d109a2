"""Small PDFs for tests, written byte by byte: text at given places, Chinese included, and ruled lines."""

from __future__ import annotations

from collections.abc import Sequence

Text = tuple[float, float, float, str]
"""x, y (from the foot of the page), size, words."""
Rule = tuple[float, float, float, float]

_TO_UNICODE = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /All def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0000> <FFFF> <0000> endbfrange
endcmap CMapName currentdict /CMap defineresource pop end end"""


def make_pdf(pages: Sequence[Sequence[Text]], rules: Sequence[Sequence[Rule]] = ()) -> bytes:
    """A PDF whose pages hold these texts and rules; Latin type is half as wide as Chinese."""
    narrow = " ".join("500" for _ in range(0x20, 0x7F))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{6 + 2 * index} 0 R' for index in range(len(pages)))}] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /F /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /F /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
        f" /DW 1000 /W [32 [{narrow}]] >>",
        _stream(_TO_UNICODE),
    ]
    for index, texts in enumerate(pages):
        lines = [f"BT /F {size} Tf {x} {y} Td <{words.encode('utf-16-be').hex()}> Tj ET" for x, y, size, words in texts]
        lines += [f"{x0} {y0} m {x1} {y1} l S" for x0, y0, x1, y1 in (rules[index] if index < len(rules) else ())]
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >> /Contents {7 + 2 * index} 0 R >>"
        )
        objects.append(_stream("\n".join(lines)))
    return _file(objects)


def _stream(content: str) -> str:
    return f"<< /Length {len(content.encode())} >>\nstream\n{content}\nendstream"


def _file(objects: Sequence[str]) -> bytes:
    data = b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    start = len(data)
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return data + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()
