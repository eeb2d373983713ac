"""A template is told where thin sections could not be put together, whatever is filed."""

from __future__ import annotations

import pytest

from tests.support.make_docx import docx
from toolkit.word import compile_template

PLACES = """
written                                                     | told
# 工作/## 甲/甲一句。/## 其他{{ 短节并入 }}                  |
# 工作/## 甲/甲一句。/## 其他｛｛短节并入｝｝                |
# 工作/## 甲/甲一句。/其他{{ 短节并入 }}                     | gather_no_heading
# 工作/## 甲/甲一句。/（三）其他{{ 短节并入 }}               | gather_no_heading
# 工作/## （一）甲/甲一句。/## 其他{{ 短节并入 }}            | gather_numbered
# 工作/## 甲/甲一句。/## （三）其他{{ 短节并入 }}            | gather_numbered
# 一、工作/## 甲/甲一句。/## 其他{{ 短节并入 }}              |
# 工作/## 甲/一、甲一句。/## 其他                            |
"""


@pytest.mark.parametrize("line", PLACES.strip().splitlines()[1:])
def test_where_nothing_could_be_put_together_is_told(line: str) -> None:
    written, _bar, told = line.rpartition("|")

    findings = compile_template(docx(written.strip().replace("/", "\n")), name="甲.docx").findings

    assert [each.code for each in findings] == told.split()
    assert all(each.place.startswith("甲.docx 正文“") for each in findings)
