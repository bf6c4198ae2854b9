"""Files as people send them, and as nobody honest does; all are made here, none is kept."""

from __future__ import annotations

import re
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image

Make = Callable[[], bytes]

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SCRIPT = b"<script>alert(1)</script>"


# Honest files


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **said: Any) -> bytes:
    """A picture of stripes, in which every row differs from the next."""
    image = Image.effect_noise(size, 40).convert("RGB")
    return _saved(image, kind, **said)


def of_telephone(size: tuple[int, int] = (64, 48)) -> bytes:
    """A JPEG that lies on its side, with where and by what it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter
    exif[0x010F] = "Secret Camera Works"
    exif.get_ifd(0x8825)[2] = (47.0, 36.0, 22.0)  # where: a latitude
    return picture("JPEG", size, exif=exif, comment=b"a note of mine", dpi=(300, 300))


def pdf(
    pages: int = 1, change: Callable[[pikepdf.Pdf], object] | None = None, **said: Any
) -> bytes:
    """A PDF of blank pages; ``change`` is done to it before it is written."""
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page()
        if change:
            change(made)
        return written(made, **said)


def written(made: pikepdf.Pdf, **said: Any) -> bytes:
    file = BytesIO()
    made.save(file, **said)
    return file.getvalue()


def scanned(size: int = 2_000_000) -> bytes:
    """A PDF of about ``size`` bytes that shows one picture, as scanners make it."""

    def add(made: pikepdf.Pdf) -> None:
        side = int((size / 0.55) ** 0.5)
        shown = pikepdf.Stream(made, picture("JPEG", (side, side), quality=60))
        shown["/Type"], shown["/Subtype"] = pikepdf.Name.XObject, pikepdf.Name.Image
        shown["/Width"] = shown["/Height"] = side
        shown["/ColorSpace"], shown["/BitsPerComponent"] = pikepdf.Name.DeviceRGB, 8
        shown["/Filter"] = pikepdf.Name.DCTDecode
        page = made.pages[0]
        page.obj["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=shown))
        page.obj["/Contents"] = pikepdf.Stream(made, b"q 600 0 0 600 0 0 cm /Im0 Do Q")

    return pdf(1, add)


# PDFs that act


def acting(key: str, value: Any) -> Make:
    """A PDF with something in its catalogue."""
    return lambda: pdf(1, lambda made: made.Root.__setitem__(key, made.make_indirect(value)))


def action(kind: str, **said: Any) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), **said)


def linking() -> bytes:
    def add(made: pikepdf.Pdf) -> None:
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=[0, 0, 99, 99],
            A=action("URI", URI=pikepdf.String("https://example.org/")),
        )
        made.pages[0].obj["/Annots"] = pikepdf.Array([link])

    return pdf(1, add)


def with_attachment(content: bytes = b"MZ") -> bytes:
    def add(made: pikepdf.Pdf) -> None:
        made.attachments["a.exe"] = content

    return pdf(1, add)


def with_form(**said: Any) -> Make:
    return acting("/AcroForm", pikepdf.Dictionary(Fields=pikepdf.Array(), **said))


def name_as_numbers() -> bytes:
    """JavaScript by a name whose letters are written as numbers."""
    plain = pdf(1, lambda made: made.Root.__setitem__("/OpenAction", action("JavaScript", JS="1")))
    found = plain.replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/#4a#53")
    assert found != plain
    return _with_right_table(found)


def packed_in_streams() -> bytes:
    """JavaScript in an object that itself lies packed in a stream."""
    said = action("JavaScript", JS=pikepdf.String("app.alert(1)"))
    modes = pikepdf.ObjectStreamMode.generate
    return pdf(
        1,
        lambda made: made.Root.__setitem__("/Names", made.make_indirect(said)),
        object_stream_mode=modes,
    )


def hidden_in_an_older_version() -> bytes:
    """An action that a later version of the object no longer has."""
    body = [
        b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /Launch /F (x) >> >>\nendobj\n",
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n",
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>\nendobj\n",
        b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n",
    ]
    return by_hand(body)


# PDFs that are too much


def by_hand(objects: list[bytes], root: int = 1) -> bytes:
    """A PDF of objects as written; of two with one number the later counts."""
    beginning = b"%PDF-1.7\n"
    file, places, end = beginning + b"".join(objects), {}, len(beginning)
    for one in objects:
        places[int(one.split(b" ", 1)[0])] = end
        end += len(one)
    table = b"".join(b"%010d 00000 n \n" % places[number] for number in sorted(places))
    start = len(file)
    size = max(places) + 1
    head = b"xref\n0 1\n0000000000 65535 f \n1 %d\n" % (size - 1)
    trailer = b"trailer\n<< /Size %d /Root %d 0 R >>\n" % (size, root)
    return file + head + table + trailer + b"startxref\n%d\n%%%%EOF\n" % start


def page_with(content: bytes, said: bytes) -> bytes:
    """A PDF of one page whose content is a stream as written."""
    return by_hand(
        [
            b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n",
            b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n",
            b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] "
            b"/Contents 4 0 R >>\nendobj\n",
            b"4 0 obj\n<< /Length %d %b >>\nstream\n" % (len(content), said)
            + content
            + b"\nendstream\nendobj\n",
        ]
    )


def flate_bomb(megabytes: int = 300) -> bytes:
    return page_with(zeros(megabytes), b"/Filter /FlateDecode")


def nested_bomb() -> bytes:
    packed = zlib.compress(zlib.compress(zeros(300), 9), 9)
    return page_with(packed, b"/Filter [/FlateDecode /FlateDecode /FlateDecode]")


def many_bombs() -> bytes:
    """Each stream is within what one may be, all together are not."""
    packed = zeros(100)
    streams = [
        b"%d 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n" % (number, len(packed))
        + packed
        + b"\nendstream\nendobj\n"
        for number in range(4, 14)
    ]
    return by_hand(
        [
            b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n",
            b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n",
            b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>\nendobj\n",
            *streams,
        ]
    )


def packed_ten_times() -> bytes:
    content = b"BT ET"
    for _ in range(10):
        content = zlib.compress(content)
    return page_with(content, b"/Filter [" + b"/FlateDecode " * 10 + b"]")


def picture_bomb() -> bytes:
    """A picture that says it is 100,000 dots wide and high."""
    said = b"/Type /XObject /Subtype /Image /Width 100000 /Height 100000 /Filter /JBIG2Decode"
    return page_with(b"\x00" * 20, said)


def flate_around_a_picture() -> bytes:
    said = b"/Type /XObject /Subtype /Image /Width 9 /Height 9 /Filter [/FlateDecode /DCTDecode]"
    return page_with(zeros(300), said)


def page_tree_in_a_loop() -> bytes:
    return by_hand(
        [
            b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n",
            b"2 0 obj\n<< /Type /Pages /Kids [2 0 R] /Count 1 >>\nendobj\n",
        ]
    )


def table_in_a_loop() -> bytes:
    plain = pdf()
    place = int(plain.rsplit(b"startxref", 1)[1].split()[0])
    return plain.replace(b"/Size", b"/Prev %d /Size" % place)


def many_objects(count: int = 150_000) -> bytes:
    head = [
        b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n",
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n",
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>\nendobj\n",
    ]
    return by_hand([*head, *(b"%d 0 obj 1 endobj\n" % number for number in range(4, count))])


def nested_arrays(depth: int = 100_000) -> bytes:
    return by_hand(
        [
            b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R /X "
            + b"[" * depth
            + b"]" * depth
            + b" >>\nendobj\n",
            b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n",
        ]
    )


def zeros(megabytes: int) -> bytes:
    """So many megabytes of zeros, packed; made piece by piece."""
    packer = zlib.compressobj(9)
    piece = bytes(1 << 20)
    return b"".join([*(packer.compress(piece) for _ in range(megabytes)), packer.flush()])


def encrypted(user: str, owner: str) -> Make:
    said = pikepdf.Encryption(user=user, owner=owner)
    return lambda: pdf(1, encryption=said)


def _with_right_table(content: bytes) -> bytes:
    """The file with the places of its objects as they are now."""
    found = re.split(rb"(?=\d+ 0 obj)", content.partition(b"xref\n")[0])
    objects = [one for one in found if re.match(rb"\d+ 0 obj", one)]
    root = int(re.search(rb"/Root (\d+)", content)[1])  # type: ignore[index]
    return by_hand(objects, root)


# PDFs that are let in, as nothing in them acts, and that nobody should have to draw


def page_of(width: float, height: float) -> bytes:
    """A blank page of a size in points."""

    def resize(made: pikepdf.Pdf) -> None:
        made.pages[0].obj["/MediaBox"] = pikepdf.Array([0, 0, width, height])

    return pdf(1, resize)


def page_drawing(content: bytes, **resources: Any) -> bytes:
    """A page on which ``content`` is drawn."""

    def add(made: pikepdf.Pdf) -> None:
        page = made.pages[0].obj
        page["/Contents"] = made.make_stream(content)
        page["/Resources"] = pikepdf.Dictionary(**resources)

    return pdf(1, add, compress_streams=True)


def very_many_shapes(count: int = 3_000_000) -> bytes:
    return page_drawing(b"0 0 m 600 700 l 300 20 l b* " * count)


def shapes_in_shapes(levels: int = 24) -> bytes:
    """Forms each of which draws the next one twice: a few lines, and millions of drawings."""

    def add(made: pikepdf.Pdf) -> None:
        inner = made.make_stream(b"0 0 600 700 re f")
        for _ in range(levels):
            _as_form(inner)
            outer = made.make_stream(b"/F Do /F Do")
            outer["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=inner))
            inner = outer
        made.pages[0].obj["/Contents"] = inner
        made.pages[0].obj["/Resources"] = inner["/Resources"]

    return pdf(1, add)


def shape_in_itself() -> bytes:
    def add(made: pikepdf.Pdf) -> None:
        form = made.make_indirect(made.make_stream(b"/F Do"))
        _as_form(form)
        drawn = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))
        form["/Resources"] = drawn
        made.pages[0].obj["/Contents"] = made.make_stream(b"/F Do")
        made.pages[0].obj["/Resources"] = drawn

    return pdf(1, add)


def large_scan(side: int = 12_000) -> bytes:
    """One picture of 144 megapixels, all of one colour."""

    def add(made: pikepdf.Pdf) -> None:
        line = zlib.compressobj(9)
        packed = b"".join([*(line.compress(bytes(side * 3)) for _ in range(side)), line.flush()])
        shown = made.make_stream(b"")
        shown.write(packed, filter=pikepdf.Name.FlateDecode)
        shown["/Type"], shown["/Subtype"] = pikepdf.Name.XObject, pikepdf.Name.Image
        shown["/Width"] = shown["/Height"] = side
        shown["/ColorSpace"], shown["/BitsPerComponent"] = pikepdf.Name.DeviceRGB, 8
        page = made.pages[0].obj
        page["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=shown))
        page["/Contents"] = made.make_stream(b"q 600 0 0 600 0 0 cm /Im0 Do Q")

    return pdf(1, add)


def filled_form(words: bytes = b"0 0 1 rg 0 0 200 30 re f") -> bytes:
    """A form in which one field is filled in, as programs write what it looks like."""

    def add(made: pikepdf.Pdf) -> None:
        looks = made.make_stream(words)
        _as_form(looks)
        field = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T=pikepdf.String("number"),
            V=pikepdf.String("X-1"),
            Rect=[72, 600, 272, 630],
            AP=pikepdf.Dictionary(N=looks),
            F=4,
        )
        field = made.make_indirect(field)
        made.pages[0].obj["/Annots"] = pikepdf.Array([field])
        made.Root["/AcroForm"] = pikepdf.Dictionary(Fields=pikepdf.Array([field]))

    return pdf(1, add)


def _as_form(drawn: pikepdf.Object) -> None:
    drawn["/Type"], drawn["/Subtype"] = pikepdf.Name.XObject, pikepdf.Name.Form
    drawn["/BBox"] = pikepdf.Array([0, 0, 600, 700])


# Pictures that are too much, or something else


def png_of_dots(width: int, height: int) -> bytes:
    """A picture all of one colour: a file of a kilobyte, whatever its size."""
    rows = zlib.compressobj(9)
    line = bytes(1 + (width + 7) // 8)
    data = b"".join([*(rows.compress(line) for _ in range(height)), rows.flush()])
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_with(extra: bytes) -> bytes:
    """A small PNG with chunks of ours before its picture."""
    plain = picture("PNG")
    return plain[:33] + extra + plain[33:]


def png_text_bomb(kind: bytes) -> bytes:
    packed = zeros(200)
    text = {
        b"zTXt": b"Comment\x00\x00" + packed,
        b"iTXt": b"Comment\x00\x01\x00\x00\x00" + packed,
        b"iCCP": b"Profile\x00\x00" + packed,
    }[kind]
    return png_with(chunk(kind, text))


def apng(frames: int = 10_000) -> bytes:
    return png_with(chunk(b"acTL", struct.pack(">II", frames, 0)))


def jpeg_of_segments(count: int = 65_535) -> bytes:
    plain = picture("JPEG")
    return plain[:2] + b"\xff\xfe\x00\x03x" * count + plain[2:]


def jpeg_of_scans(count: int = 1_000) -> bytes:
    """A progressive picture of many passes, each over all of it."""
    plain = picture("JPEG", (512, 512), progressive=True)
    first = plain.index(b"\xff\xda")
    second = plain.index(b"\xff\xda", first + 2)
    return plain[:second] + plain[first:second] * count + b"\xff\xd9"


def jpeg_header_of(width: int, height: int) -> bytes:
    """A picture that says another size than it has."""
    plain = bytearray(picture("JPEG"))
    place = plain.index(b"\xff\xc0") + 5
    plain[place : place + 4] = struct.pack(">HH", height, width)
    return bytes(plain)


def jpeg_of_cmyk() -> bytes:
    return _saved(Image.new("CMYK", (64, 48), (10, 200, 30, 0)), "JPEG")


def other(kind: str) -> Make:
    """A picture of a kind that is not taken."""
    return lambda: picture(kind)


def zip_file() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("index.html", SCRIPT)
    return file.getvalue()


def cut(make: Make, twentieth: int) -> Make:
    """The first so many twentieths of a file."""

    def made() -> bytes:
        whole = make()
        return whole[: len(whole) * twentieth // 20]

    return made


def _saved(image: Image.Image, kind: str, **said: Any) -> bytes:
    file = BytesIO()
    image.save(file, kind, **said)
    return file.getvalue()


JAVASCRIPT = {"JS": pikepdf.String("app.alert(1)")}
HTML = b"<!doctype html><html><body>" + SCRIPT

# By name: how the file is made, and what is said of it.
REFUSED: dict[str, tuple[Make, str]] = {
    "no bytes": (lambda: b"", "empty"),
    "one byte": (lambda: b"%", "bytes are of no such file"),
    "the first bytes of a PDF": (lambda: b"%PDF-1.7\n", "damaged"),
    "the first bytes of a JPEG": (lambda: b"\xff\xd8\xff\xe0", "damaged"),
    "the first bytes of a PNG": (lambda: b"\x89PNG\r\n\x1a\n", "damaged"),
    **{f"a PDF cut at {n}/20": (cut(scanned, n), "a PDF|bytes") for n in range(1, 20)},
    **{f"a JPEG cut at {n}/20": (cut(picture, n), "damaged") for n in range(1, 20)},
    **{f"a PNG cut at {n}/20": (cut(lambda: picture("PNG"), n), "damaged") for n in range(1, 20)},
    **{f"a picture as {kind}": (other(kind), "no such file") for kind in ("GIF", "TIFF", "WEBP")},
    "an SVG": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a digital badge in it"),
    "a page of HTML": (lambda: HTML, "no such file"),
    "a program": (lambda: b"MZ" + bytes(100), "no such file"),
    "a ZIP": (zip_file, "no such file"),
    "a HEIC": (lambda: b"\x00\x00\x00\x18ftypheic" + bytes(64), "no such file"),
    "EPS": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n", "no such file"),
    "EICAR": (lambda: EICAR, "no such file"),
    "EICAR in a PDF": (lambda: with_attachment(EICAR), "files inside"),
    "a PDF behind HTML": (lambda: HTML.ljust(1_000) + pdf(), "no such file"),
    "a PDF that is HTML": (lambda: pdf().replace(b"\n", b"\n%" + HTML + b"\n", 1), "other|another"),
    "a PDF that is a ZIP": (lambda: pdf() + zip_file(), "another kind"),
    "a PDF with much behind it": (lambda: pdf() + b"\n" * 1_100, "damaged"),
    "a PDF with a program behind it": (lambda: pdf() + b"MZ" + bytes(5_000), "another kind"),
    "a PDF in a JPEG": (lambda: b"\xff\xd8\xff" + pdf(), "damaged"),
    "JavaScript when it opens": (acting("/OpenAction", action("JavaScript", **JAVASCRIPT)), "Java"),
    "JavaScript by name": (
        acting("/Names", pikepdf.Dictionary(JavaScript=pikepdf.Dictionary())),
        "JavaScript",
    ),
    "JavaScript as numbers": (name_as_numbers, "JavaScript"),
    "JavaScript in a stream": (packed_in_streams, "JavaScript"),
    "a program is started": (acting("/OpenAction", action("Launch", F="cmd.exe")), "program"),
    "a program was started once": (hidden_in_an_older_version, "program"),
    "something at opening": (
        acting("/OpenAction", action("Named", N=pikepdf.Name.Print)),
        "starts",
    ),
    "something at closing": (
        acting("/AA", pikepdf.Dictionary(WC=action("Named", N=pikepdf.Name.Print))),
        "starts",
    ),
    "a file inside": (with_attachment, "files inside"),
    "an XFA form": (with_form(XFA=pikepdf.String("<xdp/>")), "XFA"),
    "a form that is sent": (acting("/X", action("SubmitForm", F="http://x")), "sends"),
    "a link": (linking, "links"),
    "another file": (acting("/X", action("GoToR", F="//host/share")), "links"),
    "a password to read": (encrypted("user", "owner"), "remove the password"),
    "a password to change": (encrypted("", "owner"), "remove the password"),
    "a bomb": (flate_bomb, "unpacked"),
    "bombs in a bomb": (nested_bomb, "unpacked|memory"),
    "many bombs": (many_bombs, "unpacked"),
    "packed ten times": (packed_ten_times, "packed at most"),
    "a bomb of a picture": (picture_bomb, "megapixels"),
    "a bomb around a picture": (flate_around_a_picture, "unpacked"),
    "pages in a loop": (page_tree_in_a_loop, "a PDF"),
    "a table in a loop": (table_in_a_loop, "damaged"),
    "many objects": (many_objects, "objects"),
    "arrays in arrays": (nested_arrays, "a PDF"),
    "10,000 pages": (lambda: pdf(10_000), "pages"),
    "no page": (lambda: pdf(0), "pages"),
    "a picture of 144 megapixels": (lambda: png_of_dots(12_000, 12_000), "megapixels"),
    "a picture of 400 megapixels": (lambda: png_of_dots(20_000, 20_000), "megapixels"),
    "a JPEG that says it is huge": (lambda: jpeg_header_of(65_000, 65_000), "megapixels"),
    "a text that unpacks (zTXt)": (lambda: png_text_bomb(b"zTXt"), "damaged"),
    "a text that unpacks (iTXt)": (lambda: png_text_bomb(b"iTXt"), "damaged"),
    "a profile that unpacks": (lambda: png_text_bomb(b"iCCP"), "damaged|memory"),
    "a picture that moves": (apng, "move"),
    "65,535 segments": (jpeg_of_segments, "too many parts"),
    "1,000 scans": (jpeg_of_scans, "too many parts"),
}


if __name__ == "__main__":
    # Writes them into the folder named, for `make uploads`.
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for number, (make, _) in enumerate(REFUSED.values()):
        (folder / f"{number:03}").write_bytes(make())
