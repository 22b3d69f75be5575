"""What a container is told, whichever engine runs it."""

from __future__ import annotations

from msgspec.structs import replace

from console.model.launch import ContainerFacts, NodeFacts
from console.targets.containers.spec import container_of, gpus_of, user_of
from tests.unit.targets.containers.services import FACTS, IMAGE, KNOWN, WHEELS, service


def test_an_image_keeps_its_entry_point_and_gets_arguments_and_variables() -> None:
    made = container_of(service(), IMAGE, "docker")
    assert (made.entrypoint, made.arguments) == ("", IMAGE.arguments)
    assert dict(made.environment) == {"HOME": "/home/ops/x/chat", "TOKEN_FILE": "/run/x"}
    assert (made.port, made.inner_port, made.shared_memory_bytes) == (18080, 8000, 16 << 30)


def test_wheels_run_the_script_of_the_service_in_its_folder_at_the_same_path() -> None:
    made = container_of(service(), WHEELS, "docker")
    assert (made.entrypoint, made.arguments) == ("/bin/sh", ("/home/ops/x/chat/run",))
    assert [(mount.source, mount.target, mount.read_only) for mount in made.mounts] == [
        ("/home/ops/x/chat", "/home/ops/x/chat", False)
    ]


def test_what_it_writes_belongs_to_who_deployed_it() -> None:
    rootless = replace(FACTS, containers=replace(KNOWN, docker_is_rootless=True))
    assert user_of(service(), "docker") == user_of(service(), "podman") == "1000:100"
    assert user_of(service(facts=rootless), "docker") == "0:0", "root in there is the user out here"
    assert user_of(service(user="image"), "docker") == ""
    assert user_of(service(facts=NodeFacts(containers=ContainerFacts())), "docker") == ""


def test_the_first_gpus_unless_others_are_named() -> None:
    assert gpus_of(service(), IMAGE) == ("0", "1")
    assert gpus_of(service(devices="3,5"), IMAGE) == ("3", "5")
    assert gpus_of(service(devices="3,5"), WHEELS) == ()


def test_a_person_may_want_more_shared_memory() -> None:
    assert container_of(service(shared_memory="64"), IMAGE, "docker").shared_memory_bytes == 64 << 30
