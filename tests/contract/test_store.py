import os
import threading

import pytest

from contract.errors import StorageFull
from contract.store import FolderStore, ObjectStore, artifact_name, open_store


@pytest.fixture(params=["folder", "object"])
def store(request, tmp_path):
    if request.param == "folder":
        return open_store(str(tmp_path / "store"))
    return open_store(f"memory://{tmp_path.name}")


def test_the_address_decides_the_kind(tmp_path):
    assert isinstance(open_store(str(tmp_path)), FolderStore)
    assert isinstance(open_store("memory://x"), ObjectStore)


def test_what_was_written_comes_back_until_it_is_deleted(store):
    name = artifact_name("ab" * 32)
    assert not store.exists(name)
    store.write(name, b"one")
    store.write(name, b"two")
    assert store.exists(name)
    assert store.read(name) == b"two"
    store.delete(name)
    store.delete(name)
    with pytest.raises(FileNotFoundError):
        store.read(name)


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a/../../x", "", "a\0b"])
def test_a_name_that_leaves_the_store_is_refused(store, name):
    with pytest.raises(ValueError, match="Not a name"):
        store.write(name, b"")


def test_a_reader_never_sees_half_a_file(tmp_path):
    store = FolderStore(tmp_path)
    whole = [bytes([letter]) * 400_000 for letter in b"ab"]
    store.write("x", whole[0])
    seen: set[bytes] = set()
    writing = threading.Thread(target=lambda: [store.write("x", whole[i % 2]) for i in range(30)])
    writing.start()
    while writing.is_alive():
        seen.add(store.read("x"))
    assert seen <= set(whole)
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_a_full_disk_is_said_plainly_and_leaves_the_old_file(tmp_path):
    pid = os.fork()
    if pid == 0:  # a limit of this process's file size stands for the full disk
        import resource
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        store = FolderStore(tmp_path)
        store.write("x", b"old")
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        try:
            store.write("x", b"n" * 5000)
        except StorageFull as error:
            os._exit(7 if "5,000 bytes" in str(error) else 1)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7
    assert FolderStore(tmp_path).read("x") == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_files_are_their_owner_s_alone(tmp_path):
    FolderStore(tmp_path).write("a/b", b"x")
    assert (tmp_path / "a/b").stat().st_mode & 0o077 == 0
