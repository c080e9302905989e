"""No engine runs here: the files are read and held to what they promise."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def stage(name: str) -> str:
    return DOCKERFILE.split(f" AS {name}\n")[1].split("\nFROM ")[0]


def test_the_web_image_has_no_torch():
    assert "worker" not in re.findall(r"-e \"\.\[(.*?)\]\"", stage("web"))[0].split(",")
    assert "COPY worker" not in stage("web")


@pytest.mark.parametrize("name", ["web", "worker"])
def test_images_run_as_an_ordinary_user(name):
    assert "USER patchlens" in stage(name)


def test_every_image_has_a_fixed_version():
    images = [s["image"] for s in COMPOSE["services"].values() if "image" in s]
    images += re.findall(r"^FROM (\S+:\S+)", DOCKERFILE, re.M)
    assert images
    assert [i for i in images if ":" not in i or i.endswith("latest")] == []


def test_only_the_web_server_is_reachable_and_only_from_this_machine():
    ports = {name: s["ports"] for name, s in COMPOSE["services"].items() if "ports" in s}
    assert ports == {"web": ["127.0.0.1:${PORT:-8000}:8000"]}


@pytest.mark.parametrize("name", ["redis", "web", "worker"])
def test_services_have_no_powers_they_do_not_need(name):
    service = COMPOSE["services"][name]
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"] is True


def test_the_queue_needs_a_password():
    assert "--requirepass" in COMPOSE["services"]["redis"]["command"]
    web, worker = (COMPOSE["services"][n]["environment"] for n in ("web", "worker"))
    assert all(":${REDIS_PASSWORD:?" in e["REDIS_URL"] for e in (web, worker))


def test_what_the_dockerfile_copies_is_there():
    sources = re.findall(r"^COPY (.+) \S+$", DOCKERFILE, re.M)
    for source in (name for line in sources for name in line.split()):
        assert (ROOT / source).exists(), source


def test_database_and_objects_are_profiles():
    assert COMPOSE["services"]["postgres"]["profiles"] == ["postgres"]
    assert COMPOSE["services"]["s3"]["profiles"] == ["s3"]
