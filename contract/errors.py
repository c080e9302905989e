"""Expected failures: what happened, quoting the value, and what to do about it.

Every one of them becomes an RFC 9457 problem, in the web server and in the worker alike.
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel


class FieldError(BaseModel):
    """One wrong parameter: where it stands and what is wrong with it."""

    loc: list[str | int]
    msg: str


class Problem(BaseModel):
    """The one shape of every error (RFC 9457, `application/problem+json`)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    hint: str = ""
    errors: list[FieldError] | None = None


class PatchLensError(Exception):
    """Something went wrong that the reader can mend."""

    status: ClassVar[int] = 422
    hint: str = "Change the request and try again."

    def __init__(self, detail: str = "", *, hint: str | None = None) -> None:
        """`detail` quotes the offending value; `hint` replaces the class's own advice."""
        super().__init__(detail or self.title())
        if hint is not None:
            self.hint = hint

    @classmethod
    def title(cls) -> str:
        """The first line of the class's docstring, without the full stop."""
        return (cls.__doc__ or cls.__name__).strip().splitlines()[0].rstrip(".")

    def problem(self) -> Problem:
        """This failure as a value that travels."""
        name = type(self).__name__
        return Problem(
            type=f"/docs/problems#{name}",
            title=self.title(),
            status=self.status,
            detail=str(self),
            hint=self.hint,
        )


class LayerOutOfRange(PatchLensError):
    """The model does not have this layer."""

    hint = "Choose a smaller layer number."


class NoSuchToken(PatchLensError):
    """The answer has no such token."""

    hint = "Choose a token of the answer, or name a word to follow."


class UnknownAnalysis(PatchLensError):
    """There is no analysis of this name."""

    status = 404
    hint = "GET /api/analyses lists the names."


class UnknownStudy(PatchLensError):
    """There is no study of this name."""

    status = 404
    hint = "Choose one of the studies that the page /studies offers."


class UnknownModel(PatchLensError):
    """No worker serves this model."""

    hint = "GET /api/models lists the models that are served."


class PromptRefused(PatchLensError):
    """The prompt cannot be put to the model."""

    hint = "Ask one question in plain words."


class BadParameters(PatchLensError):
    """The parameters do not fit the analysis."""

    hint = "GET /api/analyses shows each parameter with its bounds."

    def __init__(self, detail: str, errors: list[FieldError], *, hint: str | None = None) -> None:
        """`errors` names each wrong parameter."""
        super().__init__(detail, hint=hint)
        self.errors = errors

    def problem(self) -> Problem:
        """The problem with one entry for each wrong parameter."""
        return super().problem().model_copy(update={"errors": self.errors})


class BadDataset(BadParameters):
    """The annotations cannot be read."""

    hint = "Mend the lines that `errors` names; docs/studies.md shows each format."


class Cancelled(PatchLensError):
    """The run was cancelled."""

    status = 409
    hint = "Ask again to start it anew."


class OutOfMemory(PatchLensError):
    """The model's machine ran out of memory."""

    status = 507
    hint = "Try fewer layers or a smaller model."


class StorageFull(PatchLensError):
    """There is no room left to store this."""

    status = 507
    hint = "Free some disk space; what is stored already can still be read."


class ModelFailedItsChecks(PatchLensError):
    """The model does not behave as PatchLens assumes."""

    status = 503
    hint = "The check's name says what differs; docs/models.md explains each check."


class TookTooLong(PatchLensError):
    """The run took too long."""

    status = 504
    hint = "Ask for fewer layers, or let RUN_TIMEOUT_S be larger."


class PictureGone(PatchLensError):
    """The picture is no longer stored."""

    status = 404
    hint = "Upload it again."
