from pathlib import Path

from redis.connection import parse_url

from contract.sockets import LONGEST, socket_for, socket_url


def test_a_short_folder_holds_its_own_socket():
    assert socket_for(Path("/srv/data/queue")) == Path("/srv/data/queue/valkey.sock")


def test_a_deep_folder_gets_a_short_socket_of_its_own():
    deep = Path("/srv") / ("very-deep/" * 30)
    first, second = socket_for(deep / "a"), socket_for(deep / "b")
    assert first != second
    assert first == socket_for(deep / "a")
    assert max(len(str(first)), len(str(second))) <= LONGEST


def test_letters_count_as_the_bytes_that_they_take():
    folder = Path("/srv") / ("\u00fc" * 60)
    assert not socket_for(folder).is_relative_to(folder)


def test_special_characters_of_a_path_survive_in_the_address():
    socket = Path("/srv/50% off?/a #1/valkey.sock")
    assert parse_url(socket_url(socket))["path"] == str(socket)
