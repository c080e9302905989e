from prometheus_client import generate_latest

from app.metrics import Metrics


def test_two_applications_in_one_process_count_apart():
    first, second = Metrics(), Metrics()
    first.uploads.labels("kept").inc(3)
    assert b'patchlens_uploads_total{outcome="kept"} 3.0' in generate_latest(first.registry)
    assert b"kept" not in generate_latest(second.registry)
