"""The sample bureau in a folder of its own, so that no test sees or alters the clone's data."""

from __future__ import annotations

import shutil
from pathlib import Path

from toolkit.settings import REPOSITORY, Settings, read_settings
from toolkit.tasks import Office, open_office, read_forms

TYPED = Path(__file__).parent / "typed_office"


def copy_sample(folder: Path) -> Path:
    """Copy templates, sample and notebooks into `folder` and give it back."""
    for name in ("templates", "sample_data", "notebooks"):
        shutil.copytree(REPOSITORY / name, folder / name, dirs_exist_ok=True)
    return folder


def copy_typed(folder: Path) -> Path:
    """The same with a catalogue and forms in which every figure is typed, as many an office has them: for tests of typing."""
    copy_sample(folder)
    shutil.rmtree(folder / "sample_data" / "forms")
    shutil.copytree(TYPED / "forms", folder / "sample_data" / "forms")
    shutil.copytree(TYPED / "templates", folder / "templates", dirs_exist_ok=True)
    return folder


def sample_settings(folder: Path) -> Settings:
    """The settings of a copied sample."""
    return read_settings({"TOOLKIT_HOME": str(folder), "TOOLKIT_AUTHOR": "测试员"})


def filed_office(folder: Path) -> Office:
    """The copied sample with all its forms taken in."""
    office = open_office(sample_settings(copy_sample(folder)))
    read_forms(office, office.settings.form_folders)
    return office


def filed_typed(folder: Path) -> Office:
    """The copied office of typed figures with all its forms taken in."""
    office = open_office(sample_settings(copy_typed(folder)))
    read_forms(office, office.settings.form_folders)
    return office


def write_large_office(folder: Path, branches: int) -> None:
    """Make a copied sample the office of a bureau with so many branches of its own, none of which has filed anything."""
    lines = ["代码,名称,简称,类型,上级,书记,联系领导,党员人数", "J,云河市示例大局（虚构）,示例大局,局,,,,"]
    lines += [f"{n:03},第{n}示例党支部,第{n}支部,支部,J,样本,示例,{7 + n % 20}" for n in range(1, branches + 1)]
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data" / "units.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
