from pathlib import Path

from contract.settings import Settings


def test_everything_lives_in_the_data_folder_unless_told_otherwise(tmp_path):
    settings = Settings(data_dir=tmp_path)
    assert settings.store_location == str(tmp_path / "store")
    assert settings.model_path == str(tmp_path / "models" / "demo")
    assert settings.database_location == f"sqlite:///{tmp_path / 'patchlens.sqlite3'}"
    assert settings.redis_location.startswith("unix://")


def test_the_environment_makes_it_a_part_of_a_cluster(monkeypatch):
    monkeypatch.setenv("REDIS_URL", "rediss://queue:6379/0")
    monkeypatch.setenv("STORE_URL", "s3://bucket/prefix")
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://db/patchlens")
    monkeypatch.setenv("MODEL", "/models/llava")
    settings = Settings()
    assert settings.redis_location == "rediss://queue:6379/0"
    assert settings.store_location == "s3://bucket/prefix"
    assert settings.database_location.startswith("postgresql")
    assert settings.model_path == "/models/llava"


def test_every_setting_has_its_row_in_the_readme():
    readme = (Path(__file__).parents[2] / "README.md").read_text()
    for name, field in Settings.model_fields.items():
        default = "" if field.default in ("", None) else f"`{field.default}`"
        assert f"| `{name.upper()}` | {default} | {field.description} |" in readme
