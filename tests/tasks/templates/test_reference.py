"""The reference of a template's names and filters is made from the catalogue and the filters, and stands in the repository as made."""

from __future__ import annotations

from toolkit.report.vocabulary import describe
from toolkit.report.wording import FILTERS
from toolkit.settings import REPOSITORY
from toolkit.tasks import Office, write_reference
from toolkit.tasks.templates.reference import MARK, with_reference

SHIPPED = (REPOSITORY / "templates" / "README.md").read_text(encoding="utf-8")


def test_the_shipped_reference_is_what_catalogue_and_filters_say_today(shipped_office: Office) -> None:
    assert with_reference(SHIPPED, shipped_office.catalogue) == SHIPPED


def test_every_filter_and_every_name_is_in_it(shipped_office: Office) -> None:
    names = [each.name for kind in ("支部", "局") for each in describe(shipped_office.catalogue, kind)]

    assert [name for name in FILTERS if f"\\|{name}" not in SHIPPED.partition(MARK)[2]] == []
    written = [name.replace("指标名", "正式党员") for name in names]
    assert [name for name in written if f"`{{{{ {name} }}}}`" not in SHIPPED and f"`{name}`" not in SHIPPED] == []


def test_what_the_office_wrote_itself_stays_and_all_else_is_made_anew(office: Office) -> None:
    path = office.settings.templates / "README.md"
    path.write_text(f"本局的话\n\n{MARK}\n\n旧的\n", encoding="utf-8")
    office.settings.catalogue.write_text(
        office.settings.catalogue.read_text(encoding="utf-8").replace('label = "主题党日"', 'label = "党日活动"', 1),
        encoding="utf-8",
    )

    assert write_reference(office) == path
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"本局的话\n\n{MARK}\n")
    assert "旧的" not in text and "`{{ 主题党日 }}`" in text


def test_an_office_without_one_gets_one(office: Office) -> None:
    path = office.settings.templates / "README.md"
    path.unlink(missing_ok=True)

    write_reference(office)

    assert path.read_text(encoding="utf-8").startswith(MARK)
