import gzip
import json

import pytest
from rq.timeouts import JobTimeoutException

from contract.artifact import Provenance
from contract.channel import Channel
from contract.store import artifact_name, image_name, provenance_name
from tests.planted import CARRIER, DOG, FIRST_LAYER
from tests.worker.planted_worker import PlantedEngine
from tests.worker.queue_tools import question, store_in
from worker.tasks import Service, answer_job, serve


@pytest.fixture
def store(tmp_path):
    return store_in(tmp_path)


@pytest.fixture
def service(store, redis):
    service = Service(PlantedEngine(), store, Channel(redis))
    serve(service)
    return service


def ask(prompt="what", **changes):
    job = question(prompt, **changes)
    return job, answer_job(job.model_dump_json())


def test_the_planted_word_arrives_in_the_store(service, store):
    job, outcome = ask()
    assert outcome == {"status": "done"}
    artifact = json.loads(gzip.decompress(store.read(artifact_name(job.key))))
    assert artifact["top_ids"][FIRST_LAYER][CARRIER][0] == DOG
    provenance = Provenance.model_validate_json(store.read(provenance_name(job.key)))
    assert provenance.seconds > 0


def test_the_same_artifact_is_the_same_bytes(service, store):
    job, _ = ask()
    first = store.read(artifact_name(job.key))
    store.delete(artifact_name(job.key))
    ask()
    assert store.read(artifact_name(job.key)) == first


def test_what_is_stored_is_not_computed_again(service, store):
    job = question("fault")
    store.write(artifact_name(job.key), b"here")
    assert answer_job(job.model_dump_json()) == {"status": "done"}
    assert store.read(artifact_name(job.key)) == b"here"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"prompt": "refuse"}, "PromptRefused"),
        ({"prompt": "full"}, "StorageFull"),
        ({"prompt": "eat"}, "OutOfMemory"),
        ({"image": "cd" * 32}, "PictureGone"),
        ({"analysis": "horoscope"}, "UnknownAnalysis"),
        ({"version": 99}, "UnknownAnalysis"),
        ({"params": {"k": -1}}, "BadParameters"),
        ({"model": {"name": "other", "revision": "1", "dtype": "float32"}}, "UnknownModel"),
    ],
)
def test_an_expected_failure_is_a_value_and_stores_nothing(service, store, changes, error):
    job, outcome = ask(**changes)
    assert outcome["status"] == "failed"
    assert outcome["problem"]["type"].endswith(error)
    assert not store.exists(artifact_name(job.key))


def test_a_full_disk_at_the_end_is_an_expected_failure(service, store):
    full = store_that_is_full(store)
    serve(Service(service.engine, full, service.channel))
    _, outcome = ask()
    assert outcome["problem"]["status"] == 507


def store_that_is_full(store):
    from contract.errors import StorageFull

    class Full(type(store)):
        def write(self, name, content):
            raise StorageFull("No room")

    return Full(store.root)


def test_a_run_that_was_cancelled_before_it_began_does_nothing(service, store):
    job = question("fault")
    service.channel.cancel(job.key)
    assert answer_job(job.model_dump_json()) == {"status": "cancelled"}


def test_a_fault_is_raised(service):
    with pytest.raises(RuntimeError, match="secret"):
        ask("fault")


def test_a_timeout_says_how_long_was_too_long(service, store):
    class Slow(PlantedEngine):
        def open(self, job, picture, on_progress):
            raise JobTimeoutException("Task exceeded maximum timeout value (300 seconds)")

    serve(Service(Slow(), store, service.channel))
    _, outcome = ask()
    assert outcome["problem"]["type"].endswith("TookTooLong")
    assert "300 seconds" in outcome["problem"]["detail"]


def test_progress_ends_with_the_storing_and_is_kept(service):
    job, _ = ask()
    assert service.channel.last(job.key).progress.stage == "storing the answer"


def test_a_missing_picture_is_named(service, store):
    store.delete(image_name("ab" * 32))
    _, outcome = ask()
    assert "abababab" in outcome["problem"]["detail"]
