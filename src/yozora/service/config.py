"""How a server is set up: by the file `config.yaml` in its folder, and by environment variables, which count more."""

from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    YamlConfigSettingsSource,
)

from yozora.core.errors import InvalidRequest

PREFIX = "YOZORA_"


class Config(BaseSettings):
    """Each entry can be set in the file by its name, and in the environment by `YOZORA_` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid")

    home: Path
    database: str = Field(default="", description="sqlite:///FILE or postgresql://USER@HOST/NAME; a file of home")
    files: str = Field(default="", description="a folder, or s3://BUCKET/PREFIX; a folder of home")
    host: str = Field(default="127.0.0.1", description="the address to listen on")
    port: int = Field(default=8000, ge=0, le=65535, description="the port to listen on")
    processes: int = Field(default=1, ge=1, le=64, description="processes that answer; one uses one core at most")
    workers: int = Field(default=1, ge=0, le=64, description="workers that the server runs itself")
    lease_s: float = Field(default=30.0, ge=1, le=3600, description="seconds after which a silent worker loses its job")
    public_url: str = Field(default="", description="how the server is called from outside")
    engine: Literal["", "fake"] = Field(default="", description="fake: every clip is colour bars, to try the server")
    allow_private_hooks: bool = Field(
        default=False, description="webhooks may go to any address and port, by http as well: for a closed network"
    )
    oidc_issuer: str = Field(default="", description="address of a sign-in service (OpenID Connect)")
    oidc_client_id: str = Field(default="", description="what the sign-in service calls this server")
    oidc_client_secret: str = Field(default="", description="the secret it gave this server", repr=False)
    oidc_domains: tuple[str, ...] = Field(default=(), description="domains of e-mail addresses that may sign in")
    oidc_groups: tuple[str, ...] = Field(default=(), description="groups of the sign-in service that may sign in")
    log: Literal["json", "text"] = Field(default="json", description="how the log is written")

    @property
    def database_url(self) -> str:
        """Where the database is."""
        return self.database or f"sqlite:///{self.home / 'library.db'}"

    @property
    def files_url(self) -> str:
        """Where files are stored."""
        return self.files or str(self.home / "files")

    @property
    def scratch(self) -> Path:
        """The folder of what is being made."""
        return self.home / "scratch"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is said outright, then the environment, then the file."""
        home = init_settings()["home"]
        file = YamlConfigSettingsSource(settings_cls, yaml_file=Path(home) / "config.yaml")
        return init_settings, env_settings, file


def read_config(home: Path, **said: Any) -> Config:
    """The configuration of a server whose folder is `home`. Raises InvalidRequest, which names the entry."""
    try:
        return Config(home=home, **{name: value for name, value in said.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(map(str, first["loc"])) or "config.yaml"
        known = ", ".join(Config.model_fields)
        raise InvalidRequest(f"{name} in the configuration: {first['msg']}. Known entries: {known}.") from error
