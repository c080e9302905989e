"""The web server with the planted gallery: `python -m tests.browser.planted_web`."""

import uvicorn

from app.database import open_database
from app.logs import configure_logs
from app.main import FOLDERS, create_app
from app.parts import Folders
from app.queue_connection import open_redis
from contract.settings import Settings
from contract.store import open_store
from tests.browser.planted_gallery import plant_gallery


def main() -> None:
    """Serve until SIGTERM."""
    settings = Settings()
    configure_logs(settings.log_level)
    gallery = plant_gallery(FOLDERS.gallery, settings.root / "gallery")
    app = create_app(
        settings,
        open_redis(settings.redis_location),
        open_store(settings.store_location),
        open_database(settings.database_location),
        Folders(FOLDERS.templates, FOLDERS.static, FOLDERS.docs, gallery),
    )
    uvicorn.run(app, host=settings.host, port=settings.port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
