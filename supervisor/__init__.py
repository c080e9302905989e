"""One command that starts, watches and stops every process. Imports nothing but `contract`."""

from supervisor.valkey import running_server

__all__ = ["running_server"]
