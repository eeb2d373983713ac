"""Pictures are known by their content, and are as large as asked or as they say they are."""

from __future__ import annotations

import pytest

from tests.support.make_picture import bmp, gif, jpeg, png
from toolkit.word import Picture
from toolkit.word.document.rich.drawings import EMU_OF_INCH, EMU_OF_MM, drawing, read_image, size_in_emu, source_bytes
from toolkit.word.language.values import UnprintableValue

PICTURES = {"png": png(), "jpeg": jpeg(), "gif": gif(), "bmp": bmp()}


@pytest.mark.parametrize(("kind", "data"), PICTURES.items(), ids=PICTURES.keys())
def test_a_picture_is_known_by_its_content(kind, data):
    image = read_image(data)

    assert (image.extension, image.width, image.height, image.content_type) == (kind, 40, 20, f"image/{kind}")


def test_the_name_of_a_file_says_nothing(tmp_path):
    path = tmp_path / "其实是.jpg"
    path.write_bytes(png())

    assert read_image(path).extension == "png"
    assert read_image(str(path)).data == png()


BROKEN = {
    "nothing": b"",
    "a text": b"<svg/>",
    "half a PNG": png()[:18],
    "half a JPEG": jpeg()[:10],
    "half a GIF": gif()[:7],
    "half a BMP": bmp()[:20],
    "a JPEG without a picture": b"\xff\xd8\xff\xe0\0\4ab\xff\xd9",
    "a JPEG of rubbish": b"\xff\xd8\xff\xe0\0\4ab" + b"rubbish" * 9,
    "a PNG without width": png(0, 5),
    "a BMP of negative width": bmp(-5, 5),
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN.keys())
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(UnprintableValue, match="不是完整的图片"):
        read_image(data)


@pytest.mark.parametrize("source", ["没有这个.png", "甲\0乙", 7], ids=ascii)
def test_a_file_that_cannot_be_read_is_named(source):
    with pytest.raises(UnprintableValue, match="读不出来"):
        read_image(source)


def test_a_file_that_is_too_large_is_refused():
    with pytest.raises(UnprintableValue, match="太大"):
        source_bytes(b"12345", None, 4)


@pytest.mark.parametrize(
    ("data", "dpi"),
    [
        (png(), 96),
        (png(dots_per_metre=11811), 300),
        (jpeg(density=72), 72),
        (jpeg(unit=2, density=118), 300),
        (jpeg(unit=0, density=1), 96),
        (gif(), 96),
        (bmp(dots_per_metre=5906), 150),
        (bmp(height=-20), 96),
    ],
)
def test_its_own_size_is_what_the_file_says(data, dpi):
    width, height = size_in_emu(read_image(data), Picture(data))

    assert width == pytest.approx(40 / dpi * EMU_OF_INCH, rel=0.01)
    assert height == pytest.approx(20 / dpi * EMU_OF_INCH, rel=0.01)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [({"width": 30}, (30, 15)), ({"height": 30}, (60, 30)), ({"width": 30, "height": 30}, (30, 30))],
)
def test_a_side_that_is_not_asked_for_keeps_the_proportions(asked, expected):
    found = size_in_emu(read_image(png()), Picture(png(), **asked))

    assert found == tuple(each * EMU_OF_MM for each in expected)


@pytest.mark.parametrize("asked", [{"width": 0}, {"height": -1}, {"width": 5000}, {"width": float("nan")}], ids=str)
def test_a_size_that_is_none_is_refused(asked):
    with pytest.raises(UnprintableValue, match="毫米"):
        size_in_emu(read_image(png()), Picture(png(), **asked))


def test_a_picture_never_has_no_width():
    assert size_in_emu(read_image(png(1, 40)), Picture(b"", height=0.00001))[0] == 1


def test_a_description_cannot_become_xml():
    run = drawing((1, 1), 1, "rId1", Picture(b"", description='"/><甲&'))

    assert next(run.iter("{*}docPr")).get("descr") == '"/><甲&'


def test_a_description_word_cannot_hold_is_refused():
    with pytest.raises(UnprintableValue, match="保存不了"):
        drawing((1, 1), 1, "rId1", Picture(b"", description="甲\0"))
