import json
import sys

import structlog

from app.logs import configure_logs


def test_each_entry_is_one_line_of_json_at_or_above_the_level(capsys):
    before = structlog.get_config()
    configure_logs("warning")
    try:
        log = structlog.get_logger("fresh").bind()
        log.info("unseen")
        with structlog.contextvars.bound_contextvars(request_id="abc"):
            log.warning("seen", words="line\nbreak")
    finally:
        structlog.configure(**before)
    assert sys.stderr is not None
    (line,) = capsys.readouterr().err.splitlines()
    entry = json.loads(line)
    assert entry["event"] == "seen" and entry["words"] == "line\nbreak"
    assert entry["request_id"] == "abc" and entry["level"] == "warning"
    assert entry["timestamp"].endswith("Z")
