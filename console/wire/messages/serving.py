"""Services that run: talks, load tests, their own figures and logs."""

from __future__ import annotations

from console.model.ids import DeployId
from console.model.talking import Embedding, LoadLevel, Said, ServiceFigures, Turn
from console.wire.messages.base import Event, Request, Result


class Chat(Request, frozen=True, kw_only=True):
    """Say something to the model of a service; the answer comes in ChatPieces meanwhile. Reply: ChatSaid."""

    deploy_id: DeployId
    turns: tuple[Turn, ...]
    max_tokens: int = 512
    temperature: float = 0.7


class ChatPiece(Event, frozen=True):
    """What is new of an answer, at most twenty times a second."""

    request_id: int
    text: str


class ChatSaid(Result, frozen=True):
    """The whole answer; of one that was stopped, what had come."""

    said: Said


class Embed(Request, frozen=True, kw_only=True):
    """Turn a text into a vector. Reply: Embedded."""

    deploy_id: DeployId
    text: str


class Embedded(Result, frozen=True):
    """The vector."""

    embedding: Embedding


class RunLoad(Request, frozen=True, kw_only=True):
    """Ask a service with more and more at once; each level is told by LoadTold. Reply: LoadDone."""

    deploy_id: DeployId
    levels: tuple[int, ...] = (1, 2, 4, 8)
    rounds: int = 3
    prompt: str = ""
    """Empty: one of ours."""
    max_tokens: int = 64


class LoadTold(Event, frozen=True):
    """A level of a load test is over."""

    request_id: int
    level: LoadLevel


class LoadDone(Result, frozen=True):
    """Every level that came to its end, also of a test that was stopped."""

    levels: tuple[LoadLevel, ...]


class StopTalk(Request, frozen=True, kw_only=True):
    """Stop a Chat or a RunLoad by the id of its request; its reply comes with what there is."""

    request_id: int


class WatchService(Request, frozen=True, kw_only=True):
    """Be told the figures of a service every two seconds from now on, or no more."""

    deploy_id: DeployId
    watching: bool = True


class ServiceTold(Event, frozen=True):
    """What a service says of itself; None: it cannot be asked just now."""

    deploy_id: DeployId
    figures: ServiceFigures | None


class ReadServiceLog(Request, frozen=True, kw_only=True):
    """Read the last lines of what a service said. Reply: str."""

    deploy_id: DeployId
