"""Names of a newer Word are declared on the part they stand in, so that an older program may pass them over."""

from __future__ import annotations

import pytest
from lxml import etree

from toolkit.word.package.elements import parse
from toolkit.word.package.ignorable import IGNORABLE, with_ignorable
from toolkit.word.package.names import SPACES

SAID = " ".join(f'xmlns:{prefix}="{SPACES[prefix]}"' for prefix in ("w", "mc"))
W14, W15 = (f'xmlns:{prefix}="{SPACES[prefix]}"' for prefix in ("w14", "w15"))

CASES = {
    "nothing newer": (f"<w:hdr {SAID}><w:p/></w:hdr>", ""),
    "declared already": (f'<w:hdr {SAID} {W14} mc:Ignorable="w14"><w:p w14:paraId="1"/></w:hdr>', "w14"),
    "an attribute": (f'<w:hdr {SAID}><w:p {W14} w14:paraId="1"/></w:hdr>', "w14"),
    "an element": (f"<w:hdr {SAID}><w:p><w15:collapsed {W15}/></w:p></w:hdr>", "w15"),
    "one more": (f'<w:hdr {SAID} {W14} mc:Ignorable="w14"><w:p {W15} w14:paraId="1" w15:x="2"/></w:hdr>', "w14 w15"),
    "known, not declared": (f'<w:hdr {SAID} {W14}><w:p w14:paraId="1"/></w:hdr>', "w14"),
    "no mc at all": (f'<w:hdr xmlns:w="{SPACES["w"]}"><w:p {W14} w14:paraId="1"/></w:hdr>', "w14"),
    "in a choice": (
        f'<w:hdr {SAID}><mc:AlternateContent><mc:Choice Requires="w14"><w14:x {W14}/></mc:Choice></mc:AlternateContent></w:hdr>',
        "",
    ),
    "a prefix that is taken": (
        f'<w:hdr {SAID} xmlns:w14="urn:other" w14:a="1"><w:p xmlns:w14="{SPACES["w14"]}" w14:paraId="1"/></w:hdr>',
        "w142",
    ),
}


@pytest.mark.parametrize(("xml", "expected"), CASES.values(), ids=CASES.keys())
def test_what_may_be_passed_over_is_said(xml: str, expected: str) -> None:
    made = parse(etree.tostring(with_ignorable(parse(xml.encode()))))

    assert made.get(IGNORABLE, "") == expected
    assert all(made.nsmap.get(prefix, "").startswith("http://schemas.microsoft.com/") for prefix in expected.split())
    before = parse(xml.encode())
    assert [each.tag for each in made.iter()] == [each.tag for each in before.iter()]
    assert [dict(each.attrib) for each in made[0].iter()] == [dict(each.attrib) for each in before[0].iter()]
