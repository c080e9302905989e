"""A few honest numbers for Prometheus."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """One application's counters; `registry` is what `/metrics` prints."""

    def __init__(self) -> None:
        """Every application has its own, so that two in one process do not mix."""
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "patchlens_http_requests_total",
            "Answered requests.",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "patchlens_http_seconds",
            "Seconds until a response began.",
            ["route"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.uploads = Counter(
            "patchlens_uploads_total", "Uploads by outcome.", ["outcome"], registry=self.registry
        )
        self.runs = Counter(
            "patchlens_runs_ended_total",
            "Runs that ended, as this process saw it.",
            ["analysis", "status"],
            registry=self.registry,
        )
        self.streams = Gauge(
            "patchlens_event_streams", "Open event streams.", registry=self.registry
        )
        self.waiting = Gauge(
            "patchlens_jobs_waiting", "Jobs in the queues.", ["lane"], registry=self.registry
        )
        self.workers = Gauge(
            "patchlens_workers", "Living workers.", ["state"], registry=self.registry
        )
