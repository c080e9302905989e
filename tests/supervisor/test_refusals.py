import socket

import pytest

from supervisor.refusals import WillNotStart, free_port, sole_use


def test_a_folder_has_one_user_and_the_second_learns_where_the_first_is(tmp_path):
    with sole_use(tmp_path) as note:
        note("http://127.0.0.1:8000")
        wanted = pytest.raises(WillNotStart, match=r"already runs .*http://127.0.0.1:8000")
        with wanted, sole_use(tmp_path):
            pass


def test_a_folder_is_free_again_afterwards(tmp_path):
    for _ in range(2):
        with sole_use(tmp_path):
            pass


def test_a_port_in_use_is_named_with_the_setting_that_helps():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(WillNotStart, match=rf"Port {port} is in use. Set PORT"):
            free_port("127.0.0.1", port)


def test_port_0_means_any_that_is_free():
    assert free_port("127.0.0.1", 0) > 1023


def test_an_address_of_another_machine_is_refused_in_words():
    with pytest.raises(WillNotStart, match=r"HOST=192.0.2.1"):
        free_port("192.0.2.1", 0)
