"""`python -m app`: the web server, one process. Imports stay inside: decoders import this file."""

from __future__ import annotations


def main() -> None:
    """Serve until SIGTERM or Ctrl-C; open event streams end at once."""
    import uvicorn

    from app.database import open_database
    from app.logs import configure_logs
    from app.main import create_app
    from app.queue_connection import open_redis
    from contract.settings import Settings
    from contract.store import open_store

    settings = Settings()
    configure_logs(settings.log_level)
    app = create_app(
        settings,
        open_redis(settings.redis_location),
        open_store(settings.store_location),
        open_database(settings.database_location),
    )
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=5,
        proxy_headers=False,
    )


if __name__ == "__main__":
    main()
