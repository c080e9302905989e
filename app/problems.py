"""The web side's expected failures, each with the status it answers."""

from __future__ import annotations

from typing import ClassVar

from contract.errors import BadParameters, FieldError, PatchLensError


class NotFound(PatchLensError):
    """There is nothing here."""

    status = 404
    hint = "Check the address; it may have been deleted."


class ShareExpired(NotFound):
    """This link has expired."""

    hint = "Ask whoever sent it for a new link."


class ShareRevoked(NotFound):
    """This link was withdrawn."""

    hint = "Ask whoever sent it for a new link."


class UploadTooLarge(PatchLensError):
    """The upload is too large."""

    status = 413
    hint = "Make the picture smaller, or save it as JPEG."


class NotAPicture(PatchLensError):
    """This is not a picture that PatchLens reads."""

    status = 415
    hint = "Send a JPEG, PNG, WebP, GIF or AVIF file."


class BrokenPicture(PatchLensError):
    """The picture's file is damaged."""

    hint = "Open it in a picture program and save it anew."


class WrongValue(BadParameters):
    """A value is not allowed here."""

    hint = PatchLensError.hint

    def __init__(self, detail: str, loc: list[str | int], *, hint: str | None = None) -> None:
        """`loc` says where the value stands, as in FastAPI: `["body", "state"]`."""
        super().__init__(detail, [FieldError(loc=loc, msg=detail)], hint=hint)


class ModelCannot(PatchLensError):
    """This model cannot do what the analysis needs."""

    hint = "Choose another model, or another analysis."


class NoModel(PatchLensError):
    """No worker has said which model it serves."""

    status = 503
    hint = "Wait for the model to load, or start a worker. The gallery works without one."


class NotReady(PatchLensError):
    """The run is not done."""

    status = 409
    hint = "Wait for the run's `done`, then fetch the artifact."


class TooMany(PatchLensError):
    """Too much is waiting already."""

    status = 429
    hint = "Wait a little and try again."
    retry_after_s: ClassVar[int] = 30


class QueueDown(PatchLensError):
    """The queue does not answer."""

    status = 503
    hint = "Try again in a moment; nothing that was stored is lost."


class DatabaseDown(PatchLensError):
    """The database does not answer."""

    status = 503
    hint = "Try again in a moment."


class StoreDown(PatchLensError):
    """The store does not answer."""

    status = 503
    hint = "Try again in a moment."


class CrossSite(PatchLensError):
    """Another site tried to change something here."""

    status = 403
    hint = "Use this site's own pages, or a program that sends no Origin header."


class WrongHost(PatchLensError):
    """This server does not answer to that host name."""

    status = 400
    hint = "Add the name to ALLOWED_HOSTS if it is yours."


class WorkerLost(PatchLensError):
    """The worker died while it worked on this, twice."""

    status = 500
    hint = "Try again with fewer layers; the worker's log says why it died."


class RunCrashed(PatchLensError):
    """The run stopped on an error nobody expected."""

    status = 500
    hint = "Try again; if it happens again, the worker's log says more."
