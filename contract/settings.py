"""Every setting: a name in the environment, a default, one sentence."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from contract.sockets import socket_for, socket_url


class Settings(BaseSettings):
    """Read from the environment; the README's table is made from these rows."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    host: str = Field("127.0.0.1", description="Address the web server listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port of the web server.")
    allowed_hosts: str = Field(
        "localhost,127.0.0.1,[::1]",
        description="Host names, comma-separated, that requests may carry; `*` for any.",
    )
    data_dir: Path = Field(
        Path(".data"), description="Folder for uploads, artifacts, the database and the queue."
    )
    model: str = Field(
        "", description="Folder (or hub name) of the model; empty for the demonstration model."
    )
    model_revision: str = Field(
        "", description="Revision of a hub model, pinned; a folder's is the digest of its files."
    )
    device: str = Field("auto", description="`cpu`, `cuda`, `cuda:1` or `auto`.")
    dtype: str = Field("auto", description="`float32`, `bfloat16`, `float16` or `auto`.")
    attention: str = Field(
        "sdpa", description="Attention implementation: `sdpa`, `eager` or one that is installed."
    )
    reference_pictures: str = Field(
        "",
        description="Folder of JPEG photographs whose mean patch stands for nothing; "
        "empty for the gallery's.",
    )
    redis_url: str = Field("", description="Redis or Valkey; empty starts one on a private socket.")
    database_url: str = Field("", description="SQLAlchemy address; empty for SQLite in DATA_DIR.")
    store_url: str = Field("", description="Folder or `s3://bucket/prefix`; empty for DATA_DIR.")
    workers: int = Field(1, ge=0, description="Workers that `patchlens up` starts.")
    cache_mb: int = Field(1024, ge=0, description="Memory a worker may use to keep runs warm, MB.")
    max_upload_mb: int = Field(20, ge=1, description="Largest upload, MB.")
    max_megapixels: int = Field(
        24, ge=1, description="Largest PNG, WebP, GIF or AVIF picture, megapixels."
    )
    max_jpeg_megapixels: int = Field(64, ge=1, description="Largest JPEG picture, megapixels.")
    max_prompt_characters: int = Field(2000, ge=1, description="Longest prompt, characters.")
    run_timeout_s: int = Field(300, ge=1, description="A run is ended after this many seconds.")
    share_days: int = Field(7, ge=1, description="Days a shared link lives unless told otherwise.")
    public_url: str = Field(
        "", description="Address of this site as others see it, for links pasted in a chat."
    )
    log_level: str = Field("INFO", description="`DEBUG`, `INFO`, `WARNING` or `ERROR`.")

    @property
    def root(self) -> Path:
        """DATA_DIR as an absolute path."""
        return self.data_dir.expanduser().resolve()

    @property
    def model_path(self) -> str:
        """The model to load: MODEL, or the demonstration model's folder."""
        return self.model or str(self.root / "models" / "demo")

    @property
    def store_location(self) -> str:
        """Where files live: STORE_URL or a folder in DATA_DIR."""
        return self.store_url or str(self.root / "store")

    @property
    def database_location(self) -> str:
        """SQLAlchemy address: DATABASE_URL or a file in DATA_DIR."""
        return self.database_url or f"sqlite:///{self.root / 'patchlens.sqlite3'}"

    @property
    def redis_socket(self) -> Path:
        """The embedded server's socket, in a folder that only its owner can enter."""
        return socket_for(self.root / "queue")

    @property
    def redis_location(self) -> str:
        """REDIS_URL or the embedded server's socket."""
        return self.redis_url or socket_url(self.redis_socket)
